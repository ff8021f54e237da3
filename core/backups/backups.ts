import type { HandlersOf } from '../context.ts';

/** Lists, makes and restores the backups of the open workspace. */
export const backupsHandlers: HandlersOf<'backups'> = {
  'backups.list': (_input, { workspace }) => workspace.backups(),
  // queries continue; a change waits, because the name of the copy has the revision at its beginning
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
