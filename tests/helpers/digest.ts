import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { isExcludedFromUndo, TRACKED_TABLES } from '#db/historyTriggers.ts';
import type { Db } from '#db/schema.ts';

/** One digest over every row of every table with history, but for the columns that leave no undo. */
export const digestOf = async (db: Db): Promise<string> => {
  const digest = createHash('sha256');
  for (const table of Object.keys(TRACKED_TABLES)) {
    const { rows } = await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(table)}`.execute(db);
    const firm = rows.map((row) => JSON.stringify(Object.entries(row).filter(([column]) => !isExcludedFromUndo(table, column))));
    digest.update(`${table} ${firm.sort().join('\n')}`);
  }
  return digest.digest('hex');
};
