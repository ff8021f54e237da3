import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';

/** What SQLite keeps beside a file while it is written: the rollback journal, or the log and its index. */
const SIDE_FILE_SUFFIXES = ['-journal', '-wal', '-shm'];

/**
 * Takes a file away with all that SQLite kept beside it. A journal or log that a killed process left would otherwise be played into the
 * next file of that name.
 */
export const removeDatabaseFile = async (path: string): Promise<void> => {
  for (const beside of ['', ...SIDE_FILE_SUFFIXES]) await rm(`${path}${beside}`, { force: true });
};

/** Whether a closed file still needs what stands beside it: on a full disk the log could not be taken in. */
export const hasPendingLog = (path: string): boolean => SIDE_FILE_SUFFIXES.some((beside) => existsSync(`${path}${beside}`));
