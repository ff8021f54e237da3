import type { CureProblem, CureSolution } from '#engine';
import { type ErrorCode, type ErrorDetails, OrebookError } from '#shared/contract/errors.ts';
import type { Allocation, AllocationFrontier, AllocationProblem, AllocationRisk, LimitRelaxation } from '#shared/domain/allocation.ts';
import { createJobThreads } from './jobThreads.ts';

/** An allocation to solve; `flag` is 1 once the thread must stop. */
export type AllocationJob = {
  readonly problem: AllocationProblem;
  readonly frontier?: { readonly risk: AllocationRisk; readonly points: number };
  /** Whether the least relaxations of the limits in a conflict are found. */
  readonly shouldRelax?: boolean;
  readonly flag: Int32Array<SharedArrayBuffer>;
};

export type AllocationAnswer = {
  readonly allocation: Allocation;
  /** The least relaxation of each limit in a conflict with which an allocation exists. */
  readonly relaxations: readonly LimitRelaxation[];
  /** Beside a frontier, the allocation of highest revenue with production as the only limit. */
  readonly unrestricted: Allocation | undefined;
  readonly frontier: AllocationFrontier | undefined;
};

/** A breach to cure; `flag` is 1 once the thread must stop. */
export type CureJob = { readonly problem: CureProblem; readonly flag: Int32Array<SharedArrayBuffer> };

export type CureAnswer = {
  readonly solution: CureSolution;
  /** The limits that prevent the cure; undefined where the breach is cured. */
  readonly conflict: readonly string[] | undefined;
};

/** A job of the thread. */
export type AllocationThreadJob = (AllocationJob & { readonly kind: 'allocate' }) | (CureJob & { readonly kind: 'cure' });

export type FromAllocation<A = AllocationAnswer | CureAnswer> =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly answer: A }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly details: ErrorDetails };

/** Solves allocations and cures, each alone in a thread. */
export type Allocator = {
  /** Throws CANCELLED soon after the flag is 1, what `onProgress` throws, and what the engine throws for an invalid problem. */
  readonly allocate: (job: AllocationJob, onProgress: (doneCount: number, total: number) => void) => Promise<AllocationAnswer>;
  /** Throws CANCELLED soon after the flag is 1. */
  readonly cure: (job: CureJob) => Promise<CureAnswer>;
};

const isBundled = !import.meta.url.endsWith('.ts');
const ownEntry = new URL(isBundled ? './allocationThread.js' : './allocationThread.ts', import.meta.url);

/** How long a thread waits for its next job, ms: the memory that a solve of thousands of deals took is returned only with the thread. */
const IDLE_MS = 1_000;
/** Memory for new objects, MB; by default several times as much, which a thread that solves for long takes and does not need. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 16 };

export const createAllocator = (entry: URL = ownEntry): Allocator => {
  const threads = createJobThreads<AllocationThreadJob, FromAllocation>(entry, THREAD_LIMITS, IDLE_MS);

  const run = async (job: AllocationThreadJob, onProgress: (doneCount: number, total: number) => void): Promise<unknown> => {
    let lastMessage: Exclude<FromAllocation, { kind: 'progress' }> | undefined;
    const receive = (message: FromAllocation): boolean => {
      if (message.kind === 'progress') onProgress(message.done, message.total);
      else lastMessage = message;
      return lastMessage !== undefined;
    };
    await threads.run(job, { receive, flag: job.flag });
    if (lastMessage?.kind === 'refused') throw new OrebookError(lastMessage.code, lastMessage.details);
    return lastMessage?.answer;
  };

  return {
    allocate: (job, onProgress) => run({ ...job, kind: 'allocate' }, onProgress) as Promise<AllocationAnswer>,
    cure: (job) => run({ ...job, kind: 'cure' }, () => undefined) as Promise<CureAnswer>,
  };
};
