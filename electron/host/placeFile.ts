import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';

const causeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Error codes of the rename onto a file that another program has open or that is read-only. */
const LOCK_CODES: ReadonlySet<unknown> = new Set(['EBUSY', 'EPERM', 'ETXTBSY']);

const codeOf = (error: unknown, isMoving: boolean): ErrorCode => {
  const cause = causeOf(error);
  if (cause === 'ENOSPC' || cause === 'EDQUOT') return 'DISK_FULL';
  return cause === 'EBUSY' || (isMoving && LOCK_CODES.has(cause)) ? 'FILE_HELD' : 'CANNOT_SAVE';
};

/**
 * Writes a document to a path atomically: to a temporary file in the same folder, which is then renamed. The existing file stays unchanged
 * until then. Throws DISK_FULL, FILE_HELD, CANNOT_SAVE.
 */
export const placeFile = async (content: Readable, path: string, move: typeof rename = rename): Promise<void> => {
  const draft = join(dirname(path), `.orebook-${randomBytes(6).toString('hex')}`);
  let isMoving = false;
  try {
    // flushed before the rename, so that after a power failure either the old or the new file is complete
    await pipeline(content, createWriteStream(draft, { flags: 'wx', flush: true }));
    isMoving = true;
    await move(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw new OrebookError(codeOf(error, isMoving), {}, { cause: error });
  }
};
