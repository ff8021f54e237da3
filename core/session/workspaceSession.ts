import type { Workspace } from '#db/connection.ts';
import type { CopyProgress } from '#db/copyWorkspace.ts';
import type { HistoryMoment } from '#db/repositories/history.ts';
import type { Db, Tx } from '#db/schema.ts';
import type { ChangeOrigin } from '#db/transaction.ts';
import type { BackupReason } from '#shared/contract/backups.ts';
import type { RecordKind } from '#shared/contract/changes.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { NotOpened } from '#shared/contract/result.ts';
import type { RecentWorkspace } from '#shared/contract/workspace.ts';
import type { AutoLockMinutes, Guides, Language, SecretMemoryState } from '#shared/domain/workspace.ts';
import type { BackupState } from '../backups/backupKeeper.ts';
import type { IncomingFile } from '../files/fileStores.ts';
import type { LogEntry } from '../log.ts';
import type { CoreEvent, CoreSetup, OpenFile } from '../protocol.ts';
import type { ConfirmedRequest } from '../requestContext.ts';
import type { SecretStore } from '../secrets.ts';

/** A workspace to create: its name, and its content after the common seeds. */
export type NewWorkspace = {
  readonly name: string;
  /** Encrypts the file. */
  readonly passphrase?: string | undefined;
  readonly label: Message;
  readonly fill: (tx: Tx) => Promise<void>;
};

/** A new passphrase, or none, for the open workspace. */
export type PassphraseChange = {
  /** The passphrase that it has, if it is encrypted. */
  readonly current?: string | undefined;
  /** The one that it gets; without it the file is decrypted. */
  readonly next?: string | undefined;
  /** Deletes the backups that are not encrypted, once the workspace is. */
  readonly shouldDeletePlainBackups?: boolean | undefined;
};

/** Read-only: a private copy is opened, and no command changes it. */
export type OpeningMode = { readonly isReadOnly?: boolean | undefined };

export type ChangeOptions = {
  readonly origin?: ChangeOrigin;
  /** Set if a change touches only display settings; else history lists what it touched. */
  readonly touchedKind?: 'display';
};

/** The one open workspace. */
export type WorkspaceSession = {
  readonly isOpen: () => boolean;
  /** The open workspace's database, for reading and for drafts; that of the snapshot while one is shown. Throws NO_WORKSPACE. */
  readonly db: () => Db;
  /**
   * One undoable change: all of `work` or nothing. Inside, await only what uses `tx`; `db()` inside would deadlock. What `work` returns
   * is stored as the answer to the request that runs: it must be what the command answers, unless that is the plain confirmation.
   * When it changed something, the revision changes and every page gets an event. Throws NO_WORKSPACE and what `work` throws.
   */
  readonly change: <T>(label: Message, work: (tx: Tx) => Promise<T>, options?: ChangeOptions) => Promise<T>;
  /** Stores a display setting, which can't be undone; while a snapshot is shown, in the snapshot. Throws NO_WORKSPACE. */
  readonly saveDisplaySetting: (label: Message, work: (tx: Tx) => Promise<void>) => Promise<void>;
  /** Reads the workspace at a moment without showing it. Use it inside a call only. Throws NO_WORKSPACE. */
  readonly readAt: <T>(moment: HistoryMoment, read: (db: Db) => Promise<T>) => Promise<T>;
  /** The moment of the snapshot that is shown, if any. */
  readonly pastMoment: () => HistoryMoment | undefined;
  /** The open workspace file, also while a past moment of it is shown; undefined when none is open for editing. */
  readonly openWorkspace: () => Workspace | undefined;
  /** Publishes changes of the open workspace that were not made through `change`. */
  readonly publishChanges: () => Promise<void>;
  /** Throws NO_WORKSPACE, and LOOKING_BACK while a snapshot is shown. Call it before work that ends in a change. */
  readonly requireWritable: () => void;
  /** Shows the workspace at a moment: `db` returns its snapshot, and changes throw LOOKING_BACK. Throws NO_WORKSPACE. */
  readonly openSnapshot: (moment: HistoryMoment) => Promise<void>;
  /** Returns to the present. */
  readonly closeSnapshot: () => Promise<void>;
  /** Undoes the last change. Throws NOTHING_TO_UNDO, UNDO_BLOCKED. */
  readonly undo: () => Promise<{ label: Message }>;
  /** Redoes the last undone change. Throws NOTHING_TO_REDO, UNDO_BLOCKED. */
  readonly redo: () => Promise<{ label: Message }>;
  /** A request whose change the open workspace has committed, with what the change returned. */
  readonly findConfirmedRequest: (requestId: string) => Promise<ConfirmedRequest | undefined>;
  /** Identifies the open workspace on this computer, across restarts. Throws NO_WORKSPACE. */
  readonly id: () => string;
  /** Counts the workspace's changes; 0 when none is open. */
  readonly revision: () => number;
  /** The kinds of records that the change to a revision touched; undefined where that is not known. */
  readonly touchedKinds: (revision: number) => readonly RecordKind[] | undefined;
  /** The language of what is shown; English when none is open. */
  readonly language: () => Language;
  /** Differs whenever the open file or its revision differs. */
  readonly stamp: () => string;
  readonly recents: () => readonly RecentWorkspace[];
  /** Opens the workspace that the host was started with, without a backup, for which the first page would wait. */
  readonly openFirst: (target: CoreSetup['open']) => Promise<void>;
  /** Stores why opening failed until another workspace is open. */
  readonly noteNotOpened: (reason: NotOpened) => void;
  readonly notOpened: () => NotOpened | undefined;
  /** Opens a workspace that was opened here before. Throws NOT_FOUND and what opening throws; the one open before then stays open. */
  readonly openRecent: (handle: string, mode?: OpeningMode) => Promise<void>;
  /** Opens an incoming workspace, in place or as a copy in the data folder. Throws what opening throws. */
  readonly openIncoming: (file: IncomingFile, mode?: OpeningMode) => Promise<void>;
  /** Whether a file is the open one, which opening it for editing would not close. */
  readonly isOpenFile: (path: string) => boolean;
  /** Whether the open workspace can't be changed: its file is not written. */
  readonly isReadOnly: () => boolean;
  /** The handle with which the file of a read-only workspace is opened for editing, if it was opened here before. */
  readonly readOnlyRecent: () => string | undefined;
  /** Creates a workspace and opens it. Throws WORKSPACE_EXISTS. */
  readonly create: (workspace: NewWorkspace) => Promise<void>;
  /** Opens the sample, created on first use. */
  readonly openSample: (sample: NewWorkspace) => Promise<void>;
  /** Resets the open workspace to its initial content. Throws NO_WORKSPACE. */
  readonly resetWorkspace: (workspace: NewWorkspace) => Promise<void>;
  /** Whether the open workspace has a passphrase. Throws NO_WORKSPACE. */
  readonly isEncrypted: () => boolean;
  /**
   * Repeats the work that threw PASSPHRASE_NEEDED {pending}, with the passphrase, which the system's key store remembers if asked to. Throws
   * WRONG_PASSPHRASE, NOT_FOUND and what the work throws.
   */
  readonly unlock: (requestId: string, passphrase: string, shouldRemember: boolean) => Promise<void>;
  /** Returns whether the system's key store remembers the passphrase; undefined without a passphrase. */
  readonly passphraseMemory: () => Promise<SecretMemoryState | undefined>;
  /** Removes the passphrase from the system's key store. Throws NOT_ENCRYPTED. */
  readonly forgetPassphrase: () => Promise<void>;
  /** Minutes without input after which the open workspace is locked on this computer; 0 for never. Throws NO_WORKSPACE. */
  readonly autoLock: () => AutoLockMinutes;
  readonly setAutoLock: (minutes: AutoLockMinutes) => void;
  /** The name of the person who works here, which new changes carry; undefined until it was asked for, empty if it was not given. */
  readonly userName: () => string | undefined;
  readonly setUserName: (name: string) => void;
  /** Whether pages on this computer show no amounts. */
  readonly isHidingAmounts: () => boolean;
  readonly setHidingAmounts: (isHiding: boolean) => void;
  /** What this installation remembers of the tour and the news. */
  readonly guides: () => Guides;
  readonly setGuides: (guides: Guides) => void;
  /** Notes the version of the first start of an installation, which has no news: they are those of later versions. */
  readonly noteFirstVersion: (version: string) => void;
  /** Notes that the page is used, which restarts the time without input. */
  readonly noteActivity: () => void;
  /** Whether the open workspace was not used for the time after which it is locked. */
  readonly isAutoLockDue: () => boolean;
  /** Closes the open workspace and removes its key from memory until its passphrase is entered. Throws NO_WORKSPACE, NOT_ENCRYPTED. */
  readonly lock: () => Promise<void>;
  /**
   * Encrypts the open workspace, changes its passphrase or decrypts it: writes another file beside it, checks it and puts it in its place.
   * Throws WRONG_PASSPHRASE, DISK_FULL and what `requireWritable` throws; the workspace is then unchanged.
   */
  readonly changePassphrase: (change: PassphraseChange) => Promise<void>;
  /** The file of the open workspace. Throws NO_WORKSPACE. */
  readonly path: () => string;
  /** The file of a copy of it. Throws NO_WORKSPACE, NOT_FOUND. */
  readonly backupPath: (id: string) => string;
  /** The copies of the open workspace, newest first, and what failed last. Throws NO_WORKSPACE. */
  readonly backups: () => BackupState;
  /** Sets or removes the second backup folder. Throws NO_WORKSPACE, CANNOT_SAVE. */
  readonly setSecondBackupFolder: (folder: string | undefined) => Promise<void>;
  /**
   * Saves a checked copy of the open workspace while commands may run. `onProgress` receives the progress and may throw to cancel.
   * Throws NO_WORKSPACE, DISK_FULL, BACKUP_FAILED, CANCELLED when the workspace is closed meanwhile, and what `onProgress` throws.
   */
  readonly backUp: (reason: BackupReason, onProgress?: CopyProgress) => Promise<void>;
  /** Backs up if there is something new; a failure is recorded and not thrown. */
  readonly backUpIfNew: (reason: BackupReason) => Promise<void>;
  /** Replaces the open workspace by a copy, after backing it up. Throws NOT_FOUND, what `backUp` throws and what opening throws. */
  readonly restore: (id: string) => Promise<void>;
  /** Closes the workspace; the next start opens none. */
  readonly close: () => Promise<void>;
  /** Closes the file when the app ends; the next start opens it again. */
  readonly stop: () => Promise<void>;
};

export type SessionOptions = {
  readonly dataFolder: string;
  /** The temporary folder of this process. */
  readonly tempFolder: string;
  /** A second folder for backups that the host was started with. */
  readonly secondBackups?: string | undefined;
  readonly clock: () => Date;
  readonly emit: (event: CoreEvent) => void;
  readonly onFileChange: (file: OpenFile | undefined) => void;
  /** Called when the open workspace closes, also before another one opens. */
  readonly onClose?: () => void;
  /** Called between steps of long work; throws CANCELLED when the app ends. */
  readonly throwIfCancelled?: () => void;
  /** Logs the migrations of a file. */
  readonly log?: (entry: LogEntry) => void;
  /** The key store of the system; none on a host without one. */
  readonly secrets?: SecretStore;
};
