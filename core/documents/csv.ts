import { escapeSpreadsheetText } from '#shared/units/spreadsheetText.ts';

/** A cell of a CSV file: numbers stay numbers, everything else is text. */
export type CsvCell = string | number | undefined;

const cell = (value: CsvCell): string => {
  if (value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const safe = escapeSpreadsheetText(value);
  return /[",\r\n;\t]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Rows as lines of CSV, as `csv` writes them after its mark. */
export const csvLines = (rows: readonly (readonly CsvCell[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** Rows as CSV (RFC 4180: commas, CRLF) with a byte order mark, so that spreadsheets read UTF-8; text cells can't run formulas. */
export const csv = (rows: readonly (readonly CsvCell[])[]): string => `\uFEFF${csvLines(rows)}`;
