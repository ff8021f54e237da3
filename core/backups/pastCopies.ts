import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspaceFile, type Workspace } from '#db/connection.ts';
import { copyWorkspace } from '#db/copyWorkspace.ts';
import { removeDatabaseFile } from '#db/databaseFile.ts';
import type { HistoryMoment } from '#db/repositories/history.ts';
import { rewindHistory } from '#db/transaction.ts';

/** Copies of a workspace as it was, for reading only. */
export type PastCopies = {
  /** Copies a workspace and takes the copy back to a moment. */
  readonly open: (workspace: Workspace, moment: HistoryMoment) => Promise<Workspace>;
  readonly close: (copy: Workspace) => Promise<void>;
};

type PastOptions = {
  /** Private to this process. */
  readonly tempFolder: string;
  /** Throws when the work is to be given up. */
  readonly goOn: () => void;
  /** Lets others in between two pieces of work. */
  readonly paced: () => () => Promise<void>;
};

export const pastCopies = ({ tempFolder, goOn, paced }: PastOptions): PastCopies => {
  let made = 0;
  const close = async (copy: Workspace): Promise<void> => {
    copy.close();
    await removeDatabaseFile(copy.path);
  };
  return {
    open: async ({ raw }, moment) => {
      made += 1;
      const path = join(tempFolder, `past ${made}.orebook`);
      mkdirSync(tempFolder, { recursive: true, mode: 0o700 });
      await copyWorkspace(raw, path, goOn);
      const copy = await openWorkspaceFile(path);
      try {
        await rewindHistory(copy.db, moment, paced());
        return copy;
      } catch (error) {
        await close(copy);
        throw error;
      }
    },
    close,
  };
};
