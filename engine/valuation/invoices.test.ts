import { describe, expect, it } from 'vitest';
import { deckMarket, explainNetPrice, valuePortfolio, xnpv } from '#engine';
import { ContractId, type ReferenceCode } from '#shared/domain/ids.ts';
import type { Quotation } from '#shared/domain/terms.ts';
import { sum } from '#shared/math.ts';
import {
  CONTRACT,
  entry,
  JAN_2027,
  market,
  month,
  narrowMarket,
  offtake,
  portfolio,
  product,
  REFERENCES,
  terms,
} from '../../tests/helpers/engine/plans.ts';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

/** 101 in January 2027, 1 USD more each month. */
const risingMarket = market({ iron: (t) => 100 + t });
const monthsLater = (offset: number) => ({ alternatives: [{ offset, length: 1, from: 'shipment' as const }] });
const oneYear = (fields: Parameters<typeof terms>[0]) => portfolio([entry(offtake({ end: month(12), terms: [terms(fields)] }))]);

describe('invoices', () => {
  const plan = oneYear({ quotation: monthsLater(2), payment: { paymentMonths: 1 } });
  const [contract] = valuePortfolio(plan, risingMarket).contracts;

  it("are provisional at the delivery month's price and final at that of the quotational period", () => {
    // January: 90 % of 101 x 1,000 in February; 103 x 1,000 less 90,900 in April
    expect(contract?.months[0]).toMatchObject({ netPrice: 103, hasProvisionalInvoice: true, pricing: { from: month(3), to: month(3) } });
    expect(contract?.flows.filter(({ month: paymentMonth }) => paymentMonth === month(2))).toEqual([
      { month: month(2), date: '2027-02-15', kind: 'provisional', amount: expect.closeTo(90_900, 6) },
    ]);
    expect(contract?.flows.find(({ kind }) => kind === 'final')).toMatchObject({ month: month(4), amount: expect.closeTo(12_100, 6) });
  });

  it('count in the year of their payment', () => {
    // all: 1,000 x sum (102 + t) = 1,302,000. Paid in 2028: the provisional of December 0.9 x 112,000, the finals of October to
    // December 13,000 + 13,100 + 13,200: 140,100
    expect(contract?.years).toEqual([2027, 2028, 2029]);
    expect(contract?.revenue[0]).toBeCloseTo(1_161_900, 4);
    expect(contract?.revenue[1]).toBeCloseTo(140_100, 4);
    expect(contract?.tonnes).toEqual([12_000, 0, 0]);
    // 12,000 x 40
    expect(contract?.cost).toEqual([480_000, 0, 0]);
  });

  it('are one if the price is known by the delivery month', () => {
    const [knownContract] = valuePortfolio(oneYear({ quotation: monthsLater(-1) }), risingMarket).contracts;
    expect(knownContract?.flows).toHaveLength(12);
    // January at December's 100
    expect(knownContract?.flows[0]).toEqual({ month: JAN_2027, date: '2027-01-15', kind: 'final', amount: 100_000 });
  });

  it('have a present value equal to their XNPV', () => {
    const datedFlows = [{ date: '2026-12-31', amount: 0 }, ...(contract?.flows ?? [])];
    expect(contract?.npv).toBeCloseTo(xnpv(0.1, datedFlows), 4);
  });

  it('use the unit cost of the year of delivery', () => {
    const costedPlan = {
      ...plan,
      products: [
        product({
          unitCost: [
            { year: 2026, usdPerDmt: 40 },
            { year: 2028, usdPerDmt: 50 },
          ],
        }),
      ],
    };
    const two = { ...costedPlan, contracts: [entry(offtake({ end: month(18), terms: [terms()] }))] };
    expect(valuePortfolio(two, market()).contracts[0]?.cost).toEqual([480_000, 300_000, 0]);
  });

  it("use the delivery month for a charge on the year's benchmark and the quotational period for one on an index", () => {
    // 20 in the first year, 60 after; December is priced in February
    const steppedMarket = market({ tc: (t) => (t > 12 ? 60 : 20) });
    const december = (kind: 'benchmark' | 'index') => {
      const price = {
        basis: 'payableMetal',
        payables: [
          {
            element: 'Cu',
            reference: 'copper' as ReferenceCode,
            rule: 'lower-of',
            payable: 0.965,
            deduction: 0.01,
            refiningCharge: { kind: 'fixed', amount: 0 },
          },
        ],
        treatmentCharge: { kind, reference: 'tc' as ReferenceCode, differential: 0 },
        penalties: [],
      } as const;
      return valuePortfolio(oneYear({ price, quotation: monthsLater(2) }), steppedMarket).contracts[0]?.months[11]?.netPrice;
    };
    // 9,600 x min(0.28 x 0.965, 0.27) less the charge
    expect(december('benchmark')).toBeCloseTo(9600 * 0.27 - 20, 9);
    expect(december('index')).toBeCloseTo(9600 * 0.27 - 60, 9);
  });

  it('deduct freight and other costs only if the seller pays them', () => {
    const net = (incoterm: 'FOB' | 'CIF') =>
      valuePortfolio(oneYear({ delivery: { incoterm, freightUsdPerWmt: 9.2, otherUsdPerDmt: 1 } }), market()).contracts[0]?.months[0]
        ?.netPrice;
    // 100 - 9.2 / (1 - 0.08) - 1
    expect(net('CIF')).toBeCloseTo(89, 12);
    expect(net('FOB')).toBe(99);
  });
});

describe('a quotational period option', () => {
  const valueOption = (holder: Quotation['holder'], declarationMonths: number, price = risingMarket) =>
    valuePortfolio(
      oneYear({
        quotation: {
          alternatives: [
            { offset: 0, length: 1, from: 'shipment' },
            { offset: 3, length: 1, from: 'shipment' },
          ],
          holder,
          declarationMonths,
        },
      }),
      price,
    ).contracts[0]?.months[0];

  it('selects the higher price for a seller and the lower for a buyer', () => {
    expect(valueOption('seller', 0)?.netPrice).toBeCloseTo(104, 12);
    expect(valueOption('buyer', 0)?.netPrice).toBe(101);
    expect(valueOption('none', 0)?.netPrice).toBe(101);
  });

  it('uses only prices known in the month of declaration: a later fall outside the deck is not foreseen', () => {
    const deck = market({ iron: (t) => 100 + t });
    // the price falls to 50 in April alone; declared in January, the seller still expects 104
    const prices = { ...deck.prices, iron: deck.prices.iron!.map((price, i) => (deck.start + i === month(4) ? 50 : price)) };
    expect(valueOption('seller', 0, { ...deck, prices })?.netPrice).toBe(50);
  });
});

describe('a market', () => {
  it('keeps a follower at its last ratio after its own series ends', () => {
    const points = [
      ...Array.from({ length: 6 }, (_, i) => ({ reference: 'carbonate' as ReferenceCode, month: month(i), price: i < 3 ? 10_000 : 2500 })),
      ...[900, 1000].map((price, i) => ({ reference: 'spodumene' as ReferenceCode, month: month(i), price })),
    ];
    const { deck } = deckMarket(points, REFERENCES, month(0), month(5));
    // 1,000 x (2,500 / 10,000)^0.5 from month 3 on
    expect([...deck.spodumene!]).toEqual([900, 1000, 1000, 500, 500, 500]);
    expect([...deck.iron!]).toEqual(Array(6).fill(Number.NaN));
  });

  it('needs no month outside marketMonths', () => {
    const plan = portfolio([
      entry(offtake({ terms: [terms({ quotation: { alternatives: [{ offset: -3, length: 2, from: 'shipment' }] } })] })),
      entry(offtake({ id: ContractId.parse('C-2'), end: month(36), terms: [terms({ quotation: monthsLater(6) })] })),
    ]);
    expect(sum(valuePortfolio(plan, narrowMarket(plan, 100)).revenue)).toBeGreaterThan(0);
  });

  it('without a price raises an error with the reference and the month', () => {
    const plan = oneYear({ quotation: monthsLater(2) });
    const fullMarket = market();
    const prices = {
      ...fullMarket.prices,
      iron: fullMarket.prices.iron!.map((price, i) => (fullMarket.start + i === month(9) ? Number.NaN : price)),
    };
    expectRefusal(() => valuePortfolio(plan, { ...fullMarket, prices }), 'MISSING_PRICE', { reference: 'iron', month: month(9) });
    expectRefusal(() => explainNetPrice(plan, CONTRACT, { ...fullMarket, prices: {} }, JAN_2027), 'MISSING_PRICE', { reference: 'iron' });
  });
});
