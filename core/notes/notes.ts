import { listContractHeads } from '#db/repositories/contracts.ts';
import { getNote, listNoteEdits, listNotes, removeNote, saveNote } from '#db/repositories/notes.ts';
import type { Db } from '#db/schema.ts';
import { keyBy } from '#shared/collections.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { NoteSubject } from '#shared/contract/notes.ts';
import { NoteId } from '#shared/domain/ids.ts';
import { message } from '#shared/messages/text.ts';
import type { HandlersOf } from '../context.ts';

/** What a note is about, as a text. */
const aboutOf = (subject: NoteSubject, contracts: ReadonlyMap<string, { readonly code: string }>): Label =>
  subject.kind === 'contract' ? { name: contracts.get(subject.contractId)?.code ?? subject.contractId } : subject.title;

const routeOf = (subject: NoteSubject): string => (subject.kind === 'contract' ? `/contracts/${subject.contractId}` : subject.route);

const contractsById = async (db: Db) => keyBy(await listContractHeads(db), ({ id }): string => id);

export const notesHandlers: HandlersOf<'notes'> = {
  'notes.list': async (_input, { workspace }) => {
    const db = workspace.db();
    const contracts = await contractsById(db);
    const edits = await listNoteEdits(db);
    return {
      notes: (await listNotes(db)).map(({ note, version }) => {
        const edit = edits.get(note.id);
        return { ...note, version, about: aboutOf(note.subject, contracts), route: routeOf(note.subject), ...(edit && { edited: edit }) };
      }),
    };
  },

  'notes.add': async ({ subject, body }, ctx) => {
    const id = NoteId.parse(ctx.newId());
    const about = aboutOf(subject, await contractsById(ctx.workspace.db()));
    return ctx.workspace.change(message('history.noteAdded', { about }), async (tx) => {
      await saveNote(tx, { id, subject, body, author: ctx.workspace.userName() ?? '', at: ctx.clock().toISOString() });
      return { id };
    });
  },

  'notes.edit': async ({ id, body, version }, { workspace }) => {
    const db = workspace.db();
    const { note } = await getNote(db, id);
    const about = aboutOf(note.subject, await contractsById(db));
    await workspace.change(message('history.noteEdited', { about }), (tx) => saveNote(tx, { ...note, body }, version));
    return { done: true };
  },

  'notes.remove': async ({ id }, { workspace }) => {
    const db = workspace.db();
    const { note } = await getNote(db, id);
    const about = aboutOf(note.subject, await contractsById(db));
    await workspace.change(message('history.noteDeleted', { about }), (tx) => removeNote(tx, id));
    return { done: true };
  },
};
