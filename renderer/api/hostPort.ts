import type { ActionId } from '#shared/contract/actions.ts';
import type { AvailableAction, DesktopInput, SaveResult } from '#shared/contract/desktop.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { CallName } from '#shared/contract/names.ts';
import type { HostEvent } from '#shared/contract/result.ts';
import type { Answer } from './answer.ts';

/** Notifications of a host: events of the core, actions chosen in a menu, and errors outside of any call. */
export type HostListener = {
  readonly event: (event: HostEvent) => void;
  readonly action: (action: ActionId) => void;
  readonly notice: (error: OrebookError) => void;
};

export type CallOptions = {
  readonly signal?: AbortSignal;
  /** Sends the call although the page closes meanwhile, unless it exceeds what browsers allow (64 kB). */
  readonly outlivesPage?: boolean;
  /** The id of a command, the same for every retry. */
  readonly requestId?: string | undefined;
};

/** The host of a page: a browser or the desktop. Both implementations throw OrebookError. */
export type Host = {
  /** Makes one call of the contract. */
  readonly call: (name: CallName, input: unknown, options: CallOptions) => Promise<Answer>;
  /** Subscribes to notifications; returns a function that unsubscribes. */
  readonly connect: (listener: HostListener) => () => void;
  /** Sets the available actions of the host's menu, if it has one. */
  readonly setActions: (actions: readonly AvailableAction[]) => void;
  /** Opens a dialog for a file of a kind; returns its intake token, or undefined when it is cancelled. */
  readonly pickFile: (kind: DesktopInput<'files.pickOpen'>['kind']) => Promise<string | undefined>;
  /** Opens a dialog for a folder, on hosts with `capabilities.canPickFolders`; returns as above. */
  readonly pickFolder: () => Promise<string | undefined>;
  /** Registers a file dropped on the page; returns its intake token. */
  readonly takeFile: (file: File) => Promise<string>;
  /** Saves a document of the app, unless the dialog is cancelled. Its token is valid once. */
  readonly saveDocument: (artefact: string, fileName: string) => Promise<SaveResult>;
  /** Saves the page itself as a PDF. */
  readonly savePage: (fileName: string) => Promise<SaveResult>;
};
