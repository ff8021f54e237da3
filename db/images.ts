import { CompiledQuery, sql } from 'kysely';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Message } from '#shared/contract/figure.ts';
import { isExcludedFromUndo, type TableShape, TRACKED_TABLES, tableShape } from './historyTriggers.ts';
import { type ForeignKey, listForeignKeys } from './references.ts';
import type { Tx } from './schema.ts';
import { isSqliteError } from './sqliteErrors.ts';

/** A row's images around one write; undefined (null in SQL) before an insert and after a delete. */
export type HistoryRow = {
  readonly table_name: string;
  readonly kind: string;
  readonly entity_id: string;
  readonly before: string | null;
  readonly after: string | null;
};

type Value = string | number | null;
type Image = Readonly<Record<string, Value>>;

const parseImage = (text: string | null): Image | undefined => (text === null ? undefined : (JSON.parse(text) as Image));

const quoteName = (name: string): string => `"${name}"`;

/** A table with its statements as text: an import has tens of thousands of images, and the builder would compile each. */
type TableStatements = {
  readonly shape: TableShape;
  readonly undoableColumns: readonly string[];
  readonly read: string;
  readonly remove: string;
  readonly insert: string;
  readonly update: (columns: readonly string[]) => string;
};

const prepareTable = async (tx: Tx, name: string): Promise<TableStatements> => {
  const { rows } = await sql<{ name: string; pk: number }>`SELECT name, pk FROM pragma_table_info(${name})`.execute(tx);
  const shape = tableShape(name, rows);
  const place = shape.key.map((column) => `${quoteName(column)} = ?`).join(' AND ');
  return {
    shape,
    undoableColumns: shape.columns.filter((column) => !isExcludedFromUndo(name, column)),
    read: `SELECT * FROM ${quoteName(name)} WHERE ${place}`,
    remove: `DELETE FROM ${quoteName(name)} WHERE ${place}`,
    insert: `INSERT INTO ${quoteName(name)} (${shape.columns.map(quoteName).join()}) VALUES (${shape.columns.map(() => '?').join()})`,
    update: (columns) => `UPDATE ${quoteName(name)} SET ${columns.map((column) => `${quoteName(column)} = ?`).join()} WHERE ${place}`,
  };
};

const imageValues = (columns: readonly string[], image: Image): Value[] => columns.map((column) => image[column] ?? null);

/** Writes one row from an image to another, if the row still is what the first image says. */
const moveRow = async (tx: Tx, table: TableStatements, from: Image | undefined, to: Image | undefined): Promise<boolean> => {
  const key = imageValues(table.shape.key, (from ?? to)!);
  const { rows } = await tx.executeQuery<Image>(CompiledQuery.raw(table.read, key));
  const now = rows[0];
  if ((now === undefined) !== (from === undefined)) return false;
  if (now && from && table.undoableColumns.some((column) => now[column] !== from[column])) return false;
  if (!to) await tx.executeQuery(CompiledQuery.raw(table.remove, key));
  else if (from) {
    const changed = table.undoableColumns.filter((column) => from[column] !== to[column]);
    await tx.executeQuery(CompiledQuery.raw(table.update(changed), [...imageValues(changed, to), ...key]));
  } else await tx.executeQuery(CompiledQuery.raw(table.insert, imageValues(table.shape.columns, to)));
  return true;
};

/** Values a question takes at once. */
const MAX_VALUES_PER_QUERY = 500;

const chunk = <T>(values: Iterable<T>): T[][] => {
  const all = [...values];
  return Array.from({ length: Math.ceil(all.length / MAX_VALUES_PER_QUERY) }, (_, i) =>
    all.slice(i * MAX_VALUES_PER_QUERY, (i + 1) * MAX_VALUES_PER_QUERY),
  );
};

/** What images may have left referring to nothing: by reference, the values to look at. */
type Suspects = Map<ForeignKey, Set<Value>>;

const collectSuspects = (
  suspects: Suspects,
  references: readonly ForeignKey[],
  table: string,
  from: Image | undefined,
  to: Image | undefined,
): void => {
  const add = (reference: ForeignKey, value: Value | undefined): void => {
    if (value === null || value === undefined) return;
    const known = suspects.get(reference);
    if (known) known.add(value);
    else suspects.set(reference, new Set([value]));
  };
  for (const reference of references) {
    if (to && reference.table === table) add(reference, to[reference.column]);
    if (!to && from && reference.parent === table) add(reference, from[reference.key]);
  }
};

/** The record that a row left hanging belongs to, after images were applied. */
const findDanglingRow = async (
  tx: Tx,
  suspects: Suspects,
  pause: () => Promise<void>,
): Promise<{ kind: string; id: string } | undefined> => {
  for (const [{ table, column, parent, key }, values] of suspects) {
    const tracked = TRACKED_TABLES[table];
    if (!tracked) continue;
    for (const some of chunk(values)) {
      await pause();
      const { rows } = await sql<{ id: Value }>`SELECT ${sql.ref(tracked.idColumn)} AS id FROM ${sql.table(table)}
        WHERE ${sql.ref(column)} IN (${sql.join(some)})
          AND NOT EXISTS (SELECT 1 FROM ${sql.table(parent)} AS parent WHERE ${sql.ref(`parent.${key}`)} = ${sql.ref(`${table}.${column}`)})
        LIMIT 1`.execute(tx);
      if (rows[0]) return { kind: tracked.kind, id: String(rows[0].id) };
    }
  }
  return undefined;
};

/** The table that holds a kind of record itself, when its rows say at which revision they changed. */
const findRootTable = async (tx: Tx, kind: string, known: Map<string, TableStatements>): Promise<string | undefined> => {
  const root = Object.entries(TRACKED_TABLES).find(([, tracked]) => tracked.kind === kind && tracked.idColumn === 'id')?.[0];
  if (root === undefined) return undefined;
  const table = known.get(root) ?? (await prepareTable(tx, root));
  known.set(root, table);
  return table.shape.columns.includes('version') ? root : undefined;
};

/** Marks the records as changed now: a page that read them before must read them again. */
const bumpVersions = async (
  tx: Tx,
  records: ReadonlyMap<string, ReadonlySet<string>>,
  known: Map<string, TableStatements>,
  pause: () => Promise<void>,
) => {
  for (const [kind, ids] of records) {
    const root = await findRootTable(tx, kind, known);
    if (root === undefined) continue;
    for (const some of chunk(ids)) {
      await pause();
      await sql`UPDATE ${sql.table(root)} SET version = (SELECT revision FROM change_under_way) WHERE id IN (${sql.join(some)})`.execute(
        tx,
      );
    }
  }
};

/**
 * Applies images in order, each row from its `before` to its `after`; others get their turn in `pause`. Throws UNDO_BLOCKED
 * {kind, id, label} naming the record whose row has moved on, or that would be left referring to nothing.
 */
export const applyImages = async (
  tx: Tx,
  parts: AsyncIterable<readonly HistoryRow[]>,
  label: Message,
  pause: () => Promise<void>,
): Promise<void> => {
  const blocked = (kind: string, id: string) => new OrebookError('UNDO_BLOCKED', { kind, id, label });
  await sql`PRAGMA defer_foreign_keys = ON`.execute(tx);
  const tables = new Map<string, TableStatements>();
  const references = await listForeignKeys(tx);
  const suspects: Suspects = new Map();
  const records = new Map<string, Set<string>>();
  for await (const rows of parts) {
    for (const row of rows) {
      await pause();
      const table = tables.get(row.table_name) ?? (await prepareTable(tx, row.table_name));
      tables.set(row.table_name, table);
      const [from, to] = [parseImage(row.before), parseImage(row.after)];
      try {
        if (!(await moveRow(tx, table, from, to))) throw blocked(row.kind, row.entity_id);
      } catch (error) {
        throw isSqliteError(error, 'SQLITE_CONSTRAINT') ? blocked(row.kind, row.entity_id) : error;
      }
      collectSuspects(suspects, references, row.table_name, from, to);
      const ids = records.get(row.kind) ?? new Set();
      records.set(row.kind, ids.add(row.entity_id));
    }
  }
  const hanging = await findDanglingRow(tx, suspects, pause);
  if (hanging) throw blocked(hanging.kind, hanging.id);
  await bumpVersions(tx, records, tables, pause);
};
