import type { Message, MessageValue } from '#shared/contract/figure.ts';
import type { ShareReading } from '#shared/contract/imports.ts';
import { type Month, monthOf, monthOfYear, yearOf } from '#shared/domain/time.ts';
import { removeNoise } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import { calculate } from '#shared/units/arithmetic.ts';
import { fractionOf } from '#shared/units/percent.ts';
import type { IssueRule } from '../badInput.ts';
import { type Duration, durationFactor, durationIn, isMoneyUnit, massUnit, moneyScale, scaleOf, splitAmount } from './amounts.ts';

/**
 * How numbers and dates of a sheet are written; detected, shown, and changed by the user. With `ask`, a number such as 12.500 and a date
 * such as 03/04/2027 are refused until the user chooses.
 */
export type Reading = { readonly decimal: 'point' | 'comma' | 'ask'; readonly dates: 'dayFirst' | 'monthFirst' | 'ask' };

/** The value of another field in a cell: the port in "CIF Qingdao". It applies if that field has no column. */
export type ImpliedValue = { readonly field: string; readonly value: unknown };

export type ParsedCell<T> =
  /**
   * `note` describes how a value was changed before it is stored; `implied` has values of other fields that the cell contains too; `unit`
   * is the one after the number, which takes precedence over that of the header.
   */
  | { readonly ok: true; readonly value: T; readonly note?: Message; readonly implied?: readonly ImpliedValue[]; readonly unit?: string }
  | { readonly ok: false; readonly rule: IssueRule; readonly limit?: MessageValue };

const accept = <T>(value: T): ParsedCell<T> => ({ ok: true, value });
type Rejection = { readonly ok: false; readonly rule: IssueRule; readonly limit?: string };
const reject = (rule: IssueRule, limit?: string): Rejection => (limit === undefined ? { ok: false, rule } : { ok: false, rule, limit });

const MINUS = /[\u2212\u2013\uFE63\uFF0D]/g;
const BLANKS = /[\s\u00a0\u202f'\u2019]/g;

/** Normalises the text of a number for `Number`; undefined if it is none: "1.234,5" with a comma, "(12)" for minus twelve, "1 234". */
const plainNumber = (text: string, decimal: Reading['decimal']): string | undefined => {
  let digits = text.replace(MINUS, '-').replace(BLANKS, '');
  const bracketMatch = /^\((.*)\)$/.exec(digits);
  if (bracketMatch) digits = `-${bracketMatch[1]}`;
  // accounts may have the sign after the number
  digits = digits.replace(/^(\d.*)-$/, '-$1');
  digits = decimal === 'comma' ? digits.replace(/\.(?=\d{3}(?:\D|$))/g, '').replace(',', '.') : digits.replace(/,(?=\d{3}(?:\D|$))/g, '');
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(digits) ? digits : undefined;
};

/** Normalises the text of a number in a sheet with some notation. A comma that can't separate thousands is a decimal comma in all of them. */
export const numberInText = (text: string, { decimal }: Pick<Reading, 'decimal'>): string | undefined =>
  plainNumber(text, decimal) ?? plainNumber(text, 'comma');

/** Whether a text is a number with one point and three decimals, in which the point may separate thousands: 12.500. */
export const isAmbiguousNumber = (text: string): boolean => /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(text.replace(MINUS, '-').replace(BLANKS, ''));

/** The reason why a text is no number: a formula that refers to cells, a number of unknown notation, or another text. */
const rejectNumber = (cell: string, decimal: Reading['decimal']): Rejection | undefined => {
  if (/^\s*=/.test(cell)) return reject('formula');
  if (decimal === 'ask' && isAmbiguousNumber(cell)) return reject('ambiguousNumber', cell.trim());
  return undefined;
};

const calculatedNote = (cell: string, value: number): Message =>
  message('imports.note.calculated', { given: cell.trim(), value: { value, unit: 'ratio', decimals: 4 } });

export const parseNumber = (cell: string | number | boolean, { decimal }: Reading): ParsedCell<number> => {
  if (typeof cell === 'number') return accept(cell);
  if (typeof cell === 'boolean') return reject('notANumber');
  const calculatedValue = calculate(cell);
  if (calculatedValue !== undefined) return { ok: true, value: calculatedValue, note: calculatedNote(cell, calculatedValue) };
  const rejection = rejectNumber(cell, decimal);
  if (rejection) return rejection;
  const unitMatch = /^(.*\d)\s*([a-zA-Z]{1,5})$/.exec(cell.trim());
  const scale = unitMatch && !/^\d.*e$/i.test(unitMatch[1] ?? '') ? scaleOf(unitMatch[2] ?? '') : undefined;
  const text = numberInText(scale === undefined ? cell : (unitMatch?.[1] ?? ''), { decimal });
  if (text === undefined) return reject('notANumber');
  return accept(scale === undefined ? Number(text) : Number(text) * scale);
};

/**
 * Parses a number with its unit: a price ("USD 25/dmt"), whose unit is returned, or a duration ("90 days"), which is converted to that of
 * the column.
 */
export const parseAmount = (
  cell: string | number | boolean,
  reading: Reading & { readonly scale: number },
  unit: 'price' | Duration | undefined,
): ParsedCell<number> => {
  const number = parseNumber(cell, reading);
  if (number.ok) return reading.scale === 1 ? number : { ...number, value: removeNoise(number.value * reading.scale) };
  if (unit === 'price' && /benchmark|基准/iu.test(String(cell))) return reject('notFixedPrice');
  const amount = number.rule === 'notANumber' ? splitAmount(String(cell)) : undefined;
  const amountNumber = amount && parseNumber(amount.number, reading);
  if (!amount || !amountNumber?.ok) return amountNumber ?? number;
  const duration = durationIn(amount.unit);
  if (duration !== undefined && unit !== undefined && unit !== 'price')
    return { ...amountNumber, value: removeNoise(amountNumber.value * durationFactor(duration, unit)) };
  if (unit === 'price' && isMoneyUnit(amount.unit)) return { ...amountNumber, unit: amount.unit };
  const factor = moneyScale(amount.unit);
  return unit === undefined && factor !== undefined ? { ...amountNumber, value: amountNumber.value * factor } : number;
};

/** Parses tonnes. A unit after the number takes precedence over the scale of the column. */
export const parseTonnes = (cell: string | number | boolean, reading: Reading & { readonly scale: number }): ParsedCell<number> => {
  const amount = typeof cell === 'string' ? splitAmount(cell) : undefined;
  if (!amount) {
    const number = parseNumber(cell, reading);
    return number.ok && reading.scale !== 1 ? { ...number, value: removeNoise(number.value * reading.scale) } : number;
  }
  const mass = massUnit(amount.unit);
  if (mass === undefined) return reject('notTonnes');
  const number = parseNumber(amount.number, reading);
  return number.ok ? { ...number, value: removeNoise(number.value * mass.scale), unit: amount.unit } : number;
};

/** Per cent by another sign or word. A unit of grade is one per cent. */
const PERCENT = /\uff05|(?:per\s?cent|pct|%?\s*units?|个百分点)\.?\s*$/iu;

/** A word before a share that is a minimum or maximum by itself, as a deduction or a tolerance. */
const BOUND = /^\s*(?:min|max)(?:imum)?\.?\s*/iu;
/** What a share is of: "90 % of the annual quantity". */
const WHOLE = /(?<=%)\s+of\s.+$/iu;

/** Whether a number without a per cent sign may be a fraction. */
export const canBeFraction = (value: number): boolean => value !== 0 && Math.abs(value) <= 1;

/** Parses a percentage as a fraction. Without a per cent sign, `shares` decides. */
export const parsePercent = (rawCell: string | number | boolean, reading: Reading, shares: ShareReading): ParsedCell<number> => {
  if (typeof rawCell === 'boolean') return reject('notANumber');
  const cell = typeof rawCell === 'string' ? rawCell.replace(PERCENT, '%').replace(BOUND, '').replace(WHOLE, '') : rawCell;
  const calculatedValue = typeof cell === 'string' ? calculate(cell) : undefined;
  if (calculatedValue !== undefined) {
    const share = parsePercent(calculatedValue, reading, shares);
    return share.ok ? { ...share, note: calculatedNote(String(cell), calculatedValue) } : share;
  }
  const rejection = typeof cell === 'string' ? rejectNumber(cell.replace('%', ''), reading.decimal) : undefined;
  if (rejection) return rejection;
  const hasPercentSign = typeof cell === 'string' && cell.includes('%');
  const text = typeof cell === 'number' ? String(cell) : numberInText(cell.replace('%', '').replace(/^\s*(?:\+\s?\/\s?-|±)/, ''), reading);
  if (text === undefined) return reject('notANumber');
  if (shares === 'ask' && !hasPercentSign && canBeFraction(Number(text))) return reject('ambiguousShare', String(rawCell).trim());
  const isFraction = shares === 'fractions' || (shares === 'both' && canBeFraction(Number(text)));
  return accept(isFraction && !hasPercentSign ? Number(text) : fractionOf(text));
};

/** The calendar years that can be stored. */
const YEARS = { first: 1990, last: 2099 } as const;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The month of an English name of at least three letters; 0 if it is none. */
const namedMonth = (name: string): number => {
  const start = name.slice(0, 3).toLowerCase();
  return name.length >= 3 && /^[a-z]+\.?$/i.test(name) ? MONTHS.indexOf(start) + 1 : 0;
};

const twoDigits = (n: number | string): string => String(n).padStart(2, '0');

const realDate = (year: number, month: number, day: number): string | undefined => {
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1900 && year < 2200 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? `${year}-${twoDigits(month)}-${twoDigits(day)}`
    : undefined;
};

/** The date of a spreadsheet's serial number, counted from 30 December 1899, which allows for the false leap day of 1900. */
const serialDate = (serial: number): string | undefined =>
  serial > 20_000 && serial < 80_000
    ? new Date(Date.UTC(1899, 11, 30) + Math.floor(serial) * 86_400_000).toISOString().slice(0, 10)
    : undefined;

/** The year of two or four digits; two digits are 1970 to 2069. */
const fullYear = (digits: string): number => {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
};

/** A time after a date, which spreadsheets write to text files: 12/31/2027 0:00. */
const TIME_OF_DAY = '[T ]\\d{1,2}:\\d{2}.*';
const NUMERIC_DATE = new RegExp(`^(\\d{1,2})([/.-])(\\d{1,2})\\2(?:\\d{4}|\\d{2})(?:${TIME_OF_DAY})?$`);

/** Whether a text is a date whose first two numbers may each be the day or the month: 03/04/2027. Points stand in dates by day first. */
export const isAmbiguousDate = (text: string): boolean => {
  const [, first, separator, second] = NUMERIC_DATE.exec(text) ?? [];
  return separator !== undefined && separator !== '.' && first !== second && Number(first) <= 12 && Number(second) <= 12;
};

export const parseDate = (cell: string | number | boolean, { dates }: Reading): ParsedCell<string> => {
  if (typeof cell === 'number') {
    const date = serialDate(cell);
    return date === undefined ? reject('noSuchDate') : accept(date);
  }
  const text = String(cell)
    .trim()
    .replace(/[年月]/g, '-')
    .replace('日', '')
    .replace(new RegExp(`${TIME_OF_DAY}$`), '')
    .replace(/\b(\d{1,2})(?:st|nd|rd|th)\b/i, '$1');
  // a spreadsheet's number of a date, in a text file
  if (/^\d{5}$/.test(text)) return parseDate(Number(text), { decimal: 'point', dates });
  if (dates === 'ask' && isAmbiguousDate(text)) return reject('ambiguousDate', text);
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(text);
  const local = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/.exec(text) ?? /^(\d{1,2})([/.])(\d{1,2})\2(\d{2})$/.exec(text)?.toSpliced(2, 1);
  const withMonthName =
    /^(\d{1,2})[-/. ]+([A-Za-z]+)[-/., ]+(\d{4}|\d{2})$/.exec(text) ?? /^([A-Za-z]+)[-/. ]+(\d{1,2})[-/., ]+(\d{4})$/.exec(text);
  let isoDate: string | undefined;
  if (iso) isoDate = realDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  else if (local) {
    const [first, second] = [Number(local[1]), Number(local[2])];
    const year = fullYear(local[3] ?? '');
    isoDate = dates === 'monthFirst' ? realDate(year, first, second) : realDate(year, second, first);
  } else if (withMonthName) {
    const [a = '', b = ''] = [withMonthName[1], withMonthName[2]];
    const isDayFirst = /^\d/.test(a);
    isoDate = realDate(fullYear(withMonthName[3] ?? ''), namedMonth(isDayFirst ? b : a), Number(isDayFirst ? a : b));
  }
  return isoDate === undefined ? reject('noSuchDate') : accept(isoDate);
};

/** Parses a month, or a date in it. A year alone is its month `ofYear`, if there is one. */
export const parseMonth = (cell: string | number | boolean, reading: Reading, ofYear?: 1 | 12): ParsedCell<Month> => {
  const year = /^\s*(\d{4})\s*$/.exec(String(cell))?.[1];
  if (ofYear !== undefined && year !== undefined && Number(year) >= YEARS.first && Number(year) <= YEARS.last)
    return accept(monthOf(Number(year), ofYear));
  if (typeof cell === 'string') {
    const text = cell
      .trim()
      .replace(/\s*[年月]\s*/g, '-')
      .replace(/-$/, '');
    const numeric = /^(\d{4})\s*[-/.M]\s*(\d{1,2})$/i.exec(text);
    const yearLast = /^(\d{1,2})\s*[-/.]\s*(\d{4})$/.exec(text);
    const withMonthName = /^([A-Za-z]+)\.?[-/ ,']*(\d{4}|\d{2})$/.exec(text) ?? /^(\d{4})[-/ ]+([A-Za-z]+)$/.exec(text);
    if (numeric || yearLast) {
      const [year, month] = numeric ? [Number(numeric[1]), Number(numeric[2])] : [Number(yearLast?.[2]), Number(yearLast?.[1])];
      return month >= 1 && month <= 12 ? accept(monthOf(year, month)) : reject('notAMonth');
    }
    if (withMonthName) {
      const isYearFirst = /^\d/.test(withMonthName[1] ?? '');
      const month = namedMonth((isYearFirst ? withMonthName[2] : withMonthName[1]) ?? '');
      return month > 0 ? accept(monthOf(fullYear((isYearFirst ? withMonthName[1] : withMonthName[2]) ?? ''), month)) : reject('notAMonth');
    }
  }
  const date = parseDate(cell, reading);
  return date.ok
    ? accept(monthOf(Number(date.value.slice(0, 4)), Number(date.value.slice(5, 7))))
    : date.rule === 'ambiguousDate'
      ? date
      : reject('notAMonth');
};

/** Writes the quarters and half-years of a Chinese period as in English: 2027年第一季度 as 2027 Q1. */
const withLatinQuarters = (text: string): string =>
  text
    .replace(/\s*年\s*(?=[QH])/iu, ' ')
    .replace(/(?:年\s*)?第?\s*([一二三四1-4])\s*季度?$/u, (_, quarter: string) => ` Q${'一二三四'.indexOf(quarter) + 1 || quarter}`)
    .replace(/(?:年\s*)?([上下])半年$/u, (_, half: string) => (half === '上' ? ' H1' : ' H2'));

/** Parses a month, a quarter (2027 Q1, Q1-27, 1Q27), a half-year (H1 2027) or a calendar year (2027, FY2027, 2027E) as its months, in order. */
export const parsePeriod = (cell: string | number | boolean, reading: Reading): ParsedCell<readonly Month[]> => {
  const text = withLatinQuarters(String(cell).trim());
  const yearMatch =
    /^(?:FY|CY|Y)?\s*(\d{4})\s*(?:[BEFP]|年度?|est\.?)?$/i.exec(text) ?? /^(?:FY|CY)\s*['\u2019]?(\d{2})\s*(?:[BEFP]|est\.?)?$/i.exec(text);
  const year = yearMatch ? fullYear(yearMatch[1] ?? '') : 0;
  if (typeof cell !== 'boolean' && year >= YEARS.first && year <= YEARS.last)
    return accept(Array.from({ length: 12 }, (_, i) => monthOf(year, i + 1)));
  const quarterFirst = /^(?:Q([1-4])|([1-4])Q)\s*[-/' ]*\s*(\d{4}|\d{2})$/i.exec(text);
  const yearFirst = /^(\d{4})\s*[-/ ]*\s*(?:Q([1-4])|([1-4])Q)$/i.exec(text);
  const quarter = quarterFirst ? Number(quarterFirst[1] ?? quarterFirst[2]) : Number(yearFirst?.[2] ?? yearFirst?.[3] ?? 0);
  if (quarter > 0) {
    const ofYear = fullYear((quarterFirst ? quarterFirst[3] : yearFirst?.[1]) ?? '');
    return accept([1, 2, 3].map((month) => monthOf(ofYear, 3 * (quarter - 1) + month)));
  }
  const half = /^(?:H([12])|([12])H)\s*[-/' ]*\s*(\d{4}|\d{2})$/i.exec(text);
  const halfAfterYear = /^(\d{4})\s*[-/ ]*\s*(?:H([12])|([12])H)$/i.exec(text);
  if (half || halfAfterYear) {
    const [ofYear, which] = half ? [half[3], half[1] ?? half[2]] : [halfAfterYear?.[1], halfAfterYear?.[2] ?? halfAfterYear?.[3]];
    const firstMonth = monthOf(fullYear(ofYear ?? ''), Number(which) === 1 ? 1 : 7);
    return accept(Array.from({ length: 6 }, (_, i) => firstMonth + i));
  }
  const month = parseMonth(cell, reading);
  return month.ok ? accept([month.value]) : reject('notAPeriod');
};

/**
 * Abbreviations of the month from which a quotational period counts, with its event where they name one. M, A and EMS (MEE in Spanish) are
 * those of Cochilco, characteristics of contracts of exports of copper concentrates (boletin.cochilco.cl).
 */
const QP_EVENTS: Readonly<Record<string, 'shipment' | 'arrival' | undefined>> = {
  M: undefined,
  // month of (scheduled) shipment, effective month of shipment, month of arrival (at the discharge port)
  MOS: 'shipment',
  MOSS: 'shipment',
  EMS: 'shipment',
  MEE: 'shipment',
  A: 'arrival',
  MOA: 'arrival',
  MOAD: 'arrival',
};

/** Words of a quotational period that is the average of its month, as all are. */
const AVERAGE = /\s*[(,]?\s*(?:monthly\s+)?(?:avg|average|mean)\.?\s*\)?$|\s*[（(]?(?:月度?)?(?:平均价?|均价)[)）]?$/iu;

/** Parses months counted from the month of shipment or arrival: M+3, M-1, M, A+1, "MOSS+4 (average)", or the number alone. */
export const parseMonthOffset = (cell: string | number | boolean, reading: Reading): ParsedCell<number> => {
  const text = String(cell).trim().replace(MINUS, '-').replace(AVERAGE, '');
  const offset = /^(M|A|MOSS?|EMS|MEE|MOAD?)\s*(?:([+-])\s*(\d{1,2}))?$/i.exec(text);
  if (!offset) {
    const number = parseNumber(cell, reading);
    return number.ok || number.rule !== 'notANumber' ? number : reject('notAnOffset');
  }
  const event = QP_EVENTS[offset[1]!.toUpperCase()];
  const months = Number(offset[3] ?? 0);
  const value = offset[2] === '-' && months > 0 ? -months : months;
  return event === undefined ? accept(value) : { ok: true, value, implied: [{ field: 'qpFrom', value: event }] };
};

export const monthCell = (month: Month): string => `${yearOf(month)}-${twoDigits(monthOfYear(month))}`;

const YES = new Set(['yes', 'y', 'true', '1', 'x', '是']);
const NO = new Set(['no', 'n', 'false', '0', '', '否']);

export const parseFlag = (cell: string | number | boolean): ParsedCell<boolean> => {
  const word = String(cell).trim().toLowerCase();
  if (YES.has(word)) return accept(true);
  return NO.has(word) ? accept(false) : reject('notOffered');
};

/** Reduces a text to lower-case letters and digits, to compare headers, choices and synonyms. */
export const lettersOnly = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%]/gu, '');

/** Texts that are read in one step. */
const TEXTS_PER_STEP = 500;

/** Detects whether texts use a decimal comma (`ask` if a number such as 12.500 is the only trace), and dates with the month first. */
export function* detectReadingInSteps(texts: readonly string[]): Steps<Reading> {
  let commaCount = 0;
  let pointCount = 0;
  let ambiguousCount = 0;
  let monthFirstCount = 0;
  let dayFirstCount = 0;
  const ambiguousDates: string[] = [];
  for (const [i, rawText] of texts.entries()) {
    if (i % TEXTS_PER_STEP === TEXTS_PER_STEP - 1) yield;
    const text = rawText.trim();
    // "01.2027" is a month
    const isNumber = /^[+-]?[\d.,\s']+%?$/.test(text) && !/^(?:0?[1-9]|1[0-2])\.(?:19|20)\d{2}$/.test(text);
    if (isNumber && (/,\d{1,2}%?$/.test(text) || /,\d{4,}$/.test(text) || /\.\d{3},\d/.test(text) || /^\d{1,3}(?:\.\d{3}){2,}$/.test(text)))
      commaCount += 1;
    else if (
      isNumber &&
      (/\.\d{1,2}%?$/.test(text) ||
        /\.\d{4,}$/.test(text) ||
        /^[+-]?0?\.\d+%?$/.test(text) ||
        /,\d{3}\.\d/.test(text) ||
        /^\d{1,3}(?:,\d{3}){2,}$/.test(text))
    )
      pointCount += 1;
    else if (isAmbiguousNumber(text)) ambiguousCount += 1;
    const date = NUMERIC_DATE.exec(text);
    if (date && (Number(date[1]) > 12 || date[2] === '.')) dayFirstCount += 1;
    else if (date && Number(date[3]) > 12) monthFirstCount += 1;
    else if (isAmbiguousDate(text)) ambiguousDates.push(text);
  }
  const isUnknown = commaCount === pointCount && ambiguousCount > 0;
  return {
    decimal: isUnknown ? 'ask' : commaCount > pointCount ? 'comma' : 'point',
    dates:
      monthFirstCount !== dayFirstCount
        ? monthFirstCount > dayFirstCount
          ? 'monthFirst'
          : 'dayFirst'
        : ambiguousDates.length === 0 || ambiguousDates.every((date) => /^0?1\D/.test(date))
          ? 'dayFirst'
          : // terms mostly start on the first of a month
            ambiguousDates.every((date) => /^\d+\D0?1\D/.test(date))
            ? 'monthFirst'
            : 'ask',
  };
}

/** `detectReadingInSteps` without interruption. */
export const detectReading = (texts: readonly string[]): Reading => runSteps(detectReadingInSteps(texts));
