import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { access, constants, copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { PARTIAL_SUFFIX } from '#db/copyWorkspace.ts';
import type { FailedBackup, SecondFolder } from '#shared/contract/backups.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { copiesIn, EXTENSION, keptCopies } from './copies.ts';

const Chosen = z.object({ folder: z.string().min(1) });

/** The second folder of all backups: on another disk, a share, a folder that is synchronised. */
export type SecondBackups = {
  readonly state: () => SecondFolder | undefined;
  /** Remembers the folder for every start; without one forgets it. Throws CANNOT_SAVE when nothing can be written there. */
  readonly choose: (folder: string | undefined) => Promise<void>;
  /**
   * Brings what a folder of copies holds to the second one, where the same rule says what stays; also what it missed while its disk was
   * away. One after another; a failure is remembered, never thrown.
   */
  readonly bring: (from: string) => Promise<void>;
};

type Options = { readonly dataFolder: string; readonly given: string | undefined; readonly clock: () => Date };

const bringCopies = async (from: string, to: string, now: Date): Promise<void> => {
  if (!existsSync(from)) return;
  // not the folder above it: a disk that is away must not come to be a folder where it is mounted
  if (!existsSync(to)) await mkdir(to, { mode: 0o700 });
  // what a process left that was ended while it copied
  for (const file of readdirSync(to)) if (file.endsWith(PARTIAL_SUFFIX)) await rm(join(to, file), { force: true });
  const here = copiesIn(from);
  const there = copiesIn(to);
  const whole = new Set(there.map(({ id, bytes }) => `${id} ${bytes}`));
  const all = [...here, ...there.filter(({ id }) => !here.some((copy) => copy.id === id))].sort((a, b) => b.at.localeCompare(a.at));
  const kept = new Set(keptCopies(all, now).map(({ id }) => id));
  for (const { id, bytes } of here) {
    if (!kept.has(id) || whole.has(`${id} ${bytes}`)) continue;
    const target = join(to, `${id}${EXTENSION}`);
    await copyFile(join(from, `${id}${EXTENSION}`), `${target}${PARTIAL_SUFFIX}`);
    await rename(`${target}${PARTIAL_SUFFIX}`, target);
  }
  for (const { id } of there) if (!kept.has(id)) await rm(join(to, `${id}${EXTENSION}`), { force: true });
};

export const secondBackups = ({ dataFolder, given, clock }: Options): SecondBackups => {
  const file = join(dataFolder, 'second-backups.json');
  let failed: FailedBackup | undefined;
  let bringing: Promise<void> = Promise.resolve();

  const chosen = (): string | undefined => {
    try {
      return Chosen.parse(JSON.parse(readFileSync(file, 'utf8'))).folder;
    } catch {
      // none was chosen, or what says so can't be read: it is chosen again
      return undefined;
    }
  };
  const folder = (): string | undefined => given ?? chosen();

  const bring = async (from: string): Promise<void> => {
    const second = folder();
    if (second === undefined) return;
    try {
      await bringCopies(from, join(second, basename(from)), clock());
      failed = undefined;
    } catch (error) {
      const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
      failed = { at: clock().toISOString(), code: full ? 'DISK_FULL' : 'BACKUP_FAILED' };
    }
  };

  return {
    state: () => {
      const second = folder();
      return second === undefined
        ? undefined
        : { name: basename(second) || second, given: given !== undefined, ...(failed === undefined ? {} : { failed }) };
    },
    choose: async (next) => {
      if (next === undefined) await rm(file, { force: true });
      else {
        try {
          if (!(await stat(next)).isDirectory()) throw new Error('not a folder');
          await access(next, constants.W_OK);
        } catch (error) {
          throw new OrebookError('CANNOT_SAVE', {}, { cause: error });
        }
        mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
        writeFileSync(`${file}.new`, JSON.stringify({ folder: next } satisfies z.infer<typeof Chosen>), { mode: 0o600 });
        renameSync(`${file}.new`, file);
      }
      failed = undefined;
    },
    bring: (from) => {
      bringing = bringing.then(() => bring(from));
      return bringing;
    },
  };
};
