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
import { isRecordValid } from './recordSchemas.ts';
import { type PastRecords, readCurrentRecord } from './repositories/recordChanges.ts';
import { getTeamConflict, removeTeamConflict, type TeamConflict } from './repositories/team.ts';
import type { Db, Tx } from './schema.ts';
import { isSqliteError } from './storageErrors.ts';
import { inTransaction, withoutHistory } from './transaction.ts';

/** My values of a row over the values that it has now. */
const overlay = (row: TeamConflict['rows'][number], currentImage: Image | undefined): Image | undefined => {
  const { table, before, after } = row;
  if (after === undefined || before === undefined || currentImage === undefined) return after;
  const changed = sharedColumns(table, after).filter((column) => after[column] !== before[column]);
  return { ...currentImage, ...Object.fromEntries(changed.map((column) => [column, after[column] ?? null])) };
};

const noYield = async (): Promise<void> => undefined;

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

/** Reads a record of a conflict as the team has it, and as it would be with my values; undefined where it does not exist or does not fit. */
export const readBothSides = async <K extends keyof PastRecords>(
  db: Db,
  conflict: TeamConflict,
  kind: K,
): Promise<{ readonly theirs: PastRecords[K] | undefined; readonly mine: PastRecords[K] | undefined }> => {
  const read = (from: Db): Promise<PastRecords[K] | undefined> => readCurrentRecord(from, kind, conflict.entityId);
  const theirs = await read(db);
  let mine: PastRecords[K] | undefined;
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
