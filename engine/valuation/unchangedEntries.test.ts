import { describe, expect, it } from 'vitest';
import {
  type CauseValuations,
  compareContractsInScenario,
  compareValuations,
  compareValuationsInSteps,
  exposure,
  type Market,
  type Portfolio,
  type PortfolioContract,
  type Revaluation,
  revalue,
  scenarioMarket,
  type Valuation,
  type ValuationsWithoutClauses,
  valuePortfolio,
  valueWithoutClausesInSteps,
} from '#engine';
import { type ContractId, type ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import { runSteps } from '#shared/steps.ts';
import { entry, market, month, offtake, portfolio, product, scenario, terms } from '../../tests/helpers/engine/plans.ts';

const ore = (id: string) => product({ id: id as ProductId });
const [first, second] = [ore('P-1'), ore('P-2')];
const entryOf = (id: string, productId: ProductId, fields: Parameters<typeof offtake>[0] = {}) =>
  entry(offtake({ id: id as ContractId, productId, ...fields }), { cycleSensitivity: 1 });

const clauses = terms({
  quantity: { takeOrPayShare: 0.8, toleranceOption: 'buyer', tolerance: 0.3 },
  collar: { level: 'blend', floor: 95 },
});
const unchangedContracts = [entryOf('C-1', first.id, { terms: [clauses] }), entryOf('C-2', first.id)];
const planWith = (...contracts: readonly PortfolioContract[]): Portfolio => ({ ...plan, contracts });
const plan = portfolio([...unchangedContracts, entryOf('C-3', second.id)], { products: [first, second] });
const swingingMarket = market({ iron: (t) => 100 + 10 * Math.sin(t) });
const valuation = (of: Portfolio, at: Market = swingingMarket): Valuation => ({ portfolio: of, market: at, value: valuePortfolio(of, at) });

/** Plans that differ in the contracts of the second product. */
const drafts: Readonly<Record<string, Portfolio>> = {
  'with other tonnes': planWith(...unchangedContracts, entryOf('C-3', second.id, { terms: [terms({ quantity: { tonnesPerYear: 900 } })] })),
  'paid in later years': planWith(
    ...unchangedContracts,
    entryOf('C-3', second.id, { end: month(36), terms: [terms({ payment: { paymentMonths: 12 } })] }),
  ),
  'without one of its contracts': planWith(...unchangedContracts),
  'with one more, in another order': planWith(entryOf('C-4', second.id), ...unchangedContracts.toReversed(), entryOf('C-3', second.id)),
  'with a contract that moved to the other product': planWith(...unchangedContracts, entryOf('C-3', first.id)),
};

describe('the values of unchanged products in an earlier valuation', () => {
  it.each(Object.entries(drafts))('give the same numbers as a new valuation for a plan %s', (_, draft) => {
    const earlierValuation = valuation(plan);
    expect(valuePortfolio(draft, swingingMarket, earlierValuation)).toEqual(valuePortfolio(draft, swingingMarket));
    const previousExposure = { portfolio: plan, market: swingingMarket, exposure: exposure(plan, swingingMarket) };
    expect(exposure(draft, swingingMarket, previousExposure)).toEqual(exposure(draft, swingingMarket));
    // and back, from more years to fewer
    expect(valuePortfolio(plan, swingingMarket, valuation(draft))).toEqual(earlierValuation.value);
  });

  it('are reused, not computed again', () => {
    const earlierValuation = valuation(plan);
    const { contracts, products } = valuePortfolio(drafts['with other tonnes']!, swingingMarket, earlierValuation);
    expect([contracts[0] === earlierValuation.value.contracts[0], contracts[1] === earlierValuation.value.contracts[1]]).toEqual([
      true,
      true,
    ]);
    expect(products[0]).toBe(earlierValuation.value.products[0]);
    expect(contracts[2]).not.toBe(earlierValuation.value.contracts[2]);
  });

  it('are reused for a contract that comes to the same beside a changed one, and not for one that does not', () => {
    const earlierValuation = valuation(plan);
    const valueBeside = (...addedContracts: readonly PortfolioContract[]) => {
      const draft = planWith(...plan.contracts, ...addedContracts);
      const value = valuePortfolio(draft, swingingMarket, earlierValuation);
      expect(value).toEqual(valuePortfolio(draft, swingingMarket));
      return value.contracts[2];
    };
    expect(valueBeside(entryOf('C-4', second.id, { terms: [terms({ quantity: { tonnesPerYear: 1 } })] }))).toBe(
      earlierValuation.value.contracts[2],
    );
    const cut = valueBeside(entryOf('C-4', second.id, { terms: [terms({ quantity: { tonnesPerYear: 1e9 } })] }));
    expect(cut!.tonnes).not.toEqual(earlierValuation.value.contracts[2]!.tonnes);
  });

  it('are reused on a market of which the product reads the same, and its contracts at another market depth', () => {
    const copperShock = scenario({
      prices: [{ reference: ReferenceCode.parse('copper'), source: '', knots: [{ afterMonths: 6, value: 0.5 }] }],
      channels: [
        { productId: second.id, afterMonths: 2, months: 5, openShare: 0, discount: 0, freightUsdPerWmt: 0, excused: true, source: '' },
      ],
    });
    const earlierValuation = valuation(plan);
    const shockedMarket = scenarioMarket(swingingMarket, copperShock, plan);
    const inShock = valuePortfolio(plan, shockedMarket, earlierValuation);
    expect(inShock).toEqual(valuePortfolio(plan, shockedMarket));
    expect(inShock.products.map((value, i) => value === earlierValuation.value.products[i])).toEqual([true, false]);

    const shallow = { ...plan, products: plan.products.map((ofPlan) => ({ ...ofPlan, depthShare: 0.01 })) };
    const atDepth = valuePortfolio(shallow, swingingMarket, earlierValuation);
    expect(atDepth).toEqual(valuePortfolio(shallow, swingingMarket));
    expect(atDepth.npv).toBeLessThan(earlierValuation.value.npv);
    expect(atDepth.contracts.every((value, i) => value === earlierValuation.value.contracts[i])).toBe(true);
  });

  it('are reused on another deck at which the prices that the product reads are the same', () => {
    const earlierValuation = valuation(plan);
    const reusedOn = (otherMarket: Market): readonly boolean[] => {
      const value = valuePortfolio(plan, otherMarket, earlierValuation);
      expect(value).toEqual(valuePortfolio(plan, otherMarket));
      return value.products.map((productValue, i) => productValue === earlierValuation.value.products[i]);
    };
    expect(reusedOn(market({ iron: (t) => 100 + 10 * Math.sin(t), copper: 5000 }))).toEqual([true, true]);
    expect(reusedOn(market({ iron: (t) => 101 + 10 * Math.sin(t) }))).toEqual([false, false]);
    // the same prices, in a scenario of another deck
    const otherDeck = market({ iron: 101 }).deck;
    expect(reusedOn({ ...swingingMarket, deck: otherDeck })).toEqual([false, false]);
  });

  it('are not reused on another market, at another rate, date or horizon', () => {
    const expensiveMarket = market({ iron: 200 });
    expect(valuePortfolio(plan, expensiveMarket, valuation(plan))).toEqual(valuePortfolio(plan, expensiveMarket));
    for (const otherFields of [{ discountRate: 0.2 }, { valuationDate: '2026-11-30' }, { lastMonth: month(24) }]) {
      const movedPlan = { ...plan, ...otherFields };
      expect(valuePortfolio(movedPlan, swingingMarket, valuation(plan))).toEqual(valuePortfolio(movedPlan, swingingMarket));
    }
  });
});

describe('a comparison of existing valuations', () => {
  const slump = scenario({
    prices: [{ reference: ReferenceCode.parse('iron'), source: '', knots: [{ afterMonths: 6, value: 0.5 }] }],
    demand: [{ zone: 'china', source: '', knots: [{ afterMonths: 6, value: 0.6 }] }],
  });

  it('equals a comparison from new valuations, by cause and by contract', () => {
    const after = scenarioMarket(swingingMarket, slump, plan);
    const [base, inSlump] = [valuation(plan), valuation(plan, after)];
    const wholeRevaluation = revalue(plan, swingingMarket, slump);
    expect(wholeRevaluation.total.saved).toBeGreaterThan(0);
    expect(compareValuations(base, inSlump)).toEqual(wholeRevaluation);
    expect(compareContractsInScenario(base, inSlump)).toEqual(wholeRevaluation.byContract);
  });

  it.each(Object.entries(drafts))('reuses those of an earlier plan with the same result for a plan %s', (_, draft) => {
    const after = scenarioMarket(swingingMarket, slump, plan);
    type Comparison = {
      readonly atBase: ValuationsWithoutClauses;
      readonly inScenario: ValuationsWithoutClauses;
      readonly revaluation: Revaluation;
      readonly causes: CauseValuations;
    };
    const compare = (of: Portfolio, earlierComparison?: Comparison): Comparison => {
      const [base, inSlump] = [valuation(of), valuation(of, after)];
      const atBase = runSteps(valueWithoutClausesInSteps(base, earlierComparison?.atBase));
      const inScenario = runSteps(valueWithoutClausesInSteps(inSlump, earlierComparison?.inScenario));
      const comparison = runSteps(compareValuationsInSteps(base, inSlump, inScenario, atBase, earlierComparison?.causes));
      return { atBase, inScenario, ...comparison };
    };
    expect(compare(draft, compare(plan)).revaluation).toEqual(revalue(draft, swingingMarket, slump));
  });
});
