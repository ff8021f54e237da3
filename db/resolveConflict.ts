import { sql } from 'kysely';
import { OrebookError } from '#shared/contract/errors.ts';
import {
  bumpVersions,
  collectSuspects,
  findDanglingRow,
  type Image,
  listForeignKeys,
  moveRow,
  prepareTable,
  readRow,
  type Suspects,
} from './applyImages.ts';
import { isSameImage, sharedColumns } from './mergeRows.ts';
import { noYield } from './noYield.ts';
import { isRecordValid, readRecord } from './recordSchemas.ts';
import { getTeamConflict, removeTeamConflict, type TeamConflict } from './repositories/team.ts';
import type { Db, Tx } from './schema.ts';
import { isSqliteError } from './storageErrors.ts';
import { inTransaction, withoutHistory } from './transaction.ts';

/** My values of a row over the values that it has now. */
const overlay = (row: TeamConflict['rows'][number], currentImage: Image | undefined): Image | undefined => {
  const { table, before, after } = row;
  if (after === undefined || before === undefined || currentImage === undefined) return after;
  const changedColumns = sharedColumns(table, after).filter((column) => after[column] !== before[column]);
  return { ...currentImage, ...Object.fromEntries(changedColumns.map((column) => [column, after[column] ?? null])) };
};

/**
 * Gives a record the values of mine that waited in a conflict, on top of what it is now, and closes the conflict. Throws NOT_FOUND, and
 * CONFLICT_BLOCKED {kind, id} when my values break a rule of the workspace by now: a code that is used twice, a reference to a deleted
 * record, a record that its schema refuses.
 */
export const takeMyValues = async (tx: Tx, id: string): Promise<void> => {
  const conflict = await getTeamConflict(tx, id);
  const { kind, entityId, rows } = conflict;
  const blocked = (cause?: unknown) => new OrebookError('CONFLICT_BLOCKED', { kind, id: entityId }, { cause });
  await sql`PRAGMA defer_foreign_keys = ON`.execute(tx);
  const foreignKeys = await listForeignKeys(tx);
  const suspects: Suspects = new Map();
  try {
    for (const row of rows) {
      const table = await prepareTable(tx, row.table);
      const currentRow = await readRow(tx, table, (row.before ?? row.after)!);
      const next = overlay(row, currentRow);
      if (isSameImage(row.table, currentRow, next)) continue;
      await moveRow(tx, table, currentRow, next);
      collectSuspects(suspects, foreignKeys, row.table, currentRow, next);
    }
  } catch (error) {
    throw isSqliteError(error, 'SQLITE_CONSTRAINT') ? blocked(error) : error;
  }
  if (await findDanglingRow(tx, suspects, noYield)) throw blocked();
  await bumpVersions(tx, new Map([[kind, new Set([entityId])]]), new Map(), noYield);
  if (!(await isRecordValid(tx, kind, entityId))) throw blocked();
  await removeTeamConflict(tx, id);
};

/** Closes a conflict: the shared values stand. Throws NOT_FOUND. */
export const keepTheirValues = async (tx: Tx, id: string): Promise<void> => {
  await getTeamConflict(tx, id);
  await removeTeamConflict(tx, id);
};

class Rollback extends Error {}

/** A record of a conflict as the team has it, and as it would be with my values; undefined where it does not exist or does not fit. */
export type BothSides = { readonly theirs: unknown; readonly mine: unknown };

/** Reads both sides of a conflict, as records of their kind. */
export const readBothSides = async (db: Db, conflict: TeamConflict): Promise<BothSides> => {
  const read = (from: Db): Promise<unknown> => readRecord(from, conflict.kind, conflict.entityId);
  const theirs = await read(db);
  let mine: unknown;
  try {
    await inTransaction(db, async (tx) => {
      await withoutHistory(tx, async () => {
        await takeMyValues(tx, conflict.id);
        mine = await read(tx);
      });
      throw new Rollback();
    });
  } catch (error) {
    if (!(error instanceof Rollback) && !(error instanceof OrebookError && error.code === 'CONFLICT_BLOCKED')) throw error;
  }
  return { theirs, mine };
};

/** A row of a conflict as the team has it, and as I want it. */
export type RowSides = { readonly table: string; readonly theirs: Image | undefined; readonly mine: Image | undefined };

/** Reads both sides of each row of a conflict. */
export const readRowSides = async (db: Db, { rows }: TeamConflict): Promise<readonly RowSides[]> =>
  inTransaction(db, async (tx) => {
    const sides: RowSides[] = [];
    for (const row of rows) {
      const theirs = await readRow(tx, await prepareTable(tx, row.table), (row.before ?? row.after)!);
      sides.push({ table: row.table, theirs, mine: overlay(row, theirs) });
    }
    return sides;
  });

/** Whether a record has my values of a conflict by now: a later change set them. */
export const isConflictSettled = async (db: Db, conflict: TeamConflict): Promise<boolean> =>
  (await readRowSides(db, conflict)).every(({ table, theirs, mine }) => isSameImage(table, theirs, mine));
