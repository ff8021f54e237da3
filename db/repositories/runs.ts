import { sql } from 'kysely';
import type { Db } from '../schema.ts';
import { notFound } from './records.ts';

/** A run that ended: what it is known by, and everything it holds as JSON values. */
export type StoredRun = {
  readonly id: string;
  readonly kind: string;
  readonly revision: number;
  readonly seed: number;
  readonly inputsDigest: string;
  readonly engineVersion: string;
  readonly started: string;
  readonly ended: string;
  /** `head` is what lists show of it. */
  readonly result: { readonly head: unknown; readonly [part: string]: unknown };
};

/** Stores a run that is done. No change of the workspace: it leaves no history and is not undone. */
export const addRun = async (db: Db, run: StoredRun): Promise<void> => {
  await db
    .insertInto('run')
    .values({
      id: run.id,
      kind: run.kind,
      state: 'done',
      revision: run.revision,
      seed: run.seed,
      inputs_digest: run.inputsDigest,
      engine_version: run.engineVersion,
      started: run.started,
      ended: run.ended,
      result: JSON.stringify(run.result),
    })
    .execute();
};

/** A run without the weight of its parts: its `head` alone. */
export type RunHead = Omit<StoredRun, 'result'> & { readonly head: unknown };

/** Runs of a kind, latest first. */
export const listRuns = async (db: Db, kind: string): Promise<RunHead[]> => {
  const rows = await db
    .selectFrom('run')
    .select(['id', 'kind', 'revision', 'seed', 'inputs_digest', 'engine_version', 'started', 'ended'])
    .select(sql<string>`json_extract(result, '$.head')`.as('head'))
    .where('kind', '=', kind)
    .where('state', '=', 'done')
    .orderBy('started', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    revision: row.revision,
    seed: row.seed,
    inputsDigest: row.inputs_digest,
    engineVersion: row.engine_version,
    started: row.started,
    ended: row.ended ?? row.started,
    head: JSON.parse(row.head),
  }));
};

/** One part of a run's result; undefined where it has none. */
export const findRunPart = async (db: Db, id: string, part: string): Promise<unknown> => {
  const row = await db
    .selectFrom('run')
    .select(sql<string | null>`json_extract(result, ${`$.${part}`})`.as('part'))
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.part == null ? undefined : JSON.parse(row.part);
};

/** The same. Throws NOT_FOUND. */
export const getRunPart = async (db: Db, id: string, part: string): Promise<unknown> => {
  const found = await findRunPart(db, id, part);
  if (found === undefined) throw notFound('run', id);
  return found;
};

/** Adds to a run what was worked out of it later, in the place of what it had. No change of the workspace either. Throws NOT_FOUND. */
export const saveRunPart = async (db: Db, id: string, part: string, value: unknown): Promise<void> => {
  const { numUpdatedRows } = await db
    .updateTable('run')
    .set({ result: sql<string>`json_set(result, ${`$.${part}`}, json(${JSON.stringify(value)}))` })
    .where('id', '=', id)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw notFound('run', id);
};

/** A run that another engine has come to again, bit by bit, is as good as its own. No change of the workspace either. Throws NOT_FOUND. */
export const setRunEngineVersion = async (db: Db, id: string, engineVersion: string): Promise<void> => {
  const { numUpdatedRows } = await db.updateTable('run').set({ engine_version: engineVersion }).where('id', '=', id).executeTakeFirst();
  if (numUpdatedRows === 0n) throw notFound('run', id);
};

/** Throws NOT_FOUND. */
export const removeRun = async (db: Db, id: string): Promise<void> => {
  const { numDeletedRows } = await db.deleteFrom('run').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows === 0n) throw notFound('run', id);
};
