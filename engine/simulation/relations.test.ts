import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChannelEvent,
  computeCycleMoments,
  computeCycleSums,
  type Market,
  mergeBlocks,
  type Portfolio,
  type PortfolioContract,
  type PriceDriver,
  replayPath,
  type SimulationParameters,
  type SimulationRequest,
  type SimulationResult,
  simulate,
  valuePortfolio,
} from '#engine';
import type { BuyerId, ContractId, ProductId } from '#shared/domain/ids.ts';
import type { Quantity } from '#shared/domain/terms.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { sum, sumBy } from '#shared/math.ts';
import { OFF, requestOff } from '../../tests/golden/engine/simulationOff.ts';
import { entry, market, month, offtake, portfolio, product, terms } from '../../tests/helpers/engine/plans.ts';

const PATHS = 64;
const TIE = 1e-9;
const FLAT_MARKET = market();
const share = fc.double({ min: 0, max: 1, noNaN: true });
const zone = fc.constantFrom(...ZONES);

const run = (request: SimulationRequest, paths = PATHS): SimulationResult =>
  mergeBlocks(request, [simulate(request, { from: 0, to: paths })]);

const simulated = (of: Portfolio, on: Market, parameters: Partial<SimulationParameters>, paths = PATHS): SimulationResult =>
  run({ ...requestOff(of, on), parameters: { ...OFF, ...parameters } }, paths);

const WEIGHTS: Readonly<Record<Zone, number>> = { china: 0.691, restOfAsia: 0.148, europe: 0.065, americas: 0.006, restOfWorld: 0.09 };

/** Demand moves with the cycle, prices do not. */
const CYCLE = { cycle: { ...OFF.cycle, on: true }, centrePaths: 256 };

const row = (fields: Partial<ChannelEvent> & { readonly from: number; readonly to: number; readonly openShare: number }): ChannelEvent => ({
  discount: 0,
  freightUsdPerWmt: 0,
  excused: true,
  ...fields,
  from: month(fields.from),
  to: month(fields.to),
});

const closure = fc
  .record({
    zone,
    from: fc.integer({ min: 1, max: 20 }),
    months: fc.integer({ min: 1, max: 14 }),
    openShare: share,
    discount: fc.double({ min: 0, max: 0.3, noNaN: true }),
    freightUsdPerWmt: fc.double({ min: 0, max: 20, noNaN: true }),
  })
  .map(({ months, ...given }) => row({ ...given, to: given.from + months - 1 }));

/** Contracts of equal size with these destinations, 12,000 dmt a year in all, at a flat price equal to spot. */
const planTo = (destinations: readonly Zone[], quantity: Partial<Quantity> = {}): Portfolio =>
  portfolio(
    destinations.map((destination, i) =>
      entry(
        offtake({
          id: `C-${i}` as ContractId,
          terms: [terms({ quantity: { tonnesPerYear: 12_000 / destinations.length, ...quantity } })],
        }),
        { id: `B-${i}` as BuyerId, destination: [{ zone: destination, share: 1 }] },
      ),
    ),
    { products: [product({ production: Array(36).fill(1400), spotZone: 'china' })] },
  );

const withClosures = (rows: readonly ChannelEvent[]): Market => ({ ...FLAT_MARKET, channels: rows });

const meanOf = (values: ArrayLike<number>): number => sum(Array.from(values)) / values.length;

describe('on every path at a flat price equal to spot', () => {
  const destinations = fc.array(zone, { minLength: 1, maxLength: 4 });

  it('the cost of closing a zone never falls as its open share falls', () => {
    fc.assert(
      fc.property(destinations, closure, share, (zones, event, factor) => {
        const of = planTo(zones);
        const at = (openShare: number) => simulated(of, withClosures([{ ...event, openShare }]), CYCLE).netRevenueTotal;
        const [partialRevenue, smallerRevenue, zeroRevenue] = [at(event.openShare), at(event.openShare * factor), at(0)];
        for (let i = 0; i < PATHS; i++) {
          expect(smallerRevenue[i]!).toBeLessThanOrEqual(partialRevenue[i]! * (1 + TIE));
          expect(zeroRevenue[i]!).toBeLessThanOrEqual(smallerRevenue[i]! * (1 + TIE));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('a fall in demand never raises revenue, whatever is closed', () => {
    fc.assert(
      fc.property(destinations, closure, fc.double({ min: 0.6, max: 1, noNaN: true }), (zones, event, level) => {
        const of = planTo(zones, { tolerance: 0.2, toleranceOption: 'buyer' });
        const open = withClosures([event]);
        const slump: Market = { ...open, demand: { ...open.demand, [event.zone!]: open.demand[event.zone!].map(() => level) } };
        const before = simulated(of, open, CYCLE).netRevenueTotal;
        const after = simulated(of, slump, CYCLE).netRevenueTotal;
        for (let i = 0; i < PATHS; i++) expect(after[i]!).toBeLessThanOrEqual(before[i]! * (1 + TIE));
      }),
      { numRuns: 25 },
    );
  });

  it('with the tonnes in two equal destinations instead of one, losing one of them never costs more', () => {
    fc.assert(
      fc.property(zone, zone, closure, (first, second, event) => {
        const firstClosed = withClosures([{ ...event, zone: first, openShare: 0 }]);
        const cost = (zones: readonly Zone[]) => {
          const [before, after] = [simulated(planTo(zones), FLAT_MARKET, CYCLE), simulated(planTo(zones), firstClosed, CYCLE)];
          return before.netRevenueTotal.map((revenue, i) => revenue - after.netRevenueTotal[i]!);
        };
        const [costOfTwo, costOfOne] = [cost([first, second]), cost([first])];
        for (let i = 0; i < PATHS; i++) expect(costOfTwo[i]!).toBeLessThanOrEqual(costOfOne[i]! + 1);
      }),
      { numRuns: 25 },
    );
  });
});

describe('in the mean, with moving prices', () => {
  const drivers: readonly PriceDriver[] = [
    { reference: 'iron', volatility: 0.25, meanReversion: 0.2, cycleExponent: 2.5, weights: WEIGHTS, additive: false },
  ];
  const meanRevenue = (of: Portfolio, on: Market): number =>
    meanOf(run({ ...requestOff(of, on), drivers, correlation: [[1]], parameters: { ...OFF, ...CYCLE } }, 512).netRevenueTotal);

  it('closing a zone costs more the smaller its open share is, and less if half of its tonnes go elsewhere', () => {
    const costAt = (zones: readonly Zone[], openShare: number): number => {
      const of = planTo(zones, { tolerance: 0.1, toleranceOption: 'buyer' });
      return (
        meanRevenue(of, FLAT_MARKET) - meanRevenue(of, withClosures([row({ zone: 'china', from: 6, to: 17, openShare, discount: 0.05 })]))
      );
    };
    const costs = [1, 0.8, 0.5, 0.2, 0.0001, 0].map((openShare) => costAt(['china'], openShare));
    for (let k = 1; k < costs.length; k++) expect(costs[k]!).toBeGreaterThan(costs[k - 1]!);
    expect(costAt(['china', 'europe'], 0)).toBeLessThan(costs.at(-1)!);
  });

  it('losing a zone by a policy costs more the more of the plan goes there', () => {
    const meanWith = (zones: readonly Zone[], policy: boolean): number => {
      const hazards = { ...OFF.hazards, policy, policyClosures: { iron: { hazard: { china: 0.5 } } } };
      return meanOf(simulated(planTo(zones), FLAT_MARKET, { ...CYCLE, hazards }, 512).netRevenueTotal);
    };
    const cost = (zones: readonly Zone[]): number => meanWith(zones, false) - meanWith(zones, true);
    const [chinaCost, half, europeCost] = [cost(['china']), cost(['china', 'europe']), cost(['europe'])];
    expect(chinaCost).toBeGreaterThan(half);
    expect(half).toBeGreaterThan(europeCost);
  });
});

const contract = fc.record({
  quantity: fc.record({
    tonnesPerYear: fc.double({ min: 500, max: 12_000, noNaN: true }),
    tolerance: fc.double({ min: 0, max: 0.3, noNaN: true }),
    toleranceOption: fc.constantFrom('none', 'buyer', 'seller'),
    takeOrPayShare: share,
    takeOrPayBasis: fc.constantFrom('full', 'difference'),
    makeUpMonths: fc.integer({ min: 0, max: 30 }),
    carryForwardShare: fc.constantFrom(0, 0.1),
  }),
  start: fc.integer({ min: -8, max: 8 }),
  length: fc.integer({ min: 9, max: 40 }),
  offset: fc.integer({ min: -2, max: 3 }),
  floor: fc.option(fc.double({ min: 60, max: 140, noNaN: true }), { nil: undefined }),
  destination: fc.constantFrom<PortfolioContract['buyer']['destination']>(
    [{ zone: 'china', share: 1 }],
    [
      { zone: 'europe', share: 0.5 },
      { zone: 'china', share: 0.2 },
    ],
    [],
  ),
  priority: fc.integer({ min: 1, max: 3 }),
  damagesShare: fc.double({ min: 0, max: 0.3, noNaN: true }),
  deferredTonnes: fc.double({ min: 0, max: 3000, noNaN: true }),
});
const spot = fc.record({
  resaleMonths: fc.integer({ min: 0, max: 4 }),
  depthShare: fc.constantFrom(0, 0.1, 1),
  spotDestination: fc.constantFrom<Portfolio['products'][number]['spotDestination']>(
    undefined,
    [
      { zone: 'china', share: 0.5 },
      { zone: 'restOfAsia', share: 0.5 },
    ],
    [],
  ),
});
const anyRow = fc
  .record({
    kind: fc.constantFrom('zone', 'buyer', 'origin', 'otherOrigin', 'product', 'everywhere'),
    zone,
    from: fc.integer({ min: 1, max: 30 }),
    months: fc.integer({ min: 1, max: 14 }),
    openShare: fc.oneof(share, fc.constant(0)),
    discount: fc.double({ min: 0, max: 0.3, noNaN: true }),
    freightUsdPerWmt: fc.double({ min: 0, max: 20, noNaN: true }),
    excused: fc.boolean(),
  })
  .map(({ kind, months, zone: closedZone, ...given }) =>
    row({
      ...given,
      to: given.from + months - 1,
      zone: kind === 'buyer' || kind === 'everywhere' ? undefined : closedZone,
      buyerId: kind === 'buyer' ? ('B-0' as BuyerId) : undefined,
      countryOfOrigin: kind === 'origin' ? 'PE' : kind === 'otherOrigin' ? 'CL' : undefined,
      productId: kind === 'product' ? ('fines' as ProductId) : undefined,
    }),
  );

const anyPlan = fc
  .record({
    contracts: fc.array(contract, { minLength: 0, maxLength: 4 }),
    production: fc.double({ min: 200, max: 3000, noNaN: true }),
    spot,
    rows: fc.array(anyRow, { maxLength: 3 }),
    prices: fc.array(fc.double({ min: 20, max: 200, noNaN: true }), { minLength: 1, maxLength: 7 }),
    demand: fc.array(fc.double({ min: 0.6, max: 1.1, noNaN: true }), { minLength: 1, maxLength: 7 }),
  })
  .map(({ contracts, production, spot: spotTerms, rows, prices, demand }) => {
    const of = portfolio(
      contracts.map(({ quantity, start, length, offset, floor, destination, priority, damagesShare, deferredTonnes }, i) =>
        entry(
          offtake({
            id: `C-${i}` as ContractId,
            start: month(start),
            end: month(start + length),
            terms: [
              terms({
                from: month(start),
                quantity: quantity as Partial<Quantity>,
                quotation: { alternatives: [{ offset, length: 1, from: 'shipment' }] },
                payment: { paymentMonths: 1 },
                ...(floor === undefined ? {} : { collar: { level: 'blend', floor } }),
              }),
            ],
            ...(start > 0
              ? {}
              : {
                  opening: {
                    asOf: month(0),
                    takenTonnes: 1000,
                    paidTonnes: 800,
                    paidValueUsd: 80_000,
                    openDeliveries: [],
                    makeUpLots: [{ lastMonth: month(6), tonnes: 100, priceUsdPerDmt: 90 }],
                    deferredTonnes,
                    unpaid: [],
                  },
                }),
          }),
          { id: `B-${i}` as BuyerId, destination },
          { priority, damagesShare },
        ),
      ),
      {
        products: [
          product({
            production: Array(36).fill(production),
            countryOfOrigin: 'PE',
            spotPrice: terms().price,
            spotZone: 'europe',
            ...spotTerms,
          }),
        ],
      },
    );
    const movingMarket = market({ iron: (t) => prices[(t + 24) % prices.length]! });
    const china = movingMarket.demand.china.map((_, i) => demand[i % demand.length]!);
    return { of, on: { ...movingMarket, demand: { ...movingMarket.demand, china }, channels: rows } };
  });

describe('in every plan', () => {
  it('a path with everything off has the revenue of the valuation', () => {
    fc.assert(
      fc.property(anyPlan, ({ of, on }) => {
        const value = valuePortfolio(of, on);
        const result = simulated(of, on, {}, 1);
        const largestRevenue = Math.max(1, ...value.revenue.map(Math.abs));
        value.revenue.forEach((revenue, y) => {
          expect(Math.abs((result.netRevenue[y]?.[0] ?? 0) - revenue)).toBeLessThanOrEqual(1e-8 * largestRevenue);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('on every path deliveries and spot sales are the production, and revenue is that of contracts and spot', () => {
    const hazards = {
      ...OFF.hazards,
      credit: true,
      performance: true,
      policy: true,
      performanceHazard: 0.4,
      policyClosures: { iron: { hazard: { china: 0.5, europe: 0.4 }, months: 5, discount: 0.1, freightUsdPerWmt: 4 } },
    };
    fc.assert(
      fc.property(anyPlan, ({ of, on }) => {
        const { measures, contracts, products, total } = simulated(of, on, { ...CYCLE, hazards });
        const production = sum(of.products[0]!.production);
        for (let i = 0; i < PATHS; i++) {
          const soldTonnes = sumBy(measures.delivered, (year) => year[i]!) + sumBy(measures.spot, (year) => year[i]!);
          expect(Math.abs(soldTonnes - production)).toBeLessThanOrEqual(1e-9 * production);
        }
        const byParty =
          sumBy(contracts, ({ revenue }) => revenue.total.value) + sumBy(products, ({ spotRevenue }) => spotRevenue.total.value);
        expect(Math.abs(byParty - total.mean.value)).toBeLessThanOrEqual(1e-8 * Math.max(1, production * 100));
        for (const { means } of contracts) {
          const { called, refused, deferred, deferredReturned, cut, delivered } = means;
          const expectedTonnes = called - refused - deferred - cut + deferredReturned;
          expect(Math.abs(expectedTonnes - delivered)).toBeLessThanOrEqual(1e-9 * production);
          expect(means.damages).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('policy closures', () => {
  const closures = (hazards: Partial<SimulationParameters['hazards']>, paths = 2048): Float64Array => {
    const { measures } = simulated(planTo(['china']), FLAT_MARKET, { hazards: { ...OFF.hazards, policy: true, ...hazards } }, paths);
    return Float64Array.from({ length: paths }, (_, i) => sumBy(measures.policyClosures, (year) => year[i]!));
  };

  it('begin in each month without one as often as their hazard states', () => {
    const otherZones = { restOfAsia: 0, europe: 0, americas: 0, restOfWorld: 0 };
    // a closure of one month bars none: 36 draws of 1 - e^(-h/12)
    const countedClosures = closures({ policyClosures: { iron: { hazard: { ...otherZones, china: 1.2 }, months: 1 } } });
    const p = 1 - Math.exp(-0.1);
    expect(Math.abs(meanOf(countedClosures) - 36 * p)).toBeLessThanOrEqual(4 * Math.sqrt((36 * p * (1 - p)) / countedClosures.length));
    // one that lasts beyond the plan begins at most once
    const singleClosures = closures({ policyClosures: { iron: { hazard: { ...otherZones, china: 1.2 }, months: 36 } } });
    const chance = 1 - Math.exp(-3.6);
    expect(Math.max(...singleClosures)).toBe(1);
    expect(Math.abs(meanOf(singleClosures) - chance)).toBeLessThanOrEqual(4 * Math.sqrt((chance * (1 - chance)) / singleClosures.length));
  });

  it('are drawn at the default assumptions for a metal without its own, and not at all if they are off', () => {
    // 2 % a year in China and 0.5 % in each of four other zones, three years: 0.12 without the months closed
    const countedMean = meanOf(closures({ policyClosures: {} }, 4096));
    expect(Math.abs(countedMean - 0.118)).toBeLessThan(0.022);
    expect(Math.max(...closures({ policy: false }))).toBe(0);
  });

  it('close the zone to calls and sales for their months, like a row', () => {
    const hazard = { restOfAsia: 0, europe: 0, americas: 0, restOfWorld: 0, china: 1e6 };
    const policyClosures = { iron: { hazard, months: 12, discount: 0.1, freightUsdPerWmt: 5 } };
    const hazards = { ...OFF.hazards, policy: true, policyClosures };
    for (const zones of [['china'], ['europe', 'china']] as const) {
      const of = planTo(zones, { takeOrPayShare: 0.9, tolerance: 0.1, toleranceOption: 'buyer' });
      const byPolicy = simulated(of, FLAT_MARKET, { hazards });
      // closed in every month, because a new closure follows at once
      const rows = withClosures([row({ zone: 'china', from: 1, to: 36, openShare: 0, discount: 0.1, freightUsdPerWmt: 5 })]);
      const byRow = simulated(of, rows, {});
      for (const [i, revenue] of byPolicy.netRevenueTotal.entries()) expect(revenue).toBeCloseTo(byRow.netRevenueTotal[i]!, 4);
      expect(meanOf(byPolicy.measures.policyClosures[0]!)).toBe(1);
    }
  });

  it('are events of a path', () => {
    const hazard = { china: 1e6, restOfAsia: 0, europe: 0, americas: 0, restOfWorld: 0 };
    const hazards = { ...OFF.hazards, policy: true, policyClosures: { iron: { hazard, months: 20 } } };
    const { events } = replayPath({ ...requestOff(planTo(['china']), FLAT_MARKET), parameters: { ...OFF, hazards } }, 0);
    const closureEvent = { kind: 'closure', metal: 'iron', zone: 'china', months: 20 };
    expect(events).toEqual([
      { ...closureEvent, month: month(1) },
      { ...closureEvent, month: month(21) },
    ]);
  });
});

it('the effective volatility is that of the long run, whatever the start state', () => {
  const of = planTo(['china']);
  const volatilityFrom = (start: 'expansion' | 'plateau' | 'slump'): number => {
    const request: SimulationRequest = {
      ...requestOff(of, FLAT_MARKET),
      drivers: [{ reference: 'iron', volatility: 0.3, meanReversion: 0.2, cycleExponent: 2.5, weights: WEIGHTS, additive: false }],
      correlation: [[1]],
      parameters: { ...OFF, centrePaths: 1024, cycle: { ...OFF.cycle, on: true, start } },
    };
    return computeCycleMoments(request, computeCycleSums(request, { from: 0, to: 1024 })).volatility[0]!.value;
  };
  const plateau = volatilityFrom('plateau');
  expect(plateau).toBeLessThan(0.3);
  expect(volatilityFrom('slump')).toBe(plateau);
  expect(volatilityFrom('expansion')).toBe(plateau);
});
