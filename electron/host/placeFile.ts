import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';

const causeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Systems say so of a file that another program holds, or that was set to be left alone. */
const HELD: ReadonlySet<unknown> = new Set(['EBUSY', 'EPERM', 'ETXTBSY']);

const codeOf = (error: unknown, moving: boolean): ErrorCode => {
  const cause = causeOf(error);
  if (cause === 'ENOSPC' || cause === 'EDQUOT') return 'DISK_FULL';
  return cause === 'EBUSY' || (moving && HELD.has(cause)) ? 'FILE_HELD' : 'CANNOT_SAVE';
};

/**
 * Puts a document at a path, whole or not at all: it is written beside its place and renamed into it, so that a half document never
 * carries the name and what stood there stays until then. Throws DISK_FULL, FILE_HELD, CANNOT_SAVE.
 */
export const placeFile = async (content: Readable, path: string, move: typeof rename = rename): Promise<void> => {
  const draft = join(dirname(path), `.orebook-${randomBytes(6).toString('hex')}`);
  let moving = false;
  try {
    // on the disk before it takes the place of what was there: a computer that loses its power has one of them, whole
    await pipeline(content, createWriteStream(draft, { flags: 'wx', flush: true }));
    moving = true;
    await move(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw new OrebookError(codeOf(error, moving), {}, { cause: error });
  }
};
