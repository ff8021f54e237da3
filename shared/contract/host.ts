import { z } from 'zod';
import { command, query } from './call.ts';
import { Label } from './figure.ts';
import { Completion, NoInput } from './workspace.ts';

export const Capabilities = z.object({
  host: z.enum(['loopback', 'electron']),
  version: z.string(),
  /** The capabilities of the host; the page hides controls of the missing ones. */
  canPickFiles: z.boolean(),
  canPickFolders: z.boolean(),
  hasSaveDialog: z.boolean(),
  canReveal: z.boolean(),
  canPrint: z.boolean(),
});
export type Capabilities = z.infer<typeof Capabilities>;

export const RecordHit = z
  .object({
    kind: z.enum(['buyer', 'group', 'contract', 'facility', 'plan', 'product', 'limit', 'tender', 'scenario', 'decision', 'reference']),
    id: z.string(),
    label: Label,
    hint: Label,
    route: z.string(),
  })
  .readonly();
export type RecordHit = z.infer<typeof RecordHit>;

/** A file that the host can show in its folder: the open workspace, a copy of it, or one that has a token. */
export const RevealTarget = z.union([
  z.object({ workspace: z.literal(true) }),
  z.object({ backup: z.string().max(200) }),
  z.object({ intake: z.string().max(200) }),
]);
export type RevealTarget = z.infer<typeof RevealTarget>;

export const hostCalls = {
  'host.capabilities': query(NoInput, Capabilities),
  /** Shows a file in its folder, in the system's file manager; only with `capabilities.canReveal`. */
  'host.reveal': command(RevealTarget, Completion),
  /** Finds records by name, for the command palette. */
  'records.find': query(
    z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(100) }),
    z.object({ hits: z.array(RecordHit).readonly() }),
  ),
} as const;
