import { OrebookError } from '#shared/contract/errors.ts';
import { clamp, dot } from '#shared/math.ts';
import { requireFiniteSeries, requirePositive } from '../numberChecks.ts';

/** Log returns of a price series minus their mean. */
const centredLogReturns = (prices: ArrayLike<number>, field: string): Float64Array => {
  const series = requireFiniteSeries(prices, field);
  for (const [i, price] of series.entries()) requirePositive(price, `${field}.${i}`);
  const returns = new Float64Array(series.length - 1);
  let mean = 0;
  for (let i = 0; i < returns.length; i++) {
    returns[i] = Math.log(series[i + 1]! / series[i]!);
    mean += returns[i]! / returns.length;
  }
  for (let i = 0; i < returns.length; i++) returns[i]! -= mean;
  return returns;
};

/**
 * Computes the Pearson correlation of the log returns of price series with the same dates; symmetric, ones on the diagonal.
 * Errors: EMPTY, BAD_SHAPE (lengths differ, fewer than three prices), NOT_FINITE, OUT_OF_RANGE (a price of zero or less, a series with
 * constant returns).
 */
export const logReturnCorrelation = (prices: readonly ArrayLike<number>[]): number[][] => {
  const length = prices[0]?.length;
  if (length === undefined) throw new OrebookError('EMPTY', { field: 'prices' });
  const returns = prices.map((series, k) => {
    if (series.length !== length || length < 3)
      throw new OrebookError('BAD_SHAPE', { field: `prices.${k}`, min: 3, length: series.length });
    return centredLogReturns(series, `prices.${k}`);
  });
  const deviations = returns.map((r, k) => {
    const square = dot(r, r);
    // a sum of squares of this size is the rounding error of equal prices, not a variance
    if (square <= r.length * Number.EPSILON ** 2) throw new OrebookError('OUT_OF_RANGE', { field: `prices.${k}`, above: 0, value: square });
    return Math.sqrt(square);
  });
  // rho = sum xy / sqrt(sum xx sum yy)
  return returns.map((x, a) => returns.map((y, b) => (a === b ? 1 : clamp(dot(x, y) / (deviations[a]! * deviations[b]!), -1, 1))));
};
