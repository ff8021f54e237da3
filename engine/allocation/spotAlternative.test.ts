import { expect, it } from 'vitest';
import { createSpotAlternativeInSteps, valuePortfolio } from '#engine';
import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import { runSteps } from '#shared/steps.ts';
import { entry, market, month, offtake, portfolio, product, terms, VALUED } from '../../tests/helpers/engine/plans.ts';

const planAt = (tonnesPerYear: number, production: number) =>
  portfolio(
    [
      entry(offtake({ terms: [terms({ quantity: { tonnesPerYear } })] })),
      entry(offtake({ id: 'C-2' as ContractId, end: month(36), terms: [terms({ quantity: { tonnesPerYear: 12_000 } })] }), {
        id: 'B-2' as BuyerId,
      }),
    ],
    { products: [product({ depthShare: 0.4, production: Array.from({ length: 36 }, () => production) })] },
  );
const alternativeOf = (plan: ReturnType<typeof planAt>) =>
  runSteps(createSpotAlternativeInSteps(plan, plan.products[0]!, valuePortfolio(plan, market()), market()))!;
/** What the first contract takes less at half of its 12,000 dmt a year. */
const HALF = Float64Array.from({ length: 36 }, (_, t) => (t < 24 ? 500 : 0));

it('gains what the spot sales of the plan with fewer tonnes in a contract gain, at any market depth', () => {
  for (const production of [2000, 2500, 6000]) {
    const npvOf = (plan: ReturnType<typeof planAt>) => valuePortfolio(plan, market()).products[0]!.npv;
    const gain = alternativeOf(planAt(12_000, production)).gain(HALF);
    expect(gain).toBeGreaterThan(0);
    expect(gain).toBeCloseTo(npvOf(planAt(6000, production)) - npvOf(planAt(12_000, production)), 4);
  }
});

it('loses in the same way what more tonnes take', () => {
  const npvOf = (plan: ReturnType<typeof planAt>) => valuePortfolio(plan, market()).products[0]!.npv;
  const gain = alternativeOf(planAt(12_000, 6000)).gain(HALF.map((tonnes) => -tonnes));
  expect(gain).toBeCloseTo(npvOf(planAt(18_000, 6000)) - npvOf(planAt(12_000, 6000)), 4);
});

it('gains the price and the damages of the contracts that are cut where production does not cover the calls', () => {
  // 2,000 dmt a month are called of 1,000: of both contracts at one price, 100 USD/dmt, and a damages share of 10 % paid in the month
  const plan = planAt(12_000, 1000);
  const contracts = plan.contracts.map((contract) => ({ ...contract, damagesShare: 0.1 }));
  const january = Float64Array.from(HALF, (_, t) => (t === 0 ? 100 : 0));
  const discount = 1.1 ** (-15 / 365);
  expect(alternativeOf({ ...plan, contracts }).gain(january)).toBeCloseTo(100 * (100 + 0.1 * 100) * discount, 0);
  expect(plan.valuationMonth).toBe(VALUED);
});

it('is the net price of the terms of the largest contract, and nothing for a product that is not sold on spot', () => {
  const plan = planAt(12_000, 2000);
  expect([...alternativeOf(plan).netSpot]).toEqual(Array.from({ length: 36 }, () => 100));
  const noContracts = { ...plan, contracts: [] };
  const value = valuePortfolio(noContracts, market());
  expect(runSteps(createSpotAlternativeInSteps(noContracts, plan.products[0]!, value, market()))).toBeUndefined();
});
