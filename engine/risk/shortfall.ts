import { OrebookError } from '#shared/contract/errors.ts';
import { dot, mean } from '#shared/math.ts';
import { requireFinite, requireFiniteSeries } from '../numberChecks.ts';
import { quantileOfSorted, sortedCopy } from '../statistics/quantile.ts';

const tailShare = (confidence: number): number => {
  requireFinite(confidence, 'confidence');
  if (confidence < 0 || confidence >= 1)
    throw new OrebookError('OUT_OF_RANGE', { field: 'confidence', min: 0, below: 1, value: confidence });
  return 1 - confidence;
};

/**
 * Computes the weights of the worst (1 - c) n outcomes, which sum to 1: full weight below the boundary outcome; the remainder of
 * (1 - c) n is shared equally by all outcomes that equal it.
 */
export const tailWeights = (outcomes: Float64Array, confidence: number): Float64Array => {
  const count = tailShare(confidence) * outcomes.length;
  const sortedOutcomes = outcomes.slice().sort();
  const boundary = sortedOutcomes[Math.min(sortedOutcomes.length, Math.ceil(count)) - 1]!;
  let worseCount = 0;
  let equalCount = 0;
  for (const outcome of sortedOutcomes) {
    if (outcome < boundary) worseCount++;
    else if (outcome === boundary) equalCount++;
  }
  const boundaryWeight = Math.min(1, (count - worseCount) / equalCount);
  return outcomes.map((outcome) => (outcome < boundary ? 1 : outcome === boundary ? boundaryWeight : 0) / count);
};

/**
 * Computes cash flow at risk: mean - quantile(1 - c), type 7, in the outcomes' unit. Higher outcomes are better; the result is a loss.
 * Errors: EMPTY, NOT_FINITE, OUT_OF_RANGE (confidence outside 0..1, 1 excluded).
 */
export const cashFlowAtRisk = (outcomes: ArrayLike<number>, confidence: number): number => {
  const sortedOutcomes = sortedCopy(outcomes, 'outcomes');
  // CFaR = mean - q(1 - c)
  return mean(sortedOutcomes) - quantileOfSorted(sortedOutcomes, tailShare(confidence));
};

/**
 * Computes the mean of the worst (1 - c) n outcomes, with fractional weight on the boundary outcome shared equally by ties; outcomes'
 * unit.
 * Errors as for `cashFlowAtRisk`. Source: Acerbi and Tasche 2002; docs/model/risk-measures.md.
 */
export const tailMean = (outcomes: ArrayLike<number>, confidence: number): number => {
  const values = requireFiniteSeries(outcomes, 'outcomes');
  return dot(values, tailWeights(values, confidence));
};

/** Computes the expected shortfall: mean - tail mean, zero or more apart from rounding. Errors as for `cashFlowAtRisk`. */
export const expectedShortfall = (outcomes: ArrayLike<number>, confidence: number): number => {
  const values = requireFiniteSeries(outcomes, 'outcomes');
  return mean(values) - dot(values, tailWeights(values, confidence));
};

/**
 * Computes the Euler components of the expected shortfall of a sum: each component's mean minus its mean over the tail of the sum. One
 * entry per component, same scenarios in the same order; they add up to the expected shortfall of the sum.
 * Errors as for `cashFlowAtRisk`; BAD_SHAPE (lengths differ). Source: Tasche 1999; docs/model/risk-measures.md.
 */
export const componentShortfall = (components: readonly ArrayLike<number>[], confidence: number): number[] => {
  const parts = components.map((values, k) => requireFiniteSeries(values, `components.${k}`));
  const first = parts[0];
  if (first === undefined) throw new OrebookError('EMPTY', { field: 'components' });
  const totals = new Float64Array(first.length);
  for (const [k, part] of parts.entries()) {
    if (part.length !== totals.length) throw new OrebookError('BAD_SHAPE', { field: `components.${k}`, length: part.length });
    for (let i = 0; i < totals.length; i++) totals[i]! += part[i]!;
  }
  const weights = tailWeights(totals, confidence);
  // ES_k = mean_k - sum_i w_i x_ki
  return parts.map((part) => mean(part) - dot(part, weights));
};
