import type { ErrorCode, ErrorDetails } from '#shared/contract/errors.ts';
import type { Allocation, AllocationFrontier, AllocationProblem, AllocationRisk } from '#shared/domain/allocation.ts';

/** What the thread is asked for; `flag` is 1 once it is to stop. */
export type AllocationJob = {
  readonly problem: AllocationProblem;
  readonly frontier: { readonly risk: AllocationRisk; readonly points: number } | undefined;
  readonly flag: Int32Array<SharedArrayBuffer>;
};

export type AllocationAnswer = {
  readonly allocation: Allocation;
  /** The most revenue that the same deals earn with production as their only limit. */
  readonly free: Allocation;
  readonly frontier: AllocationFrontier | undefined;
};

export type FromAllocation =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly answer: AllocationAnswer }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly details: ErrorDetails };
