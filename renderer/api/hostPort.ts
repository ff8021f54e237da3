import type { ActionId } from '#shared/contract/actions.ts';
import type { AvailableAction, DesktopInput, SaveResult } from '#shared/contract/desktop.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { CallName } from '#shared/contract/names.ts';
import type { HostEvent } from '#shared/contract/result.ts';
import type { Answer } from './answer.ts';

/** What a page hears from its host: hints of the core, an action chosen in a menu, what went wrong outside of any call. */
export type HostListener = {
  readonly event: (event: HostEvent) => void;
  readonly action: (action: ActionId) => void;
  readonly notice: (error: OrebookError) => void;
};

export type CallOptions = {
  readonly signal?: AbortSignal;
  /** Goes through although the page goes away meanwhile, unless it is long: browsers take no more than 64 kB of such. */
  readonly outlivesPage?: boolean;
  /** The id of a command, the same for every retry. */
  readonly requestId?: string | undefined;
};

/** What a page asks of its host, whichever that is. Both implementations throw OrebookError. */
export type Host = {
  /** One call of the contract. */
  readonly call: (name: CallName, input: unknown, options: CallOptions) => Promise<Answer>;
  /** Hears the host; answers a function that stops it. */
  readonly connect: (listener: HostListener) => () => void;
  /** Says what the host's own menu may offer, where it has one. */
  readonly setActions: (actions: readonly AvailableAction[]) => void;
  /** Lets a person choose a workspace, or a file to import; answers its intake token, or undefined when they think better of it. */
  readonly pickFile: (kind: DesktopInput<'files.pickOpen'>['kind']) => Promise<string | undefined>;
  /** Lets a person choose a folder, where `capabilities.pickFolders` says that the host can; answers as above. */
  readonly pickFolder: () => Promise<string | undefined>;
  /** Hands over a file that was dropped on the page; answers its intake token. */
  readonly takeFile: (file: File) => Promise<string>;
  /** Gives a document that the app made to the person, who may think better of it. Its token is good once. */
  readonly saveDocument: (artefact: string, fileName: string) => Promise<SaveResult>;
  /** Gives the page itself to the person as a PDF. */
  readonly savePage: (fileName: string) => Promise<SaveResult>;
};
