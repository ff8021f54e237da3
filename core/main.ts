import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { CONTRACT } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { CALLS, isCallName } from '#shared/contract/names.ts';
import type { Result } from '#shared/contract/result.ts';
import type { ServiceContext } from './context.ts';
import { createDispatcher } from './dispatcher.ts';
import { createArtefactStore, createIntakeStore } from './files/fileStores.ts';
import { handlers } from './handlers.ts';
import { createJobs } from './jobs/jobRunner.ts';
import { errorFields, type LogEntry, newLogId } from './log.ts';
import { createIdMaker } from './newId.ts';
import { type CoreStart, type FirstOpen, type FromCore, type ServerAnswer, SHUTDOWN, type ToCore } from './protocol.ts';
import { createReadWriteLock } from './readWriteLock.ts';
import { createSecretStore } from './secrets.ts';
import { startAutoLockTimer } from './session/autoLockTimer.ts';
import { startBackupTimer } from './session/backupTimer.ts';
import { createSession } from './session/session.ts';
import { openConfirmedServers } from './team/confirmedServers.ts';
import { createLogOpener } from './team/logOpener.ts';
import { createTeamRunner, type TeamRunner } from './team/teamRunner.ts';
import { createAllocator } from './workers/allocationClient.ts';
import { createDocuments } from './workers/documentClient.ts';
import { createSimulations } from './workers/simulationClient.ts';
import { createTables } from './workers/tableClient.ts';

/** How long running jobs, then commands, may take before the file is closed anyway, ms; together less than the host's limit. */
const MAX_JOBS_MS = 1_000;
const MAX_COMMANDS_MS = 2_000;
/** Time between two signs of life, ms; less than the host's limit for silence. */
const ALIVE_MS = 5_000;

const port = parentPort;
if (!port) throw new Error('the core runs in a worker thread that a host starts');

const setup: CoreStart = workerData;
const send = (message: FromCore): void => port.postMessage(message);
const log = (entry: LogEntry): void => send({ kind: 'log', entry });
setInterval(() => send({ kind: 'alive' }), ALIVE_MS).unref();
const clock = (): Date => new Date();
const newId = createIdMaker(clock);
const isStopping = (): boolean => Atomics.load(setup.shutdownFlags, SHUTDOWN.stopping) === 1;

const secrets = createSecretStore(setup.secrets);
let team: TeamRunner | undefined;

/** Ids of the jobs that ended with their workspace, until the event that reports them. */
let endedJobs: readonly string[] = [];

const session = createSession({
  dataFolder: setup.dataFolder,
  tempFolder: setup.tempFolder,
  secondBackups: setup.secondBackups,
  clock,
  emit: (event) => {
    send({ kind: 'event', event: event.kind === 'workspace' && endedJobs.length > 0 ? { ...event, endedJobs } : event });
    if (event.kind === 'workspace') endedJobs = [];
    // the session exists before the runner
    team?.wake();
  },
  onFileChange: (file) => send({ kind: 'openFile', file }),
  // their results would be discarded
  onClose: () => {
    endedJobs = [...endedJobs, ...jobs.cancelAll()];
  },
  throwIfCancelled: () => {
    if (isStopping()) throw new OrebookError('CANCELLED');
  },
  log,
  secrets,
});

session.noteFirstVersion(setup.capabilities.version);

const lock = createReadWriteLock();
const jobs = createJobs({
  lock,
  newId,
  onStateChange: () => send({ kind: 'event', event: { kind: 'job', revision: session.revision() } }),
  log,
});

/** Questions about servers that the host has not answered yet, by their id. */
const serverQuestions = new Map<number, (answer: ServerAnswer) => void>();
let lastQuestion = 0;

team = createTeamRunner({
  session,
  lock,
  tempFolder: setup.tempFolder,
  logOpener: createLogOpener(openConfirmedServers(join(setup.dataFolder, 'team-servers.json')), (connection) => {
    const { promise, resolve } = Promise.withResolvers<ServerAnswer>();
    lastQuestion += 1;
    serverQuestions.set(lastQuestion, resolve);
    send({ kind: 'confirmServer', id: lastQuestion, connection });
    return promise;
  }),
  secrets,
  newId,
  clock,
  onStateChange: () => send({ kind: 'event', event: { kind: 'team', revision: session.revision() } }),
  log,
});

const ctx: ServiceContext = {
  workspace: session,
  clock,
  newId,
  intake: createIntakeStore(setup.tempFolder),
  artefacts: createArtefactStore(setup.tempFolder),
  tables: createTables(),
  documents: createDocuments(),
  allocator: createAllocator(),
  simulations: createSimulations(),
  readShared: lock.shared,
  jobs,
  team,
  capabilities: setup.capabilities,
  reveal: (path) => send({ kind: 'reveal', path }),
};

const dispatch = createDispatcher({
  contract: CONTRACT,
  handlers,
  ctx,
  lock,
  revision: session.revision,
  language: session.language,
  log,
  checksOutput: setup.checksOutput,
  findConfirmed: session.findConfirmedRequest,
  touchedKinds: session.touchedKinds,
  isReadOnly: session.isReadOnly,
});

const openFirstWorkspace = async (): Promise<FirstOpen> => {
  try {
    await session.openFirst(setup.open);
    return { ok: true };
  } catch (error) {
    const { code, details } = error instanceof OrebookError ? error : new OrebookError('INTERNAL', { id: newLogId() });
    log({ event: 'firstOpen', id: String(details.id ?? ''), ...errorFields(error) });
    session.noteNotOpened({ code, details });
    return { ok: false, code, details };
  }
};

// requests that arrive meanwhile wait in the port
const firstWorkspace = await openFirstWorkspace();
const stopBackupTimer = startBackupTimer(lock, session);
const stopAutoLock = startAutoLockTimer(lock, session, jobs);

const closeFile = (): Promise<void> => session.stop().catch((error: unknown) => log({ event: 'stopFailed', ...errorFields(error) }));

/** Running queries by request id. */
const queries = new Map<number, AbortController>();

const isQuery = (call: string): boolean => isCallName(call) && CALLS[call] === 'query';

const parseInput = (text: string): { readonly input: unknown } | undefined => {
  try {
    return { input: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

const refuseJson = (call: string): Result<never> => {
  const id = newLogId();
  log({ event: 'refused', id, call: isCallName(call) ? call : '?', code: 'BAD_INPUT' });
  return { ok: false, error: { code: 'BAD_INPUT', details: { reason: 'json' }, id } };
};

/** Answers one call with JSON text, which the hosts forward unparsed. */
const answer = async (request: Extract<ToCore, { readonly kind: 'call' }>['request']): Promise<void> => {
  const { id, call } = request;
  const parsedInput = parseInput(request.input);
  const stop = new AbortController();
  if (isQuery(call)) queries.set(id, stop);
  const result = parsedInput ? await dispatch({ ...request, ...parsedInput }, stop.signal) : refuseJson(call);
  queries.delete(id);
  send({ kind: 'answer', id, body: JSON.stringify(result), revision: result.ok ? result.revision : undefined });
};

port.on('message', async (message: ToCore) => {
  if (message.kind === 'cancel') {
    queries.get(message.id)?.abort();
    return;
  }
  if (message.kind === 'serverAnswer') {
    serverQuestions.get(message.id)?.(message.answer);
    serverQuestions.delete(message.id);
    return;
  }
  if (message.kind === 'stop') {
    stopBackupTimer();
    stopAutoLock();
    void team.stop();
    await Promise.race([jobs.stop(), pause(MAX_JOBS_MS)]);
    // the last saved input may still wait for the lock
    await Promise.race([lock.exclusive(closeFile), pause(MAX_COMMANDS_MS).then(closeFile)]);
    Atomics.store(setup.shutdownFlags, SHUTDOWN.closed, 1);
    Atomics.notify(setup.shutdownFlags, SHUTDOWN.closed);
    send({ kind: 'stopped' });
    // the file is closed; other threads end with this one
    process.exit(0);
  }
  // the host answers queries itself while it stops
  if (isStopping() && isQuery(message.request.call)) return;
  await answer(message.request);
});
send({ kind: 'ready', opened: firstWorkspace });

if (session.isOpen()) {
  // the page, which loads meanwhile, asks for it first
  const overview = dispatch({ id: 0, call: 'overview.get', input: {} });
  const change = Promise.withResolvers<void>();
  // the backup has what was opened: a change waits for it
  void lock.shared(() => Promise.race([overview, change.promise]).then(() => session.backUpIfNew('start')), change.resolve);
}
