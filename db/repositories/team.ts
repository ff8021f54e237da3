import { z } from 'zod';
import { type ConflictReason, TeamConnection } from '#shared/domain/team.ts';
import type { Image } from '../applyImages.ts';
import { defineDocument, readDocument, writeDocument } from '../documents/document.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { notFound } from './records.ts';

/** The log that a workspace follows, and how far. */
export type TeamLink = {
  /** The id of the workspace in the log, the same on every desk. */
  readonly workspaceId: string;
  readonly connection: TeamConnection;
  /** The number of the last change of the log that this file contains; 0 before the first. */
  readonly baseSeq: number;
  /** The id of that change; undefined before the first. */
  readonly baseChange: string | undefined;
  /** The id in `history_change` after which changes are still to be sent. */
  readonly baseHistory: number;
  /** Whether the contents of the log are encrypted with a passphrase of the team. */
  readonly isEncrypted: boolean;
};

const ImageSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
const StoredRowChange = z.strictObject({ table: z.string(), before: ImageSchema.optional(), after: ImageSchema.optional() });

export const teamLinkDocument = defineDocument('team', { connection: TeamConnection });
export const teamConflictDocument = defineDocument('conflict', { row_changes: z.array(StoredRowChange) });

/** My change of a record that could not be merged with the change of a colleague, whose values stand. */
export type TeamConflict = {
  readonly id: string;
  readonly kind: string;
  readonly entityId: string;
  readonly reason: ConflictReason;
  /** UTC, ISO 8601. */
  readonly myAt: string;
  readonly theirAuthor: string | undefined;
  /** UTC, ISO 8601. */
  readonly theirAt: string | undefined;
  readonly rows: readonly { readonly table: string; readonly before?: Image | undefined; readonly after?: Image | undefined }[];
};

/** Reads the log that this workspace follows; undefined for a workspace that is not shared. */
export const findTeamLink = async (db: Db): Promise<TeamLink | undefined> => {
  const row = await db.selectFrom('team_link').selectAll().executeTakeFirst();
  return (
    row && {
      workspaceId: row.workspace_id,
      connection: readDocument(teamLinkDocument, row, row.workspace_id).connection,
      baseSeq: row.base_seq,
      baseChange: row.base_change ?? undefined,
      baseHistory: row.base_history,
      isEncrypted: row.is_encrypted === 1,
    }
  );
};

/** Stores the log that this workspace follows, and how far. */
export const saveTeamLink = async (db: Db, link: TeamLink): Promise<void> => {
  const row: Database['team_link'] = {
    only: 1,
    workspace_id: link.workspaceId,
    ...writeDocument(teamLinkDocument, { connection: link.connection }),
    base_seq: link.baseSeq,
    base_change: link.baseChange ?? null,
    base_history: link.baseHistory,
    is_encrypted: link.isEncrypted ? 1 : 0,
  };
  await db
    .insertInto('team_link')
    .values(row)
    .onConflict((conflict) => conflict.column('only').doUpdateSet(row))
    .execute();
};

const toConflict = (row: Database['team_conflict']): TeamConflict => ({
  id: row.id,
  kind: row.kind,
  entityId: row.entity_id,
  reason: row.reason,
  myAt: row.my_at,
  theirAuthor: row.their_author ?? undefined,
  theirAt: row.their_at ?? undefined,
  rows: readDocument(teamConflictDocument, row, row.id).row_changes,
});

/** Ends sharing: this file follows no log any more. */
export const removeTeamLink = async (db: Db): Promise<void> => {
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('team_link').execute();
    await tx.deleteFrom('team_change').execute();
  });
};

/** Lists open conflicts by the time of my change. */
export const listTeamConflicts = async (db: Db): Promise<TeamConflict[]> =>
  (await db.selectFrom('team_conflict').selectAll().orderBy('my_at').orderBy('kind').orderBy('entity_id').execute()).map(toConflict);

/** Reads a conflict. Throws NOT_FOUND. */
export const getTeamConflict = async (db: Db, id: string): Promise<TeamConflict> => {
  const row = await db.selectFrom('team_conflict').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound('conflict', id);
  return toConflict(row);
};

/** Finds the conflict of a record. */
export const findTeamConflict = async (db: Db, kind: string, entityId: string): Promise<TeamConflict | undefined> => {
  const row = await db
    .selectFrom('team_conflict')
    .selectAll()
    .where('kind', '=', kind)
    .where('entity_id', '=', entityId)
    .executeTakeFirst();
  return row && toConflict(row);
};

/** Stores a conflict in place of the one that the record had. */
export const saveTeamConflict = async (tx: Tx, conflict: TeamConflict): Promise<void> => {
  await tx.deleteFrom('team_conflict').where('kind', '=', conflict.kind).where('entity_id', '=', conflict.entityId).execute();
  await tx
    .insertInto('team_conflict')
    .values({
      id: conflict.id,
      kind: conflict.kind,
      entity_id: conflict.entityId,
      reason: conflict.reason,
      my_at: conflict.myAt,
      their_author: conflict.theirAuthor ?? null,
      their_at: conflict.theirAt ?? null,
      ...writeDocument(teamConflictDocument, { row_changes: [...conflict.rows] }),
    })
    .execute();
};

export const removeTeamConflict = async (tx: Tx, id: string): Promise<void> => {
  await tx.deleteFrom('team_conflict').where('id', '=', id).execute();
};

/** Gives changes of this desk their ids in the log, once. */
export const assignChangeIds = async (db: Db, changes: readonly number[], newId: () => string): Promise<ReadonlyMap<number, string>> =>
  db.transaction().execute(async (tx) => {
    const ids = new Map(
      (await tx.selectFrom('team_change').selectAll().where('change_id', 'in', changes).execute()).map((row) => [row.change_id, row.id]),
    );
    for (const change_id of changes) {
      if (ids.has(change_id)) continue;
      const id = newId();
      ids.set(change_id, id);
      await tx.insertInto('team_change').values({ id, change_id }).execute();
    }
    return ids;
  });

/**
 * Moves the base of this desk over those of the given changes, which follow it in the log, that are its own; returns how many. They stop
 * at the first change of somebody else.
 */
export const confirmChanges = async (db: Db, changes: readonly { readonly id: string; readonly seq: number }[]): Promise<number> =>
  db.transaction().execute(async (tx) => {
    const link = await findTeamLink(tx);
    if (!link) return 0;
    let confirmedCount = 0;
    for (const { id, seq } of changes) {
      const ownChange = await tx.selectFrom('team_change').select('change_id').where('id', '=', id).executeTakeFirst();
      if (!ownChange) break;
      await tx.deleteFrom('team_change').where('change_id', '<=', ownChange.change_id).execute();
      await saveTeamLink(tx, { ...link, baseSeq: seq, baseChange: id, baseHistory: ownChange.change_id });
      confirmedCount += 1;
    }
    return confirmedCount;
  });
