import { copyFile } from 'node:fs/promises';
import type { Workspace } from '#db/connection.ts';
import { copyWorkspace } from '#db/copyWorkspace.ts';
import { removeDatabaseFile } from '#db/databaseFile.ts';
import { finalizeFile } from '#db/fileChecks.ts';
import { deriveFileKey, type FileKey, isSameKey } from '#db/fileKey.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { BackupKeeper } from '../backups/backupKeeper.ts';
import { type PassphraseRequests, requirePassphrase } from './passphrases.ts';
import { createWorkspaceFile, freshPathOf } from './workspaceFiles.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

type ReplacementOptions = {
  /** Returns the workspace to replace. Throws what changing it throws. */
  readonly requireInPlace: () => Promise<Workspace>;
  readonly revision: () => number;
  /** Opens `file`. Before a migration it is copied to the backups of `path`. */
  readonly openFile: (file: string, key: FileKey | undefined, path: string) => Promise<Workspace>;
  /** Puts the file at `freshPath`, which has `key`, in the place of the open one and opens it; `isReopened`: its content is the same. */
  readonly replaceOpen: (freshPath: string, key: FileKey | undefined, isReopened?: boolean) => Promise<Workspace>;
  readonly backups: BackupKeeper;
  readonly passphrases: PassphraseRequests;
  readonly throwIfCancelled: () => void;
};

/** Creates the functions that write another file beside the open workspace, check it and put it in its place. */
export const createReplacements = ({
  requireInPlace,
  revision,
  openFile,
  replaceOpen,
  backups,
  passphrases,
  throwIfCancelled,
}: ReplacementOptions): Pick<WorkspaceSession, 'restore' | 'resetWorkspace' | 'changePassphrase'> => {
  /** Restores a copy with its key. An encrypted workspace keeps its passphrase; a plain one gets that of an encrypted copy. */
  const restore = async (id: string, keyOfCopy?: FileKey): Promise<void> => {
    const workspace = await requireInPlace();
    const { path, key } = workspace;
    const copy = backups.copiesOf(path).pathOf(id);
    const freshPath = freshPathOf(path);
    await removeDatabaseFile(freshPath);
    await copyFile(copy, freshPath);
    const { name } = await getSettings(workspace.db);
    const retry = (correctKey: FileKey): Promise<void> => restore(id, correctKey);
    try {
      // a damaged copy is detected before the open workspace is replaced
      const restoredWorkspace = await passphrases.requestFor({ path: copy, name, retry }, () =>
        openFile(freshPath, keyOfCopy ?? key, path),
      );
      restoredWorkspace.close();
      const nextKey = key ?? restoredWorkspace.key;
      if (!isSameKey(restoredWorkspace.key, nextKey)) await finalizeFile(freshPath, { key: restoredWorkspace.key, next: { key: nextKey } });
      await backups.save(workspace, revision(), 'restore');
      await replaceOpen(freshPath, nextKey);
    } catch (error) {
      await removeDatabaseFile(freshPath);
      throw error;
    }
  };

  return {
    restore: (id) => restore(id),
    resetWorkspace: async (content) => {
      const workspace = await requireInPlace();
      const { path, key } = workspace;
      const freshPath = freshPathOf(path);
      await removeDatabaseFile(freshPath);
      await backups.save(workspace, revision(), 'restore');
      await createWorkspaceFile(freshPath, content, key);
      await replaceOpen(freshPath, key);
    },
    changePassphrase: async ({ current, next, shouldDeletePlainBackups }) => {
      const workspace = await requireInPlace();
      const { path } = workspace;
      await requirePassphrase(workspace.key, current);
      const key = next === undefined ? undefined : await deriveFileKey(next);
      const freshPath = freshPathOf(path);
      await removeDatabaseFile(freshPath);
      await copyWorkspace(workspace, freshPath, { onProgress: throwIfCancelled, next: { key } });
      const newWorkspace = await replaceOpen(freshPath, key, true);
      // the passphrase is changed by now: a backup that fails is reported with the backups
      await backups.save(newWorkspace, revision(), 'passphrase').catch(() => undefined);
      if (key !== undefined && shouldDeletePlainBackups) await backups.removeUnencryptedCopies(path);
    },
  };
};
