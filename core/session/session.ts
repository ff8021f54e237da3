import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { chmod, copyFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { openWorkspaceFile, type Workspace } from '#db/connection.ts';
import { copyWorkspace } from '#db/copyWorkspace.ts';
import { hasPendingLog, removeDatabaseFile } from '#db/databaseFile.ts';
import { findConfirmedRequest } from '#db/repositories/confirmedRequests.ts';
import { getRevision, type HistoryMoment, listTouchedKinds } from '#db/repositories/history.ts';
import { getSettings } from '#db/repositories/settings.ts';
import { seedWorkspace } from '#db/seeds/seedWorkspace.ts';
import { redo, runTransaction, undo } from '#db/transaction.ts';
import type { BackupReason } from '#shared/contract/backups.ts';
import type { RecordKind } from '#shared/contract/changes.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { NotOpened } from '#shared/contract/result.ts';
import type { Language } from '#shared/domain/workspace.ts';
import { createBackupKeeper } from '../backups/backupKeeper.ts';
import { createPastCopies } from '../backups/pastCopies.ts';
import { safeFileName } from '../files/fileStores.ts';
import { currentRequest, recordConfirmed } from '../requestContext.ts';
import { createYielder } from '../yielding.ts';
import { openRecentsFile } from './recents.ts';
import type { NewWorkspace, SessionOptions, WorkspaceSession } from './workspaceSession.ts';

const EXTENSION = '.orebook';

/** Time without changes after which the log is merged into the file. */
const IDLE_MS = 1_000;

export const createSession = (options: SessionOptions): WorkspaceSession => {
  const { dataFolder, tempFolder, clock, emit, onFileChange, checkStop = () => undefined, log = () => undefined } = options;
  const backups = createBackupKeeper({ dataFolder, second: options.secondBackups, clock, throwIfCancelled: checkStop });
  const recents = openRecentsFile(dataFolder);
  const folder = join(dataFolder, 'workspaces');
  let current: Workspace | undefined;
  let handle = '';
  let revision = 0;
  /** The kinds of records that the latest change touched. */
  let latest: { readonly revision: number; readonly touched: readonly RecordKind[] | undefined } | undefined;
  let openings = 0;
  let language: Language = 'en';
  /** The file of the next new workspace, if the host was started with a file that does not exist yet. */
  let target: string | undefined;
  let notOpened: NotOpened | undefined;
  let past: { readonly workspace: Workspace; readonly moment: HistoryMoment } | undefined;

  const requireOpenWorkspace = (): Workspace => {
    if (!current) throw new OrebookError('NO_WORKSPACE');
    return current;
  };

  /** Returns the workspace to change. Throws LOOKING_BACK while a snapshot is shown. */
  const requireWritable = (): Workspace => {
    if (past) throw new OrebookError('LOOKING_BACK', { at: past.moment.at });
    return requireOpenWorkspace();
  };

  let merging: NodeJS.Timeout | undefined;
  /** After a change: a file that is copied or renamed while it is open and idle is complete without its log. */
  const mergeLogWhenIdle = (workspace: Workspace): void => {
    clearTimeout(merging);
    merging = setTimeout(workspace.mergeLog, IDLE_MS).unref();
  };

  const pathFor = (name: string): string => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return join(folder, `${safeFileName(name).replace(/\.orebook$/i, '')}${EXTENSION}`);
  };

  const freePathFor = (name: string): string => {
    const first = pathFor(name);
    let path = first;
    for (let n = 2; existsSync(path); n++) path = `${first.slice(0, -EXTENSION.length)} ${n}${EXTENSION}`;
    return path;
  };

  const leavePast = async (): Promise<void> => {
    if (!past) return;
    await pasts.close(past.workspace);
    past = undefined;
  };

  const readLanguage = async (): Promise<void> => {
    const { db } = past?.workspace ?? requireOpenWorkspace();
    language = (await getSettings(db)).language;
  };

  /** Everything shown is another workspace's from here on; after a core died, the same one's. */
  const publishWorkspace = async (isReopened = false): Promise<void> => {
    await readLanguage();
    openings += 1;
    emit({ kind: 'workspace', revision, ...(isReopened ? { isReopened } : {}) });
  };

  /** Publishes the revision if it changed; `display`: only display settings changed. */
  const publishRevision = async (kind?: 'display'): Promise<void> => {
    const { db } = requireOpenWorkspace();
    const next = await getRevision(db);
    if (next === revision) return;
    await readLanguage();
    const touched = kind ? [kind] : await listTouchedKinds(db, next);
    // after several changes, or changes that history does not track, everything may differ
    latest = { revision: next, touched: next === revision + 1 && touched.length > 0 ? touched : undefined };
    revision = next;
    mergeLogWhenIdle(requireOpenWorkspace());
    emit({ kind: 'changed', revision, ...(latest.touched ? { touched: latest.touched } : {}) });
  };

  /** Creates a function to await between steps of work: it yields to other requests, and throws CANCELLED when the app ends. */
  const withYielding = (): (() => Promise<void>) => {
    const rest = createYielder();
    return () => {
      checkStop();
      return rest();
    };
  };

  const pasts = createPastCopies({ tempFolder, throwIfCancelled: checkStop, createYielder: withYielding });

  /** Opens `file`. Before a migration it is copied to the backups of `path`. */
  const openFile = (file: string, path = file): Promise<Workspace> =>
    openWorkspaceFile(file, { copyTo: (at) => backups.of(path).pathFor(at, 'migration'), log });

  /** Backs up if there is something new. A failure is recorded and not thrown. */
  const backUpIfNew = (workspace: Workspace, at: number, reason: BackupReason): Promise<void> =>
    backups.save(workspace, at, reason, { onlyIfNew: true }).catch(() => undefined);

  /** Copies a workspace whose file was moved, replaced or deleted outside the program to a file of its own, and returns its path. */
  const rescue = async (workspace: Workspace): Promise<string> => {
    const path = freePathFor(basename(workspace.path));
    await copyWorkspace(workspace.raw, path);
    log({ event: 'rescued' });
    return path;
  };

  /** Closes the open workspace, if there is one. Nothing committed is lost, even if its file is no longer in place. */
  const closeCurrent = async (): Promise<void> => {
    const workspace = current;
    if (!workspace) return;
    if (!workspace.isInPlace()) {
      const { name, sample } = await getSettings(workspace.db);
      recents.noteOpened(await rescue(workspace), name, sample, clock());
    }
    workspace.close();
    current = undefined;
  };

  /** Returns the settings of a file that was opened. Throws NOT_A_WORKSPACE if it has none: it was never completed. */
  const readSettings = async ({ db }: Workspace): ReturnType<typeof getSettings> => {
    try {
      return await getSettings(db);
    } catch (error) {
      throw error instanceof OrebookError && error.code === 'NOT_FOUND' ? new OrebookError('NOT_A_WORKSPACE', {}, { cause: error }) : error;
    }
  };

  const switchWorkspace = async (opened: Workspace, isReopened = false): Promise<void> => {
    try {
      const { name, sample } = await readSettings(opened);
      const next = await getRevision(opened.db);
      const nextHandle = recents.noteOpened(opened.path, name, sample, clock());
      await leavePast();
      await closeCurrent();
      current = opened;
      handle = nextHandle;
      revision = next;
    } catch (error) {
      opened.close();
      throw error;
    }
    target = undefined;
    notOpened = undefined;
    onFileChange(opened.path);
    await publishWorkspace(isReopened);
  };

  const openPath = async (given: string, isReopened = false): Promise<void> => {
    if (!existsSync(given)) throw new OrebookError('WORKSPACE_MISSING');
    const path = realpathSync(given);
    if (path === current?.path) return;
    await switchWorkspace(await openFile(path), isReopened);
    await backUpIfNew(requireOpenWorkspace(), revision, 'start');
  };

  /**
   * Returns the workspace to change. If its file was moved, replaced or deleted outside the program, the workspace continues in a new file.
   * Throws WORKSPACE_REPLACED {name} then, and LOOKING_BACK while a snapshot is shown.
   */
  const requireInPlace = async (): Promise<Workspace> => {
    const workspace = requireWritable();
    if (workspace.isInPlace()) return workspace;
    const path = await rescue(workspace);
    workspace.close();
    current = undefined;
    await openPath(path);
    throw new OrebookError('WORKSPACE_REPLACED', { name: basename(path, EXTENSION) });
  };

  /** Replaces the open file by `fresh` and opens it. */
  const replaceOpen = async (fresh: string): Promise<void> => {
    const { path } = requireOpenWorkspace();
    requireOpenWorkspace().close();
    current = undefined;
    try {
      // the write-ahead log of one file must not be applied to another
      if (hasPendingLog(path)) throw new OrebookError('DISK_FULL');
      await rename(fresh, path);
    } finally {
      // opens whichever file is there now; after a failed rename it is the old one
      await switchWorkspace(await openFile(path));
    }
  };

  /** Creates a workspace file; on failure it is removed. */
  const make = async (path: string, { label, fill }: NewWorkspace): Promise<Workspace> => {
    const made = await openWorkspaceFile(path, { create: true });
    try {
      await runTransaction(made.db, { label, origin: 'seed' }, async (tx) => {
        await seedWorkspace(tx);
        await fill(tx);
      });
      return made;
    } catch (error) {
      made.close();
      await removeDatabaseFile(path);
      throw error;
    }
  };

  /** Creates a workspace under another name first: a process that is killed meanwhile leaves no incomplete workspace. */
  const create = async (path: string, workspace: NewWorkspace): Promise<void> => {
    if (existsSync(path)) throw new OrebookError('WORKSPACE_EXISTS');
    const fresh = `${path}.new`;
    await removeDatabaseFile(fresh);
    (await make(fresh, workspace)).close();
    if (hasPendingLog(fresh)) throw new OrebookError('DISK_FULL');
    await rename(fresh, path);
    await switchWorkspace(await openFile(realpathSync(path)));
  };

  return {
    isOpen: () => current !== undefined,
    db: () => (past?.workspace ?? requireOpenWorkspace()).db,
    change: async (label, work, { origin = 'user', touched } = {}) => {
      const result = await runTransaction((await requireInPlace()).db, { label, origin, request: currentRequest() }, work);
      recordConfirmed(result);
      await publishRevision(touched);
      return result;
    },
    undo: async () => {
      const undone = await undo((await requireInPlace()).db, { pause: withYielding(), request: currentRequest() });
      recordConfirmed(undone);
      await publishRevision();
      return undone;
    },
    redo: async () => {
      const redone = await redo((await requireInPlace()).db, withYielding(), currentRequest());
      recordConfirmed(redone);
      await publishRevision();
      return redone;
    },
    confirmed: async (requestId) => (current ? findConfirmedRequest(current.db, requestId) : undefined),
    past: () => past?.moment,
    isCurrent: (db) => current?.db === db,
    requireWritable: () => void requireWritable(),
    openSnapshot: async (moment) => {
      await leavePast();
      past = { workspace: await pasts.open(requireOpenWorkspace(), moment), moment };
      await publishWorkspace();
    },
    choose: async (label, work) => {
      const { db } = past?.workspace ?? (await requireInPlace());
      await runTransaction(db, { label, origin: 'user' }, work);
      if (past) await publishWorkspace();
      else await publishRevision();
    },
    readAt: async (moment, reading) => {
      const workspace = await pasts.open(past?.workspace ?? requireOpenWorkspace(), moment);
      try {
        return await reading(workspace.db);
      } finally {
        await pasts.close(workspace);
      }
    },
    closeSnapshot: async () => {
      if (!past) return;
      await leavePast();
      await publishWorkspace();
    },
    id: () => {
      requireOpenWorkspace();
      return handle;
    },
    revision: () => past?.moment.revision ?? revision,
    touched: (at) => (past === undefined && latest?.revision === at ? latest.touched : undefined),
    language: () => language,
    stamp: () => `${openings}:${revision}`,
    recents: recents.list,
    openFirst: async (what) => {
      if (what.kind === 'none') return;
      if (what.kind === 'last') {
        const path = recents.lastOpen();
        if (path !== undefined) await openPath(path);
        return;
      }
      if (what.kind === 'held' || existsSync(what.path)) await openPath(what.path, what.kind === 'held');
      else if (existsSync(dirname(what.path))) target = what.path;
      else throw new OrebookError('WORKSPACE_MISSING');
    },
    noteNotOpened: (why) => {
      notOpened = why;
    },
    notOpened: () => notOpened,
    openRecent: async (handle) => {
      const path = recents.pathOf(handle);
      if (path === undefined) throw new OrebookError('NOT_FOUND', { kind: 'workspace', id: handle });
      await openPath(path);
    },
    openIncoming: async ({ path, name, inPlace }) => {
      if (inPlace) return openPath(path);
      const kept = freePathFor(name);
      await copyFile(path, kept);
      await chmod(kept, 0o600);
      await rm(path, { force: true });
      try {
        await openPath(kept);
      } catch (error) {
        await rm(kept, { force: true });
        throw error;
      }
    },
    create: (workspace) => create(target ?? pathFor(workspace.name), workspace),
    openSample: async (sample) => {
      const path = target ?? pathFor(sample.name);
      if (!existsSync(path)) return create(path, sample);
      try {
        await openPath(path);
      } catch (error) {
        // a file that an earlier version did not complete
        if (!(error instanceof OrebookError && error.code === 'NOT_A_WORKSPACE')) throw error;
        await create(freePathFor(sample.name), sample);
      }
    },
    resetWorkspace: async (workspace) => {
      const { path } = await requireInPlace();
      const fresh = `${path}.new`;
      await removeDatabaseFile(fresh);
      await backups.save(requireOpenWorkspace(), revision, 'restore');
      (await make(fresh, workspace)).close();
      await replaceOpen(fresh);
    },
    path: () => requireOpenWorkspace().path,
    backupPath: (id) => backups.of(requireOpenWorkspace().path).pathOf(id),
    backups: () => backups.state(requireOpenWorkspace().path),
    setSecondBackupFolder: (folder) => backups.setSecondFolder(folder, requireOpenWorkspace().path),
    backUp: (reason, onProgress) => backups.save(requireOpenWorkspace(), revision, reason, { onProgress }),
    backUpIfNew: async (reason) => {
      if (current) await backUpIfNew(current, revision, reason);
    },
    restore: async (id) => {
      const { path } = await requireInPlace();
      const copy = backups.of(path).pathOf(id);
      const fresh = `${path}.new`;
      await removeDatabaseFile(fresh);
      await copyFile(copy, fresh);
      try {
        // a damaged copy is detected before the open workspace is replaced
        (await openFile(fresh, path)).close();
        await backups.save(requireOpenWorkspace(), revision, 'restore');
      } catch (error) {
        await removeDatabaseFile(fresh);
        throw error;
      }
      await replaceOpen(fresh);
    },
    close: async () => {
      requireOpenWorkspace();
      await leavePast();
      await closeCurrent();
      language = 'en';
      revision = 0;
      recents.noteClosed();
      onFileChange(undefined);
      emit({ kind: 'workspace', revision });
    },
    stop: async () => {
      await leavePast();
      await closeCurrent();
    },
  };
};
