import { type ExpressionBuilder, sql } from 'kysely';
import type { RecordKind } from '#shared/contract/changes.ts';
import type { Message } from '#shared/contract/figure.ts';
import { readDocument } from '../documents/document.ts';
import { changeDocument } from '../documents/documents.ts';
import type { Database, Db, Tx } from '../schema.ts';

/** A change that undo or redo would apply. */
type ChangeToApply = { readonly id: number; readonly label: Message };

/** Selects the last change without usable images: undo goes no further back. */
const selectUndoBarrier = (eb: ExpressionBuilder<Database, 'history_change'>) =>
  eb
    .selectFrom('history_change as barrier')
    .select((b) => b.fn.coalesce(b.fn.max('barrier.id'), b.lit(0)).as('id'))
    .where('barrier.origin', 'in', ['seed', 'migration']);

const isAfterBarrier = (eb: ExpressionBuilder<Database, 'history_change'>) => eb('history_change.id', '>', selectUndoBarrier(eb));

type LabelledRow = { readonly id: number; readonly label: string; readonly json_version: number };

const readLabel = (row: LabelledRow): Message => readDocument(changeDocument, row, String(row.id)).label;

const toCandidate = (row: LabelledRow | undefined): ChangeToApply | undefined => row && { id: row.id, label: readLabel(row) };

/**
 * The changes that undo takes back: those of the user, and an undo or redo that stands alone because the change it belongs to met a
 * colleague's value and left history.
 */
const isUndoable = sql<boolean>`(origin IN ('user', 'import') OR origin IN ('undo', 'redo') AND undo_of IS NULL)`;

const selectUserChanges = (db: Db) =>
  db
    .selectFrom('history_change')
    .select(['history_change.id', 'history_change.label', 'history_change.json_version'])
    .where(isUndoable)
    .where(isAfterBarrier);

/** Finds the last change that is not undone, or the given one if it is not undone. */
export const findUndoCandidate = async (db: Db, changeId?: number): Promise<ChangeToApply | undefined> => {
  let rows = selectUserChanges(db).where('undone_by', 'is', null);
  if (changeId !== undefined) rows = rows.where('history_change.id', '=', changeId);
  return toCandidate(await rows.orderBy('history_change.id', 'desc').limit(1).executeTakeFirst());
};

/** Finds the change that was undone last, unless another change was made since. */
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
              .where(isUndoable)
              .whereRef('later.id', '>', 'history_change.undone_by'),
          ),
        ),
      )
      .orderBy('undone_by', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );

/**
 * Finds the last step of a change: itself, its last undo or its last redo. Where a team shares the workspace the images of a step may differ
 * from those before it: a colleague changed another column, or a record of the step waits in a conflict.
 */
export const findLastStep = async (db: Db, changeId: number): Promise<{ readonly id: number; readonly isUndo: boolean }> => {
  const step = await db
    .selectFrom('history_change')
    .select(['id', 'origin'])
    .where('undo_of', '=', changeId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { id: step?.id ?? changeId, isUndo: step?.origin === 'undo' };
};

/** Marks a change as undone if its last step is an undo, otherwise as in effect. */
export const markUndone = async (tx: Tx, changeId: number): Promise<void> => {
  const { id, isUndo } = await findLastStep(tx, changeId);
  await tx
    .updateTable('history_change')
    .set({ undone_by: isUndo ? id : null })
    .where('id', '=', changeId)
    .execute();
};

/** Returns the number of changes so far. Every answer carries it; a page may use it as the version of the records it read. */
export const getRevision = async (db: Db): Promise<number> => {
  const { revision } = await db.selectFrom('workspace_state').select('revision').executeTakeFirstOrThrow();
  return revision;
};

/** The id of the last change in history; 0 without one. */
export const findLastHistoryId = async (db: Db): Promise<number> => {
  const row = await db
    .selectFrom('history_change')
    .select((select) => select.fn.max('id').as('id'))
    .executeTakeFirst();
  return row?.id ?? 0;
};

/** The workspace as it was after a change. `at` is UTC, ISO 8601. */
export type HistoryMoment = { readonly id: number; readonly revision: number; readonly at: string };

/**
 * Finds the moment after a change, or after the last change up to `until` (UTC, ISO 8601). Undefined when there is none, or when undo does
 * not reach it.
 */
export const findMoment = async (db: Db, target: { change: number } | { until: string }): Promise<HistoryMoment | undefined> => {
  const moments = db
    .selectFrom('history_change')
    .select(['id', 'revision', 'at'])
    .where((eb) => eb('history_change.id', '>=', selectUndoBarrier(eb)));
  const candidates = 'change' in target ? moments.where('id', '=', target.change) : moments.where('at', '<=', target.until);
  return candidates.orderBy('id', 'desc').limit(1).executeTakeFirst();
};

/** Finds the moment after the last change with this label that is not undone, else the first moment that undo reaches. */
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

/** Lists every change after a moment, latest first. */
export const listChangesAfter = async (db: Db, { id }: HistoryMoment): Promise<readonly ChangeToApply[]> => {
  const rows = await db
    .selectFrom('history_change')
    .select(['id', 'label', 'json_version'])
    .where('id', '>', id)
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({ id: row.id, label: readLabel(row) }));
};

/** Deletes the history after a moment and resets the revision. */
export const deleteChangesAfter = async (tx: Tx, { id, revision }: HistoryMoment): Promise<void> => {
  await tx.updateTable('history_change').set({ undone_by: null }).where('undone_by', '>', id).execute();
  await tx.deleteFrom('history_row').where('change_id', '>', id).execute();
  await tx.deleteFrom('history_change').where('id', '>', id).execute();
  await tx.updateTable('workspace_state').set({ revision }).execute();
};

/** Returns the revision and the changes that undo and redo would apply. */
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
  readonly isUndone: boolean;
  readonly undoOf?: number;
  /** The name of the person who made the change, if it is known. */
  readonly author?: string;
};

/** Counts the changes made at a moment (UTC, ISO 8601) or later. */
export const countChangesSince = async (db: Db, at: string): Promise<number> => {
  const { count } = await db
    .selectFrom('history_change')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('at', '>=', at)
    .executeTakeFirstOrThrow();
  return Number(count);
};

/** Lists changes, latest first; with a kind, or a kind and an id, those that touched such a record. */
export const listChanges = async (db: Db, query: { kind?: string; id?: string; limit: number }): Promise<TimelineEntry[]> => {
  const { kind, id, limit } = query;
  let rows = db
    .selectFrom('history_change')
    .select(['id', 'revision', 'at', 'origin', 'label', 'json_version', 'undone_by', 'undo_of', 'author']);
  if (kind !== undefined) {
    rows = rows.where((eb) => {
      const changeIds = eb.selectFrom('history_row').select('change_id').where('kind', '=', kind);
      return eb('history_change.id', 'in', id === undefined ? changeIds : changeIds.where('entity_id', '=', id));
    });
  }
  const changeRows = await rows.orderBy('history_change.id', 'desc').limit(limit).execute();
  return changeRows.map((row) => ({
    id: row.id,
    revision: row.revision,
    at: row.at,
    origin: row.origin,
    label: readLabel(row),
    isUndone: row.undone_by !== null,
    ...(row.undo_of !== null && { undoOf: row.undo_of }),
    ...(row.author !== null && { author: row.author }),
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

/** Returns the versions of all records of a kind, by id. */
export const listRecordVersions = async (db: Db, kind: keyof typeof VERSIONED_TABLES): Promise<Map<string, number>> => {
  const { rows } = await sql<{ id: string; version: number }>`SELECT id, version FROM ${sql.table(VERSIONED_TABLES[kind])}`.execute(db);
  return new Map(rows.map((row) => [row.id, row.version]));
};

/** Lists the kinds of records that the change to a revision touched; empty where it touched none that history tracks. */
export const listTouchedKinds = async (db: Db, revision: number): Promise<RecordKind[]> => {
  const rows = await db
    .selectFrom('history_row')
    .innerJoin('history_change', 'history_change.id', 'history_row.change_id')
    .select('history_row.kind')
    .distinct()
    .where('history_change.revision', '=', revision)
    .execute();
  return rows.map(({ kind }) => kind as RecordKind);
};
