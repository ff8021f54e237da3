import { CompiledQuery, type Insertable, sql } from 'kysely';
import { OrebookError } from '#shared/contract/errors.ts';
import { noYield } from '../noYield.ts';
import type { Database, Tx } from '../schema.ts';

/** The version that records written in the current transaction get: its revision. */
export const currentVersion = async (tx: Tx): Promise<number> => {
  const { revision } = await tx.selectFrom('change_under_way').select('revision').executeTakeFirstOrThrow();
  return revision;
};

export const notFound = (kind: string, id: string): OrebookError => new OrebookError('NOT_FOUND', { kind, id });

/** Throws NOT_FOUND when a record to be updated is missing, STALE when it changed after the caller read it. */
export const requireCurrent = (kind: string, id: string, storedVersion: number | undefined, expectedVersion: number | undefined): void => {
  if (expectedVersion === undefined) return;
  if (storedVersion === undefined) throw notFound(kind, id);
  if (storedVersion > expectedVersion) throw new OrebookError('STALE', { kind, id });
};

/** Throws NOT_FOUND unless the table has the rows that records will refer to. */
export const requireRows = async (tx: Tx, table: keyof Database, column: string, kind: string, ids: readonly string[]): Promise<void> => {
  const distinctIds = [...new Set(ids)];
  if (distinctIds.length === 0) return;
  const { rows } = await sql<{ id: string }>`SELECT ${sql.ref(column)} AS id FROM ${sql.table(table)}
    WHERE ${sql.ref(column)} IN (${sql.join(distinctIds)})`.execute(tx);
  const existingIds = new Set(rows.map(({ id }) => id));
  for (const id of distinctIds) if (!existingIds.has(id)) throw notFound(kind, id);
};

export const requireRow = async (tx: Tx, table: keyof Database, column: string, kind: string, id: string): Promise<void> =>
  requireRows(tx, table, column, kind, [id]);

/** Throws IN_USE {kind, id, by, count} while rows of another table refer to the record. */
export const requireUnused = async (
  tx: Tx,
  record: { kind: string; id: string },
  user: { table: keyof Database; column: string; by: string },
): Promise<void> => {
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM ${sql.table(user.table)}
    WHERE ${sql.ref(user.column)} = ${record.id}`.execute(tx);
  const count = rows[0]!.n;
  if (count > 0) throw new OrebookError('IN_USE', { ...record, by: user.by, count });
};

/** Rows in one statement. */
const ROWS_PER_STATEMENT = 100;

const quoteName = (name: string): string => `"${name}"`;

/** Builds the statement as text: for thousands of rows the query builder takes longer to compile it than SQLite to run it. */
const upsertSql = (table: string, key: readonly string[], columns: readonly string[], rows: number): string => {
  const row = `(${columns.map(() => '?').join()})`;
  const assignments = columns
    .filter((column) => !key.includes(column))
    .map((column) => `${quoteName(column)} = excluded.${quoteName(column)}`);
  return `INSERT INTO ${quoteName(table)} (${columns.map(quoteName).join()}) VALUES ${Array.from({ length: rows }, () => row).join()}
    ON CONFLICT (${key.map(quoteName).join()}) DO ${assignments.length > 0 ? `UPDATE SET ${assignments.join()}` : 'NOTHING'}`;
};

/** Inserts rows of one table and updates those whose key exists. Awaits `pause` after each statement. */
export const upsert = async <T extends keyof Database>(
  tx: Tx,
  table: T,
  key: readonly string[],
  rows: readonly Insertable<Database[T]>[],
  pause = noYield,
): Promise<void> => {
  const columns = Object.keys(rows[0] ?? {}) as (keyof Insertable<Database[T]> & string)[];
  for (let i = 0; i < rows.length; i += ROWS_PER_STATEMENT) {
    const batch = rows.slice(i, i + ROWS_PER_STATEMENT);
    const values = batch.flatMap((row) => columns.map((column) => row[column]));
    await tx.executeQuery(CompiledQuery.raw(upsertSql(table, key, columns, batch.length), values));
    await pause();
  }
};

/** Replaces the rows of one owner: deletes those that are not given, inserts or updates the others. Awaits `pause` after each statement. */
export const replaceRows = async <T extends keyof Database>(
  tx: Tx,
  table: T,
  owner: { column: string; id: string },
  key: keyof Insertable<Database[T]> & string,
  rows: readonly Insertable<Database[T]>[],
  pause = noYield,
): Promise<void> => {
  const keys = rows.map((row) => sql`${row[key]}`);
  await sql`DELETE FROM ${sql.table(table)} WHERE ${sql.ref(owner.column)} = ${owner.id}
    ${keys.length > 0 ? sql`AND ${sql.ref(key)} NOT IN (${sql.join(keys)})` : sql``}`.execute(tx);
  await pause();
  await upsert(tx, table, [owner.column, key], rows, pause);
};
