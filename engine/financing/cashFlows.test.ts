import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { internalRates, irr, npv, xirr, xnpv } from '#engine';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const FLOWS = [
  { date: '2026-05-31', amount: -100 },
  { date: '2027-05-31', amount: 110 },
];

describe('present value', () => {
  it('discounts 365 days by the full annual rate and does not discount the first flow', () => {
    expect(xnpv(0.1, FLOWS)).toBeCloseTo(0, 12);
    expect(npv(0.1, [-100, 110])).toBeCloseTo(0, 12);
    expect(xnpv(0.1, [{ date: '2026-05-31', amount: 7 }])).toBe(7);
  });

  it('366 days are discounted by more than a full year', () => {
    const flows = [
      { date: '2027-03-01', amount: 0 },
      { date: '2028-03-01', amount: 110 },
    ];
    expect(xnpv(0.1, flows)).toBeCloseTo(110 / 1.1 ** (366 / 365), 12);
  });

  it('equals the sum at a rate of zero', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (amounts) => {
        expect(npv(0, amounts)).toBe(amounts.reduce((sum, a) => sum + a, 0));
      }),
    );
  });

  it('refuses a rate of -100 %, an empty list, flows before the first, and dates that do not exist', () => {
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
  it('an investment with later returns has one rate, at which its present value is zero', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 1, maxLength: 60 }), (inflows) => {
        const amounts = [-500, ...inflows];
        const rate = irr(amounts);
        const weight = amounts.reduce((sum, a, i) => sum + Math.abs(a) / (1 + rate) ** i, 0);
        expect(Math.abs(npv(rate, amounts))).toBeLessThanOrEqual(1e-12 * weight);
      }),
    );
  });

  it('finds all of up to four rates from which the flows were constructed', () => {
    const rate = fc.integer({ min: -60, max: 300 }).map((n) => n / 100);
    fc.assert(
      fc.property(fc.uniqueArray(rate, { minLength: 1, maxLength: 4 }), (rates) => {
        // prod (x - (1 + r_i)): the coefficients, highest power first, are the flows
        let amounts = [1];
        for (const r of rates) amounts = [...amounts, 0].map((a, i) => a - (1 + r) * (amounts[i - 1] ?? 0));
        const foundRates = internalRates(amounts);
        const expectedRates = [...rates].sort((a, b) => a - b);
        expect(foundRates).toHaveLength(expectedRates.length);
        expectedRates.forEach((r, i) => {
          expect(foundRates[i]).toBeCloseTo(r, 6);
        });
      }),
    );
  });

  it('two rates are an error that lists both', () => {
    expectRefusal(() => irr([-1600, 10000, -10000]), 'MULTIPLE_RATES', { roots: [expect.closeTo(0.25, 12), expect.closeTo(4, 12)] });
  });

  it('a double root counts as one rate', () => {
    expect(irr([-100, 220, -121])).toBeCloseTo(0.1, 6);
  });

  it('flows of one sign, or no flows, have no rate', () => {
    expectRefusal(() => irr([100, 20]), 'NO_RATE');
    expectRefusal(() => irr([0, 0]), 'NO_RATE');
    expectRefusal(() => irr([-100, 150, -100]), 'NO_RATE');
    expectRefusal(() => xirr([FLOWS[1]!]), 'NO_RATE');
    expectRefusal(() => irr([]), 'EMPTY');
  });

  it('flows of the same day are added', () => {
    const split = [{ date: '2026-05-31', amount: -60 }, { date: '2026-05-31', amount: -40 }, FLOWS[1]!];
    expect(xirr(split)).toBeCloseTo(xirr(FLOWS), 14);
    expect(xirr(FLOWS)).toBeCloseTo(0.1, 14);
  });

  it('360 monthly flows are solved as accurately as one year', () => {
    const months = [-1e6, ...Array.from({ length: 360 }, () => 8000)];
    const rate = irr(months);
    expect(Math.abs(npv(rate, months))).toBeLessThan(1e-6);
  });

  it('rates near -100 % and of several thousand per cent are found', () => {
    expect(irr([-100, 0.01])).toBeCloseTo(-0.9999, 12);
    expect(irr([-1, 5000])).toBeCloseTo(4999, 8);
  });
});
