import { z } from 'zod';
import { ACT_IDS, type ActId } from './acts.ts';
import { type Call, command, query } from './call.ts';
import type { ErrorCode, ErrorDetails } from './errors.ts';
import type { DesktopCallName } from './names.ts';
import type { HostEvent } from './result.ts';
import { Done, Nothing } from './workspace.ts';

/** What a desktop host tells a window: a hint of the core, an act chosen in the menu, or what went wrong outside of any call. */
export type Told =
  | { readonly kind: 'event'; readonly event: HostEvent }
  | { readonly kind: 'act'; readonly act: ActId }
  | { readonly kind: 'notice'; readonly code: ErrorCode; readonly details: ErrorDetails };

/** An act that can be done now, with its label where that says more than the act's own, and whether it is the chosen one of its kind. */
export const Offer = z.object({ act: z.enum(ACT_IDS), label: z.string().max(1000).optional(), checked: z.boolean().optional() }).readonly();
export type Offer = z.infer<typeof Offer>;

/** A file, or a folder, that waits for a command under its token. */
export const Intake = z.object({ intake: z.string() });

/** Whether a document was saved, and its token where it can be shown in its folder. */
export const Saved = z.object({ saved: z.boolean(), intake: z.string().optional() });
export type Saved = z.infer<typeof Saved>;

/** What a window asks of a desktop host. Files are named by token: a page never sees a path. */
export const desktopCalls = {
  /** From now on this window is told; the first thing it hears is where the core stands. */
  'window.listen': query(Nothing, Done),
  /** What the menu shows while this window is used: acts that are not named are greyed. */
  'window.offer': command(z.object({ acts: z.array(Offer).max(ACT_IDS.length).readonly() }), Done),
  /** Lets a person choose a workspace, a file to import, a picture, or a run; answers no token when they think better of it. */
  'files.pickOpen': command(z.object({ kind: z.enum(['workspace', 'import', 'picture', 'run']) }), Intake.partial()),
  /** Lets a person choose a folder; answers no token when they think better of it. */
  'files.pickFolder': command(Nothing, Intake.partial()),
  /** Lets a person choose where a document goes and puts it there; `saved` is false when they think better of it, else it has a token. */
  'files.pickSave': command(z.object({ artefact: z.string().max(200), fileName: z.string().max(400) }), Saved),
  /** The same for the page of this window as its print styles put it on paper. */
  'window.savePdf': command(z.object({ fileName: z.string().max(400) }), Saved),
} as const satisfies Record<DesktopCallName, Call>;

export type DesktopInput<K extends DesktopCallName> = z.output<(typeof desktopCalls)[K]['input']>;
export type DesktopOutput<K extends DesktopCallName> = z.output<(typeof desktopCalls)[K]['output']>;
