import type { ReadWriteLock } from '../readWriteLock.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

const BACKUP_INTERVAL_MS = 15 * 60_000;

/** Makes a backup every 15 minutes in which the workspace changed, between changes and beside queries; returns a function that stops the timer. */
export const startBackupTimer = (lock: ReadWriteLock, session: Pick<WorkspaceSession, 'backUpIfNew'>): (() => void) => {
  const timer = setInterval(() => void lock.shared(() => session.backUpIfNew('work')), BACKUP_INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
};
