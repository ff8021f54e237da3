import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { OrebookError } from '#shared/contract/errors.ts';
import { type FinalizeOptions, finalizeCopy, hasPendingLog } from './databaseFile.ts';
import type { FileResult, FileTask } from './fileCheckThread.ts';
import { isClosedPlainFile } from './fileHeader.ts';
import type { FileKey } from './fileKey.ts';

const isBundled = !import.meta.url.endsWith('.ts');
const threadEntry = new URL(isBundled ? './fileCheckThread.js' : './fileCheckThread.ts', import.meta.url);

/** Files up to this size are checked in this thread: starting another would take longer. */
const MAX_BYTES_IN_THIS_THREAD = 4 * 1024 * 1024;

type WaitingTask = { readonly resolve: (result: FileResult) => void; readonly reject: (error: Error) => void };
type CheckThread = { readonly worker: Worker; readonly tasks: WaitingTask[] };

/** The thread that checks large files, in the order of its tasks. It waits for the next one without keeping the process alive. */
let checkThread: CheckThread | undefined;

const startThread = (): CheckThread => {
  const thread: CheckThread = { worker: new Worker(threadEntry), tasks: [] };
  const end = (error: Error): void => {
    if (checkThread === thread) checkThread = undefined;
    for (const { reject } of thread.tasks.splice(0)) reject(error);
  };
  thread.worker.on('message', (result: FileResult) => {
    const task = thread.tasks.shift();
    if (thread.tasks.length === 0) thread.worker.unref();
    task?.resolve(result);
  });
  thread.worker.on('error', end).on('exit', () => end(new Error('the thread that checks files ended early')));
  return thread;
};

const runInThread = (task: FileTask): Promise<FileResult> =>
  new Promise((resolve, reject) => {
    checkThread ??= startThread();
    checkThread.worker.ref();
    checkThread.tasks.push({ resolve, reject });
    checkThread.worker.postMessage(task);
  });

const isLarge = async (path: string): Promise<boolean> => (await stat(path)).size > MAX_BYTES_IN_THIS_THREAD;

/** Checks a closed file, sets its key and leaves no file beside it, as `finalizeCopy` does; a large one in a thread. */
export const finalizeFile = async (path: string, options: FinalizeOptions): Promise<void> => {
  if (!(await isLarge(path))) return finalizeCopy(path, options);
  const result = await runInThread({ kind: 'finalize', path, options });
  if (!result.ok) throw new OrebookError(result.code ?? 'INTERNAL');
};

/** What changes with a file: its size and the time of its last change. */
export type FileState = { readonly size: bigint; readonly mtimeNs: bigint };

const checkUnopened = async (path: string, key: FileKey | undefined): Promise<FileState | undefined> => {
  try {
    // with a log of a killed process the check would have to merge it first
    if (hasPendingLog(path)) return undefined;
    // before the check: a change after it makes the state another
    const state = statSync(path, { bigint: true });
    if (state.size <= MAX_BYTES_IN_THIS_THREAD) return undefined;
    const result = await runInThread({ kind: 'check', path, key });
    return result.ok && !hasPendingLog(path) ? state : undefined;
  } catch {
    // the file is gone, or the thread could not start
    return undefined;
  }
};

/** A check that began before the file is opened. */
let earlyCheck: { readonly path: string; readonly result: Promise<FileState | undefined> } | undefined;

/**
 * Begins the check of a file that is opened next, if it is large, closed and not encrypted, and resolves with its end. Throws the system's
 * error where there is no such file.
 */
export const beginCheck = async (path: string): Promise<void> => {
  if (!isClosedPlainFile(path)) return;
  earlyCheck = { path, result: checkUnopened(path, undefined) };
  await earlyCheck.result;
};

/**
 * Checks a large file that no connection has open in a thread, and returns its state then; undefined if this was not done, or found a fault:
 * the caller then checks the file itself, under its own lock, and has the error.
 */
export const checkBeforeOpening = (path: string, key: FileKey | undefined): Promise<FileState | undefined> => {
  const begunCheck = earlyCheck;
  earlyCheck = undefined;
  return begunCheck?.path === path && key === undefined ? begunCheck.result : checkUnopened(path, key);
};
