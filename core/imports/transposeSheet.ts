import type { Reference } from '#shared/domain/reference.ts';
import type { TableCell, TableRow, TableSheet } from '../documents/tableFile.ts';
import { findReferences } from '../sheets/findReferences.ts';
import { isFieldName } from '../sheets/mapping.ts';
import { periodOf } from '../sheets/periods.ts';

/** Number of columns in which months are searched; a number or remark may precede them. */
const MONTH_COLUMNS = 3;
/** Minimum number of months in a column of months. */
const MIN_MONTHS = 2;

/** Header of the transposed column of references: the key of the field, which every locale reads. */
export const REFERENCE_HEADER = 'reference';

/** Transposes rows and columns. */
const transposeRows = (rows: readonly TableRow[]): TableRow[] => {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const height = (rows.at(-1)?.index ?? -1) + 1;
  return Array.from({ length: width }, (_, column): TableRow => {
    const cells = new Array<TableCell>(height).fill(null);
    for (const row of rows) cells[row.index] = row.cells[column] ?? null;
    return { index: column, cells };
  }).filter(({ cells }) => cells.some((cell) => cell !== null));
};

/**
 * Transposes a sheet of prices with a month, quarter or year in each row and a reference in each column, so that each row is a reference.
 * Returns any other sheet unchanged.
 */
export const transposePrices = (sheet: TableSheet, references: readonly Reference[]): TableSheet => {
  const monthLines = (column: number) => sheet.rows.filter(({ cells }) => periodOf(cells[column]) !== undefined);
  const column = Array.from({ length: MONTH_COLUMNS }, (_, at) => at).find((at) => monthLines(at).length >= MIN_MONTHS);
  if (column === undefined) return sheet;
  const first = monthLines(column)[0]?.index ?? 0;
  const hasReferenceNames = (cells: readonly TableCell[]): boolean =>
    cells.some((cell) => typeof cell === 'string' && !isFieldName(cell) && findReferences(cell, references).length === 1);
  const headerRow = sheet.rows.findLast(({ index, cells }) => index < first && hasReferenceNames(cells))?.index;
  if (headerRow === undefined) return sheet;
  const rows = transposeRows(sheet.rows)
    .filter(({ index }) => index >= column)
    // the header of the months is now that of the references
    .map((row) => (row.index === column ? { ...row, cells: row.cells.with(headerRow, REFERENCE_HEADER) } : row));
  return { ...sheet, rows, originalRows: sheet.rows };
};

/** Returns the place in the file of a cell of a sheet that may be transposed. */
export const placeInFile = (
  { originalRows }: TableSheet,
  line: number,
  column: number,
): { readonly line: number; readonly column: number } => (originalRows === undefined ? { line, column } : { line: column, column: line });
