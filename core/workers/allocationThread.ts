import { Worker } from 'node:worker_threads';
import { type ErrorCode, type ErrorDetails, OrebookError } from '#shared/contract/errors.ts';
import type { Allocation, AllocationFrontier, AllocationProblem, AllocationRisk } from '#shared/domain/allocation.ts';
import { onStopFlag, withErrorHandler } from './stopFlag.ts';

/** The worker data of the thread; `flag` is 1 once it must stop. */
export type AllocationJob = {
  readonly problem: AllocationProblem;
  readonly frontier: { readonly risk: AllocationRisk; readonly points: number } | undefined;
  readonly flag: Int32Array<SharedArrayBuffer>;
};

export type AllocationAnswer = {
  readonly allocation: Allocation;
  /** The allocation of highest revenue with production as the only limit. */
  readonly free: Allocation;
  readonly frontier: AllocationFrontier | undefined;
};

export type FromAllocation =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly answer: AllocationAnswer }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly details: ErrorDetails };

/** Solves allocations, each in its own thread. */
export type Allocator = {
  /** Throws CANCELLED soon after the flag is 1, what `onProgress` throws, and what the engine throws for an invalid problem. */
  readonly allocate: (job: AllocationJob, onProgress: (done: number, total: number) => void) => Promise<AllocationAnswer>;
};

const bundled = !import.meta.url.endsWith('.ts');
const entry = new URL(bundled ? './allocation.js' : './allocation.ts', import.meta.url);

export const createAllocator = (): Allocator => ({
  allocate: (job, onProgress) =>
    new Promise((resolve, reject) => {
      const thread = new Worker(entry, { workerData: job });
      const fail = (error: Error): void => {
        reject(error);
        void thread.terminate();
      };
      const stopWatching = onStopFlag(job.flag, () => fail(new OrebookError('CANCELLED')));
      const reportProgress = withErrorHandler(onProgress, fail);
      thread.on('message', (message: FromAllocation) => {
        if (message.kind === 'progress') reportProgress(message.done, message.total);
        else if (message.kind === 'done') resolve(message.answer);
        else reject(new OrebookError(message.code, message.details));
      });
      thread.on('error', reject);
      thread.on('exit', () => {
        stopWatching();
        reject(new Error('the thread of the allocation ended early'));
      });
    }),
});
