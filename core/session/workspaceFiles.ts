import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openWorkspaceFile, type Workspace } from '#db/connection.ts';
import { copyWorkspace, PARTIAL_SUFFIX } from '#db/copyWorkspace.ts';
import { hasPendingLog, removeDatabaseFile } from '#db/databaseFile.ts';
import type { FileKey } from '#db/fileKey.ts';
import { getSettings } from '#db/repositories/settings.ts';
import { seedWorkspace } from '#db/seeds/seedWorkspace.ts';
import { runTransaction } from '#db/transaction.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { safeFileName } from '../files/fileStores.ts';
import type { LogEntry } from '../log.ts';
import type { NewWorkspace } from './workspaceSession.ts';

export const EXTENSION = '.orebook';

/** The files of workspaces in the data folder. */
export const createWorkspaceFiles = (dataFolder: string, log: (entry: LogEntry) => void) => {
  const folder = join(dataFolder, 'workspaces');

  const pathFor = (name: string): string => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return join(folder, `${safeFileName(name).replace(/\.orebook$/i, '')}${EXTENSION}`);
  };

  /** Returns a path that no file has. */
  const freePathFor = (name: string): string => {
    const first = pathFor(name);
    let path = first;
    for (let n = 2; existsSync(path); n++) path = `${first.slice(0, -EXTENSION.length)} ${n}${EXTENSION}`;
    return path;
  };

  return {
    pathFor,
    freePathFor,
    /** Copies a workspace whose file was moved, replaced or deleted outside the program to a file of its own, and returns its path. */
    rescue: async (workspace: Workspace): Promise<string> => {
      const path = freePathFor(basename(workspace.path));
      await copyWorkspace(workspace, path);
      log({ event: 'rescued' });
      return path;
    },
  };
};

/** Returns the name that a file has until it is complete and replaces the workspace of that path. */
export const freshPathOf = (path: string): string => `${path}.new`;

/** Removes what a process left that was killed while it wrote the file that replaces a workspace: it may be one without encryption. */
export const removeFreshFiles = async (path: string): Promise<void> => {
  await removeDatabaseFile(freshPathOf(path));
  await removeDatabaseFile(`${freshPathOf(path)}${PARTIAL_SUFFIX}`);
};

/** Creates a complete and closed workspace file, encrypted with `key` if there is one; on failure it is removed. */
export const createWorkspaceFile = async (path: string, { label, fill }: NewWorkspace, key: FileKey | undefined): Promise<void> => {
  const workspace = await openWorkspaceFile(path, { shouldCreate: true, key });
  try {
    await runTransaction(workspace.db, { label, origin: 'seed' }, async (tx) => {
      await seedWorkspace(tx);
      await fill(tx);
    });
    workspace.close();
    if (hasPendingLog(path)) throw new OrebookError('DISK_FULL');
  } catch (error) {
    workspace.close();
    await removeDatabaseFile(path);
    throw error;
  }
};

/** Returns the settings of a file that was opened. Throws NOT_A_WORKSPACE if it has none: it was never completed. */
export const readSettings = async ({ db }: Workspace): ReturnType<typeof getSettings> => {
  try {
    return await getSettings(db);
  } catch (error) {
    throw error instanceof OrebookError && error.code === 'NOT_FOUND' ? new OrebookError('NOT_A_WORKSPACE', {}, { cause: error }) : error;
  }
};
