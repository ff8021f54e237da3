import { writeFileSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { OrebookError } from '#shared/contract/errors.ts';
import { type CopySource, copyWorkspace } from './copyWorkspace.ts';
import { removeDatabaseFile } from './databaseFile.ts';
import { applyFileKey } from './fileKey.ts';
import { APPLICATION_ID } from './migrate.ts';
import type { TeamLink } from './repositories/team.ts';

/** Tables of a workspace that stay on the desk where they were filled. */
const PRIVATE_TABLES = ['draft', 'run_part', 'run', 'confirmed_request', 'team_link', 'team_change', 'team_conflict'];

const deletePrivateRows = (database: BetterSqlite3.Database): void => {
  database.pragma('foreign_keys = OFF');
  const tables = new Set(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all());
  for (const table of PRIVATE_TABLES) if (tables.has(table)) database.exec(`DELETE FROM ${table}`);
  database.exec('VACUUM');
};

/**
 * Returns the open workspace as a plain SQLite file in memory, without drafts, runs and what else stays on this desk. The copy that is
 * made on the way, at `path`, is encrypted like the workspace, and removed.
 */
export const makeTeamSnapshot = async (source: CopySource, path: string): Promise<Uint8Array> => {
  try {
    await copyWorkspace(source, path);
    const database = new BetterSqlite3(path);
    try {
      applyFileKey(database, source.key);
      deletePrivateRows(database);
      return database.serialize();
    } finally {
      database.close();
    }
  } finally {
    await removeDatabaseFile(path);
  }
};

/**
 * Writes the snapshot of a team to a new file that follows the log as `link` says. What the team changed before is history here that undo
 * does not reach. Throws NOT_A_WORKSPACE.
 */
export const writeTeamSnapshot = (path: string, content: Uint8Array, link: Omit<TeamLink, 'baseHistory'>): void => {
  writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
  const database = new BetterSqlite3(path);
  try {
    if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw new OrebookError('NOT_A_WORKSPACE');
    database.prepare("UPDATE history_change SET origin = 'team' WHERE origin IN ('user', 'import', 'undo', 'redo')").run();
    database
      .prepare(
        `INSERT INTO team_link (only, workspace_id, connection, base_seq, base_change, is_encrypted, base_history)
         SELECT 1, ?, ?, ?, ?, ?, coalesce(max(id), 0) FROM history_change`,
      )
      .run(link.workspaceId, JSON.stringify(link.connection), link.baseSeq, link.baseChange ?? null, link.isEncrypted ? 1 : 0);
  } finally {
    database.close();
  }
};
