import { describe, expect, it } from 'vitest';
import { type Market, mergeBlocks, type Portfolio, simulate, valuePortfolio } from '#engine';
import { sum } from '#shared/math.ts';
import { requestOff } from '../../tests/golden/engine/simulationOff.ts';
import { entry, market, month, offtake, portfolio, terms } from '../../tests/helpers/engine/plans.ts';
import { yuanOption } from '../../tests/helpers/engine/yuanOption.ts';

/** Revenue of a plan by year: valued, and simulated with every source of chance off. */
const revenues = (plan: Portfolio, on: Market) => {
  const request = requestOff(plan, on);
  const { revenue } = valuePortfolio(plan, on);
  const simulatedResult = mergeBlocks(request, [simulate(request, { from: 0, to: 1 })]);
  return { valued: revenue, simulated: simulatedResult.byYear.map(({ mean }) => mean.value).slice(0, revenue.length) };
};

const expectSameRevenue = ({ valued, simulated }: ReturnType<typeof revenues>): void => {
  expect(simulated.length).toBe(valued.length);
  for (const [y, usd] of valued.entries()) expect(Math.abs(simulated[y]! - usd), `year ${y}`).toBeLessThanOrEqual(1e-9 * Math.abs(usd));
};

describe('a quotational period option, with every source of chance off', () => {
  it('is worth as much on a price in yuan in the simulation as in the valuation', () => {
    const { plan, deck } = yuanOption();
    const revenuePair = revenues(plan, deck);
    // 24 months of 1,000 dmt, all at the lower price
    expect(sum(revenuePair.valued)).toBeCloseTo((24_000 * 66_000) / 7, 3);
    expectSameRevenue(revenuePair);
  });

  // equal in exact arithmetic, apart in the last bits: means of two to six months of a price that a scenario multiplies
  it.each(['buyer', 'seller'] as const)('of the %s takes the first of alternatives that tie', (holder) => {
    const tiedPlan = (level: number, multiplier: number, first: number, second: number) => {
      const quotation = {
        alternatives: [
          { offset: 1, length: first, from: 'shipment' as const },
          { offset: 1, length: second, from: 'shipment' as const },
        ],
        holder,
      };
      const plan = portfolio([entry(offtake({ end: month(12), terms: [terms({ quotation })] }))], { lastMonth: month(12) });
      const deck = market({ iron: level }, month(12));
      const stressedMarket = { ...deck, prices: { ...deck.prices, iron: deck.deck.iron!.map((price) => price * multiplier) } };
      return { plan, market: stressedMarket };
    };
    for (const level of [95.3, 101.7, 104.9]) {
      for (const multiplier of [1, 0.7, 1.1, 0.83]) {
        for (const [first, second] of [
          [1, 3],
          [2, 5],
          [6, 1],
        ] as const) {
          const { plan, market: on } = tiedPlan(level, multiplier, first, second);
          const { ledger } = valuePortfolio(plan, on).contracts[0]!;
          expect([...ledger.alternative], `${level} x ${multiplier}, ${first} or ${second} months`).toEqual([]);
          expectSameRevenue(revenues(plan, on));
        }
      }
    }
  });
});
