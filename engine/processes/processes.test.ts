import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calibrateSchwartz,
  distributionAfter,
  expectedDuration,
  expectedLogPrice,
  expectedPrice,
  logPriceVariance,
  priceQuantile,
  stationaryDistribution,
} from '#engine';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const COPPER = { spot: 9500, meanReversion: 0.35, longRunLogPrice: Math.log(9000), volatility: 0.24 };

describe('price process', () => {
  it("Schwartz's oil futures of 1997: 20.2591 in half a year, 20.3630 in five", () => {
    const oil = { spot: 20, meanReversion: 1.49, longRunLogPrice: 3, volatility: 0.286 };
    expect(expectedPrice(oil, 0.5)).toBeCloseTo(20.259120238738785, 11);
    expect(expectedPrice(oil, 5)).toBeCloseTo(20.363043707840006, 11);
  });

  it('starts at the spot price and no longer depends on it in the long run', () => {
    expect(expectedLogPrice(COPPER, 0)).toBe(Math.log(9500));
    expect(logPriceVariance(COPPER, 0)).toBe(0);
    expect(expectedLogPrice(COPPER, 200)).toBeCloseTo(COPPER.longRunLogPrice, 12);
    expect(logPriceVariance(COPPER, 200)).toBeCloseTo(0.24 ** 2 / 0.7, 12);
  });

  it('converges to the random walk as mean reversion falls to zero', () => {
    for (const k of [1e-6, 1e-12, 1e-200, 0]) {
      expect(logPriceVariance({ ...COPPER, meanReversion: k }, 3)).toBeCloseTo(0.24 ** 2 * 3, 5);
    }
    expect(logPriceVariance({ ...COPPER, meanReversion: 0 }, 3)).toBeCloseTo(0.24 ** 2 * 3, 15);
  });

  it('quantiles rise with probability, and the median is the exponential of the mean log', () => {
    const p = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(p, p, (a, b) => priceQuantile(COPPER, 2, Math.max(a, b)) >= priceQuantile(COPPER, 2, Math.min(a, b)) * (1 - 1e-12)),
    );
    expect(priceQuantile(COPPER, 2, 0.5)).toBeCloseTo(Math.exp(expectedLogPrice(COPPER, 2)), 9);
  });

  it('refuses prices of zero, negative times and probabilities of 0 or 1', () => {
    expectRefusal(() => expectedPrice({ ...COPPER, spot: 0 }, 1), 'OUT_OF_RANGE', { field: 'spot' });
    expectRefusal(() => expectedPrice(COPPER, -1), 'OUT_OF_RANGE', { field: 'years' });
    expectRefusal(() => priceQuantile(COPPER, 1, 1), 'OUT_OF_RANGE', { field: 'probability' });
    expectRefusal(() => logPriceVariance({ ...COPPER, volatility: Number.NaN }, 1), 'NOT_FINITE', { field: 'volatility' });
  });
});

describe('calibration', () => {
  it('a mean-reverting price is found to revert significantly', () => {
    // X moves by -0.8 of its distance from ln 100 plus a small regular disturbance
    const prices = [130];
    for (let i = 1; i < 80; i++) prices.push(Math.exp(Math.log(100) + 0.2 * Math.log(prices[i - 1]! / 100) + 0.05 * Math.sin(7 * i * i)));
    const fit = calibrateSchwartz(prices, 1 / 12);
    expect(fit.isSignificant).toBe(true);
    expect(fit.meanReversion).toBeGreaterThan(10);
    expect(Math.exp(fit.longRunLogPrice ?? Number.NaN)).toBeCloseTo(100, -1);
    expect(fit.halfLifeYears).toBeCloseTo(Math.LN2 / fit.meanReversion, 12);
  });

  it('a price without mean reversion has no long-run price, no half-life and the volatility of its changes', () => {
    const prices = [100, 101, 103, 107, 115, 131, 163];
    const fit = calibrateSchwartz(prices, 1 / 12);
    expect(fit).toMatchObject({ meanReversion: 0, longRunLogPrice: undefined, halfLifeYears: undefined, isSignificant: false });
    const changes = prices.slice(1).map((p, i) => Math.log(p / prices[i]!));
    const mean = changes.reduce((s, c) => s + c, 0) / changes.length;
    const variance = changes.reduce((s, c) => s + (c - mean) ** 2, 0) / (changes.length - 1);
    expect(fit.volatility).toBeCloseTo(Math.sqrt(variance * 12), 12);
  });

  it('depends on the unit of the price only in the long-run level', () => {
    const prices = [100, 104, 99, 95, 101, 108, 103, 97];
    const a = calibrateSchwartz(prices, 0.25);
    const b = calibrateSchwartz(
      prices.map((p) => p * 22.046),
      0.25,
    );
    expect(b.meanReversion).toBeCloseTo(a.meanReversion, 9);
    expect(b.volatility).toBeCloseTo(a.volatility, 9);
    expect((b.longRunLogPrice ?? 0) - (a.longRunLogPrice ?? 0)).toBeCloseTo(Math.log(22.046), 9);
  });

  it('refuses prices that alternate, are constant, or are too few', () => {
    expectRefusal(() => calibrateSchwartz([100, 120, 100, 121, 99, 120], 1), 'OUT_OF_RANGE', { field: 'slope' });
    for (const [price, length] of [
      [100, 4],
      [30, 40],
      [0.7, 333],
    ] as const) {
      expectRefusal(
        () =>
          calibrateSchwartz(
            Array.from({ length }, () => price),
            1 / 12,
          ),
        'OUT_OF_RANGE',
        { field: 'prices' },
      );
    }
    expectRefusal(() => calibrateSchwartz([100, 101, 102], 1), 'BAD_SHAPE', { field: 'prices', min: 4 });
    expectRefusal(() => calibrateSchwartz([100, 101, 0, 102], 1), 'OUT_OF_RANGE', { field: 'prices.2' });
    expectRefusal(() => calibrateSchwartz([100, 101, 99, 102], 0), 'OUT_OF_RANGE', { field: 'stepYears' });
  });
});

describe('regimes', () => {
  const CYCLE = [
    [0.9667, 0.025, 0.0083],
    [0.0208, 0.9584, 0.0208],
    [0.0286, 0.0428, 0.9286],
  ];

  it('the default cycle spends 40.9 % in expansion, 42.1 % on the plateau and 17.0 % in slump', () => {
    const shares = stationaryDistribution(CYCLE);
    [0.409, 0.4208, 0.1701].forEach((share, i) => {
      expect(shares[i]).toBeCloseTo(share, 4);
    });
    distributionAfter(CYCLE, [0, 1, 0], 400).forEach((share, i) => {
      expect(share).toBeCloseTo(shares[i]!, 4);
    });
    expect(expectedDuration(CYCLE, 2)).toBeCloseTo(14, 1);
  });

  it('the long-run shares are stationary and sum to 1', () => {
    const row = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }).map((w) => {
      const sum = w.reduce((total, x) => total + x, 0);
      return w.map((x) => x / sum);
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 4, maxLength: 4 }), (transition) => {
        const shares = stationaryDistribution(transition);
        expect(shares.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 14);
        distributionAfter(transition, shares, 1).forEach((share, i) => {
          expect(share).toBeCloseTo(shares[i]!, 12);
        });
      }),
    );
  });

  it('a transient state has no long-run share', () => {
    expect(
      stationaryDistribution([
        [0.5, 0.5, 0],
        [0, 0.8, 0.2],
        [0, 0.4, 0.6],
      ]),
    ).toEqual([0, expect.closeTo(2 / 3, 14), expect.closeTo(1 / 3, 14)]);
  });

  it('zero steps return the start, and a periodic chain has long-run shares', () => {
    const alternateMatrix = [
      [0, 1],
      [1, 0],
    ];
    expect(distributionAfter(alternateMatrix, [0.3, 0.7], 0)).toEqual([0.3, 0.7]);
    expect(distributionAfter(alternateMatrix, [0.3, 0.7], 3)).toEqual([0.7, 0.3]);
    expect(stationaryDistribution(alternateMatrix)).toEqual([0.5, 0.5]);
  });

  it('refuses rows that do not sum to 1, chains with two closed classes, and absorbing states', () => {
    const stuckMatrix = [
      [1, 0],
      [0, 1],
    ];
    expectRefusal(() => stationaryDistribution(stuckMatrix), 'BAD_SHAPE', { field: 'transition', rule: 'irreducible' });
    expectRefusal(() => expectedDuration(stuckMatrix, 0), 'OUT_OF_RANGE', { field: 'transition.0.0' });
    expectRefusal(() => expectedDuration(CYCLE, 3), 'OUT_OF_RANGE', { field: 'state', max: 2 });
    expectRefusal(
      () =>
        stationaryDistribution([
          [0.5, 0.4],
          [0.5, 0.5],
        ]),
      'OUT_OF_RANGE',
      { field: 'transition.0' },
    );
    expectRefusal(() => stationaryDistribution([[1, 0]]), 'BAD_SHAPE', { field: 'transition.0' });
    expectRefusal(() => stationaryDistribution([]), 'EMPTY', { field: 'transition' });
    expectRefusal(() => distributionAfter(CYCLE, [1, 0], 1), 'BAD_SHAPE', { field: 'start' });
    expectRefusal(() => distributionAfter(CYCLE, [0.5, 0, 0], 1), 'OUT_OF_RANGE', { field: 'start' });
    expectRefusal(() => distributionAfter(CYCLE, [1, 0, 0], 1.5), 'OUT_OF_RANGE', { field: 'steps' });
  });
});
