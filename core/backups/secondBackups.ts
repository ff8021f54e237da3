import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { access, constants, copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { PARTIAL_SUFFIX } from '#db/copyWorkspace.ts';
import { errorCodeOf } from '#db/storageErrors.ts';
import type { FailedBackup, SecondFolder } from '#shared/contract/backups.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { copiesToKeep, EXTENSION, listCopies, removeUnencryptedIn } from './backupCopies.ts';

const ChosenFolder = z.object({ folder: z.string().min(1) });

/** The second folder of all backups, for example on another disk, a network share or a synchronised folder. */
export type SecondBackups = {
  readonly state: () => SecondFolder | undefined;
  /** Stores the folder for later starts, or removes it. Throws CANNOT_SAVE if the folder is not writable. */
  readonly choose: (folder: string | undefined) => Promise<void>;
  /**
   * Copies a folder of backups to the second folder, also those made while its disk was absent, and removes expired copies there by the
   * same rule. Calls run one after another; a failure is stored and not thrown.
   */
  readonly copyFrom: (from: string) => Promise<void>;
  /** Deletes the copies of a folder of backups that are not encrypted, after the copies under way; those on an absent disk stay. */
  readonly removeUnencryptedCopies: (from: string) => Promise<void>;
};

type Options = { readonly dataFolder: string; readonly configuredFolder: string | undefined; readonly clock: () => Date };

/** Writes a file to its disk, so that after a power failure its name stands for all of it. */
const flushFile = async (path: string): Promise<void> => {
  const file = await open(path, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
};

const copyMissing = async (from: string, to: string, date: Date): Promise<void> => {
  if (!existsSync(from)) return;
  // the parent must exist: with an absent disk, its mount point must not be created as a folder
  if (!existsSync(to)) await mkdir(to, { mode: 0o700 });
  // partial copies of a process that was killed while it copied
  for (const file of readdirSync(to)) if (file.endsWith(PARTIAL_SUFFIX)) await rm(join(to, file), { force: true });
  const copies = listCopies(from);
  const existingCopies = listCopies(to);
  const completeCopies = new Set(existingCopies.map(({ id, bytes }) => `${id} ${bytes}`));
  const allCopies = [...copies, ...existingCopies.filter(({ id }) => !copies.some((copy) => copy.id === id))].sort((a, b) =>
    b.at.localeCompare(a.at),
  );
  const retainedIds = new Set(copiesToKeep(allCopies, date).map(({ id }) => id));
  for (const { id, bytes } of copies) {
    if (!retainedIds.has(id) || completeCopies.has(`${id} ${bytes}`)) continue;
    const target = join(to, `${id}${EXTENSION}`);
    await copyFile(join(from, `${id}${EXTENSION}`), `${target}${PARTIAL_SUFFIX}`);
    await flushFile(`${target}${PARTIAL_SUFFIX}`);
    await rename(`${target}${PARTIAL_SUFFIX}`, target);
  }
  for (const { id } of existingCopies) if (!retainedIds.has(id)) await rm(join(to, `${id}${EXTENSION}`), { force: true });
};

export const createSecondBackups = ({ dataFolder, configuredFolder, clock }: Options): SecondBackups => {
  const file = join(dataFolder, 'second-backups.json');
  let lastFailure: FailedBackup | undefined;
  let lastRun: Promise<void> = Promise.resolve();

  const readFolder = (): string | undefined => {
    try {
      return ChosenFolder.parse(JSON.parse(readFileSync(file, 'utf8'))).folder;
    } catch {
      // no folder was chosen, or the file is not readable and the user has to choose again
      return undefined;
    }
  };
  const readSecondFolder = (): string | undefined => configuredFolder ?? readFolder();

  const copyFrom = async (from: string): Promise<void> => {
    const secondFolder = readSecondFolder();
    if (secondFolder === undefined) return;
    try {
      await copyMissing(from, join(secondFolder, basename(from)), clock());
      lastFailure = undefined;
    } catch (error) {
      lastFailure = { at: clock().toISOString(), code: errorCodeOf(error) === 'DISK_FULL' ? 'DISK_FULL' : 'BACKUP_FAILED' };
    }
  };

  return {
    state: () => {
      const second = readSecondFolder();
      return second === undefined
        ? undefined
        : {
            name: basename(second) || second,
            isSetByHost: configuredFolder !== undefined,
            ...(lastFailure === undefined ? {} : { failed: lastFailure }),
          };
    },
    choose: async (chosenFolder) => {
      if (chosenFolder === undefined) await rm(file, { force: true });
      else {
        try {
          if (!(await stat(chosenFolder)).isDirectory()) throw new Error('not a folder');
          await access(chosenFolder, constants.W_OK);
        } catch (error) {
          throw new OrebookError('CANNOT_SAVE', {}, { cause: error });
        }
        mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
        writeFileSync(`${file}.new`, JSON.stringify({ folder: chosenFolder } satisfies z.infer<typeof ChosenFolder>), { mode: 0o600 });
        renameSync(`${file}.new`, file);
      }
      lastFailure = undefined;
    },
    copyFrom: (from) => {
      lastRun = lastRun.then(() => copyFrom(from));
      return lastRun;
    },
    removeUnencryptedCopies: (from) => {
      lastRun = lastRun.then(async () => {
        const second = readSecondFolder();
        if (second !== undefined) await removeUnencryptedIn(join(second, basename(from)));
      });
      return lastRun;
    },
  };
};
