import { sql } from 'kysely';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Message } from '#shared/contract/figure.ts';
import { applyImages, blockedError } from './applyImages.ts';
import { writeDocument } from './documents/document.ts';
import { changeDocument } from './documents/documents.ts';
import { noYield } from './noYield.ts';
import { findRecordChangedSince, readImages } from './readImages.ts';
import { type RequestIdentity, saveConfirmedRequest } from './repositories/confirmedRequests.ts';
import {
  deleteChangesAfter,
  findLastStep,
  findRedoCandidate,
  findUndoCandidate,
  type HistoryMoment,
  listChangesAfter,
  markUndone,
} from './repositories/history.ts';
import type { Db, Tx } from './schema.ts';

/** Who made a change: the user, an import, or the product's own data (`seed`: stored without images, so that undo ends there). */
export type ChangeOrigin = 'user' | 'import' | 'seed';

type ChangeMeta = {
  readonly label: Message;
  readonly origin: ChangeOrigin | 'undo' | 'redo' | 'team';
  readonly undoOf?: number | undefined;
  /** UTC, ISO 8601; now, if absent. */
  readonly at?: string;
  /** The name of the person who makes the change; undefined if it is unknown. */
  readonly author?: string | undefined;
};

const countRowsWritten = async (tx: Tx): Promise<number> => {
  const { rows } = await sql<{ n: number }>`SELECT total_changes() AS n`.execute(tx);
  return rows[0]!.n;
};

/** Begins the change that row triggers record; returns its id and revision. */
const beginChange = async (tx: Tx, { label, origin, undoOf, at, author }: ChangeMeta): Promise<{ id: number; revision: number }> => {
  const { revision: lastRevision } = await tx.selectFrom('workspace_state').select('revision').executeTakeFirstOrThrow();
  const revision = lastRevision + 1;
  const { id } = await tx
    .insertInto('history_change')
    .values({
      revision,
      origin,
      ...writeDocument(changeDocument, { label }),
      undone_by: null,
      undo_of: undoOf ?? null,
      ...(at !== undefined && { at }),
      ...(author !== undefined && { author }),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('change_under_way')
    .values({ change_id: id, revision, recording: origin === 'seed' ? 0 : 1 })
    .execute();
  return { id, revision };
};

/** Ends the change. It is a revision if it wrote a row, and part of history if it recorded an image. */
const endChange = async (
  tx: Tx,
  { id, revision }: { id: number; revision: number },
  hasWrittenRows: boolean,
  meta: ChangeMeta,
): Promise<void> => {
  await tx.deleteFrom('change_under_way').execute();
  if (hasWrittenRows) await tx.updateTable('workspace_state').set({ revision }).execute();
  const image = await tx.selectFrom('history_row').select('id').where('change_id', '=', id).limit(1).executeTakeFirst();
  const isInHistory = hasWrittenRows && (image !== undefined || meta.origin === 'seed');
  if (!isInHistory) await tx.deleteFrom('history_change').where('id', '=', id).execute();
};

export const inTransaction = async <T>(db: Db, work: (tx: Tx) => Promise<T>, request?: RequestIdentity): Promise<T> =>
  db.transaction().execute(async (tx) => {
    const value = await work(tx);
    if (request) await saveConfirmedRequest(tx, request, value);
    return value;
  });

export const recordChange = async <T>(tx: Tx, meta: ChangeMeta, work: (changeId: number) => Promise<T>): Promise<T> => {
  const change = await beginChange(tx, meta);
  const rowsBefore = await countRowsWritten(tx);
  const value = await work(change.id);
  await endChange(tx, change, (await countRowsWritten(tx)) > rowsBefore, meta);
  return value;
};

/** Runs `work` without recording images: its writes are no change of their own. */
export const withoutHistory = async (tx: Tx, work: () => Promise<void>): Promise<void> => {
  const { revision } = await tx.selectFrom('workspace_state').select('revision').executeTakeFirstOrThrow();
  await tx
    .insertInto('change_under_way')
    .values({ change_id: 0, revision: revision + 1, recording: 0 })
    .execute();
  await work();
  await tx.deleteFrom('change_under_way').execute();
};

/**
 * Runs `work` in one transaction and returns its result; the only way to change a workspace. Row triggers record before and after images
 * under `label`; without a changed row there is no history. Inside, use nothing but `tx`: a call through `db` waits for this transaction
 * and never ends. A `request` is stored as confirmed, with the result, in the same transaction. Throws what `work` throws, and DISK_FULL;
 * nothing is changed then.
 */
export const runTransaction = async <T>(
  db: Db,
  {
    label,
    origin,
    author,
    request,
  }: Pick<ChangeMeta, 'label' | 'author'> & { origin: ChangeOrigin; request?: RequestIdentity | undefined },
  work: (tx: Tx) => Promise<T>,
): Promise<T> => inTransaction(db, (tx) => recordChange(tx, { label, origin, author }, () => work(tx)), request);

/** `pause` is awaited between rows; `author` is the person who undoes or redoes. */
type StepOptions = {
  readonly pause?: () => Promise<void>;
  readonly author?: string | undefined;
  readonly request?: RequestIdentity | undefined;
};

/** Applies the images of the last step of a change in reverse, as a change of its own: an undo of the change or a redo. */
const takeStepBack = async (
  tx: Tx,
  meta: ChangeMeta & { readonly origin: 'undo' | 'redo'; readonly undoOf: number },
  pause: () => Promise<void>,
): Promise<void> => {
  const lastStep = await findLastStep(tx, meta.undoOf);
  const changedRecord = await findRecordChangedSince(tx, lastStep.id, pause);
  if (changedRecord) throw blockedError(changedRecord.kind, changedRecord.entity_id, meta.label);
  await recordChange(tx, meta, () => applyImages(tx, readImages(tx, lastStep.id, 'back'), meta.label, pause));
  await markUndone(tx, meta.undoOf);
};

/**
 * Undoes the last change, or the given one. Awaits `pause` between rows. Throws NOTHING_TO_UNDO, and UNDO_BLOCKED {kind, id, label} when a
 * row has changed since.
 */
export const undo = async (
  db: Db,
  { changeId, pause = noYield, author, request }: StepOptions & { readonly changeId?: number } = {},
): Promise<{ label: Message }> =>
  inTransaction(
    db,
    async (tx) => {
      const candidate = await findUndoCandidate(tx, changeId);
      if (!candidate) throw new OrebookError('NOTHING_TO_UNDO');
      const { id, label } = candidate;
      await takeStepBack(tx, { label, origin: 'undo', undoOf: id, author }, pause);
      return { label };
    },
    request,
  );

/** Redoes the change that was undone last. Throws NOTHING_TO_REDO, and UNDO_BLOCKED {kind, id, label} when a row has changed since. */
export const redo = async (db: Db, { pause = noYield, author, request }: StepOptions = {}): Promise<{ label: Message }> =>
  inTransaction(
    db,
    async (tx) => {
      const candidate = await findRedoCandidate(tx);
      if (!candidate) throw new OrebookError('NOTHING_TO_REDO');
      const { id, label } = candidate;
      await takeStepBack(tx, { label, origin: 'redo', undoOf: id, author }, pause);
      return { label };
    },
    request,
  );

/**
 * Takes an open copy of a workspace back to a moment of its history and deletes later history; the copy is for reading only. Awaits
 * `pause` between rows. Throws UNDO_BLOCKED if history does not match the rows.
 */
export const rewindHistory = async (db: Db, to: HistoryMoment, pause: () => Promise<void>): Promise<void> => {
  for (const { id, label } of await listChangesAfter(db, to)) {
    await inTransaction(db, (tx) =>
      recordChange(tx, { label, origin: 'seed' }, () => applyImages(tx, readImages(tx, id, 'back'), label, pause)),
    );
    await pause();
  }
  await inTransaction(db, (tx) => deleteChangesAfter(tx, to));
};
