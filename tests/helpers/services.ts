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
import { artefactStore, intakeStore } from '../../core/files/fileStores.ts';
import { handlers } from '../../core/handlers.ts';
import { createJobs } from '../../core/jobs/jobRunner.ts';
import { idMaker } from '../../core/newId.ts';
import { type Workbook, workbook } from '../../core/portfolio/portfolio.ts';
import { createReadWriteLock } from '../../core/readWriteLock.ts';
import { createSession } from '../../core/session/session.ts';
import { allocationThread } from '../../core/workers/allocationThread.ts';
import { documentThread } from '../../core/workers/documentThread.ts';
import { simulationThreads } from '../../core/workers/simulationThreads.ts';
import { type Tables, tableThread } from '../../core/workers/tableThread.ts';

export type Services = {
  /** Through the door, answers parsed; throws when the answer is an error. */
  readonly ask: <K extends CallName>(call: K, input: Input<K>) => Promise<Output<K>>;
  /** Through the door with any input; answers what the page would get. */
  readonly call: (call: string, input: unknown, requestId?: string) => Promise<Result<unknown>>;
  /** Replaces the dispatcher by a fresh one, as a core that took over remembers nothing but what is stored. */
  readonly replaceCore: () => void;
  /** The result of a job that was begun, when it has ended; throws unless it is done. */
  readonly ended: <K extends JobResult['kind'] = 'import'>(
    job: { readonly jobId: string },
    kind?: K,
  ) => Promise<Extract<JobResult, { kind: K }>>;
  readonly book: () => Promise<Workbook>;
  readonly ctx: ServiceContext;
  readonly dataFolder: string;
  /** Hands a file in, as a page uploads one; answers its intake token. */
  readonly bring: (name: string, content: Uint8Array | string) => Promise<string>;
  /** A document that went out. */
  readonly fetched: (artefact: string) => Promise<Buffer>;
  /** What the host was asked to show in its folder. */
  readonly revealed: readonly string[];
  readonly close: () => Promise<void>;
};

/** One for every workspace of a test file: what it has read of fonts serves all of them. */
const documents = documentThread();

/** The core's services on a fresh workspace file that `fill` wrote (the sample by default), reached as a page reaches them. */
export const openServices = async (
  fill: (tx: Tx) => Promise<void> = seedSample,
  can: Partial<Capabilities> = {},
  dataFolder: string = mkdtempSync(join(tmpdir(), 'orebook services ')),
  tables: Tables = tableThread(),
): Promise<Services> => {
  const clock = () => new Date('2026-06-03T09:00:00Z');
  const workspace = createSession({ dataFolder, tempFolder: join(dataFolder, 'temp'), clock, emit: () => {}, holds: () => {} });
  await workspace.create({ name: sampleName, label: { key: 'history.create' }, fill });
  const faults: unknown[] = [];
  const revealed: string[] = [];
  const intake = intakeStore(dataFolder);
  const artefacts = artefactStore(dataFolder);
  const lock = createReadWriteLock();
  const newId = idMaker(clock);
  let wake: () => void = () => {};
  const jobs = createJobs({ lock, newId, changed: () => wake(), log: (entry) => faults.push(entry) });
  const ctx: ServiceContext = {
    workspace,
    clock,
    newId,
    intake,
    artefacts,
    tables,
    documents,
    allocator: allocationThread(),
    simulations: simulationThreads(),
    jobs,
    capabilities: {
      host: 'loopback',
      version: '0.0.0',
      pickFiles: false,
      pickFolders: false,
      saveDialog: false,
      reveal: false,
      print: false,
      ...can,
    },
    reveal: (path) => void revealed.push(path),
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
      checkOutput: true,
      confirmed: workspace.confirmed,
      touched: workspace.touched,
    });
  let door = start();
  const ended: Services['ended'] = async <K extends JobResult['kind'] = 'import'>({ jobId }: { readonly jobId: string }) => {
    for (;;) {
      const { at } = jobs.get(jobId);
      if (at.state === 'done') return at.result as Extract<JobResult, { kind: K }>;
      if (at.state !== 'running') throw new Error(`the job ended as ${JSON.stringify(at)} ${JSON.stringify(faults.at(-1))}`);
      // asked again when something about a job has changed, and not all the time: threads need the processor
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    ended,
    ask: async <K extends CallName>(call: K, input: Input<K>) => {
      const result = await door({ id: 1, call, input, requestId: randomUUID() });
      if (!result.ok)
        throw new Error(`${call}: ${result.error.code} ${JSON.stringify(result.error.details)} ${JSON.stringify(faults.at(-1))}`);
      return result.value as Output<K>;
    },
    call: (call, input, requestId) => door({ id: 1, call, input, ...(requestId === undefined ? {} : { requestId }) }),
    replaceCore: () => {
      door = start();
    },
    book: () => workbook(ctx),
    ctx,
    dataFolder,
    bring: async (name, content) => (await intake.accept(Readable.from([Buffer.from(content)]), name)).token,
    fetched: async (artefact) => buffer((await artefacts.fetch(artefact)).content),
    revealed,
    close: async () => {
      await workspace.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
};
