import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePriceOption, blackOption } from '#engine';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const price = fc.double({ min: 10, max: 1e5, noNaN: true });
const volatility = fc.double({ min: 0, max: 1.5, noNaN: true });
const years = fc.double({ min: 0, max: 5, noNaN: true });
const discountFactor = fc.double({ min: 0.5, max: 1, noNaN: true });

describe('Black option', () => {
  it('call minus put equals discounted forward minus strike', () => {
    fc.assert(
      fc.property(price, price, volatility, years, discountFactor, (forward, strike, v, t, df) => {
        const value = (kind: 'call' | 'put') => blackOption({ kind, forward, strike, volatility: v, years: t, discountFactor: df });
        expect(Math.abs(value('call') - value('put') - df * (forward - strike))).toBeLessThanOrEqual(1e-12 * (forward + strike));
      }),
    );
  });

  it('a floor below spot has time value', () => {
    const floor = { kind: 'put', forward: 1000, strike: 900, volatility: 0.4, discountFactor: 1 } as const;
    expect(blackOption({ ...floor, years: 0 })).toBe(0);
    expect(blackOption({ ...floor, years: 0.5 })).toBeGreaterThan(0);
    expect(blackOption({ ...floor, years: 2 })).toBeGreaterThan(blackOption({ ...floor, years: 0.5 }));
  });

  it('lies between intrinsic value and forward, and never falls with volatility', () => {
    fc.assert(
      fc.property(price, price, volatility, volatility, years, (forward, strike, a, b, t) => {
        const call = (v: number) => blackOption({ kind: 'call', forward, strike, volatility: v, years: t, discountFactor: 1 });
        expect(call(a)).toBeGreaterThanOrEqual(Math.max(0, forward - strike) - 1e-9 * (forward + strike));
        expect(call(a)).toBeLessThanOrEqual(forward * (1 + 1e-12));
        expect(call(Math.max(a, b))).toBeGreaterThanOrEqual(call(Math.min(a, b)) - 1e-9 * (forward + strike));
      }),
    );
  });

  it('with a strike of zero a call equals the discounted forward', () => {
    expect(blackOption({ kind: 'call', forward: 500, strike: 0, volatility: 0.3, years: 1, discountFactor: 0.9 })).toBe(450);
  });

  it('refuses negative and missing inputs by name', () => {
    const option = { kind: 'call', forward: 1, strike: 1, volatility: 0.2, years: 1, discountFactor: 1 } as const;
    for (const field of ['forward', 'strike', 'volatility', 'years', 'discountFactor'] as const) {
      expectRefusal(() => blackOption({ ...option, [field]: -1 }), 'OUT_OF_RANGE', { field });
      expectRefusal(() => blackOption({ ...option, [field]: Number.NaN }), 'NOT_FINITE', { field });
    }
  });
});

describe('average price option', () => {
  const base = { forwards: [1000, 990, 985], fixingYears: [0.1, 0.2, 0.3], strike: 950, volatility: 0.35, discountFactor: 0.97 };

  it('equals the Black option for one fixing', () => {
    fc.assert(
      fc.property(price, price, volatility, years, (forward, strike, v, t) => {
        const average = averagePriceOption({
          kind: 'put',
          forwards: [forward],
          fixingYears: [t],
          strike,
          volatility: v,
          discountFactor: 0.9,
        });
        const black = blackOption({ kind: 'put', forward, strike, volatility: v, years: t, discountFactor: 0.9 });
        expect(Math.abs(average - black)).toBeLessThanOrEqual(1e-9 * strike);
      }),
    );
  });

  it('call minus put equals discounted expected average minus strike, known fixings included', () => {
    fc.assert(
      fc.property(
        fc.array(price, { maxLength: 4 }),
        fc.array(price, { minLength: 1, maxLength: 5 }),
        price,
        volatility,
        (fixedPrices, forwards, strike, v) => {
          const option = {
            forwards,
            fixingYears: forwards.map((_, i) => (i + 1) / 12),
            strike,
            volatility: v,
            discountFactor: 0.95,
            fixed: fixedPrices,
          };
          const expectedAverage = [...fixedPrices, ...forwards].reduce((sum, x) => sum + x, 0) / (fixedPrices.length + forwards.length);
          const gap = averagePriceOption({ kind: 'call', ...option }) - averagePriceOption({ kind: 'put', ...option });
          expect(Math.abs(gap - 0.95 * (expectedAverage - strike))).toBeLessThanOrEqual(1e-10 * (expectedAverage + strike));
        },
      ),
    );
  });

  it('is worth less than the option on its last fixing', () => {
    const flatForwards = { ...base, forwards: [1000, 1000, 1000] };
    expect(averagePriceOption({ kind: 'put', ...flatForwards })).toBeLessThan(
      blackOption({ kind: 'put', forward: 1000, strike: 950, volatility: 0.35, years: 0.3, discountFactor: 0.97 }),
    );
  });

  it('when known fixings reach the strike, the call is its forward value and the put 0', () => {
    const reachedOption = { ...base, fixed: [6000], strike: 1000 };
    expect(averagePriceOption({ kind: 'call', ...reachedOption })).toBeCloseTo(0.97 * ((6000 + 2975) / 4 - 1000), 9);
    expect(averagePriceOption({ kind: 'put', ...reachedOption })).toBe(0);
  });

  it('equals the discounted payoff when every fixing is known', () => {
    const knownOption = { forwards: [], fixingYears: [], fixed: [900, 1000], strike: 1000, volatility: 0.3, discountFactor: 0.9 };
    expect(averagePriceOption({ kind: 'put', ...knownOption })).toBeCloseTo(45, 12);
    expect(averagePriceOption({ kind: 'call', ...knownOption })).toBe(0);
  });

  it('a covariance matrix gives the same value as the volatility behind it', () => {
    const { fixingYears } = base;
    const covariance = fixingYears.map((a) => fixingYears.map((b) => 0.35 ** 2 * Math.min(a, b)));
    expect(averagePriceOption({ kind: 'call', ...base, volatility: 0, covariance })).toBeCloseTo(
      averagePriceOption({ kind: 'call', ...base }),
      10,
    );
    expect(averagePriceOption({ kind: 'call', ...base, volatility: [0.35, 0.35, 0.35] })).toBe(
      averagePriceOption({ kind: 'call', ...base }),
    );
  });

  it('refuses an empty list, times out of order and lengths that differ', () => {
    expectRefusal(() => averagePriceOption({ kind: 'put', ...base, forwards: [], fixingYears: [] }), 'EMPTY');
    expectRefusal(() => averagePriceOption({ kind: 'put', ...base, fixingYears: [0.2, 0.1, 0.3] }), 'BAD_SHAPE', { field: 'fixingYears' });
    expectRefusal(() => averagePriceOption({ kind: 'put', ...base, volatility: [0.3] }), 'BAD_SHAPE', { field: 'volatility' });
    expectRefusal(() => averagePriceOption({ kind: 'put', ...base, covariance: [[1]] }), 'BAD_SHAPE', { field: 'covariance' });
    expectRefusal(() => averagePriceOption({ kind: 'put', ...base, forwards: [1, 0, 1] }), 'OUT_OF_RANGE', { field: 'forwards.1' });
  });
});
