import type { Workspace } from '#db/connection.ts';
import type { CopyProgress } from '#db/copyWorkspace.ts';
import type { Backup, BackupReason, FailedBackup, SecondFolder } from '#shared/contract/backups.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { type BackupCopies, backupCopies } from './copies.ts';
import { secondBackups } from './secondBackups.ts';

/** The backups of one workspace file, as a page shows them. */
export type BackupState = { readonly copies: readonly Backup[]; readonly failed?: FailedBackup; readonly second?: SecondFolder };

type KeepOptions = { readonly onlyIfNew?: boolean; readonly told?: CopyProgress | undefined };

/** Keeps copies of workspaces in the data folder and, where there is one, in a second folder; remembers what failed last. */
export type BackupKeeper = {
  /** The copies of the workspace file at a path. */
  readonly of: (path: string) => BackupCopies;
  readonly state: (path: string) => BackupState;
  /** Keeps a checked copy of a workspace at a revision. Throws DISK_FULL, WORKSPACE_DAMAGED, BACKUP_FAILED and what `told` throws. */
  readonly keep: (workspace: Workspace, revision: number, reason: BackupReason, options?: KeepOptions) => Promise<void>;
  /** From now on copies go to this folder too, those of the file at `path` at once; without a folder no longer. Throws CANNOT_SAVE. */
  readonly keepAlso: (folder: string | undefined, path: string) => Promise<void>;
};

export type BackupKeeperOptions = {
  readonly dataFolder: string;
  /** A second folder that the host was started with. */
  readonly second?: string | undefined;
  readonly clock: () => Date;
  /** Throws when the work is to be given up. */
  readonly goOn: () => void;
};

export const backupKeeper = ({ dataFolder, second, clock, goOn }: BackupKeeperOptions): BackupKeeper => {
  const also = secondBackups({ dataFolder, given: second, clock });
  const of = (path: string): BackupCopies => backupCopies(dataFolder, path, clock);
  let failed: FailedBackup | undefined;
  let last: Promise<unknown> = Promise.resolve();
  /** Runs one copy after another: each removes the partial copies that it finds. */
  const inOrder = <T>(task: () => Promise<T>): Promise<T> => {
    const mine = last.then(task);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    of,
    state: (path) => {
      const beside = also.state();
      return {
        copies: of(path).list(),
        ...(failed === undefined ? {} : { failed }),
        ...(beside === undefined ? {} : { second: beside }),
      };
    },
    keep: async (workspace, revision, reason, { onlyIfNew = false, told } = {}) => {
      const copies = of(workspace.path);
      try {
        if (!onlyIfNew || copies.list()[0]?.revision !== revision) {
          await inOrder(() =>
            copies.keep(workspace, revision, reason, (done, total) => {
              goOn();
              told?.(done, total);
            }),
          );
          failed = undefined;
        }
      } catch (error) {
        if (error instanceof OrebookError && error.code === 'CANCELLED') throw error;
        // closed or replaced while it was copied
        if (!workspace.raw.open) throw new OrebookError('CANCELLED', {}, { cause: error });
        const failure = error instanceof OrebookError ? error : new OrebookError('BACKUP_FAILED', {}, { cause: error });
        failed = { at: clock().toISOString(), code: failure.code };
        throw failure;
      }
      // not awaited, so that a slow disk delays no work: the copies are complete and do not change
      void also.bring(copies.folder);
    },
    keepAlso: async (folder, path) => {
      await also.choose(folder);
      void also.bring(of(path).folder);
    },
  };
};
