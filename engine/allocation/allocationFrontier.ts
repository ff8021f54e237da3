import type { Allocation, AllocationFrontier, AllocationProblem, AllocationRisk, Solver } from '#shared/domain/allocation.ts';
import { allocateTonnage, createOptimiser, validateProblem } from './allocateTonnage.ts';
import { allocationRisk, findAllocationViolations } from './allocationMeasures.ts';

export type FrontierHooks = {
  /** After each point. */
  readonly onPoint?: (done: number) => void;
  readonly shouldStop?: () => boolean;
};

/** Share of the maximum revenue by which a target may be lowered: as small as a rounding difference. */
const ROUNDING_SHARE = 1e-9;

/**
 * Computes the frontier of revenue and risk: the minimum risk at `points` revenues, evenly spaced from the revenue of minimum risk to the
 * maximum within the limits. Without lots it is monotone and concave. Returns the infeasible allocation where the limits can't be met.
 * Errors: as `allocateTonnage`.
 */
export const allocationFrontier = async (
  problem: Omit<AllocationProblem, 'objective'>,
  risk: AllocationRisk,
  points: number,
  solver: Solver,
  { onPoint, shouldStop }: FrontierHooks = {},
): Promise<AllocationFrontier | Exclude<Allocation, { status: 'optimal' }>> => {
  const curve: AllocationProblem = { ...problem, objective: { kind: 'risk', risk } };
  validateProblem(curve);
  const most = await allocateTonnage({ ...problem, objective: { kind: 'revenue' } }, solver);
  if (most.status !== 'optimal') return most;
  const { search, at } = createOptimiser(curve, solver);
  try {
    const least = await at(undefined);
    if (least.status !== 'optimal') return { status: 'stopped' };
    const lowest = search.revenueAt(least.tonnes).revenue;
    const found: { revenue: number; risk: number; tonnes: readonly number[] }[] = [];
    for (let i = 0; i < points; i++) {
      if (shouldStop?.()) return { status: 'stopped' };
      const revenueAtLeast = lowest + ((most.revenue - lowest) * i) / Math.max(1, points - 1);
      // the maximum revenue may be infeasible by a rounding difference
      const target = i === points - 1 ? revenueAtLeast - Math.abs(most.revenue) * ROUNDING_SHARE : revenueAtLeast;
      let point = i === 0 ? least : await at(target);
      // Warm starts accumulate rounding differences, and the quadratic solver can stall at a target: a point with violations or without a
      // solution is solved from scratch, a billionth of the revenue lower in the second case.
      if (point.status !== 'optimal' || findAllocationViolations(problem, point.tonnes).length > 0) {
        search.close();
        point = await at(point.status === 'optimal' ? target : target - Math.abs(most.revenue) * ROUNDING_SHARE);
      }
      if (point.status === 'optimal') {
        const { tonnes } = point;
        found.push({ revenue: search.revenueAt(tonnes).revenue, risk: allocationRisk(risk, problem.cells, tonnes), tonnes });
      }
      onPoint?.(i + 1);
    }
    return { points: found };
  } finally {
    search.close();
  }
};
