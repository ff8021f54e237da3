import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';

/** SQLite result codes, by their prefix, that a user can act on. Every other SQLite error is a fault of the program. */
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

/** Returns the code of an OrebookError, or the code that an SQLite error corresponds to. */
export const errorCodeOf = (error: unknown): ErrorCode | undefined =>
  error instanceof OrebookError ? error.code : ERROR_CODE_BY_SQLITE_PREFIX.find(([prefix]) => isSqliteError(error, prefix))?.[1];

/** Converts an SQLite error to the OrebookError it corresponds to; returns any other error unchanged. */
export const toOrebookError = (error: unknown): unknown => {
  const code = error instanceof OrebookError ? undefined : errorCodeOf(error);
  return code === undefined ? error : new OrebookError(code, {}, { cause: error });
};

/** Runs `work` and throws its SQLite errors as OrebookErrors. */
export const withSqliteErrors = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw toOrebookError(error);
  }
};
