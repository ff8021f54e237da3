import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logReturnCorrelation, quantile } from '#engine';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';
import { normalDistribution, normalQuantile } from './normal.ts';

const value = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((v) => v + 0); // one zero, not two

describe('quantile of type 7', () => {
  it('interpolates between order statistics as spreadsheets do', () => {
    expect(quantile([15, 20, 35, 40, 50], 0.4)).toBeCloseTo(29, 12); // PERCENTILE.INC
    expect(quantile([7], 0.73)).toBe(7);
  });

  it('is the smallest at 0, the largest at 1, and never falls in between', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), p, p, (values, a, b) => {
        expect(quantile(values, 0)).toBe(Math.min(...values));
        expect(quantile(values, 1)).toBe(Math.max(...values));
        expect(quantile(values, Math.max(a, b))).toBeGreaterThanOrEqual(quantile(values, Math.min(a, b)) - 1e-6);
      }),
    );
  });

  it('does not change the values', () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });

  it('refuses an empty list, a value that is not finite, and a probability outside 0..1', () => {
    expectRefusal(() => quantile([], 0.5), 'EMPTY', { field: 'values' });
    expectRefusal(() => quantile([1, Number.NaN], 0.5), 'NOT_FINITE', { field: 'values.1' });
    expectRefusal(() => quantile([1], 1.01), 'OUT_OF_RANGE', { field: 'p', min: 0, max: 1, value: 1.01 });
  });
});

describe('correlation of log returns', () => {
  it('is 1 for a price in another unit and -1 for its reciprocal', () => {
    const a = [100, 104, 99, 107, 101];
    const matrix = logReturnCorrelation([a, a.map((x) => x * 7.1), a.map((x) => 1 / x)]);
    expect(matrix[0]?.[1]).toBeCloseTo(1, 12);
    expect(matrix[0]?.[2]).toBeCloseTo(-1, 12);
  });

  it('refuses constant prices, series of different length and prices of zero', () => {
    expectRefusal(() => logReturnCorrelation([[5, 5, 5, 5]]), 'OUT_OF_RANGE', { field: 'prices.0' });
    expectRefusal(
      () =>
        logReturnCorrelation([
          [1, 2, 3],
          [1, 2],
        ]),
      'BAD_SHAPE',
      { field: 'prices.1' },
    );
    expectRefusal(() => logReturnCorrelation([[1, 0, 3]]), 'OUT_OF_RANGE', { field: 'prices.0.1' });
    expectRefusal(() => logReturnCorrelation([]), 'EMPTY', { field: 'prices' });
  });
});

describe('normal distribution', () => {
  it('is the inverse of its quantile function', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1 - 1e-12, noNaN: true }), (p) => {
        const roundTrip = normalDistribution(normalQuantile(p));
        // an ulp of z counts z^2-fold in the tail
        return Math.abs(roundTrip - p) <= p * (1e-14 + 1e-15 * normalQuantile(p) ** 2);
      }),
    );
  });

  it('reaches 0 and 1 in the tails', () => {
    expect([normalDistribution(-1e9), normalDistribution(Number.NEGATIVE_INFINITY), normalDistribution(Number.POSITIVE_INFINITY)]).toEqual([
      0, 0, 1,
    ]);
  });

  it('is symmetric', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 8, noNaN: true }),
        (x) => Math.abs(normalDistribution(x) + normalDistribution(-x) - 1) <= 2.3e-16,
      ),
    );
  });
});
