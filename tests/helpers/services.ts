import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Tx } from '#db/schema.ts';
import { sampleName, seedSample } from '#db/seeds/sample/index.ts';
import { CONTRACT, type Input, type Output } from '#shared/contract/contract.ts';
import type { Capabilities } from '#shared/contract/host.ts';
import type { JobResult } from '#shared/contract/jobs.ts';
import type { CallName } from '#shared/contract/names.ts';
import type { Result } from '#shared/contract/result.ts';
import type { ServiceContext } from '../../core/context.ts';
import { createDispatcher } from '../../core/dispatcher.ts';
import { createArtefactStore, createIntakeStore } from '../../core/files/fileStores.ts';
import { handlers } from '../../core/handlers.ts';
import { createJobs } from '../../core/jobs/jobRunner.ts';
import { createIdMaker } from '../../core/newId.ts';
import { type Workbook, workbook } from '../../core/portfolio/portfolio.ts';
import type { ConfirmServerPort } from '../../core/protocol.ts';
import { createReadWriteLock } from '../../core/readWriteLock.ts';
import { NO_SECRETS, type SecretStore } from '../../core/secrets.ts';
import { createSession } from '../../core/session/session.ts';
import { openConfirmedServers } from '../../core/team/confirmedServers.ts';
import { createLogOpener } from '../../core/team/logOpener.ts';
import { createTeamRunner } from '../../core/team/teamRunner.ts';
import { createAllocator } from '../../core/workers/allocationClient.ts';
import { createDocuments } from '../../core/workers/documentClient.ts';
import { createSimulations } from '../../core/workers/simulationClient.ts';
import { createTables, type Tables } from '../../core/workers/tableClient.ts';

export type Services = {
  /** Sends a call through the dispatcher and returns its parsed output. Throws if the result is an error. */
  readonly ask: <K extends CallName>(call: K, input: Input<K>) => Promise<Output<K>>;
  /** Sends a call with any input through the dispatcher and returns its result. */
  readonly call: (call: string, input: unknown, requestId?: string) => Promise<Result<unknown>>;
  /** Replaces the dispatcher by a new one, like a restarted core that remembers only stored data. */
  readonly replaceCore: () => void;
  /** Waits for the end of a job and returns its result. Throws unless it is done. */
  readonly waitForJob: <K extends JobResult['kind'] = 'import'>(
    job: { readonly jobId: string },
    kind?: K,
  ) => Promise<Extract<JobResult, { kind: K }>>;
  readonly book: () => Promise<Workbook>;
  readonly ctx: ServiceContext;
  readonly dataFolder: string;
  /** Uploads a file as a page does. Returns its intake token. */
  readonly uploadFile: (name: string, content: Uint8Array | string) => Promise<string>;
  /** Names a file of the user's own, as the host does. Returns its intake token. */
  readonly referFile: (path: string) => Promise<string>;
  /** Reads a document by its artefact token. */
  readonly readArtefact: (artefact: string) => Promise<Buffer>;
  /** Paths that the host was asked to show in their folder. */
  readonly revealed: readonly string[];
  readonly close: () => Promise<void>;
};

/** Shared by all workspaces of a test file, because fonts are read once per thread. */
const documents = createDocuments();

/**
 * Finds where an answer has a stored message in place of a text or a label `{ shipped }`. Labels of changes, whole scenarios, and the
 * scenario and deck of a run are answered as stored: functions of shared/presentation render them.
 */
const findStoredMessages = (value: unknown, path = ''): readonly string[] => {
  if (typeof value === 'string') return value.includes('"key":"shipped.') ? [`${path} ${value}`] : [];
  if (value === null || typeof value !== 'object') return [];
  const isRenderedWhole = ('key' in value && String(value.key).startsWith('history.')) || ('family' in value && 'channels' in value);
  if (isRenderedWhole) return [];
  const isStoredText = (name: string, part: unknown): boolean =>
    name === 'shipped' || ((name === 'scenario' || name === 'deck') && typeof part === 'string');
  return Object.entries(value).flatMap(([name, part]) => (isStoredText(name, part) ? [] : findStoredMessages(part, `${path}.${name}`)));
};

/** What the host answers to a desk that shares its workspace. */
type TeamPorts = { readonly confirmServer?: ConfirmServerPort; readonly secrets?: SecretStore };

export type ServiceOptions = {
  readonly dataFolder: string;
  readonly can?: Partial<Capabilities>;
  readonly tables?: Tables;
  readonly ports?: TeamPorts;
  readonly clock?: () => Date;
  readonly newId?: () => string;
};

/** Opens the core's services on a new workspace that `fill` writes (by default the sample), called as by a page. */
export const openServices = async (
  fill: (tx: Tx) => Promise<void> = seedSample,
  can: Partial<Capabilities> = {},
  dataFolder: string = mkdtempSync(join(tmpdir(), 'orebook services ')),
  tables: Tables = createTables(),
  ports: TeamPorts = {},
): Promise<Services> => {
  const services = startServices({ dataFolder, can, tables, ports });
  await services.ctx.workspace.create({ name: sampleName, label: { key: 'history.create' }, fill });
  return services;
};

/** Starts the core's services without a workspace. */
export const startServices = ({
  dataFolder,
  can = {},
  tables = createTables(),
  ports = {},
  clock = () => new Date('2026-06-03T09:00:00Z'),
  newId = createIdMaker(clock),
}: ServiceOptions): Services => {
  const { confirmServer = async () => 'allowed', secrets = NO_SECRETS }: TeamPorts = ports;
  const workspace = createSession({
    dataFolder,
    tempFolder: join(dataFolder, 'temp'),
    clock,
    emit: () => {},
    onFileChange: () => {},
    onClose: () => jobs.cancelAll(),
  });
  const faults: unknown[] = [];
  const revealedPaths: string[] = [];
  const intake = createIntakeStore(dataFolder);
  const artefacts = createArtefactStore(dataFolder);
  const lock = createReadWriteLock();
  let wake: () => void = () => {};
  const jobs = createJobs({ lock, newId, onStateChange: () => wake(), log: (entry) => faults.push(entry) });
  const team = createTeamRunner({
    session: workspace,
    lock,
    tempFolder: dataFolder,
    logOpener: createLogOpener(openConfirmedServers(join(dataFolder, 'team-servers.json')), confirmServer),
    secrets,
    newId,
    clock,
    onStateChange: () => {},
    log: (entry) => faults.push(entry),
  });
  const ctx: ServiceContext = {
    workspace,
    clock,
    newId,
    intake,
    artefacts,
    tables,
    documents,
    allocator: createAllocator(),
    simulations: createSimulations(),
    readShared: lock.shared,
    jobs,
    team,
    capabilities: {
      host: 'loopback',
      version: '0.0.0',
      canPickFiles: false,
      canPickFolders: false,
      hasSaveDialog: false,
      canReveal: false,
      canPrint: false,
      ...can,
    },
    reveal: (path) => void revealedPaths.push(path),
  };
  const start = () =>
    createDispatcher({
      contract: CONTRACT,
      handlers,
      ctx,
      lock,
      revision: workspace.revision,
      language: workspace.language,
      log: (entry) => entry.event !== 'slow' && faults.push(entry),
      checksOutput: true,
      findConfirmed: workspace.findConfirmedRequest,
      touchedKinds: workspace.touchedKinds,
      isReadOnly: workspace.isReadOnly,
    });
  let dispatch = start();
  const ask: Services['ask'] = async <K extends CallName>(call: K, input: Input<K>) => {
    const result = await dispatch({ id: 1, call, input, requestId: randomUUID() });
    if (!result.ok)
      throw new Error(`${call}: ${result.error.code} ${JSON.stringify(result.error.details)} ${JSON.stringify(faults.at(-1))}`);
    const storedMessages = findStoredMessages(result.value);
    if (storedMessages.length > 0) throw new Error(`${call} answers stored messages: ${storedMessages.slice(0, 3).join(', ')}`);
    return result.value as Output<K>;
  };
  const waitForEnd: Services['waitForJob'] = async <K extends JobResult['kind'] = 'import'>({ jobId }: { readonly jobId: string }) => {
    for (;;) {
      const { at } = jobs.get(jobId);
      if (at.state === 'done') {
        // as a page does: a result that does not match the contract is refused
        await ask('jobs.get', { id: jobId });
        return at.result as Extract<JobResult, { kind: K }>;
      }
      if (at.state !== 'running') throw new Error(`the job ended as ${JSON.stringify(at)} ${JSON.stringify(faults.at(-1))}`);
      // reads the state only after a change, because the threads need the processor
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    waitForJob: waitForEnd,
    ask,
    call: (call, input, requestId) => dispatch({ id: 1, call, input, ...(requestId === undefined ? {} : { requestId }) }),
    replaceCore: () => {
      dispatch = start();
    },
    book: () => workbook(ctx),
    ctx,
    dataFolder,
    referFile: async (path) => (await intake.refer(path)).token,
    uploadFile: async (name, content) => (await intake.accept(Readable.from([Buffer.from(content)]), name)).token,
    readArtefact: async (artefact) => buffer((await artefacts.fetch(artefact)).content),
    revealed: revealedPaths,
    close: async () => {
      await workspace.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
};
