import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { internalRates, irr, npv, xirr, xnpv } from '#engine';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const FLOWS = [
  { date: '2026-05-31', amount: -100 },
  { date: '2027-05-31', amount: 110 },
];

describe('present value', () => {
  it('discounts a year of 365 days by one full rate and the first flow not at all', () => {
    expect(xnpv(0.1, FLOWS)).toBeCloseTo(0, 12);
    expect(npv(0.1, [-100, 110])).toBeCloseTo(0, 12);
    expect(xnpv(0.1, [{ date: '2026-05-31', amount: 7 }])).toBe(7);
  });

  it('a leap day counts: 366 days are more than a year', () => {
    const flows = [
      { date: '2027-03-01', amount: 0 },
      { date: '2028-03-01', amount: 110 },
    ];
    expect(xnpv(0.1, flows)).toBeCloseTo(110 / 1.1 ** (366 / 365), 12);
  });

  it('at a rate of zero it is the sum', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (amounts) => {
        expect(npv(0, amounts)).toBe(amounts.reduce((sum, a) => sum + a, 0));
      }),
    );
  });

  it('refuses a rate of -100 %, no flows, flows before the first, and days that do not exist', () => {
    expectRefusal(() => npv(-1, [1]), 'OUT_OF_RANGE', { field: 'rate', above: -1 });
    expectRefusal(() => xnpv(0.1, []), 'EMPTY', { field: 'flows' });
    expectRefusal(() => npv(0.1, []), 'EMPTY', { field: 'amounts' });
    expectRefusal(() => xnpv(0.1, [...FLOWS].reverse()), 'OUT_OF_RANGE', { field: 'flows.1.date' });
    expectRefusal(() => xnpv(0.1, [{ date: '2026-02-30', amount: 1 }]), 'NOT_FINITE', { field: 'flows.0.date' });
    expectRefusal(() => xnpv(0.1, [{ date: 'soon', amount: 1 }]), 'NOT_FINITE', { field: 'flows.0.date' });
    expectRefusal(() => xnpv(0.1, [{ date: '2026-05-31', amount: Number.NaN }]), 'NOT_FINITE', { field: 'flows.0.amount' });
  });
});

describe('internal rates', () => {
  it('an investment that pays back has one, at which it is worth nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 1, maxLength: 60 }), (inflows) => {
        const amounts = [-500, ...inflows];
        const rate = irr(amounts);
        const weight = amounts.reduce((sum, a, i) => sum + Math.abs(a) / (1 + rate) ** i, 0);
        expect(Math.abs(npv(rate, amounts))).toBeLessThanOrEqual(1e-12 * weight);
      }),
    );
  });

  it('finds every one of up to four rates that the flows were made from', () => {
    const rate = fc.integer({ min: -60, max: 300 }).map((n) => n / 100);
    fc.assert(
      fc.property(fc.uniqueArray(rate, { minLength: 1, maxLength: 4 }), (rates) => {
        // prod (x - (1 + r_i)): the coefficients, highest power first, are the flows
        let amounts = [1];
        for (const r of rates) amounts = [...amounts, 0].map((a, i) => a - (1 + r) * (amounts[i - 1] ?? 0));
        const found = internalRates(amounts);
        const wanted = [...rates].sort((a, b) => a - b);
        expect(found).toHaveLength(wanted.length);
        wanted.forEach((r, i) => {
          expect(found[i]).toBeCloseTo(r, 6);
        });
      }),
    );
  });

  it('two rates are refused as one and both are named', () => {
    expectRefusal(() => irr([-1600, 10000, -10000]), 'MULTIPLE_RATES', { roots: [expect.closeTo(0.25, 12), expect.closeTo(4, 12)] });
  });

  it('a value that only touches zero has one rate', () => {
    expect(irr([-100, 220, -121])).toBeCloseTo(0.1, 6);
  });

  it('flows of one sign, or none, have no rate', () => {
    expectRefusal(() => irr([100, 20]), 'NO_RATE');
    expectRefusal(() => irr([0, 0]), 'NO_RATE');
    expectRefusal(() => irr([-100, 150, -100]), 'NO_RATE');
    expectRefusal(() => xirr([FLOWS[1]!]), 'NO_RATE');
    expectRefusal(() => irr([]), 'EMPTY');
  });

  it('flows of one day count together', () => {
    const split = [{ date: '2026-05-31', amount: -60 }, { date: '2026-05-31', amount: -40 }, FLOWS[1]!];
    expect(xirr(split)).toBeCloseTo(xirr(FLOWS), 14);
    expect(xirr(FLOWS)).toBeCloseTo(0.1, 14);
  });

  it('thirty years of months are found as fast and as well as one', () => {
    const months = [-1e6, ...Array.from({ length: 360 }, () => 8000)];
    const rate = irr(months);
    expect(Math.abs(npv(rate, months))).toBeLessThan(1e-6);
  });

  it('a rate near -100 % and one of many thousand per cent are rates too', () => {
    expect(irr([-100, 0.01])).toBeCloseTo(-0.9999, 12);
    expect(irr([-1, 5000])).toBeCloseTo(4999, 8);
  });
});
