import { tsvCell, tsvRows } from '#shared/presentation/charts/tsv.ts';
import { parseNumber, withAmounts } from '#shared/units/format.ts';
import type { Rectangle } from './range.ts';
import type { CellEdit, DataColumn, GridRow } from './tableTypes.ts';

/** The text that a cell shows: one that was typed and is not read back, else that of its row. */
export type ShownText<Row> = (column: DataColumn<Row>, row: GridRow<Row>) => string;

/** Writes the cells of a rectangle as TSV, with amounts also while they are hidden. */
export const rangeTsv = <Row>(
  rows: readonly GridRow<Row>[],
  columns: readonly DataColumn<Row>[],
  { top, bottom, left, right }: Rectangle,
  shownText: ShownText<Row>,
): string =>
  withAmounts(() =>
    tsvRows(
      rows
        .slice(top, bottom + 1)
        .map((row) => columns.slice(left, right + 1).map((column) => tsvCell(shownText(column, row), column.align ?? 'left'))),
    ),
  );

/** Parses a block of cells from the clipboard: tabs between cells, lines between rows, cells with breaks in double quotes. */
export const parseBlock = (text: string): readonly (readonly string[])[] => {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = () => {
    endCell();
    rows.push(row);
    row = [];
  };
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index] ?? '';
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = false;
    } else if (letter === '"' && cell === '') isQuoted = true;
    else if (letter === '\t') endCell();
    else if (letter === '\n') endRow();
    else if (letter !== '\r') cell += letter;
  }
  // a final line break does not begin a new row
  if (cell !== '' || row.length > 0 || isQuoted) endRow();
  return rows;
};

/** The cells of a block that an action leaves as they are although it would change them. */
export type SkippedCells = {
  readonly count: number;
  /** Labels of columns that are not edited in the table, and of those that are not edited in these rows. */
  readonly readOnlyColumns: readonly string[];
  readonly columnsOfOtherRows: readonly string[];
  /** Cells beyond the last row or column. */
  readonly outsideCount: number;
};

export type BlockEdits = { readonly edits: readonly CellEdit[]; readonly skipped: SkippedCells };

type BlockCell<Row> = {
  readonly row: GridRow<Row> | undefined;
  readonly column: DataColumn<Row> | undefined;
  readonly text: string;
};

const hasText = <Row>(text: string, { row }: GridRow<Row>, column: DataColumn<Row>): boolean => {
  const ownText = withAmounts(() => column.text(row));
  return text === ownText || text === tsvCell(ownText, column.align ?? 'left');
};

/** Lists the edits of a block, and what it can't change. */
const blockEdits = <Row>(cells: readonly BlockCell<Row>[]): BlockEdits => {
  const edits: CellEdit[] = [];
  const readOnlyColumns = new Set<string>();
  const columnsOfOtherRows = new Set<string>();
  let count = 0;
  let outsideCount = 0;
  for (const { row, column, text } of cells) {
    if (!row || !column) {
      if (text === '') continue;
      outsideCount += 1;
      count += 1;
    } else if (column.edit && (column.isEditable?.(row.row) ?? true)) edits.push({ rowKey: row.key, column: column.key, text });
    else if (!hasText(text, row, column)) {
      (column.edit ? columnsOfOtherRows : readOnlyColumns).add(column.label);
      count += 1;
    }
  }
  return {
    edits,
    skipped: { count, readOnlyColumns: [...readOnlyColumns], columnsOfOtherRows: [...columnsOfOtherRows], outsideCount },
  };
};

/** Lists the edits of a block pasted at the top left of a rectangle: a single cell fills the whole rectangle, a block its own size. */
export const pasteEdits = <Row>(
  block: readonly (readonly string[])[],
  rows: readonly GridRow<Row>[],
  columns: readonly DataColumn<Row>[],
  { top, bottom, left, right }: Rectangle,
): BlockEdits => {
  const singleCell = block.length === 1 && block[0]?.length === 1 ? block[0][0] : undefined;
  const texts =
    singleCell === undefined ? block : Array.from({ length: bottom - top + 1 }, () => Array<string>(right - left + 1).fill(singleCell));
  return blockEdits(
    texts.flatMap((line, rowOffset) =>
      line.map((text, columnOffset) => ({ row: rows[top + rowOffset], column: columns[left + columnOffset], text })),
    ),
  );
};

/**
 * Whether a block has additional rows: it is pasted at the names of rows and extends below the last row, or begins with at least two
 * headers of the table.
 */
export const hasMoreRows = <Row>(
  block: readonly (readonly string[])[],
  columns: readonly DataColumn<Row>[],
  at: { readonly top: number; readonly left: number; readonly rows: number },
): boolean => {
  if (block.length < 2) return false;
  const labels = new Set(columns.map(({ label }) => label.toLowerCase()));
  const headerCount = block[0]?.filter((cell) => labels.has(cell.toLowerCase())).length ?? 0;
  return headerCount >= 2 || (at.left === 0 && at.top + block.length > at.rows);
};

/** Lists the edits that copy a row of a rectangle, by default its top row, to its other rows. */
export const fillEdits = <Row>(
  rows: readonly GridRow<Row>[],
  columns: readonly DataColumn<Row>[],
  { top, bottom, left, right }: Rectangle,
  shownText: ShownText<Row>,
  sourceRow = top,
): BlockEdits => {
  const source = rows[sourceRow];
  if (!source) return blockEdits([]);
  const otherRows = rows.slice(top, bottom + 1).filter((row) => row !== source);
  return blockEdits(
    columns.slice(left, right + 1).flatMap((column) => {
      const text = withAmounts(() => shownText(column, source));
      return otherRows.map((row) => ({ row, column, text }));
    }),
  );
};

/** Lists the edits that clear a rectangle. */
export const clearEdits = <Row>(rows: readonly GridRow<Row>[], columns: readonly DataColumn<Row>[], target: Rectangle): BlockEdits =>
  pasteEdits([['']], rows, columns, target);

/** Sums a range if all its numbers have the same unit; else undefined. */
export const sumOf = <Row>(
  rows: readonly GridRow<Row>[],
  columns: readonly DataColumn<Row>[],
  { top, bottom, left, right }: Rectangle,
  shownText: ShownText<Row>,
): { readonly sum: number; readonly decimals: number; readonly unit: string } | undefined => {
  const numeric = columns.slice(left, right + 1).filter((column) => column.align === 'right');
  const units = new Set(numeric.map((column) => column.unit ?? ''));
  const [unit] = units;
  if (units.size !== 1 || unit === undefined) return undefined;
  let sum = 0;
  let decimals = 0;
  let count = 0;
  for (const row of rows.slice(top, bottom + 1)) {
    for (const column of numeric) {
      const text = withAmounts(() => shownText(column, row));
      const value = parseNumber(text);
      if (value === undefined) continue;
      sum += value;
      count += 1;
      decimals = Math.max(decimals, (/\.(\d+)/.exec(text)?.[1] ?? '').length);
    }
  }
  return count > 1 ? { sum, decimals, unit } : undefined;
};
