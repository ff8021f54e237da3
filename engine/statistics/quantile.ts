import { requireFiniteSeries, requireWithin } from '../numberChecks.ts';

/** Copies values in ascending order. Errors: EMPTY, NOT_FINITE. */
export const sortedCopy = (values: ArrayLike<number>, field: string): Float64Array => requireFiniteSeries(values, field).sort();

/** Quantile of type 7 of values in ascending order. */
export const quantileOfSorted = (sortedValues: Float64Array, p: number): number => {
  // h = (n - 1) p; x[h] + (h - floor h) (x[floor h + 1] - x[floor h])
  const h = (sortedValues.length - 1) * p;
  const indexBelow = Math.floor(h);
  const low = sortedValues[indexBelow]!;
  const high = sortedValues[Math.min(indexBelow + 1, sortedValues.length - 1)]!;
  return low + (h - indexBelow) * (high - low);
};

/**
 * Computes the quantile of type 7, linear between order statistics (Hyndman and Fan 1996; the default of R, NumPy and PERCENTILE.INC of
 * spreadsheets). `values` in any order and unit, not changed; `p` in 0..1. Errors: EMPTY, NOT_FINITE, OUT_OF_RANGE.
 */
export const quantile = (values: ArrayLike<number>, p: number): number => {
  requireWithin(p, 'p', 0, 1);
  return quantileOfSorted(sortedCopy(values, 'values'), p);
};
