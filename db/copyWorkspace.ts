import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { OrebookError } from '#shared/contract/errors.ts';
import { finalizeCopy, removeDatabaseFile } from './databaseFile.ts';
import type { FinalizeResult } from './finalizeCopyThread.ts';
import { toOrebookError } from './sqliteErrors.ts';

const isBundled = !import.meta.url.endsWith('.ts');
const threadEntry = new URL(isBundled ? './finalizeCopyThread.js' : './finalizeCopyThread.ts', import.meta.url);

/** Copies up to this size are checked in this thread: starting another would take longer. */
const MAX_BYTES_IN_THIS_THREAD = 4 * 1024 * 1024;

const finalizeInThread = (path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(threadEntry, { workerData: path });
    thread.on('message', (result: FinalizeResult) => (result.ok ? resolve() : reject(new OrebookError(result.code))));
    thread.on('error', reject);
    thread.on('exit', () => reject(new Error('the thread that checks the copy ended early')));
  });

const finalize = async (path: string): Promise<void> =>
  (await stat(path)).size <= MAX_BYTES_IN_THIS_THREAD ? finalizeCopy(path) : finalizeInThread(path);

/** Receives how many of a file's pages are copied. An error thrown by it cancels the copy. */
export type CopyProgress = (done: number, total: number) => void;

/** Suffix of a copy that is not complete yet, after the name of its target. */
export const PARTIAL_SUFFIX = '.part';

/** Pages copied before other work runs: less than half a megabyte. */
const PAGES_PER_STEP = 100;

/** Pages after which the copy is flushed to disk in the background. One flush of everything at the end would block the process. */
const PAGES_PER_FLUSH = 2_000;

/** Flushes a file in the background, one flush at a time. */
const createFlusher = (file: FileHandle): { readonly flush: () => void; readonly waitForFlush: () => Promise<void> } => {
  let flushing: Promise<void> | undefined;
  return {
    flush: () => {
      // an error here recurs in SQLite's own flush at the end, which reports it
      flushing ??= file
        .datasync()
        .catch(() => undefined)
        .finally(() => {
          flushing = undefined;
        });
    },
    waitForFlush: async () => flushing,
  };
};

const copyPages = async (raw: BetterSqlite3.Database, target: string, onProgress: CopyProgress): Promise<void> => {
  const file = await open(target, 'w', 0o600);
  const { flush, waitForFlush } = createFlusher(file);
  let flushedPages = 0;
  try {
    await raw.backup(target, {
      progress: ({ totalPages, remainingPages }) => {
        const done = totalPages - remainingPages;
        onProgress(done, totalPages);
        if (done - flushedPages >= PAGES_PER_FLUSH) {
          flushedPages = done;
          flush();
        }
        return PAGES_PER_STEP;
      },
    });
    await waitForFlush();
  } finally {
    await file.close();
  }
};

/**
 * Writes a checked copy of an open workspace to `target`, which is replaced only by a complete copy. SQLite pauses the copy while a
 * transaction is open and adds to it what is committed meanwhile, so that the copy holds the workspace as it is at the end. Throws
 * DISK_FULL, WORKSPACE_DAMAGED and what `onProgress` throws.
 */
export const copyWorkspace = async (
  raw: BetterSqlite3.Database,
  target: string,
  onProgress: CopyProgress = () => undefined,
): Promise<void> => {
  const partial = `${target}${PARTIAL_SUFFIX}`;
  await removeDatabaseFile(partial);
  try {
    await copyPages(raw, partial, onProgress);
    await finalize(partial);
    await rename(partial, target);
  } catch (error) {
    await removeDatabaseFile(partial);
    throw toOrebookError(error);
  }
};
