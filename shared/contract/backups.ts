import { z } from 'zod';
import { command, query, withoutLock } from './call.ts';
import { ERROR_CODES } from './errors.ts';
import { Completion, NoInput } from './workspace.ts';

/** Why a copy was made: at opening, after some time of work, before a change of many records, on request, or with a new passphrase. */
export const BackupReason = z.enum(['start', 'work', 'migration', 'import', 'restore', 'user', 'passphrase']);
export type BackupReason = z.infer<typeof BackupReason>;

export const Backup = z
  .object({
    /** Identifies the copy in the calls below; not a path. */
    id: z.string().max(80),
    at: z.iso.datetime(),
    reason: BackupReason,
    revision: z.number().int().min(0),
    bytes: z.number().int().min(0),
    /** Whether it needs a passphrase: the one that the workspace had when it was made. */
    encrypted: z.boolean(),
  })
  .readonly();
export type Backup = z.infer<typeof Backup>;

const FailedBackup = z.object({ at: z.iso.datetime(), code: z.enum(ERROR_CODES) }).readonly();
export type FailedBackup = z.infer<typeof FailedBackup>;

/** A second folder for the same copies, for example on another disk. */
export const SecondFolder = z
  .object({
    /** The last part of its path. */
    name: z.string(),
    /** Whether the host was started with it; then a page can't change it. */
    isSetByHost: z.boolean(),
    failed: FailedBackup.optional(),
  })
  .readonly();
export type SecondFolder = z.infer<typeof SecondFolder>;

export const backupsCalls = {
  /** Lists the checked copies of the open workspace, newest first; `failed` describes the last attempt if it failed. */
  'backups.list': query(
    NoInput,
    z.object({ copies: z.array(Backup).readonly(), failed: FailedBackup.optional(), second: SecondFolder.optional() }),
  ),
  'backups.take': withoutLock(command(NoInput, Completion)),
  /** Replaces the open workspace by a copy, after a copy of its current state was made. */
  'backups.restore': command(z.object({ id: z.string().max(80) }), Completion),
  /** Sets the second folder for the copies of every workspace, or removes the setting. Existing copies stay. */
  'backups.setSecondFolder': command(z.object({ folder: z.string().max(200).optional() }), Completion),
} as const;
