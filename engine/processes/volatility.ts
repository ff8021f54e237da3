import { OrebookError } from '#shared/contract/errors.ts';
import { requireFiniteSeries, requirePositive } from '../numberChecks.ts';

/** Volatility of a log price without mean reversion: sample standard deviation of its changes / sqrt(dt). */
export const randomWalkVolatility = (x: ArrayLike<number>, stepYears: number): number => {
  const n = x.length - 1;
  const drift = (x[n]! - x[0]!) / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (x[i + 1]! - x[i]! - drift) ** 2;
  return Math.sqrt(squares / (n - 1) / stepYears);
};

const logPrices = (prices: ArrayLike<number>, minimum: number): Float64Array => {
  const x = requireFiniteSeries(prices, 'prices').map((price, i) => Math.log(requirePositive(price, `prices.${i}`)));
  if (x.length < minimum) throw new OrebookError('BAD_SHAPE', { field: 'prices', min: minimum, length: x.length });
  return x;
};

/**
 * Computes the annual volatility of equally spaced prices whose logarithm is a random walk: sample standard deviation of the log
 * returns / sqrt(dt).
 * Errors: EMPTY, BAD_SHAPE (fewer than three prices), NOT_FINITE, OUT_OF_RANGE. Source: docs/model/price-process.md.
 */
export const returnVolatility = (prices: ArrayLike<number>, stepYears: number): number =>
  randomWalkVolatility(logPrices(prices, 3), requirePositive(stepYears, 'stepYears'));

/**
 * Computes the annual volatility with exponentially decaying weights: the latest squared log return has weight 1, each earlier one
 * `decay` times the next; the mean return is taken as 0. Errors: as `returnVolatility`, and OUT_OF_RANGE (decay not between 0 and 1).
 * Source: J.P. Morgan/Reuters, RiskMetrics technical document, 4th edition 1996, 5.2.
 */
export const ewmaVolatility = (prices: ArrayLike<number>, stepYears: number, decay: number): number => {
  const x = logPrices(prices, 3);
  const dt = requirePositive(stepYears, 'stepYears');
  if (!(decay > 0 && decay < 1)) throw new OrebookError('OUT_OF_RANGE', { field: 'decay', above: 0, below: 1, value: decay });
  let squares = 0;
  let weights = 0;
  for (let i = 1; i < x.length; i++) {
    squares = decay * squares + (x[i]! - x[i - 1]!) ** 2;
    weights = decay * weights + 1;
  }
  // s^2 dt = sum decay^j r_j^2 / sum decay^j
  return Math.sqrt(squares / weights / dt);
};
