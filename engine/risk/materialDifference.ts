import { requireFinite } from '../numberChecks.ts';

/** A difference below this share of the smaller value is not material. */
const LEAST_SHARE = 0.005;
/** Standard errors that a difference must exceed. */
const ERRORS = 2;

/** The smallest difference of two values that is material, in their unit: the larger of 2 standard errors and 0.5 % of the smaller value. */
export const minimumMaterialDifference = (a: number, b: number, standardError = 0): number => {
  requireFinite(a, 'a');
  requireFinite(b, 'b');
  requireFinite(standardError, 'standardError');
  return Math.max(ERRORS * standardError, LEAST_SHARE * Math.min(Math.abs(a), Math.abs(b)));
};

/**
 * Returns whether two values differ materially. `standardError` is that of their difference on common paths; 0 without a simulation. Equal
 * values never differ. Source: docs/model/comparison.md.
 */
export const isMaterialDifference = (a: number, b: number, standardError = 0): boolean =>
  a !== b && Math.abs(a - b) >= minimumMaterialDifference(a, b, standardError);
