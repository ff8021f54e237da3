import { OrebookError } from '#shared/contract/errors.ts';
import { requireFinite, requireFiniteSeries } from '../numberChecks.ts';
import { quantileOfSorted, sortedCopy } from '../statistics/quantile.ts';

const tailShare = (confidence: number): number => {
  requireFinite(confidence, 'confidence');
  if (confidence < 0 || confidence >= 1)
    throw new OrebookError('OUT_OF_RANGE', { field: 'confidence', min: 0, below: 1, value: confidence });
  return 1 - confidence;
};

const meanOf = (values: Float64Array): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
};

/**
 * Weights of the worst (1 - c) n outcomes, summing to 1: whole below the boundary outcome, what is left of (1 - c) n shared equally
 * by all outcomes that equal it.
 */
export const tailWeights = (outcomes: Float64Array, confidence: number): Float64Array => {
  const count = tailShare(confidence) * outcomes.length;
  const sorted = outcomes.slice().sort();
  const boundary = sorted[Math.min(sorted.length, Math.ceil(count)) - 1]!;
  let worse = 0;
  let equal = 0;
  for (const outcome of sorted) {
    if (outcome < boundary) worse++;
    else if (outcome === boundary) equal++;
  }
  const shared = Math.min(1, (count - worse) / equal);
  return outcomes.map((outcome) => (outcome < boundary ? 1 : outcome === boundary ? shared : 0) / count);
};

const weighted = (values: Float64Array, weights: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * weights[i]!;
  return sum;
};

/**
 * Shortfall at risk against the mean: mean - quantile(1 - c), type 7, in the outcomes' unit; more is better, the result is a loss.
 * Errors: EMPTY, NOT_FINITE, OUT_OF_RANGE (confidence outside 0..1, 1 excluded).
 */
export const cashFlowAtRisk = (outcomes: ArrayLike<number>, confidence: number): number => {
  const sorted = sortedCopy(outcomes, 'outcomes');
  // CFaR = mean - q(1 - c)
  return meanOf(sorted) - quantileOfSorted(sorted, tailShare(confidence));
};

/**
 * Mean of the worst (1 - c) n outcomes with fractional weight on the boundary outcome, ties sharing it equally; outcomes' unit.
 * Errors as for `cashFlowAtRisk`. Source: Acerbi and Tasche 2002; docs/model/risk-measures.md.
 */
export const tailMean = (outcomes: ArrayLike<number>, confidence: number): number => {
  const values = requireFiniteSeries(outcomes, 'outcomes');
  return weighted(values, tailWeights(values, confidence));
};

/** Expected shortfall against the mean: mean - tail mean, not negative but for rounding. Errors as for `cashFlowAtRisk`. */
export const expectedShortfall = (outcomes: ArrayLike<number>, confidence: number): number => {
  const values = requireFiniteSeries(outcomes, 'outcomes');
  return meanOf(values) - weighted(values, tailWeights(values, confidence));
};

/**
 * Euler components of the expected shortfall of a sum: each component's mean less its mean over the tail of the sum. One entry per
 * component, same scenarios in the same order; they sum to the expected shortfall of the sum.
 * Errors as for `cashFlowAtRisk`; BAD_SHAPE (lengths differ). Source: Tasche 1999; docs/model/risk-measures.md.
 */
export const componentShortfall = (components: readonly ArrayLike<number>[], confidence: number): number[] => {
  const parts = components.map((values, k) => requireFiniteSeries(values, `components.${k}`));
  const first = parts[0];
  if (first === undefined) throw new OrebookError('EMPTY', { field: 'components' });
  const sum = new Float64Array(first.length);
  for (const [k, part] of parts.entries()) {
    if (part.length !== sum.length) throw new OrebookError('BAD_SHAPE', { field: `components.${k}`, length: part.length });
    for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!;
  }
  const weights = tailWeights(sum, confidence);
  // ES_k = mean_k - sum_i w_i x_ki
  return parts.map((part) => meanOf(part) - weighted(part, weights));
};
