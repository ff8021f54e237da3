import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { OrebookError } from '#shared/contract/errors.ts';

/** Files that SQLite keeps beside a database while it is written: the rollback journal, or the write-ahead log and its index. */
const SIDE_FILE_SUFFIXES = ['-journal', '-wal', '-shm'];

/**
 * Deletes a database file and its side files. A journal or log left by a killed process would otherwise be applied to the next file of
 * that name.
 */
export const removeDatabaseFile = async (path: string): Promise<void> => {
  for (const suffix of ['', ...SIDE_FILE_SUFFIXES]) await rm(`${path}${suffix}`, { force: true });
};

/** Whether a closed file still has side files: on a full disk the log could not be merged into it. */
export const hasPendingLog = (path: string): boolean => SIDE_FILE_SUFFIXES.some((suffix) => existsSync(`${path}${suffix}`));

/** Makes a copy a single file without side files. Throws WORKSPACE_DAMAGED unless it passes SQLite's integrity check. */
export const finalizeCopy = (path: string): void => {
  const copy = new BetterSqlite3(path, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = DELETE');
    if (copy.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw new OrebookError('WORKSPACE_DAMAGED');
  } finally {
    copy.close();
  }
};
