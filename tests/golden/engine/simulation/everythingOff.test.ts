import { describe, expect, it } from 'vitest';
import { mergeBlocks, type Portfolio, scenarioMarket, simulate, valuePortfolio } from '#engine';
import { readGolden } from '../goldenFile.ts';
import { type GoldenDeck, goldenMarket, goldenPortfolio, goldenScenario } from '../goldenPlan.ts';
import { requestOff, revenueOf } from '../simulationOff.ts';

type Case = { readonly name: string; readonly portfolio: Portfolio; readonly deck: GoldenDeck; readonly scenario?: unknown };

/** Every feature of the valuation, each in a plan of its own; the valuation agrees with exact arithmetic on them. */
const { cases } = readGolden<Case>('valuation');

describe('with everything off a path is the deterministic valuation', () => {
  it.each(cases)('$name', (one) => {
    const portfolio = goldenPortfolio(one.portfolio);
    const deck = goldenMarket(one.deck, portfolio);
    const market =
      one.scenario === undefined ? deck : scenarioMarket(deck, goldenScenario(one.scenario, portfolio.valuationMonth), portfolio);
    const value = valuePortfolio(portfolio, market);
    const request = requestOff(portfolio, market);
    const result = mergeBlocks(request, [simulate(request, { from: 0, to: 2 })]);
    const wanted = revenueOf(value);
    const rows = [
      ...result.contracts.map(({ contractId, revenue }) => [contractId, revenue.mean] as const),
      ...result.products.map(({ productId, spotRevenue }) => [productId, spotRevenue.mean] as const),
    ];
    expect(rows.length).toBe(wanted.size);
    for (const [id, means] of rows) {
      const want = wanted.get(id)!;
      const largest = Math.max(...want.map(Math.abs));
      for (let y = 0; y < Math.max(means.length, want.length); y++) {
        const apart = Math.abs((means[y] ?? 0) - (want[y] ?? 0));
        expect(apart, `${id} in year ${y}: ${means[y]}, valued ${want[y]}`).toBeLessThanOrEqual(1e-9 * largest);
      }
    }
    expect(Math.abs(result.total.sd.value)).toBeLessThanOrEqual(1e-9 * Math.abs(result.total.mean.value));
  });
});
