import type { AllocationCell, AllocationLimit, AllocationProblem, LimitRelaxation, Solver } from '#shared/domain/allocation.ts';
import { sumBy } from '#shared/math.ts';
import { readTonnes, revenueObjective } from './buildModel.ts';
import { REVENUE_TARGET } from './findConflict.ts';
import { createModelSearch } from './modelSearch.ts';

/** Share of a level to which the least relaxation is found. */
const LEVEL_TOLERANCE = 1e-4;
/** Halvings after which the search ends with what it has. */
const MAX_HALVINGS = 24;

/** What the level of a limit must be multiplied by so that some tonnes keep it; undefined where no factor is enough. */
const factorAt = ({ counted, of, atMost, atLeast }: AllocationLimit, tonnesById: ReadonlyMap<string, number>): number | undefined => {
  const amountOf = (weights: AllocationLimit['counted']): number =>
    sumBy(weights, ({ cell, weight }) => weight * (tonnesById.get(cell) ?? 0));
  const level = (atMost ?? atLeast ?? 0) * (of === undefined ? 1 : amountOf(of));
  const amount = amountOf(counted);
  if (atMost !== undefined) return amount <= level ? 1 : level > 0 ? amount / level : undefined;
  return amount >= level ? 1 : amount / level;
};

const scaleLevel = (limit: AllocationLimit, factor: number): AllocationLimit => ({
  ...limit,
  ...(limit.atMost === undefined ? {} : { atMost: limit.atMost * factor }),
  ...(limit.atLeast === undefined ? {} : { atLeast: limit.atLeast * factor }),
});

/** Finds tonnes that keep every limit and the minimum revenue of a problem; undefined where there are none. */
const findFeasible = async (
  problem: AllocationProblem,
  solver: Solver,
): Promise<{ readonly tonnes: readonly number[]; readonly revenue: number } | undefined> => {
  const { cells, objective, spotMarkets = [] } = problem;
  const search = createModelSearch(problem, false, solver);
  // without a minimum revenue the highest revenue is asked for, which says what the minimum can be
  const aim = revenueObjective(cells, spotMarkets.length);
  try {
    const answer = await search.solve('lots', aim, objective.revenueAtLeast);
    if (answer.status !== 'optimal') return undefined;
    const tonnes = readTonnes(cells, answer, aim);
    return { tonnes, revenue: search.revenueAt(tonnes).revenue };
  } finally {
    search.close();
  }
};

/**
 * Finds for each limit of a conflict the least relaxation of its level with which an allocation exists while everything else stays as it is:
 * the factor of an upper limit is over 1, that of a lower limit and of the minimum revenue under 1. Where further limits conflict, it is the
 * factor beside those of this conflict. A limit is left out whose level is no factor of its rules: an exact total, an effective number.
 */
export const findRelaxations = async (
  problem: AllocationProblem,
  sources: readonly string[],
  solver: Solver,
): Promise<readonly LimitRelaxation[]> => {
  const relaxations: LimitRelaxation[] = [];
  const isInConflict = ({ source }: { readonly source: string }): boolean => sources.includes(source);
  const conflictProblem: AllocationProblem = {
    ...problem,
    limits: problem.limits.filter(isInConflict),
    effectiveNumbers: problem.effectiveNumbers?.filter(isInConflict),
    objective: sources.includes(REVENUE_TARGET) ? problem.objective : { kind: 'revenue' },
  };
  for (const source of sources) {
    if (source === REVENUE_TARGET) {
      const { revenueAtLeast = 0 } = problem.objective;
      const highestRevenue = (await findFeasible({ ...problem, objective: { kind: 'revenue' } }, solver))?.revenue;
      if (highestRevenue !== undefined && revenueAtLeast > 0)
        relaxations.push({ source, factor: highestRevenue / revenueAtLeast, isEnough: true });
      continue;
    }
    const rules = problem.limits.filter((limit) => limit.source === source);
    const isScalable = rules.length > 0 && rules.every(({ atMost, atLeast }) => (atMost === undefined) !== (atLeast === undefined));
    if (!isScalable || problem.effectiveNumbers?.some((limit) => limit.source === source)) continue;
    const factor = await findLeastFactor(problem, rules, solver);
    const factorInConflict = factor ?? (await findLeastFactor(conflictProblem, rules, solver));
    if (factorInConflict !== undefined) relaxations.push({ source, factor: factorInConflict, isEnough: factor !== undefined });
  }
  return relaxations;
};

/** Finds the factor of rules closest to 1 with which a problem has a solution, by halving from the factor of a solution without them. */
const findLeastFactor = async (
  problem: AllocationProblem,
  rules: readonly AllocationLimit[],
  solver: Solver,
): Promise<number | undefined> => {
  const otherLimits = problem.limits.filter((limit) => !rules.includes(limit));
  const isUpper = rules[0]!.atMost !== undefined;
  const idsOf = (cells: readonly AllocationCell[], tonnes: readonly number[]) => new Map(cells.map(({ id }, i) => [id, tonnes[i]!]));
  /** The factor that the tonnes of a solution need; undefined without a solution, or where no factor is enough. */
  const factorWithin = async (limits: readonly AllocationLimit[]): Promise<number | undefined> => {
    const solution = await findFeasible({ ...problem, limits }, solver);
    if (solution === undefined) return undefined;
    const tonnesById = idsOf(problem.cells, solution.tonnes);
    const factors = rules.map((rule) => factorAt(rule, tonnesById));
    if (factors.some((factor) => factor === undefined)) return undefined;
    return (isUpper ? Math.max : Math.min)(...(factors as number[]));
  };
  const firstFactor = await factorWithin(otherLimits);
  if (firstFactor === undefined) return undefined;
  let [reachedFactor, missedFactor] = [firstFactor, 1];
  for (
    let n = 0;
    n < MAX_HALVINGS && Math.abs(reachedFactor - missedFactor) > LEVEL_TOLERANCE * Math.max(reachedFactor, missedFactor);
    n++
  ) {
    const factor = (reachedFactor + missedFactor) / 2;
    const neededFactor = await factorWithin([...otherLimits, ...rules.map((rule) => scaleLevel(rule, factor))]);
    if (neededFactor === undefined) missedFactor = factor;
    else reachedFactor = isUpper ? Math.min(factor, neededFactor) : Math.max(factor, neededFactor);
  }
  return reachedFactor;
};
