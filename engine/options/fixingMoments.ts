import { sumBy } from '#shared/math.ts';
import type { LogCovariance } from '../processes/logCovariance.ts';

/** One fixing in a weighted sum of prices: `forward` is its price once known; `years` from now. */
export type Fixing = { readonly reference: string; readonly weight: number; readonly forward: number; readonly years: number };

/** Mean of a weighted sum of fixings, and the log variance that matches its second moment. */
export type TwoMoments = { readonly mean: number; readonly logVariance: number };

/** Mean of a weighted sum of fixings, sum w F. */
export const forwardMean = (fixings: readonly Fixing[]): number => sumBy(fixings, ({ weight, forward }) => weight * forward);

/**
 * Computes the covariance of the logarithms of two sums of fixings, each taken as lognormal: ln(E AB / (E A E B)); of a sum with itself,
 * its log variance. 0 unless both means are above zero. `endYears`: only the part known by then, years from now.
 * Source: Levy 1992, Turnbull and Wakeman 1991, extended to two sums.
 */
export const sumCovariance = (a: readonly Fixing[], b: readonly Fixing[], covariance: LogCovariance, endYears?: number): number => {
  const means = forwardMean(a) * forwardMean(b);
  if (means <= 0) return 0;
  let excess = 0;
  // sum_i sum_j w_i F_i w_j F_j (e^cov - 1) / (E A E B)
  for (const i of a) {
    for (const j of b) {
      const commonCovariance = covariance(i.reference, i.years, j.reference, j.years, endYears);
      if (commonCovariance !== 0) excess += i.weight * i.forward * j.weight * j.forward * Math.expm1(commonCovariance);
    }
  }
  return Math.log1p(Math.max(excess / means, -0.999999));
};

/** Computes the two moments of a weighted sum of fixings. */
export const twoMomentsOf = (fixings: readonly Fixing[], covariance: LogCovariance, endYears?: number): TwoMoments => ({
  mean: forwardMean(fixings),
  logVariance: Math.max(0, sumCovariance(fixings, fixings, covariance, endYears)),
});
