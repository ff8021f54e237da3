import { columnLetters } from '#shared/units/spreadsheetText.ts';
import type { WriteCell } from '../documents/tableFile.ts';

/** Returns the cell of a column in the row of the formula, or in the row before (-1) or after (1) it. */
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

/** The column of dates before the columns of amounts. */
export const DATE_KEY = 'date';

/** Writes the cells of a row; `firstRow` is the number of the first row of the table in the sheet. */
export const liveCells = (columns: readonly LiveColumn[], index: number, firstRow: number): readonly (WriteCell | undefined)[] => {
  const places = new Map([DATE_KEY, ...columns.map(({ key }) => key)].map((key, at) => [key, columnLetters(at)]));
  const cell: Reference = (key, offset = 0) => {
    const place = places.get(key);
    if (place === undefined) throw new Error(`no column ${key}`);
    return `${place}${firstRow + index + offset}`;
  };
  return columns.map(({ value, formula, decimals = NO_DECIMALS }) => {
    const amount = value?.(index) ?? null;
    const cellFormula = formula?.(index, cell);
    if (cellFormula !== undefined) return { value: amount === null ? null : amount + 0, decimals, formula: cellFormula };
    return amount === null ? undefined : { value: amount + 0, decimals, look: 'input' };
  });
};

/** A sum of terms; 0 without any. */
export const sumFormula = (terms: readonly string[]): string => (terms.length === 0 ? '0' : terms.join('+'));
