import type { Reference } from '#shared/domain/reference.ts';
import { requireNotNegative } from '../numberChecks.ts';

/** What moves a reference: its own volatility and mean reversion, and what it follows. */
export type PriceProcess = Pick<Reference, 'kind' | 'follows' | 'volatility' | 'meanReversion'>;

/** One independent or correlated shock behind a log price. */
type Factor = { readonly reference: string; readonly loading: number; readonly volatility: number; readonly meanReversion: number };

/** Correlation of the shocks of two references that follow none, -1..1. */
export type ShockCorrelation = (a: string, b: string) => number;

/**
 * Covariance of the log prices of reference `a` at `yearsA` and `b` at `yearsB`, years from now, as far as it is known at `until`:
 * for `until` before a price's own time, of its expectation at `until`. 0 for times that have passed.
 */
export type LogCovariance = (a: string, yearsA: number, b: string, yearsB: number, until?: number) => number;

const UNCORRELATED: ShockCorrelation = (a, b) => (a === b ? 1 : 0);

/** (1 - e^(-kt)) / k and its limit t where k is 0. */
const decayIntegral = (rate: number, years: number): number => (rate === 0 ? years : -Math.expm1(-rate * years) / rate);

/**
 * The covariance of log prices of the simulated process, cycle left aside: cov(i, j) = e^(-k (tj - ti)) Var(ti) for ti <= tj,
 * Var(t) = s^2 (1 - e^(-2kt)) / 2k. A follower moves with what it follows to the power of its beta, and by a residual of its own.
 * A reference without a process does not move. Errors: NOT_FINITE, OUT_OF_RANGE (volatility, mean reversion).
 * Source: docs/model/clauses.md.
 */
export const createLogCovariance = (
  processes: Readonly<Record<string, PriceProcess>>,
  correlation: ShockCorrelation = UNCORRELATED,
): LogCovariance => {
  const known = new Map<string, readonly Factor[]>();
  const factorsOf = (reference: string): readonly Factor[] => {
    const found = known.get(reference);
    if (found !== undefined) return found;
    const process = processes[reference];
    const factors: Factor[] = [];
    // a treatment charge moves by amounts, not by shares
    if (process !== undefined && process.kind !== 'treatmentCharge') {
      const { follows } = process;
      const volatility = requireNotNegative(follows?.residualVolatility ?? process.volatility, `volatility.${reference}`);
      const meanReversion = requireNotNegative(process.meanReversion, `meanReversion.${reference}`);
      known.set(reference, []);
      if (follows !== undefined)
        for (const factor of factorsOf(follows.reference)) factors.push({ ...factor, loading: factor.loading * follows.beta });
      factors.push({ reference, loading: 1, volatility, meanReversion });
    }
    known.set(reference, factors);
    return factors;
  };
  const shocks = (f: Factor, g: Factor): number => {
    if (f.reference === g.reference) return 1;
    const residual = processes[f.reference]?.follows !== undefined || processes[g.reference]?.follows !== undefined;
    return residual ? 0 : correlation(f.reference, g.reference);
  };
  return (a, yearsA, b, yearsB, until = Number.POSITIVE_INFINITY) => {
    const common = Math.min(yearsA, yearsB, until);
    if (common <= 0) return 0;
    let sum = 0;
    for (const f of factorsOf(a)) {
      for (const g of factorsOf(b)) {
        const correlated = shocks(f, g);
        if (correlated === 0) continue;
        // r s_f s_g (1 - e^(-(kf + kg) t)) / (kf + kg) at the common time, then e^(-k) for what is beyond it
        const both =
          f.volatility * g.volatility * decayIntegral(f.meanReversion + g.meanReversion, common) * correlated * f.loading * g.loading;
        sum += both * Math.exp(-f.meanReversion * (yearsA - common) - g.meanReversion * (yearsB - common));
      }
    }
    return sum;
  };
};
