import { type Knots, pathValue, sortKnots } from '#shared/domain/scenarioPath.ts';
import { lerp, lerpLog } from '#shared/math.ts';
import { roundTicks } from '#shared/roundTicks.ts';

/** Kinds of paths: multipliers of a price or of demand, shown in per cent; shifts of a charge, shown in USD/dmt. */
export type PathKind = 'price' | 'demand' | 'charge';

export const NEUTRAL: Readonly<Record<PathKind, number>> = { price: 1, demand: 1, charge: 0 };

/** Factor from a value to its shown value. */
export const DISPLAY_SCALE: Readonly<Record<PathKind, number>> = { price: 100, demand: 100, charge: 1 };

/** The lowest value of a path; prices are above zero. */
export const LOWEST: Readonly<Record<PathKind, number>> = { price: 0.001, demand: 0, charge: -1000 };
export const HIGHEST: Readonly<Record<PathKind, number>> = { price: 50, demand: 5, charge: 1000 };

export const LAST_MONTH = 600;

/** Clamps a value and rounds it to 0.1 %, or 0.1 USD/dmt, because a pointer is not more precise. */
export const clampPathValue = (kind: PathKind, value: number): number => {
  const step = 0.001 / (DISPLAY_SCALE[kind] / 100);
  return Math.min(HIGHEST[kind], Math.max(LOWEST[kind], Math.round(value / step) * step));
};

/** The path by month, interpolated as in the engine. */
export const pathPoints = (kind: PathKind, knots: Knots, months: number): readonly { month: number; value: number }[] => {
  const sortedKnots = sortKnots(knots);
  return Array.from({ length: months + 1 }, (_, month) => ({
    month,
    value: pathValue(sortedKnots, NEUTRAL[kind], month, kind === 'price' ? lerpLog : lerp),
  }));
};

export type PathScale = { readonly low: number; readonly high: number; readonly ticks: readonly number[] };

/** The range of the chart in shown values: the path, the neutral value and a margin. */
export const pathScale = (kind: PathKind, knots: Knots): PathScale => {
  const displayValues = [...knots.map(({ value }) => value), NEUTRAL[kind]].map((value) => value * DISPLAY_SCALE[kind]);
  const [lowestValue, highestValue] = [Math.min(...displayValues), Math.max(...displayValues)];
  const room = kind === 'charge' ? Math.max(10, (highestValue - lowestValue) * 0.15) : Math.max(20, (highestValue - lowestValue) * 0.15);
  const low = kind === 'charge' ? lowestValue - room : 0;
  const ticks = roundTicks(low, highestValue + room);
  return { low: ticks[0] ?? low, high: ticks.at(-1) ?? highestValue + room, ticks };
};

/** Moves a knot; months stay ascending and distinct. */
export const withKnot = (knots: Knots, index: number, knot: Knots[number]): Knots => {
  const monthBefore = knots[index - 1]?.afterMonths ?? -1;
  const monthAfter = knots[index + 1]?.afterMonths ?? LAST_MONTH + 1;
  const afterMonths = Math.min(monthAfter - 1, Math.max(monthBefore + 1, Math.round(knot.afterMonths)));
  return knots.map((otherKnot, i) => (i === index ? { ...knot, afterMonths } : otherKnot));
};

/** Adds a knot; returns undefined where its month has one already. */
export const withNewKnot = (knots: Knots, knot: Knots[number]): Knots | undefined => {
  const afterMonths = Math.min(LAST_MONTH, Math.max(0, Math.round(knot.afterMonths)));
  if (knots.some((otherKnot) => otherKnot.afterMonths === afterMonths)) return undefined;
  return sortKnots([...knots, { ...knot, afterMonths }]);
};
