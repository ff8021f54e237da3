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

/** Codes of failed file system calls that a user can act on. */
const ERROR_CODE_BY_SYSTEM_CODE: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  EROFS: 'WORKSPACE_READ_ONLY',
};

export const isSqliteError = (error: unknown, prefix: string): boolean =>
  error instanceof BetterSqlite3.SqliteError && error.code.startsWith(prefix);

/** Returns the code of an OrebookError, or the code that an error of SQLite or of the file system corresponds to. */
export const errorCodeOf = (error: unknown): ErrorCode | undefined => {
  if (error instanceof OrebookError) return error.code;
  if (error instanceof BetterSqlite3.SqliteError) return ERROR_CODE_BY_SQLITE_PREFIX.find(([prefix]) => error.code.startsWith(prefix))?.[1];
  return error instanceof Error && 'code' in error ? ERROR_CODE_BY_SYSTEM_CODE[String(error.code)] : undefined;
};

/** Converts an error of SQLite or of the file system to the OrebookError it corresponds to; returns any other error unchanged. */
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
