import { accessSync, closeSync, constants, existsSync, fstatSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';
import { type CopySource, copyWorkspace, isBeingCopied } from './copyWorkspace.ts';
import { checkIntegrity } from './databaseFile.ts';
import { checkBeforeOpening, type FileState } from './fileChecks.ts';
import { formatsIn, HAS_NO_LOG, HEADER_BYTES, MAY_HAVE_LOG, readStart } from './fileHeader.ts';
import { applyFileKey, type FileKey, MAGIC, readEncryptedStart, readSalt } from './fileKey.ts';
import { installHistoryTriggers } from './historyTriggers.ts';
import { createLogMerger } from './logMerger.ts';
import { APPLICATION_ID, type MigrationLog, migrate, readFileVersion, SCHEMA_VERSION } from './migrate.ts';
import type { Database, Db } from './schema.ts';
import { refuseTriggersAndViews, requireExpectedSchema } from './schemaCheck.ts';
import { isSqliteError, toOrebookError, withSqliteErrors } from './storageErrors.ts';
import { checkTableDigests, removeTableDigests } from './tableDigests.ts';

/** An open workspace file, locked by this process. `close` leaves a single file and may be called twice. */
export type Workspace = CopySource & {
  readonly db: Db;
  readonly path: string;
  /** Whether `path` is still the open file. A file that was moved, replaced or deleted by another program accepts no more changes. */
  isInPlace(): boolean;
  close(): void;
};

/** Time to wait for another process that is closing the file. */
const BUSY_TIMEOUT_MS = 500;

/**
 * The files that this process has open, by device and inode. A second handle on such a file must never be opened and closed here: POSIX
 * would release the lock of the first one with it.
 */
const openFiles = new Map<string, Workspace | 'opening'>();

const fileIdentity = (path: string): string => {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
};

/** Error codes for failed file system calls while a workspace is opened or created. */
const FILE_ERRORS: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'WORKSPACE_MISSING',
  ENOTDIR: 'WORKSPACE_MISSING',
  EEXIST: 'WORKSPACE_EXISTS',
  EISDIR: 'NOT_A_WORKSPACE',
  EACCES: 'WORKSPACE_READ_ONLY',
  EPERM: 'WORKSPACE_READ_ONLY',
};

const withFileErrors = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? FILE_ERRORS[String(error.code)] : undefined;
    throw code ? new OrebookError(code, {}, { cause: error }) : toOrebookError(error);
  }
};

/**
 * Sets a log aside that belongs to a previous file of this name: after a crash, a backup was put in its place. SQLite would apply the log
 * to the backup and undo it.
 */
const setForeignLogAside = (path: string): void => {
  const log = `${path}-wal`;
  if (statSync(log, { throwIfNoEntry: false })?.isFile()) renameSync(log, `${log}-set-aside`);
};

/** Checks a header without SQLite, which would recover or checkpoint even a file that is refused. */
const checkHeader = (path: string, header: Buffer): void => {
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new OrebookError('NOT_A_WORKSPACE');
  if (header.length < HEADER_BYTES) throw new OrebookError('WORKSPACE_DAMAGED');
  if (header.readUInt32BE(68) !== APPLICATION_ID) throw new OrebookError('NOT_A_WORKSPACE');
  requireSupportedVersion(header.readUInt32BE(60));
  const formats = formatsIn(header);
  // SQLite would open a file of another format for reading only
  if (!formats.every((format) => format === HAS_NO_LOG || format === MAY_HAVE_LOG)) throw new OrebookError('WORKSPACE_DAMAGED');
  if (formats[0] === HAS_NO_LOG) setForeignLogAside(path);
};

/** Checks the header of a file and returns the key that the file needs: the given one if it is encrypted. */
const checkFile = (path: string, key: FileKey | undefined): FileKey | undefined => {
  const salt = readSalt(path);
  if (salt === undefined) {
    checkHeader(path, readStart(path));
    return undefined;
  }
  // a key of another salt was derived for another file
  if (key?.salt !== salt) throw new OrebookError('PASSPHRASE_NEEDED');
  const start = readEncryptedStart(path, key);
  if (start) checkHeader(path, start);
  return key;
};

/** Throws the system's error unless the file and a log beside it can be written: SQLite would report an I/O error of the log. */
const requireWritableFiles = (path: string): void => {
  for (const file of [path, `${path}-wal`]) if (existsSync(file)) accessSync(file, constants.W_OK);
};

const requireSupportedVersion = (version: number): void => {
  if (version > SCHEMA_VERSION) throw new OrebookError('WORKSPACE_NEWER', { found: version, supported: SCHEMA_VERSION });
};

/** Number of prepared statements in the cache. Preparing a write also compiles its history triggers and takes longer than running it. */
const MAX_CACHED_STATEMENTS = 400;

/** A commit that takes the log to this many pages, 256 MB, copies it to the file at once. */
const MAX_LOG_PAGES = 64_000;

/** Wraps the connection for Kysely: caches prepared statements, least recently used first out, and converts SQLite errors. */
const createKyselyDatabase = (database: BetterSqlite3.Database, onCommit: () => void): SqliteDatabase => {
  const cache = new Map<string, SqliteStatement>();
  const prepare = (text: string): SqliteStatement => {
    const statement = withSqliteErrors(() => database.prepare(text));
    return {
      reader: statement.reader,
      all: (parameters) => withSqliteErrors(() => statement.all(...parameters)),
      run: (parameters) => {
        // On a full disk SQLite may have rolled back already.
        if (text === 'rollback' && !database.inTransaction) return { changes: 0, lastInsertRowid: 0 };
        const result = withSqliteErrors(() => statement.run(...parameters));
        if (text === 'commit') onCommit();
        return result;
      },
      iterate: (parameters) => statement.iterate(...parameters),
    };
  };
  return {
    close: () => database.close(),
    prepare: (text) => {
      const statement = cache.get(text) ?? prepare(text);
      cache.delete(text);
      cache.set(text, statement);
      if (cache.size > MAX_CACHED_STATEMENTS) cache.delete(cache.keys().next().value!);
      return statement;
    },
  };
};

/** Closes the connection and leaves a single file. On a full disk the complete log stays beside it until the next opening merges it. */
const closeFile = (database: BetterSqlite3.Database): void => {
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.pragma('journal_mode = DELETE');
  } catch (error) {
    if (!(error instanceof BetterSqlite3.SqliteError)) throw error;
  } finally {
    database.close();
  }
};

export type OpenOptions = {
  /** Creates a new file and refuses an existing one. */
  readonly shouldCreate?: boolean;
  /** The key of an encrypted file; not used for a plain one. A new file is encrypted with it. */
  readonly key?: FileKey | undefined;
  /** Returns the path of the backup made before a migration, given the revision. Default: beside the file. */
  readonly copyTo?: (revision: number) => string;
  /** Receives what migrations did. */
  readonly log?: MigrationLog;
};

/**
 * Pages of an encrypted file that SQLite keeps in memory. A change of more of them is encrypted in parts while it is made, which takes half of
 * the time off the commit of a change of ten thousand contracts; other files keep the driver's 16 MB.
 */
const ENCRYPTED_CACHE_KB = 4_000;

const readRevision = (database: BetterSqlite3.Database): number =>
  Number(database.prepare('SELECT revision FROM workspace_state').pluck().get());

/** Whether an open file is as it was when it was checked. */
const isUnchanged = (file: number, checkedState: FileState | undefined): boolean => {
  const { size, mtimeNs } = fstatSync(file, { bigint: true });
  return size === checkedState?.size && mtimeNs === checkedState.mtimeNs;
};

const prepareConnection = async (
  source: CopySource,
  path: string,
  { shouldCreate = false, copyTo, log, checkedState }: OpenOptions & { readonly checkedState?: FileState | undefined },
): Promise<void> => {
  const { raw, key } = source;
  applyFileKey(raw, key);
  // Before the first read, so that no other process can open the file from here on.
  raw.pragma('locking_mode = EXCLUSIVE');
  raw.exec('BEGIN EXCLUSIVE; COMMIT');
  if (!shouldCreate) {
    requireSupportedVersion(readFileVersion(raw));
    // a trigger of the file itself would run with the first write
    refuseTriggersAndViews(raw);
    if (!isUnchanged(source.file, checkedState)) checkIntegrity(raw);
    checkTableDigests(raw);
  }
  raw.pragma('trusted_schema = OFF');
  raw.pragma('temp_store = MEMORY');
  raw.pragma('synchronous = FULL');
  raw.pragma('foreign_keys = ON');
  // Without it a REPLACE would delete rows unseen by the history triggers.
  raw.pragma('recursive_triggers = ON');
  const backUp = async (): Promise<string> => {
    const backup = copyTo?.(readRevision(raw)) ?? `${path}-v${readFileVersion(raw)}`;
    await copyWorkspace(source, backup, { hasDigests: true });
    return backup;
  };
  if (!shouldCreate) removeTableDigests(raw);
  await migrate(raw, { backUp, ...(log && { log }) });
  if (!shouldCreate) requireExpectedSchema(raw);
  raw.pragma('journal_mode = WAL');
  raw.pragma(`wal_autocheckpoint = ${MAX_LOG_PAGES}`);
  if (key) raw.pragma(`cache_size = -${ENCRYPTED_CACHE_KB}`);
  // the preparation takes as long before the triggers as with them
  await nextTurn();
  installHistoryTriggers(raw);
};

const openConnection = async (path: string, file: number, opening: OpenOptions): Promise<CopySource> => {
  const checkedState = opening.shouldCreate ? undefined : await checkBeforeOpening(path, opening.key);
  const database = new BetterSqlite3(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  const source: CopySource = { raw: database, file, key: opening.key };
  try {
    await prepareConnection(source, path, { ...opening, checkedState });
    return source;
  } catch (error) {
    database.close();
    // The file itself opened; it is the log beside it that can't be opened.
    if (isSqliteError(error, 'SQLITE_CANTOPEN')) throw new OrebookError('WORKSPACE_READ_ONLY', {}, { cause: error });
    // the file is of a format that SQLite does not know, or lacks a part that every workspace has
    if (error instanceof BetterSqlite3.SqliteError && error.code === 'SQLITE_ERROR')
      throw new OrebookError('WORKSPACE_DAMAGED', {}, { cause: error });
    throw toOrebookError(error);
  }
};

/**
 * Opens a workspace file exclusively, migrates it to the current schema and returns the connection.
 * Throws WORKSPACE_MISSING, WORKSPACE_EXISTS, NOT_A_WORKSPACE, WORKSPACE_DAMAGED, WORKSPACE_NEWER {found, supported}, WORKSPACE_BUSY,
 * WORKSPACE_READ_ONLY, PASSPHRASE_NEEDED, WRONG_PASSPHRASE, DISK_FULL, MIGRATION_FAILED; the file is then unchanged.
 */
export const openWorkspaceFile = async (path: string, opening: OpenOptions = {}): Promise<Workspace> => {
  const { shouldCreate = false } = opening;
  if (shouldCreate) withFileErrors(() => closeSync(openSync(path, 'wx', 0o600)));
  const identity = withFileErrors(() => fileIdentity(path));
  if (openFiles.has(identity)) throw new OrebookError('WORKSPACE_BUSY');
  openFiles.set(identity, 'opening');
  let file: number | undefined;
  try {
    const key = shouldCreate ? opening.key : withFileErrors(() => checkFile(path, opening.key));
    withFileErrors(() => requireWritableFiles(path));
    // closed after SQLite's own descriptors: closing it earlier would release the locks of the connection
    const descriptor = withFileErrors(() => openSync(path, 'r'));
    file = descriptor;
    const { raw } = await openConnection(path, descriptor, { ...opening, key });
    // on a full disk the next commit tries again
    const mergeLog = (): boolean => {
      if (!raw.open) return true;
      if (raw.inTransaction || isBeingCopied(raw)) return false;
      try {
        raw.pragma('wal_checkpoint(PASSIVE)');
      } catch (error) {
        if (!(error instanceof BetterSqlite3.SqliteError)) throw error;
      }
      return true;
    };
    const workspace: Workspace = {
      db: new Kysely<Database>({ dialect: new SqliteDialect({ database: createKyselyDatabase(raw, createLogMerger(mergeLog)) }) }),
      raw,
      file: descriptor,
      key,
      path,
      isInPlace: () => {
        try {
          return fileIdentity(path) === identity;
        } catch {
          return false;
        }
      },
      close: () => {
        if (!openFiles.delete(identity)) return;
        try {
          closeFile(raw);
        } finally {
          closeSync(descriptor);
        }
      },
    };
    openFiles.set(identity, workspace);
    return workspace;
  } catch (error) {
    openFiles.delete(identity);
    if (file !== undefined) closeSync(file);
    if (shouldCreate) rmSync(path, { force: true });
    throw error;
  }
};
