import type {
  AllocationCell,
  AllocationProblem,
  AllocationRisk,
  AllocationViolation,
  AllocationWeight,
  ScenarioOutcomes,
} from '#shared/domain/allocation.ts';
import { dot, mean, sum, sumBy } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import type { Steps } from '#shared/steps.ts';
import { expectedShortfall, tailMean } from '../risk/shortfall.ts';
import { damagesAt } from './damages.ts';
import { createOutcomeFunction } from './scenarioOutcomes.ts';

// Measures an allocation by the definitions of the problem; shares no code with buildModel.ts, so that it checks the model.

/** Tonnes by which a bound may be missed: rounding, not a breach. */
const TOLERANCE = 1e-6;
/** Part of an amount by which a limit may be missed: the rounding of a sum of thousands of deals. */
const AMOUNT_TOLERANCE = 1e-12;

const weightedAmount = (weights: readonly AllocationWeight[], tonnes: ReadonlyMap<string, number>): number =>
  sumBy(weights, ({ cell, weight }) => weight * (tonnes.get(cell) ?? 0));

/**
 * Lists every limit and bound that an allocation does not meet. A limit counted in anything but tonnes may be missed by 1e-6 of its
 * largest weight, every limit by the rounding of its sum.
 */
export const findAllocationViolations = (
  { cells, limits, effectiveNumbers = [] }: Pick<AllocationProblem, 'cells' | 'limits' | 'effectiveNumbers'>,
  tonnes: readonly number[],
): AllocationViolation[] => {
  const tonnesByCell = new Map(cells.map(({ id }, i) => [id, tonnes[i] ?? Number.NaN]));
  const violations: AllocationViolation[] = [];
  cells.forEach(({ id, minimum, maximum }, i) => {
    const value = tonnes[i] ?? Number.NaN;
    const excess = Math.max(minimum - value, value - maximum);
    // NaN meets no bound
    if (!(excess <= TOLERANCE)) violations.push({ id, source: id, excess });
  });
  // limits share totals
  const totalOf = memoizeWeakly((weights: readonly AllocationWeight[]) => weightedAmount(weights, tonnesByCell));
  for (const { id, source, counted: weights, of, atMost, atLeast } of limits) {
    const amount = weightedAmount(weights, tonnesByCell);
    const total = of === undefined ? 1 : totalOf(of);
    const unit = Math.max(1, ...weights.map(({ weight }) => Math.abs(weight)));
    const excess = Math.max(
      atMost === undefined ? Number.NEGATIVE_INFINITY : amount - atMost * total,
      atLeast === undefined ? Number.NEGATIVE_INFINITY : atLeast * total - amount,
    );
    if (!(excess <= TOLERANCE * unit + AMOUNT_TOLERANCE * Math.abs(amount))) violations.push({ id, source, excess });
  }
  for (const { id, source, groups, atLeast } of effectiveNumbers) {
    const amounts = groups.map((group) => weightedAmount(group, tonnesByCell));
    const total = sum(amounts);
    // 1 / HHI; undefined where nothing is sold
    const excess = total > 0 ? atLeast - 1 / sumBy(amounts, (amount) => (amount / total) ** 2) : 0;
    if (!(excess <= TOLERANCE)) violations.push({ id, source, excess });
  }
  return violations;
};

const outcomesAt = (scenarios: ScenarioOutcomes, cells: readonly AllocationCell[], tonnes: readonly number[]): readonly number[] =>
  scenarios.spotMarkets === undefined
    ? scenarios.outcomes.map((row) => dot(row, tonnes))
    : createOutcomeFunction(scenarios, cells)(tonnes).revenues;

/** The risk of an allocation by its definition: USD for a shortfall or tail mean, USD^2 for a variance, 0..1 for an HHI. */
export const allocationRisk = (risk: AllocationRisk, cells: readonly AllocationCell[], tonnes: readonly number[]): number => {
  switch (risk.kind) {
    case 'shortfall':
      return expectedShortfall(outcomesAt(risk, cells, tonnes), risk.confidence);
    case 'tailMean':
      return damagesAt(cells, tonnes) - tailMean(outcomesAt(risk, cells, tonnes), risk.confidence);
    case 'scenarioVariance': {
      const outcomes = outcomesAt(risk, cells, tonnes);
      const centre = mean(outcomes);
      return mean(outcomes.map((outcome) => (outcome - centre) ** 2));
    }
    case 'variance':
      // x' C x
      return sumBy(risk.covariance, (row, i) => tonnes[i]! * dot(row, tonnes));
    case 'hhi': {
      const tonnesByCell = new Map(cells.map(({ id }, i) => [id, tonnes[i]!]));
      // sum (amount / whole)^2
      return sumBy(risk.groups, (group) => (weightedAmount(group, tonnesByCell) / risk.whole) ** 2);
    }
    default:
      return risk satisfies never;
  }
};

/** `allocationRisk` in steps, between which others can run. */
export function* allocationRiskInSteps(risk: AllocationRisk, cells: readonly AllocationCell[], tonnes: readonly number[]): Steps<number> {
  // the outcomes at these tonnes are kept
  if ('spotMarkets' in risk && risk.spotMarkets !== undefined) yield* createOutcomeFunction(risk, cells).inSteps(tonnes);
  return allocationRisk(risk, cells, tonnes);
}
