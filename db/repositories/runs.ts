import type { z } from 'zod';
import { parseInSteps } from '#shared/checkInSteps.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import { noYield } from '../noYield.ts';
import type { Db, Tx } from '../schema.ts';
import { notFound } from './records.ts';

/** The parts that a run's result is made of, each with its schema. Lists read `head` alone. */
export type RunParts = { readonly head: z.ZodType } & Readonly<Record<string, z.ZodType>>;

/**
 * Turns the parts of one version into those of the next; pure, and imports nothing that can change. A part without a function can no
 * longer be read, and runs of that version are outdated. The head is always upgraded, so that lists can show every run.
 */
export type RunUpgrade<P extends RunParts> = { readonly head: (head: unknown) => unknown } & {
  readonly [K in keyof P]?: (part: unknown) => unknown;
};

/** How runs of a kind are stored. `upgrades[n]` leads from version n + 1 to n + 2; `upgrades.length + 1` is written. */
export type RunFormat<P extends RunParts> = { readonly kind: string; readonly parts: P; readonly upgrades: readonly RunUpgrade<P>[] };

/** The upgrade of a part that did not change between two versions. */
export const keepPart = (part: unknown): unknown => part;

/** A completed run: its origin, and the parts of its result. */
export type StoredRun<P extends RunParts> = {
  readonly id: string;
  readonly revision: number;
  readonly seed: number;
  readonly inputsDigest: string;
  readonly engineVersion: string;
  readonly started: string;
  readonly ended: string;
  readonly result: { readonly head: z.output<P['head']> } & { readonly [K in keyof P]?: z.output<P[K]> };
};

/** A run without its large parts. `isOutdated`: some part of its version can't be read any more. */
export type RunHead<H> = Omit<StoredRun<RunParts>, 'result'> & { readonly head: H; readonly isOutdated: boolean };

/** A part of a run: its value, or why there is none. A part that can't be upgraded, or does not match its schema, is outdated. */
export type RunPart<T> = { readonly state: 'readable'; readonly value: T } | { readonly state: 'missing' } | { readonly state: 'outdated' };

const currentVersion = <P extends RunParts>({ upgrades }: RunFormat<P>): number => upgrades.length + 1;

/** Whether a part of a version can be read. A later program's version can't. */
const isReadable = <P extends RunParts>(format: RunFormat<P>, part: keyof P, version: number): boolean =>
  version <= currentVersion(format) && format.upgrades.slice(version - 1).every((upgrade) => upgrade[part] !== undefined);

/** Upgrades a part and checks its schema, a long list item by item; undefined if it is outdated. */
function* readPart<P extends RunParts, K extends keyof P>(
  format: RunFormat<P>,
  part: K,
  json: string,
  version: number,
): Steps<{ readonly data: z.output<P[K]> } | undefined> {
  if (!isReadable(format, part, version)) return undefined;
  let value: unknown = JSON.parse(json);
  yield;
  for (const { [part]: upgrade } of format.upgrades.slice(version - 1)) value = upgrade!(value);
  return yield* parseInSteps(format.parts[part]!, value);
}

/** Inserts the texts of a part, each in a row, and awaits `pause` after each. */
const insertPart = async (tx: Tx, id: string, part: string, texts: readonly string[], pause = noYield): Promise<void> => {
  for (const [place, text] of texts.entries()) {
    await tx.insertInto('run_part').values({ run_id: id, part, place, text }).execute();
    await pause();
  }
};

/**
 * Stores a completed run. `texts` are parts that are JSON already, in pieces; `pause` is awaited between them. A run is not a change of the
 * workspace and has no history and no undo.
 */
export const addRun = <P extends RunParts>(
  db: Db,
  format: RunFormat<P>,
  run: StoredRun<P>,
  texts: { readonly [K in keyof P]?: readonly string[] } = {},
  pause = noYield,
): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await tx
      .insertInto('run')
      .values({
        id: run.id,
        kind: format.kind,
        state: 'done',
        revision: run.revision,
        seed: run.seed,
        inputs_digest: run.inputsDigest,
        engine_version: run.engineVersion,
        started: run.started,
        ended: run.ended,
        json_version: currentVersion(format),
      })
      .execute();
    for (const [part, value] of Object.entries(run.result))
      if (value !== undefined) await insertPart(tx, run.id, part, [JSON.stringify(value)]);
    for (const [part, pieces = []] of Object.entries(texts)) await insertPart(tx, run.id, part, pieces, pause);
  });

/** Lists the runs of a kind, latest first, without runs whose head does not match its schema. */
export const listRuns = async <P extends RunParts>(db: Db, format: RunFormat<P>): Promise<RunHead<z.output<P['head']>>[]> => {
  const rows = await db
    .selectFrom('run')
    .innerJoin('run_part', 'run_part.run_id', 'run.id')
    .select(['id', 'revision', 'seed', 'inputs_digest', 'engine_version', 'started', 'ended', 'json_version', 'text'])
    .where('kind', '=', format.kind)
    .where('state', '=', 'done')
    .where('part', '=', 'head')
    .orderBy('started', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.flatMap((row) => {
    const head = runSteps(readPart(format, 'head', row.text, row.json_version));
    if (head === undefined) return [];
    return {
      id: row.id,
      revision: row.revision,
      seed: row.seed,
      inputsDigest: row.inputs_digest,
      engineVersion: row.engine_version,
      started: row.started,
      ended: row.ended ?? row.started,
      head: head.data,
      isOutdated: !Object.keys(format.parts).every((part) => isReadable(format, part, row.json_version)),
    };
  });
};

/** The rows of a part of a run, in the order of their places. */
const selectPart = (db: Db, kind: string, id: string, part: string) =>
  db
    .selectFrom('run')
    .innerJoin('run_part', 'run_part.run_id', 'run.id')
    .where('id', '=', id)
    .where('kind', '=', kind)
    .where('part', '=', part)
    .orderBy('place');

/** Reads one part of a run's result, and awaits `pause` between the items of its long lists. */
export const findRunPart = async <P extends RunParts, K extends keyof P & string>(
  db: Db,
  format: RunFormat<P>,
  id: string,
  part: K,
  pause = noYield,
): Promise<RunPart<z.output<P[K]>>> => {
  const rows = await selectPart(db, format.kind, id, part).select(['json_version', 'text']).execute();
  if (rows.length === 0) return { state: 'missing' };
  const json = rows.map(({ text }) => text).join('');
  const steps = readPart(format, part, json, rows[0]!.json_version);
  let step = steps.next();
  for (; !step.done; step = steps.next()) await pause();
  return step.value ? { state: 'readable', value: step.value.data } : { state: 'outdated' };
};

/** Reads one part of a run's result as `findRunPart` does. Throws NOT_FOUND if it is missing or outdated. */
export const getRunPart = async <P extends RunParts, K extends keyof P & string>(
  db: Db,
  format: RunFormat<P>,
  id: string,
  part: K,
  pause = noYield,
): Promise<z.output<P[K]>> => {
  const runPart = await findRunPart(db, format, id, part, pause);
  if (runPart.state !== 'readable') throw notFound('run', id);
  return runPart.value;
};

/**
 * Reads a part of a run in the pieces in which it is stored, as JSON, and awaits `pause` after each. Throws NOT_FOUND if it is missing,
 * outdated, or of a version in which it had another form.
 */
export const getRunTexts = async <P extends RunParts, K extends keyof P & string>(
  db: Db,
  format: RunFormat<P>,
  id: string,
  part: K,
  pause = noYield,
): Promise<readonly string[]> => {
  const rows = await selectPart(db, format.kind, id, part).select(['json_version', 'place']).execute();
  const texts: string[] = [];
  for (const { json_version, place } of rows) {
    if (!format.upgrades.slice(json_version - 1).every((upgrade) => upgrade[part] === keepPart)) break;
    const pieces = db.selectFrom('run_part').select('text').where('run_id', '=', id).where('part', '=', part);
    texts.push((await pieces.where('place', '=', place).executeTakeFirstOrThrow()).text);
    await pause();
  }
  if (texts.length === 0) throw notFound('run', id);
  return texts;
};

/** Stores a part in place of the one that the run has. */
const replacePart = async (tx: Tx, id: string, part: string, value: unknown): Promise<void> => {
  await tx.deleteFrom('run_part').where('run_id', '=', id).where('part', '=', part).execute();
  await insertPart(tx, id, part, [JSON.stringify(value)]);
};

/** Rewrites a run of an earlier version in today's, so that a part can be added to it. Throws NOT_FOUND for a missing or outdated run. */
const upgradeRun = async <P extends RunParts>(tx: Tx, format: RunFormat<P>, id: string): Promise<void> => {
  const row = await tx.selectFrom('run').select('json_version').where('id', '=', id).where('kind', '=', format.kind).executeTakeFirst();
  if (row === undefined) throw notFound('run', id);
  const version = currentVersion(format);
  if (row.json_version === version) return;
  for (const part of Object.keys(format.parts)) {
    const runPart = await findRunPart(tx, format, id, part);
    if (runPart.state === 'outdated') throw notFound('run', id);
    if (runPart.state === 'readable') await replacePart(tx, id, part, runPart.value);
  }
  await tx.updateTable('run').set({ json_version: version }).where('id', '=', id).execute();
};

/** Adds a part to a stored run, or replaces it. No change of the workspace. Throws NOT_FOUND for a missing or outdated run. */
export const saveRunPart = <P extends RunParts, K extends keyof P & string>(
  db: Db,
  format: RunFormat<P>,
  id: string,
  part: K,
  value: z.output<P[K]>,
): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await upgradeRun(tx, format, id);
    await replacePart(tx, id, part, value);
  });

const requireAffectedRun = (id: string, count: bigint): void => {
  if (count === 0n) throw notFound('run', id);
};

/** Records that another engine version computed the same result. No change of the workspace. Throws NOT_FOUND. */
export const setRunEngineVersion = async (db: Db, id: string, engineVersion: string): Promise<void> => {
  const { numUpdatedRows } = await db.updateTable('run').set({ engine_version: engineVersion }).where('id', '=', id).executeTakeFirst();
  requireAffectedRun(id, numUpdatedRows);
};

/** Deletes a run. Throws NOT_FOUND. */
export const removeRun = (db: Db, id: string): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await tx.deleteFrom('run_part').where('run_id', '=', id).execute();
    const { numDeletedRows } = await tx.deleteFrom('run').where('id', '=', id).executeTakeFirst();
    requireAffectedRun(id, numDeletedRows);
  });
