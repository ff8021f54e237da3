import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { CONTRACT } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { CALLS, isCallName } from '#shared/contract/names.ts';
import { startBackupClock } from './backups/clock.ts';
import type { ServiceContext } from './context.ts';
import { createDoor } from './dispatcher.ts';
import { artefactStore, intakeStore } from './files/fileStores.ts';
import { handlers } from './handlers.ts';
import { createJobs } from './jobs/jobRunner.ts';
import { errorFields, type LogEntry, newLogId } from './log.ts';
import { idMaker } from './newId.ts';
import type { CoreStart, FirstOpen, FromCore, ToCore } from './protocol.ts';
import { createReadWriteLock } from './readWriteLock.ts';
import { createSession } from './session/session.ts';
import { allocationThread } from './workers/allocationThread.ts';
import { documentThread } from './workers/documentThread.ts';
import { simulationThreads } from './workers/simulationThreads.ts';
import { tableThread } from './workers/tableThread.ts';

/** Time that jobs, and then commands, under way get before the file is closed all the same: in all less than what the host waits for. */
const JOBS_MS = 1_000;
const COMMANDS_MS = 2_000;

const port = parentPort;
if (!port) throw new Error('the core runs in a worker thread that a host starts');

const setup: CoreStart = workerData;
const say = (message: FromCore): void => port.postMessage(message);
const log = (entry: LogEntry): void => say({ kind: 'log', entry });
const clock = (): Date => new Date();
const newId = idMaker(clock);
const isLeaving = (): boolean => Atomics.load(setup.leaving, 0) === 1;

const session = createSession({
  dataFolder: setup.dataFolder,
  tempFolder: setup.tempFolder,
  secondBackups: setup.secondBackups,
  clock,
  emit: (event) => say({ kind: 'event', event }),
  holds: (path) => say({ kind: 'holds', path }),
  goOn: () => {
    if (isLeaving()) throw new OrebookError('CANCELLED');
  },
});

const gate = createReadWriteLock();
const jobs = createJobs({ gate, newId, changed: () => say({ kind: 'event', event: { kind: 'job', revision: session.revision() } }), log });

const ctx: ServiceContext = {
  workspace: session,
  clock,
  newId,
  intake: intakeStore(setup.tempFolder),
  artefacts: artefactStore(setup.tempFolder),
  tables: tableThread(),
  documents: documentThread(),
  allocator: allocationThread(),
  simulations: simulationThreads(),
  jobs,
  capabilities: setup.capabilities,
  reveal: (path) => say({ kind: 'reveal', path }),
};

const door = createDoor({
  contract: CONTRACT,
  handlers,
  ctx,
  gate,
  revision: session.revision,
  language: session.language,
  log,
  checkOutput: setup.checkOutput,
  confirmed: session.confirmed,
});

const firstOpen = async (): Promise<FirstOpen> => {
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

// requests that come in meanwhile wait in the port
const opened = await firstOpen();
const stopBackupClock = startBackupClock(gate, session);

const closeFile = (): Promise<void> => session.stop().catch((error: unknown) => log({ event: 'stopFailed', ...errorFields(error) }));

port.on('message', async (message: ToCore) => {
  if (message.kind === 'stop') {
    stopBackupClock();
    await Promise.race([jobs.stop(), pause(JOBS_MS)]);
    // what was typed last stands in the gate; a thread that reads a table may stand before it
    await Promise.race([gate.exclusive(closeFile), pause(COMMANDS_MS).then(closeFile)]);
    say({ kind: 'stopped' });
    // the file is closed: what still runs here, a thread that reads a table say, ends with this one
    process.exit(0);
  }
  // nobody waits for the answer to a question any more; the host gives it
  if (isLeaving() && isCallName(message.request.call) && CALLS[message.request.call] === 'query') return;
  say({ kind: 'answer', id: message.request.id, result: await door(message.request) });
});
say({ kind: 'ready', opened });
