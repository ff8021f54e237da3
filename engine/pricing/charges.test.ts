import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceParticipation, treatmentCharge } from '#engine';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

// Teck and Glencore 2015: +9.5 % from 2,000 to 2,500, +7.5 % above, -3.5 % below 2,000
const ZINC_2015 = {
  base: 245,
  basisPrice: 2000,
  bands: [
    { from: 0, to: 2000, share: 0.035 },
    { from: 2000, to: 2500, share: 0.095 },
    { from: 2500, share: 0.075 },
  ],
};
// 2019: -2 % below 2,700, nothing to 3,000, +5 % above
const ZINC_2019 = {
  base: 245,
  basisPrice: 2700,
  bands: [
    { from: 0, to: 2700, share: 0.02 },
    { from: 3000, share: 0.05 },
  ],
};

describe('treatment charge with escalator', () => {
  it.each([
    [1800, 238],
    [2000, 245],
    [2200, 264],
    [2500, 292.5],
    [3000, 330],
  ])('zinc 2015 at %d USD/t is %d USD/dmt', (price, charge) => {
    expect(treatmentCharge(ZINC_2015, price)).toBeCloseTo(charge, 10);
  });

  it.each([
    [2000, 231],
    [2700, 245],
    [2850, 245],
    [3000, 245],
    [3400, 265],
  ])('zinc 2019 at %d USD/t is %d USD/dmt', (price, charge) => {
    expect(treatmentCharge(ZINC_2019, price)).toBeCloseTo(charge, 10);
  });

  it('equals the base at the basis price, and at any price without bands', () => {
    expect(treatmentCharge({ base: -41.5, basisPrice: 9000, bands: [{ from: 0, share: 0.1 }] }, 9000)).toBe(-41.5);
    expect(treatmentCharge({ base: 85, basisPrice: 0, bands: [] }, 2713.5)).toBe(85);
  });

  it('is continuous: it changes by at most the steepest band times the price step', () => {
    const price = fc.double({ min: 0, max: 6000, noNaN: true });
    fc.assert(
      fc.property(price, fc.double({ min: 1e-9, max: 50, noNaN: true }), fc.constantFrom(ZINC_2015, ZINC_2019), (p, step, terms) => {
        const chargeChange = Math.abs(treatmentCharge(terms, p + step) - treatmentCharge(terms, p));
        return chargeChange <= 0.095 * step + 1e-9;
      }),
    );
  });

  it('refuses negative prices and bands that end before they begin', () => {
    expectRefusal(() => treatmentCharge(ZINC_2015, -1), 'OUT_OF_RANGE', { field: 'price' });
    expectRefusal(() => treatmentCharge({ ...ZINC_2015, base: Number.NaN }, 2000), 'NOT_FINITE', { field: 'base' });
    expectRefusal(() => treatmentCharge({ ...ZINC_2015, bands: [{ from: 5, to: 4, share: 0 }] }, 2000), 'OUT_OF_RANGE', {
      field: 'bands.0.to',
      min: 5,
    });
  });
});

describe('price participation', () => {
  it('is a share of the price above its basis, negative below', () => {
    expect(priceParticipation({ basisPrice: 7000, share: 0.1 }, 9500)).toBeCloseTo(250, 12);
    expect(priceParticipation({ basisPrice: 7000, share: 0.1 }, 6000)).toBeCloseTo(-100, 12);
  });

  it('stays between its floor and its cap at every price', () => {
    const terms = { basisPrice: 7000, share: 0.1, floor: 0, cap: 200 };
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (price) => {
        const amount = priceParticipation(terms, price);
        return amount >= 0 && amount <= 200;
      }),
    );
    expect(priceParticipation(terms, 20000)).toBe(200);
  });

  it('refuses a floor above the cap', () => {
    expectRefusal(() => priceParticipation({ basisPrice: 1, share: 0.1, floor: 2, cap: 1 }, 5), 'OUT_OF_RANGE', {
      field: 'floor',
      max: 1,
      value: 2,
    });
  });
});
