import type { Scenario } from './scenario.ts';

/** The knots of a piecewise path by months after the scenario's start. */
export type Knots = Scenario['prices'][number]['knots'];

/** Sorts knots by month. */
export const sortKnots = (knots: Knots): Knots => knots.toSorted((a, b) => a.afterMonths - b.afterMonths);

/**
 * Evaluates a path `months` after its start; knots sorted by month. Between knots it interpolates with `blend`; at the start and before
 * it the value is `neutral` unless a knot is at month 0; after the last knot its value continues.
 */
export const pathValue = (
  knots: Knots,
  neutral: number,
  months: number,
  blend: (from: number, to: number, weight: number) => number,
): number => {
  let previousKnot = { afterMonths: 0, value: neutral };
  for (const knot of knots) {
    if (knot.afterMonths > months) {
      return blend(previousKnot.value, knot.value, (months - previousKnot.afterMonths) / (knot.afterMonths - previousKnot.afterMonths));
    }
    previousKnot = knot;
  }
  return previousKnot.value;
};
