import { mkdirSync, statSync } from 'node:fs';
import { chmod, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorkspaceFile, type Workspace } from '#db/connection.ts';
import { removeDatabaseFile } from '#db/databaseFile.ts';
import type { FileKey } from '#db/fileKey.ts';
import { OrebookError } from '#shared/contract/errors.ts';

/** Attempts to copy a file that another program writes meanwhile. */
const MAX_ATTEMPTS = 5;

const LOG_SUFFIX = '-wal';

/** Size and time of the last change of a file; the same while nothing writes to it. */
const stampOf = (path: string): string => {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.ino}:${stat.size}:${stat.mtimeNs}` : 'none';
};

/**
 * Creates the functions that open a workspace read-only: a private copy of the file and its log is opened, so that neither is written, locked
 * or migrated. Works for a file in a folder without write access, and for one that a colleague has open.
 */
export const createReadOnlyCopies = (tempFolder: string) => {
  const sources = new WeakMap<Workspace, string>();
  let copyCount = 0;

  /** Copies a file with its log as both are at one moment. Throws WORKSPACE_BUSY while another program writes to them. */
  const copyFiles = async (source: string, target: string): Promise<void> => {
    const suffixes = ['', LOG_SUFFIX];
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      await removeDatabaseFile(target);
      const stampsBefore = suffixes.map((suffix) => stampOf(`${source}${suffix}`));
      for (const suffix of suffixes) {
        if (stampOf(`${source}${suffix}`) === 'none') continue;
        await copyFile(`${source}${suffix}`, `${target}${suffix}`);
        await chmod(`${target}${suffix}`, 0o600);
      }
      if (suffixes.every((suffix, i) => stampOf(`${source}${suffix}`) === stampsBefore[i])) return;
    }
    throw new OrebookError('WORKSPACE_BUSY');
  };

  return {
    /** Opens a copy of the file `source`. Throws what opening a workspace throws. */
    open: async (source: string, key: FileKey | undefined): Promise<Workspace> => {
      copyCount += 1;
      const path = join(tempFolder, `read-only ${copyCount}.orebook`);
      mkdirSync(tempFolder, { recursive: true, mode: 0o700 });
      try {
        await copyFiles(source, path);
        const workspace = await openWorkspaceFile(path, { key, copyTo: () => `${path}.before` });
        sources.set(workspace, source);
        return workspace;
      } catch (error) {
        await removeDatabaseFile(path);
        throw error;
      } finally {
        await removeDatabaseFile(`${path}.before`);
      }
    },
    /** The file that a read-only workspace is a copy of; undefined for one that is open for editing. */
    sourceOf: (workspace: Workspace | undefined): string | undefined => workspace && sources.get(workspace),
    close: async (workspace: Workspace): Promise<void> => {
      workspace.close();
      await removeDatabaseFile(workspace.path);
    },
  };
};
