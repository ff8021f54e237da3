import type { TableCell, TableRow, TableSheet } from '../documents/tableFile.ts';
import { isFieldName } from '../sheets/mapping.ts';
import { periodOf } from '../sheets/periods.ts';

/** Number of rows in which a row of headings is searched. */
const MAX_ROWS = 30;

const textOf = (cell: TableCell | undefined): string => (cell === null || cell === undefined ? '' : String(cell).trim());

const isText = ({ cells }: TableRow): boolean => cells.every((cell) => cell === null || typeof cell === 'string');

/** Whether a row has headings above groups of the columns of the next row, as merged cells give them: blank where that row is not. */
const isHeadingRow = (row: TableRow, next: TableRow): boolean => {
  const [headings, headers] = [row.cells.map(textOf), next.cells.map(textOf)];
  if (!isText(row) || !isText(next) || headings.filter((heading) => heading !== '').length < 2) return false;
  return headers.filter(isFieldName).length >= 2 && headers.some((header, column) => header !== '' && !headings[column]);
};

/**
 * Joins a row of headings with the header row below it: "Payment" above "Days" becomes "Payment Days", where no field is called "Days"
 * alone. A heading above a blank cell is its header. Returns any other sheet unchanged.
 */
export const joinHeadingRow = (sheet: TableSheet): TableSheet => {
  const at = sheet.rows.slice(0, MAX_ROWS).findIndex((row, i) => {
    const next = sheet.rows[i + 1];
    return next !== undefined && isHeadingRow(row, next);
  });
  const [headings, header] = [sheet.rows[at], sheet.rows[at + 1]];
  if (headings === undefined || header === undefined) return sheet;
  let heading = '';
  const width = Math.max(headings.cells.length, header.cells.length);
  const cells = Array.from({ length: width }, (_, column): TableCell => {
    const headingAbove = textOf(headings.cells[column]);
    heading = headingAbove || heading;
    const name = textOf(header.cells[column]);
    if (name === '') return headingAbove || null;
    if (isFieldName(name) || periodOf(name) !== undefined) return name;
    return [`${heading} ${name}`, `${name} ${heading}`].find(isFieldName) ?? name;
  });
  return {
    ...sheet,
    fileRows: sheet.fileRows ?? sheet.rows,
    rows: sheet.rows.map((row) => (row === header ? { ...row, cells } : row)),
  };
};
