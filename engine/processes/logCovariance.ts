import type { Reference } from '#shared/domain/reference.ts';
import { requireNotNegative } from '../numberChecks.ts';

/** The price process of a reference: its volatility and mean reversion, and the reference that it follows. */
export type PriceProcess = Pick<Reference, 'kind' | 'follows' | 'volatility' | 'meanReversion'>;

/** One shock of a log price; shocks of references that follow none may be correlated. */
type Factor = { readonly reference: string; readonly loading: number; readonly volatility: number; readonly meanReversion: number };

/** Correlation, -1..1, of the shocks of two references that follow none. */
export type ShockCorrelation = (a: string, b: string) => number;

/**
 * Covariance of the log prices of reference `a` at `yearsA` and `b` at `yearsB`, years from now. With `endYears` before a price's time it
 * is the covariance of the price's expectation at `endYears`. 0 for times that have passed.
 */
export type LogCovariance = (a: string, yearsA: number, b: string, yearsB: number, endYears?: number) => number;

const NO_CORRELATION: ShockCorrelation = (a, b) => (a === b ? 1 : 0);

/** (1 - e^(-kt)) / k; its limit t for k = 0. */
const decayIntegral = (rate: number, years: number): number => (rate === 0 ? years : -Math.expm1(-rate * years) / rate);

/**
 * Creates the covariance of log prices of the simulated process without the cycle: cov(i, j) = e^(-k (tj - ti)) Var(ti) for ti <= tj,
 * Var(t) = s^2 (1 - e^(-2kt)) / 2k. A follower's log price moves by beta times that of the reference it follows, plus its own residual.
 * A reference without a process is constant. Errors: NOT_FINITE, OUT_OF_RANGE (volatility, mean reversion).
 * Source: docs/model/clauses.md.
 */
export const createLogCovariance = (
  processes: Readonly<Record<string, PriceProcess>>,
  correlation: ShockCorrelation = NO_CORRELATION,
): LogCovariance => {
  const factorsByReference = new Map<string, readonly Factor[]>();
  const factorsOf = (reference: string): readonly Factor[] => {
    const cached = factorsByReference.get(reference);
    if (cached !== undefined) return cached;
    const process = processes[reference];
    const factors: Factor[] = [];
    // a treatment charge has an additive process, not a log one
    if (process !== undefined && process.kind !== 'treatmentCharge') {
      const { follows } = process;
      const volatility = requireNotNegative(follows?.residualVolatility ?? process.volatility, `volatility.${reference}`);
      const meanReversion = requireNotNegative(process.meanReversion, `meanReversion.${reference}`);
      // stops a cycle of followers
      factorsByReference.set(reference, []);
      if (follows !== undefined)
        for (const factor of factorsOf(follows.reference)) factors.push({ ...factor, loading: factor.loading * follows.beta });
      factors.push({ reference, loading: 1, volatility, meanReversion });
    }
    factorsByReference.set(reference, factors);
    return factors;
  };
  const shockCorrelation = (f: Factor, g: Factor): number => {
    if (f.reference === g.reference) return 1;
    const isResidual = processes[f.reference]?.follows !== undefined || processes[g.reference]?.follows !== undefined;
    return isResidual ? 0 : correlation(f.reference, g.reference);
  };
  return (a, yearsA, b, yearsB, endYears = Number.POSITIVE_INFINITY) => {
    const commonYears = Math.min(yearsA, yearsB, endYears);
    if (commonYears <= 0) return 0;
    let sum = 0;
    for (const f of factorsOf(a)) {
      for (const g of factorsOf(b)) {
        const rho = shockCorrelation(f, g);
        if (rho === 0) continue;
        // r s_f s_g (1 - e^(-(kf + kg) t)) / (kf + kg) at the common time t, then e^(-k (years - t)) for each price
        const covariance =
          f.volatility * g.volatility * decayIntegral(f.meanReversion + g.meanReversion, commonYears) * rho * f.loading * g.loading;
        sum += covariance * Math.exp(-f.meanReversion * (yearsA - commonYears) - g.meanReversion * (yearsB - commonYears));
      }
    }
    return sum;
  };
};
