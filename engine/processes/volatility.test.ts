import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ewmaVolatility, returnVolatility } from '#engine';

const path = (returns: readonly number[]): number[] => {
  let price = 100;
  return [
    price,
    ...returns.map((r) => {
      price *= Math.exp(r);
      return price;
    }),
  ];
};

describe('volatility of returns', () => {
  it('equals the sample standard deviation of log returns / sqrt(step)', () => {
    // returns 0.1, -0.1, 0.3: mean 0.1, squares 0, 0.04, 0.04 over 2
    expect(returnVolatility(path([0.1, -0.1, 0.3]), 1)).toBeCloseTo(0.2, 12);
    expect(returnVolatility(path([0.1, -0.1, 0.3]), 1 / 12)).toBeCloseTo(0.2 * Math.sqrt(12), 12);
  });

  it('does not depend on the unit of the price or on a constant drift', () => {
    const returns = [0.02, -0.05, 0.01, 0.04];
    expect(
      returnVolatility(
        path(returns).map((p) => p * 2204.62),
        1,
      ),
    ).toBeCloseTo(returnVolatility(path(returns), 1), 12);
    expect(returnVolatility(path(returns.map((r) => r + 0.3)), 1)).toBeCloseTo(returnVolatility(path(returns), 1), 12);
  });

  it('refuses prices without a logarithm, and too few prices', () => {
    expect(() => returnVolatility([1, 0, 2], 1)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
    expect(() => returnVolatility([1, -3, 2], 1)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
    expect(() => returnVolatility([1, 2], 1)).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }));
  });
});

describe('exponentially weighted volatility', () => {
  it('weights the latest squared return most: hand calculation with a decay of 0.5', () => {
    // (0.04 + 0.01 / 2) / 1.5 = 0.03
    expect(ewmaVolatility(path([0.1, -0.2]), 1, 0.5)).toBeCloseTo(Math.sqrt(0.03), 12);
  });

  it('equals the size of returns that are all of one size, for any decay', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.array(fc.boolean(), { minLength: 2, maxLength: 30 }),
        (decay, areUp) => {
          expect(ewmaVolatility(path(areUp.map((isUp) => (isUp ? 0.07 : -0.07))), 1 / 12, decay)).toBeCloseTo(0.07 * Math.sqrt(12), 9);
        },
      ),
    );
  });

  it('approaches the root mean square as the decay approaches 1', () => {
    const returns = [0.02, -0.05, 0.01, 0.04];
    const square = returns.reduce((sum, r) => sum + r * r, 0) / returns.length;
    expect(ewmaVolatility(path(returns), 1, 1 - 1e-9)).toBeCloseTo(Math.sqrt(square), 8);
    expect(() => ewmaVolatility(path(returns), 1, 1)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
  });
});
