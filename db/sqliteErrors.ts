import BetterSqlite3 from 'better-sqlite3';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';

/** SQLite's result codes, by how they begin, that say something a person can act on. */
const ERROR_CODE_BY_SQLITE_PREFIX: readonly (readonly [prefix: string, code: ErrorCode])[] = [
  ['SQLITE_FULL', 'DISK_FULL'],
  ['SQLITE_BUSY', 'WORKSPACE_BUSY'],
  ['SQLITE_LOCKED', 'WORKSPACE_BUSY'],
  ['SQLITE_READONLY', 'WORKSPACE_READ_ONLY'],
  ['SQLITE_CORRUPT', 'WORKSPACE_DAMAGED'],
  ['SQLITE_NOTADB', 'WORKSPACE_DAMAGED'],
];

export const isSqliteError = (error: unknown, prefix: string): boolean =>
  error instanceof BetterSqlite3.SqliteError && error.code.startsWith(prefix);

/** The code of an error of ours, or that an SQLite error means. */
export const errorCodeOf = (error: unknown): ErrorCode | undefined =>
  error instanceof OrebookError ? error.code : ERROR_CODE_BY_SQLITE_PREFIX.find(([prefix]) => isSqliteError(error, prefix))?.[1];

/** The error of ours that an SQLite error means, or the error itself. */
export const toOrebookError = (error: unknown): unknown => {
  const code = error instanceof OrebookError ? undefined : errorCodeOf(error);
  return code === undefined ? error : new OrebookError(code, {}, { cause: error });
};

/** Runs `work` and throws what its SQLite errors mean. */
export const withSqliteErrors = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw toOrebookError(error);
  }
};
