import { OrebookError } from '#shared/contract/errors.ts';
import { requireFinite, requireNotNegative, requirePositive } from '../numberChecks.ts';
import { normalQuantile } from '../statistics/normal.ts';

/** Schwartz's one-factor process: the log price reverts to `longRunLogPrice` at rate `meanReversion` per year; volatility per year. */
export type Schwartz = {
  readonly spot: number;
  readonly meanReversion: number;
  readonly longRunLogPrice: number;
  readonly volatility: number;
};

const requireProcess = (p: Schwartz, years: number): void => {
  requirePositive(p.spot, 'spot');
  requireNotNegative(p.meanReversion, 'meanReversion');
  requireFinite(p.longRunLogPrice, 'longRunLogPrice');
  requireNotNegative(p.volatility, 'volatility');
  requireNotNegative(years, 'years');
};

/** Expected log price after `years`. Errors: NOT_FINITE, OUT_OF_RANGE. Source: Schwartz 1997; docs/model/price-process.md. */
export const expectedLogPrice = (p: Schwartz, years: number): number => {
  requireProcess(p, years);
  // E X_t = a + (X_0 - a) e^(-k t)
  return p.longRunLogPrice + (Math.log(p.spot) - p.longRunLogPrice) * Math.exp(-p.meanReversion * years);
};

/** Variance of the log price after `years`; s^2 t without mean reversion. Errors and source as for `expectedLogPrice`. */
export const logPriceVariance = (p: Schwartz, years: number): number => {
  requireProcess(p, years);
  const k = p.meanReversion;
  // s^2 (1 - e^(-2kt)) / 2k; below 1e-300 the quotient loses its digits, so its limit t is used
  return p.volatility ** 2 * (k * years < 1e-300 ? years : -Math.expm1(-2 * k * years) / (2 * k));
};

/** Expected price after `years`, the mean of the lognormal. Errors and source as for `expectedLogPrice`; NOT_FINITE if it overflows. */
export const expectedPrice = (p: Schwartz, years: number): number =>
  // e^(E X + Var X / 2)
  requireFinite(Math.exp(expectedLogPrice(p, years) + logPriceVariance(p, years) / 2), 'expectedPrice');

/** Price that is not exceeded with `probability` (between 0 and 1, both excluded) after `years`. Errors and source as for `expectedPrice`. */
export const priceQuantile = (p: Schwartz, years: number, probability: number): number => {
  requireFinite(probability, 'probability');
  if (probability <= 0 || probability >= 1)
    throw new OrebookError('OUT_OF_RANGE', { field: 'probability', above: 0, below: 1, value: probability });
  // e^(E X + z sd X)
  return requireFinite(
    Math.exp(expectedLogPrice(p, years) + normalQuantile(probability) * Math.sqrt(logPriceVariance(p, years))),
    'priceQuantile',
  );
};
