import { sql } from 'kysely';
import { isExcludedFromUndo, type TableShape, TRACKED_TABLES, tableShape } from '#db/historyTriggers.ts';
import type { Db } from '#db/schema.ts';

type Row = Readonly<Record<string, unknown>>;

/** The columns of rows that undo restores, by table and key. */
export type TrackedRows = Map<string, Row>;

const readShapes = async (db: Db): Promise<ReadonlyMap<string, TableShape>> => {
  const shapes = new Map<string, TableShape>();
  for (const table of Object.keys(TRACKED_TABLES)) {
    const { rows } = await sql<{ name: string; pk: number }>`SELECT name, pk FROM pragma_table_info(${table})`.execute(db);
    shapes.set(table, tableShape(table, rows));
  }
  return shapes;
};

const keyOf = (table: string, { key }: TableShape, row: Row): string => JSON.stringify([table, ...key.map((column) => row[column])]);

const undoableColumns = (table: string, { columns }: TableShape, row: Row): Row =>
  Object.fromEntries(columns.filter((column) => !isExcludedFromUndo(table, column)).map((column) => [column, row[column]]));

/** Reads every row of every table with history. */
export const readTrackedRows = async (db: Db): Promise<TrackedRows> => {
  const trackedRows: TrackedRows = new Map();
  for (const [table, shape] of await readShapes(db)) {
    const { rows } = await sql<Row>`SELECT * FROM ${sql.table(table)}`.execute(db);
    for (const row of rows) trackedRows.set(keyOf(table, shape, row), undoableColumns(table, shape, row));
  }
  return new Map([...trackedRows].sort());
};

/** Applies the stored images of all changes, in their order, to the rows of an earlier state; returns the later rows and the number of images. */
export const replayHistory = async (db: Db, earlierRows: TrackedRows): Promise<{ readonly rows: TrackedRows; readonly images: number }> => {
  const rows: TrackedRows = new Map(earlierRows);
  const shapes = await readShapes(db);
  const images = await db.selectFrom('history_row').select(['table_name', 'before', 'after']).orderBy('id').execute();
  for (const { table_name: table, before, after } of images) {
    const shape = shapes.get(table)!;
    const keyBefore = before === null ? undefined : keyOf(table, shape, JSON.parse(before));
    // the images of an update have only the columns that changed
    const rowBefore = keyBefore === undefined ? undefined : rows.get(keyBefore);
    if (keyBefore !== undefined) rows.delete(keyBefore);
    if (after === null) continue;
    const row = { ...rowBefore, ...JSON.parse(after) };
    rows.set(keyOf(table, shape, row), undoableColumns(table, shape, row));
  }
  return { rows: new Map([...rows].sort()), images: images.length };
};
