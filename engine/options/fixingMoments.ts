import type { LogCovariance } from '../processes/logCovariance.ts';

/** One fixing of a sum of prices: its weight, its forward (or the price itself once known), and when it is taken, years from now. */
export type Fixing = { readonly reference: string; readonly weight: number; readonly forward: number; readonly years: number };

/** Mean of a sum of fixings of positive weight, and the variance of the logarithm that matches its second moment. */
export type TwoMoments = { readonly mean: number; readonly logVariance: number };

const forwardMean = (fixings: readonly Fixing[]): number => fixings.reduce((sum, { weight, forward }) => sum + weight * forward, 0);

/**
 * Covariance of the logarithms of two sums of fixings, each taken as lognormal: ln(E AB / (E A E B)); with a sum itself, its log
 * variance. 0 where a mean is not above zero. `until` = as far as is known then, years from now.
 * Source: Levy 1992, Turnbull and Wakeman 1991, for two sums as for one.
 */
export const sumCovariance = (a: readonly Fixing[], b: readonly Fixing[], covariance: LogCovariance, until?: number): number => {
  const means = forwardMean(a) * forwardMean(b);
  if (means <= 0) return 0;
  let excess = 0;
  // sum_i sum_j w_i F_i w_j F_j (e^cov - 1) / (E A E B)
  for (const i of a) {
    for (const j of b) {
      const common = covariance(i.reference, i.years, j.reference, j.years, until);
      if (common !== 0) excess += i.weight * i.forward * j.weight * j.forward * Math.expm1(common);
    }
  }
  return Math.log1p(Math.max(excess / means, -0.999999));
};

/** The two moments of a sum of fixings. */
export const twoMomentsOf = (fixings: readonly Fixing[], covariance: LogCovariance, until?: number): TwoMoments => ({
  mean: forwardMean(fixings),
  logVariance: Math.max(0, sumCovariance(fixings, fixings, covariance, until)),
});
