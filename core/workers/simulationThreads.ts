import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  computeCycleMoments,
  createPathTable,
  type PathPresentValues,
  type SimulationRequest,
  type SimulationResult,
  withCycleMoments,
} from '#engine';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';
import { type FromSimulation, memoryOf, type SimulationAnswer, type SimulationTask, type ToSimulation } from './simulationJob.ts';
import { telling } from './stopping.ts';

/** How far the work of a request has come, in paths. */
export type Told = { readonly done: number; readonly total: number };

export type SimulationControl = {
  /** 1 once the work is to stop. */
  readonly flag: Int32Array<SharedArrayBuffer>;
  /** What it throws is what the work ends with. */
  readonly report: (told: Told) => void;
};

/** The warm pool that simulates. Every call throws CANCELLED once its flag is up, and what the engine throws. */
export type Simulations = {
  /** The request with the means of its cycle. */
  readonly centred: (request: SimulationRequest, control: SimulationControl) => Promise<SimulationRequest>;
  /** All paths of a request that has its means, merged: sorting them is no work for the core either. */
  readonly run: (request: SimulationRequest, control: SimulationControl) => Promise<SimulationResult>;
  /** Present values of all paths of a request that has its means, in their order. */
  readonly values: (request: SimulationRequest, control: SimulationControl) => Promise<PathPresentValues>;
  readonly revenue: (request: SimulationRequest, paths: Int32Array) => Promise<Float64Array>;
  readonly open: (request: SimulationRequest, path: number) => Promise<SimulationAnswer['open']>;
};

/** Threads at most; beyond them two cores' worth of memory traffic gains nothing. */
const MOST = 8;
/** Paths of a task: so few that threads end together, so many that messages weigh nothing, in whole blocks of paths. */
const SMALLEST = 256;
const LARGEST = 2_048;
/** Tasks for each thread, where the paths are enough for that. */
const TURNS = 12;

const bundled = !import.meta.url.endsWith('.ts');
const ownEntry = new URL(bundled ? './simulation.js' : './simulation.ts', import.meta.url);

type Open = {
  readonly resolve: (answer: SimulationAnswer[keyof SimulationAnswer]) => void;
  readonly reject: (error: Error) => void;
  readonly progress: (done: number) => void;
};

type Thread = { readonly worker: Worker; readonly open: Map<number, Open>; readonly knows: Set<number> };

const noFlag = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

const handedOver = (task: SimulationTask): ArrayBuffer[] => (task.kind === 'merge' ? memoryOf(task.parts) : []);

const chunks = (total: number, threads: number): { from: number; to: number }[] => {
  const whole = Math.floor(total / (threads * TURNS * SMALLEST)) * SMALLEST;
  const size = Math.min(LARGEST, Math.max(SMALLEST, whole));
  return Array.from({ length: Math.ceil(total / size) }, (_, i) => ({ from: i * size, to: Math.min(total, (i + 1) * size) }));
};

/** A pool of threads, started when the first work comes and kept warm. A thread that dies fails its work only; another takes its place. */
export const simulationThreads = (threads = Math.min(MOST, availableParallelism()), entry: URL = ownEntry): Simulations => {
  const pool: Thread[] = [];
  const numbers = new WeakMap<SimulationRequest, number>();
  let lastRequest = 0;
  let lastTask = 0;

  const hear = (thread: Thread, message: FromSimulation): void => {
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
    const thread: Thread = { worker: new Worker(entry), open: new Map(), knows: new Set() };
    const end = (error: Error): void => {
      const place = pool.indexOf(thread);
      if (place >= 0) pool.splice(place, 1);
      for (const { reject } of thread.open.values()) reject(error);
      thread.open.clear();
    };
    thread.worker.on('message', (message: FromSimulation) => hear(thread, message));
    thread.worker.on('error', end);
    thread.worker.on('exit', () => end(new Error('a thread of the simulation ended early')));
    // a pool that waits for work keeps nothing alive
    thread.worker.unref();
    pool.push(thread);
    return thread;
  };

  /** The thread with the least to do, a new one while there may be more. */
  const freest = (): Thread => {
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
      const thread = freest();
      const number = numbers.get(request) ?? ++lastRequest;
      numbers.set(request, number);
      if (!thread.knows.has(number)) {
        // one request at a time is enough for a thread to remember
        for (const other of thread.knows) post(thread, { kind: 'forget', request: other });
        thread.knows.clear();
        thread.knows.add(number);
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
        progress: telling(progress, reject),
      });
      post(thread, { kind: 'task', id, request: number, task, flag }, handedOver(task));
    });

  /** Runs tasks on all threads, as many at once as there are threads, and answers in the order of the tasks. */
  const spread = async <T, R>(
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

  /** A task over all paths of a request, in pieces, their answers in the order of paths. */
  const onPaths = <K extends 'paths' | 'values'>(
    request: SimulationRequest,
    task: (range: { readonly from: number; readonly to: number }) => SimulationTask & { readonly kind: K },
    { flag, report: say }: SimulationControl,
  ): Promise<SimulationAnswer[K][]> => {
    const total = request.parameters.paths;
    const done: number[] = [];
    const told = (place: number, paths: number): void => {
      done[place] = paths;
      say({ done: done.reduce((sum, part) => sum + (part ?? 0), 0), total });
    };
    return spread(chunks(total, threads), flag, async (range, place) => {
      const answer = await ask<K>(request, task(range), flag, (paths) => told(place, paths));
      told(place, range.to - range.from);
      return answer;
    });
  };

  return {
    centred: async (request, { flag, report: say }) => {
      if (!request.parameters.cycle.on || request.centre !== undefined) return withCycleMoments(request);
      const total = request.parameters.centrePaths;
      let done = 0;
      const parts = await spread(chunks(total, threads), flag, async ({ from, to }) => {
        const blocks = await ask(request, { kind: 'centre', from, to }, flag);
        done += to - from;
        say({ done, total });
        return blocks;
      });
      return { ...request, centre: computeCycleMoments(request, parts.flat()) };
    },
    run: async (request, control) => {
      const shape = await ask(request, { kind: 'shape' }, control.flag);
      // every path has its place from the start: nothing that is kept is ever copied
      const room = createPathTable(shape, 0, request.parameters.paths, (bytes) => new SharedArrayBuffer(bytes));
      const parts = await onPaths<'paths'>(request, (range) => ({ kind: 'paths', ...range, room }), control);
      return ask(request, { kind: 'merge', parts: parts.map((part) => ({ ...part, kept: room })) }, control.flag);
    },
    values: async (request, control) => {
      const parts = await onPaths<'values'>(request, (range) => ({ kind: 'values', ...range }), control);
      const joined = (of: (part: PathPresentValues) => Float64Array): Float64Array =>
        Float64Array.from(parts.flatMap((part) => [...of(part)]));
      return { contracts: joined(({ contracts }) => contracts), spot: joined(({ spot }) => spot) };
    },
    revenue: (request, paths) => ask(request, { kind: 'revenue', paths }, noFlag()),
    open: (request, path) => ask(request, { kind: 'open', path }, noFlag()),
  };
};
