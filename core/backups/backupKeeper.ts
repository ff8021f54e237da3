import type { Workspace } from '#db/connection.ts';
import type { CopyProgress } from '#db/copyWorkspace.ts';
import { toOrebookError } from '#db/storageErrors.ts';
import type { Backup, BackupReason, FailedBackup, SecondFolder } from '#shared/contract/backups.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { type BackupCopies, createBackupCopies, removeUnencryptedIn } from './backupCopies.ts';
import { createSecondBackups } from './secondBackups.ts';

/** The backups of one workspace file, as a page shows them. */
export type BackupState = { readonly copies: readonly Backup[]; readonly failed?: FailedBackup; readonly second?: SecondFolder };

type SaveOptions = { readonly skipsSameRevision?: boolean; readonly onProgress?: CopyProgress | undefined };

/** Saves copies of workspaces in the data folder and in a second folder, if there is one; keeps the last failure. */
export type BackupKeeper = {
  /** The copies of the workspace file at a path. */
  readonly copiesOf: (path: string) => BackupCopies;
  readonly state: (path: string) => BackupState;
  /** Saves a checked copy of a workspace. Throws DISK_FULL, WORKSPACE_DAMAGED, BACKUP_FAILED and what `onProgress` throws. */
  readonly save: (workspace: Workspace, revision: number, reason: BackupReason, options?: SaveOptions) => Promise<void>;
  /** Deletes the copies of the workspace file at a path that are not encrypted, also in the second folder. */
  readonly removeUnencryptedCopies: (path: string) => Promise<void>;
  /** Sets or removes the second folder and starts to copy the backups of the file at `path` to it. Throws CANNOT_SAVE. */
  readonly setSecondFolder: (folder: string | undefined, path: string) => Promise<void>;
};

export type BackupKeeperOptions = {
  readonly dataFolder: string;
  /** The second folder with which the host was started. */
  readonly configuredFolder?: string | undefined;
  readonly clock: () => Date;
  /** Throws CANCELLED once the work is cancelled. */
  readonly throwIfCancelled: () => void;
};

export const createBackupKeeper = ({ dataFolder, configuredFolder, clock, throwIfCancelled }: BackupKeeperOptions): BackupKeeper => {
  const secondFolder = createSecondBackups({ dataFolder, configuredFolder, clock });
  const copiesOf = (path: string): BackupCopies => createBackupCopies(dataFolder, path, clock);
  let lastFailure: FailedBackup | undefined;
  let lastTask: Promise<unknown> = Promise.resolve();
  /** Runs one copy after another: each removes the partial copies that it finds. */
  const runInOrder = <T>(task: () => Promise<T>): Promise<T> => {
    const result = lastTask.then(task);
    lastTask = result.catch(() => undefined);
    return result;
  };
  return {
    copiesOf,
    state: (path) => {
      const secondState = secondFolder.state();
      return {
        copies: copiesOf(path).list(),
        ...(lastFailure === undefined ? {} : { failed: lastFailure }),
        ...(secondState === undefined ? {} : { second: secondState }),
      };
    },
    save: async (workspace, revision, reason, { skipsSameRevision = false, onProgress } = {}) => {
      const copies = copiesOf(workspace.path);
      try {
        if (!skipsSameRevision || copies.list()[0]?.revision !== revision) {
          await runInOrder(() =>
            copies.save(workspace, revision, reason, (doneCount, total) => {
              throwIfCancelled();
              onProgress?.(doneCount, total);
            }),
          );
          lastFailure = undefined;
        }
      } catch (error) {
        if (error instanceof OrebookError && error.code === 'CANCELLED') throw error;
        // closed or replaced while it was copied
        if (!workspace.raw.open) throw new OrebookError('CANCELLED', {}, { cause: error });
        const mappedError = toOrebookError(error);
        const failure = mappedError instanceof OrebookError ? mappedError : new OrebookError('BACKUP_FAILED', {}, { cause: error });
        lastFailure = { at: clock().toISOString(), code: failure.code };
        throw failure;
      }
      // not awaited, so that a slow disk delays no work: the copies are complete and do not change
      void secondFolder.copyFrom(copies.folder);
    },
    removeUnencryptedCopies: async (path) => {
      await runInOrder(() => removeUnencryptedIn(copiesOf(path).folder));
      await secondFolder.removeUnencryptedCopies(copiesOf(path).folder);
    },
    setSecondFolder: async (folder, path) => {
      await secondFolder.choose(folder);
      void secondFolder.copyFrom(copiesOf(path).folder);
    },
  };
};
