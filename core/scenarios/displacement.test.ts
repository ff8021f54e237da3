import { expect, it } from 'vitest';
import { BuyerId } from '#shared/domain/ids.ts';
import { MAX_CHANNELS, ScenarioShocks } from '#shared/domain/scenario.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { lostOutletShocks, requireStorable } from './displacement.ts';

const buyers = (count: number) => Array.from({ length: count }, (_, i) => BuyerId.parse(`buyer-${i}`));
const MONTHS = { from: 24_318, to: 24_329 };
const shocksOf = (count: number) =>
  lostOutletShocks({ valuationMonth: 24_316 } as Workbook, { buyers: buyers(count) }, MONTHS, 'Own assumption.');

it('a scenario has room for the largest group that is accepted, and for no larger one', () => {
  expect(() => requireStorable(buyers(MAX_CHANNELS))).not.toThrow();
  expect(ScenarioShocks.safeParse(shocksOf(MAX_CHANNELS)).success).toBe(true);
  expect(ScenarioShocks.safeParse(shocksOf(MAX_CHANNELS + 1)).success).toBe(false);
});

it('a larger group is refused with its number of buyers and the most that a scenario has', () => {
  expect(() => requireStorable(buyers(MAX_CHANNELS + 1))).toThrow(
    expect.objectContaining({ code: 'SCENARIO_TOO_LARGE', details: { count: MAX_CHANNELS + 1, max: MAX_CHANNELS } }),
  );
});
