import type { TableCell, TableRow, TableSheet } from '../documents/tableFile.ts';
import { AMOUNT_WORDS, splitHeader } from '../sheets/headers.ts';
import { guessMapping } from '../sheets/mapping.ts';

// A mine plan often has production and unit cost in one table: as columns, or as rows below one another. Orebook stores them apart.

type Part = 'production' | 'costs';

const YEAR = /(?<!\d)(?:19[9]\d|20\d\d)(?!\d)/;
const YEAR_COLUMN = /^(?:calendar |fiscal )?(?:year|fy)$|^年份?$/iu;
const PRODUCT_COLUMN = /^(?:product|material|commodity)(?: name)?$|^产品$/iu;

/** Number of rows in which the header row is searched, and of columns in which each row names what it has. */
const HEADER_ROWS = 30;
const ITEM_COLUMNS = 4;

const textOf = (cell: TableCell | undefined): string => (cell === null || cell === undefined ? '' : String(cell).trim());

/** The part that a text names; undefined for another text. */
const partIn = (text: string): Part | undefined =>
  AMOUNT_WORDS.cost.test(text) ? 'costs' : AMOUNT_WORDS.tonnes.test(text) ? 'production' : undefined;

const hasBothParts = (parts: readonly (Part | undefined)[]): boolean => parts.includes('production') && parts.includes('costs');

const partOf = (sheet: TableSheet, part: Part, rows: readonly TableRow[]): TableSheet => ({
  ...sheet,
  rows,
  part,
  fileRows: sheet.fileRows ?? sheet.rows,
});

/** A column of one part, with its header as that of a year alone: "Production 2027 (kt)" becomes "2027 (kt)". */
type PartColumn = { readonly part: Part; readonly header: string };

const partColumn = (part: Part, header: string, unit: string): PartColumn => {
  const [year] = YEAR.exec(header) ?? [];
  return { part, header: year === undefined ? header : unit === '' ? year : `${year} (${unit})` };
};

/** The columns of one part by their header, or by a heading above several years. A column of neither belongs to both parts. */
const partColumns = (headers: readonly string[], headings: readonly string[]): readonly (PartColumn | undefined)[] => {
  let heading = '';
  return headers.map((header, index) => {
    heading = headings[index] || heading;
    const { unit } = splitHeader(header);
    const part = partIn(header);
    if (part !== undefined) return partColumn(part, header, unit);
    const partOfHeading = YEAR.test(header) ? partIn(heading) : undefined;
    return partOfHeading && partColumn(partOfHeading, header, unit || splitHeader(heading).unit);
  });
};

/** Splits a table with columns of production and of costs, by year in rows or in columns. */
const splitColumns = (sheet: TableSheet): readonly TableSheet[] | undefined => {
  for (const [i, row] of sheet.rows.slice(0, HEADER_ROWS).entries()) {
    const headers = row.cells.map(textOf);
    const columns = partColumns(headers, sheet.rows[i - 1]?.cells.map(textOf) ?? []);
    const hasYears = headers.some((header) => YEAR_COLUMN.test(header)) || headers.every((header, at) => !columns[at] || YEAR.test(header));
    if (!hasYears || !hasBothParts(columns.map((column) => column?.part))) continue;
    return (['production', 'costs'] as const).map((part) =>
      partOf(
        sheet,
        part,
        sheet.rows.slice(i).map(({ index, cells }, rowIndex) => ({
          index,
          cells: cells.map((cell, at): TableCell => {
            const column = columns[at];
            if (column === undefined) return cell;
            if (column.part !== part) return null;
            return rowIndex === 0 ? column.header : cell;
          }),
        })),
      ),
    );
  }
  return undefined;
};

/** Splits a table with years in columns in which each row has production or costs. A product named once holds for the rows below it. */
const splitRows = (sheet: TableSheet): readonly TableSheet[] | undefined => {
  const at = sheet.rows.slice(0, HEADER_ROWS).findIndex(({ cells }) => cells.filter((cell) => YEAR.test(textOf(cell))).length >= 2);
  const header = sheet.rows[at];
  if (header === undefined) return undefined;
  const rows = sheet.rows.slice(at + 1);
  const itemColumn = Array.from({ length: ITEM_COLUMNS }, (_, column) => column).find(
    (column) => !YEAR.test(textOf(header.cells[column])) && hasBothParts(rows.map(({ cells }) => partIn(textOf(cells[column])))),
  );
  const productColumn = header.cells.findIndex((cell, column) => column !== itemColumn && PRODUCT_COLUMN.test(textOf(cell)));
  if (itemColumn === undefined || productColumn < 0) return undefined;
  let product: TableCell = null;
  const namedRows = rows.map(({ index, cells }) => {
    if (textOf(cells[productColumn]) !== '') product = cells[productColumn]!;
    const part = partIn(textOf(cells[itemColumn]));
    return {
      part,
      row: { index, cells: cells.map((cell, column) => (column === itemColumn ? null : column === productColumn ? product : cell)) },
    };
  });
  return (['production', 'costs'] as const).map((part) =>
    partOf(sheet, part, [
      // a row of the header may be shorter than those below it
      { ...header, cells: header.cells.map((cell, column) => (column === itemColumn ? null : cell)) },
      // a row of neither is questioned with production
      ...namedRows.flatMap((namedRow) => ((namedRow.part ?? 'production') === part ? [namedRow.row] : [])),
    ]),
  );
};

/** Splits a mine plan into a sheet of production and one of unit costs, each with the places of its cells in the file. */
export const splitMinePlan = (sheet: TableSheet): readonly TableSheet[] => {
  const parts = splitColumns(sheet) ?? splitRows(sheet);
  if (parts === undefined) return [sheet];
  // other tables by year may have such columns too
  const { target } = guessMapping(sheet);
  return target === 'production' || target === 'costs' ? parts : [sheet];
};
