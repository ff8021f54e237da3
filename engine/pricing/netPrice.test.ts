import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grossPayable, netPrice, type PriceMarket, type PriceTerms, payableGrade } from '#engine';
import { POUNDS_PER_TONNE } from '#shared/units/conversions.ts';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';
import { CHEMICAL, COPPER, COPPER_ASSAY, code, IRON, IRON_ASSAY, SPODUMENE, ZINC } from '../../tests/helpers/engine/terms.ts';

const labels = (terms: PriceTerms, assay: Readonly<Record<string, number>>, market: PriceMarket) =>
  netPrice(terms, assay, market).lines.map((l) => l.label);
const amount = (terms: PriceTerms, assay: Readonly<Record<string, number>>, market: PriceMarket, label: string) =>
  netPrice(terms, assay, market).lines.find((l) => l.label === label)?.amount;

const copperMarket = (price: number, tc: number): PriceMarket => ({ prices: { CU: price }, charges: { 'TC-CU': tc } });
const ironMarket = (price: number): PriceMarket => ({ prices: { FE62: price }, units: { FE62: 'USD/dmt' } });

describe('the lines of a price', () => {
  it('come in trade order: payable, TC, escalator, RC, penalty, freight, other costs', () => {
    const zinc = { ...ZINC, costsUsdPerDmt: [{ label: 'freight', amount: 60 } as const, { label: 'otherCosts', amount: 3 } as const] };
    expect(labels(zinc, { Zn: 0.52, Fe: 0.1 }, { prices: { ZN: 3200 } })).toEqual([
      'payable.Zn',
      'treatmentCharge',
      'escalator',
      'penalty.Fe',
      'freight',
      'otherCosts',
    ]);
    expect(labels(COPPER, COPPER_ASSAY, copperMarket(9600, 21.25))).toEqual([
      'payable.Cu',
      'treatmentCharge',
      'refiningCharge.Cu',
      'penalty.As',
    ]);
    expect(labels(IRON, IRON_ASSAY, ironMarket(100))).toEqual(['reference', 'gradeAdjustment', 'premium', 'penalty.SiO2']);
    expect(labels(CHEMICAL, { Li2O: 0.055 }, { prices: { LIOH: 9500 } })).toEqual(['reference', 'conversion', 'margin', 'gradeAdjustment']);
  });

  it('added in order, equal the total bit for bit on every basis with any collar, blend and cost', () => {
    const price = fc.double({ min: 1, max: 20000, noNaN: true });
    const grade = fc.double({ min: 0.001, max: 1, noNaN: true });
    const level = fc.constantFrom('reference', 'leg', 'blend');
    fc.assert(
      fc.property(
        fc.constantFrom<PriceTerms>(COPPER, ZINC, IRON, SPODUMENE, CHEMICAL),
        price,
        grade,
        level,
        price,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (basis, p, g, at, floor, w) => {
          const terms: PriceTerms = {
            ...basis,
            collar: { level: at, floor, cap: floor * 1.2 },
            blend: { fixedShare: w, fixedPrice: 900 },
            costsUsdPerDmt: [{ label: 'freight', amount: 41.7 }],
          };
          const market: PriceMarket = { prices: { CU: p, ZN: p, FE62: p, SC6: p, LIOH: p }, charges: { 'TC-CU': 21.25 } };
          const { total, lines } = netPrice(terms, { Cu: g, Zn: g, Fe: g, Li2O: g, As: 0.004, SiO2: 0.06 }, market);
          expect(lines.reduce((sum, l) => sum + l.amount, 0)).toBe(total);
          expect(lines.some((l) => Object.is(l.amount, -0))).toBe(false);
        },
      ),
    );
  });

  it('a price is USD per dmt, per tonne for refined metal', () => {
    expect(netPrice(IRON, IRON_ASSAY, ironMarket(100))).toMatchObject({ currency: 'USD', per: 'dmt' });
    expect(netPrice({ basis: 'refined', reference: code('SN'), premium: 500 }, {}, { prices: { SN: 33000 } })).toMatchObject({
      total: 33500,
      per: 't',
    });
  });
});

describe('charges of a concentrate', () => {
  it("copper's RC is a tenth of the TC in US cents a pound, the differential included", () => {
    const q = payableGrade({ grade: COPPER_ASSAY.Cu, payable: 0.965, deduction: 0.01, rule: 'lower-of' });
    const tc = 21.25 - 6.25;
    expect(amount(COPPER, COPPER_ASSAY, copperMarket(9600, 21.25), 'treatmentCharge')).toBe(-tc);
    expect(amount(COPPER, COPPER_ASSAY, copperMarket(9600, 21.25), 'refiningCharge.Cu')).toBeCloseTo(
      -q * (tc / 10 / 100) * POUNDS_PER_TONNE,
      12,
    );
  });

  it("a negative benchmark raises the seller's price", () => {
    expect(netPrice(COPPER, COPPER_ASSAY, copperMarket(9600, -40)).total).toBeGreaterThan(
      netPrice(COPPER, COPPER_ASSAY, copperMarket(9600, 0)).total,
    );
  });

  it('a fixed TC adds no RC', () => {
    const terms: PriceTerms = { ...COPPER, treatmentCharge: { kind: 'fixed', amount: 21.25 } };
    expect(labels(terms, COPPER_ASSAY, copperMarket(9600, 0))).not.toContain('refiningCharge.Cu');
  });

  it('bricks are weighted by their shares of the tonnage, which must sum to 1', () => {
    const bricks = (share: number): PriceTerms => ({
      ...COPPER,
      treatmentCharge: {
        kind: 'bricks',
        bricks: [
          { year: 2025, share: 0.5, amount: 80 },
          { year: 2026, share, amount: 20 },
        ],
      },
    });
    expect(amount(bricks(0.5), COPPER_ASSAY, copperMarket(9600, 0), 'treatmentCharge')).toBe(-50);
    expectRefusal(() => netPrice(bricks(0.4), COPPER_ASSAY, copperMarket(9600, 0)), 'OUT_OF_RANGE', { field: 'treatmentCharge.bricks' });
  });

  it('price participation is deducted per tonne of payable metal', () => {
    const terms: PriceTerms = { ...ZINC, escalator: undefined, participation: { basisPrice: 2500, share: 0.1 } };
    expect(amount(terms, { Zn: 0.6 }, { prices: { ZN: 3000 } }, 'participation')).toBeCloseTo(-0.6 * 0.85 * 50, 12);
  });

  it('a penalty starts at its threshold; an element missing from the assay has none', () => {
    const penaltyAt = (As: number) => amount(COPPER, { Cu: 0.26, As }, copperMarket(9600, 0), 'penalty.As');
    expect(penaltyAt(0.002)).toBeUndefined();
    expect(penaltyAt(0.0035)).toBeCloseTo(-1.5 * 2.5, 12);
    expect(labels(COPPER, { Cu: 0.26 }, copperMarket(9600, 0))).not.toContain('penalty.As');
  });
});

describe('units', () => {
  it('the same copper price in USD/t, USc/lb and CNY/t gives the same net price', () => {
    const inUnit = (price: number, market: Partial<PriceMarket>) =>
      netPrice(COPPER, COPPER_ASSAY, { prices: { CU: price }, charges: { 'TC-CU': 21.25 }, ...market }).total;
    const perTonne = inUnit(9600, {});
    expect(inUnit((9600 / POUNDS_PER_TONNE) * 100, { units: { CU: 'USc/lb' } })).toBeCloseTo(perTonne, 9);
    expect(inUnit(9600 * 7.1, { units: { CU: 'CNY/t' }, fx: { CNY: 7.1 } })).toBeCloseTo(perTonne, 9);
    expect(inUnit(9600 * 0.9, { units: { CU: 'EUR/t' }, fx: { EUR: 0.9 } })).toBeCloseTo(perTonne, 9);
    expect(inUnit(9600 * 1.5, { units: { CU: 'AUD/t' }, fx: { CNY: 7.1, AUD: 1.5 } })).toBeCloseTo(perTonne, 9);
  });

  it('44 % manganese ore at 5.27 USD/dmtu is 231.88 USD/dmt', () => {
    const ore: PriceTerms = { basis: 'indexDmtu', reference: code('MN44'), element: 'Mn', premium: 0, penalties: [] };
    expect(netPrice(ore, { Mn: 0.44 }, { prices: { MN44: 5.27 } }).total).toBeCloseTo(231.88, 10);
  });

  it('refuses a reference whose unit does not fit its use', () => {
    expectRefusal(() => netPrice(IRON, IRON_ASSAY, { prices: { FE62: 5 }, units: { FE62: 'USD/dmtu' } }), 'BAD_SHAPE', {
      field: 'units.FE62',
      unit: 'USD/dmtu',
    });
    expectRefusal(() => netPrice(COPPER, COPPER_ASSAY, { ...copperMarket(9600, 20), units: { 'TC-CU': 'USc/lb' } }), 'BAD_SHAPE', {
      field: 'units.TC-CU',
    });
  });
});

describe('floor and cap', () => {
  const price = fc.double({ min: 1, max: 3000, noNaN: true });

  it('a collar on the blend limits the price before freight', () => {
    fc.assert(
      fc.property(price, price, price, fc.double({ min: 0, max: 1, noNaN: true }), (p, a, b, w) => {
        const collar = { level: 'blend' as const, floor: Math.min(a, b), cap: Math.max(a, b) };
        const { total } = netPrice(
          { ...SPODUMENE, collar, blend: { fixedShare: w, fixedPrice: 950 } },
          { Li2O: 0.055 },
          { prices: { SC6: p } },
        );
        return total >= collar.floor - 1e-9 && total <= collar.cap + 1e-9;
      }),
    );
  });

  it("a floor never lowers and a cap never raises the seller's price, at any level", () => {
    fc.assert(
      fc.property(price, price, fc.constantFrom('reference', 'leg', 'blend'), (p, bound, level) => {
        const market = { prices: { SC6: p } };
        const open = netPrice(SPODUMENE, { Li2O: 0.055 }, market).total;
        const flooredTotal = netPrice({ ...SPODUMENE, collar: { level, floor: bound } }, { Li2O: 0.055 }, market).total;
        const cappedTotal = netPrice({ ...SPODUMENE, collar: { level, cap: bound } }, { Li2O: 0.055 }, market).total;
        return flooredTotal >= open - 1e-9 && cappedTotal <= open + 1e-9;
      }),
    );
  });

  it('applies before the grade at reference level and after it at leg level', () => {
    const priceAtLevel = (level: 'reference' | 'leg') =>
      netPrice({ ...SPODUMENE, collar: { level, floor: 1000 } }, { Li2O: 0.055 }, { prices: { SC6: 800 } });
    expect(priceAtLevel('reference').total).toBeCloseTo((1000 * 5.5) / 6, 10);
    expect(priceAtLevel('leg').total).toBeCloseTo(1000, 10);
    expect(priceAtLevel('reference').lines.at(-1)).toEqual({ label: 'floor', amount: expect.closeTo((200 * 5.5) / 6, 10) });
  });

  it('applies before the fixed share at leg level and after it at blend level', () => {
    const priceAtLevel = (level: 'leg' | 'blend') =>
      netPrice(
        { ...SPODUMENE, collar: { level, floor: 1000 }, blend: { fixedShare: 0.5, fixedPrice: 800 } },
        { Li2O: 0.06 },
        { prices: { SC6: 600 } },
      ).total;
    expect(priceAtLevel('leg')).toBeCloseTo(900, 10);
    expect(priceAtLevel('blend')).toBeCloseTo(1000, 10);
  });

  it('a floor on the zinc price also changes the escalator', () => {
    const floor = amount({ ...ZINC, collar: { level: 'reference', floor: 2700 } }, { Zn: 0.6 }, { prices: { ZN: 2200 } }, 'floor');
    expect(floor).toBeCloseTo(500 * 0.6 * 0.85 - 500 * 0.02, 10);
  });

  it('adds no line when it does not bind', () => {
    const collar = { level: 'reference' as const, floor: 500, cap: 1500 };
    expect(labels({ ...SPODUMENE, collar }, { Li2O: 0.055 }, { prices: { SC6: 800 } })).toEqual(['reference', 'gradeAdjustment']);
  });

  it('refuses a floor above the cap, and a collar at reference level for a fixed price', () => {
    expectRefusal(
      () => netPrice({ ...SPODUMENE, collar: { level: 'leg', floor: 900, cap: 800 } }, { Li2O: 0.055 }, { prices: { SC6: 800 } }),
      'OUT_OF_RANGE',
      { field: 'collar.floor', max: 800, value: 900 },
    );
    expectRefusal(
      () => netPrice({ basis: 'fixed', amount: 90, collar: { level: 'reference', floor: 80 } }, {}, { prices: {} }),
      'BAD_SHAPE',
      {
        field: 'collar.level',
      },
    );
  });
});

describe('gross payable value', () => {
  it('equals the payable content before charges, penalties, premium, blend and costs', () => {
    const q = payableGrade({ grade: COPPER_ASSAY.Cu, payable: 0.965, deduction: 0.01, rule: 'lower-of' });
    const terms: PriceTerms = { ...COPPER, blend: { fixedShare: 0.4, fixedPrice: 1 }, costsUsdPerDmt: [{ label: 'freight', amount: 70 }] };
    expect(grossPayable(terms, COPPER_ASSAY, copperMarket(9600, 21.25))).toBeCloseTo(q * 9600, 10);
    expect(grossPayable(IRON, IRON_ASSAY, ironMarket(100))).toBeCloseTo((100 * IRON_ASSAY.Fe) / 0.62, 10);
  });

  it('includes a floor on the reference', () => {
    const terms: PriceTerms = { ...SPODUMENE, collar: { level: 'reference', floor: 1000 } };
    expect(grossPayable(terms, { Li2O: 0.06 }, { prices: { SC6: 700 } })).toBe(1000);
  });
});

describe('an error in pricing', () => {
  it('names the reference that has no price', () => {
    expectRefusal(() => netPrice(COPPER, COPPER_ASSAY, { prices: {}, charges: { 'TC-CU': 1 } }), 'MISSING_PRICE', { reference: 'CU' });
    expectRefusal(() => netPrice(COPPER, COPPER_ASSAY, { prices: { CU: 9600 } }), 'MISSING_PRICE', { reference: 'TC-CU' });
    expectRefusal(() => netPrice(COPPER, COPPER_ASSAY, { ...copperMarket(9600, 0), units: { CU: 'CNY/t' } }), 'CURRENCY', {
      currency: 'CNY',
    });
  });

  it('names the field that is not finite or out of range', () => {
    expectRefusal(() => netPrice(COPPER, COPPER_ASSAY, copperMarket(Number.NaN, 0)), 'NOT_FINITE', { field: 'prices.CU' });
    expectRefusal(() => netPrice(COPPER, COPPER_ASSAY, copperMarket(-1, 0)), 'OUT_OF_RANGE', { field: 'prices.CU', min: 0 });
    expectRefusal(() => netPrice(COPPER, COPPER_ASSAY, copperMarket(9600, Number.POSITIVE_INFINITY)), 'NOT_FINITE', {
      field: 'charges.TC-CU',
    });
    expectRefusal(() => netPrice(COPPER, {}, copperMarket(9600, 0)), 'NOT_FINITE', { field: 'assay.Cu' });
    expectRefusal(() => netPrice(IRON, { Fe: 62 }, ironMarket(100)), 'OUT_OF_RANGE', { field: 'assay.Fe', max: 1 });
    expectRefusal(() => netPrice({ ...IRON, referenceGrade: 0 }, IRON_ASSAY, ironMarket(100)), 'OUT_OF_RANGE', { field: 'referenceGrade' });
    expectRefusal(() => netPrice({ ...IRON, blend: { fixedShare: 1.5, fixedPrice: 1 } }, IRON_ASSAY, ironMarket(100)), 'OUT_OF_RANGE', {
      field: 'blend.fixedShare',
    });
    expectRefusal(
      () => netPrice({ ...IRON, costsUsdPerDmt: [{ label: 'freight', amount: Number.NaN }] }, IRON_ASSAY, ironMarket(100)),
      'NOT_FINITE',
      {
        field: 'costsUsdPerDmt.0.amount',
      },
    );
  });
});
