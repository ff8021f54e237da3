import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspaceFile, type Workspace } from '#db/connection.ts';
import { copyWorkspace } from '#db/copyWorkspace.ts';
import { removeDatabaseFile } from '#db/databaseFile.ts';
import type { HistoryMoment } from '#db/repositories/history.ts';
import { rewindHistory } from '#db/transaction.ts';

/** Read-only copies of a workspace at a past moment. */
export type PastCopies = {
  /** Copies a workspace and rewinds the copy to a moment. */
  readonly open: (workspace: Workspace, moment: HistoryMoment) => Promise<Workspace>;
  readonly close: (copy: Workspace) => Promise<void>;
};

type PastOptions = {
  /** A folder that only this process uses. */
  readonly tempFolder: string;
  /** Throws CANCELLED once the work is cancelled. */
  readonly throwIfCancelled: () => void;
  /** Creates a function that yields to other requests between two pieces of work. */
  readonly createYielder: () => () => Promise<void>;
};

export const createPastCopies = ({ tempFolder, throwIfCancelled, createYielder }: PastOptions): PastCopies => {
  let copyCount = 0;
  const close = async (copy: Workspace): Promise<void> => {
    copy.close();
    await removeDatabaseFile(copy.path);
  };
  return {
    open: async (workspace, moment) => {
      copyCount += 1;
      const path = join(tempFolder, `past ${copyCount}.orebook`);
      mkdirSync(tempFolder, { recursive: true, mode: 0o700 });
      await copyWorkspace(workspace, path, { onProgress: throwIfCancelled });
      const copy = await openWorkspaceFile(path, { key: workspace.key });
      try {
        await rewindHistory(copy.db, moment, createYielder());
        return copy;
      } catch (error) {
        await close(copy);
        throw error;
      }
    },
    close,
  };
};
