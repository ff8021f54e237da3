import type { RecordKind } from '#shared/contract/changes.ts';
import type { Capabilities } from '#shared/contract/host.ts';
import type { NotOpened, Request } from '#shared/contract/result.ts';
import type { LogEntry } from './log.ts';

/** The largest call that a host takes. A deck of ten years by forty references pasted at once is some 300 kB. */
export const CALL_LIMIT = 4 * 1024 * 1024;

/** What a host sends to the core worker. The input of a call is JSON text, which the core parses. */
export type ToCore =
  | { readonly kind: 'call'; readonly request: Omit<Request, 'input'> & { readonly input: string } }
  /** Nobody waits for the answer of this query any more. */
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'stop' };

/** A hint from the core; the host numbers it, so that the numbers go on when a core is replaced. */
export type CoreEvent =
  | { readonly kind: 'changed'; readonly revision: number; readonly touched?: readonly RecordKind[] }
  /** `isReopened`: a core that took over opened what the dead one held. */
  | { readonly kind: 'workspace'; readonly revision: number; readonly isReopened?: true }
  | { readonly kind: 'job'; readonly revision: number };

/** How opening the first workspace ended. */
export type FirstOpen = { readonly ok: true } | ({ readonly ok: false } & NotOpened);

/** What the core worker sends to its host. */
export type FromCore =
  | { readonly kind: 'ready'; readonly opened: FirstOpen }
  /** `body` is a Result as JSON text, which hosts pass on unparsed; `revision` that of an answer that is no error. */
  | { readonly kind: 'answer'; readonly id: number; readonly body: string; readonly revision?: number | undefined }
  | { readonly kind: 'event'; readonly event: CoreEvent }
  /** Which file is open now, for a host that has to reopen it or say where it is. */
  | { readonly kind: 'holds'; readonly path: string | undefined }
  | { readonly kind: 'reveal'; readonly path: string }
  | { readonly kind: 'log'; readonly entry: LogEntry }
  | { readonly kind: 'stopped' };

/** Shows a file in its folder, where `capabilities.reveal` says that the host can. */
export type RevealPort = (path: string) => void;

/** What a host offers to the core when it starts it. */
export type CoreSetup = {
  readonly dataFolder: string;
  readonly tempFolder: string;
  /** A second folder for backups that the host was started with; it stands before one that a person chose. */
  readonly secondBackups?: string;
  readonly capabilities: Capabilities;
  /** Output is parsed as well: tests and development. */
  readonly checkOutput: boolean;
  /** What to open first: a given file (made there when absent), the last one, what a core before this one held, or nothing. */
  readonly open: { readonly kind: 'file' | 'held'; readonly path: string } | { readonly kind: 'last' } | { readonly kind: 'none' };
};

/** What the core's thread begins with. */
export type CoreStart = CoreSetup & {
  /** 0, and 1 once the core is to end: looked at between pieces of work, since the message that says so waits behind all calls. */
  readonly leaving: Int32Array<SharedArrayBuffer>;
};
