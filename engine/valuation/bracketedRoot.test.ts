import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bracketedRoot } from './bracketedRoot.ts';

const RANGE = 1e7;
const TOLERANCE = 1e-15 * RANGE;

/** The root and the number of function evaluations. */
const search = (f: (x: number) => number) => {
  let steps = 0;
  const countedValue = (x: number) => {
    steps++;
    return f(x);
  };
  return { root: bracketedRoot(countedValue, { low: 0, high: RANGE, atLow: f(0), atHigh: f(RANGE) }, TOLERANCE), taken: steps };
};

/** Bisection to the tolerance, for comparison. */
const bisect = (f: (x: number) => number): number => {
  let [low, high] = [0, RANGE];
  while (high - low > TOLERANCE) {
    const middle = (low + high) / 2;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return high;
};

/** A rising piecewise linear function, like a margin over prices with the bands of an escalator. */
const corneredFunction = fc
  .record({
    at: fc.double({ min: 1, max: RANGE / 2, noNaN: true }),
    corners: fc.array(
      fc.record({ x: fc.double({ min: 0, max: RANGE, noNaN: true }), slope: fc.double({ min: 0, max: 50, noNaN: true }) }),
      {
        maxLength: 6,
      },
    ),
  })
  .map(({ at, corners }) => {
    const risingValue = (x: number) => x + corners.reduce((sum, corner) => sum + corner.slope * Math.max(0, x - corner.x), 0);
    return (x: number) => risingValue(x) - risingValue(at);
  });

describe('a bracketed root', () => {
  it('equals that of bisection within the tolerance, on rising piecewise linear functions', () => {
    fc.assert(
      fc.property(corneredFunction, (f) => {
        expect(Math.abs(search(f).root - bisect(f))).toBeLessThanOrEqual(TOLERANCE);
      }),
    );
  });

  it('has a value of at least zero, with a negative value within the tolerance below it', () => {
    fc.assert(
      fc.property(corneredFunction, (f) => {
        const { root } = search(f);
        expect(f(root)).toBeGreaterThanOrEqual(0);
        expect(f(root - TOLERANCE)).toBeLessThan(0);
      }),
    );
  });

  it('takes at most two evaluations more than bisection for a function with a jump', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: RANGE, noNaN: true }), fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (at, size) => {
        const { root, taken } = search((x) => (x < at ? -size : 1 / size));
        expect(root).toBeGreaterThanOrEqual(at);
        expect(root - at).toBeLessThanOrEqual(TOLERANCE);
        expect(taken).toBeLessThanOrEqual(Math.ceil(Math.log2(RANGE / TOLERANCE)) + 2);
      }),
    );
  });

  it('finds the root of a line in a dozen evaluations', () => {
    const { root, taken } = search((x) => 3 * x - 24_000);
    expect(root).toBeCloseTo(8000, 7);
    expect(taken).toBeLessThanOrEqual(12);
  });

  it('finds a root that one of its steps hits exactly', () => {
    const { root } = search((x) => x - RANGE / 2);
    expect(root).toBeGreaterThanOrEqual(RANGE / 2);
    expect(root - RANGE / 2).toBeLessThanOrEqual(TOLERANCE);
  });
});
