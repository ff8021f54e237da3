import { describe, expect, it } from 'vitest';
import type { ProductValue } from '#engine';
import { ProductId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { spotPresentValueLines, spotRevenueLines } from './spotLines.ts';

const COPPER = ProductId.parse('copper');

/** A product that sells in January and February 2027 and in January 2028 at 100 USD/dmt. */
const product = (losses: boolean): ProductValue => {
  const monthWith = (month: number, soldTonnes: number, depthDiscount: number, resoldTonnes: number): ProductValue['months'][number] => ({
    month,
    production: 0,
    nominal: 0,
    delivered: 0,
    uncommittedSold: soldTonnes - resoldTonnes,
    queued: 0,
    drawn: 0,
    resold: resoldTonnes,
    queue: 0,
    depth: 1000,
    depthDiscount,
    spotPrice: 100,
    depthLoss: soldTonnes * depthDiscount * 100,
    queueLoss: resoldTonnes * 3,
    rerouteLoss: 0,
    spotRevenue: soldTonnes * (1 - depthDiscount) * 100 - resoldTonnes * 3,
  });
  const months = [
    monthWith(monthOf(2027, 1), 2000, losses ? 0.05 : 0, 0),
    monthWith(monthOf(2027, 2), 900, 0, losses ? 200 : 0),
    monthWith(monthOf(2028, 1), 3000, losses ? 0.1 : 0, 0),
  ];
  const byYear = (of: 'spotRevenue' | 'depthLoss' | 'queueLoss' | 'rerouteLoss') => [months[0]![of] + months[1]![of], months[2]![of]];
  return {
    productId: COPPER,
    years: [2027, 2028],
    months,
    spotRevenue: byYear('spotRevenue'),
    depthLoss: byYear('depthLoss'),
    queueLoss: byYear('queueLoss'),
    rerouteLoss: byYear('rerouteLoss'),
    spotTonnes: [2900, 3000],
    spotCost: [0, 0],
    npv: 500_000,
    presentLosses: { depth: losses ? 40_000 : 0, queue: losses ? 600 : 0, reroute: 0 },
  };
};
const book = { products: new Map() };

describe('the lines of spot sales', () => {
  it('sum to the spot revenue of a year and of the plan', () => {
    for (const year of [2027, 2028, undefined]) {
      const of = product(true);
      const revenue = year === undefined ? sumBy(of.spotRevenue, (usd) => usd) : of.spotRevenue[of.years.indexOf(year)]!;
      expect(sumBy(spotRevenueLines(book, [of], year), ({ amount }) => amount)).toBeCloseTo(revenue, 6);
    }
  });

  it('state the tonnes sold, the depth and the share lost in the months in which more than the depth is sold', () => {
    const lines = spotRevenueLines(book, [product(true)], 2027);
    expect(lines[0]).toEqual({ label: { key: 'line.spotAtPrice' }, amount: 290_000 });
    expect(lines[1]).toMatchObject({
      label: { key: 'line.depthLoss', values: { sold: { value: 2000, unit: 'dmt' }, depth: { value: 1000 }, loss: { value: 0.05 } } },
      amount: -10_000,
    });
    expect(lines[2]).toMatchObject({ label: { key: 'line.queueLoss' }, amount: -600 });
    // both years: 0.05 of 2,000 dmt and 0.1 of 3,000 dmt
    expect(spotRevenueLines(book, [product(true)])[1]!.label).toMatchObject({ values: { sold: { value: 2500 }, loss: { value: 0.08 } } });
  });

  it('are one line where nothing is lost', () => {
    const revenueLines = spotRevenueLines(book, [product(false)]).filter(({ amount }) => amount !== 0);
    expect(revenueLines).toEqual([{ label: { key: 'line.spot' }, amount: 590_000 }]);
  });

  it('sum to the net present value', () => {
    const lines = spotPresentValueLines([product(true), product(false)]);
    expect(lines.map(({ amount }) => amount + 0)).toEqual([1_040_600, -40_000, -600, 0]);
  });
});
