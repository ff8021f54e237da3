import { describe, expect, it } from 'vitest';
import { mergeBlocks, type Portfolio, scenarioMarket, simulate, valuePortfolio } from '#engine';
import { sum, sumBy } from '#shared/math.ts';
import { readGolden } from '../goldenFile.ts';
import { type GoldenDeck, goldenMarket, goldenPortfolio, goldenScenario } from '../goldenPlan.ts';
import { requestOff, revenueOf } from '../simulationOff.ts';

type Case = { readonly name: string; readonly portfolio: Portfolio; readonly deck: GoldenDeck; readonly scenario?: unknown };

/** Every feature of the valuation, each in a plan of its own; the valuation agrees with exact arithmetic on them. */
const { cases } = readGolden<Case>('valuation');

describe('with everything off a path is the deterministic valuation', () => {
  it.each(cases)('$name', (testCase) => {
    const portfolio = goldenPortfolio(testCase.portfolio);
    const deck = goldenMarket(testCase.deck, portfolio);
    const market =
      testCase.scenario === undefined ? deck : scenarioMarket(deck, goldenScenario(testCase.scenario, portfolio.valuationMonth), portfolio);
    const value = valuePortfolio(portfolio, market);
    const request = requestOff(portfolio, market);
    const result = mergeBlocks(request, [simulate(request, { from: 0, to: 2 })]);
    const expectedRevenue = revenueOf(value);
    const rows = [
      ...result.contracts.map(({ contractId, revenue }) => [contractId, revenue.mean] as const),
      ...result.products.map(({ productId, spotRevenue }) => [productId, spotRevenue.mean] as const),
    ];
    expect(rows.length).toBe(expectedRevenue.size);
    for (const [id, means] of rows) {
      const want = expectedRevenue.get(id)!;
      const largestRevenue = Math.max(...want.map(Math.abs));
      for (let y = 0; y < Math.max(means.length, want.length); y++) {
        const deviation = Math.abs((means[y] ?? 0) - (want[y] ?? 0));
        expect(deviation, `${id} in year ${y}: ${means[y]}, valued ${want[y]}`).toBeLessThanOrEqual(1e-9 * largestRevenue);
      }
    }
    for (const { contractId, means } of result.contracts) {
      const damages = sum(value.contracts.find((contract) => contract.contractId === contractId)!.damages);
      expect(Math.abs(means.damages - damages), `damages of ${contractId}`).toBeLessThanOrEqual(1e-9 * Math.abs(damages));
    }
    for (const { productId, means } of result.products) {
      const product = value.products.find((candidate) => candidate.productId === productId)!;
      for (const loss of ['depthLoss', 'queueLoss', 'rerouteLoss'] as const) {
        const valuedLoss = sum(product[loss]);
        expect(Math.abs(means[loss] - valuedLoss), `${loss} of ${productId}`).toBeLessThanOrEqual(1e-9 * valuedLoss);
      }
    }
    for (const measure of ['damages', 'depthLoss', 'rerouteLoss'] as const) {
      const parts =
        measure === 'damages'
          ? value.contracts.map((contractValue) => contractValue.damages)
          : value.products.map((productValue) => productValue[measure]);
      const byYear = value.years.map((_, y) => sumBy(parts, (amounts) => amounts[y]!));
      const largestAmount = Math.max(...byYear.map(Math.abs));
      for (const [y, amount] of byYear.entries()) {
        expect(Math.abs((result.measures[measure][y]?.[1] ?? 0) - amount), `${measure} in year ${y}`).toBeLessThanOrEqual(
          1e-9 * largestAmount,
        );
      }
    }
    expect(Math.abs(result.total.sd.value)).toBeLessThanOrEqual(1e-9 * Math.abs(result.total.mean.value));
  });
});
