import { z } from 'zod';
import { command, query } from './call.ts';
import { ERROR_CODES } from './errors.ts';
import { Completion, NoInput } from './workspace.ts';

/** Why a copy was kept: at opening, after a while of work, before something that changes much, or because the user asked. */
export const BackupReason = z.enum(['start', 'work', 'migration', 'import', 'restore', 'user']);
export type BackupReason = z.infer<typeof BackupReason>;

export const Backup = z
  .object({
    /** Names the copy in the calls below; not a path. */
    id: z.string().max(80),
    at: z.iso.datetime(),
    reason: BackupReason,
    revision: z.number().int().min(0),
    bytes: z.number().int().min(0),
  })
  .readonly();
export type Backup = z.infer<typeof Backup>;

const FailedBackup = z.object({ at: z.iso.datetime(), code: z.enum(ERROR_CODES) }).readonly();
export type FailedBackup = z.infer<typeof FailedBackup>;

/** A folder beside the first, on another disk say, in which the same copies are kept. */
export const SecondFolder = z
  .object({
    /** The last part of its path. */
    name: z.string(),
    /** True where the host was started with it: no page changes that. */
    given: z.boolean(),
    failed: FailedBackup.optional(),
  })
  .readonly();
export type SecondFolder = z.infer<typeof SecondFolder>;

export const backupsCalls = {
  /** The checked copies of the open workspace, newest first; `failed` is the last attempt when it came to nothing. */
  'backups.list': query(
    NoInput,
    z.object({ copies: z.array(Backup).readonly(), failed: FailedBackup.optional(), second: SecondFolder.optional() }),
  ),
  'backups.take': command(NoInput, Completion),
  /** Puts a copy in the place of the open workspace; what is there now is kept as a copy first. */
  'backups.restore': command(z.object({ id: z.string().max(80) }), Completion),
  /** Keeps the copies of every workspace in a second folder as well, from now on; without one no longer. What stands there stays. */
  'backups.setSecondFolder': command(z.object({ folder: z.string().max(200).optional() }), Completion),
} as const;
