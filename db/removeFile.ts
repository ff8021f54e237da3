import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';

/** What SQLite keeps beside a file while it is written: the rollback journal, or the log and its index. */
const BESIDE = ['-journal', '-wal', '-shm'];

/**
 * Takes a file away with all that SQLite kept beside it. A journal or log that a killed process left would otherwise be played into the
 * next file of that name.
 */
export const removeFile = async (path: string): Promise<void> => {
  for (const beside of ['', ...BESIDE]) await rm(`${path}${beside}`, { force: true });
};

/** Whether a closed file still needs what stands beside it: on a full disk the log could not be taken in. */
export const needsItsLog = (path: string): boolean => BESIDE.some((beside) => existsSync(`${path}${beside}`));
