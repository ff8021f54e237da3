import { existsSync, realpathSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { openWorkspaceFile, type Workspace } from '#db/connection.ts';
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
import { currentRequest, recordConfirmed } from '../requestContext.ts';
import { createYielder } from '../yielding.ts';
import { createIncomingCopies } from './incomingCopies.ts';
import { createInstallation } from './installation.ts';
import { createPassphraseRequests } from './passphrases.ts';
import { createReadOnlyCopies } from './readOnlyCopies.ts';
import { openRecentsFile } from './recents.ts';
import { createReplacements } from './replacements.ts';
import { createWorkspaceFile, createWorkspaceFiles, EXTENSION, freshPathOf, readSettings, removeFreshFiles } from './workspaceFiles.ts';
import type { NewWorkspace, SessionOptions, WorkspaceSession } from './workspaceSession.ts';

/** Identifies every read-only workspace: it is not in the list of recent ones. */
const READ_ONLY_HANDLE = 'read-only';

export const createSession = (options: SessionOptions): WorkspaceSession => {
  const { dataFolder, tempFolder, clock, emit, onFileChange, onClose, throwIfCancelled = () => undefined, log = () => undefined } = options;
  const backups = createBackupKeeper({ dataFolder, configuredFolder: options.secondBackups, clock, throwIfCancelled });
  const recents = openRecentsFile(dataFolder);
  const files = createWorkspaceFiles(dataFolder, log);
  const passphrases = createPassphraseRequests(options.secrets);
  const readOnlyCopies = createReadOnlyCopies(tempFolder);
  let currentWorkspace: Workspace | undefined;
  let handle = '';
  let revision = 0;
  /** The kinds of records that the latest change touched. */
  let latestChange: { readonly revision: number; readonly touched: readonly RecordKind[] | undefined } | undefined;
  let openingCount = 0;
  let lastActivity = clock().getTime();
  let language: Language = 'en';
  /** The file of the next new workspace, if the host was started with a file that does not exist yet. */
  let newFilePath: string | undefined;
  let notOpened: NotOpened | undefined;
  let snapshot: { readonly workspace: Workspace; readonly moment: HistoryMoment } | undefined;

  const requireOpenWorkspace = (): Workspace => {
    if (!currentWorkspace) throw new OrebookError('NO_WORKSPACE');
    return currentWorkspace;
  };

  const isReadOnly = (): boolean => readOnlyCopies.sourceOf(currentWorkspace) !== undefined;

  /** Returns the workspace to change. Throws LOOKING_BACK while a snapshot is shown, OPENED_READ_ONLY. */
  const requireWritable = (): Workspace => {
    if (isReadOnly()) throw new OrebookError('OPENED_READ_ONLY');
    if (snapshot) throw new OrebookError('LOOKING_BACK', { at: snapshot.moment.at });
    return requireOpenWorkspace();
  };

  /** The file of the open workspace, which a read-only one is a copy of. */
  const filePath = (): string => readOnlyCopies.sourceOf(currentWorkspace) ?? requireOpenWorkspace().path;

  const closeSnapshot = async (): Promise<void> => {
    if (!snapshot) return;
    await pastCopies.close(snapshot.workspace);
    snapshot = undefined;
  };

  const readLanguage = async (): Promise<void> => {
    const { db } = snapshot?.workspace ?? requireOpenWorkspace();
    language = (await getSettings(db)).language;
  };

  /** Publishes that another workspace is shown, or with `isReopened` that the same one was opened again. */
  const publishWorkspace = async (isReopened = false): Promise<void> => {
    await readLanguage();
    openingCount += 1;
    emit({ kind: 'workspace', revision, ...(isReopened ? { isReopened } : {}) });
  };

  /** Publishes the revision if it changed; `display`: only display settings changed. */
  const publishRevision = async (kind?: 'display'): Promise<void> => {
    const { db } = requireOpenWorkspace();
    const newRevision = await getRevision(db);
    if (newRevision === revision) return;
    await readLanguage();
    const touchedKinds = kind ? [kind] : await listTouchedKinds(db, newRevision);
    // after several changes, or changes that history does not track, everything may differ
    latestChange = { revision: newRevision, touched: newRevision === revision + 1 && touchedKinds.length > 0 ? touchedKinds : undefined };
    revision = newRevision;
    emit({ kind: 'changed', revision, ...(latestChange.touched ? { touched: latestChange.touched } : {}) });
  };

  const createCancellableYielder = () => createYielder(throwIfCancelled);

  const publishSettings = (): void => emit({ kind: 'workspace', revision, isReopened: true });
  const { settings: installationSettings, authorOf } = createInstallation({
    recents,
    path: filePath,
    onChange: publishSettings,
  });

  const pastCopies = createPastCopies({ tempFolder, throwIfCancelled, createYielder: createCancellableYielder });
  /** Opens `file`, with `key` if it is encrypted. Before a migration it is copied to the backups of `path`. */
  const openFile = (file: string, key: FileKey | undefined, path = file): Promise<Workspace> =>
    openWorkspaceFile(file, { key, copyTo: (at) => backups.copiesOf(path).pathFor(at, 'migration'), log });

  /** Backs up if there is something new. A failure is recorded and not thrown. */
  const backUpIfNew = (workspace: Workspace, at: number, reason: BackupReason): Promise<void> =>
    backups.save(workspace, at, reason, { skipsSameRevision: true }).catch(() => undefined);

  /**
   * Closes the open workspace, if there is one, and returns the path of its file. Nothing committed is lost, even if the file is no longer in
   * place.
   */
  const closeCurrent = async (): Promise<string | undefined> => {
    const workspace = currentWorkspace;
    if (!workspace) return undefined;
    let path = filePath();
    if (path !== workspace.path) await readOnlyCopies.close(workspace);
    else if (!workspace.isInPlace()) {
      const { name, sample } = await getSettings(workspace.db);
      path = await files.rescue(workspace);
      recents.noteOpened(path, name, sample, clock());
    }
    workspace.close();
    currentWorkspace = undefined;
    onClose?.();
    return path;
  };

  const switchWorkspace = async (workspace: Workspace, isReopened = false): Promise<void> => {
    const source = readOnlyCopies.sourceOf(workspace);
    try {
      const { name, sample } = await readSettings(workspace);
      const newRevision = await getRevision(workspace.db);
      const newHandle = source === undefined ? recents.noteOpened(workspace.path, name, sample, clock()) : READ_ONLY_HANDLE;
      await closeSnapshot();
      await closeCurrent();
      currentWorkspace = workspace;
      handle = newHandle;
      revision = newRevision;
    } catch (error) {
      workspace.close();
      throw error;
    }
    newFilePath = undefined;
    notOpened = undefined;
    lastActivity = clock().getTime();
    onFileChange({ path: source ?? workspace.path, key: workspace.key, isReadOnly: source !== undefined });
    await publishWorkspace(isReopened);
  };

  /** Opens a file, unless it is open; returns whether it was not. `retry` repeats what opened it, with its key. */
  const openWithoutBackup = async (
    givenPath: string,
    key?: FileKey,
    isReopened = false,
    retry = (correctKey: FileKey): Promise<void> => openPath(givenPath, correctKey),
  ): Promise<boolean> => {
    if (!existsSync(givenPath)) throw new OrebookError('WORKSPACE_MISSING');
    const path = realpathSync(givenPath);
    if (path === currentWorkspace?.path) return false;
    const name = recents.nameOf(path) ?? basename(path, EXTENSION);
    const workspace = await passphrases.open({ path, name, retry }, key, openFile);
    await removeFreshFiles(path);
    await switchWorkspace(workspace, isReopened);
    return true;
  };

  const openPath = async (...opening: Parameters<typeof openWithoutBackup>): Promise<void> => {
    if (await openWithoutBackup(...opening)) await backUpIfNew(requireOpenWorkspace(), revision, 'start');
  };

  const openReadOnly = async (givenPath: string, key?: FileKey, isReopened = false): Promise<void> => {
    if (!existsSync(givenPath)) throw new OrebookError('WORKSPACE_MISSING');
    const source = realpathSync(givenPath);
    // reading a file that this process has open would release its lock
    if (source === currentWorkspace?.path) await closeCurrent();
    const name = recents.nameOf(source) ?? basename(source, EXTENSION);
    const retry = (correctKey: FileKey): Promise<void> => openReadOnly(source, correctKey, isReopened);
    const workspace = await passphrases.open({ path: source, name, retry }, key, readOnlyCopies.open);
    await switchWorkspace(workspace, isReopened);
  };

  /**
   * Returns the workspace to change. If its file was moved, replaced or deleted outside the program, the workspace continues in a new file.
   * Throws WORKSPACE_REPLACED {name} then, and LOOKING_BACK while a snapshot is shown.
   */
  const requireInPlace = async (): Promise<Workspace> => {
    const workspace = requireWritable();
    if (workspace.isInPlace()) return workspace;
    const path = await files.rescue(workspace);
    workspace.close();
    currentWorkspace = undefined;
    await openPath(path, workspace.key);
    throw new OrebookError('WORKSPACE_REPLACED', { name: basename(path, EXTENSION) });
  };

  const takeStep = async (step: typeof undo | typeof redo) => {
    const { db } = await requireInPlace();
    const result = await step(db, { pause: createCancellableYielder(), author: authorOf('user'), request: currentRequest() });
    recordConfirmed(result);
    await publishRevision();
    return result;
  };

  /** Replaces the open file by the one at `freshPath`, which has `key`, and opens it. */
  const replaceOpen = async (freshPath: string, key: FileKey | undefined, isReopened = false): Promise<Workspace> => {
    const replacedWorkspace = requireOpenWorkspace();
    const { path } = replacedWorkspace;
    replacedWorkspace.close();
    currentWorkspace = undefined;
    onClose?.();
    let keyInPlace = replacedWorkspace.key;
    try {
      // the write-ahead log of one file must not be applied to another
      if (hasPendingLog(path)) throw new OrebookError('DISK_FULL');
      await rename(freshPath, path);
      keyInPlace = key;
    } finally {
      // after a failed rename this opens the old file
      await switchWorkspace(await openFile(path, keyInPlace), isReopened);
    }
    return requireOpenWorkspace();
  };

  /** Creates a workspace under another name first: a process that is killed meanwhile leaves no incomplete workspace. */
  const create = async (path: string, workspace: NewWorkspace): Promise<void> => {
    if (existsSync(path)) throw new OrebookError('WORKSPACE_EXISTS');
    const freshPath = freshPathOf(path);
    await removeDatabaseFile(freshPath);
    const { passphrase } = workspace;
    const key = passphrase === undefined ? undefined : await deriveFileKey(passphrase);
    await createWorkspaceFile(freshPath, workspace, key);
    await rename(freshPath, path);
    await switchWorkspace(await openFile(realpathSync(path), key));
  };

  const replacements = createReplacements({
    requireInPlace,
    revision: () => revision,
    openFile,
    replaceOpen,
    backups,
    passphrases,
    throwIfCancelled: throwIfCancelled,
  });

  const incomingCopies = createIncomingCopies({ files, tempFolder, openPath, openReadOnly });

  return {
    isOpen: () => currentWorkspace !== undefined,
    db: () => (snapshot?.workspace ?? requireOpenWorkspace()).db,
    change: async (label, work, { origin = 'user', touchedKind } = {}) => {
      const { db } = await requireInPlace();
      const result = await runTransaction(db, { label, origin, author: authorOf(origin), request: currentRequest() }, work);
      recordConfirmed(result);
      await publishRevision(touchedKind);
      return result;
    },
    undo: () => takeStep(undo),
    redo: () => takeStep(redo),
    findConfirmedRequest: async (requestId) => (currentWorkspace ? findConfirmedRequest(currentWorkspace.db, requestId) : undefined),
    pastMoment: () => snapshot?.moment,
    isOpenFile: (path) => existsSync(path) && realpathSync(path) === currentWorkspace?.path,
    openWorkspace: () => (isReadOnly() ? undefined : currentWorkspace),
    isReadOnly,
    readOnlyRecent: () => (isReadOnly() ? recents.handleOf(filePath()) : undefined),
    publishChanges: () => publishRevision(),
    requireWritable: () => void requireWritable(),
    openSnapshot: async (moment) => {
      await closeSnapshot();
      snapshot = { workspace: await pastCopies.open(requireOpenWorkspace(), moment), moment };
      await publishWorkspace();
    },
    saveDisplaySetting: async (label, work) => {
      const { db } = snapshot?.workspace ?? (isReadOnly() ? requireOpenWorkspace() : await requireInPlace());
      await runTransaction(db, { label, origin: 'user', author: authorOf('user') }, work);
      if (snapshot) await publishWorkspace();
      else await publishRevision();
    },
    readAt: async (moment, read) => {
      const workspace = await pastCopies.open(snapshot?.workspace ?? requireOpenWorkspace(), moment);
      try {
        return await read(workspace.db);
      } finally {
        await pastCopies.close(workspace);
      }
    },
    closeSnapshot: async () => {
      if (!snapshot) return;
      await closeSnapshot();
      await publishWorkspace();
    },
    id: () => {
      requireOpenWorkspace();
      return handle;
    },
    revision: () => snapshot?.moment.revision ?? revision,
    touchedKinds: (at) => (snapshot === undefined && latestChange?.revision === at ? latestChange.touched : undefined),
    language: () => language,
    stamp: () => `${openingCount}:${revision}`,
    recents: recents.list,
    openFirst: async (target) => {
      if (target.kind === 'none') return;
      if (target.kind === 'last') {
        const path = recents.lastOpen();
        if (path !== undefined) await openWithoutBackup(path);
        return;
      }
      const open = target.isReadOnly ? openReadOnly : openWithoutBackup;
      if (target.kind === 'reopen') await open(target.path, target.key, true);
      else if (target.isReadOnly || existsSync(target.path)) await open(target.path);
      else if (existsSync(dirname(target.path))) newFilePath = target.path;
      else throw new OrebookError('WORKSPACE_MISSING');
    },
    noteNotOpened: (reason) => {
      notOpened = reason;
    },
    notOpened: () => notOpened,
    openRecent: async (recentHandle, mode) => {
      const path = recents.pathOf(recentHandle);
      if (path === undefined) throw new OrebookError('NOT_FOUND', { kind: 'workspace', id: recentHandle });
      await (mode?.isReadOnly ? openReadOnly : openPath)(path);
    },
    openIncoming: (file, mode) => {
      if ('path' in file) return (mode?.isReadOnly ? openReadOnly : openPath)(file.path);
      return mode?.isReadOnly ? incomingCopies.openReadOnly(file) : incomingCopies.open(file);
    },
    create: (workspace) => create(newFilePath ?? files.pathFor(workspace.name), workspace),
    openSample: async (sample) => {
      const path = newFilePath ?? files.pathFor(sample.name);
      if (!existsSync(path)) return create(path, sample);
      try {
        await openPath(path);
      } catch (error) {
        // the file is incomplete: an earlier version was killed while it created it
        if (!(error instanceof OrebookError && error.code === 'NOT_A_WORKSPACE')) throw error;
        await create(files.freePathFor(sample.name), sample);
      }
    },
    ...replacements,
    isEncrypted: () => requireOpenWorkspace().key !== undefined,
    ...passphrases.forSession(requireOpenWorkspace, replacements.changePassphrase, publishSettings),
    ...installationSettings,
    noteActivity: () => {
      lastActivity = clock().getTime();
    },
    isAutoLockDue: () => {
      const minutes = currentWorkspace?.key === undefined ? 0 : recents.autoLockOf(currentWorkspace.path);
      return minutes > 0 && clock().getTime() - lastActivity >= minutes * 60_000;
    },
    lock: async () => {
      const { key, db } = requireOpenWorkspace();
      if (key === undefined) throw new OrebookError('NOT_ENCRYPTED');
      const { name } = await getSettings(db);
      await closeSnapshot();
      const reopen = isReadOnly() ? openReadOnly : openPath;
      const path = await closeCurrent();
      if (path === undefined) return;
      const retry = (correctKey: FileKey): Promise<void> => reopen(path, correctKey, true);
      const { code, details } = await passphrases.requestAfterLock(key, { path, name, retry });
      notOpened = { code, details };
      revision = 0;
      onFileChange(undefined);
      emit({ kind: 'workspace', revision });
    },
    path: filePath,
    backupPath: (id) => backups.copiesOf(filePath()).pathOf(id),
    backups: () => backups.state(filePath()),
    setSecondBackupFolder: (folder) => backups.setSecondFolder(folder, requireOpenWorkspace().path),
    backUp: (reason, onProgress) => backups.save(requireOpenWorkspace(), revision, reason, { onProgress }),
    backUpIfNew: async (reason) => {
      if (currentWorkspace && !isReadOnly()) await backUpIfNew(currentWorkspace, revision, reason);
    },
    close: async () => {
      requireOpenWorkspace();
      await closeSnapshot();
      await closeCurrent();
      language = 'en';
      revision = 0;
      recents.noteClosed();
      onFileChange(undefined);
      emit({ kind: 'workspace', revision });
    },
    stop: async () => {
      await closeSnapshot();
      await closeCurrent();
    },
  };
};
