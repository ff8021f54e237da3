import { OrebookError } from '../contract/errors.ts';
import type { PriceUnit } from '../domain/reference.ts';
import { type IsoDate, type Month, monthOf, monthOfDate, monthOfYear, yearOf } from '../domain/time.ts';
import { memoize } from '../memoize.ts';
import { currentLocale } from '../messages/text.ts';

/** U+202F between a number and its per cent sign: SI brochure 9, 5.4.7 requires a space; a narrow one without a line break is our choice. */
const NARROW_SPACE = '\u202f';
/** U+2212, the minus sign. */
export const MINUS = '\u2212';

const isChinese = (): boolean => currentLocale() === 'zh-CN';

/** A formatted number and its unit, separate so that a table can place them apart. */
export type FormattedValue = { readonly text: string; readonly unit: string };

/** What stands for an amount while amounts are hidden. */
export const HIDDEN_AMOUNT = '•••';

let isHiding = false;

/** Hides or shows the numbers of `formatNumber` in texts that are written from now on. Only a page calls it: documents and exports keep amounts. */
export const setAmountsHidden = (isHidden: boolean): void => {
  isHiding = isHidden;
};

/** Returns true while amounts are hidden. */
export const areAmountsHidden = (): boolean => isHiding;

/** Runs with amounts shown, for texts that are copied or edited. */
export const withAmounts = <T>(write: () => T): T => {
  const wasHiding = isHiding;
  isHiding = false;
  try {
    return write();
  } finally {
    isHiding = wasHiding;
  }
};

export type NumberOptions = {
  readonly decimals: number;
  /** Whether positive numbers have a plus sign; a number that rounds to zero has no sign. */
  readonly sign?: boolean | undefined;
};

const createFormatter = (sign: boolean) =>
  memoize(
    (decimals: number) =>
      new Intl.NumberFormat('en-US', {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
        signDisplay: sign ? 'exceptZero' : 'negative',
      }),
  );

const formatterWithSign = createFormatter(true);
const formatterWithoutSign = createFormatter(false);

/**
 * Formats a number that is not confidential: a count, a share, a ratio, a duration, or the text of an input. With thousands commas, fixed
 * decimals and U+2212; never "-0". Throws NOT_FINITE.
 */
export const formatPlainNumber = (value: number, { decimals, sign = false }: NumberOptions): string => {
  if (!Number.isFinite(value)) throw new OrebookError('NOT_FINITE', { field: 'value' });
  return (sign ? formatterWithSign : formatterWithoutSign)(decimals).format(value).replace('-', MINUS);
};

/** Formats any other number, as of money, tonnes or a price, as `formatPlainNumber` does; while amounts are hidden, no number is written. */
export const formatNumber = (value: number, options: NumberOptions): string =>
  isHiding ? HIDDEN_AMOUNT : formatPlainNumber(value, options);

/** A smaller share of the last decimal is the rounding of a sum. */
const ROUNDING_SHARE = 1e-6;

/** Formats an amount of a column as `formatNumber` does; one that is not 0 never reads 0: "<0.1". */
export const formatColumnNumber = (value: number, { decimals, sign = false }: NumberOptions): string => {
  const text = formatNumber(value, { decimals, sign });
  const step = 10 ** -decimals;
  // a difference of 0.0 is that of two columns as they are shown
  if (isHiding || sign || /[1-9]/.test(text) || Math.abs(value) < ROUNDING_SHARE * step) return text;
  return value > 0 ? `<${formatNumber(step, { decimals })}` : `>${formatNumber(-step, { decimals })}`;
};

/** What stands between a number and its per cent sign: in Chinese nothing, as in CLDR. */
export const percentGap = (): string => (isChinese() ? '' : NARROW_SPACE);

/** Formats a fraction as a percentage: 0.608 is "61 %" with a narrow space, in Chinese "61%". */
export const formatPercent = (fraction: number, { decimals = 0, sign }: Partial<NumberOptions> = {}): string =>
  `${formatPlainNumber(fraction * 100, { decimals, sign })}${percentGap()}%`;

/** Scale of money amounts; `auto` selects one by the amount. */
export type MoneyScaleChoice = 'k' | 'm' | 'bn' | 'auto';

/** USD of one unit of a scale. */
export const MONEY_SCALE = { k: 1e3, m: 1e6, bn: 1e9 } as const;

const scaleOf = (amount: number): 'k' | 'm' | 'bn' | undefined => {
  const absolute = Math.abs(amount);
  if (absolute >= MONEY_SCALE.bn) return 'bn';
  if (absolute >= MONEY_SCALE.m) return 'm';
  return absolute >= MONEY_SCALE.k ? 'k' : undefined;
};

/** Formats USD at a scale: 2.98e9 in `bn` with two decimals is "2.98" and "bn USD". `auto` shows less than 1,000 as plain USD. */
export const formatMoney = (valueUsd: number, scale: MoneyScaleChoice, decimals: number, sign = false): FormattedValue => {
  const selectedScale = scale === 'auto' ? scaleOf(valueUsd) : scale;
  if (selectedScale === undefined) return { text: formatNumber(valueUsd, { decimals, sign }), unit: 'USD' };
  return { text: formatNumber(valueUsd / MONEY_SCALE[selectedScale], { decimals, sign }), unit: `${selectedScale} USD` };
};

/** Decimals for three significant digits of an amount at the `auto` scale: 2.98 bn, 58.6 m, 275 m. */
export const threeDigitDecimals = (valueUsd: number): number => {
  const scale = scaleOf(valueUsd);
  const scaledValue = Math.abs(valueUsd) / (scale === undefined ? 1 : MONEY_SCALE[scale]);
  // a whole number has no decimals: "5 bn", not "5.00 bn"
  if (scaledValue >= 100 || Math.abs(scaledValue - Math.round(scaledValue)) < 1e-9) return 0;
  return scaledValue >= 10 ? 1 : 2;
};

/** The most decimals of a column of money at millions: a thousandth of a thousand USD. */
const MAX_COLUMN_DECIMALS = 5;

/** Decimals at millions of a column of money: one, or as many as show two digits of its largest amount where that is below a million. */
export const columnMoneyDecimals = (amounts: readonly number[]): number => {
  const largestAmount = amounts.reduce((max, amount) => Math.max(max, Math.abs(amount)), 0) / MONEY_SCALE.m;
  return largestAmount === 0 ? 1 : Math.min(MAX_COLUMN_DECIMALS, Math.max(1, 1 - Math.floor(Math.log10(largestAmount))));
};

/** Decimals at a scale for a column with `decimals` at millions: three fewer at thousands, two more at billions. */
export const decimalsAtScale = (decimals: number, scale: 'k' | 'm' | 'bn'): number => {
  if (scale === 'k') return Math.max(0, decimals - 3);
  return scale === 'm' ? decimals : decimals + 2;
};

export type MassUnit = 'dmt' | 'kdmt';

/** Formats dry tonnes in dmt or kdmt. */
export const formatTonnes = (dmt: number, unit: MassUnit, decimals: number, sign = false): FormattedValue => ({
  text: formatNumber(unit === 'kdmt' ? dmt / 1000 : dmt, { decimals, sign }),
  unit,
});

/** Formats dry tonnes for a column in kdmt, which never changes to dmt: two decimals under 1,000 dmt, else one; "<0.01" under 5 dmt. */
export const formatKdmt = (dmt: number, sign = false): string =>
  formatColumnNumber(dmt / 1000, { decimals: Math.abs(dmt) < 1000 ? 2 : 1, sign });

/** The unit of a column of dry tonnes: kdmt, or dmt where one of its amounts would read "<0.01" kdmt. */
export const columnMassUnit = (amounts: readonly number[]): MassUnit =>
  amounts.some((dmt) => dmt !== 0 && Math.abs(dmt) < 5) ? 'dmt' : 'kdmt';

/** Decimals with which the trade quotes each unit. */
const PRICE_DECIMALS: Readonly<Record<PriceUnit, number>> = {
  'USD/t': 0,
  'USD/dmt': 1,
  'USD/wmt': 2,
  'USD/dmtu': 2,
  'USD/toz': 0,
  'USc/lb': 2,
  'CNY/t': 0,
  'EUR/t': 0,
  'AUD/t': 0,
  'CNY/USD': 4,
  'EUR/USD': 4,
  'AUD/USD': 4,
};

/** Decimals of a price as the trade quotes its unit, at least two under 10. */
export const quotedDecimals = (value: number, unit: PriceUnit): number => (Math.abs(value) < 10 && value !== 0 ? 2 : PRICE_DECIMALS[unit]);

/** Formats a price in its unit; by default with the trade's decimals of that unit, and two for amounts under 10. */
export const formatPrice = (value: number, unit: PriceUnit, decimals?: number): FormattedValue => ({
  text: formatNumber(value, { decimals: decimals ?? quotedDecimals(value, unit) }),
  unit,
});

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Formats the month of a month index without its year: "Jul", in Chinese "7月". */
export const shortMonth = (month: Month): string => {
  if (!Number.isInteger(month)) throw new OrebookError('NOT_FINITE', { field: 'month' });
  return isChinese() ? `${monthOfYear(month)}月` : (MONTHS[monthOfYear(month) - 1] ?? '');
};

/** Formats a month index as "Jul 2027", in Chinese "2027年7月". */
export const formatMonth = (month: Month): string =>
  isChinese() ? `${yearOf(month)}年${shortMonth(month)}` : `${shortMonth(month)} ${yearOf(month)}`;

/** Formats a range of months: "Sep 2026", "Jul–Sep 2026", "Dec 2026–Feb 2027"; in Chinese "2026年7月–9月". */
export const formatMonthRange = ({ from, to }: { readonly from: Month; readonly to: Month }): string => {
  if (from === to) return formatMonth(from);
  if (yearOf(from) !== yearOf(to)) return `${formatMonth(from)}–${formatMonth(to)}`;
  return isChinese() ? `${formatMonth(from)}–${shortMonth(to)}` : `${shortMonth(from)}–${formatMonth(to)}`;
};

/** A year of which only some months count. */
type CountedMonths = { readonly year: number; readonly from: Month; readonly to: Month };

/** Formats a calendar year; the first year of a plan, of which only some months count, by these: "2026", "Jun–Dec 2026". */
export const formatCountedYear = (year: number, partialYear: CountedMonths | undefined): string =>
  partialYear?.year === year ? formatMonthRange(partialYear) : String(year);

/** Formats a range of years, of which the first may count only some months: "2027–29", "Jun 2026–29", in Chinese "2026年6月–2029年". */
export const formatCountedYears = (
  { from, to }: { readonly from: number; readonly to: number },
  partialYear: CountedMonths | undefined,
): string => {
  if (from === to) return formatCountedYear(from, partialYear);
  const isPartial = partialYear?.year === from;
  if (isPartial && isChinese()) return `${formatMonth(partialYear.from)}–${to}年`;
  return `${isPartial ? formatMonth(partialYear.from) : from}–${String(to).slice(2)}`;
};

/** Formats a date as "30 Jun 2026", in Chinese "2026年6月30日". */
export const formatDate = (date: IsoDate): string =>
  isChinese()
    ? `${formatMonth(monthOfDate(date))}${Number(date.slice(8, 10))}日`
    : `${Number(date.slice(8, 10))} ${formatMonth(monthOfDate(date))}`;

/** Formats a date without its year as "30 Jun", in Chinese "6月30日", for columns with the year in their header. */
export const formatDay = (date: IsoDate): string =>
  isChinese()
    ? `${shortMonth(monthOfDate(date))}${Number(date.slice(8, 10))}日`
    : `${Number(date.slice(8, 10))} ${shortMonth(monthOfDate(date))}`;

// spaces used between thousands: space, no-break, figure, thin, narrow no-break
const GROUP_SPACE = /(?<=\d)[ \u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))/g;
const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;

/**
 * Parses the number in a typed or pasted text; undefined if there is none. Accepts thousands commas and spaces, a Unicode minus and
 * accounting brackets, and ignores a per cent sign ("80 %" is 80; the field's unit gives its meaning). A comma that doesn't separate
 * thousands is refused.
 */
export const parseNumber = (text: string): number | undefined => {
  let normalized = text.trim();
  const bracketMatch = /^\((.*)\)$/.exec(normalized);
  if (bracketMatch) normalized = `-${bracketMatch[1]?.trim()}`;
  normalized = normalized
    .replace(/\s*%$/, '')
    .replace(/^[\u2212\u2013]\s*/, '-')
    .replace(GROUP_SPACE, '');
  if (!PLAIN.test(normalized) && !GROUPED.test(normalized)) return undefined;
  const value = Number(normalized.replaceAll(',', ''));
  return Number.isFinite(value) ? value + 0 : undefined;
};

const monthByName = (name: string): number => {
  const lowerCaseName = name.toLowerCase();
  return MONTHS.findIndex((month) => lowerCaseName.startsWith(month.toLowerCase())) + 1;
};

const isInRange = (year: number, month: number): boolean => year >= 1990 && year < 2100 && month >= 1 && month <= 12;

/** Parses the month in "Aug 2027", "August 2027", "2027-08", "8/2027", "08.2027" or "2027年8月"; undefined for any other text. */
export const parseMonth = (text: string): Month | undefined => {
  const trimmedText = text.trim();
  const namedMatch = /^([A-Za-z]{3,9})\.?[\s-]+(\d{4})$/.exec(trimmedText);
  const isoMatch = /^(\d{4})(?:-|\s*年\s*)(\d{1,2})\s*月?$/.exec(trimmedText);
  const monthFirstMatch = /^(\d{1,2})[/.](\d{4})$/.exec(trimmedText);
  const year = Number(namedMatch?.[2] ?? isoMatch?.[1] ?? monthFirstMatch?.[2]);
  const month = namedMatch ? monthByName(namedMatch[1] ?? '') : Number(isoMatch?.[2] ?? monthFirstMatch?.[1]);
  return isInRange(year, month) ? monthOf(year, month) : undefined;
};

/** Parses the date in "2027-08-31", "31 Aug 2027" or "2027年8月31日"; undefined for any other text or a date such as 30 February. */
export const parseDate = (text: string): IsoDate | undefined => {
  const trimmedText = text.trim();
  const isoMatch = /^(\d{4})(?:-|\s*年\s*)(\d{1,2})(?:-|\s*月\s*)(\d{1,2})\s*日?$/.exec(trimmedText);
  const namedMatch = /^(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?\s+(\d{4})$/.exec(trimmedText);
  const year = Number(isoMatch?.[1] ?? namedMatch?.[3]);
  const month = namedMatch ? monthByName(namedMatch[2] ?? '') : Number(isoMatch?.[2]);
  const day = Number(isoMatch?.[3] ?? namedMatch?.[1]);
  if (!isInRange(year, month)) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1 ? date.toISOString().slice(0, 10) : undefined;
};
