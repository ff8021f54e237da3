import type { Jobs } from '../jobs/jobRunner.ts';
import type { ReadWriteLock } from '../readWriteLock.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

const CHECK_INTERVAL_MS = 5_000;

/**
 * Locks an encrypted workspace that was not used for the time set by the user. It waits for running jobs, whose results would be lost, and
 * for commands. Returns a function that stops the timer.
 */
export const startAutoLockTimer = (
  lock: ReadWriteLock,
  session: Pick<WorkspaceSession, 'isAutoLockDue' | 'lock'>,
  jobs: Pick<Jobs, 'running'>,
): (() => void) => {
  const isDue = (): boolean => session.isAutoLockDue() && jobs.running().length === 0;
  const timer = setInterval(() => {
    // it may be unlocked, used or closed while the lock is awaited
    if (isDue()) void lock.exclusive(async () => (isDue() ? session.lock() : undefined));
  }, CHECK_INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
};
