import { OrebookError } from '#shared/contract/errors.ts';
import { requireFinite } from '../../numberChecks.ts';
import { tailWeights } from '../../risk/shortfall.ts';
import { quantileOfSorted, sortedCopy } from '../../statistics/quantile.ts';
import { CONFIDENCE, type Estimate, type OutcomeDistribution, standardErrorOfMean, summariseOutcomes } from './outcomeDistribution.ts';

/** Two plans on the same paths; outcomes' unit. */
export type CommonPathsComparison = {
  readonly paths: number;
  /** Share of paths on which the one comes to more than the other. */
  readonly ahead: Estimate;
  /** Share of paths on which the two come to the same. */
  readonly level: number;
  /** How the one less the other is spread. */
  readonly difference: OutcomeDistribution;
  /** Mean of the difference over the worst 5 % of the other's paths, and of what makes it. */
  readonly worst: Estimate & { readonly own: number; readonly other: number };
};

const TAIL_SHARE = 1 - CONFIDENCE;

const weightedSum = (values: Float64Array, weights: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * weights[i]!;
  return sum;
};

/** Mean of the differences on paths at the edge of the other's tail: those within one binomial standard error of its boundary. */
const meanDifferenceAtBoundary = (differences: Float64Array, other: Float64Array, sorted: Float64Array): number => {
  const n = other.length;
  const step = Math.sqrt((TAIL_SHARE * CONFIDENCE) / n);
  const low = quantileOfSorted(sorted, Math.max(0, TAIL_SHARE - step));
  const high = quantileOfSorted(sorted, Math.min(1, TAIL_SHARE + step));
  let [sum, count] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (other[i]! < low || other[i]! > high) continue;
    sum += differences[i]!;
    count++;
  }
  return count > 0 ? sum / count : 0;
};

/**
 * Compares outcomes of two plans path by path: entry i of both is the same path, drawn with the same numbers. Differences smaller than
 * `least` (outcomes' unit, not negative) count as none when paths are counted, for sums of the same parts in another order differ in
 * their last digits. Standard errors: of the mean sd / sqrt n of the differences, of a share sqrt(p (1 - p) / n), of tail figures from
 * their influence functions. Errors: EMPTY, NOT_FINITE, BAD_SHAPE (lengths differ). Source: docs/model/comparison.md.
 */
export const compareOnCommonPaths = (own: Float64Array, other: Float64Array, least: number): CommonPathsComparison => {
  const n = other.length;
  if (own.length !== n) throw new OrebookError('BAD_SHAPE', { field: 'own', length: own.length });
  requireFinite(least, 'least');
  // d_i = x_i - y_i
  const differences = own.map((value, i) => value - other[i]!);
  const difference = summariseOutcomes(differences);
  let [more, same] = [0, 0];
  for (const d of differences) {
    if (Math.abs(d) < least || d === 0) same++;
    else if (d > 0) more++;
  }
  const part = more / n;

  const weights = tailWeights(other, CONFIDENCE);
  const [ownThere, otherThere] = [weightedSum(own, weights), weightedSum(other, weights)];
  const edge = meanDifferenceAtBoundary(differences, other, sortedCopy(other, 'other'));
  // influence of path i: n w_i (d_i - e) + e, e the mean difference at the boundary
  const there = differences.map((d, i) => n * weights[i]! * (d - edge) + edge);

  return {
    paths: n,
    ahead: { value: part, error: Math.sqrt((part * (1 - part)) / n) },
    level: same / n,
    difference,
    worst: { value: ownThere - otherThere, error: standardErrorOfMean(there), own: ownThere, other: otherThere },
  };
};
