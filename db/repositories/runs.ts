import { sql } from 'kysely';
import type { z } from 'zod';
import type { Db } from '../schema.ts';
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

/** Upgrades a part and checks its schema; undefined if it is outdated. */
const readPart = <P extends RunParts, K extends keyof P>(format: RunFormat<P>, part: K, json: string, version: number) => {
  if (!isReadable(format, part, version)) return undefined;
  let value: unknown = JSON.parse(json);
  for (const { [part]: upgrade } of format.upgrades.slice(version - 1)) value = upgrade!(value);
  const parseResult = format.parts[part]!.safeParse(value);
  return parseResult.success ? { value: parseResult.data as z.output<P[K]> } : undefined;
};

/** Stores a completed run; `texts` are parts that are JSON already. A run is not a change of the workspace and has no history and no undo. */
export const addRun = async <P extends RunParts>(
  db: Db,
  format: RunFormat<P>,
  run: StoredRun<P>,
  texts: { readonly [K in keyof P]?: string } = {},
): Promise<void> => {
  let result = JSON.stringify(run.result).slice(0, -1);
  for (const [part, text] of Object.entries(texts)) result += `,${JSON.stringify(part)}:${text}`;
  await db
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
      result: `${result}}`,
      json_version: currentVersion(format),
    })
    .execute();
};

/** Lists the runs of a kind, latest first, without runs whose head does not match its schema. */
export const listRuns = async <P extends RunParts>(db: Db, format: RunFormat<P>): Promise<RunHead<z.output<P['head']>>[]> => {
  const rows = await db
    .selectFrom('run')
    .select(['id', 'revision', 'seed', 'inputs_digest', 'engine_version', 'started', 'ended', 'json_version'])
    .select(sql<string>`result -> '$.head'`.as('head'))
    .where('kind', '=', format.kind)
    .where('state', '=', 'done')
    .orderBy('started', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.flatMap((row) => {
    const head = readPart(format, 'head', row.head, row.json_version);
    if (head === undefined) return [];
    return {
      id: row.id,
      revision: row.revision,
      seed: row.seed,
      inputsDigest: row.inputs_digest,
      engineVersion: row.engine_version,
      started: row.started,
      ended: row.ended ?? row.started,
      head: head.value,
      isOutdated: !Object.keys(format.parts).every((part) => isReadable(format, part, row.json_version)),
    };
  });
};

/** Reads one part of a run's result. */
export const findRunPart = async <P extends RunParts, K extends keyof P & string>(
  db: Db,
  format: RunFormat<P>,
  id: string,
  part: K,
): Promise<RunPart<z.output<P[K]>>> => {
  const row = await db
    .selectFrom('run')
    .select('json_version')
    .select(sql<string | null>`result -> ${`$.${part}`}`.as('part'))
    .where('id', '=', id)
    .where('kind', '=', format.kind)
    .executeTakeFirst();
  if (row?.part == null) return { state: 'missing' };
  const storedPart = readPart(format, part, row.part, row.json_version);
  return storedPart ? { state: 'readable', value: storedPart.value } : { state: 'outdated' };
};

/** Reads one part of a run's result. Throws NOT_FOUND if it is missing or outdated. */
export const getRunPart = async <P extends RunParts, K extends keyof P & string>(
  db: Db,
  format: RunFormat<P>,
  id: string,
  part: K,
): Promise<z.output<P[K]>> => {
  const runPart = await findRunPart(db, format, id, part);
  if (runPart.state !== 'readable') throw notFound('run', id);
  return runPart.value;
};

/** Rewrites a run of an earlier version in today's, so that a part can be added to it. Throws NOT_FOUND for a missing or outdated run. */
const upgradeRun = async <P extends RunParts>(db: Db, format: RunFormat<P>, id: string): Promise<void> => {
  const row = await db.selectFrom('run').select('json_version').where('id', '=', id).where('kind', '=', format.kind).executeTakeFirst();
  if (row === undefined) throw notFound('run', id);
  const version = currentVersion(format);
  if (row.json_version === version) return;
  const result: Record<string, unknown> = {};
  for (const part of Object.keys(format.parts)) {
    const runPart = await findRunPart(db, format, id, part);
    if (runPart.state === 'outdated') throw notFound('run', id);
    if (runPart.state === 'readable') result[part] = runPart.value;
  }
  await db
    .updateTable('run')
    .set({ result: JSON.stringify(result), json_version: version })
    .where('id', '=', id)
    .execute();
};

/** Adds a part to a stored run, or replaces it. No change of the workspace. Throws NOT_FOUND for a missing or outdated run. */
export const saveRunPart = async <P extends RunParts, K extends keyof P & string>(
  db: Db,
  format: RunFormat<P>,
  id: string,
  part: K,
  value: z.output<P[K]>,
): Promise<void> => {
  await upgradeRun(db, format, id);
  await db
    .updateTable('run')
    .set({ result: sql<string>`json_set(result, ${`$.${part}`}, json(${JSON.stringify(value)}))` })
    .where('id', '=', id)
    .execute();
};

const requireAffectedRun = (id: string, count: bigint): void => {
  if (count === 0n) throw notFound('run', id);
};

/** Records that another engine version computed the same result. No change of the workspace. Throws NOT_FOUND. */
export const setRunEngineVersion = async (db: Db, id: string, engineVersion: string): Promise<void> => {
  const { numUpdatedRows } = await db.updateTable('run').set({ engine_version: engineVersion }).where('id', '=', id).executeTakeFirst();
  requireAffectedRun(id, numUpdatedRows);
};

/** Deletes a run. Throws NOT_FOUND. */
export const removeRun = async (db: Db, id: string): Promise<void> => {
  const { numDeletedRows } = await db.deleteFrom('run').where('id', '=', id).executeTakeFirst();
  requireAffectedRun(id, numDeletedRows);
};
