import { OrebookError } from '#shared/contract/errors.ts';
import type { RunFault } from '#shared/domain/simulation.ts';
import type { IncomingContent } from '../files/fileStores.ts';
import { createJobThreads } from './jobThreads.ts';
import { JSON_HEAP_MB } from './jsonSize.ts';
import type { ImportedRun, RunRefusal } from './readRunFile.ts';

/** The largest file, bytes; a run of ten thousand contracts with its inputs has about eleven megabytes. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Time to read one file, which anybody may have made, ms. */
const LIMIT_MS = 50_000;
/** How long the thread waits for another file, ms: its memory is returned only with it. */
const IDLE_MS = 1_000;

const badFile = (fault: RunFault): OrebookError => new OrebookError('BAD_FILE', { fault });

const isBundled = !import.meta.url.endsWith('.ts');
const entry = new URL(isBundled ? './runFileThread.js' : './runFileThread.ts', import.meta.url);

const threads = createJobThreads<Uint8Array, ImportedRun | RunRefusal>(entry, { maxOldGenerationSizeMb: JSON_HEAP_MB }, IDLE_MS);

/**
 * Reads an exported run in a thread: parsed in the core, a large one would hold it for a tenth of a second. Throws BAD_FILE {fault}, also
 * after `limitMs`, and CANCELLED once `flag` is 1.
 */
export const readRunFileInThread = async (
  { bytes, read }: Pick<IncomingContent, 'bytes' | 'read'>,
  { flag, limitMs = LIMIT_MS }: { readonly flag?: Int32Array<SharedArrayBuffer>; readonly limitMs?: number } = {},
): Promise<ImportedRun> => {
  if (bytes > MAX_BYTES) throw badFile('runTooBig');
  const content = await read();
  const { buffer } = content;
  // a small buffer may be a part of one that others use
  const isWholeBuffer = buffer instanceof ArrayBuffer && buffer.byteLength === content.byteLength;
  let answer: ImportedRun | RunRefusal | undefined;
  const receive = (message: ImportedRun | RunRefusal): boolean => {
    answer = message;
    return true;
  };
  const limit = { ms: limitMs, error: badFile('runTooSlow') };
  await threads.run(content, { receive, transfer: isWholeBuffer ? [buffer] : [], flag, limit });
  if (answer === undefined || 'fault' in answer) throw badFile(answer?.fault ?? 'notARun');
  return answer;
};
