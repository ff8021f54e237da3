import { join } from 'node:path';
import type { Workspace } from '#db/connection.ts';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { countPendingChanges } from '#db/pendingChanges.ts';
import { findLastHistoryId } from '#db/repositories/history.ts';
import { getSettings } from '#db/repositories/settings.ts';
import { findTeamLink, listTeamConflicts, removeTeamLink, saveTeamLink, type TeamLink } from '#db/repositories/team.ts';
import { makeTeamSnapshot, writeTeamSnapshot } from '#db/teamSnapshot.ts';
import type { Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { SharingStatus } from '#shared/contract/team.ts';
import type { TeamAccess, TeamMember } from '#shared/domain/team.ts';
import type { SecretMemoryState } from '#shared/domain/workspace.ts';
import { errorFields, type LogEntry } from '../log.ts';
import type { ReadWriteLock } from '../readWriteLock.ts';
import type { SecretStore } from '../secrets.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';
import { createLoginMemory, type LogSecrets } from './loginMemory.ts';
import type { Login, LogOpener } from './logOpener.ts';
import type { TeamLog } from './logPort.ts';
import { synchronise } from './synchronise.ts';
import { requireFormat } from './teamLog.ts';

/** Without a wake-up the log is read this often, ms. */
const POLL_MS = 30_000;
/** After this many changes a desk adds a snapshot to the log, so that one that joins reads no more changes than that. */
const CHANGES_PER_SNAPSHOT = 500;
/** After a failure the next attempt follows after this time, doubled each time up to the longest, ms. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

/** Ends of a login that another attempt does not change: a server may lock an account, and a dialog would appear again and again. */
const LOGIN_REFUSALS: ReadonlySet<OrebookError['code']> = new Set(['TEAM_ACCESS_DENIED', 'TEAM_SERVER_REFUSED']);

/** Whether the key store of the system should have the secrets. */
type MemoryChoice = { readonly shouldRemember: boolean };

/** Sharing of the open workspace: follows the log of its team as long as it is open and a password is known. */
export type TeamRunner = {
  readonly state: () => Promise<Output<'team.state'>>;
  readonly setUp: (login: Login & MemoryChoice) => Promise<void>;
  readonly listWorkspaces: (
    login: Login,
  ) => Promise<readonly { readonly id: string; readonly name: string; readonly access: TeamAccess; readonly isEncrypted: boolean }[]>;
  readonly join: (login: Login & MemoryChoice, workspaceId: string) => Promise<void>;
  readonly connect: (secrets: LogSecrets & MemoryChoice) => Promise<void>;
  /** Whether the key store of the system has the password of the open workspace, or could store one. */
  readonly passwordMemory: () => Promise<SecretMemoryState>;
  /** Removes the password of the open workspace from the key store of the system. */
  readonly forgetPassword: () => Promise<void>;
  /** Makes this program's version the one of the team. Throws TEAM_UPGRADE_BEHIND. */
  readonly upgrade: () => Promise<void>;
  readonly stopSharing: () => Promise<void>;
  readonly saveMember: (member: TeamMember) => Promise<void>;
  readonly removeMember: (role: string) => Promise<void>;
  /** Synchronises now. Throws what prevents it. */
  readonly synchronise: () => Promise<void>;
  /** Synchronises soon: the workspace changed or another one was opened. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

export type TeamRunnerOptions = {
  readonly session: Pick<
    WorkspaceSession,
    'openWorkspace' | 'publishChanges' | 'openIncoming' | 'pastMoment' | 'requireWritable' | 'userName'
  >;
  readonly lock: ReadWriteLock;
  readonly tempFolder: string;
  readonly logOpener: LogOpener;
  readonly secrets: SecretStore;
  readonly newId: () => string;
  readonly clock: () => Date;
  /** Called when the state changed. */
  readonly onStateChange: () => void;
  readonly log: (entry: LogEntry) => void;
};

/** The connection of one open workspace. */
type Connection = { readonly workspace: Workspace; readonly log: TeamLog };

type Sharing = {
  readonly status: SharingStatus;
  readonly problem?: OrebookError | undefined;
};

export const createTeamRunner = (options: TeamRunnerOptions): TeamRunner => {
  const { session, lock, tempFolder, logOpener, newId, clock, onStateChange, log } = options;
  const logins = createLoginMemory(options.secrets);
  let connection: Connection | undefined;
  /** The connection that is being opened. */
  let opening: { readonly workspace: Workspace; readonly opened: Promise<TeamLog | undefined> } | undefined;
  let sharing: Sharing = { status: 'connecting' };
  let members: readonly TeamMember[] = [];
  let agreedAt: string | undefined;
  let runningSync: Promise<void> | undefined;
  let isWakeRequested = false;
  let isStopped = false;
  let wait = FIRST_WAIT_MS;
  let timer: NodeJS.Timeout | undefined;

  const setSharing = (next: Sharing): void => {
    sharing = next;
    onStateChange();
  };

  const requireLink = async (): Promise<{ readonly workspace: Workspace; readonly link: TeamLink }> => {
    const workspace = session.openWorkspace();
    const link = workspace && (await findTeamLink(workspace.db));
    if (!workspace || !link) throw new OrebookError('NOT_FOUND', { kind: 'team', id: '' });
    return { workspace, link };
  };

  const disconnect = async (): Promise<void> => {
    const closing = connection?.log;
    connection = undefined;
    await closing?.close();
  };

  const openConnection = async (workspace: Workspace, link: TeamLink): Promise<TeamLog | undefined> => {
    await disconnect();
    const { workspaceId, connection: address } = link;
    const secrets = await logins.find(link);
    if (secrets === undefined) return undefined;
    const openedLog = await logOpener.open({ connection: address, ...secrets }).catch((error: unknown) => {
      if (error instanceof OrebookError && LOGIN_REFUSALS.has(error.code)) logins.refuse(link, error);
      throw error;
    });
    try {
      await openedLog.unlock(workspaceId, secrets.passphrase);
    } catch (error) {
      await openedLog.close();
      throw error;
    }
    if (isStopped) {
      await openedLog.close();
      throw new OrebookError('CANCELLED');
    }
    connection = { workspace, log: openedLog };
    await openedLog.listen(workspaceId, wake, () => {
      if (connection?.log === openedLog) connection = undefined;
      wake();
    });
    members = await openedLog.listMembers(workspaceId);
    return openedLog;
  };

  /** Returns the log of the open workspace, connected if it was not. Undefined without a password. */
  const requireConnection = (workspace: Workspace, link: TeamLink): Promise<TeamLog | undefined> => {
    if (opening?.workspace === workspace) return opening.opened;
    if (connection?.workspace === workspace) return Promise.resolve(connection.log);
    const openingLog = openConnection(workspace, link).finally(() => {
      opening = undefined;
    });
    opening = { workspace, opened: openingLog };
    return openingLog;
  };

  /** One round of the protocol for the open workspace. Throws what prevents it. */
  const runOnce = async (): Promise<void> => {
    const workspace = session.openWorkspace();
    // a past moment is shown: receiving would change the workspace under the reader
    if (!workspace || session.pastMoment()) return;
    const link = await findTeamLink(workspace.db);
    if (!link) return disconnect();
    const openedLog = await requireConnection(workspace, link);
    if (!openedLog) return setSharing({ status: 'needsPassword' });
    await synchronise({
      db: workspace.db,
      log: openedLog,
      format: SCHEMA_VERSION,
      newId,
      exclusive: (work) =>
        lock.exclusive(async () => {
          if (session.openWorkspace() !== workspace) throw new OrebookError('CANCELLED');
          const result = await work();
          await session.publishChanges();
          return result;
        }),
    });
    agreedAt = clock().toISOString();
    wait = FIRST_WAIT_MS;
    setSharing({ status: 'upToDate' });
    await addSnapshot(workspace, openedLog);
  };

  /** Adds a snapshot to the log if the newest one lies far back. It must hold what the log has and no change of mine beside. */
  const addSnapshot = async (workspace: Workspace, openedLog: TeamLog): Promise<void> => {
    const link = await findTeamLink(workspace.db);
    if (!link || members.find(({ role }) => role === link.connection.role)?.access === 'reader') return;
    const newestSeq = await openedLog.findSnapshotSeq(link.workspaceId, SCHEMA_VERSION);
    if (newestSeq !== undefined && link.baseSeq - newestSeq < CHANGES_PER_SNAPSHOT) return;
    const snapshot = await lock.exclusive(async () => {
      const currentLink = session.openWorkspace() === workspace ? await findTeamLink(workspace.db) : undefined;
      if (!currentLink || (await countPendingChanges(workspace.db, currentLink.baseHistory)) > 0) return undefined;
      return { seq: currentLink.baseSeq, content: await makeTeamSnapshot(workspace, join(tempFolder, `${newId()}.orebook`)) };
    });
    if (snapshot) await openedLog.saveSnapshot(link.workspaceId, { ...snapshot, format: SCHEMA_VERSION });
  };

  const noteFailure = async (error: unknown): Promise<void> => {
    if (isStopped || (error instanceof OrebookError && error.code === 'CANCELLED')) return;
    const isKnown = error instanceof OrebookError;
    log({ event: 'teamFailed', ...(isKnown ? { code: error.code } : errorFields(error)) });
    await disconnect();
    setSharing({
      status: isKnown && error.code === 'TEAM_OFFLINE' ? 'offline' : 'stopped',
      problem: isKnown ? error : new OrebookError('INTERNAL'),
    });
    schedule(wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };

  const schedule = (ms: number): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(wake, ms).unref();
  };

  /** Runs rounds one after another until no wake-up came meanwhile. */
  const run = async (): Promise<void> => {
    do {
      isWakeRequested = false;
      schedule(POLL_MS);
      await runOnce();
    } while (isWakeRequested && !isStopped);
  };

  const startRun = (): Promise<void> => {
    runningSync ??= run().finally(() => {
      runningSync = undefined;
    });
    return runningSync;
  };

  const wake = (): void => {
    if (isStopped) return;
    isWakeRequested = true;
    if (!runningSync) startRun().catch(noteFailure);
  };

  const keepSecrets = (workspaceId: string, { connection: address, password, passphrase, shouldRemember }: Login & MemoryChoice) =>
    logins.keep({ workspaceId, connection: address }, { password, passphrase }, shouldRemember);

  const synchroniseNow = async (): Promise<void> => {
    isWakeRequested = true;
    try {
      await startRun();
    } catch (error) {
      await noteFailure(error);
      throw error;
    }
  };

  /** Changes members through the connection of the open workspace, and reads them again. */
  const changeMembers = async (change: (openedLog: TeamLog, workspaceId: string) => Promise<void>): Promise<void> => {
    const { workspace, link } = await requireLink();
    const openedLog = await requireConnection(workspace, link);
    if (!openedLog) throw new OrebookError('TEAM_ACCESS_DENIED');
    await change(openedLog, link.workspaceId);
    members = await openedLog.listMembers(link.workspaceId);
    onStateChange();
  };

  return {
    state: async () => {
      const workspace = session.openWorkspace();
      const link = workspace && (await findTeamLink(workspace.db));
      if (!link) return { isShared: false };
      const isConnected = connection?.workspace === workspace;
      const access = isConnected ? members.find(({ role }) => role === link.connection.role)?.access : undefined;
      const { status, problem }: Sharing = (await logins.find(link))
        ? sharing
        : { status: 'needsPassword', problem: logins.refusalOf(link) };
      return {
        isShared: true,
        connection: link.connection,
        isEncrypted: link.isEncrypted,
        status,
        ...(problem ? { problem: { code: problem.code, details: problem.details } } : {}),
        toSend: await countPendingChanges(workspace.db, link.baseHistory),
        conflicts: (await listTeamConflicts(workspace.db)).length,
        ...(agreedAt !== undefined && isConnected ? { agreedAt } : {}),
        ...(access ? { access } : {}),
        members: isConnected ? members : [],
      };
    },

    passwordMemory: async () => {
      const workspace = session.openWorkspace();
      return logins.state(workspace && (await findTeamLink(workspace.db)));
    },

    setUp: (login) =>
      logOpener.withLog(login, async (openedLog) => {
        session.requireWritable();
        await openedLog.setUp();
        const workspaceId = newId();
        await lock.exclusive(async () => {
          const workspace = session.openWorkspace();
          if (!workspace) throw new OrebookError('NO_WORKSPACE');
          if (await findTeamLink(workspace.db)) throw new OrebookError('ALREADY_SHARED');
          const content = await makeTeamSnapshot(workspace, join(tempFolder, `${workspaceId}.orebook`));
          const { name } = await getSettings(workspace.db);
          await openedLog.createWorkspace({ id: workspaceId, name, format: SCHEMA_VERSION, content, passphrase: login.passphrase });
          const owner = session.userName();
          if (owner) await openedLog.saveMember(workspaceId, { role: login.connection.role, name: owner, access: 'owner' });
          const baseHistory = await findLastHistoryId(workspace.db);
          await saveTeamLink(workspace.db, {
            workspaceId,
            connection: login.connection,
            baseSeq: 0,
            baseChange: undefined,
            baseHistory,
            isEncrypted: login.passphrase !== undefined,
          });
        });
        await keepSecrets(workspaceId, login);
        sharing = { status: 'connecting' };
        wake();
      }),

    listWorkspaces: (login) =>
      logOpener.withLog(login, async (openedLog) =>
        (await openedLog.listWorkspaces()).map(({ id, name, access, isEncrypted }) => ({ id, name, access, isEncrypted })),
      ),

    join: (login, workspaceId) =>
      logOpener.withLog(login, async (openedLog) => {
        const sharedWorkspace = (await openedLog.listWorkspaces()).find(({ id }) => id === workspaceId);
        if (!sharedWorkspace) throw new OrebookError('TEAM_NOT_MEMBER');
        requireFormat(sharedWorkspace.format, SCHEMA_VERSION);
        await openedLog.unlock(workspaceId, login.passphrase);
        const snapshot = await openedLog.findSnapshot(workspaceId, SCHEMA_VERSION);
        if (!snapshot) throw new OrebookError('TEAM_NO_SNAPSHOT');
        const { seq, content } = snapshot;
        const [base] = seq > 0 ? await openedLog.pull(workspaceId, seq - 1, 1) : [];
        await keepSecrets(workspaceId, login);
        sharing = { status: 'connecting' };
        const { name, isEncrypted } = sharedWorkspace;
        const link = { workspaceId, connection: login.connection, baseSeq: seq, baseChange: base?.id, isEncrypted };
        await lock.exclusive(() =>
          session.openIncoming({
            name,
            writeTo: async (path) => writeTeamSnapshot(path, content, link),
            discard: async () => {},
          }),
        );
        wake();
      }),

    connect: async (secrets) => {
      const { link } = await requireLink();
      const login = { connection: link.connection, ...secrets };
      await logOpener.withLog(login, (openedLog) => openedLog.unlock(link.workspaceId, secrets.passphrase));
      await keepSecrets(link.workspaceId, login);
      await disconnect();
      setSharing({ status: 'connecting' });
      wake();
    },

    forgetPassword: async () => {
      await logins.forgetStored((await requireLink()).link);
      onStateChange();
    },

    upgrade: async () => {
      const { link } = await requireLink();
      const secrets = await logins.find(link);
      if (!secrets) throw new OrebookError('TEAM_ACCESS_DENIED');
      await logOpener.withLog({ connection: link.connection, ...secrets }, async (openedLog) => {
        await openedLog.setUp();
        const sharedWorkspace = (await openedLog.listWorkspaces()).find(({ id }) => id === link.workspaceId);
        if (!sharedWorkspace) throw new OrebookError('TEAM_NOT_MEMBER');
        if (sharedWorkspace.format < SCHEMA_VERSION)
          await openedLog.raiseFormat(sharedWorkspace.id, sharedWorkspace.format, SCHEMA_VERSION, link.baseSeq);
      });
      wake();
    },

    stopSharing: async () => {
      const { workspace, link } = await requireLink();
      await removeTeamLink(workspace.db);
      await logins.forget(link);
      await disconnect();
      onStateChange();
    },

    saveMember: (member) => changeMembers((openedLog, workspaceId) => openedLog.saveMember(workspaceId, member)),
    removeMember: (role) => changeMembers((openedLog, workspaceId) => openedLog.removeMember(workspaceId, role)),
    synchronise: synchroniseNow,
    wake,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await disconnect();
    },
  };
};
