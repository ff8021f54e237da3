import { describe, expect, it } from 'vitest';
import { createOpenPricing, mergeOpenPricingInSteps, type Portfolio, valuePortfolio } from '#engine';
import type { Opening } from '#shared/domain/opening.ts';
import { sum } from '#shared/math.ts';
import { runSteps } from '#shared/steps.ts';
import { CONTRACT, entry, market, month, offtake, portfolio, type TermsGiven, terms } from '../../tests/helpers/engine/plans.ts';

const DECK = market({ iron: (t) => 100 + t });
const openPricingOf = (fields: TermsGiven, opening?: Opening, deck = DECK) => {
  const plan: Portfolio = portfolio([
    entry(offtake({ start: month(-11), end: month(24), terms: [terms({ from: month(-11), ...fields })], ...(opening ? { opening } : {}) })),
  ]);
  return runSteps(mergeOpenPricingInSteps(plan.contracts.map(createOpenPricing(plan, valuePortfolio(plan, deck), deck, 12))));
};
const laterPeriod = (offset: number, length = 1) => ({ offset, length, from: 'shipment' as const });
const inThree: TermsGiven = { quotation: { alternatives: [laterPeriod(3)] }, payment: { paymentMonths: 1 } };

describe('open pricing', () => {
  it('counts every tonne in its pricing months, delivered or due', () => {
    const { deliveries } = openPricingOf({ quotation: { alternatives: [laterPeriod(2, 3)] } });
    const assumedDeliveries = deliveries.filter(({ state }) => state === 'assumed');
    // delivered in the four months up to the valuation, with one to three fixings to come
    expect(assumedDeliveries.map(({ month: at, known }) => [at - month(0), known])).toEqual([
      [-3, 2],
      [-2, 1],
      [-1, 0],
      [0, 0],
    ]);
    const tonnesInMonth = (t: number) =>
      sum(deliveries.flatMap(({ fixings }) => fixings.filter((f) => f.month === month(t)).map(({ tonnes }) => tonnes)));
    for (let t = 1; t <= 12; t++) expect(tonnesInMonth(t)).toBeCloseTo(1000, 9);
  });

  it('compares delivered tonnes with their provisional price: that of their month, or the price paid', () => {
    const [first] = openPricingOf(inThree).deliveries;
    expect(first).toMatchObject({ month: month(-2), state: 'assumed', known: 0, tonnes: 1000 });
    // delivered at 98, priced at 101
    expect([first!.provisional, first!.expected]).toEqual([98, 101]);
    const opening: Opening = {
      asOf: month(0),
      takenTonnes: 0,
      paidTonnes: 0,
      paidValueUsd: 0,
      openDeliveries: [{ month: month(-1), tonnes: 900, provisionalPaidUsd: 0.9 * 900 * 95 }],
      makeUpLots: [],
      deferredTonnes: 0,
      unpaid: [],
    };
    const knownDeliveries = openPricingOf(inThree, opening).deliveries.filter(({ state }) => state !== 'due');
    expect(knownDeliveries).toHaveLength(1);
    expect(knownDeliveries[0]).toMatchObject({ state: 'recorded', tonnes: 900, provisional: expect.closeTo(95, 12), expected: 102 });
  });

  it('gives the effect of 1 %: 1 % of the value of a pro rata price, 0 under a floor', () => {
    const [first] = openPricingOf(inThree).deliveries;
    expect(sum(first!.fixings.map(({ onePercent }) => onePercent))).toBeCloseTo(1000 * 101 * 0.01, 6);
    const [flooredDelivery] = openPricingOf({ ...inThree, collar: { level: 'reference', floor: 150 } }).deliveries;
    expect(sum(flooredDelivery!.fixings.map(({ onePercent }) => onePercent))).toBe(0);
  });

  it('is empty for a fixed price, and for past deliveries priced in their own month', () => {
    expect(openPricingOf({ price: { basis: 'fixed', amount: 80 } }).deliveries).toEqual([]);
    expect(openPricingOf({}).deliveries.every(({ state }) => state === 'due')).toBe(true);
  });
});

describe('open declarations', () => {
  it('are sorted, with the expected price of each alternative and the best for the holder', () => {
    const optionTerms = (holder: 'buyer' | 'seller'): TermsGiven => ({
      quotation: { alternatives: [laterPeriod(1), laterPeriod(4)], holder, declarationMonths: 1 },
    });
    const seller = openPricingOf(optionTerms('seller')).declarations;
    expect(seller[0]).toMatchObject({ contractId: CONTRACT, delivery: month(0), declareBy: month(0), best: 1, tonnes: 1000 });
    expect(seller[0]!.alternatives.map(({ expected }) => expected)).toEqual([101, expect.closeTo(104, 9)]);
    expect(seller.map(({ declareBy }) => declareBy - month(0))).toEqual(Array.from({ length: 13 }, (_, i) => i));
    expect(openPricingOf(optionTerms('buyer')).declarations[0]!.best).toBe(0);
  });
});
