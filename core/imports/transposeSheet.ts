import type { Reference } from '#shared/domain/reference.ts';
import type { TableCell, TableRow, TableSheet } from '../documents/tableFile.ts';
import { massUnit } from '../sheets/amounts.ts';
import { lettersOnly } from '../sheets/cellValues.ts';
import { findReferences } from '../sheets/findReferences.ts';
import { splitHeader } from '../sheets/headers.ts';
import { isFieldName } from '../sheets/mapping.ts';
import { periodOf } from '../sheets/periods.ts';

/** Number of columns in which months are searched; a number or remark may precede them. */
const MONTH_COLUMNS = 3;
/** Minimum number of months in a column of months. */
const MIN_MONTHS = 2;

/** Headers of the transposed column of names: the keys of the fields, which every locale reads. */
export const NAME_HEADERS = ['reference', 'product'] as const;

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

/** Moves the unit after the name of a product to a column of its own at the end. */
const withUnitColumn = ({ index, cells }: TableRow, nameColumn: number, isHeader: boolean): TableRow => {
  const name = cells[nameColumn];
  const { name: bareName, unit } = splitHeader(String(name ?? ''));
  if (isHeader) return { index, cells: [...cells, 'unit'] };
  return massUnit(unit) === undefined ? { index, cells } : { index, cells: [...cells.with(nameColumn, bareName), unit] };
};

/** Whether a text is the name of a product, with or without a unit: "North (kt)". */
const isProductName = (text: string, products: ReadonlySet<string>): boolean =>
  products.has(lettersOnly(text)) || (massUnit(splitHeader(text).unit) !== undefined && products.has(lettersOnly(splitHeader(text).name)));

/**
 * Transposes a sheet of prices or production with a month, quarter or year in each row and a reference or product in each column, so that
 * each row is a reference or product. `products` are the names of products by their letters. Returns any other sheet unchanged.
 */
export const transposePeriods = (sheet: TableSheet, references: readonly Reference[], products: ReadonlySet<string>): TableSheet => {
  const monthLines = (column: number) => sheet.rows.filter(({ cells }) => periodOf(cells[column]) !== undefined);
  const column = Array.from({ length: MONTH_COLUMNS }, (_, at) => at).find((at) => monthLines(at).length >= MIN_MONTHS);
  if (column === undefined) return sheet;
  const first = monthLines(column)[0]?.index ?? 0;
  const hasReferenceNames = (cells: readonly TableCell[]): boolean =>
    cells.some((cell) => typeof cell === 'string' && !isFieldName(cell) && findReferences(cell, references).length === 1);
  const hasProductNames = (cells: readonly TableCell[]): boolean =>
    cells.some((cell) => typeof cell === 'string' && isProductName(cell, products));
  const header = sheet.rows.findLast(({ index, cells }) => index < first && (hasProductNames(cells) || hasReferenceNames(cells)));
  if (header === undefined) return sheet;
  const { index: headerRow } = header;
  const texts = header.cells.filter((cell) => typeof cell === 'string');
  const productCount = texts.filter((text) => isProductName(text, products)).length;
  const referenceCount = texts.filter((text) => !isFieldName(text) && findReferences(text, references).length > 0).length;
  // "Copper" may be a product and a price; tonnes have a unit
  const isOfProducts =
    productCount > referenceCount || (productCount > 0 && texts.some((text) => massUnit(splitHeader(text).unit) !== undefined));
  const rows = transposeRows(sheet.rows)
    .filter(({ index }) => index >= column)
    // the header of the periods is now that of the names
    .map((row) => (row.index === column ? { ...row, cells: row.cells.with(headerRow, NAME_HEADERS[isOfProducts ? 1 : 0]) } : row))
    .map((row) => (isOfProducts ? withUnitColumn(row, headerRow, row.index === column) : row));
  return { ...sheet, rows, originalRows: sheet.rows };
};

/** Returns the place in the file of a cell of a sheet that may be transposed. */
export const placeInFile = (
  { originalRows }: TableSheet,
  line: number,
  column: number,
): { readonly line: number; readonly column: number } => (originalRows === undefined ? { line, column } : { line: column, column: line });
