import type { HandlersOf } from '../context.ts';

/** Lists, makes and restores the backups of the open workspace. */
export const backupsHandlers: HandlersOf<'backups'> = {
  'backups.list': (_input, { workspace }) => workspace.backups(),
  // queries go on; a change waits, because the copy is named after the revision at its beginning and holds what is stored at its end
  'backups.take': async (_input, { workspace, readShared }) => {
    await readShared(() => workspace.backUp('user'));
    return { done: true };
  },
  'backups.setSecondFolder': async ({ folder }, { workspace, intake }) => {
    await workspace.setSecondBackupFolder(folder === undefined ? undefined : await intake.takeFolder(folder));
    return { done: true };
  },
  // under the lock with its backup: no change may come between the copy and the file that replaces the workspace
  'backups.restore': async ({ id }, { workspace }) => {
    await workspace.restore(id);
    return { done: true };
  },
};
