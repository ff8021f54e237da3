import { MINUS, THIN_SPACE } from '../../units/format.ts';
import { escapeSpreadsheetText } from '../../units/spreadsheetText.ts';
import type { ViewTable } from './table.ts';

/** A number's text as a spreadsheet reads it: plain minus, no thousands commas, no thin space. */
const spreadsheetNumber = (text: string): string =>
  text
    .replaceAll(MINUS, '-')
    .replaceAll(THIN_SPACE, '')
    .replace(/(?<=\d),(?=\d{3})/g, '');

/** A word in one cell: a name such as "=HYPERLINK(...)" must arrive as a name. */
const word = (text: string): string => escapeSpreadsheetText(text).replace(/[\t\r\n]+/g, ' ');

/** A cell for the clipboard: numbers as spreadsheets read them, words that can't become formulas. */
export const tsvCell = (text: string, align: 'left' | 'right'): string => {
  const number = spreadsheetNumber(text);
  return align === 'right' && /^[+-]?[\d.]+%?$/.test(number) ? number : word(text);
};

/** Rows as tab-separated values. */
export const tsvRows = (rows: readonly (readonly string[])[]): string => rows.map((row) => row.join('\t')).join('\n');

/** A table as tab-separated values, a head line with units first. */
export const tableTsv = ({ columns, rows }: ViewTable): string =>
  tsvRows([
    columns.map(({ label, unit }) => word(unit ? `${label} (${unit})` : label)),
    ...rows.map((row) => row.map((cell, index) => tsvCell(cell, columns[index]?.align ?? 'left'))),
  ]);
