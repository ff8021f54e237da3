import { closeSync, fstatSync, ftruncateSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The unit in which the disk stores files, bytes. */
export const PAGE = 4096;

/** A disk whose free space a test sets: a file of the test takes all the rest. */
export type SmallDisk = {
  /** Leaves this number of free pages. */
  readonly leaveFree: (pages: number) => void;
  readonly freeAll: () => void;
};

export const createSmallDisk = (folder: string): SmallDisk => {
  const path = join(folder, 'filler');
  const countFree = (): number => Number(statfsSync(folder).bavail);
  return {
    leaveFree: (pages) => {
      const file = openSync(path, 'a');
      try {
        const surplus = countFree() - pages;
        if (surplus < 0) ftruncateSync(file, Math.max(0, fstatSync(file).size + surplus * PAGE));
        const block = Buffer.alloc(256 * PAGE);
        for (let remainingPages = surplus; remainingPages > 0; remainingPages -= 256)
          writeSync(file, block, 0, Math.min(256, remainingPages) * PAGE);
      } finally {
        closeSync(file);
      }
      if (countFree() !== pages) throw new Error(`the disk has ${countFree()} free pages instead of ${pages}`);
    },
    freeAll: () => rmSync(path, { force: true }),
  };
};
