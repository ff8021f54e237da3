import { requireFinite } from '../numberChecks.ts';

/** The chance of an event on equally likely paths: the share of paths with it. */
export type Chance = {
  /** Paths with the event. */
  readonly count: number;
  readonly paths: number;
  readonly value: number;
  /** Binomial standard error: root of p (1 - p) / n. */
  readonly error: number;
  /** Wilson interval at 95 %. */
  readonly low: number;
  readonly high: number;
};

/** Normal quantile of 97.5 %. */
const Z = 1.959963984540054;

/** Returns the chance of an event that occurs on `count` of `paths` paths. Source of the interval: Wilson 1927. */
export const chanceOf = (count: number, paths: number): Chance => {
  const p = count / paths;
  // (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)
  const centre = p + (Z * Z) / (2 * paths);
  const halfWidth = Z * Math.sqrt((p * (1 - p)) / paths + (Z * Z) / (4 * paths * paths));
  const scale = 1 + (Z * Z) / paths;
  return {
    count,
    paths,
    value: p,
    error: Math.sqrt((p * (1 - p)) / paths),
    low: count === 0 ? 0 : (centre - halfWidth) / scale,
    high: count === paths ? 1 : (centre + halfWidth) / scale,
  };
};

/** Counts the outcomes strictly below a threshold. `sortedValues`: ascending. Errors: NOT_FINITE (threshold). */
export const countBelow = (sortedValues: Float64Array, threshold: number): number => {
  requireFinite(threshold, 'threshold');
  let [from, to] = [0, sortedValues.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sortedValues[middle]! < threshold) from = middle + 1;
    else to = middle;
  }
  return from;
};
