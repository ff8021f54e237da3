import { OrebookError } from '#shared/contract/errors.ts';
import { requireFiniteSeries, requirePositive } from '../numberChecks.ts';

/** Log returns of a price series less their mean. */
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

const product = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/**
 * Pearson correlation of the log returns of price series taken at the same dates; symmetric, ones on the diagonal.
 * Errors: EMPTY, BAD_SHAPE (lengths differ, fewer than three prices), NOT_FINITE, OUT_OF_RANGE (a price not above zero, a series
 * whose returns do not vary).
 */
export const logReturnCorrelation = (prices: readonly ArrayLike<number>[]): number[][] => {
  const length = prices[0]?.length;
  if (length === undefined) throw new OrebookError('EMPTY', { field: 'prices' });
  const returns = prices.map((series, k) => {
    if (series.length !== length || length < 3)
      throw new OrebookError('BAD_SHAPE', { field: `prices.${k}`, min: 3, length: series.length });
    return centredLogReturns(series, `prices.${k}`);
  });
  const spread = returns.map((r, k) => {
    const square = product(r, r);
    // Equal prices leave rounding noise of this size, not a variance.
    if (square <= r.length * Number.EPSILON ** 2) throw new OrebookError('OUT_OF_RANGE', { field: `prices.${k}`, above: 0, value: square });
    return Math.sqrt(square);
  });
  // rho = sum xy / sqrt(sum xx sum yy)
  return returns.map((x, a) => returns.map((y, b) => (a === b ? 1 : Math.min(1, Math.max(-1, product(x, y) / (spread[a]! * spread[b]!))))));
};
