import type { Capabilities } from '#shared/contract/host.ts';

/** A file that came in from outside and waits under its token. */
export type IncomingFile = {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  /** True for a file that stands where its owner keeps it: it is used there, never moved. Otherwise it is a copy in the temp folder. */
  readonly inPlace: boolean;
};

/** Files coming in. A token is good once. */
export type IntakePort = {
  /** Hands over the file of a token; the taker reads it, or moves what is a copy. Throws INTAKE_GONE. */
  readonly take: (token: string) => Promise<IncomingFile>;
  /** The path of a folder that a person chose. Throws INTAKE_GONE. */
  readonly takeFolder: (token: string) => Promise<string>;
};

/** Documents going out. */
export type ArtefactPort = {
  /** Keeps a document until the host serves it once; answers its token and size. `name` is the file name that a person will see. */
  readonly keep: (
    name: string,
    mediaType: string,
    content: Uint8Array | string,
  ) => Promise<{ readonly token: string; readonly bytes: number }>;
};

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
