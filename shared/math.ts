/** Sums numbers from the first to the last; 0 for none. */
export const sum = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total;
};

/** Sums an amount of each item from the first to the last; 0 for none. */
export const sumBy = <T>(items: readonly T[], amountOf: (item: T, index: number) => number): number => {
  let total = 0;
  for (let i = 0; i < items.length; i++) total += amountOf(items[i] as T, i);
  return total;
};

/** Arithmetic mean; NaN for none. */
export const mean = (values: ArrayLike<number>): number => sum(values) / values.length;

/** Sum of the products of two lists of equal length. */
export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] as number) * (b[i] as number);
  return total;
};

/** Limits a value to [low, high]; `high` where the bounds cross. */
export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Interpolates linearly: `from` at share 0, `to` at share 1. */
export const lerp = (from: number, to: number, share: number): number => from + share * (to - from);

/** Interpolates linearly in the logarithm, a^(1-w) b^w; equal ends give exactly their value. */
export const lerpLog = (from: number, to: number, share: number): number => (from === to ? from : from * (to / from) ** share);

/** Rounds to twelve significant digits, which removes errors of binary arithmetic: 0.1 + 0.2 becomes 0.3. Never -0. */
export const removeNoise = (value: number): number => Number(value.toPrecision(12)) + 0;
