import { parentPort, workerData } from 'node:worker_threads';
import type { ErrorCode } from '#shared/contract/errors.ts';
import { finalizeCopy } from './databaseFile.ts';
import { errorCodeOf } from './sqliteErrors.ts';

// Worker thread that finalizes one large copy: checking it takes seconds, in which the core keeps answering.
export type FinalizeResult = { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode };

const postResult = (result: FinalizeResult): void => parentPort?.postMessage(result);

try {
  finalizeCopy(workerData as string);
  postResult({ ok: true });
} catch (error) {
  const code = errorCodeOf(error);
  if (code === undefined) throw error;
  postResult({ ok: false, code });
}
