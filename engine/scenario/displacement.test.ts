import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeDisplacementCost, type Market, type PortfolioContract } from '#engine';
import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { entry, market, month, offtake, portfolio, product, terms } from '../../tests/helpers/engine/plans.ts';

const flat = market();
/** Rounding of revenues of 1e8 USD, USD. */
const ROUNDING = 1e-3;

/** Equal weights, so that only tonnes and their number of destinations differ. */
const EVEN = { iron: { china: 0.2, restOfAsia: 0.2, europe: 0.2, americas: 0.2, restOfWorld: 0.2 } };

/** Contracts of equal size with these destinations, 12,000 dmt a year in all, at a flat price equal to spot. */
const planTo = (destinations: readonly Zone[], { production = 1200, depthShare = 1 } = {}) =>
  portfolio(
    destinations.map(
      (zone, i): PortfolioContract =>
        entry(offtake({ id: `C-${i}` as ContractId, terms: [terms({ quantity: { tonnesPerYear: 12_000 / destinations.length } })] }), {
          id: `B-${i}` as BuyerId,
          destination: [{ zone, share: 1 }],
        }),
    ),
    { products: [product({ production: Array(36).fill(production), spotZone: 'restOfWorld', depthShare })], zoneWeights: EVEN },
  );

type Closure = {
  readonly zone: Zone;
  readonly from: number;
  readonly months: number;
  readonly openShare: number;
  readonly discount?: number;
  readonly freightUsdPerWmt?: number;
};

const closing = ({ from, months, discount = 0, freightUsdPerWmt = 0, ...row }: Closure): Market => ({
  ...flat,
  channels: [{ ...row, discount, freightUsdPerWmt, from: month(from), to: month(from + months - 1), excused: true }],
});

const closure = fc.record({
  zone: fc.constantFrom(...ZONES),
  from: fc.integer({ min: 1, max: 20 }),
  months: fc.integer({ min: 1, max: 14 }),
  openShare: fc.double({ min: 0, max: 1, noNaN: true }),
  discount: fc.double({ min: 0, max: 0.3, noNaN: true }),
  freightUsdPerWmt: fc.double({ min: 0, max: 20, noNaN: true }),
});
const depth = fc.double({ min: 0.05, max: 3, noNaN: true });

describe('the cost of displaced tonnes', () => {
  it('is the queue’s 3 % of each in a deep market, and what market depth adds beyond it', () => {
    const ban = closing({ zone: 'china', from: 6, months: 12, openShare: 0 });
    const deepCost = computeDisplacementCost(planTo(['china'], { depthShare: 100 }), flat, ban);
    expect(deepCost).toMatchObject({ tonnes: 12_000, months: 12 });
    expect(deepCost.loss).toBeCloseTo(12_000 * 3, 3);
    expect(deepCost.concentration).toBeCloseTo(0, 3);
    // 1,000 queued tonnes and 200 uncommitted in a depth of 0.3 x 1,200 x 0.8 = 288 while China is closed, of 360 in the two months after
    const thinCost = computeDisplacementCost(planTo(['china'], { depthShare: 0.3 }), flat, ban);
    const closedForm = 10 * 1200 * 100 * 0.05 * (1200 / 288 - 1);
    const open = 2 * 1200 * 100 * 0.05 * (1200 / 360 - 1);
    expect(thinCost.lossUnlimited).toBeCloseTo(12_000 * 3, 3);
    expect(thinCost.concentration).toBeCloseTo(closedForm + open, 3);
    expect(thinCost.loss).toBeCloseTo(thinCost.lossUnlimited + thinCost.concentration, 6);
  });

  it('and its concentration are never negative where row costs are not, at a flat price equal to spot', () => {
    const destinations = fc.array(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(destinations, closure, depth, fc.constantFrom(1000, 1200, 2400), (zones, row, depthShare, production) => {
        const cost = computeDisplacementCost(planTo(zones, { production, depthShare }), flat, closing(row));
        expect(cost.loss).toBeGreaterThanOrEqual(-ROUNDING);
        expect(cost.lossUnlimited).toBeGreaterThanOrEqual(-ROUNDING);
        expect(cost.tonnes).toBeGreaterThanOrEqual(0);
        // a row's discount takes less of a price that market depth has lowered, so only rows without one cost no less than in a deep market
        const { concentration } = computeDisplacementCost(
          planTo(zones, { production, depthShare }),
          flat,
          closing({ ...row, discount: 0 }),
        );
        expect(concentration).toBeGreaterThanOrEqual(-ROUNDING);
      }),
      { numRuns: 120 },
    );
  });

  it('depends on depth only in its concentration, which falls as the market deepens while it takes what is displaced', () => {
    fc.assert(
      fc.property(
        closure,
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        (row, depthShare, depthFactor) => {
          const at = (share: number, closure: Closure) =>
            computeDisplacementCost(planTo(['china', 'europe'], { depthShare: share, production: 1000 }), flat, closing(closure));
          expect(at(depthShare, row).lossUnlimited).toBeCloseTo(at(depthShare * depthFactor, row).lossUnlimited, 3);
          // a row's discount takes less of a price that market depth has lowered
          const withoutDiscount = { ...row, discount: 0 };
          const [thinCost, deepCost] = [at(depthShare, withoutDiscount), at(depthShare * depthFactor, withoutDiscount)];
          expect(deepCost.concentration).toBeLessThanOrEqual(thinCost.concentration + ROUNDING);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('is at most half with two equal destinations instead of one, unless all tonnes sell at the cap', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Zone>('restOfAsia', 'europe', 'americas'),
        fc.integer({ min: 1, max: 14 }),
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        (second, months, depthShare) => {
          const ban = closing({ zone: 'china', from: 3, months, openShare: 0 });
          const cost = (zones: readonly Zone[]) => computeDisplacementCost(planTo(zones, { depthShare, production: 1000 }), flat, ban);
          const [firstCost, two] = [cost(['china']), cost(['china', second])];
          expect(two.tonnes).toBeCloseTo(firstCost.tonnes / 2, 6);
          expect(two.concentration).toBeLessThanOrEqual(firstCost.concentration / 2 + ROUNDING);
          expect(two.loss).toBeLessThanOrEqual(firstCost.loss / 2 + ROUNDING);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('counts lower demand as displacement', () => {
    const buyersOption = terms({ quantity: { tolerance: 0.2, toleranceOption: 'buyer' } });
    const of = { ...planTo(['china']), contracts: [entry(offtake({ terms: [buyersOption] }))] };
    const lowerDemand = { ...flat, demand: { ...flat.demand, china: flat.demand.china.map((_, i) => (i >= 30 && i < 36 ? 0.9 : 1)) } };
    const cost = computeDisplacementCost(of, flat, lowerDemand);
    expect(cost).toMatchObject({ tonnes: expect.closeTo(600, 6), months: 6 });
    expect(cost.loss).toBeGreaterThanOrEqual(600 * 3 - ROUNDING);
  });
});
