import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import type { JobResult } from '#shared/contract/jobs.ts';
import { createReadWriteLock } from '../readWriteLock.ts';
import { createJobs, type JobContext } from './jobRunner.ts';

const RESULT: JobResult = { kind: 'import', counts: { added: 1, changed: 0, same: 0, refused: 0 }, label: { key: 'history.test' } };
const STEP = { key: 'imports.job.write' };

const setUp = () => {
  const lock = createReadWriteLock();
  let lastId = 0;
  const notifications: string[] = [];
  const loggedErrors: unknown[] = [];
  const jobs = createJobs({
    lock,
    newId: () => `job ${++lastId}`,
    onStateChange: () => notifications.push(jobs.running().length > 0 ? 'running' : 'ended'),
    log: (entry) => loggedErrors.push(entry),
  });
  const start = (work: (job: JobContext) => Promise<JobResult>): string => jobs.start('import', { key: 'history.test' }, work);
  const waitForEnd = async (id: string) => {
    while (jobs.get(id).at.state === 'running') await nextTurn();
    return jobs.get(id).at;
  };
  return { lock, jobs, start, waitForEnd, notifications, logged: loggedErrors };
};

describe('a job', () => {
  it('ends as done with its result', async () => {
    const { start, waitForEnd, notifications } = setUp();
    expect(await waitForEnd(start(async () => RESULT))).toEqual({ state: 'done', result: RESULT });
    expect(notifications.at(-1)).toBe('ended');
  });

  it('ends as failed with the code of its error, and as INTERNAL with a log entry for any other', async () => {
    const { start, waitForEnd, logged } = setUp();
    const knownJob = start(() => Promise.reject(new OrebookError('DISK_FULL')));
    expect(await waitForEnd(knownJob)).toMatchObject({ state: 'failed', error: { code: 'DISK_FULL' } });
    const unexpectedEnd = await waitForEnd(start(() => Promise.reject(new Error('a mistake'))));
    expect(unexpectedEnd).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } });
    expect(logged).toHaveLength(2);
  });

  it('stops the other parts of its work when one fails', async () => {
    const { start, waitForEnd } = setUp();
    const otherPart = Promise.withResolvers<unknown>();
    const simulate = async (job: JobContext): Promise<never> => {
      for (;;) {
        try {
          job.report(STEP, 0, 0);
        } catch (error) {
          otherPart.resolve(error);
          throw error;
        }
        await nextTurn();
      }
    };
    const id = start(async (job) => {
      await Promise.all([simulate(job), Promise.reject(new OrebookError('NOT_ENOUGH_MEMORY'))]);
      return RESULT;
    });
    expect(await waitForEnd(id)).toMatchObject({ state: 'failed', error: { code: 'NOT_ENOUGH_MEMORY' } });
    expect(await otherPart.promise).toMatchObject({ code: 'CANCELLED' });
  });

  it('never starts if it is cancelled while it is queued', async () => {
    const { lock, jobs, start, waitForEnd } = setUp();
    const turn = Promise.withResolvers<void>();
    const blocking = lock.exclusive(() => turn.promise);
    let hasBegun = false;
    const id = start((job) =>
      job.exclusive(async () => {
        hasBegun = true;
        return RESULT;
      }),
    );
    await nextTurn();
    jobs.cancel(id);
    turn.resolve();
    await blocking;
    expect(await waitForEnd(id)).toEqual({ state: 'cancelled' });
    expect(hasBegun).toBe(false);
  });

  it('stops at its next step when it is cancelled, with the flag of its worker threads set and its signal aborted', async () => {
    const { jobs, start, waitForEnd } = setUp();
    let flag: Int32Array | undefined;
    let signal: AbortSignal | undefined;
    const id = start(async (job) => {
      ({ flag, signal } = job);
      for (let doneCount = 0; ; doneCount++) {
        job.report(STEP, doneCount, 0);
        await nextTurn();
      }
    });
    await nextTurn();
    jobs.cancel(id);
    expect(await waitForEnd(id)).toEqual({ state: 'cancelled' });
    expect(flag?.[0]).toBe(1);
    expect(signal?.aborted).toBe(true);
    jobs.cancel(id);
    expect(jobs.get(id).at).toEqual({ state: 'cancelled' });
  });

  it('reports its progress on request and notifies rarely', async () => {
    const { jobs, start, waitForEnd, notifications } = setUp();
    const id = start(async (job) => {
      for (let doneCount = 1; doneCount <= 1000; doneCount++) job.report(STEP, doneCount, 1000);
      expect(jobs.get('job 1').at).toMatchObject({ progress: { done: 1000, total: 1000 } });
      return RESULT;
    });
    await waitForEnd(id);
    expect(notifications.length).toBeLessThan(100);
  });

  it('of another core process is not found', () => {
    expect(() => setUp().jobs.get('other')).toThrowError(/NOT_FOUND/);
  });
});
