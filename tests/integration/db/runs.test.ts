import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  addRun,
  findRunPart,
  getRunPart,
  getRunTexts,
  keepPart,
  listRuns,
  type RunFormat,
  removeRun,
  type StoredRun,
  saveRunPart,
} from '#db/repositories/runs.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { catchFailure, createWorkspace } from './workspaceFiles.ts';

const parts1 = { head: z.object({ plan: z.string() }), outcome: z.object({ mean: z.string() }), note: z.string() };
const FORMAT_1: RunFormat<typeof parts1> = { kind: 'test', parts: parts1, upgrades: [] };

const parts2 = { head: z.object({ plan: z.string(), paths: z.number() }), outcome: z.object({ meanUsd: z.number() }), note: z.string() };
const upgradeHead = (head: unknown) => ({ ...(head as object), paths: 0 });
/** The mean was stored as text and can't be read back as a number. */
const FORMAT_2: RunFormat<typeof parts2> = { kind: 'test', parts: parts2, upgrades: [{ head: upgradeHead, note: keepPart }] };
/** The mean can be read back. */
const FORMAT_2_UPGRADED: RunFormat<typeof parts2> = {
  ...FORMAT_2,
  upgrades: [{ head: upgradeHead, note: keepPart, outcome: (outcome) => ({ meanUsd: Number((outcome as { mean: string }).mean) }) }],
};

const run = (id: string, startTime = '2026-05-31T10:00:00.000Z'): StoredRun<typeof parts1> => ({
  id,
  revision: 1,
  seed: 7,
  inputsDigest: 'inputs',
  engineVersion: '1',
  started: startTime,
  ended: '2026-05-31T10:01:00.000Z',
  result: { head: { plan: 'Base plan' }, outcome: { mean: '12' }, note: 'first' },
});

describe('a stored run', () => {
  it('is read back with its parts, in the version in which it was written', async () => {
    const { db } = await createWorkspace();
    await addRun(db, FORMAT_1, run('r1'));
    await addRun(db, FORMAT_1, run('r2', '2026-06-01T10:00:00.000Z'));
    const { result, ...origin } = run('r1');
    const runs = await listRuns(db, FORMAT_1);
    expect(runs.map(({ id }) => id)).toEqual(['r2', 'r1']);
    expect(runs[1]).toEqual({ ...origin, head: result.head, isOutdated: false });
    expect(await getRunPart(db, FORMAT_1, 'r1', 'outcome')).toEqual({ mean: '12' });
    expect(await listRuns(db, { ...FORMAT_1, kind: 'other' })).toEqual([]);
  });

  it('is read back with a part that was JSON already, which is written in pieces with a pause between them', async () => {
    const { db } = await createWorkspace();
    const { result, ...origin } = run('r1');
    const runWithoutOutcome = { ...origin, result: { head: result.head, note: 'first' } };
    let pauseCount = 0;
    await addRun(db, FORMAT_1, runWithoutOutcome, { outcome: ['{"mean":"12', ', \\"13', '\\""}'] }, async () => void pauseCount++);
    expect(pauseCount).toBe(3);
    expect(await getRunPart(db, FORMAT_1, 'r1', 'outcome')).toEqual({ mean: '12, "13"' });
    expect(await getRunPart(db, FORMAT_1, 'r1', 'note')).toBe('first');
    expect(await getRunTexts(db, FORMAT_1, 'r1', 'outcome', async () => void pauseCount++)).toEqual(['{"mean":"12', ', \\"13', '\\""}']);
    expect(pauseCount).toBe(6);
    expect(await getRunTexts(db, FORMAT_2, 'r1', 'note')).toEqual(['"first"']);
    expect((await catchFailure(getRunTexts(db, FORMAT_2_UPGRADED, 'r1', 'outcome'))).code).toBe('NOT_FOUND');
    await saveRunPart(db, FORMAT_1, 'r1', 'outcome', { mean: '14' });
    expect(await getRunPart(db, FORMAT_1, 'r1', 'outcome')).toEqual({ mean: '14' });
  });

  it('is read with a pause between the items of a long list, and is outdated if one of them does not match', async () => {
    const { db, raw } = await createWorkspace();
    const parts = { head: parts1.head, outcome: z.object({ rows: z.array(z.number()) }) };
    const format: RunFormat<typeof parts> = { kind: 'test', parts, upgrades: [] };
    const outcome = { rows: Array.from({ length: 500 }, (_, i) => i) };
    await addRun(db, format, { ...run('r1'), result: { head: { plan: 'Base plan' }, outcome } });
    let pauseCount = 0;
    const readOutcome = () => findRunPart(db, format, 'r1', 'outcome', async () => void pauseCount++);
    expect(await readOutcome()).toEqual({ state: 'readable', value: outcome });
    expect(pauseCount).toBeGreaterThan(500);
    raw.prepare(`UPDATE run_part SET text = replace(text, ',499]', ',null]') WHERE part = 'outcome'`).run();
    expect(await readOutcome()).toEqual({ state: 'outdated' });
  });

  it('is not stored at all when the work stops between two pieces', async () => {
    const { db, raw } = await createWorkspace();
    const stop = async (): Promise<never> => {
      throw new OrebookError('CANCELLED');
    };
    const { result, ...origin } = run('r1');
    const runWithoutNote = { ...origin, result: { head: result.head } };
    expect((await catchFailure(addRun(db, FORMAT_1, runWithoutNote, { note: ['"a', 'b"'] }, stop))).code).toBe('CANCELLED');
    expect(await listRuns(db, FORMAT_1)).toEqual([]);
    expect(raw.prepare('SELECT count(*) FROM run_part').pluck().get()).toBe(0);
  });

  it('is not read, and not changed, as a run of another kind', async () => {
    const { db } = await createWorkspace();
    await addRun(db, FORMAT_1, run('r1'));
    const otherFormat = { ...FORMAT_1, kind: 'other' };
    expect(await findRunPart(db, otherFormat, 'r1', 'note')).toEqual({ state: 'missing' });
    expect((await catchFailure(saveRunPart(db, otherFormat, 'r1', 'note', 'changed'))).code).toBe('NOT_FOUND');
    expect(await getRunPart(db, FORMAT_1, 'r1', 'note')).toBe('first');
  });

  it('of an earlier version is outdated where a part can’t be upgraded, and its other parts are still read', async () => {
    const { db, raw } = await createWorkspace();
    await addRun(db, FORMAT_1, run('r1'));
    const [head] = await listRuns(db, FORMAT_2);
    expect(head).toMatchObject({ head: { plan: 'Base plan', paths: 0 }, isOutdated: true });
    expect(await findRunPart(db, FORMAT_2, 'r1', 'outcome')).toEqual({ state: 'outdated' });
    expect(await findRunPart(db, FORMAT_2, 'r1', 'note')).toEqual({ state: 'readable', value: 'first' });
    expect((await catchFailure(getRunPart(db, FORMAT_2, 'r1', 'outcome'))).code).toBe('NOT_FOUND');
    expect((await catchFailure(saveRunPart(db, FORMAT_2, 'r1', 'note', 'second'))).code).toBe('NOT_FOUND');
    await removeRun(db, 'r1');
    expect(await listRuns(db, FORMAT_2)).toEqual([]);
    expect(raw.prepare('SELECT count(*) FROM run_part').pluck().get()).toBe(0);
  });

  it('of an earlier version is upgraded where every part can be', async () => {
    const { db, raw } = await createWorkspace();
    await addRun(db, FORMAT_1, run('r1'));
    expect(await listRuns(db, FORMAT_2_UPGRADED)).toMatchObject([{ head: { paths: 0 }, isOutdated: false }]);
    expect(await getRunPart(db, FORMAT_2_UPGRADED, 'r1', 'outcome')).toEqual({ meanUsd: 12 });
    await saveRunPart(db, FORMAT_2_UPGRADED, 'r1', 'note', 'second');
    expect(await getRunPart(db, FORMAT_2_UPGRADED, 'r1', 'outcome')).toEqual({ meanUsd: 12 });
    expect(await getRunPart(db, FORMAT_2_UPGRADED, 'r1', 'note')).toBe('second');
    expect(raw.prepare('SELECT json_version FROM run').pluck().get()).toBe(2);
  });

  it('has parts that are missing or do not match their schema, and is not listed without a readable head', async () => {
    const { db, raw } = await createWorkspace();
    await addRun(db, FORMAT_1, { ...run('r1'), result: { head: { plan: 'Base plan' } } });
    expect(await findRunPart(db, FORMAT_1, 'r1', 'outcome')).toEqual({ state: 'missing' });
    await saveRunPart(db, FORMAT_1, 'r1', 'note', 'added');
    expect(await getRunPart(db, FORMAT_1, 'r1', 'note')).toBe('added');
    raw.exec(`UPDATE run_part SET text = '1'`);
    expect(await findRunPart(db, FORMAT_1, 'r1', 'note')).toEqual({ state: 'outdated' });
    expect(await listRuns(db, FORMAT_1)).toEqual([]);
  });

  it('that is gone is NOT_FOUND', async () => {
    const { db } = await createWorkspace();
    expect((await catchFailure(removeRun(db, 'r1'))).code).toBe('NOT_FOUND');
    expect((await catchFailure(saveRunPart(db, FORMAT_1, 'r1', 'note', ''))).code).toBe('NOT_FOUND');
    expect(await findRunPart(db, FORMAT_1, 'r1', 'note')).toEqual({ state: 'missing' });
  });
});
