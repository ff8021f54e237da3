import type { MessagePort } from 'node:worker_threads';
import type { FileKey } from '#db/fileKey.ts';
import type { RecordKind } from '#shared/contract/changes.ts';
import type { Capabilities } from '#shared/contract/host.ts';
import type { NotOpened, Request } from '#shared/contract/result.ts';
import type { TeamConnection } from '#shared/domain/team.ts';
import type { LogEntry } from './log.ts';

/** The largest input of a call, bytes. A pasted deck of ten years by forty references has about 300 kB. */
export const CALL_LIMIT = 4 * 1024 * 1024;

/** Messages from a host to the core worker. The input of a call is JSON text, which the core parses. */
export type ToCore =
  | { readonly kind: 'call'; readonly request: Omit<Request, 'input'> & { readonly input: string } }
  /** Cancels a query whose answer is no longer needed. */
  | { readonly kind: 'cancel'; readonly id: number }
  /** The answer to `confirmServer`. */
  | { readonly kind: 'serverAnswer'; readonly id: number; readonly answer: ServerAnswer }
  | { readonly kind: 'stop' };

/** An event of the core. The host numbers events, so that the numbers continue when the core is replaced. */
export type CoreEvent =
  | { readonly kind: 'changed'; readonly revision: number; readonly touched?: readonly RecordKind[] }
  /**
   * `isReopened`: the content is the same; the file was opened again, as by a new core after the earlier one died. `endedJobs`: the ids of
   * the jobs that were cancelled because their workspace was closed.
   */
  | { readonly kind: 'workspace'; readonly revision: number; readonly isReopened?: true; readonly endedJobs?: readonly string[] }
  | { readonly kind: 'job'; readonly revision: number }
  | { readonly kind: 'team'; readonly revision: number };

/** The result of opening the first workspace. */
export type FirstOpen = { readonly ok: true } | ({ readonly ok: false } & NotOpened);

/** Messages from the core worker to its host. */
export type FromCore =
  | { readonly kind: 'ready'; readonly opened: FirstOpen }
  /** `body` is a Result as JSON text, which hosts forward unparsed; `revision` is absent for an error. */
  | { readonly kind: 'answer'; readonly id: number; readonly body: string; readonly revision?: number | undefined }
  | { readonly kind: 'event'; readonly event: CoreEvent }
  /** The file that is open now and its key, with which the host lets a new core reopen it if this one dies. */
  | { readonly kind: 'openFile'; readonly file: OpenFile | undefined }
  | { readonly kind: 'reveal'; readonly path: string }
  /** Asks the host whether the core may connect to the database of a team. */
  | { readonly kind: 'confirmServer'; readonly id: number; readonly connection: TeamConnection }
  | { readonly kind: 'log'; readonly entry: LogEntry }
  /** Sent every few seconds, so that a busy core can be distinguished from one that hangs. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'stopped' };

/** `notNamed`: a host that can't ask allows the servers that its start named, and this one is not among them. */
export type ServerAnswer = 'allowed' | 'refused' | 'notNamed';

/** Decides outside of the page whether the core may connect to the database of a team. */
export type ConfirmServerPort = (connection: TeamConnection) => Promise<ServerAnswer>;

/** Shows a file in its folder, on hosts with `capabilities.canReveal`. */
export type RevealPort = (path: string) => void;

/** The file of the open workspace, and its key if it is encrypted. */
export type OpenFile = { readonly path: string; readonly key: FileKey | undefined; readonly isReadOnly: boolean };

/** A request of the core to the host's store. */
export type SecretRequest =
  | { readonly kind: 'isAvailable' }
  | { readonly kind: 'read'; readonly name: string }
  | { readonly kind: 'save'; readonly name: string; readonly secret: string }
  | { readonly kind: 'forget'; readonly name: string };

/** The answer to a request: a secret, or whether the request succeeded. */
export type SecretAnswer = { readonly secret?: string | undefined; readonly isDone: boolean };

/** The settings with which a host starts the core. */
export type CoreSetup = {
  readonly dataFolder: string;
  readonly tempFolder: string;
  /** The second backup folder that the host was started with; it takes precedence over one chosen by the user. */
  readonly secondBackups?: string;
  readonly capabilities: Capabilities;
  /** Checks answers against the contract: tests and development. */
  readonly checksOutput: boolean;
  /** What to open first: a file (created if absent, unless it is opened read-only), the last one, the file that the previous core had open, or nothing. */
  readonly open:
    | { readonly kind: 'file'; readonly path: string; readonly isReadOnly?: boolean }
    | ({ readonly kind: 'reopen' } & OpenFile)
    | { readonly kind: 'last' }
    | { readonly kind: 'none' };
};

/**
 * Indices of the flags that host and core share. `stopping`: the core must stop; checked between steps of long work, since the stop message
 * waits behind all calls. `closed`: the workspace is closed.
 */
export const SHUTDOWN = { stopping: 0, closed: 1 } as const;

/** The worker data of the core's thread. */
export type CoreStart = CoreSetup & {
  /** The port on which the host answers requests for secrets; absent without a key store. */
  readonly secrets?: MessagePort | undefined;
  /** Flags by the indices of SHUTDOWN, 0 or 1. */
  readonly shutdownFlags: Int32Array<SharedArrayBuffer>;
};
