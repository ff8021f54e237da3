import { OrebookError } from '#shared/contract/errors.ts';
import { sortAscending } from '../../statistics/orderStatistics.ts';
import { CONFIDENCE, type Estimate, meanOutcome, standardErrorOf, tailOfSorted } from './outcomeDistribution.ts';

/** What a change does to outcomes on the same paths, in their unit: after less before, each with its standard error. */
export type CommonPathsDifference = {
  readonly mean: Estimate;
  /** Of the mean of the worst twentieth, each world's own. */
  readonly tailMean: Estimate;
  readonly shortfall: Estimate;
};

/** Mean, tail mean, and how far each outcome moves the tail mean. */
const summariseTail = (outcomes: Float64Array) => ({
  mean: meanOutcome(outcomes),
  ...tailOfSorted(sortAscending(outcomes.slice()), CONFIDENCE),
});

/**
 * Change of mean, tail mean (95 %) and expected shortfall between two worlds that share their draws: entry i of both is path i. Standard
 * errors from the differences of the paths' influences (Hampel 1974), so that what both worlds share cancels. Errors: EMPTY, BAD_SHAPE
 * (as many paths), NOT_FINITE.
 */
export const differenceOnCommonPaths = (before: Float64Array, after: Float64Array): CommonPathsDifference => {
  const n = before.length;
  if (after.length !== n) throw new OrebookError('BAD_SHAPE', { field: 'outcomes', length: after.length });
  const [was, is] = [summariseTail(before), summariseTail(after)];
  const moved = (i: number) => after[i]! - before[i]!;
  const tailMoved = (i: number) => is.onTail(after[i]!) - was.onTail(before[i]!);
  const [mean, tail] = [is.mean - was.mean, is.tail - was.tail];
  return {
    mean: { value: mean, error: standardErrorOf(n, moved) },
    tailMean: { value: tail, error: standardErrorOf(n, tailMoved) },
    shortfall: { value: mean - tail, error: standardErrorOf(n, (i) => moved(i) - tailMoved(i)) },
  };
};
