/** Characters with which a spreadsheet would begin to compute (OWASP, CSV injection). */
const COMPUTES = /^[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/;

/** A text that a spreadsheet takes as a word, whatever it begins with. */
export const escapeSpreadsheetText = (text: string): string => (COMPUTES.test(text) ? `'${text}` : text);

/** What `spreadsheetWord` was given, for an export that comes in again. */
export const unescapeSpreadsheetText = (cell: string): string =>
  cell.startsWith("'") && COMPUTES.test(cell.slice(1)) ? cell.slice(1) : cell;
