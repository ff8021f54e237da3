import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

type Machine = { readonly platform: NodeJS.Platform; readonly env: NodeJS.ProcessEnv; readonly home: string };

/** Where workspaces, the log and the list of recent files live: OREBOOK_DATA, else the platform's own place for an app's data. */
export const dataFolder = (machine: Machine = { platform: process.platform, env: process.env, home: homedir() }): string => {
  const { platform, env, home } = machine;
  if (env.OREBOOK_DATA) return env.OREBOOK_DATA;
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'Orebook');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Orebook');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'orebook');
};

/** A second folder for backups, told by OREBOOK_BACKUPS: a page may not name a path, and a browser has no dialog that could. */
export const secondBackupFolder = (env: NodeJS.ProcessEnv = process.env): { readonly secondBackups?: string } =>
  env.OREBOOK_BACKUPS ? { secondBackups: resolve(env.INIT_CWD ?? '.', env.OREBOOK_BACKUPS) } : {};
