import { type Fixing, sumCovariance } from '../../options/fixingMoments.ts';
import type { LogCovariance } from '../../processes/logCovariance.ts';
import { normalDistribution } from '../../statistics/normal.ts';

/** A price as its expected value and the fixings that move it. */
export type MovingPrice = { readonly expected: number; readonly fixings: readonly Fixing[] };

/** What changes hands where price `a` is given up for a higher price `b`: the probability, and both expected prices times it. */
export type Exchange = { readonly probability: number; readonly received: number; readonly givenUp: number };

const meanOf = (fixings: readonly Fixing[]): number => fixings.reduce((sum, { weight, forward }) => sum + weight * forward, 0);

const exchangeAtForwards = (a: MovingPrice, b: MovingPrice): Exchange =>
  b.expected > a.expected ? { probability: 1, received: b.expected, givenUp: a.expected } : { probability: 0, received: 0, givenUp: 0 };

/**
 * Exchange of `a` for `b` where `b` looks higher, as far as both can be known `until` then: Margrabe's option on the two averages,
 * received - givenUp = E max(b - a, 0). What of a price does not move, charges and premiums, goes into its expected value as Kirk has
 * it: the share that moves scales its deviation. Prices that are not both above zero are exchanged at their forwards.
 * Source: Margrabe 1978; Kirk 1995.
 */
export const exchange = (a: MovingPrice, b: MovingPrice, covariance: LogCovariance, until: number): Exchange => {
  if (a.expected <= 0 || b.expected <= 0) return exchangeAtForwards(a, b);
  const [shareA, shareB] = [meanOf(a.fixings) / a.expected, meanOf(b.fixings) / b.expected];
  const varianceA = shareA ** 2 * sumCovariance(a.fixings, a.fixings, covariance, until);
  const varianceB = shareB ** 2 * sumCovariance(b.fixings, b.fixings, covariance, until);
  // v^2 = va^2 + vb^2 - 2 cov(a, b); rounding alone is no deviation
  const variance = varianceA + varianceB - 2 * shareA * shareB * sumCovariance(a.fixings, b.fixings, covariance, until);
  if (variance < 1e-14) return exchangeAtForwards(a, b);
  const deviation = Math.sqrt(variance);
  const moneyness = Math.log(b.expected / a.expected);
  // E(b; b > a) = Fb N(d1), E(a; b > a) = Fa N(d2), d1 = ln(Fb/Fa)/v + v/2, d2 = d1 - v
  return {
    probability: normalDistribution((moneyness - (varianceB - varianceA) / 2) / deviation),
    received: b.expected * normalDistribution(moneyness / deviation + deviation / 2),
    givenUp: a.expected * normalDistribution(moneyness / deviation - deviation / 2),
  };
};

/** Expected max(b - a, 0). */
export const expectedGain = (a: MovingPrice, b: MovingPrice, covariance: LogCovariance, until: number): number => {
  const { received, givenUp } = exchange(a, b, covariance, until);
  return Math.max(0, received - givenUp);
};
