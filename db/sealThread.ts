import { parentPort, workerData } from 'node:worker_threads';
import type { ErrorCode } from '#shared/contract/errors.ts';
import { finalizeCopy } from './sealFile.ts';
import { errorCodeOf } from './sqliteErrors.ts';

// A thread for one large copy: reading all of it takes seconds, in which the core goes on answering.
export type FinalizeResult = { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode };

const postResult = (sealed: FinalizeResult): void => parentPort?.postMessage(sealed);

try {
  finalizeCopy(workerData as string);
  postResult({ ok: true });
} catch (error) {
  const code = errorCodeOf(error);
  if (code === undefined) throw error;
  postResult({ ok: false, code });
}
