import { existsSync, realpathSync } from 'node:fs';
import { chmod, copyFile, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { openWorkspaceFile, type Workspace } from '#db/connection.ts';
import { copyWorkspace } from '#db/copyWorkspace.ts';
import { hasPendingLog, removeDatabaseFile } from '#db/databaseFile.ts';
import { deriveFileKey, type FileKey } from '#db/fileKey.ts';
import { findConfirmedRequest } from '#db/repositories/confirmedRequests.ts';
import { getRevision, type HistoryMoment, listTouchedKinds } from '#db/repositories/history.ts';
import { getSettings } from '#db/repositories/settings.ts';
import { redo, runTransaction, undo } from '#db/transaction.ts';
import type { BackupReason } from '#shared/contract/backups.ts';
import type { RecordKind } from '#shared/contract/changes.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { NotOpened } from '#shared/contract/result.ts';
import type { Language } from '#shared/domain/workspace.ts';
import { createBackupKeeper } from '../backups/backupKeeper.ts';
import { createPastCopies } from '../backups/pastCopies.ts';
import type { IncomingFile } from '../files/fileStores.ts';
import { currentRequest, recordConfirmed } from '../requestContext.ts';
import { createYielder } from '../yielding.ts';
import { createPassphraseRequests } from './passphrases.ts';
import { openRecentsFile } from './recents.ts';
import { createReplacements } from './replacements.ts';
import { createWorkspaceFile, createWorkspaceFiles, EXTENSION, freshPathOf, readSettings, removeFreshFiles } from './workspaceFiles.ts';
import type { NewWorkspace, SessionOptions, WorkspaceSession } from './workspaceSession.ts';

/** Time without changes after which the log is merged into the file. */
const IDLE_MS = 1_000;

export const createSession = (options: SessionOptions): WorkspaceSession => {
  const { dataFolder, tempFolder, clock, emit, onFileChange, checkStop = () => undefined, log = () => undefined } = options;
  const backups = createBackupKeeper({ dataFolder, configuredFolder: options.secondBackups, clock, throwIfCancelled: checkStop });
  const recents = openRecentsFile(dataFolder);
  const files = createWorkspaceFiles(dataFolder);
  const passphrases = createPassphraseRequests();
  let current: Workspace | undefined;
  let handle = '';
  let revision = 0;
  /** The kinds of records that the latest change touched. */
  let latest: { readonly revision: number; readonly touched: readonly RecordKind[] | undefined } | undefined;
  let openings = 0;
  let lastActivity = clock().getTime();
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

  /** Opens `file`, with `key` if it is encrypted. Before a migration it is copied to the backups of `path`. */
  const openFile = (file: string, key: FileKey | undefined, path = file): Promise<Workspace> =>
    openWorkspaceFile(file, { key, copyTo: (at) => backups.copiesOf(path).pathFor(at, 'migration'), log });

  /** Backs up if there is something new. A failure is recorded and not thrown. */
  const backUpIfNew = (workspace: Workspace, at: number, reason: BackupReason): Promise<void> =>
    backups.save(workspace, at, reason, { onlyIfNew: true }).catch(() => undefined);

  /** Copies a workspace whose file was moved, replaced or deleted outside the program to a file of its own, and returns its path. */
  const rescue = async (workspace: Workspace): Promise<string> => {
    const path = files.freePathFor(basename(workspace.path));
    await copyWorkspace(workspace, path);
    log({ event: 'rescued' });
    return path;
  };

  /**
   * Closes the open workspace, if there is one, and returns the path of its file. Nothing committed is lost, even if the file is no longer in
   * place.
   */
  const closeCurrent = async (): Promise<string | undefined> => {
    const workspace = current;
    if (!workspace) return undefined;
    let { path } = workspace;
    if (!workspace.isInPlace()) {
      const { name, sample } = await getSettings(workspace.db);
      path = await rescue(workspace);
      recents.noteOpened(path, name, sample, clock());
    }
    workspace.close();
    current = undefined;
    return path;
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
    lastActivity = clock().getTime();
    onFileChange({ path: opened.path, key: opened.key });
    await publishWorkspace(isReopened);
  };

  const openPath = async (given: string, key?: FileKey, isReopened = false): Promise<void> => {
    if (!existsSync(given)) throw new OrebookError('WORKSPACE_MISSING');
    const path = realpathSync(given);
    if (path === current?.path) return;
    const name = recents.nameOf(path) ?? basename(path, EXTENSION);
    const opened = await passphrases.requestFor({ path, name, retry: (right) => openPath(path, right) }, () => openFile(path, key));
    await removeFreshFiles(path);
    await switchWorkspace(opened, isReopened);
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
    await openPath(path, workspace.key);
    throw new OrebookError('WORKSPACE_REPLACED', { name: basename(path, EXTENSION) });
  };

  /** Replaces the open file by `fresh`, which has `key`, and opens it. */
  const replaceOpen = async (fresh: string, key: FileKey | undefined, isReopened = false): Promise<Workspace> => {
    const before = requireOpenWorkspace();
    const { path } = before;
    before.close();
    current = undefined;
    let keyInPlace = before.key;
    try {
      // the write-ahead log of one file must not be applied to another
      if (hasPendingLog(path)) throw new OrebookError('DISK_FULL');
      await rename(fresh, path);
      keyInPlace = key;
    } finally {
      // opens whichever file is there now; after a failed rename it is the old one
      await switchWorkspace(await openFile(path, keyInPlace), isReopened);
    }
    return requireOpenWorkspace();
  };

  /** Creates a workspace under another name first: a process that is killed meanwhile leaves no incomplete workspace. */
  const create = async (path: string, workspace: NewWorkspace): Promise<void> => {
    if (existsSync(path)) throw new OrebookError('WORKSPACE_EXISTS');
    const fresh = freshPathOf(path);
    await removeDatabaseFile(fresh);
    const { passphrase } = workspace;
    const key = passphrase === undefined ? undefined : await deriveFileKey(passphrase);
    await createWorkspaceFile(fresh, workspace, key);
    await rename(fresh, path);
    await switchWorkspace(await openFile(realpathSync(path), key));
  };

  const replacements = createReplacements({
    requireInPlace,
    revision: () => revision,
    openFile,
    replaceOpen,
    backups,
    passphrases,
    throwIfCancelled: checkStop,
  });

  /** Opens an incoming workspace in place, or a copy of it in the data folder. */
  const openIncoming = async ({ path, name, inPlace }: IncomingFile, key?: FileKey): Promise<void> => {
    if (inPlace) return openPath(path, key);
    const kept = files.freePathFor(name);
    const retry = (right: FileKey): Promise<void> => openIncoming({ path, name, inPlace, bytes: 0 }, right);
    await passphrases.requestFor({ path, name: basename(name, EXTENSION), retry }, async () => {
      await copyFile(path, kept);
      await chmod(kept, 0o600);
      try {
        await openPath(kept, key);
      } catch (error) {
        await rm(kept, { force: true });
        throw error;
      }
    });
    await rm(path, { force: true });
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
      if (what.kind === 'held') await openPath(what.path, what.key, true);
      else if (existsSync(what.path)) await openPath(what.path);
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
    openIncoming,
    create: (workspace) => create(target ?? files.pathFor(workspace.name), workspace),
    openSample: async (sample) => {
      const path = target ?? files.pathFor(sample.name);
      if (!existsSync(path)) return create(path, sample);
      try {
        await openPath(path);
      } catch (error) {
        // a file that an earlier version did not complete
        if (!(error instanceof OrebookError && error.code === 'NOT_A_WORKSPACE')) throw error;
        await create(files.freePathFor(sample.name), sample);
      }
    },
    ...replacements,
    isEncrypted: () => requireOpenWorkspace().key !== undefined,
    unlock: passphrases.unlock,
    autoLock: () => recents.autoLockOf(requireOpenWorkspace().path),
    setAutoLock: (minutes) => {
      recents.setAutoLock(requireOpenWorkspace().path, minutes);
      emit({ kind: 'workspace', revision, isReopened: true });
    },
    noteActivity: () => {
      lastActivity = clock().getTime();
    },
    isAutoLockDue: () => {
      const minutes = current?.key === undefined ? 0 : recents.autoLockOf(current.path);
      return minutes > 0 && clock().getTime() - lastActivity >= minutes * 60_000;
    },
    lock: async () => {
      const { key, db } = requireOpenWorkspace();
      if (key === undefined) throw new OrebookError('NOT_ENCRYPTED');
      const { name } = await getSettings(db);
      await leavePast();
      const path = await closeCurrent();
      if (path === undefined) return;
      const { code, details } = passphrases.request({ path, name, retry: (right) => openPath(path, right, true) });
      notOpened = { code, details };
      revision = 0;
      onFileChange(undefined);
      emit({ kind: 'workspace', revision });
    },
    path: () => requireOpenWorkspace().path,
    backupPath: (id) => backups.copiesOf(requireOpenWorkspace().path).pathOf(id),
    backups: () => backups.state(requireOpenWorkspace().path),
    setSecondBackupFolder: (folder) => backups.setSecondFolder(folder, requireOpenWorkspace().path),
    backUp: (reason, onProgress) => backups.save(requireOpenWorkspace(), revision, reason, { onProgress }),
    backUpIfNew: async (reason) => {
      if (current) await backUpIfNew(current, revision, reason);
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
