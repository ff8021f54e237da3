import { mkdtemp, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { removeDatabaseFile } from '#db/databaseFile.ts';
import type { FileKey } from '#db/fileKey.ts';
import type { IncomingCopy } from '../files/fileStores.ts';
import { type createWorkspaceFiles, freshPathOf, removeFreshFiles } from './workspaceFiles.ts';

type IncomingCopiesOptions = {
  readonly files: Pick<ReturnType<typeof createWorkspaceFiles>, 'pathFor' | 'freePathFor'>;
  readonly tempFolder: string;
  readonly openPath: (path: string, key?: FileKey, isReopened?: boolean, retry?: (key: FileKey) => Promise<void>) => Promise<void>;
  readonly openReadOnly: (path: string) => Promise<void>;
};

/** Creates the functions that open a workspace which was uploaded or downloaded. */
export const createIncomingCopies = ({ files, tempFolder, openPath, openReadOnly }: IncomingCopiesOptions) => {
  /** Opens a copy as a file of the data folder. It is written there at once: no temporary file holds it, and a killed process leaves no part. */
  const open = async (copy: IncomingCopy, key?: FileKey): Promise<void> => {
    const path = files.freePathFor(copy.name);
    const freshPath = freshPathOf(path);
    try {
      await removeFreshFiles(path);
      await copy.writeTo(freshPath);
      await rename(freshPath, path);
      await openPath(path, key, false, (correctKey) => open(copy, correctKey));
    } catch (error) {
      await removeFreshFiles(path);
      await removeDatabaseFile(path);
      throw error;
    }
    await copy.discard();
  };
  return {
    open: (copy: IncomingCopy): Promise<void> => open(copy),
    /** Opens a copy read-only, from the temp folder, which is emptied at the end. */
    openReadOnly: async (copy: IncomingCopy): Promise<void> => {
      const path = join(await mkdtemp(join(tempFolder, 'read-only-')), basename(files.pathFor(copy.name)));
      await copy.writeTo(path);
      await copy.discard();
      await openReadOnly(path);
    },
  };
};
