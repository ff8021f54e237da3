import { Worker } from 'node:worker_threads';
import type { CureProblem, CureSolution } from '#engine';
import { type ErrorCode, type ErrorDetails, OrebookError } from '#shared/contract/errors.ts';
import type { Allocation, AllocationFrontier, AllocationProblem, AllocationRisk } from '#shared/domain/allocation.ts';
import { onStopFlag, withErrorHandler } from './stopFlag.ts';

/** An allocation to solve; `flag` is 1 once the thread must stop. */
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

/** A breach to cure; `flag` is 1 once the thread must stop. */
export type CureJob = { readonly problem: CureProblem; readonly flag: Int32Array<SharedArrayBuffer> };

export type CureAnswer = {
  readonly solution: CureSolution;
  /** The limits that prevent the cure; undefined where the breach is cured. */
  readonly conflict: readonly string[] | undefined;
};

/** The worker data of the thread. */
export type AllocationThreadData = (AllocationJob & { readonly kind: 'allocate' }) | (CureJob & { readonly kind: 'cure' });

export type FromAllocation<A = AllocationAnswer | CureAnswer> =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly answer: A }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly details: ErrorDetails };

/** Solves allocations and cures, each in its own thread. */
export type Allocator = {
  /** Throws CANCELLED soon after the flag is 1, what `onProgress` throws, and what the engine throws for an invalid problem. */
  readonly allocate: (job: AllocationJob, onProgress: (done: number, total: number) => void) => Promise<AllocationAnswer>;
  /** Throws CANCELLED soon after the flag is 1. */
  readonly cure: (job: CureJob) => Promise<CureAnswer>;
};

const isBundled = !import.meta.url.endsWith('.ts');
const entry = new URL(isBundled ? './allocationThread.js' : './allocationThread.ts', import.meta.url);

const runInThread = <A>(workerData: AllocationThreadData, onProgress: (done: number, total: number) => void): Promise<A> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(entry, { workerData });
    const fail = (error: Error): void => {
      reject(error);
      void thread.terminate();
    };
    const stopWatching = onStopFlag(workerData.flag, () => fail(new OrebookError('CANCELLED')));
    const reportProgress = withErrorHandler(onProgress, fail);
    thread.on('message', (message: FromAllocation<A>) => {
      if (message.kind === 'progress') reportProgress(message.done, message.total);
      else if (message.kind === 'done') resolve(message.answer);
      else reject(new OrebookError(message.code, message.details));
    });
    thread.on('error', reject);
    thread.on('exit', () => {
      stopWatching();
      reject(new Error('the thread of the allocation ended early'));
    });
  });

export const createAllocator = (): Allocator => ({
  allocate: (job, onProgress) => runInThread<AllocationAnswer>({ ...job, kind: 'allocate' }, onProgress),
  cure: (job) => runInThread<CureAnswer>({ ...job, kind: 'cure' }, () => undefined),
});
