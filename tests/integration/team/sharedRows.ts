import { sql } from 'kysely';
import type { HistoryRow } from '#db/applyImages.ts';
import type { Workspace } from '#db/connection.ts';
import { isExcludedFromUndo, type TableShape, TRACKED_TABLES, tableShape } from '#db/historyTriggers.ts';
import { LOCAL_TABLES } from '#db/pendingChanges.ts';
import type { RemoteChange } from '#db/rebase.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The columns of tables, without generated ones. */
const shapes = new Map<string, TableShape>();

const readShape = ({ raw }: Workspace, table: string): TableShape => {
  const shape = shapes.get(table) ?? tableShape(table, raw.pragma(`table_info(${table})`) as { name: string; pk: number }[]);
  shapes.set(table, shape);
  return shape;
};

/** The place of a row: its table and key. */
export const placeOf = (table: string, row: Row): string =>
  `${table} ${JSON.stringify(shapes.get(table)!.key.map((column) => row[column]))}`;

export const tableOfPlace = (place: string): string => place.slice(0, place.indexOf(' '));

/** Every row that a team shares, by its place, without the columns that stay on a desk. */
export const readShared = (workspace: Workspace): ReadonlyMap<string, Row> => {
  const sharedRows = new Map<string, Row>();
  for (const table of Object.keys(TRACKED_TABLES)) {
    if (LOCAL_TABLES.has(table)) continue;
    const columns = readShape(workspace, table).columns.filter((column) => !isExcludedFromUndo(table, column));
    const rows = workspace.raw.prepare(`SELECT ${columns.join()} FROM ${table}`).all() as Row[];
    for (const row of rows) sharedRows.set(placeOf(table, row), row);
  }
  return sharedRows;
};

/** The record that a row belongs to: its table and the id of the record. */
export const recordOf = (table: string, row: Row): string => `${table} ${row[TRACKED_TABLES[table]!.idColumn]}`;

/** What one write did to each shared column of a row of a record, one text each. */
export const listTransitions = (record: string, before: Row | undefined, after: Row | undefined): readonly string[] =>
  Object.keys({ ...before, ...after })
    .sort()
    .filter((column) => before?.[column] !== after?.[column] && !isExcludedFromUndo(tableOfPlace(record), column))
    .map((column) => `${record} ${column}: ${JSON.stringify(before?.[column])} to ${JSON.stringify(after?.[column])}`);

/** The images of a row before and after a write; undefined where it did not exist. */
export const imagesOf = ({ before, after }: HistoryRow): readonly [Row | undefined, Row | undefined] => [
  JSON.parse(before ?? 'null') ?? undefined,
  JSON.parse(after ?? 'null') ?? undefined,
];

export const listImageTransitions = (row: HistoryRow): readonly string[] =>
  listTransitions(`${row.table_name} ${row.entity_id}`, ...imagesOf(row));

/** The value of a column in a record, as one text. */
export const valueText = (record: string, column: string, value: unknown): string => `${record} ${column} = ${JSON.stringify(value)}`;

/** Every value of a row, as one text each. */
export const listValues = (table: string, row: Row | undefined): readonly string[] =>
  row ? Object.entries(row).map(([column, value]) => valueText(recordOf(table, row), column, value)) : [];

/** The author of the last value of each column of each row. Who only restores a value, after overwriting it or deleting its row, is not its author. */
export const lastAuthors = (log: readonly RemoteChange[]): ReadonlyMap<string, string | undefined> => {
  /** The values that columns had, without those that their author took back. */
  const valueStacks = new Map<string, { readonly value: unknown; readonly author: string | undefined }[]>();
  for (const { author, rows } of log) {
    for (const row of rows) {
      const [was, is] = imagesOf(row);
      const place = placeOf(row.table_name, (is ?? was)!);
      for (const column of Object.keys({ ...was, ...is })) {
        if (was?.[column] === is?.[column]) continue;
        const stack = valueStacks.get(`${place} ${column}`) ?? [{ value: was?.[column], author: undefined }];
        valueStacks.set(`${place} ${column}`, stack);
        while (stack.at(-1)?.author === author) stack.pop();
        if (stack.at(-1)?.value !== is?.[column]) stack.push({ value: is?.[column], author });
      }
    }
  }
  return new Map([...valueStacks].map(([place, stack]) => [place, stack.at(-1)?.author]));
};

/** Whether an undo left a record of its change to a colleague's value. What of it waits in a conflict, a person decides. */
export const hasPartialUndo = async ({ db }: Workspace): Promise<boolean> => {
  const { rows } = await sql`
    SELECT 1 FROM history_change AS change
    JOIN history_row AS step ON step.change_id = (
      SELECT coalesce(max(id), change.id) FROM history_change WHERE undo_of = change.id AND id < change.undone_by)
    WHERE change.undone_by IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM history_row WHERE change_id = change.undone_by AND kind = step.kind AND entity_id = step.entity_id)
    LIMIT 1`.execute(db);
  return rows.length > 0;
};

/** The changes after a point of history that a team shares, in their order: each with its label and the rows that it wrote. */
export const listSharedChanges = async ({ db }: Workspace, afterId: number): Promise<readonly Pick<RemoteChange, 'label' | 'rows'>[]> => {
  const { rows } = await sql<HistoryRow & { id: number; label: string }>`
    SELECT history_change.id, label, table_name, kind, entity_id, before, after
    FROM history_change JOIN history_row ON change_id = history_change.id
    WHERE history_change.id > ${afterId} ORDER BY history_change.id, history_row.id`.execute(db);
  const sharedRows = rows.filter(({ table_name }) => !LOCAL_TABLES.has(table_name));
  return [...Map.groupBy(sharedRows, ({ id }) => id).values()].map((group) => ({
    label: JSON.parse(group[0]!.label),
    rows: group.map(({ table_name, kind, entity_id, before, after }) => ({ table_name, kind, entity_id, before, after })),
  }));
};
