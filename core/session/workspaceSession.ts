import type { CopyProgress } from '#db/copyWorkspace.ts';
import type { HistoryMoment } from '#db/repositories/history.ts';
import type { Db, Tx } from '#db/schema.ts';
import type { ChangeOrigin } from '#db/transaction.ts';
import type { BackupReason } from '#shared/contract/backups.ts';
import type { RecordKind } from '#shared/contract/changes.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { NotOpened } from '#shared/contract/result.ts';
import type { RecentWorkspace } from '#shared/contract/workspace.ts';
import type { Language } from '#shared/domain/workspace.ts';
import type { BackupState } from '../backups/keeper.ts';
import type { IncomingFile } from '../files/fileStores.ts';
import type { LogEntry } from '../log.ts';
import type { CoreEvent, CoreSetup } from '../protocol.ts';
import type { ConfirmedRequest } from '../requestContext.ts';

/** A workspace to make: its name, and what it begins with after the seeds that all share. */
export type NewWorkspace = { readonly name: string; readonly label: Message; readonly fill: (tx: Tx) => Promise<void> };

export type ChangeOptions = {
  readonly origin?: ChangeOrigin;
  /** Set where a change touches nothing but how the workspace is shown; else history says what it touched. */
  readonly touched?: 'display';
};

/** The one open workspace. */
export type WorkspaceSession = {
  readonly isOpen: () => boolean;
  /** The open workspace's database, for reading and for drafts; that of the past while one looks back. Throws NO_WORKSPACE. */
  readonly db: () => Db;
  /**
   * One undoable change: all of `work` or nothing. Inside, await only what uses `tx`; `db()` there would wait for ever. What `work` returns
   * is stored as the answer to the request that runs: it must be what the command answers, unless that is the plain confirmation.
   * When it changed something, the revision has moved on and every page is told. Throws NO_WORKSPACE and what `work` throws.
   */
  readonly change: <T>(label: Message, work: (tx: Tx) => Promise<T>, options?: ChangeOptions) => Promise<T>;
  /** A choice of what is looked at, which leaves no undo: while one looks back it is made in the past that is shown. Throws NO_WORKSPACE. */
  readonly choose: (label: Message, work: (tx: Tx) => Promise<void>) => Promise<void>;
  /** Reads the workspace as it was at a moment, beside what is shown. Inside a call only. Throws NO_WORKSPACE. */
  readonly readAt: <T>(moment: HistoryMoment, reading: (db: Db) => Promise<T>) => Promise<T>;
  /** The moment that is looked at instead of now. */
  readonly past: () => HistoryMoment | undefined;
  /** Whether a database is that of the open workspace, also while one looks back. */
  readonly isCurrent: (db: Db) => boolean;
  /** Throws NO_WORKSPACE, and LOOKING_BACK while one does: for what will change the workspace, before it does other work. */
  readonly requireWritable: () => void;
  /** From here on `db` is the workspace as it was at a moment, and every change is refused with LOOKING_BACK. Throws NO_WORKSPACE. */
  readonly openSnapshot: (moment: HistoryMoment) => Promise<void>;
  /** Back to now. */
  readonly closeSnapshot: () => Promise<void>;
  /** Undoes the last change. Throws NOTHING_TO_UNDO, UNDO_BLOCKED. */
  readonly undo: () => Promise<{ label: Message }>;
  /** Does again what was undone last. Throws NOTHING_TO_REDO, UNDO_BLOCKED. */
  readonly redo: () => Promise<{ label: Message }>;
  /** A request whose change the open workspace has committed, with what the change returned. */
  readonly confirmed: (requestId: string) => Promise<ConfirmedRequest | undefined>;
  /** Identifies the open workspace on this computer, across restarts. Throws NO_WORKSPACE. */
  readonly id: () => string;
  /** Counts the workspace's changes; 0 when none is open. */
  readonly revision: () => number;
  /** The kinds of records that the change to a revision touched; undefined where that is not known. */
  readonly touched: (revision: number) => readonly RecordKind[] | undefined;
  /** The language of what is shown; English when none is open. */
  readonly language: () => Language;
  /** Differs whenever the open file or its revision differs. */
  readonly stamp: () => string;
  readonly recents: () => readonly RecentWorkspace[];
  /** Opens what the host was started with. */
  readonly openFirst: (what: CoreSetup['open']) => Promise<void>;
  /** Keeps why that failed until another workspace is open. */
  readonly noteNotOpened: (why: NotOpened) => void;
  readonly notOpened: () => NotOpened | undefined;
  /** Opens a workspace that was opened here before. Throws NOT_FOUND and what opening throws; the one open before then stays open. */
  readonly openRecent: (handle: string) => Promise<void>;
  /** Opens a workspace that came in: where it stands, or as a copy in the data folder. Throws what opening throws. */
  readonly openIncoming: (file: IncomingFile) => Promise<void>;
  /** Makes a workspace and opens it. Throws WORKSPACE_EXISTS. */
  readonly create: (workspace: NewWorkspace) => Promise<void>;
  /** Opens the sample, made on first use. */
  readonly openSample: (sample: NewWorkspace) => Promise<void>;
  /** Makes the open workspace anew, as it once began. Throws NO_WORKSPACE. */
  readonly resetWorkspace: (workspace: NewWorkspace) => Promise<void>;
  /** The file of the open workspace. Throws NO_WORKSPACE. */
  readonly path: () => string;
  /** The file of a copy of it. Throws NO_WORKSPACE, NOT_FOUND. */
  readonly backupPath: (id: string) => string;
  /** The copies of the open workspace, newest first, and what failed last. Throws NO_WORKSPACE. */
  readonly backups: () => BackupState;
  /** From now on copies go to this folder too; without one no longer. Throws NO_WORKSPACE, CANNOT_SAVE. */
  readonly setSecondBackupFolder: (folder: string | undefined) => Promise<void>;
  /**
   * Keeps a checked copy of the open workspace; commands may run meanwhile. `told` receives how far it is, and may throw to give it up.
   * Throws NO_WORKSPACE, DISK_FULL, BACKUP_FAILED, CANCELLED when the workspace is closed meanwhile, and what `told` throws.
   */
  readonly backUp: (reason: BackupReason, told?: CopyProgress) => Promise<void>;
  /** The same when there is something new and nobody waits for it: a failure is noted and the work goes on. */
  readonly backUpIfNew: (reason: BackupReason) => Promise<void>;
  /** Puts a copy in the place of the open workspace, which is kept as a copy first. Throws NOT_FOUND, what `backUp` throws and what opening throws. */
  readonly restore: (id: string) => Promise<void>;
  /** Closes the workspace; the next start opens none. */
  readonly close: () => Promise<void>;
  /** Closes the file because the app ends; the next start opens it again. */
  readonly stop: () => Promise<void>;
};

export type SessionOptions = {
  readonly dataFolder: string;
  /** Private to this process. */
  readonly tempFolder: string;
  /** A second folder for backups that the host was started with. */
  readonly secondBackups?: string | undefined;
  readonly clock: () => Date;
  readonly emit: (event: CoreEvent) => void;
  readonly onFileChange: (path: string | undefined) => void;
  /** Called between the pieces of long work; throws CANCELLED when the app ends. */
  readonly checkStop?: () => void;
  /** Receives what the migrations of a file did. */
  readonly log?: (entry: LogEntry) => void;
};
