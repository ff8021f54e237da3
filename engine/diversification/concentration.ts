import { OrebookError } from '#shared/contract/errors.ts';
import { sum } from '#shared/math.ts';
import { requireFinite, requireFiniteSeries, requireNotNegative, requireWhole } from '../numberChecks.ts';

export type Concentration = {
  /** Herfindahl-Hirschman index, 1/n (equal shares) to 1 (one member). */
  readonly hhi: number;
  /** Number of equal members with the same index, 1/HHI. */
  readonly effectiveNumber: number;
  /** Total share of the n largest members. */
  readonly topShare: (n: number) => number;
  /** Shannon entropy in nats. */
  readonly entropy: number;
  /** Gini coefficient, population form, zeros counted as members. */
  readonly gini: number;
};

/**
 * Computes the concentration of weights in any unit (tonnes, USD): one weight per member, zero or more, not all zero.
 * Errors: EMPTY (no member or all zero), NOT_FINITE, OUT_OF_RANGE. Source: docs/model/concentration.md.
 */
export const concentration = (weights: ArrayLike<number>): Concentration => {
  const ascendingWeights = requireFiniteSeries(weights, 'weights').sort();
  // the smallest
  requireNotNegative(ascendingWeights[0]!, 'weights.0');
  const total = requireFinite(sum(ascendingWeights), 'weights');
  if (total === 0) throw new OrebookError('EMPTY', { field: 'weights' });

  const n = ascendingWeights.length;
  let hhi = 0;
  let entropy = 0;
  let rankSum = 0;
  for (let i = 0; i < n; i++) {
    const share = ascendingWeights[i]! / total;
    // HHI = sum s^2
    hhi += share * share;
    // H = -sum s ln s, 0 ln 0 = 0
    if (share > 0) entropy -= share * Math.log(share);
    rankSum += (i + 1) * share;
  }
  return {
    hhi,
    effectiveNumber: 1 / hhi,
    topShare: (count) => {
      requireWhole(count, 'n', 0);
      let top = 0;
      for (let i = n - 1; i >= Math.max(0, n - count); i--) top += ascendingWeights[i]! / total;
      return Math.min(1, top);
    },
    entropy: Math.max(0, entropy),
    // G = (2 sum i s_i - (n + 1)) / n, i = rank from the smallest
    gini: Math.max(0, (2 * rankSum - (n + 1)) / n),
  };
};
