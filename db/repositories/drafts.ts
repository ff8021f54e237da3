import { sql } from 'kysely';
import type { Db } from '../schema.ts';

/** Half-typed input of a record, if any. */
export const getDraft = async (db: Db, kind: string, id: string): Promise<Record<string, unknown> | undefined> => {
  const row = await db.selectFrom('draft').select('fields').where('kind', '=', kind).where('id', '=', id).executeTakeFirst();
  return row && (JSON.parse(row.fields) as Record<string, unknown>);
};

/** Keeps half-typed input; no change of the workspace, so outside a change too. */
export const saveDraft = async (db: Db, kind: string, id: string, fields: Record<string, unknown>): Promise<void> => {
  const text = JSON.stringify(fields);
  await db
    .insertInto('draft')
    .values({ kind, id, fields: text })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'id']).doUpdateSet({ fields: text, updated: sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now')` }),
    )
    .execute();
};

/** Forgets half-typed input. */
export const removeDraft = async (db: Db, kind: string, id: string): Promise<void> => {
  await db.deleteFrom('draft').where('kind', '=', kind).where('id', '=', id).execute();
};
