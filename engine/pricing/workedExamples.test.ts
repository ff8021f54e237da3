import { describe, expect, it } from 'vitest';
import { concentration, netPrice, type PriceTerms, payableGrade, treatmentCharge } from '#engine';
import { POUNDS_PER_TONNE } from '#shared/units/conversions.ts';
import { code, SPODUMENE } from '../../tests/helpers/engine/terms.ts';

const priceLine = (terms: PriceTerms, assay: Readonly<Record<string, number>>, prices: Readonly<Record<string, number>>, label: string) =>
  netPrice(terms, assay, { prices }).lines.find((l) => l.label === label)?.amount ?? Number.NaN;

const copper = (changes: Partial<Extract<PriceTerms, { basis: 'payableMetal' }>>): PriceTerms => ({
  basis: 'payableMetal',
  payables: [{ element: 'Cu', reference: code('CU'), rule: 'lower-of', payable: 1, deduction: 0 }],
  treatmentCharge: { kind: 'fixed', amount: 0 },
  penalties: [],
  ...changes,
});

/** A sheet's copper-gold concentrate of 5,000,000 t of ore at 1 % Cu and 0.5 g/t Au: 174,000 dmt. */
const copperGold = () => {
  // the sheet pays 90 % of Cu and 99 % of Au contained in 174,000 dmt of 25 % Cu
  const ounces = (5e6 * 0.5 * 0.9) / 31.1034768;
  const gold = ((ounces / 174000) * 31.1034768) / 1e6;
  const terms = copper({
    payables: [
      {
        element: 'Cu',
        reference: code('CU'),
        rule: 'lower-of',
        payable: 0.9,
        deduction: 0,
        refiningCharge: { kind: 'fixed', amount: 9 },
      },
      {
        element: 'Au',
        reference: code('AU'),
        rule: 'lower-of',
        payable: 0.99,
        deduction: 0,
        refiningCharge: { kind: 'fixed', amount: 5 },
      },
    ],
    treatmentCharge: { kind: 'fixed', amount: 9 },
  });
  return netPrice(terms, { Cu: 0.25, Au: gold }, { prices: { CU: 325, AU: 1500 }, units: { CU: 'USc/lb', AU: 'USD/toz' } });
};

describe('public worked examples', () => {
  it('Boliden 2008: RC of 4.5 USc/lb on 24 % Cu less one unit is 22.8 USD/dmt', () => {
    const terms = copper({
      payables: [
        {
          element: 'Cu',
          reference: code('CU'),
          rule: 'deduct-then-pay',
          payable: 1,
          deduction: 0.01,
          refiningCharge: { kind: 'fixed', amount: 4.5 },
        },
      ],
    });
    expect(priceLine(terms, { Cu: 0.24 }, { CU: 7000 }, 'refiningCharge.Cu')).toBeCloseTo(-22.818, 3);
  });

  it('Hamersley fines 2007: 80.43 USc/dmtu at 64 % Fe is 51.475 USD/dmt, published rounded as 51.48', () => {
    const fines: PriceTerms = { basis: 'indexDmtu', reference: code('FE'), element: 'Fe', premium: 0, penalties: [] };
    expect(netPrice(fines, { Fe: 0.64 }, { prices: { FE: 0.8043 } }).total).toBeCloseTo(51.4752, 10);
  });

  it('12,000 dmt of 28 % Cu at TC 80 and RC 8: 127.66 USD/dmt of concentrate; the published "per tonne of payable copper" is wrong, that is 472.4', () => {
    const terms = copper({
      payables: [
        {
          element: 'Cu',
          reference: code('CU'),
          rule: 'lower-of',
          payable: 0.965,
          deduction: 0,
          refiningCharge: { kind: 'fixed', amount: 8 },
        },
      ],
      treatmentCharge: { kind: 'fixed', amount: 80 },
    });
    const tc = -priceLine(terms, { Cu: 0.28 }, { CU: 9000 }, 'treatmentCharge');
    const rc = -priceLine(terms, { Cu: 0.28 }, { CU: 9000 }, 'refiningCharge.Cu');
    const payable = payableGrade({ grade: 0.28, payable: 0.965, deduction: 0, rule: 'lower-of' });
    expect(12000 * payable).toBeCloseTo(3242.4, 8);
    expect(12000 * tc).toBe(960000);
    expect(12000 * rc).toBeCloseTo(571861, -1);
    expect(tc + rc).toBeCloseTo(127.655, 3);
    expect((tc + rc) / payable).toBeCloseTo(472.4, 1);
    expect((tc + rc) / (payable * 9000)).toBeCloseTo(0.0525, 4);
  });

  it('final assay of the same cargo, 27.4 % Cu: 3,172.9 t payable', () => {
    expect(12000 * payableGrade({ grade: 0.274, payable: 0.965, deduction: 0, rule: 'lower-of' })).toBeCloseTo(3172.92, 8);
  });

  it('copper and gold NSR: 174,000 dmt net of TC and RC is 378.242 m USD; published 378.244 m with a rounded ounce', () => {
    expect((copperGold().total * 174000) / 1000).toBeCloseTo(378242.3, 0);
  });

  it('the same sheet by unit of metal in the ore: 54.235 USD per 1 % Cu, 42.826 per gram of Au; the published 55.787 deducts a thousandth of the RC and its shares sum to 102 %', () => {
    const { lines, total } = copperGold();
    const sumOfLines = (...labels: readonly string[]) =>
      lines.reduce((sum, { label, amount }) => (labels.includes(label) ? sum + amount : sum), 0);
    const perTonneOfOre = (usdPerDmt: number) => (usdPerDmt * 174000) / 5e6;
    const cu = sumOfLines('payable.Cu', 'treatmentCharge', 'refiningCharge.Cu');
    const au = sumOfLines('payable.Au', 'refiningCharge.Au');
    expect(perTonneOfOre(cu)).toBeCloseTo(54.2353, 4);
    expect(perTonneOfOre(au) / 0.5).toBeCloseTo(42.8262, 3);
    // the error of the sheet, and its effect on the shares
    const slippedAmount = cu - (999 / 1000) * sumOfLines('refiningCharge.Cu');
    expect(perTonneOfOre(slippedAmount)).toBeCloseTo(55.78738, 3);
    expect([cu / total, au / total].map((share) => Math.round(share * 1000) / 10)).toEqual([71.7, 28.3]);
  });

  it('5.5 % spodumene at 1,250 is 1,364 USD/t at 6 %, and 10,227 for 7.5 t; published 10,230 from the rounded price', () => {
    const at6 = 1250 / (netPrice(SPODUMENE, { Li2O: 0.055 }, { prices: { SC6: 1 } }).total * 1);
    expect(at6).toBeCloseTo(1363.64, 2);
    expect(7.5 * at6).toBeCloseTo(10227.27, 2);
  });

  it('28 % Cu at 4.15 USD/lb, 96.65 % payable: gross 2,475.95 USD/dmt; the published 2,472.4 is wrong', () => {
    const terms = copper({ payables: [{ element: 'Cu', reference: code('CU'), rule: 'lower-of', payable: 0.9665, deduction: 0 }] });
    expect(netPrice(terms, { Cu: 0.28 }, { prices: { CU: 415 }, units: { CU: 'USc/lb' } }).total).toBeCloseTo(2475.95, 2);
    expect(1.9 * 0.28 * POUNDS_PER_TONNE).toBeCloseTo(1172.86, 2);
  });

  it('the NSR identity: 1,000,000 x 95 % - 50,000 - 20,000 - 5,000 = 875,000', () => {
    const terms = copper({
      payables: [{ element: 'Cu', reference: code('CU'), rule: 'lower-of', payable: 0.95, deduction: 0 }],
      treatmentCharge: { kind: 'fixed', amount: 70000 },
      penalties: [{ element: 'As', threshold: 0, increment: 0.01, rate: 5000 }],
    });
    expect(netPrice(terms, { Cu: 1, As: 0.01 }, { prices: { CU: 1e6 } }).total).toBeCloseTo(875000, 8);
  });

  it('zinc terms of 2015 (results not published): 238 at 1,800 to 330 at 3,000', () => {
    const terms = {
      base: 245,
      basisPrice: 2000,
      bands: [
        { from: 0, to: 2000, share: 0.035 },
        { from: 2000, to: 2500, share: 0.095 },
        { from: 2500, share: 0.075 },
      ],
    };
    expect([1800, 2000, 2200, 2500, 3000].map((price) => treatmentCharge(terms, price))).toEqual([
      expect.closeTo(238, 10),
      245,
      expect.closeTo(264, 10),
      expect.closeTo(292.5, 10),
      expect.closeTo(330, 10),
    ]);
  });

  it.each([
    [[30, 30, 20, 20], 2600, 'as published'],
    [[10, 9, 12, 15, 12, 11, 15, 16], 1296, 'as published'],
    [[25, 20, 15, 10, 9, 8, 7, 6], 1580, 'as published'],
  ])('HHI of %j is %d, %s', (shares, points) => {
    expect(concentration(shares).hhi * 10000).toBeCloseTo(points, 8);
  });

  it('HHI of three shares of 33 out of 100 is 3,267; the published 3,268 is wrong; as shares of their sum it is 3,333', () => {
    const { hhi } = concentration([33, 33, 33]);
    expect(hhi * 99 ** 2).toBeCloseTo(3267, 8);
    expect(hhi * 10000).toBeCloseTo(10000 / 3, 8);
  });
});
