import { requireFiniteSeries, requireWithin } from '../numberChecks.ts';

/** The same values ascending, in a copy. */
export const sortedCopy = (values: ArrayLike<number>, field: string): Float64Array => requireFiniteSeries(values, field).sort();

/** Type 7 quantile of values that ascend already. */
export const quantileOfSorted = (sorted: Float64Array, p: number): number => {
  // h = (n - 1) p; x[h] + (h - floor h) (x[floor h + 1] - x[floor h])
  const h = (sorted.length - 1) * p;
  const below = Math.floor(h);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (h - below) * (high - low);
};

/**
 * Quantile of type 7 (Hyndman and Fan 1996; the default of R, NumPy and spreadsheets' PERCENTILE.INC), linear between order statistics.
 * `values` in any order and unit, left unchanged; `p` in 0..1. Errors: EMPTY, NOT_FINITE, OUT_OF_RANGE.
 */
export const quantile = (values: ArrayLike<number>, p: number): number => {
  requireWithin(p, 'p', 0, 1);
  return quantileOfSorted(sortedCopy(values, 'values'), p);
};
