import type { Message } from '#shared/contract/figure.ts';
import { readDocument } from './documents/document.ts';
import { changeDocument } from './documents/documents.ts';
import type { Db } from './schema.ts';

/** A change of this desk that the log does not have yet. */
export type PendingChange = {
  readonly id: number;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly origin: 'user' | 'import' | 'undo' | 'redo';
  readonly label: Message;
  readonly author: string | null;
  readonly undoOf: number | null;
};

/** Lists the changes that the log does not have yet, in their order. */
export const listPendingChanges = async (db: Db, baseHistory: number): Promise<PendingChange[]> => {
  const rows = await db
    .selectFrom('history_change')
    .select(['id', 'at', 'origin', 'label', 'json_version', 'author', 'undo_of'])
    .where('id', '>', baseHistory)
    .where('origin', 'in', ['user', 'import', 'undo', 'redo'])
    .orderBy('id')
    .execute();
  return rows.map(({ id, at, origin, author, undo_of: undoOf, ...row }) => ({
    id,
    at,
    origin: origin as PendingChange['origin'],
    label: readDocument(changeDocument, row, String(id)).label,
    author,
    undoOf,
  }));
};

/** Whether changes that the log does not have yet were made before a migration that ended undo: their images do not fit the tables any more. */
export const hasOutdatedChanges = async (db: Db, baseHistory: number): Promise<boolean> => {
  const migration = await db
    .selectFrom('history_change')
    .select('id')
    .where('id', '>', baseHistory)
    .where('origin', '=', 'migration')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return migration !== undefined && (await listPendingChanges(db, baseHistory)).some(({ id }) => id < migration.id);
};

/** Counts the changes that the log does not have yet. */
export const countPendingChanges = async (db: Db, baseHistory: number): Promise<number> => {
  const { count } = await db
    .selectFrom('history_change')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('id', '>', baseHistory)
    .where('origin', 'in', ['user', 'import', 'undo', 'redo'])
    .where((builder) =>
      builder.exists(
        builder
          .selectFrom('history_row')
          .select('history_row.id')
          .whereRef('history_row.change_id', '=', 'history_change.id')
          .where('table_name', 'not in', [...LOCAL_TABLES]),
      ),
    )
    .executeTakeFirstOrThrow();
  return count;
};

/** Tables that stay on this desk: their rows have history and undo, and are not part of the log. */
export const LOCAL_TABLES: ReadonlySet<string> = new Set(['team_conflict']);
