import type { AllocationProblem, AllocationViolation, AllocationWeight } from '#shared/domain/allocation.ts';

/** Tonnes by which a bound may be missed: rounding, not a breach. */
const TOLERANCE = 1e-6;

const weightedAmount = (weights: readonly AllocationWeight[], tonnes: ReadonlyMap<string, number>): number => {
  let sum = 0;
  for (const { cell, weight } of weights) sum += weight * (tonnes.get(cell) ?? 0);
  return sum;
};

/**
 * Every rule and bound that an allocation does not keep, measured on the problem as it was stated; it shares no code with what builds
 * the model. A rule counted in anything but tonnes may be missed by 1e-6 of its largest weight.
 */
export const findAllocationViolations = (
  { cells, limits, effectiveNumbers: spreads = [] }: Pick<AllocationProblem, 'cells' | 'limits' | 'effectiveNumbers'>,
  tonnes: readonly number[],
): AllocationViolation[] => {
  const at = new Map(cells.map(({ id }, i) => [id, tonnes[i] ?? Number.NaN]));
  const found: AllocationViolation[] = [];
  cells.forEach(({ id, minimum, maximum }, i) => {
    const value = tonnes[i] ?? Number.NaN;
    const excess = Math.max(minimum - value, value - maximum);
    // a value that is no number keeps nothing
    if (!(excess <= TOLERANCE)) found.push({ id, source: id, excess });
  });
  for (const { id, source, counted: weights, of, atMost, atLeast } of limits) {
    const amount = weightedAmount(weights, at);
    const whole = of === undefined ? 1 : weightedAmount(of, at);
    const unit = Math.max(1, ...weights.map(({ weight }) => Math.abs(weight)));
    const excess = Math.max(
      atMost === undefined ? Number.NEGATIVE_INFINITY : amount - atMost * whole,
      atLeast === undefined ? Number.NEGATIVE_INFINITY : atLeast * whole - amount,
    );
    if (!(excess <= TOLERANCE * unit)) found.push({ id, source, excess });
  }
  for (const { id, source, groups, atLeast } of spreads) {
    const amounts = groups.map((group) => weightedAmount(group, at));
    const total = amounts.reduce((sum, amount) => sum + amount, 0);
    // 1 / HHI; nothing sold has no number to miss
    const excess = total > 0 ? atLeast - 1 / amounts.reduce((sum, amount) => sum + (amount / total) ** 2, 0) : 0;
    if (!(excess <= TOLERANCE)) found.push({ id, source, excess });
  }
  return found;
};
