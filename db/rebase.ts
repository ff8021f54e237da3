import { sql } from 'kysely';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { ConflictReason } from '#shared/domain/team.ts';
import {
  applyImages,
  bumpVersions,
  collectSuspects,
  findDanglingRow,
  findRootTable,
  type HistoryRow,
  type Image,
  moveRow,
  parseImage,
  readRow,
  readTableCatalogue,
  type Suspects,
  type TableCatalogue,
  type TableStatements,
  tableStatements,
} from './applyImages.ts';
import { TRACKED_TABLES } from './historyTriggers.ts';
import { combineRows, isSameImage, LIST_TABLES, mergeRow, type RowChange, recordKey } from './mergeRows.ts';
import { noYield } from './noYield.ts';
import { LOCAL_TABLES, listPendingChanges, type PendingChange } from './pendingChanges.ts';
import { readImages, readWholeImages } from './readImages.ts';
import { isRecordValid } from './recordSchemas.ts';
import { findLastHistoryId, markUndone } from './repositories/history.ts';
import { findTeamConflict, findTeamLink, removeTeamConflict, saveTeamConflict, saveTeamLink } from './repositories/team.ts';
import type { Db, Tx } from './schema.ts';
import { isSqliteError } from './storageErrors.ts';
import { inTransaction, recordChange, withoutHistory } from './transaction.ts';

/** A change of a colleague, as the log of the team has it. */
export type RemoteChange = {
  readonly seq: number;
  /** The id of the change in the log. */
  readonly id: string;
  readonly author: string;
  /** UTC, ISO 8601: the time of the database that holds the log. */
  readonly at: string;
  readonly label: Message;
  /** The schema version of its images; absent in a log of before version 2. */
  readonly format?: number;
  readonly rows: readonly HistoryRow[];
};

type Reapplication = TableCatalogue & {
  readonly tx: Tx;
  /** The records that others changed, each with the tables in which they did. */
  readonly contested: Map<string, Set<string>>;
};

const tableOf = ({ tx, tables }: Reapplication, name: string): Promise<TableStatements> => tableStatements(tx, tables, name);

const combine = async (reapplication: Reapplication, rows: readonly HistoryRow[]): Promise<readonly RowChange[]> => {
  for (const { table_name } of rows) await tableOf(reapplication, table_name);
  return combineRows(rows, (table, image) => JSON.stringify(reapplication.tables.get(table)!.shape.key.map((column) => image[column])));
};

type Move = (table: string, from: Image | undefined, to: Image | undefined) => Promise<boolean>;

/** Merges my change of a record with the rows as others left them. Returns the reason why that is impossible. */
const mergeRecord = async (
  reapplication: Reapplication,
  record: string,
  rows: readonly HistoryRow[],
  move: Move,
): Promise<ConflictReason | undefined> => {
  for (const change of await combine(reapplication, rows)) {
    const { table, before, after } = change;
    const currentRow = await readRow(reapplication.tx, await tableOf(reapplication, table), (before ?? after)!);
    const isContestedList = LIST_TABLES.has(table) && reapplication.contested.get(record)!.has(table);
    if (isContestedList && !isSameImage(table, currentRow, after)) return 'sameColumn';
    const merge = mergeRow(change, currentRow);
    if ('conflict' in merge) return merge.conflict;
    if (!isSameImage(table, currentRow, merge.image)) await move(table, currentRow, merge.image);
  }
  return undefined;
};

/** A record of a change that can't be applied on top of the changes of others. */
type Failure = { readonly record: string; readonly reason: ConflictReason | 'notAsBefore' };

const groupIds = (rows: readonly HistoryRow[]): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map([...Map.groupBy(rows, (row) => row.kind)].map(([kind, group]) => [kind, new Set(group.map((row) => row.entity_id))]));

/** Applies the rows of my change on top of the changes of others. Returns the first record for which that is impossible. */
const applyRows = async (reapplication: Reapplication, rows: readonly HistoryRow[]): Promise<Failure | undefined> => {
  const { tx, tables, foreignKeys, contested } = reapplication;
  const byRecord = Map.groupBy(rows, recordKey);
  const suspects: Suspects = new Map();
  const mergedKeys = new Set<string>();
  const move: Move = async (table, from, to) => {
    const isMoved = await moveRow(tx, await tableOf(reapplication, table), from, to);
    if (isMoved) collectSuspects(suspects, foreignKeys, table, from, to);
    return isMoved;
  };
  for (const row of rows) {
    const record = recordKey(row);
    if (mergedKeys.has(record)) continue;
    try {
      if (contested.has(record)) {
        mergedKeys.add(record);
        const reason = await mergeRecord(reapplication, record, byRecord.get(record)!, move);
        if (reason) return { record, reason };
      } else if (!(await move(row.table_name, parseImage(row.before), parseImage(row.after)))) return { record, reason: 'notAsBefore' };
    } catch (error) {
      if (isSqliteError(error, 'SQLITE_CONSTRAINT')) return { record, reason: 'constraint' };
      throw error;
    }
  }
  const danglingRow = await findDanglingRow(tx, suspects, noYield);
  if (danglingRow) {
    const record = recordKey({ kind: danglingRow.kind, entity_id: danglingRow.id });
    // either my row refers to a record that a colleague deleted, or a colleague's row refers to one that I deleted
    const mine = byRecord.has(record) ? record : recordKey(rows.find(({ after }) => after === null)!);
    return { record: mine, reason: 'reference' };
  }
  await bumpVersions(tx, groupIds(rows.filter((row) => mergedKeys.has(recordKey(row)))), tables, noYield);
  for (const record of mergedKeys) {
    const { kind, entity_id } = byRecord.get(record)![0]!;
    if (!(await isRecordValid(tx, kind, entity_id))) return { record, reason: 'invalid' };
  }
  return undefined;
};

/** Keeps my change of a record beside the values of others, together with what earlier changes of mine wanted of the same record. */
const keepConflict = async (
  reapplication: Reapplication,
  rows: readonly HistoryRow[],
  { reason, at, theirs, newId }: { reason: ConflictReason; at: string; theirs: RemoteChange | undefined; newId: () => string },
): Promise<void> => {
  const { tx } = reapplication;
  const { kind, entity_id: entityId } = rows[0]!;
  const earlierConflict = await findTeamConflict(tx, kind, entityId);
  const asRows = (earlierConflict?.rows ?? []).map(
    ({ table, before, after }): HistoryRow => ({
      table_name: table,
      kind,
      entity_id: entityId,
      before: before ? JSON.stringify(before) : null,
      after: after ? JSON.stringify(after) : null,
    }),
  );
  const changes = await combine(reapplication, [...asRows, ...rows]);
  if (changes.length === 0) {
    // a later change of mine took the earlier one back
    if (earlierConflict) await removeTeamConflict(tx, earlierConflict.id);
    return;
  }
  await saveTeamConflict(tx, {
    id: earlierConflict?.id ?? newId(),
    kind,
    entityId,
    reason: earlierConflict?.reason ?? reason,
    myAt: at,
    theirAuthor: theirs?.author ?? earlierConflict?.theirAuthor,
    theirAt: theirs?.at ?? earlierConflict?.theirAt,
    rows: changes,
  });
};

/**
 * Applies a change of mine again, each record by itself: a record that can't be merged is left out and kept as a conflict. Returns the id
 * of the change in history; undefined if nothing of it is left.
 */
const reapplyChange = async (
  reapplication: Reapplication,
  change: PendingChange,
  {
    rows,
    theirs,
    newId,
    ids,
  }: {
    rows: readonly HistoryRow[];
    theirs: ReadonlyMap<string, RemoteChange>;
    newId: () => string;
    ids: ReadonlyMap<number, number | null>;
  },
): Promise<number | null> => {
  const { tx, contested } = reapplication;
  const conflicts = new Map<string, ConflictReason>();
  for (;;) {
    const unconflictedRows = rows.filter((row) => !conflicts.has(recordKey(row)));
    await sql`SAVEPOINT reapply`.execute(tx);
    const meta = {
      label: change.label,
      origin: change.origin,
      at: change.at,
      ...(change.author !== null && { author: change.author }),
      ...(change.undoOf !== null && { undoOf: ids.has(change.undoOf) ? (ids.get(change.undoOf) ?? undefined) : change.undoOf }),
    };
    let id = 0;
    const failure = await recordChange(tx, meta, async (changeId) => {
      id = changeId;
      return applyRows(reapplication, unconflictedRows);
    });
    if (!failure) {
      await sql`RELEASE reapply`.execute(tx);
      for (const [record, reason] of conflicts) {
        const mine = rows.filter((row) => recordKey(row) === record);
        await withoutHistory(tx, () => keepConflict(reapplication, mine, { reason, at: change.at, theirs: theirs.get(record), newId }));
      }
      const isInHistory = await tx.selectFrom('history_change').select('id').where('id', '=', id).executeTakeFirst();
      return isInHistory ? id : null;
    }
    await sql`ROLLBACK TO reapply`.execute(tx);
    await sql`RELEASE reapply`.execute(tx);
    if (!contested.has(failure.record)) contested.set(failure.record, new Set());
    else if (failure.reason !== 'notAsBefore') conflicts.set(failure.record, failure.reason);
  }
};

/** Reads the versions of the records of rows, by record; a record without a version, or that does not exist, is left out. */
const readVersions = async (reapplication: Reapplication, rows: readonly HistoryRow[]): Promise<ReadonlyMap<string, number>> => {
  const { tx, tables } = reapplication;
  const versions = new Map<string, number>();
  for (const [kind, ids] of groupIds(rows)) {
    const root = await findRootTable(tx, kind, tables);
    if (root === undefined) continue;
    for (const id of ids) {
      const { rows: versionRows } = await sql<{ version: number }>`SELECT version FROM ${sql.table(root)} WHERE id = ${id}`.execute(tx);
      if (versionRows[0]) versions.set(recordKey({ kind, entity_id: id }), versionRows[0].version);
    }
  }
  return versions;
};

/** Gives records that only I changed the versions that they had: an open form of theirs is not outdated. */
const restoreVersions = async ({ tx, tables, contested }: Reapplication, versions: ReadonlyMap<string, number>): Promise<void> => {
  for (const [record, version] of versions) {
    if (contested.has(record)) continue;
    const [kind, id] = record.split('\n') as [string, string];
    const root = (await findRootTable(tx, kind, tables))!;
    await sql`UPDATE ${sql.table(root)} SET version = ${version} WHERE id = ${id}`.execute(tx);
  }
};

/** Takes back my pending changes, the last one first, without history. */
const takeBack = async (tx: Tx, pendingChanges: readonly PendingChange[], catalogue: TableCatalogue): Promise<void> =>
  withoutHistory(tx, async () => {
    for (const { id, label } of pendingChanges.toReversed()) await applyImages(tx, readImages(tx, id, 'back'), label, noYield, catalogue);
  });

const refuse = (change: RemoteChange, cause?: unknown): OrebookError =>
  new OrebookError('TEAM_CHANGE_REFUSED', { author: change.author, at: change.at, label: change.label }, { cause });

/** Applies a change of the log exactly. Throws TEAM_CHANGE_REFUSED {author, at, label} if it does not fit this workspace. */
const applyRemote = async (tx: Tx, change: RemoteChange, catalogue: TableCatalogue): Promise<void> => {
  const foreignRow = change.rows.find((row) => LOCAL_TABLES.has(row.table_name) || TRACKED_TABLES[row.table_name]?.kind !== row.kind);
  if (foreignRow) throw refuse(change);
  const source = async function* () {
    yield change.rows;
  };
  try {
    await recordChange(tx, { label: change.label, origin: 'team', at: change.at, author: change.author }, () =>
      applyImages(tx, source(), change.label, noYield, catalogue),
    );
  } catch (error) {
    throw error instanceof OrebookError && error.code === 'UNDO_BLOCKED' ? refuse(change, error) : error;
  }
  for (const [kind, ids] of groupIds(change.rows)) {
    for (const id of ids) if (!(await isRecordValid(tx, kind, id))) throw refuse(change);
  }
};

/** Replaces my pending changes in history by those that were applied again. `ids` has the new id of each, null for one of which nothing is left. */
const replacePending = async (tx: Tx, pendingChanges: readonly PendingChange[], ids: ReadonlyMap<number, number | null>): Promise<void> => {
  const oldIds = pendingChanges.map(({ id }) => id);
  for (const id of oldIds) {
    const newId = ids.get(id);
    if (newId) await tx.updateTable('team_change').set({ change_id: newId }).where('change_id', '=', id).execute();
    else await tx.deleteFrom('team_change').where('change_id', '=', id).execute();
  }
  await tx.updateTable('history_change').set({ undone_by: null }).where('undone_by', 'in', oldIds).execute();
  await tx.updateTable('history_change').set({ undo_of: null }).where('undo_of', 'in', oldIds).execute();
  await tx.deleteFrom('history_row').where('change_id', 'in', oldIds).execute();
  await tx.deleteFrom('history_change').where('id', 'in', oldIds).execute();
  for (const { undoOf } of pendingChanges) {
    const undoneChange = undoOf === null || !ids.has(undoOf) ? undoOf : ids.get(undoOf);
    if (undoneChange) await markUndone(tx, undoneChange);
  }
};

/**
 * Brings this workspace to the state of the log after `changes`, with my pending changes applied again on top: what only one side changed
 * is merged, and my change of a record that a colleague changed in another way is kept as a conflict. History then has the changes in the
 * order of the log. One transaction: nothing changes if it throws. Throws TEAM_CHANGE_REFUSED {author, at, label} for a change that does
 * not fit this workspace.
 */
export const rebaseOnTeam = async (db: Db, changes: readonly RemoteChange[], newId: () => string): Promise<void> =>
  inTransaction(db, async (tx) => {
    const link = await findTeamLink(tx);
    const last = changes.at(-1);
    if (!link || !last) return;
    await sql`PRAGMA defer_foreign_keys = ON`.execute(tx);
    const pendingChanges = await listPendingChanges(tx, link.baseHistory);
    const rowsOf = await readWholeImages(
      tx,
      pendingChanges.map(({ id }) => id),
    );
    const contested = new Map<string, Set<string>>();
    const catalogue = await readTableCatalogue(tx);
    const reapplication: Reapplication = { ...catalogue, tx, contested };
    const versions = await readVersions(reapplication, [...rowsOf.values()].flat());
    await takeBack(tx, pendingChanges, catalogue);
    const theirs = new Map<string, RemoteChange>();
    for (const change of changes) {
      await applyRemote(tx, change, catalogue);
      for (const row of change.rows) {
        const record = recordKey(row);
        contested.set(record, (contested.get(record) ?? new Set()).add(row.table_name));
        theirs.set(record, change);
      }
    }
    const baseHistory = await findLastHistoryId(tx);
    const ids = new Map<number, number | null>();
    for (const change of pendingChanges) {
      ids.set(change.id, await reapplyChange(reapplication, change, { rows: rowsOf.get(change.id)!, theirs, newId, ids }));
    }
    if (pendingChanges.length > 0) {
      await replacePending(tx, pendingChanges, ids);
      await withoutHistory(tx, () => restoreVersions(reapplication, versions));
    }
    await saveTeamLink(tx, { ...link, baseSeq: last.seq, baseChange: last.id, baseHistory });
  });
