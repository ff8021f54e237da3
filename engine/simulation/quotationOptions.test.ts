import { describe, expect, it } from 'vitest';
import { type Market, mergeBlocks, type Portfolio, simulate, valuePortfolio } from '#engine';
import { sum } from '#shared/math.ts';
import { requestOff } from '../../tests/golden/engine/simulationOff.ts';
import { yuanOption } from '../../tests/helpers/engine/yuanOption.ts';

/** Revenue of a plan by year: valued, and simulated with every source of chance off. */
const revenues = (plan: Portfolio, market: Market) => {
  const request = requestOff(plan, market);
  const { revenue } = valuePortfolio(plan, market);
  const simulated = mergeBlocks(request, [simulate(request, { from: 0, to: 1 })]);
  return { valued: revenue, simulated: simulated.byYear.map(({ mean }) => mean.value).slice(0, revenue.length) };
};

const expectSameRevenue = ({ valued, simulated }: ReturnType<typeof revenues>): void => {
  expect(simulated.length).toBe(valued.length);
  for (const [y, usd] of valued.entries()) expect(Math.abs(simulated[y]! - usd), `year ${y}`).toBeLessThanOrEqual(1e-9 * Math.abs(usd));
};

describe('a quotational period option, with every source of chance off', () => {
  it('is worth as much on a price in yuan in the simulation as in the valuation', () => {
    const { plan, deck } = yuanOption();
    const both = revenues(plan, deck);
    // 24 months of 1,000 dmt, all at the lower price
    expect(sum(both.valued)).toBeCloseTo((24_000 * 66_000) / 7, 3);
    expectSameRevenue(both);
  });
});
