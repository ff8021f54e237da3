import type { CureProblem, CureSolution } from '#engine';
import { type ErrorCode, type ErrorDetails, OrebookError } from '#shared/contract/errors.ts';
import type { Allocation, AllocationFrontier, AllocationProblem, AllocationRisk, LimitRelaxation } from '#shared/domain/allocation.ts';
import { yieldIfDue } from '../yielding.ts';
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

/** A job of the thread; the deals and limits of an allocation follow it in parts. */
export type AllocationThreadJob =
  | (AllocationJob & { readonly kind: 'allocate'; readonly parts: number })
  | (CureJob & { readonly kind: 'cure' });

type ProblemRows = Pick<AllocationProblem, 'cells' | 'limits'>;

/** Deals or limits of a problem, or of the problem before deals were folded. */
export type ProblemPart = ProblemRows & { readonly of: 'problem' | 'whole' };

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
/** Deals or limits per message: thousands of limits at once would hold the core. */
const ROWS_AT_ONCE = 1_000;
/** Memory for new objects, MB; by default several times as much, which a thread that solves for long takes and does not need. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 16 };

const splitRows = (of: ProblemPart['of'], { cells, limits }: ProblemRows): readonly ProblemPart[] =>
  Array.from({ length: Math.ceil(Math.max(cells.length, limits.length) / ROWS_AT_ONCE) }, (_, i) => {
    const [from, to] = [i * ROWS_AT_ONCE, (i + 1) * ROWS_AT_ONCE];
    return { of, cells: cells.slice(from, to), limits: limits.slice(from, to) };
  });

const withoutRows = <T extends ProblemRows>(problem: T): T => ({ ...problem, cells: [], limits: [] });

export const createAllocator = (entry: URL = ownEntry): Allocator => {
  const threads = createJobThreads<AllocationThreadJob, FromAllocation, ProblemPart>(entry, THREAD_LIMITS, IDLE_MS);

  const run = async (
    job: AllocationThreadJob,
    onProgress: (doneCount: number, total: number) => void,
    parts: readonly ProblemPart[] = [],
  ): Promise<unknown> => {
    let lastMessage: Exclude<FromAllocation, { kind: 'progress' }> | undefined;
    const receive = (message: FromAllocation): boolean => {
      if (message.kind === 'progress') onProgress(message.done, message.total);
      else lastMessage = message;
      return lastMessage !== undefined;
    };
    const feed = async (post: (part: ProblemPart) => void): Promise<void> => {
      for (const part of parts) {
        await yieldIfDue();
        post(part);
      }
    };
    await threads.run(job, { receive, feed, flag: job.flag });
    if (lastMessage?.kind === 'refused') throw new OrebookError(lastMessage.code, lastMessage.details);
    return lastMessage?.answer;
  };

  return {
    allocate: (job, onProgress) => {
      const { problem } = job;
      const { whole } = problem;
      const parts = [...splitRows('problem', problem), ...(whole ? splitRows('whole', whole) : [])];
      const firstMessage = { ...withoutRows(problem), ...(whole && { whole: withoutRows(whole) }) };
      return run({ ...job, problem: firstMessage, kind: 'allocate', parts: parts.length }, onProgress, parts) as Promise<AllocationAnswer>;
    },
    cure: (job) => run({ ...job, kind: 'cure' }, () => undefined) as Promise<CureAnswer>,
  };
};
