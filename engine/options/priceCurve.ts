import { normalDistribution } from '../statistics/normal.ts';
import { blackFromDeviation } from './blackOption.ts';

/** A continuous piecewise linear function of a price from 0 upwards, with `slope` beyond the last knot. */
export type PriceCurve = {
  /** Ascending, the first 0. */
  readonly knots: readonly number[];
  readonly values: readonly number[];
  readonly slope: number;
};

/** A price = `known` + a lognormal part with this mean and log variance; without such a part `mean` is 0. */
export type PartlyKnown = { readonly known: number; readonly mean: number; readonly logVariance: number };

const slopeAfter = ({ knots, values, slope }: PriceCurve, i: number): number =>
  i === knots.length - 1 ? slope : (values[i + 1]! - values[i]!) / (knots[i + 1]! - knots[i]!);

/** Index of the last knot at or below a price. */
const knotIndexAt = ({ knots }: PriceCurve, price: number): number => {
  let index = 0;
  for (let i = 1; i < knots.length && knots[i]! <= price; i++) index = i;
  return index;
};

/** The value of a curve at a price. */
export const curveAt = (curve: PriceCurve, price: number): number => {
  const knotIndex = knotIndexAt(curve, price);
  return curve.values[knotIndex]! + slopeAfter(curve, knotIndex) * (price - curve.knots[knotIndex]!);
};

/** Computes the expected value of a curve; exact for a price whose unknown part is lognormal. */
export const expectedOnCurve = (curve: PriceCurve, { known, mean, logVariance }: PartlyKnown): number => {
  if (mean === 0) return curveAt(curve, known);
  if (logVariance === 0) return curveAt(curve, known + mean);
  const deviation = Math.sqrt(logVariance);
  const from = knotIndexAt(curve, known);
  // E f(c + X) = f(c) + f'(c) E X + sum over the knots above c of (f'(b+) - f'(b-)) E (X - (b - c))+
  let slopeBefore = slopeAfter(curve, from);
  let sum = curveAt(curve, known) + slopeBefore * mean;
  for (let i = from + 1; i < curve.knots.length; i++) {
    const slopeAfterKnot = slopeAfter(curve, i);
    if (slopeAfterKnot !== slopeBefore)
      sum += (slopeAfterKnot - slopeBefore) * blackFromDeviation('call', mean, curve.knots[i]! - known, deviation);
    slopeBefore = slopeAfterKnot;
  }
  return sum;
};

/** Computes the expected slope of a curve: the value of one dollar more on the price. */
export const expectedSlope = (curve: PriceCurve, { known, mean, logVariance }: PartlyKnown): number => {
  const from = knotIndexAt(curve, mean === 0 || logVariance === 0 ? known + mean : known);
  let slopeBefore = slopeAfter(curve, from);
  let sum = slopeBefore;
  if (mean === 0 || logVariance === 0) return sum;
  const deviation = Math.sqrt(logVariance);
  for (let i = from + 1; i < curve.knots.length; i++) {
    const slopeAfterKnot = slopeAfter(curve, i);
    // E X 1(X > b) / E X = N(d1): weights the change of slope at b
    const d1 = Math.log(mean / (curve.knots[i]! - known)) / deviation + deviation / 2;
    if (slopeAfterKnot !== slopeBefore) sum += (slopeAfterKnot - slopeBefore) * normalDistribution(d1);
    slopeBefore = slopeAfterKnot;
  }
  return sum;
};

/** The curve transform(f - g), with a knot at every crossing of f and g. */
const combineCurves = (f: PriceCurve, g: PriceCurve, transform: (difference: number) => number): PriceCurve => {
  const knots = [...new Set([...f.knots, ...g.knots])].sort((a, b) => a - b);
  const difference = (price: number): number => curveAt(f, price) - curveAt(g, price);
  const allKnots: number[] = [];
  for (const [i, knot] of knots.entries()) {
    allKnots.push(knot);
    const next = knots[i + 1];
    const differenceAtKnot = difference(knot);
    const slope = next === undefined ? f.slope - g.slope : (difference(next) - differenceAtKnot) / (next - knot);
    const root = slope === 0 ? Number.NaN : knot - differenceAtKnot / slope;
    if (root > knot && (next === undefined || root < next)) allKnots.push(root);
  }
  const lastKnot = allKnots.at(-1)!;
  const values = allKnots.map((knot) => transform(difference(knot)));
  return {
    knots: allKnots,
    values,
    slope: transform(difference(lastKnot + 1 + lastKnot)) / (1 + lastKnot) - values.at(-1)! / (1 + lastKnot),
  };
};

/** The curve max(f - g, 0). */
export const excessOf = (f: PriceCurve, g: PriceCurve): PriceCurve => combineCurves(f, g, (difference) => Math.max(0, difference));
