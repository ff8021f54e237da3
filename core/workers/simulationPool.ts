import { Worker } from 'node:worker_threads';
import type { SimulationRequest } from '#engine';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';
import { toMemoryError } from '../memory.ts';
import { runOutsideRequest } from '../requestContext.ts';
import { yieldIfDue } from '../yielding.ts';
import { isLargePlan } from './memoryOfRun.ts';
import { type FromSimulation, type SimulationAnswer, type SimulationTask, type ToSimulation, taskBuffers } from './simulationMessages.ts';
import { onStopFlag, withErrorHandler } from './stopFlag.ts';

/** Tasks of a thread at once: the next one waits at the thread, which is never idle while its answer is read. */
const TASKS_AT_ONCE = 2;
/** Contracts of a request per message to a thread. */
const CONTRACTS_AT_ONCE = 250;
/** Memory of a thread for new objects, MB. With Node's default the buffers of earlier plans are freed late. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 8 };

type OpenRequest = {
  readonly resolve: (answer: SimulationAnswer[keyof SimulationAnswer]) => void;
  readonly reject: (error: Error) => void;
  readonly progress: (doneCount: number) => void;
};

type Thread = {
  readonly worker: Worker;
  readonly openRequests: Map<number, OpenRequest>;
  /** The number of the request that it has, or that is being sent. */
  knownRequest?: number;
  /** Ends when all messages so far are sent; further ones wait for it. */
  whenSent: Promise<void>;
  /** Whether it has known a large plan: it is not reused for another, because its garbage collector frees a plan late. */
  hasLargePlan: boolean;
};

/** Creates a pool of threads, which start with the first work and are reused. If a thread dies, only its work fails, and another replaces it. */
export const createSimulationPool = (threads: number, entry: URL) => {
  const pool: Thread[] = [];
  const numbers = new WeakMap<SimulationRequest, number>();
  let [lastRequest, lastTask] = [0, 0];

  const receive = (thread: Thread, message: FromSimulation): void => {
    const openRequest = thread.openRequests.get(message.id);
    if (!openRequest) return;
    if (message.kind === 'progress') {
      openRequest.progress(message.done);
      return;
    }
    thread.openRequests.delete(message.id);
    if (message.kind === 'answer') openRequest.resolve(message.answer);
    else if (message.kind === 'refused') openRequest.reject(new OrebookError(message.code as ErrorCode, message.details));
    else openRequest.reject(toMemoryError(new Error(message.message)));
  };

  const start = (): Thread => {
    const thread: Thread = {
      worker: new Worker(entry, { resourceLimits: THREAD_LIMITS }),
      openRequests: new Map(),
      whenSent: Promise.resolve(),
      hasLargePlan: false,
    };
    const end = (error: Error): void => {
      const place = pool.indexOf(thread);
      if (place >= 0) pool.splice(place, 1);
      for (const { reject } of thread.openRequests.values()) reject(error);
      thread.openRequests.clear();
    };
    thread.worker.on('message', (message: FromSimulation) => receive(thread, message));
    thread.worker.on('error', (error) => end(toMemoryError(error as Error)));
    thread.worker.on('exit', () => end(new Error('a thread of the simulation ended early')));
    // an idle pool must not keep the process alive
    thread.worker.unref();
    pool.push(thread);
    return thread;
  };

  /** Returns an idle thread, if possible one that has the request, a new one if the pool is not full, else the one with the fewest tasks. */
  const pickThread = (request: number): Thread => {
    const idleThreads = pool.filter(({ openRequests }) => openRequests.size === 0);
    const idleThread = idleThreads.find(({ knownRequest }) => knownRequest === request) ?? idleThreads[0];
    if (idleThread) return idleThread;
    if (pool.length < threads) return start();
    return pool.reduce((leastBusyThread, thread) =>
      thread.openRequests.size < leastBusyThread.openRequests.size ? thread : leastBusyThread,
    );
  };

  /** Ends the idle threads that `shouldEnd` chooses; others replace them with the next work. */
  const endIdle = (shouldEnd: (thread: Thread) => boolean = () => true): void => {
    for (const thread of pool.filter(shouldEnd)) {
      if (thread.openRequests.size > 0) continue;
      pool.splice(pool.indexOf(thread), 1);
      void thread.worker.terminate();
    }
  };

  const post = ({ worker }: Thread, message: ToSimulation, memory: ArrayBuffer[] = []): void => worker.postMessage(message, memory);

  /** Sends a request, which its thread keeps in place of the last one; yields between parts of its contracts. */
  const sendRequest = async (thread: Thread, number: number, request: SimulationRequest): Promise<void> => {
    const { portfolio } = request;
    post(thread, { kind: 'forget' });
    for (let from = 0; from < portfolio.contracts.length; from += CONTRACTS_AT_ONCE) {
      post(thread, { kind: 'contracts', contracts: portfolio.contracts.slice(from, from + CONTRACTS_AT_ONCE) });
      await yieldIfDue();
    }
    post(thread, { kind: 'request', request: number, value: { ...request, portfolio: { ...portfolio, contracts: [] } } });
  };

  /** Runs a task of a request in a thread. */
  const ask = <K extends SimulationTask['kind']>(
    request: SimulationRequest,
    task: SimulationTask & { readonly kind: K },
    flag: Int32Array<SharedArrayBuffer>,
    progress: (doneCount: number) => void = () => {},
  ): Promise<SimulationAnswer[K]> =>
    new Promise((resolve, reject) => {
      const number = numbers.get(request) ?? ++lastRequest;
      numbers.set(request, number);
      const pickedThread = pickThread(number);
      const isReplaced = pickedThread.hasLargePlan && pickedThread.openRequests.size === 0 && pickedThread.knownRequest !== number;
      if (isReplaced) endIdle((thread) => thread === pickedThread);
      const thread = isReplaced ? start() : pickedThread;
      thread.hasLargePlan ||= isLargePlan(request.portfolio.contracts.length);
      const isKnown = thread.knownRequest === number;
      thread.knownRequest = number;
      const id = ++lastTask;
      thread.worker.ref();
      // the thread can't interrupt every task, such as the preparation of a plan: it counts as busy until it answers
      const endChecks = onStopFlag(flag, () => reject(new OrebookError('CANCELLED')));
      const end = (): void => {
        endChecks();
        if (thread.openRequests.size === 0) thread.worker.unref();
      };
      thread.openRequests.set(id, {
        resolve: (answer) => {
          end();
          resolve(answer as SimulationAnswer[K]);
        },
        reject: (error) => {
          end();
          reject(error);
        },
        progress: withErrorHandler(progress, reject),
      });
      const send = async (): Promise<void> => {
        if (!isKnown) await sendRequest(thread, number, request);
        post(thread, { kind: 'task', id, request: number, task, flag }, taskBuffers(task));
      };
      // not cancelled with the query that asks: others may ask for the same request
      thread.whenSent = thread.whenSent
        .then(() => runOutsideRequest(send))
        .catch((error: Error) => {
          const openRequest = thread.openRequests.get(id);
          thread.openRequests.delete(id);
          openRequest?.reject(error);
        });
    });

  /** Runs tasks on all threads, at most TASKS_AT_ONCE per thread at once, and returns their results in the order of the tasks. */
  const runOnThreads = async <T, R>(
    tasks: readonly T[],
    flag: Int32Array<SharedArrayBuffer>,
    run: (task: T, place: number) => Promise<R>,
  ): Promise<R[]> => {
    const answers: R[] = [];
    let nextTask = 0;
    let hasFailed = false;
    const runTasksInTurn = async (): Promise<void> => {
      while (nextTask < tasks.length && !hasFailed) {
        if (Atomics.load(flag, 0) === 1) throw new OrebookError('CANCELLED');
        const place = nextTask++;
        try {
          answers[place] = await run(tasks[place]!, place);
        } catch (error) {
          hasFailed = true;
          throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(TASKS_AT_ONCE * threads, tasks.length) }, runTasksInTurn));
    if (Atomics.load(flag, 0) === 1) throw new OrebookError('CANCELLED');
    return answers;
  };

  return { ask, runOnThreads, endIdle };
};
