import { z } from 'zod';
import { command, query } from './call.ts';
import { Label, Message } from './figure.ts';
import { Completion, NoInput } from './workspace.ts';

const DraftKey = z.object({
  kind: z.enum([
    'contract',
    'bid',
    'buyer',
    'product',
    'plan',
    'scenario',
    'limit',
    'reference',
    'facility',
    'projectFinance',
    'note',
    'decision',
    'tableView',
    'workspace',
  ]),
  id: z.string().max(64),
});
/** `workspaceId` is that of the workspace in which the input was typed. */
const OwnedDraft = DraftKey.extend({ workspaceId: z.string().max(64) });

/** One field of a record, before and after a change; null = no value. */
export const FieldChange = z.object({ label: Label, before: Label.nullable(), after: Label.nullable() }).readonly();
export type FieldChange = z.infer<typeof FieldChange>;

/** The name of the person who made a change. */
const Author = z.string();

export const historyCalls = {
  'history.undo': command(NoInput, z.object({ label: Message })),
  'history.redo': command(NoInput, z.object({ label: Message })),
  'history.list': query(
    z.object({ kind: z.string().max(40).optional(), id: z.string().max(64).optional(), limit: z.number().int().min(1).max(500) }),
    z.object({
      changes: z
        .array(
          z.object({
            id: z.number().int(),
            at: z.string(),
            label: Message,
            isUndone: z.boolean(),
            undoOf: z.number().int().optional(),
            author: Author.optional(),
          }),
        )
        .readonly(),
    }),
  ),
  /** Lists the changes of one record by field, latest first. */
  'history.record': query(
    z.object({ kind: z.enum(['contract', 'buyer', 'product']), id: z.string().max(64), limit: z.number().int().min(1).max(200) }),
    z.object({
      changes: z
        .array(
          z.object({
            id: z.number().int(),
            at: z.string(),
            origin: z.enum(['user', 'import', 'seed', 'undo', 'redo', 'migration', 'team']),
            label: Message,
            isUndone: z.boolean(),
            author: Author.optional(),
            /** Whether the record was created, deleted, or changed in these fields. */
            did: z.enum(['made', 'deleted', 'changed']),
            fields: z.array(FieldChange).readonly(),
          }),
        )
        .readonly(),
      /** Whether nothing has changed in the workspace since the first of them. */
      isNewest: z.boolean(),
    }),
  ),
  /** Shows the workspace as it was after a change, or at the end of a day; nothing can be changed meanwhile. */
  'history.openSnapshot': command(
    z.union([z.object({ change: z.number().int().min(0) }), z.object({ date: z.iso.date() })]),
    z.object({ at: z.iso.datetime() }),
  ),
  'history.closeSnapshot': command(NoInput, Completion),
  /** Reads incomplete input as texts and values of fields. Drafts survive a restart and are never valued. */
  'drafts.get': query(DraftKey, z.object({ workspaceId: z.string(), fields: z.record(z.string(), z.unknown()).optional() })),
  /** Throws NOT_FOUND if another workspace is open. */
  'drafts.save': command(OwnedDraft.extend({ fields: z.record(z.string(), z.unknown()) }), Completion),
  'drafts.discard': command(OwnedDraft, Completion),
} as const;
