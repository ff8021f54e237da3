import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { OrebookError } from '#shared/contract/errors.ts';
import { applyFileKey, changeFileKey, type FileKey, readSalt } from './fileKey.ts';
import { storeTableDigests } from './tableDigests.ts';

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

/** How a copy is finished. */
export type FinalizeOptions = {
  /** The key that its pages have. */
  readonly key: FileKey | undefined;
  /** The key that they get; without it the copy keeps its key. */
  readonly next?: { readonly key: FileKey | undefined } | undefined;
  /** Whether digests of its tables are stored in it. */
  readonly hasDigests?: boolean;
};

/** Sets the key of a connection and, before its first read, exclusive locking: without it a log needs an index in a file of its own. */
const openExclusively = (copy: BetterSqlite3.Database, key: FileKey | undefined): void => {
  applyFileKey(copy, key);
  copy.pragma('locking_mode = EXCLUSIVE');
};

/** Throws WORKSPACE_DAMAGED unless pages, indexes and references of an open file are in order. */
export const checkIntegrity = (database: BetterSqlite3.Database): void => {
  if (database.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw new OrebookError('WORKSPACE_DAMAGED');
  if ((database.pragma('foreign_key_check') as readonly unknown[]).length > 0) throw new OrebookError('WORKSPACE_DAMAGED');
};

/** Checks a file that no connection has open, under an exclusive lock. Throws WORKSPACE_DAMAGED and errors of SQLite. */
export const checkClosedFile = (path: string, key: FileKey | undefined): void => {
  const database = new BetterSqlite3(path, { fileMustExist: true, timeout: 0 });
  try {
    openExclusively(database, key);
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    checkIntegrity(database);
  } finally {
    database.close();
  }
};

const checkCopy = (path: string, key: FileKey | undefined, hasDigests: boolean): void => {
  const copy = new BetterSqlite3(path, { fileMustExist: true });
  try {
    openExclusively(copy, key);
    copy.pragma('journal_mode = DELETE');
    if (copy.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw new OrebookError('WORKSPACE_DAMAGED');
    if (hasDigests) storeTableDigests(copy);
  } finally {
    copy.close();
  }
};

const changeKeyOfCopy = (path: string, key: FileKey | undefined, next: FileKey | undefined): void => {
  const copy = new BetterSqlite3(path, { fileMustExist: true });
  try {
    openExclusively(copy, key);
    copy.pragma('temp_store = MEMORY');
    // another key can't be set in write-ahead mode
    copy.pragma('journal_mode = DELETE');
    changeFileKey(copy, next);
  } finally {
    copy.close();
  }
  if ((readSalt(path) ?? '') !== (next?.salt ?? '')) throw new Error('the copy has another key than the one set');
};

/**
 * Makes a copy a single file without side files, with another key if one is given. Throws WORKSPACE_DAMAGED unless it passes SQLite's
 * integrity check with the key that it has then.
 */
export const finalizeCopy = (path: string, { key, next, hasDigests = false }: FinalizeOptions): void => {
  if (next) changeKeyOfCopy(path, key, next.key);
  checkCopy(path, next ? next.key : key, hasDigests);
};
