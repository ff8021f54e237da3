import { type Selectable, sql } from 'kysely';
import type { ListedNote, Note } from '#shared/contract/notes.ts';
import type { NoteId } from '#shared/domain/ids.ts';
import { readDocument, writeDocument } from '../documents/document.ts';
import { noteDocument } from '../documents/documents.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { currentVersion, notFound, requireCurrent, requireRow, upsert } from './records.ts';

/** A note and the version of its row, which an update must name. */
export type StoredNote = { readonly note: Note; readonly version: number };

const toNote = (row: Selectable<Database['note']>): StoredNote => ({
  note: { id: row.id, ...readDocument(noteDocument, row, row.id), body: row.body, author: row.author, at: row.at },
  version: row.version,
});

/** Lists all notes, latest first. */
export const listNotes = async (db: Db): Promise<StoredNote[]> =>
  (await db.selectFrom('note').selectAll().orderBy('at', 'desc').orderBy('id').execute()).map(toNote);

/**
 * Returns who wrote the present text of each edited note, and when, by the note's id. This is the first change in the history that wrote the
 * text: undoing an edit or a deletion does not count as an edit.
 */
export const listNoteEdits = async (db: Db): Promise<Map<string, NonNullable<ListedNote['edited']>>> => {
  // SQLite takes the columns beside min() from the row that has it
  const { rows } = await sql<{ id: string; author: string | null; at: string; before: string | null; first: number }>`
    SELECT note.id, change.author, change.at, written."before", min(written.id) AS first
    FROM note
    JOIN history_row AS written ON written.kind = 'note' AND written.entity_id = note.id AND written."after" ->> '$.body' = note.body
    JOIN history_change AS change ON change.id = written.change_id
    GROUP BY note.id`.execute(db);
  return new Map(rows.filter(({ before }) => before !== null).map(({ id, author, at }) => [id, { author: author ?? '', at }]));
};

const findNote = async (db: Db, id: NoteId): Promise<StoredNote | undefined> => {
  const row = await db.selectFrom('note').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toNote(row);
};

/** Reads a note and its version. Throws NOT_FOUND. */
export const getNote = async (db: Db, id: NoteId): Promise<StoredNote> => {
  const storedNote = await findNote(db, id);
  if (!storedNote) throw notFound('note', id);
  return storedNote;
};

/** Inserts or updates a note. Throws STALE, NOT_FOUND for a missing contract. */
export const saveNote = async (tx: Tx, { id, subject, body, author, at }: Note, expectedVersion?: number): Promise<void> => {
  const storedNote = await findNote(tx, id);
  requireCurrent('note', id, storedNote?.version, expectedVersion);
  const contractId = subject.kind === 'contract' ? subject.contractId : undefined;
  if (contractId !== undefined) await requireRow(tx, 'contract', 'id', 'contract', contractId);
  const version = await currentVersion(tx);
  const row = { id, contract_id: contractId ?? null, ...writeDocument(noteDocument, { subject }), body, author, at, version };
  await upsert(tx, 'note', ['id'], [row]);
};

/** Deletes a note. Throws NOT_FOUND. */
export const removeNote = async (tx: Tx, id: NoteId): Promise<void> => {
  await requireRow(tx, 'note', 'id', 'note', id);
  await tx.deleteFrom('note').where('id', '=', id).execute();
};
