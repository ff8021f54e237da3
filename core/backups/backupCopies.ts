import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Workspace } from '#db/connection.ts';
import { type CopyProgress, copyWorkspace, PARTIAL_SUFFIX } from '#db/copyWorkspace.ts';
import { removeDatabaseFile } from '#db/databaseFile.ts';
import { readSalt } from '#db/fileKey.ts';
import { Backup, type BackupReason } from '#shared/contract/backups.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { safeFileName } from '../files/fileStores.ts';

const MAX_COPIES_OF_TODAY = 3;
const MAX_EARLIER_DAYS = 10;
/** Automatic copies never replace those that a user made or those made before a migration. */
const LONG_KEPT_REASONS: readonly BackupReason[] = ['user', 'migration'];
const MAX_OF_EACH_REASON = 10;

/** The name of a copy: time (UTC), revision and reason, as in `20261124T184920123Z r42 start.orebook`. */
const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z r(\d+) ([a-z]+)$/;
export const EXTENSION = '.orebook';

const nameOf = (at: Date, revision: number, reason: BackupReason): string =>
  `${at.toISOString().replaceAll(/[-:.]/g, '')} r${revision} ${reason}`;

const readBackup = (folder: string, file: string): Backup[] => {
  const id = file.slice(0, -EXTENSION.length);
  const nameParts = file.endsWith(EXTENSION) ? (NAME.exec(id) ?? []) : [];
  const [, y, mo, d, h, mi, s, ms, revision, reason] = nameParts;
  const parseResult = Backup.safeParse({
    id,
    at: `${y}-${mo}-${d}T${h}:${mi}:${s}.${ms}Z`,
    reason,
    revision: Number(revision),
    bytes: statSync(join(folder, file), { throwIfNoEntry: false })?.size,
    encrypted: nameParts.length > 0 && readSalt(join(folder, file)) !== undefined,
  });
  return parseResult.success ? [parseResult.data] : [];
};

/** Lists the copies in a folder, newest first. */
export const listCopies = (folder: string): readonly Backup[] =>
  (existsSync(folder) ? readdirSync(folder) : []).flatMap((file) => readBackup(folder, file)).sort((a, b) => b.at.localeCompare(a.at));

/** Deletes the copies in a folder that are not encrypted. */
export const removeUnencryptedIn = async (folder: string): Promise<void> => {
  for (const { id, encrypted } of listCopies(folder)) if (!encrypted) await rm(join(folder, `${id}${EXTENSION}`), { force: true });
};

/** The calendar day in the local time zone. */
const dayOf = (at: Date): string => `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;

/**
 * Selects the copies to keep, newest first: the last three of today, the last of each of ten earlier days, the last ten that a user
 * made, and the last ten made before a migration.
 */
export const copiesToKeep = (copies: readonly Backup[], currentTime: Date): readonly Backup[] => {
  const today = dayOf(currentTime);
  const isToday = ({ at }: Backup): boolean => dayOf(new Date(at)) === today;
  const lastOfDay = new Map<string, Backup>();
  for (const copy of copies) {
    const day = dayOf(new Date(copy.at));
    if (day !== today && !lastOfDay.has(day)) lastOfDay.set(day, copy);
  }
  const retainedCopies = new Set([
    ...copies.filter(isToday).slice(0, MAX_COPIES_OF_TODAY),
    ...[...lastOfDay.values()].slice(0, MAX_EARLIER_DAYS),
    ...LONG_KEPT_REASONS.flatMap((reason) => copies.filter((copy) => copy.reason === reason).slice(0, MAX_OF_EACH_REASON)),
  ]);
  return copies.filter((copy) => retainedCopies.has(copy));
};

/** The copies of one workspace file. Their folder depends on the path of the file: a file that was moved has none at first. */
export type BackupCopies = {
  readonly folder: string;
  readonly list: () => readonly Backup[];
  /** Returns the path for a new copy. */
  readonly pathFor: (revision: number, reason: BackupReason) => string;
  /** Returns the path of a copy. Throws NOT_FOUND. */
  readonly pathOf: (id: string) => string;
  /** Saves a checked copy, then removes expired copies. Throws DISK_FULL, WORKSPACE_DAMAGED. */
  readonly save: (workspace: Workspace, revision: number, reason: BackupReason, onProgress?: CopyProgress) => Promise<void>;
};

export const createBackupCopies = (dataFolder: string, path: string, clock: () => Date): BackupCopies => {
  const pathDigest = createHash('sha256').update(path).digest('hex').slice(0, 12);
  const folder = join(dataFolder, 'backups', `${safeFileName(basename(path, EXTENSION)).slice(0, 60)} ${pathDigest}`);
  const list = (): readonly Backup[] => listCopies(folder);
  const fileOf = (id: string): string => join(folder, `${id}${EXTENSION}`);
  const pathFor = (revision: number, reason: BackupReason): string => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return fileOf(nameOf(clock(), revision, reason));
  };
  /** Removes partial copies of a process that was killed while it copied. */
  const removePartialCopies = async (): Promise<void> => {
    for (const file of readdirSync(folder)) if (file.endsWith(PARTIAL_SUFFIX)) await removeDatabaseFile(join(folder, file));
  };
  return {
    folder,
    list,
    pathFor,
    pathOf: (id) => {
      if (!list().some((copy) => copy.id === id)) throw new OrebookError('NOT_FOUND', { kind: 'backup', id });
      return fileOf(id);
    },
    save: async (workspace, revision, reason, onProgress) => {
      const target = pathFor(revision, reason);
      await removePartialCopies();
      await copyWorkspace(workspace, target, { onProgress, hasDigests: true });
      const copies = list();
      const retainedCopies = new Set(copiesToKeep(copies, clock()));
      for (const copy of copies) if (!retainedCopies.has(copy)) await rm(fileOf(copy.id), { force: true });
    },
  };
};
