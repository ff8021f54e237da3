import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  type CycleMoments,
  computeCycleMoments,
  createOutcomeTable,
  createPathTable,
  cycleMomentsKey,
  type OutcomeTable,
  type PathBlocks,
  type PathFinancing,
  type PathFinancingInput,
  type PathPresentValues,
  type SimulationRequest,
  type SimulationResult,
  withCycleMoments,
} from '#engine';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';
import { sumBy } from '#shared/math.ts';
import {
  type FromSimulation,
  type SimulationAnswer,
  type SimulationTask,
  type ToSimulation,
  transferableBuffers,
} from './simulationMessages.ts';
import { withErrorHandler } from './stopFlag.ts';

/** The progress of a request, in paths. */
export type SimulationProgress = { readonly done: number; readonly total: number };

export type SimulationControl = {
  /** 1 once the work must stop. */
  readonly flag: Int32Array<SharedArrayBuffer>;
  /** Called with the progress; an error that it throws ends the work. */
  readonly report: (progress: SimulationProgress) => void;
};

/** A pool of simulation threads. Every call throws CANCELLED once its flag is 1, and what the engine throws. */
export type Simulations = {
  /** Returns the request with the moments of its cycle. */
  readonly addCycleMoments: (request: SimulationRequest, control: SimulationControl) => Promise<SimulationRequest>;
  /** Simulates all paths of a request with cycle moments; they are merged and sorted in a thread. */
  readonly run: (request: SimulationRequest, control: SimulationControl) => Promise<SimulationResult>;
  /** Returns the outcomes of all paths of a request with cycle moments by year, for the plan and for some of its buyers and contracts. */
  readonly outcomes: (
    request: SimulationRequest,
    of: Pick<OutcomeTable, 'buyers' | 'contracts'>,
    control: SimulationControl,
  ) => Promise<OutcomeTable>;
  /** Returns the present values of all paths of a request with cycle moments, in the order of paths. */
  readonly values: (request: SimulationRequest, control: SimulationControl) => Promise<PathPresentValues>;
  /** Computes financing on outcomes of all paths of the request. */
  readonly financing: (request: SimulationRequest, input: PathFinancingInput) => Promise<PathFinancing>;
  readonly revenue: (request: SimulationRequest, paths: Int32Array) => Promise<Float64Array>;
  /** Writes the spot markets of paths of standalone deals to shared columns, and returns the deals' revenue (`simulateSpotMarkets`). */
  readonly spotMarkets: (
    request: SimulationRequest,
    task: Omit<Extract<SimulationTask, { readonly kind: 'spotMarkets' }>, 'kind'>,
  ) => Promise<Float64Array>;
  readonly open: (request: SimulationRequest, path: number) => Promise<SimulationAnswer['open']>;
};

/** The most threads; more would be limited by memory bandwidth. */
const MAX_THREADS = 8;
/** Paths of a task: so few that threads end together, so many that messages weigh nothing, in whole blocks of paths. */
const MIN_CHUNK = 256;
const MAX_CHUNK = 2_048;
/** Tasks per thread, if there are enough paths. */
const CHUNKS_PER_THREAD = 12;
/** Memory of a thread for new objects, MB. With Node's limit the arenas of earlier plans wait long for the garbage collector. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 8 };
/** Requests whose cycle moments are kept, the latest ones. */
const KEPT_MOMENTS = 8;

const isBundled = !import.meta.url.endsWith('.ts');
const ownEntry = new URL(isBundled ? './simulationThread.js' : './simulationThread.ts', import.meta.url);

type OpenRequest = {
  readonly resolve: (answer: SimulationAnswer[keyof SimulationAnswer]) => void;
  readonly reject: (error: Error) => void;
  readonly progress: (done: number) => void;
};

type Thread = { readonly worker: Worker; readonly open: Map<number, OpenRequest>; readonly knownRequests: Set<number> };

const noFlag = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

const transferList = (task: SimulationTask): ArrayBuffer[] => (task.kind === 'merge' ? transferableBuffers(task.parts) : []);

const chunks = (total: number, threads: number): { from: number; to: number }[] => {
  const whole = Math.floor(total / (threads * CHUNKS_PER_THREAD * MIN_CHUNK)) * MIN_CHUNK;
  const size = Math.min(MAX_CHUNK, Math.max(MIN_CHUNK, whole));
  return Array.from({ length: Math.ceil(total / size) }, (_, i) => ({ from: i * size, to: Math.min(total, (i + 1) * size) }));
};

/** Creates a pool of threads, which start with the first work and are reused. If a thread dies, only its work fails, and another replaces it. */
export const createSimulations = (threads = Math.min(MAX_THREADS, availableParallelism()), entry: URL = ownEntry): Simulations => {
  const pool: Thread[] = [];
  const numbers = new WeakMap<SimulationRequest, number>();
  /** Moments by `cycleMomentsKey`, the oldest first. */
  const moments = new Map<string, CycleMoments>();
  let lastRequest = 0;
  let lastTask = 0;

  const receive = (thread: Thread, message: FromSimulation): void => {
    const open = thread.open.get(message.id);
    if (!open) return;
    if (message.kind === 'progress') {
      open.progress(message.done);
      return;
    }
    thread.open.delete(message.id);
    if (message.kind === 'answer') open.resolve(message.answer);
    else if (message.kind === 'refused') open.reject(new OrebookError(message.code as ErrorCode, message.details));
    else open.reject(new Error(message.message));
  };

  const start = (): Thread => {
    const thread: Thread = { worker: new Worker(entry, { resourceLimits: THREAD_LIMITS }), open: new Map(), knownRequests: new Set() };
    const end = (error: Error): void => {
      const place = pool.indexOf(thread);
      if (place >= 0) pool.splice(place, 1);
      for (const { reject } of thread.open.values()) reject(error);
      thread.open.clear();
    };
    thread.worker.on('message', (message: FromSimulation) => receive(thread, message));
    thread.worker.on('error', end);
    thread.worker.on('exit', () => end(new Error('a thread of the simulation ended early')));
    // an idle pool must not keep the process alive
    thread.worker.unref();
    pool.push(thread);
    return thread;
  };

  /** Returns an idle thread, a new one if the pool is not full, else the one with the fewest tasks. */
  const pickThread = (): Thread => {
    const idle = pool.find(({ open }) => open.size === 0);
    if (idle) return idle;
    if (pool.length < threads) return start();
    return pool.reduce((least, thread) => (thread.open.size < least.open.size ? thread : least));
  };

  const post = ({ worker }: Thread, message: ToSimulation, memory: ArrayBuffer[] = []): void => worker.postMessage(message, memory);

  const ask = <K extends SimulationTask['kind']>(
    request: SimulationRequest,
    task: SimulationTask & { readonly kind: K },
    flag: Int32Array<SharedArrayBuffer>,
    progress: (done: number) => void = () => {},
  ): Promise<SimulationAnswer[K]> =>
    new Promise((resolve, reject) => {
      const thread = pickThread();
      const number = numbers.get(request) ?? ++lastRequest;
      numbers.set(request, number);
      if (!thread.knownRequests.has(number)) {
        // a thread keeps one request at a time
        for (const other of thread.knownRequests) post(thread, { kind: 'forget', request: other });
        thread.knownRequests.clear();
        thread.knownRequests.add(number);
        post(thread, { kind: 'request', request: number, value: request });
      }
      const id = ++lastTask;
      thread.worker.ref();
      const settled = (): void => {
        if (thread.open.size === 0) thread.worker.unref();
      };
      thread.open.set(id, {
        resolve: (answer) => {
          settled();
          resolve(answer as SimulationAnswer[K]);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
        progress: withErrorHandler(progress, reject),
      });
      post(thread, { kind: 'task', id, request: number, task, flag }, transferList(task));
    });

  /** Runs tasks on all threads, at most one per thread at once, and returns their results in the order of the tasks. */
  const runOnThreads = async <T, R>(
    tasks: readonly T[],
    flag: Int32Array<SharedArrayBuffer>,
    run: (task: T, place: number) => Promise<R>,
  ): Promise<R[]> => {
    const answers: R[] = [];
    let next = 0;
    let failed = false;
    const lane = async (): Promise<void> => {
      while (next < tasks.length && !failed) {
        if (Atomics.load(flag, 0) === 1) throw new OrebookError('CANCELLED');
        const place = next++;
        try {
          answers[place] = await run(tasks[place]!, place);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, lane));
    if (Atomics.load(flag, 0) === 1) throw new OrebookError('CANCELLED');
    return answers;
  };

  /** Runs a task over all paths of a request in chunks; results are in the order of paths. */
  const onPaths = <K extends 'paths' | 'outcomes' | 'values'>(
    request: SimulationRequest,
    task: (range: { readonly from: number; readonly to: number }) => SimulationTask & { readonly kind: K },
    { flag, report }: SimulationControl,
  ): Promise<SimulationAnswer[K][]> => {
    const total = request.parameters.paths;
    const done: number[] = [];
    const onProgress = (place: number, paths: number): void => {
      done[place] = paths;
      report({ done: sumBy(done, (part) => part ?? 0), total });
    };
    return runOnThreads(chunks(total, threads), flag, async (range, place) => {
      const answer = await ask<K>(request, task(range), flag, (paths) => onProgress(place, paths));
      onProgress(place, range.to - range.from);
      return answer;
    });
  };

  return {
    addCycleMoments: async (request, { flag, report }) => {
      if (!request.parameters.cycle.on || request.centre !== undefined) return withCycleMoments(request);
      // most changes of a plan leave its cycle as it is
      const key = cycleMomentsKey(request);
      const known = moments.get(key);
      if (known !== undefined) return { ...request, centre: known };
      const total = request.parameters.centrePaths;
      let done = 0;
      const parts = await runOnThreads(chunks(total, threads), flag, async ({ from, to }) => {
        const blocks = await ask(request, { kind: 'centre', from, to }, flag);
        done += to - from;
        report({ done, total });
        return blocks;
      });
      const centre = computeCycleMoments(request, parts.flat());
      moments.set(key, centre);
      if (moments.size > KEPT_MOMENTS) moments.delete(moments.keys().next().value!);
      return { ...request, centre };
    },
    run: async (request, control) => {
      const shape = await ask(request, { kind: 'shape' }, control.flag);
      // all parts name the same table, so that merging copies nothing
      const table = createPathTable(shape, 0, request.parameters.paths, (bytes) => new SharedArrayBuffer(bytes));
      const parts = await onPaths<'paths'>(request, (range) => ({ kind: 'paths', ...range, table }), control);
      return ask(request, { kind: 'merge', parts: parts.map((part): PathBlocks => ({ ...part, pathTable: table })) }, control.flag);
    },
    outcomes: async (request, { buyers, contracts }, control) => {
      const { years } = await ask(request, { kind: 'shape' }, control.flag);
      const table = createOutcomeTable(
        { years, paths: request.parameters.paths, buyers, contracts },
        (bytes) => new SharedArrayBuffer(bytes),
      );
      await onPaths<'outcomes'>(request, (range) => ({ kind: 'outcomes', ...range, table }), control);
      return table;
    },
    values: async (request, control) => {
      const parts = await onPaths<'values'>(request, (range) => ({ kind: 'values', ...range }), control);
      const joined = (of: (part: PathPresentValues) => Float64Array): Float64Array =>
        Float64Array.from(parts.flatMap((part) => [...of(part)]));
      return { contracts: joined(({ contracts }) => contracts), spot: joined(({ spot }) => spot) };
    },
    financing: (request, input) => ask(request, { kind: 'financing', input }, noFlag()),
    revenue: (request, paths) => ask(request, { kind: 'revenue', paths }, noFlag()),
    spotMarkets: (request, task) => ask(request, { kind: 'spotMarkets', ...task }, noFlag()),
    open: (request, path) => ask(request, { kind: 'open', path }, noFlag()),
  };
};
