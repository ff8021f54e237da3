import { Worker } from 'node:worker_threads';
import { OrebookError } from '#shared/contract/errors.ts';
import type { AllocationAnswer, AllocationJob, FromAllocation } from './allocationJob.ts';

/** Solves allocations in a thread of their own. */
export type Allocator = {
  /** Throws CANCELLED soon after the flag is 1, and what the engine says of a bad problem. */
  readonly allocate: (job: AllocationJob, onProgress: (done: number, total: number) => void) => Promise<AllocationAnswer>;
};

/** How often the flag is looked at while a solve goes on, ms. */
const LOOK_EVERY = 100;

const bundled = !import.meta.url.endsWith('.ts');
const entry = new URL(bundled ? './allocation.js' : './allocation.ts', import.meta.url);

export const allocationThread = (): Allocator => ({
  allocate: (job, onProgress) =>
    new Promise((resolve, reject) => {
      const thread = new Worker(entry, { workerData: job });
      const look = setInterval(() => {
        if (Atomics.load(job.flag, 0) !== 1) return;
        reject(new OrebookError('CANCELLED'));
        void thread.terminate();
      }, LOOK_EVERY);
      thread.on('message', (message: FromAllocation) => {
        if (message.kind === 'progress') onProgress(message.done, message.total);
        else if (message.kind === 'done') resolve(message.answer);
        else reject(new OrebookError(message.code, message.details));
      });
      thread.on('error', reject);
      thread.on('exit', () => {
        clearInterval(look);
        reject(new Error('the thread of the allocation ended early'));
      });
    }),
});
