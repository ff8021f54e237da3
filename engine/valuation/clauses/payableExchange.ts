import type { Assay } from '#shared/domain/metal.ts';
import type { PriceBasis, Terms } from '#shared/domain/terms.ts';
import { clamp } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import { type Bracket, bracketedRoot } from '../bracketedRoot.ts';

/** The first metal's payable, where it is a share: its deduction, and the points of it that are worth a given value. */
export type PayableExchange = {
  /** Of the terms at the start, a fraction. */
  readonly payable: number;
  /** The minimum deduction of a `lower-of` rule, and the payable from which it binds, fractions; undefined without one. */
  readonly deduction: number | undefined;
  readonly bindsFrom: number | undefined;
  /**
   * Percentage points of payable that the seller could give up for a value, negative = would have to receive; undefined where no
   * payable that the basis allows makes up for it. Solved on the payable rule: points that change nothing because the deduction binds count.
   */
  readonly pointsFor: (value: number) => number | undefined;
};

type PayableTerms = {
  readonly payable: number;
  readonly deduction: number;
  readonly rule: 'lower-of' | 'deduct-then-pay';
  readonly element: string;
  /** The highest payable that the basis allows. */
  readonly maximum: number;
};

/** The first payable metal of a price; undefined where the price has none or its share follows a scale. */
const firstPayable = (price: PriceBasis): PayableTerms | undefined => {
  if (price.basis === 'percentage') {
    const first = price.payables[0];
    return first && { payable: first.payable, deduction: 0, rule: 'deduct-then-pay', element: first.element, maximum: 2 };
  }
  if (price.basis !== 'payableMetal') return undefined;
  const first = price.payables[0];
  return first === undefined || first.rule === 'scale' ? undefined : { ...first, rule: first.rule, maximum: 1 };
};

/** Moves the payable of the first metal by a fraction within what its basis allows; the same object if it has none. */
export const movePayable = (price: PriceBasis, by: number): PriceBasis => {
  const first = firstPayable(price);
  if (first === undefined || (price.basis !== 'payableMetal' && price.basis !== 'percentage')) return price;
  const payables = price.payables.map((entry, i) => (i === 0 ? { ...entry, payable: clamp(entry.payable + by, 0, first.maximum) } : entry));
  return { ...price, payables } as PriceBasis;
};

/** Points of payable to which an exchange is solved. */
const TOLERANCE = 1e-4;
/** Largest relative error of the value at a solution. */
const VALUE_TOLERANCE = 1e-5;
/** Number of secant steps before the bracketed search; a secant step finds the root of a line at once. */
const SECANT_STEPS = 4;

/** Finds the root of a function that is linear, or nearly so, between the ends of a bracket. */
const rootOnLine = (f: (x: number) => number, { low, high, atLow, atHigh }: Bracket, zeroTolerance: number): number => {
  let [a, b, fa, fb] = [low, high, atLow, atHigh];
  for (let step = 0; step < SECANT_STEPS; step++) {
    const x = a + ((b - a) * fa) / (fa - fb);
    const fx = f(x);
    if (Math.abs(fx) <= zeroTolerance) return x;
    if (fx < 0) [a, fa] = [x, fx];
    else [b, fb] = [x, fx];
  }
  return b - a <= TOLERANCE ? b : bracketedRoot(f, { low: a, high: b, atLow: fa, atHigh: fb }, TOLERANCE);
};

/**
 * Creates the exchange of payable for value. `valueAt` values the contract with the first metal's payable moved by a fraction, USD.
 * Undefined for terms without such a payable.
 */
export const createPayableExchange = (
  terms: readonly Terms[],
  assay: Assay,
  valueAt: (movedBy: number) => number,
): PayableExchange | undefined => {
  const first = terms[0] && firstPayable(terms[0].price);
  if (first === undefined) return undefined;
  const grade = assay[first.element] ?? 0;
  const hasDeduction = first.rule === 'lower-of' && first.deduction > 0 && grade > first.deduction;
  // g p >= g - d
  const bindsFrom = hasDeduction ? (grade - first.deduction) / grade : undefined;
  const memoizedValueAt = memoize(valueAt);
  const currentValue = memoizedValueAt(0);
  const pointsFor = (value: number): number | undefined => {
    if (value === 0) return 0;
    // a positive value is paid for by lowering the payable
    const sign = value > 0 ? -1 : 1;
    const size = Math.abs(value);
    const valueShortfall = (points: number): number =>
      (points === 0 ? 0 : Math.abs(memoizedValueAt((sign * points) / 100) - currentValue)) - size;
    const maxPoints = (sign < 0 ? first.payable : first.maximum - first.payable) * 100;
    const atHigh = maxPoints === 0 ? -size : valueShortfall(maxPoints);
    if (atHigh < 0) return undefined;
    // the value has a kink where the deduction begins to bind, and is nearly linear on either side
    const kink = bindsFrom === undefined ? 0 : Math.max(0, sign * (bindsFrom - first.payable)) * 100;
    const atKink = kink === 0 || kink >= maxPoints ? -size : valueShortfall(kink);
    const bracket =
      kink === 0 || kink >= maxPoints
        ? { low: 0, high: maxPoints, atLow: -size, atHigh }
        : atKink < 0
          ? { low: kink, high: maxPoints, atLow: atKink, atHigh }
          : { low: 0, high: kink, atLow: -size, atHigh: atKink };
    return -sign * rootOnLine(valueShortfall, bracket, size * VALUE_TOLERANCE);
  };
  return {
    payable: first.payable,
    deduction: hasDeduction ? first.deduction : undefined,
    bindsFrom,
    pointsFor,
  };
};
