import { type Month, monthOf, monthOfYear, yearOf } from '#shared/domain/time.ts';
import { parsePeriod, type Reading } from './cellValues.ts';
import { splitHeader } from './headers.ts';

/** The notation in which headers are read, as that of the sheet is not known yet. */
const HEADERS: Reading = { decimal: 'point', dates: 'dayFirst' };

/** The months of a cell that is a month, a quarter or a year; undefined for another one. */
export const periodOf = (cell: string | number | boolean | null | undefined): readonly Month[] | undefined => {
  if (cell === null || cell === undefined || cell === '') return undefined;
  const period = parsePeriod(cell, HEADERS);
  return period.ok ? period.value : undefined;
};

/** The field of a column of a period: `m24324` for a month, `q20273` for a quarter, `h20272` for a half-year, `y2027` for a year. */
const periodField = ([first = 0, ...others]: readonly Month[]): string => {
  if (others.length === 0) return `m${first}`;
  if (others.length === 2) return `q${yearOf(first)}${Math.ceil(monthOfYear(first) / 3)}`;
  return others.length === 5 ? `h${yearOf(first)}${Math.ceil(monthOfYear(first) / 6)}` : `y${yearOf(first)}`;
};

/** Headers of the price after the last year of a table: "LT", "Long-term price", "2031+". */
const LONG_TERM =
  /^(?:(?:lt|ltp|long[\s-]*(?:term|run))(?:[\s-]*(?:price|real|\(real\)))?|长期(?:价格?)?|(?:from\s+)?\d{4}\s*(?:\+|onwards?|ff\.?)|\d{4}\s*年?(?:起|以后|及以后))$/i;

/** Whether a field is the long-term price of a table by year. */
export const isLongTermField = (field: string): boolean => /^l\d{4}$/.test(field);

/** The last calendar year that a price can have. */
const LAST_YEAR = 2099;

/** The months of a field of a period, those of a long-term price to the last possible one; undefined for other fields. */
export const monthsIn = (field: string): readonly Month[] | undefined => {
  const [, kind, digits = ''] = /^([myqhl])(\d{4,6})$/.exec(field) ?? [];
  if (kind === undefined) return undefined;
  if (kind === 'l') {
    const first = monthOf(Number(digits), 1);
    return Array.from({ length: monthOf(LAST_YEAR, 12) - first + 1 }, (_, i) => first + i);
  }
  if (kind === 'm') return [Number(digits)];
  const year = Number(digits.slice(0, 4));
  const length = { q: 3, h: 6 }[kind] ?? 12;
  const firstMonth = monthOf(year, length === 12 ? 1 : length * (Number(digits.slice(4)) - 1) + 1);
  return Array.from({ length }, (_, i) => firstMonth + i);
};

/** Whether a field is a calendar year. */
export const isYearField = (field: string): boolean => /^y\d{4}$/.test(field);

export const isPeriodField = (field: string): boolean => monthsIn(field) !== undefined;

/**
 * Assigns the columns whose headers are periods. The header of the column before them names the rows, whatever it says or without text, unless another
 * column is the reference; a column of months or prices does not exist beside columns of periods.
 */
export const addPeriods = (
  { month, field, rowField: of }: { readonly month: string; readonly field: string; readonly rowField: string },
  headers: readonly string[],
  fieldByColumn: Map<number, string>,
  { hasTexts, hasNumbers }: Readonly<Record<'hasTexts' | 'hasNumbers', (column: number) => boolean>>,
): void => {
  const periods = headers.flatMap((header, index) => {
    const months = periodOf(splitHeader(header).name) ?? periodOf(header);
    return months === undefined || fieldByColumn.has(index) ? [] : [{ index, months }];
  });
  // in a row of records the start and the end of a contract are periods too, but no headers of amounts
  if (!periods.some(({ index }) => hasNumbers(index))) return;
  for (const [index, mappedField] of fieldByColumn) if (mappedField === month || mappedField === field) fieldByColumn.delete(index);
  for (const { index, months } of periods) fieldByColumn.set(index, periodField(months));
  const longTerm = headers.findIndex((header, index) => LONG_TERM.test(splitHeader(header).name.trim()) && !fieldByColumn.has(index));
  const isByYear = periods.every(({ months }) => months.length === 12);
  // the long-term price applies from the year after the last one that has a column
  if (longTerm >= 0 && isByYear) fieldByColumn.set(longTerm, `l${Math.max(...periods.map(({ months }) => yearOf(months[0]!))) + 1}`);
  const first = headers.findIndex((header, index) => (header !== '' || hasTexts(index)) && !fieldByColumn.has(index));
  const isBefore = periods.length >= 2 && first >= 0 && first < Math.min(...periods.map(({ index }) => index));
  if ([...fieldByColumn.values()].includes(of)) return;
  // a table of one deck may have the name of the deck above the names of its rows
  const deckColumn = headers.findIndex(
    (_, index) => fieldByColumn.get(index) === 'deck' && periods.every((period) => index < period.index),
  );
  if (isBefore) fieldByColumn.set(first, of);
  else if (deckColumn >= 0) fieldByColumn.set(deckColumn, of);
};
