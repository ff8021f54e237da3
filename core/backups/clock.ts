import type { ReadWriteLock } from '../readWriteLock.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';

const EVERY_MS = 15 * 60_000;

/** Keeps a copy after every quarter of an hour in which something changed, between commands; answers how to end it. */
export const startBackupClock = (lock: ReadWriteLock, session: Pick<WorkspaceSession, 'backUpIfNew'>): (() => void) => {
  const timer = setInterval(() => void lock.exclusive(() => session.backUpIfNew('work')), EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
};
