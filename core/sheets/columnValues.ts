import type { ShareReading } from '#shared/contract/imports.ts';
import type { TableRow } from '../documents/tableFile.ts';

/** The values of a column below a row. */
export const valuesBelow = (rows: readonly TableRow[], headerRow: number, index: number): readonly (string | number | boolean)[] =>
  rows.flatMap((row) => {
    const cell = row.index > headerRow ? row.cells[index] : undefined;
    return cell === null || cell === undefined || cell === '' ? [] : [cell];
  });

/** The longest part of a text that is shown. */
const MAX_LETTERS = 60;

/** The first texts of a column; of thousands of rows only those before the last of them are read. */
export const firstTexts = (rows: readonly TableRow[], index: number, limit: number): readonly string[] => {
  const texts: string[] = [];
  for (const { cells } of rows) {
    const text = String(cells[index] ?? '').slice(0, MAX_LETTERS);
    if (text !== '') texts.push(text);
    if (texts.length === limit) break;
  }
  return texts;
};

export const isNumeric = (value: string | number | boolean): boolean =>
  typeof value === 'number' || (typeof value === 'string' && !value.includes('%') && /^\s*-?\d/.test(value));

/** Whether a value is a number and nothing else, no date. */
export const isPlainNumber = (value: string | number | boolean): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^[-+=(]?[\d.,\s']*\d[^/:-]*$/.test(value.trim()));

/** Whether numbers are fractions: all are one or less. A spreadsheet stores 80 % as 0.8. */
const areFractions = (values: readonly (string | number | boolean)[]): boolean => {
  const numbers = values.filter(isNumeric).map((value) => Number(String(value).replace(',', '.')));
  return numbers.length > 0 && numbers.every((value) => Math.abs(value) <= 1);
};

/** A deduction up to this may be a fraction: 0.01 for one unit. A larger one is in units. */
const MAX_UNIT_FRACTION = 0.2;

/** Whether deductions are fractions: all are a few hundredths or less. "1" and "0.5" are units. */
const areUnitFractions = (values: readonly (string | number | boolean)[]): boolean =>
  areFractions(values) && values.filter(isNumeric).every((value) => Math.abs(Number(String(value).replace(',', '.'))) <= MAX_UNIT_FRACTION);

/** Whether some numbers are fractions and others percentages: 0.9 and 90. A fraction is up to `maxFraction`. */
const areMixed = (values: readonly (string | number | boolean)[], maxFraction = 1): boolean => {
  const numbers = values
    .filter((value) => isNumeric(value) && isPlainNumber(value))
    .map((value) => Number(String(value).replace(',', '.')));
  return numbers.some((value) => value !== 0 && Math.abs(value) <= maxFraction) && numbers.some((value) => Math.abs(value) > maxFraction);
};

export const sharesOf = (field: string, values: readonly (string | number | boolean)[]): ShareReading => {
  if (field === 'deduction' && !areMixed(values, MAX_UNIT_FRACTION)) return areUnitFractions(values) ? 'fractions' : 'percents';
  return field === 'deduction' || areMixed(values) ? 'ask' : areFractions(values) ? 'fractions' : 'percents';
};
