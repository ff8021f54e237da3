import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listBuyers } from '#db/repositories/buyers.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/jobs.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { buyer } from '../db/records.ts';
import { guessedChoice, read, readEverything } from './importFiles.ts';

let services: Services;

beforeEach(async () => {
  services = await openServices(seedEmptyWorkspace());
});
afterEach(() => services.close());

const COUNT = 2_000;

const startImport = async (): Promise<string> => {
  const rows = ['Name;Country;Type', ...Array.from({ length: COUNT }, (_, i) => `Buyer ${i};CN;Smelter`)].join('\r\n');
  const { jobId } = await services.ask('imports.apply', guessedChoice(await read(services, 'buyers.csv', rows)));
  return jobId;
};

/** Polls the job until its progress meets the condition. */
const waitUntil = async (id: string, isReached: (job: Job) => boolean): Promise<Job> => {
  for (;;) {
    const job = await services.ask('jobs.get', { id });
    if (isReached(job) || job.at.state !== 'running') return job;
    await nextTurn();
  }
};

const isAt =
  (step: 'check' | 'copy' | 'write') =>
  ({ at }: Job): boolean =>
    at.state === 'running' && at.progress?.step.key === `imports.job.${step}`;

const isWriting = ({ at }: Job): boolean => at.state === 'running' && at.progress?.step.key === 'imports.job.write' && at.progress.done > 0;

describe('an import', () => {
  it('returns at once, reports its progress, and its result when it is done', async () => {
    const id = await startImport();
    expect(await services.ask('jobs.running', {})).toMatchObject({ jobs: [{ id, kind: 'import', at: { state: 'running' } }] });
    const { at } = await waitUntil(id, isWriting);
    expect(at).toMatchObject({ progress: { step: { key: 'imports.job.write' }, total: COUNT }, isCancelling: false });
    expect(await waitUntil(id, () => false)).toMatchObject({
      label: { key: 'history.imported', values: { name: 'buyers.csv' } },
      at: { state: 'done', result: { kind: 'import', counts: { added: COUNT, refused: 0 } } },
    });
    expect(await services.ask('jobs.running', {})).toEqual({ jobs: [] });
    await services.ask('history.undo', {});
  });

  it('that is cancelled while it writes leaves the workspace unchanged', async () => {
    const before = await readEverything(services);
    const revision = services.ctx.workspace.revision();
    const id = await startImport();
    await waitUntil(id, isWriting);
    await services.ask('jobs.cancel', { id });
    expect(await services.ask('jobs.get', { id })).toMatchObject({ at: { state: 'running', isCancelling: true } });
    expect((await waitUntil(id, () => false)).at).toEqual({ state: 'cancelled' });
    expect(await readEverything(services)).toEqual(before);
    expect(services.ctx.workspace.revision()).toBe(revision);
    expect(await services.call('history.undo', {})).toMatchObject({ ok: false, error: { code: 'NOTHING_TO_UNDO' } });
    // and the same file can be imported after all
    const secondId = await startImport();
    expect((await waitUntil(secondId, () => false)).at.state).toBe('done');
  });

  it('is cancelled before the file is closed when the core ends', async () => {
    const id = await startImport();
    await waitUntil(id, isWriting);
    await services.ctx.jobs.stop();
    expect(services.ctx.jobs.get(id).at).toEqual({ state: 'cancelled' });
  });

  it('is refused at once in a past view, before a backup is made', async () => {
    const rows = 'Name;Country;Type\r\nBuyer;CN;Smelter';
    const importChoice = guessedChoice(await read(services, 'buyers.csv', rows));
    const [first] = (await services.ask('history.list', { limit: 1 })).changes;
    await services.ask('history.openSnapshot', { change: first?.id ?? 0 });
    expect(await services.call('imports.apply', importChoice)).toMatchObject({ ok: false, error: { code: 'LOOKING_BACK' } });
    expect((await services.ask('backups.list', {})).copies).toEqual([]);
  });
});

describe('a change by another request while an import', () => {
  const addBuyer = (name: string) => services.ask('buyers.save', { buyer: { ...buyer('mine', { name }) } });
  const names = async () => (await listBuyers(services.ctx.workspace.db())).map(({ name }) => name);

  it.each(['check', 'copy'] as const)(
    'is at its step %s is applied at once, and the import applies to the changed workspace',
    async (step) => {
      const id = await startImport();
      await waitUntil(id, isAt(step));
      await addBuyer('Somebody else');
      expect(services.ctx.jobs.get(id).at.state).toBe('running');
      expect((await waitUntil(id, () => false)).at).toMatchObject({ state: 'done', result: { counts: { added: COUNT } } });
      expect(await names()).toHaveLength(COUNT + 1);
      await services.ask('history.undo', {});
      expect(await names()).toEqual(['Somebody else']);
    },
  );

  it('checks its file makes the import fail and name the change where a row would now have another effect', async () => {
    const id = await startImport();
    await waitUntil(id, isAt('check'));
    await addBuyer('Buyer 7');
    const { at } = await waitUntil(id, () => false);
    expect(at).toMatchObject({ state: 'failed', error: { code: 'CHANGED_MEANWHILE' } });
    const { error } = at as Extract<Job['at'], { state: 'failed' }>;
    expect(errorText(new OrebookError(error.code, error.details))).toMatch(
      /while the file was being checked: .*Buyer 7.*Nothing was imported/,
    );
    expect(await names()).toEqual(['Buyer 7']);
    // the next attempt checks against the present workspace
    expect((await waitUntil(await startImport(), () => false)).at).toMatchObject({
      state: 'done',
      result: { counts: { added: COUNT - 1 } },
    });
  });

  it('checks its file that closes the workspace cancels the import', async () => {
    const id = await startImport();
    await waitUntil(id, isAt('check'));
    await services.ask('workspace.close', {});
    expect((await waitUntil(id, () => false)).at).toEqual({ state: 'cancelled' });
  });
});
