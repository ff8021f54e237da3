import { on } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type { ErrorCode } from '#shared/contract/errors.ts';
import { type FinalizeOptions, finalizeCopy } from './databaseFile.ts';
import { errorCodeOf } from './storageErrors.ts';

// Worker thread that finalizes large copies, one at a time: checking one takes seconds, in which the core keeps answering.
/** The file to finalize, and how. */
export type FinalizeTask = { readonly path: string; readonly options: FinalizeOptions };
export type FinalizeResult = { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode };

const finalize = ({ path, options }: FinalizeTask): FinalizeResult => {
  try {
    finalizeCopy(path, options);
    return { ok: true };
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === undefined) throw error;
    return { ok: false, code };
  }
};

const port = parentPort;
if (!port) throw new Error('the core starts this thread');
for await (const [task] of on(port, 'message') as AsyncIterable<[FinalizeTask]>) port.postMessage(finalize(task));
