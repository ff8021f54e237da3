import { sql } from 'kysely';
import { TRACKED_TABLES } from './historyTriggers.ts';
import type { Db } from './schema.ts';

/** A column whose values are keys of another table. */
export type ForeignKey = { readonly table: string; readonly column: string; readonly parent: string; readonly key: string };

/** Every reference between tables with history. */
export const listForeignKeys = async (db: Db): Promise<readonly ForeignKey[]> => {
  const { rows } = await sql<ForeignKey>`
    SELECT t.name AS "table", f."from" AS "column", f."table" AS parent, coalesce(f."to", p.name) AS "key"
    FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS f
    LEFT JOIN pragma_table_info(f."table") AS p ON p.pk = 1
    WHERE t.schema = 'main' AND t.type = 'table'`.execute(db);
  return rows.filter(({ table, parent }) => table in TRACKED_TABLES && parent in TRACKED_TABLES);
};
