import { describe, expect, it } from 'vitest';
import {
  createDealCollector,
  createOutcomeFunction,
  createRevenueFunction,
  createSpotMarket,
  joinPathMarkets,
  type SimulationRequest,
  simulatePathRevenue,
  simulateSpotDeals,
  simulateSpotPrices,
  splitByBuyerGroup,
  standaloneDeals,
  valuePortfolio,
} from '#engine';
import type { SpotMarket } from '#shared/domain/allocation.ts';
import type { BuyerId, ContractId, GroupId } from '#shared/domain/ids.ts';
import { sum } from '#shared/math.ts';
import { runSteps } from '#shared/steps.ts';
import { identity, OFF } from '../../tests/golden/engine/simulationOff.ts';
import { entry, market, month, offtake, portfolio, product, terms } from '../../tests/helpers/engine/plans.ts';

const [ONE, TWO] = ['C-1' as ContractId, 'C-2' as ContractId];

/** Two deals at some tonnes a year: the buyer of the first calls by demand, the second pays a premium and is shorter. */
const dealsAt = (first: number, second: number) => [
  entry(
    offtake({
      id: ONE,
      terms: [terms({ quantity: { tonnesPerYear: first, tolerance: 0.1, toleranceOption: 'buyer', takeOrPayShare: 0 } })],
    }),
  ),
  entry(
    offtake({
      id: TWO,
      start: month(4),
      end: month(20),
      terms: [terms({ price: { ...terms().price, premium: 7 } as ReturnType<typeof terms>['price'], quantity: { tonnesPerYear: second } })],
    }),
    { id: 'B-2' as BuyerId },
  ),
];
const NAMED = [12_000, 6_000] as const;
const spotPrice = { ...terms().price, costsUsdPerDmt: [] };
const planAt = (first: number, second: number, depthShare: number) =>
  portfolio(dealsAt(first, second), { products: [product({ spotPrice, depthShare, production: Array.from({ length: 36 }, () => 2000) })] });

const namedDeals = dealsAt(...NAMED).map((deal, k) => ({ entry: deal, tonnes: NAMED[k]! }));
const cells = namedDeals.map(({ entry: { contract } }) => ({ id: String(contract.id), minimum: 0, maximum: 24_000, margin: 0 }));
const marketOf = (depthShare: number): SpotMarket => {
  const plan = planAt(...NAMED, depthShare);
  const spotMarket = createSpotMarket(plan, plan.products[0]!, namedDeals, market());
  if (spotMarket === undefined) throw new Error('the product has spot terms');
  return spotMarket;
};

describe('the spot market of a product', () => {
  it('earns with the revenue of each deal alone what the plan earns at any tonnes', () => {
    for (const depthShare of [0.02, 0.1, 0.4, 1e9]) {
      const separateValues = namedDeals.map(({ entry: deal, tonnes }) => {
        const { contracts } = valuePortfolio({ ...planAt(...NAMED, depthShare), contracts: [deal] }, market());
        return sum(contracts[0]!.revenue) / tonnes;
      });
      const revenueAt = createRevenueFunction(
        cells.map((cell, k) => ({ ...cell, margin: separateValues[k]! })),
        [marketOf(depthShare)],
      );
      for (const [first, second] of [
        ...[1000, 6000, 12_000].map((x) => [x, 20_000 - x] as const),
        [24_000, 0.5],
        [14_000, 12_000],
      ] as const) {
        const value = valuePortfolio(planAt(first, second, depthShare), market());
        expect(revenueAt([first, second]).revenue).toBeCloseTo(sum(value.revenue), 3);
      }
    }
  });
});

describe('standalone deals', () => {
  it('keep ids and buyers of contracts, so that their random draws are those of the portfolio', () => {
    const deals = dealsAt(...NAMED);
    const standalonePlan = standaloneDeals(portfolio(deals), deals);
    expect(standalonePlan.contracts.map(({ contract }) => contract.id)).toEqual([ONE, TWO]);
    expect(standalonePlan.contracts.map(({ buyer }) => buyer)).toEqual(deals.map(({ buyer }) => buyer));
    expect(new Set(standalonePlan.products.map(({ id }) => id)).size).toBe(3);
  });

  it('have the spot markets of simulated paths, which earn with their contracts what the plan earns on each path', () => {
    const paths = Int32Array.from({ length: 70 }, (_, k) => k);
    // on most paths a buyer defaults in another month than on the next
    const defaultRates = { ...OFF.hazards.defaultRates, BB: 0.5 };
    for (const [depthShare, credit] of [
      [0.05, false],
      [0.4, false],
      [0.4, true],
    ] as const) {
      const requestOf = (of: SimulationRequest['portfolio']): SimulationRequest => ({
        portfolio: of,
        market: market(),
        drivers: [
          { reference: 'iron', volatility: 0.3, meanReversion: 0, cycleExponent: 2, additive: false, weights: of.zoneWeights.iron! },
        ],
        correlation: identity(1),
        parameters: { ...OFF, cycle: { ...OFF.cycle, on: true }, hazards: { ...OFF.hazards, credit, defaultRates } },
      });
      const plan = planAt(...NAMED, depthShare);
      const markets = [marketOf(depthShare)];
      const FIXED = { cell: 'fixed', tonnes: 1e6 };
      /** The markets of the paths, deal by deal, where the tonnes of some deals can't change. */
      const simulateDeals = (fixedTonnes: ReadonlyMap<string, number>) => {
        const collector = createDealCollector();
        for (const [c, deal] of dealsAt(...NAMED).entries()) {
          runSteps(
            collector.addInSteps(
              simulateSpotDeals(
                requestOf(standaloneDeals(plan, [deal])),
                [{ deal: markets[0]!.deals[c]!, market: 0, nominalTonnes: NAMED[c]!, fixedTonnes: fixedTonnes.get(cells[c]!.id) }],
                markets.map(({ production }) => production),
                paths,
              ),
            ),
          );
        }
        const simulatedDeals = collector.total();
        const prices = simulateSpotPrices(requestOf(standaloneDeals(plan, [])), markets, paths);
        return { spotMarkets: joinPathMarkets(markets, prices, simulatedDeals, FIXED, paths.length), revenue: simulatedDeals.revenue };
      };
      const { spotMarkets, revenue } = simulateDeals(new Map());
      const outcomes = [...paths].map((k) => cells.map((_, c) => revenue[c]![k]! / NAMED[c]!));
      for (const [first, second] of [NAMED, [6000, 10_000], [20_000, 8000]] as const) {
        const rows = simulatePathRevenue(requestOf(planAt(first, second, depthShare)), paths);
        const modelledRevenues = createOutcomeFunction({ outcomes, spotMarkets }, cells)([first, second]).revenues;
        for (const k of paths) {
          const simulatedRevenue = sum([0, 1, 2].map((row) => rows[row * paths.length + k]!));
          // what a cut tonne loses moves with net spot, which is not its quotational price
          expect(Math.abs(modelledRevenues[k]! / simulatedRevenue - 1)).toBeLessThan(first + second > 22_000 ? 0.002 : 1e-9);
        }
        // the second deal as one that can't change: its revenue is not part of the outcomes
        const foldedDeals = simulateDeals(new Map([[TWO, second]]));
        const foldedCells = [cells[0]!, { id: FIXED.cell, minimum: FIXED.tonnes, maximum: FIXED.tonnes, margin: 0 }];
        const foldedOutcomes = outcomes.map(([margin]) => [margin!, 0]);
        const foldedRevenue = createOutcomeFunction(
          { outcomes: foldedOutcomes, spotMarkets: foldedDeals.spotMarkets },
          foldedCells,
        )([first, 1e6]).revenues;
        for (const k of paths) expect((foldedRevenue[k]! + outcomes[k]![1]! * second) / modelledRevenues[k]!).toBeCloseTo(1, 12);
      }
    }
  });

  it('earn at some tonnes the same whatever tonnes were asked for before', () => {
    const [thinMarket, deepMarket] = [marketOf(0.05), marketOf(0.4)];
    const spotMarkets = [[thinMarket, { ...deepMarket, deals: deepMarket.deals.map((deal) => ({ ...deal, cell: `other-${deal.cell}` })) }]];
    const allCells = [...cells, ...cells.map((cell) => ({ ...cell, id: `other-${cell.id}` }))];
    const scenarios = () => ({ outcomes: [[90, 91, 92, 93]], spotMarkets });
    const outcomesAt = createOutcomeFunction(scenarios(), allCells);
    for (const tonnes of [
      [1000, 2000, 3000, 4000],
      [1000, 2000, 3000, 9000],
      [5000, 2000, 3000, 9000],
      [1000, 2000, 3000, 4000],
    ]) {
      const separately = createOutcomeFunction(scenarios(), allCells)(tonnes);
      expect(outcomesAt(tonnes).revenues).toEqual(separately.revenues);
      expect(outcomesAt(tonnes).tangent(0)).toEqual(separately.tangent(0));
    }
  });

  it('are split with the buyers of a group together', () => {
    const deals = ['a', 'b', 'c', 'd', 'e', 'f'].map((buyer, k) =>
      entry(offtake({ id: `C-${k}` as ContractId }), { id: buyer as BuyerId, ...(k % 3 === 0 ? { groupId: 'one' as GroupId } : {}) }),
    );
    const parts = splitByBuyerGroup(deals, 2).map((part) => part.map(({ buyer }) => buyer.id));
    expect(parts).toEqual([
      ['a', 'd'],
      ['b', 'c'],
      ['e', 'f'],
    ]);
  });

  it('are split with buyers together that a buyer without a deal joins', () => {
    const entries = [{ parent: 'p' }, {}, { groupId: 'one' as GroupId }, { groupId: 'one' as GroupId }].map((links, k) =>
      entry(offtake({ id: `C-${k}` as ContractId }), { id: ['a', 'b', 'c', 'p'][k] as BuyerId, ...links }),
    );
    const [deals, otherBuyers] = [entries.slice(0, 3), entries.slice(3).map(({ buyer }) => buyer)];
    const buyersOf = (parts: ReturnType<typeof splitByBuyerGroup>) => parts.map((part) => part.map(({ buyer }) => buyer.id));
    expect(buyersOf(splitByBuyerGroup(deals, 1))).toEqual([['a'], ['b'], ['c']]);
    expect(buyersOf(splitByBuyerGroup(deals, 1, otherBuyers))).toEqual([['a', 'c'], ['b']]);
  });
});
