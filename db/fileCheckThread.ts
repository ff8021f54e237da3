import { on } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type { ErrorCode } from '#shared/contract/errors.ts';
import { checkClosedFile, type FinalizeOptions, finalizeCopy } from './databaseFile.ts';
import type { FileKey } from './fileKey.ts';
import { errorCodeOf } from './storageErrors.ts';

// Worker thread that checks large files that no connection has open, one at a time: checking one takes seconds, in which the core keeps answering.
/** The file to check, as a copy that is finalized or as it is. */
export type FileTask =
  | { readonly kind: 'finalize'; readonly path: string; readonly options: FinalizeOptions }
  | { readonly kind: 'check'; readonly path: string; readonly key: FileKey | undefined };
export type FileResult = { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode | undefined };

const run = (task: FileTask): FileResult => {
  try {
    if (task.kind === 'check') checkClosedFile(task.path, task.key);
    else finalizeCopy(task.path, task.options);
    return { ok: true };
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === undefined && task.kind === 'finalize') throw error;
    return { ok: false, code };
  }
};

const port = parentPort;
if (!port) throw new Error('the core starts this thread');
for await (const [task] of on(port, 'message') as AsyncIterable<[FileTask]>) port.postMessage(run(task));
