import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depthDiscount, marketDepth, zoneDepth } from './marketDepth.ts';
import { NO_COST, type SpotMonth, sellOnSpot } from './sellOnSpot.ts';
import { joinQueue, type QueueLot, queuedTonnes, rerouteCost } from './spotQueue.ts';

const TERMS = { slope: 0.05, cap: 0.25 };

const monthOf = (fields: Partial<SpotMonth>): SpotMonth => ({
  month: 1,
  isLastMonth: false,
  waitMonths: 2,
  uncommitted: 0,
  spotZoneCost: NO_COST,
  undelivered: 0,
  undeliveredCost: NO_COST,
  depth: 1000,
  terms: TERMS,
  netSpot: 100,
  ...fields,
});

describe('market depth', () => {
  it('is depth share x mean production x open demand', () => {
    const depthAt = (openShares: readonly [number, number], demand: readonly [number, number]) =>
      marketDepth(
        [0.6, 0.4].map((weight, z) => zoneDepth(0.5, 2000, weight, openShares[z]!)),
        demand.map((level) => [level]),
        0,
      );
    // 0.5 x 2,000 x (0.6 x 0.9 x 0.5 + 0.4)
    expect(depthAt([0.5, 1], [0.9, 1])).toBeCloseTo(670, 9);
    expect(depthAt([1, 1], [1, 1])).toBe(1000);
    expect(depthAt([0, 0], [1, 1])).toBe(0);
    expect(marketDepth([zoneDepth(0.5, 2000, 1, 1)], [[1]], 0)).toBe(1000);
  });

  it('lowers the price by 5 % for each multiple beyond the first, at most by 25 %', () => {
    expect([0, 500, 1000, 2000, 4000, 6000, 9000].map((tonnes) => depthDiscount(tonnes, 1000, TERMS))).toEqual([
      0,
      0,
      0,
      expect.closeTo(0.05, 12),
      expect.closeTo(0.15, 12),
      0.25,
      0.25,
    ]);
    expect(depthDiscount(1, 0, TERMS)).toBe(0.25);
    expect(depthDiscount(0, 0, TERMS)).toBe(0);
  });
});

describe('a month on spot', () => {
  it('sells uncommitted production at net spot within the depth', () => {
    const queue: QueueLot[] = [];
    expect(sellOnSpot(queue, monthOf({ uncommitted: 800 }))).toMatchObject({
      uncommittedSold: 800,
      resold: 0,
      revenue: 80_000,
      price: 100,
    });
    expect(queue).toEqual([]);
  });

  it('sells what has waited two months 3 % lower, and all of it lower beyond the depth', () => {
    const queue: QueueLot[] = [{ month: 1, tonnes: 1200, discount: 0.1, freight: 4 }];
    const sales = sellOnSpot(queue, monthOf({ month: 3, uncommitted: 800, spotZoneCost: { discount: 0.2, freight: 2 } }));
    // X = 2,000 of a depth of 1,000: m = 0.05; U: 100 - (0.05 + 0.2 - 0.01) 100 - 2; R: 100 x 0.92 x 0.9 - 4
    expect(sales.depthDiscount).toBeCloseTo(0.05, 12);
    expect(sales.price).toBeCloseTo(74, 9);
    expect(sales.revenue).toBeCloseTo(800 * 74 + 1200 * 78.8, 6);
    // m of the price after the discount
    expect(sales.depthLoss).toBeCloseTo(800 * 4 + 1200 * 4.5, 6);
    expect(sales.queueLoss).toBeCloseTo(1200 * 3, 6);
    // U: 100 - 78; R: 97 - 83.3
    expect(sales.rerouteLoss).toBeCloseTo(800 * 22 + 1200 * 13.7, 6);
    expect(queue).toEqual([]);
  });

  it('keeps a tonne waiting for the months of the product; with none it is sold at once, as queued', () => {
    const waitingLots: QueueLot[] = [];
    expect(sellOnSpot(waitingLots, monthOf({ undelivered: 500 }))).toMatchObject({ resold: 0, queued: 500 });
    expect(sellOnSpot(waitingLots, monthOf({ month: 2 })).resold).toBe(0);
    expect(sellOnSpot(waitingLots, monthOf({ month: 3 }))).toMatchObject({ resold: 500, revenue: expect.closeTo(500 * 97, 6) });
    expect(sellOnSpot([], monthOf({ undelivered: 500, waitMonths: 0 })).revenue).toBeCloseTo(500 * 97, 6);
  });

  it('sells at most six times the depth, queued tonnes first; the rest of the uncommitted tonnes queue at the cost of the month', () => {
    const queue: QueueLot[] = [{ month: 1, tonnes: 5500, discount: 0, freight: 0 }];
    const sales = sellOnSpot(queue, monthOf({ month: 3, uncommitted: 800, spotZoneCost: { discount: 0.2, freight: 3 } }));
    expect(sales).toMatchObject({ resold: 5500, uncommittedSold: 500, queued: 300, depthDiscount: 0.25 });
    expect(queue).toEqual([{ month: 3, tonnes: 300, discount: 0.2, freight: 3 }]);
    const fullQueue: QueueLot[] = [{ month: 1, tonnes: 7000, discount: 0.1, freight: 1 }];
    expect(sellOnSpot(fullQueue, monthOf({ month: 3, uncommitted: 800, undelivered: 200 }))).toMatchObject({
      resold: 6000,
      uncommittedSold: 0,
    });
    expect(fullQueue.map(({ month, tonnes }) => [month, tonnes])).toEqual([
      [1, 1000],
      [3, 1000],
    ]);
  });

  it('sells nothing without a depth, except in the last month, then at the cap and whatever the age', () => {
    const queue: QueueLot[] = [];
    expect(sellOnSpot(queue, monthOf({ depth: 0, uncommitted: 300, undelivered: 200 }))).toMatchObject({
      uncommittedSold: 0,
      resold: 0,
      revenue: 0,
    });
    expect(queuedTonnes(queue)).toBe(500);
    const last = sellOnSpot(queue, monthOf({ month: 2, depth: 0, uncommitted: 100, isLastMonth: true }));
    expect(last).toMatchObject({ uncommittedSold: 100, resold: 500, depthDiscount: 0.25 });
    expect(last.revenue).toBeCloseTo(100 * 75 + 500 * 72, 6);
    expect(queue).toEqual([]);
  });

  it('takes no share off a negative price, but freight', () => {
    const sales = sellOnSpot([], monthOf({ uncommitted: 6000, netSpot: -10, spotZoneCost: { discount: 0.5, freight: 2 } }));
    expect(sales.price).toBe(-12);
  });

  it('explains the value at net spot by revenue, market depth, queue and re-routing', () => {
    const tonnes = fc.double({ min: 0, max: 5000, noNaN: true });
    const cost = fc.record({ discount: fc.double({ min: 0, max: 1, noNaN: true }), freight: fc.double({ min: 0, max: 40, noNaN: true }) });
    const month = fc.record({
      uncommitted: tonnes,
      spotZoneCost: cost,
      undelivered: tonnes,
      undeliveredCost: cost,
      depth: fc.double({ min: 0, max: 3000, noNaN: true }),
      // in cents: products of numbers of 1e-308 lose their digits
      netSpot: fc.integer({ min: -5_000, max: 30_000 }).map((cents) => cents / 100),
    });
    fc.assert(
      fc.property(fc.array(month, { minLength: 1, maxLength: 8 }), (months) => {
        const queue: QueueLot[] = [];
        months.forEach((spotMonth, i) => {
          const sales = sellOnSpot(queue, monthOf({ ...spotMonth, month: i, isLastMonth: i === months.length - 1 }));
          const { uncommittedSold, resold, revenue, depthLoss, queueLoss, rerouteLoss } = sales;
          expect(revenue + depthLoss + queueLoss + rerouteLoss).toBeCloseTo((uncommittedSold + resold) * spotMonth.netSpot, 5);
          expect(Math.min(depthLoss, queueLoss)).toBeGreaterThanOrEqual(0);
          expect(rerouteLoss).toBeGreaterThanOrEqual(-1e-6);
        });
      }),
    );
  });

  it('creates and loses no tonne in any sequence of months, and sells all in the last', () => {
    const tonnes = fc.double({ min: 0, max: 5000, noNaN: true });
    const month = fc.record({
      uncommitted: tonnes,
      undelivered: tonnes,
      depth: fc.oneof(fc.constant(0), fc.double({ min: 1, max: 3000, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(month, { minLength: 1, maxLength: 15 }), fc.integer({ min: 0, max: 4 }), (months, waitMonths) => {
        const queue: QueueLot[] = [];
        let [producedTonnes, soldTonnes] = [0, 0];
        months.forEach((spotMonth, i) => {
          const sales = sellOnSpot(queue, monthOf({ ...spotMonth, month: i, waitMonths, isLastMonth: i === months.length - 1 }));
          producedTonnes += spotMonth.uncommitted + spotMonth.undelivered;
          soldTonnes += sales.uncommittedSold + sales.resold;
          expect(soldTonnes + queuedTonnes(queue)).toBeCloseTo(producedTonnes, 6);
          if (i < months.length - 1) expect(sales.uncommittedSold + sales.resold).toBeLessThanOrEqual(6 * spotMonth.depth * (1 + 1e-12));
        });
        expect(queue).toEqual([]);
      }),
    );
  });
});

describe('the cost of re-routing', () => {
  const closedDeal = { nominal: 1000, delivered: 0, closedShare: 1, closedDiscount: 0.2, closedFreight: 5 };

  it('is borne in full by what a closed destination does not take', () => {
    expect(rerouteCost(1000, [closedDeal])).toEqual({ discount: 0.2, freight: 5 });
  });

  it('is borne by at most the closed share of the nominal tonnes', () => {
    // half closed, and the buyer calls 800: 600 tonnes queue, 500 of them because of the row
    const half = { ...closedDeal, delivered: 400, closedShare: 0.5, closedDiscount: 0.1, closedFreight: 2.5 };
    expect(rerouteCost(600, [half])).toEqual({ discount: expect.closeTo(100 / 600, 12), freight: expect.closeTo(2500 / 600, 12) });
    // open, but refused
    expect(rerouteCost(1000, [{ ...closedDeal, closedShare: 0, closedDiscount: 0, closedFreight: 0 }])).toEqual({
      discount: 0,
      freight: 0,
    });
  });

  it('of a split destination weighs a zone by its share once', () => {
    // half to a zone half closed at 20 %: 250 of 1,000 tonnes are displaced, and these alone are queued
    const split = { nominal: 1000, delivered: 750, closedShare: 0.25, closedDiscount: 0.05, closedFreight: 0 };
    expect(rerouteCost(250, [split]).discount).toBeCloseTo(0.2, 12);
  });

  it('is shared among contracts by what they do not deliver, and is the mean of a lot', () => {
    const open = { ...closedDeal, closedShare: 0, closedDiscount: 0, closedFreight: 0, delivered: 600 };
    // 1,000 + 400 missing
    expect(rerouteCost(1400, [closedDeal, open]).discount).toBeCloseTo((1000 * 0.2) / 1400, 12);
    const queue: QueueLot[] = [];
    joinQueue(queue, 4, 300, 0.1, 2);
    joinQueue(queue, 4, 100, 0.3, 6);
    expect(queue).toEqual([{ month: 4, tonnes: 400, discount: expect.closeTo(0.15, 12), freight: expect.closeTo(3, 12) }]);
  });

  it('of nothing queued is nothing', () => {
    expect(rerouteCost(0, [closedDeal])).toEqual({ discount: 0, freight: 0 });
    expect(rerouteCost(10, [{ ...closedDeal, delivered: 1000 }])).toEqual({ discount: 0, freight: 0 });
  });
});
