import { OrebookError } from '#shared/contract/errors.ts';
import type { DrawMethod } from '#shared/domain/simulation.ts';
import { dot } from '#shared/math.ts';
import { requireFinite } from '../../numberChecks.ts';
import { tailWeights } from '../../risk/shortfall.ts';
import { sortAscending } from '../../statistics/orderStatistics.ts';
import { quantileOfSorted, sortedCopy } from '../../statistics/quantile.ts';
import {
  CONFIDENCE,
  type Estimate,
  meanOutcome,
  type OutcomeDistribution,
  standardErrorOf,
  standardErrorOfMean,
  summariseOutcomes,
  tailOfSorted,
} from './outcomeDistribution.ts';

/** Two plans compared path by path, in the unit of the outcomes. Comparisons are stored in this form, so its names can't change. */
export type CommonPathsComparison = {
  readonly paths: number;
  /** Share of paths on which the first outcome is above the second, 0..1. */
  readonly ahead: Estimate;
  /** Share of paths on which the two are equal. */
  readonly level: number;
  /** Distribution of own outcome - other outcome. */
  readonly difference: OutcomeDistribution;
  /** Mean of the difference over the worst 5 % of the other's paths, and the means of own and other there. */
  readonly worst: Estimate & { readonly own: number; readonly other: number };
};

const TAIL_SHARE = 1 - CONFIDENCE;

/** Mean of the differences on paths within one binomial standard error of the boundary of the other's tail. `sortedOther` is ascending. */
const meanDifferenceAtBoundary = (differences: Float64Array, otherValues: Float64Array, sortedOther: Float64Array): number => {
  const n = otherValues.length;
  const step = Math.sqrt((TAIL_SHARE * CONFIDENCE) / n);
  const low = quantileOfSorted(sortedOther, Math.max(0, TAIL_SHARE - step));
  const high = quantileOfSorted(sortedOther, Math.min(1, TAIL_SHARE + step));
  let [sum, count] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (otherValues[i]! < low || otherValues[i]! > high) continue;
    sum += differences[i]!;
    count++;
  }
  return count > 0 ? sum / count : 0;
};

/**
 * Compares the outcomes of two plans path by path: entry i of both is the same path on the same draws. Paths whose difference is below
 * `leastDifference` (in the unit of the outcomes, not negative) count as equal, because sums of the same parts in another order differ in
 * their last digits.
 * Standard errors: of the mean sd / sqrt n of the differences, of a share sqrt(p (1 - p) / n), of tail figures from their influence
 * functions; with quasi-random draws all of them from replicates.
 * Errors: EMPTY, NOT_FINITE, BAD_SHAPE (lengths differ). Source: docs/model/comparison.md.
 */
export const compareOnCommonPaths = (
  values: Float64Array,
  otherValues: Float64Array,
  leastDifference: number,
  draws: DrawMethod = 'random',
): CommonPathsComparison => {
  const n = otherValues.length;
  if (values.length !== n) throw new OrebookError('BAD_SHAPE', { field: 'own', length: values.length });
  requireFinite(leastDifference, 'leastDifference');
  // d_i = x_i - y_i
  const differences = values.map((value, i) => value - otherValues[i]!);
  const difference = summariseOutcomes(differences, draws);
  let [aheadCount, equalCount] = [0, 0];
  const isEqual = (d: number): boolean => Math.abs(d) < leastDifference || d === 0;
  for (const d of differences) {
    if (isEqual(d)) equalCount++;
    else if (d > 0) aheadCount++;
  }
  const aheadShare = aheadCount / n;

  const weights = tailWeights(otherValues, CONFIDENCE);
  const [ownTailMean, otherTailMean] = [dot(values, weights), dot(otherValues, weights)];
  const atBoundary = meanDifferenceAtBoundary(differences, otherValues, sortedCopy(otherValues, 'other'));
  // influence of path i: n w_i (d_i - e) + e, e the mean difference at the boundary
  const influences = differences.map((d, i) => n * weights[i]! * (d - atBoundary) + atBoundary);

  return {
    paths: n,
    ahead: {
      value: aheadShare,
      error:
        draws === 'random'
          ? Math.sqrt((aheadShare * (1 - aheadShare)) / n)
          : standardErrorOf(n, (i) => (!isEqual(differences[i]!) && differences[i]! > 0 ? 1 : 0), draws),
    },
    level: equalCount / n,
    difference,
    worst: {
      value: ownTailMean - otherTailMean,
      error: standardErrorOfMean(influences, draws),
      own: ownTailMean,
      other: otherTailMean,
    },
  };
};

/** Change of a distribution on the same paths, after - before, with standard errors, in the unit of the outcomes. */
export type CommonPathsDifference = {
  readonly mean: Estimate;
  /** Change of the mean of the worst 5 %; the worst paths may differ before and after. */
  readonly tailMean: Estimate;
  readonly shortfall: Estimate;
};

const summariseTail = (outcomes: Float64Array) => ({
  mean: meanOutcome(outcomes),
  ...tailOfSorted(sortAscending(outcomes.slice()), CONFIDENCE),
});

/**
 * Computes the change of mean, tail mean (95 %) and expected shortfall between two runs that share their draws: entry i of both is path i.
 * Standard errors are those of the differences of the paths' influences (Hampel 1974), so that common variation cancels; with
 * quasi-random draws from replicates.
 * Errors: EMPTY, BAD_SHAPE (lengths differ), NOT_FINITE.
 */
export const differenceOnCommonPaths = (
  valuesBefore: Float64Array,
  valuesAfter: Float64Array,
  draws?: DrawMethod,
): CommonPathsDifference => {
  const n = valuesBefore.length;
  if (valuesAfter.length !== n) throw new OrebookError('BAD_SHAPE', { field: 'outcomes', length: valuesAfter.length });
  const [tailBefore, tailAfter] = [summariseTail(valuesBefore), summariseTail(valuesAfter)];
  const change = (i: number) => valuesAfter[i]! - valuesBefore[i]!;
  const tailChange = (i: number) => tailAfter.influence(valuesAfter[i]!) - tailBefore.influence(valuesBefore[i]!);
  const [mean, tail] = [tailAfter.mean - tailBefore.mean, tailAfter.tail - tailBefore.tail];
  return {
    mean: { value: mean, error: standardErrorOf(n, change, draws) },
    tailMean: { value: tail, error: standardErrorOf(n, tailChange, draws) },
    shortfall: { value: mean - tail, error: standardErrorOf(n, (i) => change(i) - tailChange(i), draws) },
  };
};
