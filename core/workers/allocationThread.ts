import { Worker } from 'node:worker_threads';
import { OrebookError } from '#shared/contract/errors.ts';
import type { AllocationAnswer, AllocationJob, FromAllocation } from './allocationJob.ts';
import { telling, whenStopped } from './stopping.ts';

/** Solves allocations in a thread of their own. */
export type Allocator = {
  /** Throws CANCELLED soon after the flag is 1, what `onProgress` throws, and what the engine says of a bad problem. */
  readonly allocate: (job: AllocationJob, onProgress: (done: number, total: number) => void) => Promise<AllocationAnswer>;
};

const bundled = !import.meta.url.endsWith('.ts');
const entry = new URL(bundled ? './allocation.js' : './allocation.ts', import.meta.url);

export const allocationThread = (): Allocator => ({
  allocate: (job, onProgress) =>
    new Promise((resolve, reject) => {
      const thread = new Worker(entry, { workerData: job });
      const giveUp = (error: Error): void => {
        reject(error);
        void thread.terminate();
      };
      const rest = whenStopped(job.flag, () => giveUp(new OrebookError('CANCELLED')));
      const told = telling(onProgress, giveUp);
      thread.on('message', (message: FromAllocation) => {
        if (message.kind === 'progress') told(message.done, message.total);
        else if (message.kind === 'done') resolve(message.answer);
        else reject(new OrebookError(message.code, message.details));
      });
      thread.on('error', reject);
      thread.on('exit', () => {
        rest();
        reject(new Error('the thread of the allocation ended early'));
      });
    }),
});
