import { fstatSync, readSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { OrebookError } from '#shared/contract/errors.ts';
import { type FinalizeOptions, removeDatabaseFile } from './databaseFile.ts';
import { finalizeFile } from './fileChecks.ts';
import type { FileKey } from './fileKey.ts';
import { isSqliteError, toOrebookError } from './storageErrors.ts';

/** Receives how many of a file's bytes are copied. An error thrown by it cancels the copy. */
export type CopyProgress = (copiedBytes: number, totalBytes: number) => void;

/** Suffix of a copy that is not complete yet, after the name of its target. */
export const PARTIAL_SUFFIX = '.part';

/** Bytes copied before other work runs. */
const STEP_BYTES = 256 * 1024;

/** Bytes after which the copy is flushed to disk in the background. One flush of everything at the end would block the process. */
const FLUSH_BYTES = 8 * 1024 * 1024;

/**
 * Creates functions that flush a file: `flush` in the background, one flush at a time, and `flushAll` everything at the end. An error of a
 * flush in the background is thrown by `flushAll`, since Linux reports it to one flush only.
 */
export const createFlusher = (
  file: Pick<FileHandle, 'datasync'>,
): { readonly flush: () => void; readonly flushAll: () => Promise<void> } => {
  let flushing: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  return {
    flush: () => {
      flushing ??= file
        .datasync()
        .catch((error: unknown) => {
          failure = { error };
        })
        .finally(() => {
          flushing = undefined;
        });
    },
    flushAll: async () => {
      await flushing;
      if (failure) throw failure.error;
      await file.datasync();
    },
  };
};

/**
 * Copies the bytes of a file whose changes go to its log meanwhile. The bytes are read in this thread: a read that is under way when the
 * file is closed could read another one.
 */
const copyBytes = async ({ raw, file: from }: CopySource, target: string, onProgress: CopyProgress): Promise<void> => {
  const to = await open(target, 'w', 0o600);
  const { flush, flushAll } = createFlusher(to);
  const buffer = Buffer.alloc(STEP_BYTES);
  try {
    const { size } = fstatSync(from);
    let flushedBytes = 0;
    for (let copiedBytes = 0; copiedBytes < size; ) {
      if (!raw.open) throw new Error('the workspace was closed while it was copied');
      const bytesRead = readSync(from, buffer, 0, Math.min(STEP_BYTES, size - copiedBytes), copiedBytes);
      if (bytesRead === 0) throw new OrebookError('WORKSPACE_DAMAGED');
      // writes all of it or throws; a single write may stop early on a full disk
      await to.writeFile(buffer.subarray(0, bytesRead));
      copiedBytes += bytesRead;
      onProgress(copiedBytes, size);
      if (copiedBytes - flushedBytes >= FLUSH_BYTES) {
        flushedBytes = copiedBytes;
        flush();
      }
      await nextTurn();
    }
    await flushAll();
  } finally {
    await to.close();
  }
};

const isLogMerged = (database: BetterSqlite3.Database): boolean => {
  try {
    const [{ busy }] = database.pragma('wal_checkpoint(TRUNCATE)') as readonly [{ readonly busy: number }];
    return busy === 0;
  } catch (error) {
    // a query of this connection is under way
    if (isSqliteError(error, 'SQLITE_LOCKED')) return false;
    throw error;
  }
};

/** Copies under way, one after another: the start of one merges the log into the file that another would be reading. */
const lastCopies = new WeakMap<BetterSqlite3.Database, Promise<unknown>>();

/** Runs `copy` while changes of the workspace go to its log only, which holds nothing at the beginning. */
const withFixedFile = async (database: BetterSqlite3.Database, copy: () => Promise<void>): Promise<void> => {
  const previousCopy = lastCopies.get(database);
  const run = async (): Promise<void> => {
    await previousCopy?.catch(() => undefined);
    while (database.open && (database.inTransaction || !isLogMerged(database))) await nextTurn();
    const autocheckpointPages = database.pragma('wal_autocheckpoint', { simple: true });
    database.pragma('wal_autocheckpoint = 0');
    try {
      await copy();
    } finally {
      if (database.open) database.pragma(`wal_autocheckpoint = ${autocheckpointPages}`);
    }
  };
  const thisCopy = run();
  lastCopies.set(database, thisCopy);
  try {
    await thisCopy;
  } finally {
    if (lastCopies.get(database) === thisCopy) lastCopies.delete(database);
  }
};

/** Whether a copy of the workspace is under way, which reads its file: the log must not be merged into it. */
export const isBeingCopied = (database: BetterSqlite3.Database): boolean => lastCopies.has(database);

/** An open workspace: `file` is a descriptor of its file that stays open as long as the connection. */
export type CopySource = { readonly raw: BetterSqlite3.Database; readonly file: number; readonly key: FileKey | undefined };

export type CopyOptions = {
  readonly onProgress?: CopyProgress | undefined;
  /** The key of the copy; without it, that of the workspace. */
  readonly next?: FinalizeOptions['next'];
  /** Whether the copy gets digests of its tables, with which its next opening finds damage: for backups. */
  readonly hasDigests?: boolean;
};

/**
 * Writes a checked copy of an open workspace to `target`, which is replaced only by a complete copy. It holds what is committed when the
 * copy begins, which waits for the end of a transaction. Its bytes are those of the file, encrypted or not. Throws DISK_FULL,
 * WORKSPACE_DAMAGED and what `onProgress` throws.
 */
export const copyWorkspace = async (
  source: CopySource,
  target: string,
  { onProgress = () => undefined, next, hasDigests = false }: CopyOptions = {},
): Promise<void> => {
  const partialPath = `${target}${PARTIAL_SUFFIX}`;
  await removeDatabaseFile(partialPath);
  try {
    await withFixedFile(source.raw, () => copyBytes(source, partialPath, onProgress));
    await finalizeFile(partialPath, { key: source.key, next, hasDigests });
    await rename(partialPath, target);
  } catch (error) {
    await removeDatabaseFile(partialPath);
    throw toOrebookError(error);
  }
};
