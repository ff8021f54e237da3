import { isCurrency, isPriceUnit } from './priceUnits.ts';

/** A number and the unit beside it, as written: "25" and "USD/dmt" of "USD 25/dmt". */
export type Amount = { readonly number: string; readonly unit: string };

const AMOUNT =
  /^(?<sign>[-+\u2212]?)\s*(?<before>[^\d\s.,()+-]{0,4})\s*(?<number>[-+\u2212(]?\.?\d[\d.,\s'\u2019\u00a0\u202f]*\)?)\s*(?<after>[^\d]*)$/u;

/** Splits a number from its unit, with a currency before it or after it: "US$7,000/t", "2.5 c/lb", "12,500 wmt"; undefined without a unit. */
export const splitAmount = (text: string): Amount | undefined => {
  const bracketMatch = /^\((.*)\)$/.exec(text.trim());
  const { sign = '', before = '', number = '', after = '' } = AMOUNT.exec(bracketMatch?.[1] ?? text.trim())?.groups ?? {};
  const unit = `${before}${after.trim()}`;
  if (number === '' || unit === '' || (before !== '' && !isCurrency(before))) return undefined;
  const isNegative = bracketMatch !== null || sign === '-' || sign === '\u2212';
  return { number: `${isNegative ? '-' : ''}${number.trim()}`, unit };
};

/** Factors of tonnes and of other numbers, by unit. */
const SCALES: Readonly<Record<string, number>> = {
  k: 1e3,
  kt: 1e3,
  kdmt: 1e3,
  ktpa: 1e3,
  kwmt: 1e3,
  kmt: 1e3,
  mtpa: 1e6,
  mdmt: 1e6,
  mwmt: 1e6,
  mt: 1e6,
  m: 1e6,
  mn: 1e6,
  bn: 1e9,
  千: 1e3,
  千吨: 1e3,
  万: 1e4,
  万吨: 1e4,
  百万吨: 1e6,
};

/** Returns the factor of a unit that is a multiple; undefined for other units. */
export const scaleOf = (unit: string): number | undefined => {
  const word = unit
    .toLowerCase()
    .replace(/\s/g, '')
    .replace(/\/(?:a|y|yr|year)$/, '')
    .replace(/peryear$/, '')
    .replace(/[干湿](?=吨)/, '');
  // "Mt" is a million tonnes; traders write a metric tonne as "mt" or "MT"
  if (/^(?:mt|MT)(?!pa$)/.test(unit.trim())) return 1;
  return SCALES[word];
};

const PER_YEAR = /\s*(?:\/\s*|\bper\s+)(?:y|yr|a|year|annum|年)\.?$|(?<=t)\s*p\.?a\.?$/iu;
const TONNES = /^(?:(?:dry|wet)\s+)?(?:metric\s+)?(?:d|w)?(?:t|mt|tonnes?|tons?)$|^[干湿]?公?吨$/iu;

/** A unit of mass: its factor to tonnes, and whether it is wet; undefined where it does not say. */
export type MassUnit = { readonly scale: number; readonly isWet: boolean | undefined };

/** Reads a unit of tonnes: "kt/y", "kdmt", "wmt", "kt dry", "万吨"; undefined for other units. */
export const massUnit = (text: string): MassUnit | undefined => {
  const unit = text.trim().replace(PER_YEAR, '').trim();
  const scale = scaleOf(unit) ?? (TONNES.test(unit) ? 1 : scaleOf(unit.split(/[,/ ]/)[0] ?? ''));
  if (scale === undefined) return undefined;
  return { scale, isWet: /wmt|wet|湿/iu.test(text) ? true : /dmt|dry|干/iu.test(text) ? false : undefined };
};

/** Units of time, with months of 30 days as in terms of payment. */
export type Duration = 'days' | 'months' | 'years';

/** The unit of a duration in a header or after a number; undefined without one. */
export const durationIn = (text: string): Duration | undefined => {
  if (/\bdays?\b|\bd$|天|日$/iu.test(text)) return 'days';
  if (/\bmonths?\b|\bmths?\b|\bmo\b|个?月/iu.test(text)) return 'months';
  return /\byears?\b|\byrs?\b|年$/iu.test(text) ? 'years' : undefined;
};

const DAYS: Readonly<Record<Duration, number>> = { days: 1, months: 30, years: 360 };

/** The factor from one unit of time to another. */
export const durationFactor = (from: Duration, to: Duration): number => DAYS[from] / DAYS[to];

/** Whether a unit is one of money: a currency, alone or per quantity. */
export const isMoneyUnit = (unit: string): boolean => isCurrency(unit) || isPriceUnit(unit);

const MULTIPLES: Readonly<Record<string, number>> = {
  million: 1e6,
  mm: 1e6,
  thousand: 1e3,
  "'000": 1e3,
  '000': 1e3,
  billion: 1e9,
  百万: 1e6,
};

/** The factor of a unit of money: "USD m", "k US$", "USD '000"; undefined for other units. */
export const moneyScale = (unit: string): number | undefined => {
  const [, after, before] = /^(?:US\$|USD|\$)\s*(.*)$|^(.*?)\s*(?:US\$|USD|\$|美元)$/iu.exec(unit.trim()) ?? [];
  const multiple = (after ?? before)?.trim().toLowerCase();
  if (multiple === undefined || multiple === '') return multiple === '' ? 1 : undefined;
  return MULTIPLES[multiple] ?? scaleOf(multiple);
};
