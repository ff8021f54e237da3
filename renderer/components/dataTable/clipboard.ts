import { tsvCell, tsvRows } from '#shared/presentation/charts/tsv.ts';
import { parseNumber, withAmounts } from '#shared/units/format.ts';
import type { Rectangle } from './range.ts';
import type { CellEdit, DataColumn, GridRow } from './tableTypes.ts';

/** Writes the cells of a rectangle as TSV, with amounts also while they are hidden. */
export const rangeTsv = <Row>(
  rows: readonly GridRow<Row>[],
  columns: readonly DataColumn<Row>[],
  { top, bottom, left, right }: Rectangle,
): string =>
  withAmounts(() =>
    tsvRows(
      rows
        .slice(top, bottom + 1)
        .map(({ row }) => columns.slice(left, right + 1).map((column) => tsvCell(column.text(row), column.align ?? 'left'))),
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

const canPaste = <Row>(column: DataColumn<Row> | undefined, row: Row): boolean =>
  column?.edit !== undefined && (column.isEditable?.(row) ?? true);

/**
 * Lists the edits of a block pasted at the top left of a rectangle: a single cell fills the whole rectangle, a block its own size.
 * Read-only cells are skipped.
 */
export const pasteEdits = <Row>(
  block: readonly (readonly string[])[],
  rows: readonly GridRow<Row>[],
  columns: readonly DataColumn<Row>[],
  target: Rectangle,
): readonly CellEdit[] => {
  const singleCell = block.length === 1 && block[0]?.length === 1 ? block[0][0] : undefined;
  const height = singleCell === undefined ? block.length : target.bottom - target.top + 1;
  const edits: CellEdit[] = [];
  for (let down = 0; down < height; down += 1) {
    const row = rows[target.top + down];
    if (!row) break;
    const width = singleCell === undefined ? (block[down]?.length ?? 0) : target.right - target.left + 1;
    for (let columnOffset = 0; columnOffset < width; columnOffset += 1) {
      const column = columns[target.left + columnOffset];
      if (!column || !canPaste(column, row.row)) continue;
      edits.push({ rowKey: row.key, column: column.key, text: singleCell ?? block[down]?.[columnOffset] ?? '' });
    }
  }
  return edits;
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

/** Lists the edits that copy the top row of a rectangle to the rows below it. */
export const fillEdits = <Row>(
  rows: readonly GridRow<Row>[],
  columns: readonly DataColumn<Row>[],
  target: Rectangle,
): readonly CellEdit[] => {
  const source = rows[target.top];
  if (!source) return [];
  return columns.slice(target.left, target.right + 1).flatMap((column) =>
    rows
      .slice(target.top + 1, target.bottom + 1)
      .filter(({ row }) => canPaste(column, row))
      .map(({ key }) => ({ rowKey: key, column: column.key, text: withAmounts(() => column.text(source.row)) })),
  );
};

/** Lists the edits that clear a rectangle. */
export const clearEdits = <Row>(
  rows: readonly GridRow<Row>[],
  columns: readonly DataColumn<Row>[],
  target: Rectangle,
): readonly CellEdit[] => pasteEdits([['']], rows, columns, target);

/** Sums a range if all its numbers have the same unit; else undefined. */
export const sumOf = <Row>(
  rows: readonly GridRow<Row>[],
  columns: readonly DataColumn<Row>[],
  { top, bottom, left, right }: Rectangle,
): { readonly sum: number; readonly decimals: number; readonly unit: string } | undefined => {
  const numeric = columns.slice(left, right + 1).filter((column) => column.align === 'right');
  const units = new Set(numeric.map((column) => column.unit ?? ''));
  const [unit] = units;
  if (units.size !== 1 || unit === undefined) return undefined;
  let sum = 0;
  let decimals = 0;
  let count = 0;
  for (const { row } of rows.slice(top, bottom + 1)) {
    for (const column of numeric) {
      const text = withAmounts(() => column.text(row));
      const value = parseNumber(text);
      if (value === undefined) continue;
      sum += value;
      count += 1;
      decimals = Math.max(decimals, (/\.(\d+)/.exec(text)?.[1] ?? '').length);
    }
  }
  return count > 1 ? { sum, decimals, unit } : undefined;
};
