import type {
  Allocation,
  AllocationFrontier,
  AllocationProblem,
  AllocationRisk,
  OptimalAllocation,
  Solver,
} from '#shared/domain/allocation.ts';
import { allocateTonnage, createOptimiser, lineariseProblem, ROUNDING_SHARE, validateProblem } from './allocateTonnage.ts';
import { allocationRisk, findAllocationViolations } from './allocationMeasures.ts';
import { REVENUE_TOLERANCE } from './modelSearch.ts';
import { isNonconvexRisk } from './scenarioOutcomes.ts';
import { createRevenueFunction } from './spotRevenue.ts';

export type FrontierHooks = {
  /** After each point. */
  readonly onPoint?: (pointCount: number) => void;
  readonly shouldStop?: () => boolean;
  /** The allocation of the maximum revenue where it is known. */
  readonly maximumRevenue?: OptimalAllocation | undefined;
};

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
  { onPoint, shouldStop, maximumRevenue: knownMaximum }: FrontierHooks = {},
): Promise<AllocationFrontier | Exclude<Allocation, { status: 'optimal' }>> => {
  const riskProblem: AllocationProblem = { ...problem, objective: { kind: 'risk', risk } };
  validateProblem(riskProblem);
  const maximumRevenue = knownMaximum ?? (await allocateTonnage({ ...problem, objective: { kind: 'revenue' } }, solver));
  if (maximumRevenue.status !== 'optimal') return maximumRevenue;
  const { cells } = problem;
  // scenarios are linear around the least risk: the frontier shows the risk of its tonnes, not that of the model
  const leastRisk = isNonconvexRisk(risk) ? await allocateTonnage(riskProblem, solver) : undefined;
  if (leastRisk !== undefined && leastRisk.status !== 'optimal') return { status: 'stopped' };
  const model =
    leastRisk && isNonconvexRisk(risk)
      ? lineariseProblem({ ...riskProblem, objective: { kind: 'risk', risk } }, risk, leastRisk.tonnes)
      : riskProblem;
  const { search, solveAt: optimumAt } = createOptimiser(model, solver);
  const solveAt = async (target: number | undefined) => {
    const optimum = await optimumAt(target);
    return optimum.status === 'optimal' ? { ...optimum, tonnes: optimum.tonnes.slice(0, cells.length) } : optimum;
  };
  const revenueOf = createRevenueFunction(cells, problem.spotMarkets);
  try {
    const leastRiskPoint = await solveAt(undefined);
    if (leastRiskPoint.status !== 'optimal') return { status: 'stopped' };
    const leastRiskRevenue = revenueOf(leastRiskPoint.tonnes).revenue;
    const pointAt = (tonnes: readonly number[]) => ({
      revenue: revenueOf(tonnes).revenue,
      risk: allocationRisk(risk, cells, tonnes),
      tonnes,
    });
    const pointsFound: (ReturnType<typeof pointAt> | undefined)[] = [];
    for (let i = 0; i < points; i++) {
      if (shouldStop?.()) return { status: 'stopped' };
      const revenueAtLeast = leastRiskRevenue + ((maximumRevenue.revenue - leastRiskRevenue) * i) / Math.max(1, points - 1);
      // the model meets a minimum within this share, so that only few tonnes, hard to find, would keep the maximum more exactly
      const target = i === points - 1 ? revenueAtLeast - Math.abs(maximumRevenue.revenue) * REVENUE_TOLERANCE : revenueAtLeast;
      let point = i === 0 ? leastRiskPoint : await solveAt(target);
      // Warm starts accumulate rounding differences, and the quadratic solver can stall at a target: a point with violations or without a
      // solution is solved from scratch, a billionth of the revenue lower in the second case.
      if (point.status !== 'optimal' || findAllocationViolations(problem, point.tonnes).length > 0) {
        search.close();
        point = await solveAt(point.status === 'optimal' ? target : target - Math.abs(maximumRevenue.revenue) * ROUNDING_SHARE);
      }
      // the allocation of maximum revenue keeps every target, also where the solver fails at the last
      const tonnes = point.status === 'optimal' ? point.tonnes : i === points - 1 ? maximumRevenue.tonnes : undefined;
      // at once: the outcomes at these tonnes are those that the solve computed last
      pointsFound.push(tonnes && pointAt(tonnes));
      onPoint?.(i + 1);
    }
    // limits, risk and net revenue are convex without lots: half-way between two points lies one that is feasible and no worse than their mean
    const hasLots = cells.some(({ lot }) => lot !== undefined);
    return {
      points: pointsFound.flatMap((point, i): AllocationFrontier['points'] => {
        if (point) return [{ ...point, isInterpolated: false }];
        const [previous, next] = [pointsFound[i - 1], pointsFound[i + 1]];
        if (!previous || !next || hasLots) return [];
        return [{ ...pointAt(previous.tonnes.map((x, k) => (x + next.tonnes[k]!) / 2)), isInterpolated: true }];
      }),
    };
  } finally {
    search.close();
  }
};
