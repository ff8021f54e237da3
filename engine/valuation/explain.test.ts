import { describe, expect, it } from 'vitest';
import { breakEvenPrice, explainNetPrice, explainNpv, explainRevenue, netPrice, payoff, valuePortfolio } from '#engine';
import { ContractId, type ReferenceCode } from '#shared/domain/ids.ts';
import { dateOfMonth, daysBetween, type Month } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { CONTRACT, entry, JAN_2027, market, month, offtake, portfolio, product, terms } from '../../tests/helpers/engine/plans.ts';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const COPPER = {
  basis: 'payableMetal',
  payables: [{ element: 'Cu', reference: 'copper' as ReferenceCode, rule: 'lower-of', payable: 0.965, deduction: 0.01 }],
  treatmentCharge: { kind: 'index', reference: 'tc' as ReferenceCode, differential: 5 },
  penalties: [],
} as const;

const daysTo = (at: Month): number => daysBetween('2026-12-31', dateOfMonth(at));

const risingMarket = market({ iron: (t) => 100 + t, copper: (t) => 9600 + 7 * t });
const plan = portfolio([
  entry(
    offtake({
      terms: [
        terms({
          price: COPPER,
          quantity: { takeOrPayShare: 1, makeUpMonths: 2 },
          quotation: { alternatives: [{ offset: 1, length: 3, from: 'shipment' }] },
          delivery: { incoterm: 'CIF', freightUsdPerWmt: 55 },
          payment: { paymentMonths: 1 },
          collar: { level: 'reference', floor: 9620 },
        }),
      ],
    }),
  ),
]);
const closedMarket = {
  ...risingMarket,
  channels: [{ zone: 'china', from: month(3), to: month(4), openShare: 0, discount: 0, freightUsdPerWmt: 0, excused: false } as const],
};
const value = valuePortfolio(plan, closedMarket);

describe('an explanation', () => {
  it('of a net price ends with the price of the valuation, the sum of its lines', () => {
    for (const { month: at, netPrice: price } of value.contracts[0]!.months) {
      const lines = explainNetPrice(plan, CONTRACT, closedMarket, at);
      expect(lines.at(-1)).toEqual({ label: 'total', amount: price });
      expect(sum(lines.slice(0, -1).map(({ amount }) => amount))).toBe(price);
    }
  });

  it('of a net price equals netPrice at the averages of the quotational period', () => {
    // January: February to April, 9,614 + 9,621 + 9,628; floor on the average, freight 55 / 0.92
    const expectedPrice = netPrice(
      { ...COPPER, collar: { level: 'reference', floor: 9620 }, costsUsdPerDmt: [{ label: 'freight', amount: 55 / 0.92 }] },
      product().assay,
      { prices: { copper: 9621, tc: -20 }, units: { copper: 'USD/t', tc: 'USD/dmt' } },
    );
    const lines = explainNetPrice(plan, CONTRACT, closedMarket, JAN_2027);
    expect(lines.at(-1)?.amount).toBeCloseTo(expectedPrice.total, 9);
    expect(lines.slice(0, -1).map(({ label }) => label)).toEqual(expectedPrice.lines.map(({ label }) => label));
  });

  it("of revenue ends with the year's revenue, the sum of its kinds", () => {
    const [contract] = value.contracts;
    contract!.years.forEach((year, i) => {
      const lines = explainRevenue(contract!, year);
      expect(lines.map(({ label }) => label)).toEqual([
        'provisional',
        'final',
        'openDelivery',
        'unpaid',
        'deficiency',
        'makeUpCredit',
        'damages',
        'priceSupport',
        'total',
      ]);
      expect(lines.at(-1)?.amount).toBe(contract?.revenue[i]);
      expect(sum(lines.slice(0, -1).map(({ amount }) => amount))).toBe(contract?.revenue[i]);
    });
    expect(explainRevenue(contract!, 2028).find(({ label }) => label === 'deficiency')?.amount).toBeGreaterThan(0);
  });

  it('of an NPV ends with the NPV, for the plan and for each contract', () => {
    const ofPlan = explainNpv(plan, value);
    expect(ofPlan.map(({ label }) => label)).toEqual(['contract.C-1', 'spot.fines', 'queueLoss.fines', 'total']);
    expect(ofPlan.at(-1)?.amount).toBe(value.npv);
    expect(sum(ofPlan.slice(0, -1).map(({ amount }) => amount))).toBeCloseTo(value.npv, 6);
    expect(ofPlan[2]!.amount).toBeLessThan(0);
    const ofContract = explainNpv(plan, value, CONTRACT);
    expect(ofContract.at(-1)?.amount).toBe(value.contracts[0]?.npv);
    expect(sum(ofContract.slice(0, -1).map(({ amount }) => amount))).toBe(value.contracts[0]?.npv);
  });

  it('is refused for an unknown contract, month or year', () => {
    expectRefusal(() => explainNetPrice(plan, CONTRACT, closedMarket, month(30)), 'NOT_FOUND', { kind: 'delivery' });
    expectRefusal(() => explainNetPrice(plan, ContractId.parse('C-9'), closedMarket, JAN_2027), 'NOT_FOUND', {
      kind: 'contract',
      id: 'C-9',
    });
    expectRefusal(() => explainRevenue(value.contracts[0]!, 2040), 'OUT_OF_RANGE', { field: 'year' });
  });
});

describe('a break-even price', () => {
  const ofIron = (fields: Parameters<typeof terms>[0] = {}) => portfolio([entry(offtake({ terms: [terms(fields)] }))]);

  it("of an index price paid in the month of delivery equals unit cost plus the seller's costs", () => {
    const breakEven = breakEvenPrice(ofIron({ delivery: { incoterm: 'CFR', freightUsdPerWmt: 9.2 } }), CONTRACT, risingMarket);
    // 40 + 9.2 / 0.92
    expect(breakEven).toEqual({ reference: 'iron', price: expect.closeTo(50, 9) });
  });

  it("is the flat price at which the contract's NPV equals that of its cost", () => {
    const fields = {
      quotation: { alternatives: [{ offset: 3, length: 2, from: 'shipment' as const }] },
      payment: { paymentMonths: 2 },
      blend: { fixedShare: 0.3, fixedPrice: 35 },
    };
    const { price } = breakEvenPrice(ofIron(fields), CONTRACT, risingMarket);
    const [contract] = valuePortfolio(ofIron(fields), market({ iron: price! })).contracts;
    const cost = contract!.months.map(({ month: at, delivered }) => delivered * 40 * 1.1 ** (-daysTo(at) / 365));
    expect(contract?.npv).toBeCloseTo(sum(cost), 3);
    expect(price).toBeGreaterThan(40);
  });

  it('is undefined with a floor above cost, for a fixed price, and without a unit cost', () => {
    expect(breakEvenPrice(ofIron({ collar: { level: 'blend', floor: 45 } }), CONTRACT, risingMarket)).toEqual({
      reference: 'iron',
      price: undefined,
    });
    expect(breakEvenPrice(ofIron({ price: { basis: 'fixed', amount: 30 } }), CONTRACT, risingMarket)).toEqual({
      reference: undefined,
      price: undefined,
    });
    const freeProductPlan = { ...ofIron(), products: [product({ unitCost: [] })] };
    expect(breakEvenPrice(freeProductPlan, CONTRACT, risingMarket).price).toBeUndefined();
  });

  it('does not depend on other contracts', () => {
    const crowdedPlan = { ...ofIron(), products: [product({ production: Array(36).fill(10) })] };
    expect(breakEvenPrice(crowdedPlan, CONTRACT, risingMarket).price).toBeCloseTo(40, 9);
  });
});

describe('a payoff', () => {
  it('gives the net price with and without the collar', () => {
    const collaredPlan = portfolio([entry(offtake({ terms: [terms({ collar: { level: 'blend', floor: 80, cap: 120 } })] }))]);
    expect(payoff(collaredPlan, CONTRACT, risingMarket, JAN_2027, [60, 100, 140])).toEqual([
      { price: 60, netPrice: 80, withoutCollar: expect.closeTo(60, 12) },
      { price: 100, netPrice: 100, withoutCollar: 100 },
      { price: 140, netPrice: 120, withoutCollar: expect.closeTo(140, 12) },
    ]);
  });

  it('is empty for a fixed price and refuses a price that is not finite', () => {
    const fixedPricePlan = portfolio([entry(offtake({ terms: [terms({ price: { basis: 'fixed', amount: 30 } })] }))]);
    expect(payoff(fixedPricePlan, CONTRACT, risingMarket, JAN_2027, [60])).toEqual([]);
    expectRefusal(() => payoff(plan, CONTRACT, risingMarket, JAN_2027, [Number.NaN]), 'NOT_FINITE', { field: 'prices.0' });
  });
});
