import type { Scenario } from './scenario.ts';

export type Knots = Scenario['prices'][number]['knots'];

export const sortKnots = (knots: Knots): Knots => knots.toSorted((a, b) => a.afterMonths - b.afterMonths);

/**
 * Value of a path `months` after its start, its knots in time's order: between knots by `blend`; `neutral` before the start and at it
 * unless a knot stands there, the last knot's value after it.
 */
export const pathValue = (
  knots: Knots,
  neutral: number,
  months: number,
  blend: (from: number, to: number, weight: number) => number,
): number => {
  let before = { afterMonths: 0, value: neutral };
  for (const knot of knots) {
    if (knot.afterMonths > months) {
      return blend(before.value, knot.value, (months - before.afterMonths) / (knot.afterMonths - before.afterMonths));
    }
    before = knot;
  }
  return before.value;
};

export const linear = (from: number, to: number, weight: number): number => from + weight * (to - from);

/** Straight in the logarithm: a^(1-w) b^w; equal ends stay exactly equal. */
export const lerpLog = (from: number, to: number, weight: number): number => (from === to ? from : from * (to / from) ** weight);
