import { type ResourceLimits, Worker } from 'node:worker_threads';
import { OrebookError } from '#shared/contract/errors.ts';
import { toMemoryError } from '../memory.ts';
import { onStopFlag, withErrorHandler } from './stopFlag.ts';

/** How long a thread waits for its next job by default, ms. */
const IDLE_MS = 60_000;

export type JobControl<FromThread, ToThread> = {
  /** Receives each message and returns whether it was the last one. An error that it throws ends the job and the thread. */
  readonly receive: (message: FromThread) => boolean;
  /** Sends the messages that follow the job. */
  readonly feed?: (post: (message: ToThread) => void) => Promise<void>;
  /** Buffers of the job that pass to the thread instead of being copied. */
  readonly transfer?: readonly ArrayBuffer[];
  /** 1 once the job must stop. */
  readonly flag?: Int32Array<SharedArrayBuffer> | undefined;
  /** The longest time of the job, and the error after it. */
  readonly limit?: { readonly ms: number; readonly error: Error };
};

/**
 * Runs the jobs of one kind, each alone in a thread. A thread that has finished its job waits for the next one; one whose job failed, was
 * cancelled or took too long is ended, since it may still be working. `run` throws CANCELLED soon after the flag is 1 and instead of an
 * answer that comes after it, the error of the limit, of the thread, of `receive` and of `feed`.
 */
export const createJobThreads = <Job, FromThread, ToThread = never>(entry: URL, resourceLimits: ResourceLimits = {}, idleMs = IDLE_MS) => {
  let idleThread: { readonly thread: Worker; readonly leave: () => void } | undefined;

  const take = (): Worker => {
    if (!idleThread) return new Worker(entry, { resourceLimits });
    const { thread, leave } = idleThread;
    leave();
    thread.ref();
    return thread;
  };

  const release = (thread: Worker): void => {
    if (idleThread) {
      void thread.terminate();
      return;
    }
    const leave = (): void => {
      clearTimeout(timer);
      thread.off('error', leave).off('exit', leave);
      idleThread = undefined;
    };
    const end = (): void => {
      leave();
      void thread.terminate();
    };
    // neither the waiting thread nor its timer keeps the process alive
    const timer = setTimeout(end, idleMs).unref();
    thread.unref();
    thread.on('error', leave).on('exit', leave);
    idleThread = { thread, leave };
  };

  const run = (job: Job, { receive, feed, transfer = [], flag, limit }: JobControl<FromThread, ToThread>): Promise<void> =>
    new Promise((resolve, reject) => {
      const thread = take();
      const settle = (): void => {
        clearTimeout(timer);
        stopWatching?.();
        thread.off('message', onMessage).off('error', fail).off('exit', onExit);
      };
      const fail = (error: Error): void => {
        settle();
        // the job has failed already: a further error of its thread is ignored
        thread.on('error', () => undefined);
        void thread.terminate();
        reject(toMemoryError(error));
      };
      const onMessage = withErrorHandler((message: FromThread) => {
        if (!receive(message)) return;
        if (flag && Atomics.load(flag, 0) === 1) return cancel();
        settle();
        release(thread);
        resolve();
      }, fail);
      const onExit = (): void => fail(new Error('a thread ended before its job'));
      const timer = limit && setTimeout(fail, limit.ms, limit.error);
      const cancel = (): void => fail(new OrebookError('CANCELLED'));
      const stopWatching = flag && onStopFlag(flag, cancel);
      thread.on('message', onMessage).on('error', fail).on('exit', onExit);
      thread.postMessage(job, transfer);
      feed?.((message) => thread.postMessage(message)).catch(fail);
    });

  return { run };
};
