import { type Fixing, forwardMean, sumCovariance } from '../../options/fixingMoments.ts';
import type { LogCovariance } from '../../processes/logCovariance.ts';
import { normalDistribution } from '../../statistics/normal.ts';

/** A price as its expected value and its uncertain fixings. */
export type MovingPrice = { readonly expected: number; readonly fixings: readonly Fixing[] };

/** The exchange of price `a` for price `b` where `b` is higher: its probability, and the expected value of each price over that event. */
export type Exchange = { readonly probability: number; readonly received: number; readonly givenUp: number };

const exchangeAtForwards = (a: MovingPrice, b: MovingPrice): Exchange =>
  b.expected > a.expected ? { probability: 1, received: b.expected, givenUp: a.expected } : { probability: 0, received: 0, givenUp: 0 };

/**
 * Computes the exchange of `a` for `b` if `b` is expected to be higher at time `endYears` (years): Margrabe's option on the two averages,
 * received - givenUp = E max(b - a, 0). The fixed part of a price (charges, premiums) follows Kirk: it is part of the expected value, and
 * the share of the moving part scales the deviation. Unless both prices are above zero they are exchanged at their forwards.
 * Source: Margrabe 1978; Kirk 1995.
 */
export const exchange = (a: MovingPrice, b: MovingPrice, covariance: LogCovariance, endYears: number): Exchange => {
  if (a.expected <= 0 || b.expected <= 0) return exchangeAtForwards(a, b);
  const [shareA, shareB] = [forwardMean(a.fixings) / a.expected, forwardMean(b.fixings) / b.expected];
  const varianceA = shareA ** 2 * sumCovariance(a.fixings, a.fixings, covariance, endYears);
  const varianceB = shareB ** 2 * sumCovariance(b.fixings, b.fixings, covariance, endYears);
  // v^2 = va^2 + vb^2 - 2 cov(a, b); a value below 1e-14 is rounding error
  const variance = varianceA + varianceB - 2 * shareA * shareB * sumCovariance(a.fixings, b.fixings, covariance, endYears);
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

/** Computes E max(b - a, 0). */
export const expectedGain = (a: MovingPrice, b: MovingPrice, covariance: LogCovariance, endYears: number): number => {
  const { received, givenUp } = exchange(a, b, covariance, endYears);
  return Math.max(0, received - givenUp);
};
