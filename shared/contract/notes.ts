import { z } from 'zod';
import { FigureIdentity } from '../domain/figureIdentity.ts';
import { ContractId, NoteId } from '../domain/ids.ts';
import { command, query } from './call.ts';
import { Amount, Label, Message } from './figure.ts';
import { Completion, NoInput } from './workspace.ts';

export const MAX_NOTE_LENGTH = 2000;

/** A page of the app, without a host. */
const PageRoute = z
  .string()
  .max(300)
  .regex(/^\/(?!\/)/);

/** What a note is about. `title` and `route` say where a figure or a chart was when the note was written. */
export const NoteSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('contract'), contractId: ContractId }).readonly(),
  z
    .object({
      kind: z.literal('figure'),
      identity: FigureIdentity,
      title: Message,
      route: PageRoute,
      /** The figure when the note was written. */
      amount: Amount,
    })
    .readonly(),
  z.object({ kind: z.literal('chart'), title: Label, route: PageRoute }).readonly(),
]);
export type NoteSubject = z.infer<typeof NoteSubject>;

export const NoteBody = z.string().trim().min(1).max(MAX_NOTE_LENGTH);

/** Who wrote something, and when; the name is empty if it was not entered. */
const Signature = z.object({ author: z.string().max(200), at: z.iso.datetime() }).readonly();

export const Note = z
  .object({
    id: NoteId,
    subject: NoteSubject,
    body: NoteBody,
    ...Signature.unwrap().shape,
  })
  .readonly();
export type Note = z.infer<typeof Note>;

/** A note with what it is about as a text, the page on which that stands, and who edited it last, if its text is no longer the first. */
export const ListedNote = z
  .object({ ...Note.unwrap().shape, version: z.number().int(), about: Label, route: z.string().max(300), edited: Signature.optional() })
  .readonly();
export type ListedNote = z.infer<typeof ListedNote>;

export const notesCalls = {
  /** Lists all notes, latest first. A note on a contract names its code. */
  'notes.list': query(NoInput, z.object({ notes: z.array(ListedNote).readonly() })),
  'notes.add': command(z.object({ subject: NoteSubject, body: NoteBody }), z.object({ id: NoteId })),
  'notes.edit': command(z.object({ id: NoteId, body: NoteBody, version: z.number().int() }), Completion),
  'notes.remove': command(z.object({ id: NoteId }), Completion),
} as const;
