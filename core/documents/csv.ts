import { escapeSpreadsheetText } from '#shared/units/spreadsheetText.ts';

/** A cell of a CSV file: a number or a text. */
export type CsvCell = string | number | undefined;

const formatCell = (value: CsvCell): string => {
  if (value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const escapedText = escapeSpreadsheetText(value);
  return /[",\r\n;\t]/.test(escapedText) || escapedText !== escapedText.trim() ? `"${escapedText.replaceAll('"', '""')}"` : escapedText;
};

/** Formats rows as lines of CSV, without the byte order mark. */
export const formatCsvRows = (rows: readonly (readonly CsvCell[])[]): string =>
  rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('');

/** Formats rows as CSV (RFC 4180: commas, CRLF) with a byte order mark, so that spreadsheets read UTF-8. Text cells can't run as formulas. */
export const writeCsv = (rows: readonly (readonly CsvCell[])[]): string => `\uFEFF${formatCsvRows(rows)}`;
