import { CompiledQuery, sql } from 'kysely';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Message } from '#shared/contract/figure.ts';
import { isExcludedFromUndo, type TableShape, TRACKED_TABLES, tableShape } from './historyTriggers.ts';
import type { Db, Tx } from './schema.ts';
import { isSqliteError } from './storageErrors.ts';

/**
 * One write of a row: its images before and after, as JSON of the columns. Null before an insert and after a delete; of an update both may
 * have only the key and the columns that changed.
 */
export type HistoryRow = {
  readonly table_name: string;
  readonly kind: string;
  readonly entity_id: string;
  readonly before: string | null;
  readonly after: string | null;
};

export type Value = string | number | null;

/** The columns of a row by name. */
export type Image = Readonly<Record<string, Value>>;

export const parseImage = (text: string | null): Image | undefined => (text === null ? undefined : (JSON.parse(text) as Image));

const quoteName = (name: string): string => `"${name}"`;

/** The statements for a table as SQL text: the query builder would compile them again for each of the thousands of images of an import. */
export type TableStatements = {
  readonly shape: TableShape;
  readonly undoableColumns: readonly string[];
  readonly read: string;
  readonly remove: string;
  readonly insert: string;
  readonly update: (columns: readonly string[]) => string;
};

export const prepareTable = async (db: Db, name: string): Promise<TableStatements> => {
  const { rows } = await sql<{ name: string; pk: number }>`SELECT name, pk FROM pragma_table_info(${name})`.execute(db);
  const shape = tableShape(name, rows);
  const condition = shape.key.map((column) => `${quoteName(column)} = ?`).join(' AND ');
  return {
    shape,
    undoableColumns: shape.columns.filter((column) => !isExcludedFromUndo(name, column)),
    // without generated columns, which images do not have
    read: `SELECT ${shape.columns.map(quoteName).join()} FROM ${quoteName(name)} WHERE ${condition}`,
    remove: `DELETE FROM ${quoteName(name)} WHERE ${condition}`,
    insert: `INSERT INTO ${quoteName(name)} (${shape.columns.map(quoteName).join()}) VALUES (${shape.columns.map(() => '?').join()})`,
    update: (columns) => `UPDATE ${quoteName(name)} SET ${columns.map((column) => `${quoteName(column)} = ?`).join()} WHERE ${condition}`,
  };
};

/** The statements for a table, prepared once. */
export const tableStatements = async (db: Db, tables: Map<string, TableStatements>, name: string): Promise<TableStatements> => {
  const table = tables.get(name) ?? (await prepareTable(db, name));
  tables.set(name, table);
  return table;
};

const imageValues = (columns: readonly string[], image: Image): Value[] => columns.map((column) => image[column] ?? null);

/** Reads the row that has the key of an image. */
export const readRow = async (db: Db, table: TableStatements, image: Image): Promise<Image | undefined> => {
  const { rows } = await db.executeQuery<Image>(CompiledQuery.raw(table.read, imageValues(table.shape.key, image)));
  return rows[0];
};

/** Changes a row from one image to another. Returns false, and writes nothing, if the row no longer has the values of the first image. */
export const moveRow = async (tx: Tx, table: TableStatements, from: Image | undefined, to: Image | undefined): Promise<boolean> => {
  const key = imageValues(table.shape.key, (from ?? to)!);
  const currentRow = await readRow(tx, table, (from ?? to)!);
  if ((currentRow === undefined) !== (from === undefined)) return false;
  if (currentRow && from && table.undoableColumns.some((column) => column in from && currentRow[column] !== from[column])) return false;
  if (!to) await tx.executeQuery(CompiledQuery.raw(table.remove, key));
  else if (from) {
    const changedColumns = table.undoableColumns.filter((column) => from[column] !== to[column]);
    await tx.executeQuery(CompiledQuery.raw(table.update(changedColumns), [...imageValues(changedColumns, to), ...key]));
  } else await tx.executeQuery(CompiledQuery.raw(table.insert, imageValues(table.shape.columns, to)));
  return true;
};

/** Values in one IN list. */
const MAX_VALUES_PER_QUERY = 500;

const chunk = <T>(values: Iterable<T>): T[][] => {
  const list = [...values];
  return Array.from({ length: Math.ceil(list.length / MAX_VALUES_PER_QUERY) }, (_, i) =>
    list.slice(i * MAX_VALUES_PER_QUERY, (i + 1) * MAX_VALUES_PER_QUERY),
  );
};

/** A column whose values are keys of another table. */
export type ForeignKey = { readonly table: string; readonly column: string; readonly parent: string; readonly key: string };

/** Lists every foreign key between tables with history. */
export const listForeignKeys = async (db: Db): Promise<readonly ForeignKey[]> => {
  const { rows } = await sql<ForeignKey>`
    SELECT t.name AS "table", f."from" AS "column", f."table" AS parent, coalesce(f."to", p.name) AS "key"
    FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS f
    LEFT JOIN pragma_table_info(f."table") AS p ON p.pk = 1
    WHERE t.schema = 'main' AND t.type = 'table'`.execute(db);
  return rows.filter(({ table, parent }) => table in TRACKED_TABLES && parent in TRACKED_TABLES);
};

/** The foreign keys that the applied images may have broken, each with the values to check. */
export type Suspects = Map<ForeignKey, Set<Value>>;

export const collectSuspects = (
  suspects: Suspects,
  foreignKeys: readonly ForeignKey[],
  table: string,
  from: Image | undefined,
  to: Image | undefined,
): void => {
  const add = (foreignKey: ForeignKey, value: Value | undefined): void => {
    if (value === null || value === undefined) return;
    const values = suspects.get(foreignKey);
    if (values) values.add(value);
    else suspects.set(foreignKey, new Set([value]));
  };
  for (const foreignKey of foreignKeys) {
    if (to && foreignKey.table === table) add(foreignKey, to[foreignKey.column]);
    if (!to && from && foreignKey.parent === table) add(foreignKey, from[foreignKey.key]);
  }
};

/** Finds a row whose foreign key points to no row after images were applied; returns the record it belongs to. */
export const findDanglingRow = async (
  tx: Tx,
  suspects: Suspects,
  yieldToOthers: () => Promise<void>,
): Promise<{ kind: string; id: string } | undefined> => {
  for (const [{ table, column, parent, key }, values] of suspects) {
    const trackedTable = TRACKED_TABLES[table];
    if (!trackedTable) continue;
    for (const batch of chunk(values)) {
      await yieldToOthers();
      const { rows } = await sql<{ id: Value }>`SELECT ${sql.ref(trackedTable.idColumn)} AS id FROM ${sql.table(table)}
        WHERE ${sql.ref(column)} IN (${sql.join(batch)})
          AND NOT EXISTS (SELECT 1 FROM ${sql.table(parent)} AS parent WHERE ${sql.ref(`parent.${key}`)} = ${sql.ref(`${table}.${column}`)})
        LIMIT 1`.execute(tx);
      if (rows[0]) return { kind: trackedTable.kind, id: String(rows[0].id) };
    }
  }
  return undefined;
};

/** Finds the main table of a kind of record if its rows carry a version. */
export const findRootTable = async (tx: Tx, kind: string, tables: Map<string, TableStatements>): Promise<string | undefined> => {
  const root = Object.entries(TRACKED_TABLES).find(([, trackedTable]) => trackedTable.kind === kind && trackedTable.idColumn === 'id')?.[0];
  if (root === undefined) return undefined;
  const { shape } = await tableStatements(tx, tables, root);
  return shape.columns.includes('version') ? root : undefined;
};

/** Gives the records the version of the current change, so that a save based on an earlier read is STALE. */
export const bumpVersions = async (
  tx: Tx,
  records: ReadonlyMap<string, ReadonlySet<string>>,
  tables: Map<string, TableStatements>,
  yieldToOthers: () => Promise<void>,
) => {
  for (const [kind, ids] of records) {
    const root = await findRootTable(tx, kind, tables);
    if (root === undefined) continue;
    for (const batch of chunk(ids)) {
      await yieldToOthers();
      await sql`UPDATE ${sql.table(root)} SET version = (SELECT revision FROM change_under_way) WHERE id IN (${sql.join(batch)})`.execute(
        tx,
      );
    }
  }
};

/** What the tables of the file look like; read once for all changes of a transaction. */
export type TableCatalogue = { readonly tables: Map<string, TableStatements>; readonly foreignKeys: readonly ForeignKey[] };

export const readTableCatalogue = async (tx: Tx): Promise<TableCatalogue> => ({
  tables: new Map(),
  foreignKeys: await listForeignKeys(tx),
});

/** An undo or redo of the change with this label that a record prevents. */
export const blockedError = (kind: string, id: string, label: Message): OrebookError =>
  new OrebookError('UNDO_BLOCKED', { kind, id, label });

/**
 * Applies images in order, each row from its `before` to its `after`. Awaits `yieldToOthers` before each row. Throws UNDO_BLOCKED
 * {kind, id, label} with the record whose row has changed since, or whose foreign key would point to no row.
 */
export const applyImages = async (
  tx: Tx,
  batches: AsyncIterable<readonly HistoryRow[]>,
  label: Message,
  yieldToOthers: () => Promise<void>,
  catalogue?: TableCatalogue,
): Promise<void> => {
  await sql`PRAGMA defer_foreign_keys = ON`.execute(tx);
  const { tables, foreignKeys } = catalogue ?? (await readTableCatalogue(tx));
  const suspects: Suspects = new Map();
  const records = new Map<string, Set<string>>();
  for await (const rows of batches) {
    for (const row of rows) {
      await yieldToOthers();
      const table = await tableStatements(tx, tables, row.table_name);
      const [from, to] = [parseImage(row.before), parseImage(row.after)];
      try {
        if (!(await moveRow(tx, table, from, to))) throw blockedError(row.kind, row.entity_id, label);
      } catch (error) {
        throw isSqliteError(error, 'SQLITE_CONSTRAINT') ? blockedError(row.kind, row.entity_id, label) : error;
      }
      collectSuspects(suspects, foreignKeys, row.table_name, from, to);
      const ids = records.get(row.kind) ?? new Set();
      records.set(row.kind, ids.add(row.entity_id));
    }
  }
  const danglingRow = await findDanglingRow(tx, suspects, yieldToOthers);
  if (danglingRow) throw blockedError(danglingRow.kind, danglingRow.id, label);
  await bumpVersions(tx, records, tables, yieldToOthers);
};
