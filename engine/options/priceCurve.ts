import { normalDistribution } from '../statistics/normal.ts';
import { blackFromDeviation } from './blackOption.ts';

/** A continuous piecewise linear function of a price from 0 upwards, with `slope` beyond the last knot. */
export type PriceCurve = {
  /** Ascending, the first 0. */
  readonly knots: readonly number[];
  readonly values: readonly number[];
  readonly slope: number;
};

/** A price = `known` + a lognormal rest with this mean and log variance; `mean` 0 = no rest. */
export type PartlyKnown = { readonly known: number; readonly mean: number; readonly logVariance: number };

const slopeAfter = ({ knots, values, slope }: PriceCurve, i: number): number =>
  i === knots.length - 1 ? slope : (values[i + 1]! - values[i]!) / (knots[i + 1]! - knots[i]!);

/** Index of the last knot at or below a price. */
const knotAt = ({ knots }: PriceCurve, price: number): number => {
  let at = 0;
  for (let i = 1; i < knots.length && knots[i]! <= price; i++) at = i;
  return at;
};

export const curveAt = (curve: PriceCurve, price: number): number => {
  const at = knotAt(curve, price);
  return curve.values[at]! + slopeAfter(curve, at) * (price - curve.knots[at]!);
};

/** Computes the expected value of a curve, exact for the lognormal price given. */
export const expectedOnCurve = (curve: PriceCurve, { known, mean, logVariance }: PartlyKnown): number => {
  if (mean === 0) return curveAt(curve, known);
  if (logVariance === 0) return curveAt(curve, known + mean);
  const deviation = Math.sqrt(logVariance);
  const from = knotAt(curve, known);
  // E f(c + X) = f(c) + f'(c) E X + sum over the knots above c of (f'(b+) - f'(b-)) E (X - (b - c))+
  let before = slopeAfter(curve, from);
  let sum = curveAt(curve, known) + before * mean;
  for (let i = from + 1; i < curve.knots.length; i++) {
    const after = slopeAfter(curve, i);
    if (after !== before) sum += (after - before) * blackFromDeviation('call', mean, curve.knots[i]! - known, deviation);
    before = after;
  }
  return sum;
};

/** Computes the expected slope of a curve: the value of one dollar more on the price. */
export const expectedSlope = (curve: PriceCurve, { known, mean, logVariance }: PartlyKnown): number => {
  const from = knotAt(curve, mean === 0 || logVariance === 0 ? known + mean : known);
  let before = slopeAfter(curve, from);
  let sum = before;
  if (mean === 0 || logVariance === 0) return sum;
  const deviation = Math.sqrt(logVariance);
  for (let i = from + 1; i < curve.knots.length; i++) {
    const after = slopeAfter(curve, i);
    // E X 1(X > b) / E X = N(d1): weights the change of slope at b
    const d1 = Math.log(mean / (curve.knots[i]! - known)) / deviation + deviation / 2;
    if (after !== before) sum += (after - before) * normalDistribution(d1);
    before = after;
  }
  return sum;
};

/** The curve of(f - g), with a knot at every crossing of f and g. */
const combineCurves = (f: PriceCurve, g: PriceCurve, of: (difference: number) => number): PriceCurve => {
  const knots = [...new Set([...f.knots, ...g.knots])].sort((a, b) => a - b);
  const difference = (price: number): number => curveAt(f, price) - curveAt(g, price);
  const allKnots: number[] = [];
  for (const [i, knot] of knots.entries()) {
    allKnots.push(knot);
    const next = knots[i + 1];
    const here = difference(knot);
    const slope = next === undefined ? f.slope - g.slope : (difference(next) - here) / (next - knot);
    const crossing = slope === 0 ? Number.NaN : knot - here / slope;
    if (crossing > knot && (next === undefined || crossing < next)) allKnots.push(crossing);
  }
  const last = allKnots.at(-1)!;
  const values = allKnots.map((knot) => of(difference(knot)));
  return { knots: allKnots, values, slope: of(difference(last + 1 + last)) / (1 + last) - values.at(-1)! / (1 + last) };
};

/** The curve max(f - g, 0). */
export const excessOf = (f: PriceCurve, g: PriceCurve): PriceCurve => combineCurves(f, g, (difference) => Math.max(0, difference));
