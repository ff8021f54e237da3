/** First characters that make a spreadsheet evaluate a cell as a formula (OWASP, CSV injection). */
const FORMULA_START = /^[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/;

/** Escapes a text with a leading apostrophe if a spreadsheet would evaluate it. */
export const escapeSpreadsheetText = (text: string): string => (FORMULA_START.test(text) ? `'${text}` : text);

/** Reverts `escapeSpreadsheetText` when an exported file is imported. */
export const unescapeSpreadsheetText = (cell: string): string =>
  cell.startsWith("'") && FORMULA_START.test(cell.slice(1)) ? cell.slice(1) : cell;

const ALPHABET = 26;

/** The letters of a spreadsheet column by its index: A for 0, AA for 26. */
export const columnLetters = (index: number): string => {
  const previous = Math.floor(index / ALPHABET) - 1;
  return `${previous >= 0 ? columnLetters(previous) : ''}${String.fromCharCode(65 + (index % ALPHABET))}`;
};
