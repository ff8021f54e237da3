import { z } from 'zod';
import { ACTION_IDS, type ActionId } from './actions.ts';
import { type Call, command, query } from './call.ts';
import type { ErrorCode, ErrorDetails } from './errors.ts';
import type { DesktopCallName } from './names.ts';
import type { HostEvent } from './result.ts';
import { Completion, NoInput } from './workspace.ts';

/** What a desktop host sends to a window: an event of the core, an action chosen in the menu, or an error outside of any call. */
export type HostNotification =
  | { readonly kind: 'event'; readonly event: HostEvent }
  | { readonly kind: 'action'; readonly action: ActionId }
  | { readonly kind: 'notice'; readonly code: ErrorCode; readonly details: ErrorDetails };

/** An action that is available now, with a more specific label if any, and whether it is the selected one of its group. */
export const AvailableAction = z
  .object({ action: z.enum(ACTION_IDS), label: z.string().min(1).max(1000).optional(), checked: z.boolean().optional() })
  .readonly();
export type AvailableAction = z.infer<typeof AvailableAction>;

/** The token of a file or folder that a command can use. */
export const Intake = z.object({ intake: z.string() });

/** Whether a document was saved, and its token where the host can show it in its folder. */
export const SaveResult = z.object({ isSaved: z.boolean(), intake: z.string().optional() });
export type SaveResult = z.infer<typeof SaveResult>;

/** Calls of a window to a desktop host. Files are named by token: a page never sees a path. */
export const desktopCalls = {
  /** Subscribes this window to notifications; the first one is the core's current state. */
  'window.listen': query(NoInput, Completion),
  /** Sets the actions that the menu offers while this window has the focus; all others are disabled. */
  'window.setActions': command(z.object({ actions: z.array(AvailableAction).max(ACTION_IDS.length).readonly() }), Completion),
  /** Opens a dialog to choose a workspace, a file to import, a picture or a run. Returns no token when it is cancelled. */
  'files.pickOpen': command(z.object({ kind: z.enum(['workspace', 'import', 'picture', 'run']) }), Intake.partial()),
  /** Opens a dialog to choose a folder. Returns no token when it is cancelled. */
  'files.pickFolder': command(NoInput, Intake.partial()),
  /** Opens a dialog to choose where a document goes and saves it there. When it is cancelled, `isSaved` is false and there is no token. */
  'files.pickSave': command(z.object({ artefact: z.string().max(200), fileName: z.string().max(400) }), SaveResult),
  /** The same for the page of this window, laid out by its print styles. */
  'window.savePdf': command(z.object({ fileName: z.string().max(400) }), SaveResult),
} as const satisfies Record<DesktopCallName, Call>;

export type DesktopInput<K extends DesktopCallName> = z.output<(typeof desktopCalls)[K]['input']>;
export type DesktopOutput<K extends DesktopCallName> = z.output<(typeof desktopCalls)[K]['output']>;
