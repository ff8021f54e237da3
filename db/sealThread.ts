import { parentPort, workerData } from 'node:worker_threads';
import type { ErrorCode } from '#shared/contract/errors.ts';
import { sealFile } from './sealFile.ts';
import { codeOf } from './sqliteErrors.ts';

// A thread for one large copy: reading all of it takes seconds, in which the core goes on answering.
export type Sealed = { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode };

const say = (sealed: Sealed): void => parentPort?.postMessage(sealed);

try {
  sealFile(workerData as string);
  say({ ok: true });
} catch (error) {
  const code = codeOf(error);
  if (code === undefined) throw error;
  say({ ok: false, code });
}
