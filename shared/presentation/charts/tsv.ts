import { MINUS } from '../../units/format.ts';
import { escapeSpreadsheetText } from '../../units/spreadsheetText.ts';
import type { ViewTable } from './table.ts';

/** Writes a number's text for a spreadsheet: plain minus, no thousands commas, no space before %. */
const spreadsheetNumber = (text: string): string =>
  text
    .replaceAll(MINUS, '-')
    .replace(/\s(?=%)/, '')
    .replace(/(?<=\d),(?=\d{3})/g, '');

/** Writes a text into one cell; a name such as "=HYPERLINK(...)" must not become a formula. */
const textCell = (text: string): string => escapeSpreadsheetText(text).replace(/[\t\r\n]+/g, ' ');

/** Writes a cell for the clipboard: numbers in the notation of spreadsheets, texts that can't become formulas. */
export const tsvCell = (text: string, align: 'left' | 'right'): string => {
  const number = spreadsheetNumber(text);
  return align === 'right' && /^[+-]?[\d.]+%?$/.test(number) ? number : textCell(text);
};

/** Joins cells that `tsvCell` has written; cells must contain no tab or line break. */
export const tsvRows = (rows: readonly (readonly string[])[]): string => rows.map((row) => row.join('\t')).join('\n');

/** Writes a table as tab-separated values with a header row with units. */
export const tableTsv = ({ columns, rows }: ViewTable): string =>
  tsvRows([
    columns.map(({ label, unit }) => textCell(unit ? `${label} (${unit})` : label)),
    ...rows.map((row) => row.map((cell, index) => tsvCell(cell, columns[index]?.align ?? 'left'))),
  ]);
