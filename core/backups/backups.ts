import type { HandlersOf } from '../context.ts';

/** Lists, makes and restores the backups of the open workspace. */
export const backupsHandlers: HandlersOf<'backups'> = {
  'backups.list': (_input, { workspace }) => workspace.backups(),
  'backups.take': async (_input, { workspace }) => {
    await workspace.backUp('user');
    return { done: true };
  },
  'backups.setSecondFolder': async ({ folder }, { workspace, intake }) => {
    await workspace.setSecondBackupFolder(folder === undefined ? undefined : await intake.takeFolder(folder));
    return { done: true };
  },
  'backups.restore': async ({ id }, { workspace }) => {
    await workspace.restore(id);
    return { done: true };
  },
};
