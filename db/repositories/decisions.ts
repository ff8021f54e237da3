import type { Selectable } from 'kysely';
import type { Decision } from '#shared/contract/decisions.ts';
import type { DecisionId } from '#shared/domain/ids.ts';
import { readDocument, writeDocument } from '../documents/document.ts';
import { decisionDocument } from '../documents/documents.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { currentVersion, notFound, requireCurrent, requireRow, upsert } from './records.ts';

/** A decision and the version of its row, which an update must name. */
export type StoredDecision = { readonly decision: Decision; readonly version: number };

const toDecision = (row: Selectable<Database['decision']>): StoredDecision => {
  const { id, title, why, decided_on: decidedOn, author, at, outcome, version } = row;
  return { decision: { id, title, why, decidedOn, author, at, outcome, ...readDocument(decisionDocument, row, id) }, version };
};

/** Lists all decisions, latest first. */
export const listDecisions = async (db: Db): Promise<StoredDecision[]> =>
  (await db.selectFrom('decision').selectAll().orderBy('decided_on', 'desc').orderBy('at', 'desc').orderBy('id').execute()).map(toDecision);

const findDecision = async (db: Db, id: DecisionId): Promise<StoredDecision | undefined> => {
  const row = await db.selectFrom('decision').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toDecision(row);
};

/** Reads a decision and its version. Throws NOT_FOUND. */
export const getDecision = async (db: Db, id: DecisionId): Promise<StoredDecision> => {
  const storedDecision = await findDecision(db, id);
  if (!storedDecision) throw notFound('decision', id);
  return storedDecision;
};

/** Inserts or updates a decision. Throws STALE. */
export const saveDecision = async (tx: Tx, decision: Decision, expectedVersion?: number): Promise<void> => {
  const { id, title, why, decidedOn, author, at, outcome, basis, figures } = decision;
  requireCurrent('decision', id, (await findDecision(tx, id))?.version, expectedVersion);
  const document = writeDocument(decisionDocument, { basis, figures });
  const version = await currentVersion(tx);
  await upsert(tx, 'decision', ['id'], [{ id, title, why, decided_on: decidedOn, author, at, outcome, ...document, version }]);
};

/** Deletes a decision. Throws NOT_FOUND. */
export const removeDecision = async (tx: Tx, id: DecisionId): Promise<void> => {
  await requireRow(tx, 'decision', 'id', 'decision', id);
  await tx.deleteFrom('decision').where('id', '=', id).execute();
};
