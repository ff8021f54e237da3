/** The share of the smaller value from which a difference counts. */
const LEAST_SHARE = 0.005;

/**
 * Returns true if two values differ by more than max(2 standard errors, 0.5 % of the smaller). `standardError` is that of their
 * difference; 0 for values without draws.
 */
export const isMaterialDifference = (a: number, b: number, standardError = 0): boolean =>
  Math.abs(a - b) > Math.max(2 * standardError, LEAST_SHARE * Math.min(Math.abs(a), Math.abs(b)));
