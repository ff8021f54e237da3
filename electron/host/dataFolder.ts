import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

type Machine = { readonly platform: NodeJS.Platform; readonly env: NodeJS.ProcessEnv; readonly home: string };

/**
 * Returns the folder of workspaces, log and recent files: OREBOOK_DATA (relative to the folder in which npm was called), else the platform's
 * folder for application data.
 */
export const dataFolder = (machine: Machine = { platform: process.platform, env: process.env, home: homedir() }): string => {
  const { platform, env, home } = machine;
  if (env.OREBOOK_DATA) return resolve(env.INIT_CWD ?? '.', env.OREBOOK_DATA);
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'Orebook');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Orebook');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'orebook');
};

/** The second backup folder of OREBOOK_BACKUPS, if set: a page may not name a path, and a browser has no dialog for folders. */
export const secondBackupFolder = (env: NodeJS.ProcessEnv = process.env): { readonly secondBackups?: string } =>
  env.OREBOOK_BACKUPS ? { secondBackups: resolve(env.INIT_CWD ?? '.', env.OREBOOK_BACKUPS) } : {};
