import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  type CycleMoments,
  computeCycleMoments,
  createOutcomeTable,
  createPathTable,
  createRunSums,
  cycleMomentsKey,
  type OutcomeTable,
  type PathFinancing,
  type PathFinancingInput,
  type PathPresentValues,
  type RunResult,
  type SimulationRequest,
  withCycleMoments,
} from '#engine';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';
import { sumBy } from '#shared/math.ts';
import { type FromSimulation, type SimulationAnswer, type SimulationTask, sumBuffers, type ToSimulation } from './simulationMessages.ts';
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
  /** Simulates all paths of a request with cycle moments; the result is computed in a thread. The result has memory of its own. */
  readonly run: (request: SimulationRequest, control: SimulationControl) => Promise<RunResult>;
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
/** Tasks of a thread at once: the next one waits at the thread, which is never idle while its answer is read. */
const TASKS_AT_ONCE = 2;
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

const transferList = (task: SimulationTask): ArrayBuffer[] => (task.kind === 'result' ? sumBuffers(task.sums) : []);

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
  /** Memory of the path table of an earlier run. Shared memory that is dropped waits long for the garbage collectors of all threads. */
  let spareMemory: SharedArrayBuffer | undefined;
  let lastRequest = 0;
  let lastTask = 0;

  const takeMemory = (bytes: number): SharedArrayBuffer => {
    const memory = spareMemory;
    if (memory === undefined || memory.byteLength < bytes) return new SharedArrayBuffer(bytes);
    spareMemory = undefined;
    new Uint8Array(memory, 0, bytes).fill(0);
    return memory;
  };

  const returnMemory = (memory: SharedArrayBuffer): void => {
    if (spareMemory === undefined || spareMemory.byteLength < memory.byteLength) spareMemory = memory;
  };

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

  /** Runs tasks on all threads, at most TASKS_AT_ONCE per thread at once, and returns their results in the order of the tasks. */
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
    await Promise.all(Array.from({ length: Math.min(TASKS_AT_ONCE * threads, tasks.length) }, lane));
    if (Atomics.load(flag, 0) === 1) throw new OrebookError('CANCELLED');
    return answers;
  };

  /** Runs a task over all paths of a request in chunks, and passes on each answer with its first path. */
  const onPaths = async <K extends 'paths' | 'outcomes' | 'values'>(
    request: SimulationRequest,
    task: (range: { readonly from: number; readonly to: number }) => SimulationTask & { readonly kind: K },
    { flag, report }: SimulationControl,
    onAnswer: (answer: SimulationAnswer[K], from: number) => void = () => {},
  ): Promise<void> => {
    const total = request.parameters.paths;
    const done: number[] = [];
    const onProgress = (place: number, paths: number): void => {
      done[place] = paths;
      report({ done: sumBy(done, (part) => part ?? 0), total });
    };
    await runOnThreads(chunks(total, threads), flag, async (range, place) => {
      onAnswer(await ask<K>(request, task(range), flag, (paths) => onProgress(place, paths)), range.from);
      onProgress(place, range.to - range.from);
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
      const table = createPathTable(shape, 0, request.parameters.paths, takeMemory);
      const sums = createRunSums();
      await onPaths<'paths'>(
        request,
        (range) => ({ kind: 'paths', ...range, table }),
        control,
        ({ blocks }) => sums.add(blocks),
      );
      const result = await ask(request, { kind: 'result', sums: sums.total(), table }, control.flag);
      // not after an error: a thread may still write to it
      returnMemory(table.measures.buffer as SharedArrayBuffer);
      return result;
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
      const { paths } = request.parameters;
      const values = { contracts: new Float64Array(paths), spot: new Float64Array(paths) };
      await onPaths<'values'>(
        request,
        (range) => ({ kind: 'values', ...range }),
        control,
        ({ contracts, spot }, from) => {
          values.contracts.set(contracts, from);
          values.spot.set(spot, from);
        },
      );
      return values;
    },
    financing: (request, input) => ask(request, { kind: 'financing', input }, noFlag()),
    revenue: (request, paths) => ask(request, { kind: 'revenue', paths }, noFlag()),
    spotMarkets: (request, task) => ask(request, { kind: 'spotMarkets', ...task }, noFlag()),
    open: (request, path) => ask(request, { kind: 'open', path }, noFlag()),
  };
};
