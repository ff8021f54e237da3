import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { isExcludedFromUndo, TRACKED_TABLES } from '#db/historyTriggers.ts';
import type { Db } from '#db/schema.ts';

/** Digest of every row of every table with history, without the columns that are excluded from undo. */
export const digestWorkspace = async (db: Db): Promise<string> => {
  const digest = createHash('sha256');
  for (const table of Object.keys(TRACKED_TABLES)) {
    const { rows } = await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(table)}`.execute(db);
    const trackedRows = rows.map((row) => JSON.stringify(Object.entries(row).filter(([column]) => !isExcludedFromUndo(table, column))));
    digest.update(`${table} ${trackedRows.sort().join('\n')}`);
  }
  return digest.digest('hex');
};
