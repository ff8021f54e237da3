import { describe, expect, it } from 'vitest';
import {
  createPathTable,
  demandQuantilesInSteps,
  getPathTableShape,
  type Market,
  mergeBlocks,
  type Portfolio,
  type SimulationParameters,
  type SimulationRequest,
  type SimulationResult,
  simulate,
  simulationHorizon,
  valuePortfolio,
  withCycleMoments,
  withoutContracts,
} from '#engine';
import type { BuyerId, ContractId, GroupId, ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import { sum } from '#shared/math.ts';
import { runSteps } from '#shared/steps.ts';
import { OFF } from '../../tests/golden/engine/simulationOff.ts';
import { entry, market, month, offtake, portfolio, product, terms, withDemand } from '../../tests/helpers/engine/plans.ts';
import { DRIVERS } from '../../tests/helpers/engine/priceDrivers.ts';
import { createCycle, RUN_CYCLE_DRAWS } from './cycle/demandCycle.ts';
import { createDraws, LANES } from './draws/draws.ts';
import { createKey } from './draws/philox.ts';
import { PATH_MEASURES } from './types.ts';

const GROUP = 'G' as GroupId;
const OTHER = 'other' as ProductId;
const IRON_PRICE = {
  basis: 'indexDmt',
  adjustment: { kind: 'proRata' },
  premium: 0,
  penalties: [],
} as const;

const ON: SimulationParameters = {
  ...OFF,
  centrePaths: 8192,
  cycle: { ...OFF.cycle, on: true },
  hazards: { ...OFF.hazards, credit: true, performance: true },
};

const request = (plan: Portfolio, on: Market, parameters: Partial<SimulationParameters> = {}): SimulationRequest => ({
  portfolio: plan,
  market: on,
  drivers: DRIVERS,
  correlation: [
    [1, 0.3, 0.4, 0],
    [0.3, 1, 0.2, 0],
    [0.4, 0.2, 1, -0.2],
    [0, 0, -0.2, 1],
  ],
  parameters: { ...ON, ...parameters },
});

const run = (simulationRequest: SimulationRequest, paths = 2048): SimulationResult =>
  mergeBlocks(simulationRequest, [simulate(simulationRequest, { from: 0, to: paths })]);

/** Two contracts of a group with take-or-pay and make-up, one on spodumene at the seller's option, a queue and months of low production. */
const fullPortfolio = (fields: Partial<Portfolio> = {}): Portfolio =>
  portfolio(
    [
      entry(
        offtake({
          id: 'C-1' as ContractId,
          terms: [
            terms({
              quantity: { tonnesPerYear: 6000, tolerance: 0.1, toleranceOption: 'buyer', takeOrPayShare: 0.95, makeUpMonths: 9 },
              quotation: { alternatives: [{ offset: 1, length: 2, from: 'shipment' }] },
              payment: { paymentMonths: 1 },
              collar: { level: 'blend', floor: 80 },
            }),
          ],
        }),
        { groupId: GROUP, rating: 'B' },
      ),
      entry(
        offtake({
          id: 'C-2' as ContractId,
          start: month(3),
          end: month(30),
          terms: [
            terms({
              from: month(3),
              quantity: { tonnesPerYear: 4800, tolerance: 0.1, toleranceOption: 'seller', takeOrPayShare: 0.9, makeUpMonths: 6 },
              quotation: {
                alternatives: [
                  { offset: 0, length: 1, from: 'shipment' },
                  { offset: 3, length: 1, from: 'shipment' },
                ],
                holder: 'buyer',
              },
            }),
          ],
        }),
        { id: 'B-2' as BuyerId, groupId: GROUP },
      ),
    ],
    { products: [product({ production: Array.from({ length: 36 }, (_, t) => (t % 7 === 3 ? 700 : 1200)) })], ...fields },
  );

const totalsOf = (result: SimulationResult): readonly number[] => [...result.netRevenueTotal];

describe('steps 1 to 3', () => {
  it('the means of the cycle depend only on the horizon of the plan: two plans share those of every common month', () => {
    const twoContracts = fullPortfolio();
    const [firstRequest, secondRequest] = [
      request(twoContracts, market()),
      request({ ...twoContracts, contracts: twoContracts.contracts.slice(0, 1) }, market()),
    ];
    const months = simulationHorizon(secondRequest) + 1;
    expect(simulationHorizon(firstRequest)).toBeGreaterThanOrEqual(months);
    const [longerCentre, shorterCentre] = [withCycleMoments(firstRequest).centre, withCycleMoments(secondRequest).centre];
    for (const key of ['means', 'followerMeans', 'slack'] as const) {
      expect(shorterCentre[key]).toEqual(longerCentre[key].map((series) => series.subarray(0, months)));
    }
    expect(shorterCentre.volatility).toEqual(longerCentre.volatility);
  });

  it('rows of regime probabilities are relative: half of each gives the same path, other probabilities do not', () => {
    const regimes = (by: readonly [number, number, number]) => {
      const cycle = { ...ON.cycle, transition: ON.cycle.transition.map((row) => row.map((p, j) => p * by[j]!)) };
      const { paths, simulate: simulateCycle } = createCycle(cycle, RUN_CYCLE_DRAWS, { months: 60 });
      const lanes = Int32Array.from({ length: LANES }, (_, i) => i);
      simulateCycle(createDraws(createKey(5), lanes));
      return paths.regime.map((zone) => [...zone]);
    };
    const wholeRegimes = regimes([1, 1, 1]);
    expect(regimes([0.5, 0.5, 0.5])).toEqual(wholeRegimes);
    expect(regimes([0.5, 0.5, 1])).not.toEqual(wholeRegimes);
  });

  it('after 400 months the regimes have their long-run shares', () => {
    const { paths, simulate: simulateCycle } = createCycle(ON.cycle, RUN_CYCLE_DRAWS, { months: 400 });
    const counts = [0, 0, 0];
    const n = 64 * LANES;
    for (let from = 0; from < n; from += LANES) {
      const lanes = Int32Array.from({ length: LANES }, (_, i) => from + i);
      simulateCycle(createDraws(createKey(5), lanes));
      for (let i = 0; i < LANES; i++) counts[paths.regime[0]![400 * LANES + i]!]!++;
    }
    [0.409, 0.4208, 0.1701].forEach((share, state) => {
      expect(Math.abs(counts[state]! / n - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / n));
    });
  });

  it('the mean of every price, followers included, is the deck, and that of a treatment charge the deck without a shift', () => {
    const price = { spodumene: 'Li2O', copper: 'Cu' } as const;
    const otherContracts = Object.entries(price).map(([reference, element]) =>
      entry(
        offtake({
          id: reference as ContractId,
          productId: reference as ProductId,
          terms: [
            terms({
              price:
                reference === 'copper'
                  ? {
                      basis: 'payableMetal',
                      payables: [{ element, reference: 'copper' as ReferenceCode, rule: 'lower-of', payable: 0.965, deduction: 0.01 }],
                      treatmentCharge: { kind: 'index', reference: 'tc' as ReferenceCode, differential: 0 },
                      penalties: [],
                    }
                  : { ...IRON_PRICE, reference: reference as ReferenceCode, element, referenceGrade: 0.06 },
            }),
          ],
        }),
      ),
    );
    const products = ['fines', ...Object.keys(price)].map((id) => product({ id: id as ProductId }));
    const revenueAt = portfolio([entry(offtake()), ...otherContracts], { products });
    const result = run(request(revenueAt, market({ spodumene: 1000 })), 8192);
    expect(result.drivers.map(({ reference }) => reference)).toEqual(['iron', 'carbonate', 'copper', 'tc', 'spodumene']);
    for (const { meanRatio, reference } of result.drivers) {
      for (const [i, { value, error }] of meanRatio.entries()) {
        // the pre-pass has as many paths as the run, and its error affects every price alike
        const centre = reference === 'tc' ? 0 : 1;
        expect(Math.abs(value - centre), `${reference} in month ${i + 1}`).toBeLessThan(4 * Math.SQRT2 * error);
      }
    }
  });
});

describe('switches', () => {
  it('hazards off: no event on any path', () => {
    const { measures } = run(request(fullPortfolio(), market(), { hazards: OFF.hazards }), 512);
    for (const name of ['defaults', 'refusals', 'deferrals', 'renegotiations', 'refused', 'deferred'] as const) {
      expect(
        measures[name].every((year) => year.every((value) => value === 0)),
        name,
      ).toBe(true);
    }
  });

  it('hazards on: events of every kind, and the same paths on repetition', () => {
    const of = request(fullPortfolio(), market(), { hazards: { ...ON.hazards, performanceHazard: 0.2 } });
    const result = run(of, 1024);
    for (const name of ['defaults', 'refusals', 'deferrals', 'renegotiations', 'refused', 'deferred'] as const) {
      expect(sum(result.measures[name].map((year) => sum([...year]))), name).toBeGreaterThan(0);
    }
    expect(totalsOf(run(of, 1024))).toEqual(totalsOf(result));
  });

  it('without tolerance a buyer of any sensitivity calls nominal', () => {
    const fixedPlan = portfolio([
      entry(offtake({ terms: [terms({ quantity: { tolerance: 0, toleranceOption: 'buyer' } })] }), { cycleSensitivity: 5 }),
    ]);
    const { measures } = run(request(fixedPlan, market(), { hazards: OFF.hazards }), 512);
    for (const values of measures.called.slice(0, 2)) for (const tonnes of values) expect(tonnes).toBeCloseTo(12_000, 6);
  });

  it('volatility 0 without a cycle gives the valuation, with hazards on or off', () => {
    const calmRequest = {
      ...request(fullPortfolio(), market()),
      drivers: DRIVERS.map((driver) => ({ ...driver, volatility: 0 })),
      parameters: OFF,
    };
    const value = valuePortfolio(calmRequest.portfolio, calmRequest.market);
    const result = run(calmRequest, 3);
    expect(result.total.mean.value / sum(value.revenue)).toBeCloseTo(1, 12);
  });
});

describe('a path depends only on the request and its number', () => {
  const of = withCycleMoments(request(fullPortfolio(), market(), { hazards: { ...ON.hazards, performanceHazard: 0.2 } }));
  const PATHS = 1500;
  const wholeResult = run(of, PATHS);

  it.each([2, 3, 8])('%i workers give the same bits in whatever order they end', (workers) => {
    const share = Math.ceil(PATHS / workers / 256) * 256;
    const parts = Array.from({ length: workers }, (_, i) => ({ from: i * share, to: Math.min(PATHS, (i + 1) * share) }))
      .filter(({ from, to }) => from < to)
      .map((range) => simulate(of, range))
      .reverse();
    expect(mergeBlocks(of, parts)).toEqual(wholeResult);
  });

  it('workers with shared memory give the same bits, and the result is that memory', () => {
    const sharedTable = createPathTable(getPathTableShape(of), 0, PATHS, (bytes) => new SharedArrayBuffer(bytes));
    const parts = [512, 0].map((from) => simulate(of, { from, to: from === 0 ? 512 : PATHS }, {}, sharedTable));
    const { measures, ...rest } = mergeBlocks(of, parts);
    const { measures: expectedMeasures, ...others } = wholeResult;
    expect(rest).toEqual(others);
    for (const [name, years] of Object.entries(measures)) {
      for (const [y, values] of years.entries()) {
        expect(values.buffer).toBe(sharedTable.measures.buffer);
        expect([...values], name).toEqual([...expectedMeasures[name as keyof typeof expectedMeasures][y]!]);
      }
    }
  });

  it.each([
    { name: 'with simulated months', simulated: of, rows: PATH_MEASURES.length },
    // the last payments are in a year after the plan, which has no prices
    {
      name: 'with deterministic products',
      simulated: request(portfolio([entry(offtake({ end: month(36), terms: [terms({ payment: { paymentMonths: 3 } })] }))]), market(), OFF),
      rows: 6,
    },
  ])('a table in memory with earlier values gives the same result, $name', ({ simulated, rows }) => {
    const shape = getPathTableShape(simulated);
    expect(shape.measures.length).toBe(rows);
    const usedMemory = createPathTable(shape, 0, 300, (bytes) => new Uint8Array(bytes).fill(255).buffer);
    const part = simulate(simulated, { from: 0, to: 300 }, {}, usedMemory);
    expect(mergeBlocks(simulated, [part])).toEqual(run(simulated, 300));
  });

  it('lanes without a path add no tonnes: tonnes equal on all paths are their mean for any number of paths', () => {
    const shortOfProduct = portfolio([entry(offtake({ end: month(36) })), entry(offtake({ id: 'C-2' as ContractId, end: month(36) }))], {
      products: [product({ production: Array.from({ length: 36 }, () => 1500) })],
    });
    const { contracts } = run(request(shortOfProduct, market(), { hazards: OFF.hazards, centrePaths: 256 }), LANES + 37);
    for (const { means } of contracts) {
      expect(means.called).toBeCloseTo(36_000, 6);
      expect(means.delivered).toBeCloseTo(27_000, 6);
      expect(means.cut).toBeCloseTo(9000, 6);
    }
  });

  it('stopped between blocks and resumed, the run is the same', () => {
    let blocks = 0;
    const first = simulate(of, { from: 0, to: PATHS }, { shouldStop: () => blocks++ === 2 });
    expect(first.isStopped).toBe(true);
    expect(first.blocks.length).toBe(2);
    const remainingBlocks = simulate(of, { from: 512, to: PATHS });
    expect(mergeBlocks(of, [first, remainingBlocks])).toEqual(wholeResult);
  });

  it('a gap between blocks is refused', () => {
    expect(() => mergeBlocks(of, [simulate(of, { from: 256, to: 512 })])).toThrow('gapless');
  });

  it('an excluded contract earns nothing and its tonnes go to spot; excluding none changes no bit', () => {
    const of = request(fullPortfolio({ products: [product({ production: Array.from({ length: 36 }, () => 1200) })] }), market(), {
      centrePaths: 512,
    });
    const [fullResult, resultWithout] = [run(of, 256), run(withoutContracts(of, new Set(['C-1' as ContractId])), 256)];
    const revenue = (result: SimulationResult, id: string) =>
      result.contracts.find(({ contractId }) => contractId === id)!.revenue.total.value;
    expect(revenue(resultWithout, 'C-1')).toBe(0);
    const spot = (result: SimulationResult) => result.products.reduce((total, { spotRevenue }) => total + spotRevenue.total.value, 0);
    expect(spot(resultWithout)).toBeGreaterThan(spot(fullResult));
    expect(run(withoutContracts(of, new Set()), 256).netRevenueTotal).toEqual(fullResult.netRevenueTotal);
  });

  it('monthly quantiles of demand are ordered, start at the plateau and fall with the slump', () => {
    const of = request(fullPortfolio(), market());
    const { china } = runSteps(demandQuantilesInSteps(of, [0.1, 0.5, 0.9]));
    const [low, median, high] = china as [Float64Array, Float64Array, Float64Array];
    expect([low[0], median[0], high[0]]).toEqual([1, 1, 1]);
    low.forEach((value, t) => {
      expect(value).toBeLessThanOrEqual(median[t]!);
      expect(median[t]!).toBeLessThanOrEqual(high[t]!);
    });
    expect(low[36]!).toBeLessThan(0.95);
    expect(high[36]!).toBeLessThanOrEqual(1.05);
    const off = runSteps(demandQuantilesInSteps(request(fullPortfolio(), market(), { cycle: { ...ON.cycle, on: false } }), [0.1]));
    expect(new Set(off.china[0])).toEqual(new Set([1]));
  });

  it('editing one contract changes nothing for a contract of another product', () => {
    const iron = offtake({ id: 'C-9' as ContractId, productId: OTHER });
    const withFloor = (floor: number): Portfolio =>
      portfolio(
        [
          entry(offtake({ terms: [terms({ collar: { level: 'blend', floor } })] })),
          entry(iron, { id: 'B-9' as BuyerId, groupId: undefined }),
        ],
        { products: [product(), product({ id: OTHER })] },
      );
    const revenueOfOther = (floor: number) =>
      run(request(withFloor(floor), market(), { centrePaths: 512 }), 512).contracts.find(({ contractId }) => contractId === 'C-9')!.revenue;
    expect(revenueOfOther(95)).toEqual(revenueOfOther(60));
    expect(revenueOfOther(95).totalSd).toBeGreaterThan(0);
  });
});

describe('tonnes balance', () => {
  const result = run(request(fullPortfolio(), market(), { hazards: { ...ON.hazards, performanceHazard: 0.3 } }), 1024);
  const production = sum(fullPortfolio().products[0]!.production);

  it('deliveries and spot sales equal production if the queue is empty in the last month', () => {
    for (let i = 0; i < result.paths; i++) {
      const soldTonnes = sum([...result.measures.delivered, ...result.measures.spot].map((year) => year[i]!));
      expect(soldTonnes).toBeCloseTo(production, 6);
    }
  });

  it('paid and collected tonnes equal delivered, remaining and lapsed tonnes', () => {
    for (const { means } of result.contracts) {
      expect(means.makeUp).toBeGreaterThanOrEqual(0);
      expect(means.deficiencyCollectedTonnes).toBeCloseTo(means.makeUp + means.makeUpLapsed + means.makeUpBalance, 6);
      expect(means.called).toBeCloseTo(means.delivered - means.deferredReturned + means.refused + means.deferred + means.cut, 6);
    }
    expect(result.contracts.some(({ means }) => means.makeUpLapsed > 0)).toBe(true);
  });
});

describe('a slump in volume', () => {
  const calmFields = { drivers: DRIVERS.map((driver) => ({ ...driver, volatility: 0, cycleExponent: 0 })) };
  const plan = (share: number): Portfolio =>
    portfolio([
      entry(
        offtake({
          terms: [
            terms({ quantity: { tonnesPerYear: 9600, tolerance: 0.2, toleranceOption: 'buyer', takeOrPayShare: share, makeUpMonths: 12 } }),
          ],
        }),
      ),
    ]);
  const paths = (share: number, demand: number, fields: Partial<SimulationRequest>): SimulationResult =>
    run({ ...request(plan(share), withDemand(market(), demand), { hazards: OFF.hazards }), ...fields }, 256);

  it('never raises revenue at flat prices if spot terms equal those of the contract', () => {
    const before = totalsOf(paths(0.9, 1, calmFields));
    const after = totalsOf(paths(0.9, 0.85, calmFields));
    for (const [i, usd] of after.entries()) expect(usd).toBeLessThanOrEqual(before[i]! * (1 + 1e-12));
  });

  it('never raises the revenue of a contract with full take-or-pay', () => {
    const of = (demand: number) => paths(0.9, demand, {}).measures.contractRevenue;
    const [before, after] = [of(1), of(0.8)];
    for (let i = 0; i < 256; i++) {
      expect(sum(after.map((year) => year[i]!))).toBeLessThanOrEqual(sum(before.map((year) => year[i]!)) * (1 + 1e-12));
    }
  });
});
