import type { Amount, Figure, FigureUnit, Label, ListSeparator, Message, MessageValue, Sentence } from '../contract/figure.ts';
import { METALS } from '../domain/metal.ts';
import { countryName } from '../messages/country.ts';
import { isStoredMessage, shippedText } from '../messages/shipped.ts';
import {
  colon,
  comma,
  componentTexts,
  currentLocale,
  fillTemplate,
  fixSpacing,
  joinInSentence,
  semicolon,
  sentenceGap,
  serial,
  type TemplatePart,
  template,
  templateParts,
} from '../messages/text.ts';
import {
  decimalsAtScale,
  type FormattedValue,
  formatColumnNumber,
  formatDate,
  formatDay,
  formatMoney,
  formatMonth,
  formatMonthRange,
  formatNumber,
  formatPlainNumber,
  formatTonnes,
  MONEY_SCALE,
  type MoneyScaleChoice,
  percentGap,
  shortMonth,
  threeDigitDecimals,
} from '../units/format.ts';

/** Settings of texts. The locale is the current one (`setLocaleResolver`). */
export type PresentationSettings = {
  /** `auto` selects the scale by the size of each amount. */
  readonly moneyScale: MoneyScaleChoice;
};

/** Money at a scale selected by its size, as in sentences. */
const BY_SIZE: PresentationSettings = { moneyScale: 'auto' };

/** The fields of a figure or amount that `figureText` reads. */
export type FigureValue = Pick<Figure, 'value' | 'unit' | 'label' | 'sign' | 'between'> &
  Pick<Amount, 'withoutYear'> & { readonly decimals?: number | undefined };

/** Units whose numbers are neither money, tonnes nor prices. */
const PLAIN_UNITS: ReadonlySet<FigureUnit> = new Set(['gramsPerT', 'months', 'years', 'count', 'ratio', 'index']);

const unitWord = (unit: FigureUnit, isOne: boolean): string => {
  const words: string | { readonly one: string; readonly other: string } = componentTexts().units[unit];
  if (typeof words === 'string') return words;
  return isOne ? words.one : words.other;
};

const perYear = (unit: string): string => componentTexts().aYear.replace('{unit}', unit);

const moneyText = (value: number, { unit, decimals = 0, sign }: FigureValue, scale: MoneyScaleChoice): FormattedValue => {
  const scaledDecimals = scale === 'auto' ? threeDigitDecimals(value) : decimalsAtScale(decimals, scale);
  const formatted = formatMoney(value, scale, scaledDecimals, sign);
  return unit === 'usdPerYear' ? { text: formatted.text, unit: perYear(formatted.unit) } : formatted;
};

/** Tonnes that a text shows in dmt, and a column in kdmt with more decimals. */
const isSmallTonnage = (value: number): boolean => value !== 0 && Math.abs(value) < 1000;
const SMALL_DECIMALS = { text: 3, column: 2 } as const;

const roundTo = (value: number, decimals: number, unit = 1): number => Number((value / unit).toFixed(decimals)) * unit;

/** A value as a column shows it; money in words, which has a scale of its own, as a column in millions. */
const roundAsShown = (value: number, { unit, decimals = 0 }: FigureValue, scale: MoneyScaleChoice, place: 'text' | 'column'): number => {
  switch (unit) {
    case 'fraction':
    case 'points':
      return roundTo(Number((value * 100).toPrecision(12)), decimals) / 100;
    case 'usd':
    case 'usdPerYear':
      return scale === 'auto'
        ? roundTo(value, decimals, MONEY_SCALE.m)
        : roundTo(value, decimalsAtScale(decimals, scale), MONEY_SCALE[scale]);
    case 'dmt':
    case 'dmtPerYear':
      return roundTo(value, isSmallTonnage(value) ? SMALL_DECIMALS[place] : decimals, 1000);
    default:
      return roundTo(value, decimals);
  }
};

const isMoney = ({ unit }: FigureValue): boolean => unit === 'usd' || unit === 'usdPerYear';

/** A difference of money in words that is smaller, in steps of the last decimal of its column, is not that of the column. */
const MIN_STEPS_IN_WORDS = 10;

/** The number that is shown: of a difference beside its two values, that of the values as they are rounded. */
const shownValue = (value: number, figure: FigureValue, scale: MoneyScaleChoice, place: 'text' | 'column'): number => {
  const { between, decimals = 0 } = figure;
  if (!between || (scale === 'auto' && isMoney(figure) && Math.abs(value) < MIN_STEPS_IN_WORDS * MONEY_SCALE.m * 10 ** -decimals))
    return value;
  return roundAsShown(between.value, figure, scale, place) - roundAsShown(between.from, figure, scale, place);
};

const tonnesText = (value: number, { unit, decimals = 0, sign }: FigureValue): FormattedValue => {
  const formatted = isSmallTonnage(value) ? formatTonnes(value, 'dmt', 0, sign) : formatTonnes(value, 'kdmt', decimals, sign);
  return unit === 'dmtPerYear' ? { text: formatted.text, unit: perYear(formatted.unit) } : formatted;
};

/**
 * Writes a figure as a number and a unit. Fractions and differences of fractions (`points`) are shown times 100; money is shown at
 * `scale` with `decimals` meant for millions (`auto`: three digits); tonnes in kdmt, under 1,000 in dmt.
 */
export const figureText = (figure: FigureValue, scale: MoneyScaleChoice): FormattedValue => {
  const { label, unit, decimals = 0, sign, withoutYear } = figure;
  if (label !== undefined) return { text: renderLabel(label, { moneyScale: scale }), unit: '' };
  if (typeof figure.value === 'string')
    return { text: unit === 'date' ? (withoutYear ? formatDay : formatDate)(figure.value) : figure.value, unit: '' };
  const value = shownValue(figure.value, figure, scale, 'text');
  switch (unit) {
    case 'fraction':
    case 'points': {
      // without the last digits of a sum, by which 81.25 % can be below its tie
      const text = formatPlainNumber(Number((value * 100).toPrecision(12)), { decimals, sign });
      return { text, unit: unitWord(unit, text === '1') };
    }
    case 'usd':
    case 'usdPerYear':
      return moneyText(value, figure, scale);
    case 'dmt':
    case 'dmtPerYear':
      return tonnesText(value, figure);
    case 'month':
      return { text: (withoutYear ? shortMonth : formatMonth)(value), unit: '' };
    case 'year':
      return { text: String(value), unit: '' };
    default: {
      const text = (PLAIN_UNITS.has(unit) ? formatPlainNumber : formatNumber)(value, { decimals, sign });
      return { text, unit: unitWord(unit, text === '1') };
    }
  }
};

/** Whether money at a scale is less than one and would have less than two digits, as 0.2 m USD without decimals. */
const isSmallMoney = ({ value, unit, decimals = 0 }: FigureValue, scale: MoneyScaleChoice): boolean => {
  if ((unit !== 'usd' && unit !== 'usdPerYear') || scale === 'auto' || typeof value !== 'number') return false;
  const size = Math.abs(value) / MONEY_SCALE[scale];
  return size > 0 && size < Math.min(1, 10 ** (1 - decimalsAtScale(decimals, scale)));
};

/** Writes a figure that stands alone with its unit: as `figureText`, and small money at its own scale, as sentences do. */
export const headlineText = (figure: FigureValue, scale: MoneyScaleChoice): FormattedValue =>
  figureText(figure, isSmallMoney(figure, scale) ? 'auto' : scale);

/**
 * Writes a figure for a table whose header or row has the unit: as `figureText`, and tonnes in kdmt, whatever their size. An amount that is
 * not 0 never reads 0, except a difference.
 */
export const columnText = (figure: FigureValue, scale: MoneyScaleChoice): FormattedValue => {
  const { label, unit, decimals = 0, sign, between } = figure;
  if (label !== undefined || typeof figure.value === 'string') return figureText(figure, scale);
  if (unit === 'dmt' || unit === 'dmtPerYear') {
    const value = shownValue(figure.value, figure, scale, 'column');
    const options = { decimals: isSmallTonnage(value) ? SMALL_DECIMALS.column : decimals, sign };
    const text = (between ? formatNumber : formatColumnNumber)(value / 1000, options);
    return { text, unit: unit === 'dmtPerYear' ? perYear('kdmt') : 'kdmt' };
  }
  if (isMoney(figure) && scale !== 'auto' && between === undefined) {
    const options = { decimals: decimalsAtScale(decimals, scale), sign };
    return { text: formatColumnNumber(figure.value / MONEY_SCALE[scale], options), unit: figureText(figure, scale).unit };
  }
  return figureText(figure, scale);
};

const MONEY_SCALE_GAP = / (?=USD)/;

/** Joins a number and its unit: `percentGap` before %, a no-break space before a word and after the scale of money (m USD). */
export const joinUnit = ({ text, unit }: FormattedValue): string => {
  if (unit === '') return text;
  return unit === '%' ? `${text}${percentGap()}%` : `${text}\u00a0${unit.replace(MONEY_SCALE_GAP, '\u00a0')}`;
};

/** The common unit of many amounts, as on a chart's axis. `auto` means millions. */
export const commonUnit = (
  unit: FigureUnit,
  { moneyScale }: PresentationSettings,
): { readonly text: string; readonly toDisplayUnit: (value: number) => number; readonly decimals: (decimals: number) => number } => {
  const keepDecimals = (decimals: number) => decimals;
  switch (unit) {
    case 'usd':
    case 'usdPerYear': {
      const scale = moneyScale === 'auto' ? 'm' : moneyScale;
      const text = `${scale} USD`;
      return {
        text: unit === 'usd' ? text : perYear(text),
        toDisplayUnit: (value) => value / MONEY_SCALE[scale],
        decimals: (decimals) => decimalsAtScale(decimals, scale),
      };
    }
    case 'dmt':
    case 'dmtPerYear':
      return { text: unit === 'dmt' ? 'kdmt' : perYear('kdmt'), toDisplayUnit: (value) => value / 1000, decimals: keepDecimals };
    case 'fraction':
    case 'points':
      return { text: unitWord(unit, false), toDisplayUnit: (value) => value * 100, decimals: keepDecimals };
    default:
      return { text: unitWord(unit, false), toDisplayUnit: (value) => value, decimals: keepDecimals };
  }
};

const SEPARATOR: Readonly<Record<Exclude<ListSeparator, 'and'>, () => string>> = {
  serial,
  comma,
  semicolon,
  colon,
  sentence: sentenceGap,
  space: () => ' ',
  line: () => '\n',
};

/** Writes an amount as one text. Prices, counts and shares keep their decimals; those of money depend on the scale. */
const amountText = (amount: Amount, { moneyScale }: PresentationSettings): string => {
  const formatted = figureText(amount, moneyScale);
  return amount.withoutUnit ? formatted.text : joinUnit(formatted);
};

/** Writes the value of a slot. */
const renderValue = (value: MessageValue, settings: PresentationSettings): string => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : renderLabel(value, settings);
};

/** A text that begins with a word that is written small inside a sentence; an abbreviation (NPV) is not. */
const BEGINS_CAPITALISED = /^\p{Lu}(?!\p{Lu})/u;

/** Writes a text as part of an English sentence, with a small first letter; unchanged in Chinese. */
const toSentencePart = (text: string): string =>
  currentLocale() === 'en' && BEGINS_CAPITALISED.test(text) ? text.charAt(0).toLocaleLowerCase('en') + text.slice(1) : text;

/** Writes the name of a reference inside a sentence. A name that does not begin with a metal and a comma is only written small. */
const referenceInSentence = (name: string, form: 'withoutMetal' | 'metalLast'): string => {
  const metal = METALS.map((metalId) => template(`metal.${metalId}`)).find((metalName) => name.startsWith(`${metalName}, `));
  if (metal === undefined) return toSentencePart(name);
  const reference = name.slice(metal.length + 2);
  return form === 'metalLast' ? fillTemplate(template('sentence.ofMetal'), { reference, metal: toSentencePart(metal) }) : reference;
};

const renderShipped = ({ shipped, form }: Extract<Label, { readonly shipped: string }>): string => {
  const text = shippedText(shipped);
  if (form === undefined) return text;
  if (form === 'inSentence') return isStoredMessage(shipped) ? toSentencePart(text) : text;
  return referenceInSentence(text, form);
};

const yearInSentence = ({ calendarYear, countedMonths }: Extract<Label, { readonly calendarYear: number }>): string =>
  countedMonths ? formatMonthRange(countedMonths) : componentTexts().calendarYear.replace('{year}', String(calendarYear));

/** Writes a label in the current locale. */
export const renderLabel = (label: Label, settings: PresentationSettings = BY_SIZE): string => {
  if ('key' in label) return renderMessage(label, settings);
  if ('country' in label) return countryName({ code: label.country, name: label.name });
  if ('name' in label) return label.name;
  if ('shipped' in label) return renderShipped(label);
  if ('unitOf' in label) return commonUnit(label.unitOf, settings).text;
  if ('calendarYear' in label) return yearInSentence(label);
  if ('list' in label) {
    const items = label.list.map((part) => renderValue(part, settings));
    return label.by === 'and' ? joinInSentence(items) : items.join(SEPARATOR[label.by]());
  }
  return amountText(label, settings);
};

/** Writes a message in the current locale; without settings, money has a scale by its size. An unknown key is returned unchanged. */
export const renderMessage = ({ key, values = {}, form }: Message, settings: PresentationSettings = BY_SIZE): string => {
  const texts = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? value : renderValue(value, settings)]),
  );
  const count = values.count;
  // the plural form depends on the number, not on its text
  const counts = typeof count === 'object' && 'unit' in count && typeof count.value === 'number' ? { count: count.value } : texts;
  const text = fillTemplate(template(key, counts), texts);
  return form === 'inSentence' ? toSentencePart(text) : text;
};

/** Changes whose labels name a scenario or a reference; the name of one that ships is a stored message key. */
const NAMES_SHIPPED = /^history\.(?:scenario|priceProcess)/;

/** Writes the label of a change in the history. */
export const renderChange = (label: Message): string =>
  renderMessage(
    NAMES_SHIPPED.test(label.key) && label.values
      ? {
          ...label,
          values: Object.fromEntries(
            Object.entries(label.values).map(([name, value]) => [name, typeof value === 'string' ? { shipped: value } : value]),
          ),
        }
      : label,
  );

/** Splits a sentence at its figures. A sentence with a count has the plural form of that figure. */
export const sentenceParts = ({ key, figures }: Sentence): readonly TemplatePart[] => {
  const count = figures.count?.value;
  const pattern = template(key, typeof count === 'number' ? { count } : {});
  const words = Object.entries(figures).map(([name, figure]) => [name, joinUnit(figureText(figure, 'auto'))]);
  return templateParts(fixSpacing(pattern, Object.fromEntries(words)));
};
