import { type ExpressionBuilder, sql } from 'kysely';
import type { Message } from '#shared/contract/figure.ts';
import type { Database, Db, Tx } from '../schema.ts';

/** A change that undo or redo would take. */
type ChangeToApply = { readonly id: number; readonly label: Message };

/** The last change that kept no images of rows it could restore: history goes no further back. */
const selectUndoBarrier = (eb: ExpressionBuilder<Database, 'history_change'>) =>
  eb
    .selectFrom('history_change as barrier')
    .select((b) => b.fn.coalesce(b.fn.max('barrier.id'), b.lit(0)).as('id'))
    .where('barrier.origin', 'in', ['seed', 'migration']);

const isAfterBarrier = (eb: ExpressionBuilder<Database, 'history_change'>) => eb('history_change.id', '>', selectUndoBarrier(eb));

const toCandidate = (row: { id: number; label: string } | undefined): ChangeToApply | undefined =>
  row && { id: row.id, label: JSON.parse(row.label) as Message };

const selectUserChanges = (db: Db) =>
  db
    .selectFrom('history_change')
    .select(['history_change.id', 'history_change.label'])
    .where('history_change.origin', 'in', ['user', 'import'])
    .where(isAfterBarrier);

/** The last change that stands, or the given one if it stands. */
export const findUndoCandidate = async (db: Db, changeId?: number): Promise<ChangeToApply | undefined> => {
  let rows = selectUserChanges(db).where('undone_by', 'is', null);
  if (changeId !== undefined) rows = rows.where('history_change.id', '=', changeId);
  return toCandidate(await rows.orderBy('history_change.id', 'desc').limit(1).executeTakeFirst());
};

/** What was undone last, unless somebody changed something since. */
export const findRedoCandidate = async (db: Db): Promise<ChangeToApply | undefined> =>
  toCandidate(
    await selectUserChanges(db)
      .where('undone_by', 'is not', null)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('history_change as later')
              .select('later.id')
              .where('later.origin', 'in', ['user', 'import'])
              .whereRef('later.id', '>', 'history_change.undone_by'),
          ),
        ),
      )
      .orderBy('undone_by', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );

/** Counts the workspace's changes; every answer carries it, and a page may save against it as the version of what it read. */
export const getRevision = async (db: Db): Promise<number> => {
  const { revision } = await db.selectFrom('workspace_state').select('revision').executeTakeFirstOrThrow();
  return revision;
};

/** The workspace as it was after a change. */
export type HistoryMoment = { readonly id: number; readonly revision: number; readonly at: string };

/**
 * The moment after a change, or of the last change up to `until` (UTC, ISO 8601). Undefined when there is none, or when it lies before a
 * migration: the images of that time are of tables that may have had other columns.
 */
export const findMoment = async (db: Db, which: { change: number } | { until: string }): Promise<HistoryMoment | undefined> => {
  const moments = db
    .selectFrom('history_change')
    .select(['id', 'revision', 'at'])
    .where((eb) => eb('history_change.id', '>=', selectUndoBarrier(eb)));
  const found = 'change' in which ? moments.where('id', '=', which.change) : moments.where('at', '<=', which.until);
  return found.orderBy('id', 'desc').limit(1).executeTakeFirst();
};

/** The moment after the last change of this label that stands, else the first that history reaches. */
export const findMomentAfterLast = async (db: Db, key: string): Promise<HistoryMoment | undefined> =>
  db
    .selectFrom('history_change')
    .select(['id', 'revision', 'at'])
    .where((eb) => eb('history_change.id', '>=', selectUndoBarrier(eb)))
    .where((eb) =>
      eb.or([
        eb('history_change.id', '=', selectUndoBarrier(eb)),
        eb.and([
          eb(sql`history_change.label ->> '$.key'`, '=', key),
          eb('history_change.origin', '=', 'user'),
          eb('history_change.undone_by', 'is', null),
        ]),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Every change after a moment, latest first. */
export const listChangesAfter = async (db: Db, { id }: HistoryMoment): Promise<readonly ChangeToApply[]> => {
  const rows = await db.selectFrom('history_change').select(['id', 'label']).where('id', '>', id).orderBy('id', 'desc').execute();
  return rows.map((row) => toCandidate(row)!);
};

/** Ends history at a moment. */
export const deleteChangesAfter = async (tx: Tx, { id, revision }: HistoryMoment): Promise<void> => {
  await tx.updateTable('history_change').set({ undone_by: null }).where('undone_by', '>', id).execute();
  await tx.deleteFrom('history_row').where('change_id', '>', id).execute();
  await tx.deleteFrom('history_change').where('id', '>', id).execute();
  await tx.updateTable('workspace_state').set({ revision }).execute();
};

/** The revision, and what undo and redo would take. */
export const getHistoryState = async (db: Db): Promise<{ revision: number; undo?: ChangeToApply; redo?: ChangeToApply }> => {
  const revision = await getRevision(db);
  const undo = await findUndoCandidate(db);
  const redo = await findRedoCandidate(db);
  return { revision, ...(undo && { undo }), ...(redo && { redo }) };
};

export type TimelineEntry = {
  readonly id: number;
  readonly revision: number;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly origin: Database['history_change']['origin'];
  readonly label: Message;
  readonly undone: boolean;
  readonly undoOf?: number;
};

/** Changes, latest first; with a kind, or a kind and an id, those that touched such a record. */
export const listChanges = async (db: Db, query: { kind?: string; id?: string; limit: number }): Promise<TimelineEntry[]> => {
  const { kind, id, limit } = query;
  let rows = db.selectFrom('history_change').select(['id', 'revision', 'at', 'origin', 'label', 'undone_by', 'undo_of']);
  if (kind !== undefined) {
    rows = rows.where((eb) => {
      const touching = eb.selectFrom('history_row').select('change_id').where('kind', '=', kind);
      return eb('history_change.id', 'in', id === undefined ? touching : touching.where('entity_id', '=', id));
    });
  }
  const found = await rows.orderBy('history_change.id', 'desc').limit(limit).execute();
  return found.map((row) => ({
    id: row.id,
    revision: row.revision,
    at: row.at,
    origin: row.origin,
    label: JSON.parse(row.label) as Message,
    undone: row.undone_by !== null,
    ...(row.undo_of !== null && { undoOf: row.undo_of }),
  }));
};

const VERSIONED_TABLES = {
  buyer: 'buyer',
  product: 'product',
  contract: 'contract',
  plan: 'plan',
  limit: 'limit_rule',
  scenario: 'scenario',
} as const satisfies Record<string, keyof Database>;

/** Versions of all records of a kind, by id. */
export const listRecordVersions = async (db: Db, kind: keyof typeof VERSIONED_TABLES): Promise<Map<string, number>> => {
  const { rows } = await sql<{ id: string; version: number }>`SELECT id, version FROM ${sql.table(VERSIONED_TABLES[kind])}`.execute(db);
  return new Map(rows.map((row) => [row.id, row.version]));
};
