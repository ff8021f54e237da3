import { sql } from 'kysely';
import { readDocument, writeDocument } from '../documents/document.ts';
import { draftDocument } from '../documents/documents.ts';
import type { Db } from '../schema.ts';

/** Reads the draft of a record: half-typed input by field. */
export const findDraft = async (db: Db, kind: string, id: string): Promise<Record<string, unknown> | undefined> => {
  const row = await db
    .selectFrom('draft')
    .select(['fields', 'json_version'])
    .where('kind', '=', kind)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && readDocument(draftDocument, row, id).fields;
};

/** Saves a draft. It is no change of the workspace and needs no transaction. */
export const saveDraft = async (db: Db, kind: string, id: string, fields: Record<string, unknown>): Promise<void> => {
  const columns = writeDocument(draftDocument, { fields });
  await db
    .insertInto('draft')
    .values({ kind, id, ...columns })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'id']).doUpdateSet({ ...columns, updated: sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now')` }),
    )
    .execute();
};

/** Deletes a draft. */
export const removeDraft = async (db: Db, kind: string, id: string): Promise<void> => {
  await db.deleteFrom('draft').where('kind', '=', kind).where('id', '=', id).execute();
};
