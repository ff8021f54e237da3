import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Job } from '#shared/contract/jobs.ts';
import { createReadWriteLock } from '../readWriteLock.ts';
import { startAutoLockTimer } from './autoLockTimer.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

it('the automatic lock waits for running jobs and commands, and for a workspace that is used again meanwhile', async () => {
  const lock = createReadWriteLock();
  let isDue = false;
  let jobs: readonly Job[] = [];
  let locks = 0;
  const session = {
    isAutoLockDue: () => isDue,
    lock: async () => {
      locks += 1;
      isDue = false;
    },
  };
  const stop = startAutoLockTimer(lock, session, { running: () => jobs });
  const passInterval = async (): Promise<void> => {
    vi.advanceTimersByTime(5_000);
    await lock.exclusive(async () => undefined);
  };
  await passInterval();
  expect(locks).toBe(0);
  isDue = true;
  jobs = [{} as Job];
  await passInterval();
  expect(locks).toBe(0);
  jobs = [];
  // a command shows that someone uses it
  await lock.exclusive(async () => {
    vi.advanceTimersByTime(5_000);
    isDue = false;
  });
  await lock.exclusive(async () => undefined);
  expect(locks).toBe(0);
  isDue = true;
  await passInterval();
  expect(locks).toBe(1);
  stop();
  isDue = true;
  await passInterval();
  expect(locks).toBe(1);
});
