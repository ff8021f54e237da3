import type { WriteCell } from '../documents/tableFile.ts';

/** A cell of a column in the row of the formula, or in one before (-1) or after it (1). */
export type Reference = (key: string, offset?: number) => string;

/** A column of a table whose rows are periods. Without a formula its amounts are inputs; a formula without an amount is computed on opening. */
export type LiveColumn = {
  readonly key: string;
  readonly label: string;
  /** null leaves an input empty. */
  readonly value?: (index: number) => number | null;
  /** Without the equals sign; undefined where the row has an input. */
  readonly formula?: (index: number, cell: Reference) => string | undefined;
  readonly decimals?: number;
};

const NO_DECIMALS = 0;

/** The letters of a column of a sheet, 0 = A. */
const letters = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : letters(Math.floor(index / 26) - 1) + letters(index % 26);

/** The column of dates before the columns of amounts. */
export const DATE = 'date';

/** Writes the cells of a row; `firstRow` is the number of the first row of the table in the sheet. */
export const liveCells = (columns: readonly LiveColumn[], index: number, firstRow: number): readonly (WriteCell | undefined)[] => {
  const places = new Map([DATE, ...columns.map(({ key }) => key)].map((key, at) => [key, letters(at)]));
  const cell: Reference = (key, offset = 0) => {
    const place = places.get(key);
    if (place === undefined) throw new Error(`no column ${key}`);
    return `${place}${firstRow + index + offset}`;
  };
  return columns.map(({ value, formula, decimals = NO_DECIMALS }) => {
    const amount = value?.(index) ?? null;
    const live = formula?.(index, cell);
    if (live !== undefined) return { value: amount === null ? null : amount + 0, decimals, formula: live };
    return amount === null ? undefined : { value: amount + 0, decimals, look: 'input' };
  });
};

/** A sum of terms; 0 without any. */
export const plus = (terms: readonly string[]): string => (terms.length === 0 ? '0' : terms.join('+'));
