import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type BetterSqlite3 from 'better-sqlite3';
import { OrebookError } from '#shared/contract/errors.ts';
import { removeDatabaseFile } from './removeFile.ts';
import { finalizeCopy } from './sealFile.ts';
import type { FinalizeResult } from './sealThread.ts';
import { toOrebookError } from './sqliteErrors.ts';

const isBundled = !import.meta.url.endsWith('.ts');
const threadEntry = new URL(isBundled ? './sealThread.js' : './sealThread.ts', import.meta.url);

/** A copy up to this size is checked sooner than a thread for it starts, bytes. */
const IN_PROCESS_CHECK_BYTES = 4 * 1024 * 1024;

const finalizeInThread = (path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(threadEntry, { workerData: path });
    thread.on('message', (sealed: FinalizeResult) => (sealed.ok ? resolve() : reject(new OrebookError(sealed.code))));
    thread.on('error', reject);
    thread.on('exit', () => reject(new Error('the thread of the check ended early')));
  });

/** A copy is one file, and whole, or it is none. */
const finalize = async (path: string): Promise<void> =>
  (await stat(path)).size <= IN_PROCESS_CHECK_BYTES ? finalizeCopy(path) : finalizeInThread(path);

/** Told how many of a file's pages are copied; what it throws gives the copy up. */
export type CopyProgress = (done: number, total: number) => void;

/** How a copy that is not whole yet is called after its target. */
export const PARTIAL_SUFFIX = '.part';

/** Pages copied before others get their turn: under half a megabyte. */
const PAGES_PER_STEP = 100;

/** Pages after which what was copied goes to the disk, in the background: all at the end would hold up everybody. */
const PAGES_PER_FLUSH = 2_000;

/** Flushes a file now and then, one flush at a time. */
const createFlusher = (file: FileHandle): { readonly flush: () => void; readonly settled: () => Promise<void> } => {
  let flushing: Promise<void> | undefined;
  return {
    flush: () => {
      // a flush that fails here fails SQLite's own at the end, which says so
      flushing ??= file
        .datasync()
        .catch(() => undefined)
        .finally(() => {
          flushing = undefined;
        });
    },
    settled: async () => flushing,
  };
};

const copyPages = async (raw: BetterSqlite3.Database, draft: string, told: CopyProgress): Promise<void> => {
  const file = await open(draft, 'w', 0o600);
  const { flush, settled } = createFlusher(file);
  let copied = 0;
  try {
    await raw.backup(draft, {
      progress: ({ totalPages, remainingPages }) => {
        const done = totalPages - remainingPages;
        told(done, totalPages);
        if (done - copied >= PAGES_PER_FLUSH) {
          copied = done;
          flush();
        }
        return PAGES_PER_STEP;
      },
    });
    await settled();
  } finally {
    await file.close();
  }
};

/**
 * Writes a checked copy of an open workspace to `target`, which is replaced only by a whole one. Nothing may change the workspace
 * meanwhile: a copy that ends inside a transaction would hold half of it. Throws DISK_FULL, WORKSPACE_DAMAGED and what `told` throws.
 */
export const copyWorkspace = async (raw: BetterSqlite3.Database, target: string, told: CopyProgress = () => undefined): Promise<void> => {
  const draft = `${target}${PARTIAL_SUFFIX}`;
  await removeDatabaseFile(draft);
  try {
    await copyPages(raw, draft, told);
    await finalize(draft);
    await rename(draft, target);
  } catch (error) {
    await removeDatabaseFile(draft);
    throw toOrebookError(error);
  }
};
