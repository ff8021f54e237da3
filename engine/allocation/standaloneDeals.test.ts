import { describe, expect, it } from 'vitest';
import { marginOverSpotOnPaths, type Portfolio, simulatePathRevenue, standaloneDeals, valuePortfolio } from '#engine';
import type { ContractId } from '#shared/domain/ids.ts';
import { sum } from '#shared/math.ts';
import { requestOff } from '../../tests/golden/engine/simulationOff.ts';
import { entry, market, month, offtake, portfolio, product, terms } from '../../tests/helpers/engine/plans.ts';

const [ONE, TWO] = ['C-1' as ContractId, 'C-2' as ContractId];
const premium = (usd: number) => terms({ price: { ...terms().price, premium: usd } as ReturnType<typeof terms>['price'] });
const deals = [
  entry(offtake({ id: ONE, terms: [premium(4)] })),
  entry(offtake({ id: TWO, start: month(4), end: month(20), terms: [premium(-3)] })),
];
const spotPrice = { ...terms().price, costsUsdPerDmt: [] };

const marginsOnPaths = (whole: Portfolio, paths = Int32Array.of(0, 7)) => {
  const standalone = standaloneDeals(whole, deals);
  return marginOverSpotOnPaths(standalone, simulatePathRevenue(requestOff(standalone.portfolio, market()), paths), paths.length);
};

describe('standalone deals', () => {
  it('have the margin over spot of their deterministic values on every path of a run without random draws', () => {
    const whole = portfolio(deals, { products: [product({ spotPrice })] });
    const found = marginsOnPaths(whole);
    for (const deal of deals) {
      const alone = valuePortfolio({ ...whole, contracts: [deal] }, market());
      const spot = new Map(alone.products[0]!.months.map(({ month: at, spotPrice: price }) => [at, price ?? 0]));
      const value = alone.contracts[0]!;
      const wanted = sum(value.revenue) - sum(value.months.map(({ month: at, delivered }) => delivered * spot.get(at)!));
      expect(Math.abs(wanted)).toBeGreaterThan(1000);
      const got = found.get(deal.contract.id)!;
      expect(got).toHaveLength(2);
      for (const each of got) expect(each).toBeCloseTo(wanted, 4);
    }
  });

  it('use the spot terms of the largest contract where the product has none', () => {
    // the largest is the first of equals: over its own terms it earns its premium, the other its own less that
    const found = marginsOnPaths(portfolio(deals));
    const tonnes = { [ONE]: 24 * 1000, [TWO]: 17 * 1000 };
    expect(found.get(TWO)![0]! / tonnes[TWO]! - found.get(ONE)![0]! / tonnes[ONE]!).toBeCloseTo(-7, 6);
  });

  it('keep ids and buyers of contracts, so that their random draws are those of the portfolio', () => {
    const { portfolio: standalone } = standaloneDeals(portfolio(deals), deals);
    expect(standalone.contracts.map(({ contract }) => contract.id)).toEqual([ONE, TWO]);
    expect(standalone.contracts.map(({ buyer }) => buyer)).toEqual(deals.map(({ buyer }) => buyer));
    expect(new Set(standalone.products.map(({ id }) => id)).size).toBe(3);
  });
});
