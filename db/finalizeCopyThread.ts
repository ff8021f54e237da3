import { parentPort, workerData } from 'node:worker_threads';
import type { ErrorCode } from '#shared/contract/errors.ts';
import { type CopyKeys, finalizeCopy } from './databaseFile.ts';
import { errorCodeOf } from './sqliteErrors.ts';

// Worker thread that finalizes one large copy: checking it takes seconds, in which the core keeps answering.
/** The file to finalize, and its keys. */
export type FinalizeTask = { readonly path: string; readonly keys: CopyKeys };
export type FinalizeResult = { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode };

const postResult = (result: FinalizeResult): void => parentPort?.postMessage(result);

try {
  const { path, keys } = workerData as FinalizeTask;
  finalizeCopy(path, keys);
  postResult({ ok: true });
} catch (error) {
  const code = errorCodeOf(error);
  if (code === undefined) throw error;
  postResult({ ok: false, code });
}
