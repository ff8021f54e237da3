import type { HandlersOf } from '../context.ts';

/** Lists, makes and restores the backups of the open workspace. */
export const backupsHandlers: HandlersOf<'backups'> = {
  'backups.list': (_input, { workspace }) => workspace.backups(),
  // queries continue, changes wait: the name of the copy contains the revision, which must not change while the file is copied
  'backups.take': async (_input, { workspace, readShared }) => {
    await readShared(() => workspace.backUp('user'));
    return { done: true };
  },
  'backups.setSecondFolder': async ({ folder }, { workspace, intake }) => {
    await workspace.setSecondBackupFolder(folder === undefined ? undefined : await intake.takeFolder(folder));
    return { done: true };
  },
  // exclusive: a change between the backup of the workspace and its replacement would be lost
  'backups.restore': async ({ id }, { workspace }) => {
    await workspace.restore(id);
    return { done: true };
  },
};
