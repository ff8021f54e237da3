import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'vitest';

/** Beginnings of files whose content is compressed or not encrypted. */
const PLAIN_BEGINNINGS = ['PK\u0003\u0004', '%PDF', 'SQLite format 3', '<!doctype', '{"format"'];

/** Creates a watch over the files of a folder: each has to be encrypted, and none may show `secret`. Files that `isExempt` are not read. */
export const createPlainFileWatch = (folder: string, secret: string, isExempt: (name: string) => boolean = () => false) => {
  let filesRead = 0;
  const findPlainFiles = (): readonly string[] =>
    (readdirSync(folder, { recursive: true, encoding: 'utf8' }) as string[]).filter((name) => {
      if (isExempt(name)) return false;
      try {
        if (!statSync(join(folder, name)).isFile()) return false;
        const content = readFileSync(join(folder, name));
        filesRead += 1;
        const isOfProgram = /^(?:recents\.json|team-servers\.json)$/.test(name);
        const beginning = content.subarray(0, 20).toString('latin1');
        return content.includes(secret) || (!isOfProgram && PLAIN_BEGINNINGS.some((start) => beginning.startsWith(start)));
      } catch {
        // it was removed meanwhile
        return false;
      }
    });
  return {
    findPlainFiles,
    filesRead: (): number => filesRead,
    /** Reads all files again and again while the work runs, and once after it. */
    watch: async <T>(what: string, work: () => Promise<T>): Promise<T> => {
      let isRunning = true;
      const plainFiles = new Set<string>();
      const result = work().finally(() => {
        isRunning = false;
      });
      while (isRunning) {
        for (const name of findPlainFiles()) plainFiles.add(name);
        await nextTurn();
      }
      const value = await result;
      expect([what, [...plainFiles, ...findPlainFiles()]]).toEqual([what, []]);
      return value;
    },
  };
};
