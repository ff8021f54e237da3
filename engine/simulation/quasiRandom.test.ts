import { describe, expect, it } from 'vitest';
import {
  computeDrawExposures,
  differenceOnCommonPaths,
  mergeBlocks,
  type SimulationParameters,
  type SimulationRequest,
  type SimulationResult,
  simulate,
  withoutContracts,
} from '#engine';
import type { ContractId, ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import { sum, sumBy } from '#shared/math.ts';
import { OFF } from '../../tests/golden/engine/simulationOff.ts';
import { entry, market, offtake, portfolio, product, terms } from '../../tests/helpers/engine/plans.ts';
import { DRIVERS } from '../../tests/helpers/engine/priceDrivers.ts';
import { createKey } from './draws/philox.ts';
import { createQuasiRandomNormals, REPLICATES, standardErrorOfReplicates } from './draws/quasiRandomPoints.ts';
import { getFlatPlan } from './plan/flatPlan.ts';

const SMALL = 'spodumene' as ProductId;

/** Iron and spodumene for 36 months; one contract has a floor, the other ends in the middle. */
const PLAN = portfolio(
  [
    entry(offtake({ id: 'C-1' as ContractId, terms: [terms({ collar: { level: 'blend', floor: 80 } })] })),
    entry(
      offtake({
        id: 'C-2' as ContractId,
        productId: SMALL,
        terms: [
          terms({
            quantity: { tonnesPerYear: 1200 },
            price: {
              ...{ basis: 'indexDmt', reference: 'spodumene' as ReferenceCode, element: 'Li2O', referenceGrade: 0.06 },
              ...{ adjustment: { kind: 'proRata' }, premium: 10, penalties: [] },
            },
          }),
        ],
      }),
    ),
  ],
  { products: [product(), product({ id: SMALL, metal: 'lithium', production: Array(36).fill(150) })] },
);

const request = (parameters: Partial<SimulationParameters> = {}): SimulationRequest => ({
  portfolio: PLAN,
  market: market(),
  drivers: DRIVERS,
  correlation: [
    [1, 0.3, 0.4, 0],
    [0.3, 1, 0.2, 0],
    [0.4, 0.2, 1, -0.2],
    [0, 0, -0.2, 1],
  ],
  parameters: { ...OFF, ...parameters },
});

const QUASI = { draws: 'quasi-random' } as const;
const WITH_EVENTS: Partial<SimulationParameters> = {
  centrePaths: 4096,
  cycle: { ...OFF.cycle, on: true },
  hazards: { ...OFF.hazards, credit: true, performance: true },
};

const run = (simulationRequest: SimulationRequest, paths: number): SimulationResult =>
  mergeBlocks(simulationRequest, [simulate(simulationRequest, { from: 0, to: paths })]);
const meanOf = (values: readonly number[]): number => sum(values) / values.length;
const varianceOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return sumBy(values, (value) => (value - mean) ** 2) / (values.length - 1);
};
const SEEDS = Array.from({ length: 16 }, (_, i) => i + 11);

describe('quasi-random normals', () => {
  const DIMENSIONS = 16;
  const POINTS = 64;
  const normalsOf = (seed: number, replicate: number) => {
    const normalOf = createQuasiRandomNormals(createKey(seed), DIMENSIONS);
    return Array.from({ length: DIMENSIONS }, (_, d) => Array.from({ length: POINTS }, (__, k) => normalOf(k * REPLICATES + replicate, d)));
  };

  it('the first points of a replicate are spread evenly over the intervals of each dimension', () => {
    for (let replicate = 0; replicate < REPLICATES; replicate++) {
      for (const points of normalsOf(5, replicate)) {
        // 4 of 64 points between the sixteenths of a standard normal distribution
        const bounds = [-1.534121, -1.150349, -0.887147, -0.67449, -0.488776, -0.318639, -0.157311, 0];
        const counts = [
          ...bounds,
          ...bounds
            .slice(0, -1)
            .map((bound) => -bound)
            .reverse(),
        ].map((bound) => points.filter((point) => point < bound).length);
        expect(counts).toEqual(Array.from({ length: 15 }, (_, i) => 4 * (i + 1)));
      }
    }
  });

  it('replicates and seeds have different scrambles', () => {
    expect(normalsOf(5, 0)).not.toEqual(normalsOf(5, 1));
    expect(normalsOf(5, 0)).not.toEqual(normalsOf(6, 0));
    expect(normalsOf(5, 0)).toEqual(normalsOf(5, 0));
  });

  it('the points of replicates are uncorrelated with each other', () => {
    const products = SEEDS.flatMap((seed) => {
      const [a, b] = [normalsOf(seed, 2), normalsOf(seed, 3)];
      return a.map((points, d) => meanOf(points.map((point, k) => point * b[d]![k]!)));
    });
    expect(Math.abs(meanOf(products))).toBeLessThan(4 * Math.sqrt(varianceOf(products) / products.length));
  });
});

describe('the leading components of prices', () => {
  const { priceComponents, months } = getFlatPlan(request(QUASI));
  const { drivers, series, components } = priceComponents!;

  it('are orthonormal directions in the space of all price normals', () => {
    const directions = components.map(({ series: index, shares }) =>
      drivers.flatMap((_, place) => Array.from({ length: months }, (__, t) => shares[place]! * series[index]![t + 1]!)),
    );
    for (const [i, a] of directions.entries()) {
      for (const [j, b] of directions.entries()) expect(sum(a.map((value, k) => value * b[k]!))).toBeCloseTo(i === j ? 1 : 0, 10);
    }
  });

  it('are principal components of a Brownian motion by month', () => {
    // B'B v = variance v, where B adds up increments
    series.forEach((weights, index) => {
      const v = [...weights.subarray(1)];
      const sums = v.map((_, t) => sum(v.slice(0, t + 1)));
      const variance = 1 / (4 * Math.sin(((2 * index + 1) * Math.PI) / (2 * (2 * months + 1))) ** 2);
      for (const [t, value] of v.entries()) expect(sum(sums.slice(t))).toBeCloseTo(variance * value, 8);
    });
  });

  it('the first one is the level of iron, the largest exposure, over all months', () => {
    const [first] = components;
    const largestAt = first!.shares.indexOf(Math.max(...first!.shares));
    expect(getFlatPlan(request(QUASI)).drivers[drivers[largestAt]!]!.reference).toBe('iron');
    expect(first!.series).toBe(0);
  });

  it('are the same without a contract, so that plans share their draws', () => {
    const requestWithout = withoutContracts(request(QUASI), new Set(['C-2' as ContractId]));
    expect(getFlatPlan(requestWithout).priceComponents).toEqual(priceComponents);
    const [fullPrices, remainingPrices] = [request(QUASI), requestWithout].map((of) => simulate(of, { from: 0, to: 128 }).pathTable.prices);
    expect(remainingPrices).toEqual(fullPrices);
  });

  it('plans with different production meet the same prices on every path if they share their exposures', () => {
    const moreProduction = portfolio([], {
      products: [product(), product({ id: SMALL, metal: 'lithium', production: Array(36).fill(900) })],
    });
    const plans = [request(QUASI), { ...request(QUASI), portfolio: { ...moreProduction, contracts: PLAN.contracts } }];
    const prices = (of: readonly SimulationRequest[]) =>
      of.map((simulationRequest) => simulate(simulationRequest, { from: 0, to: 128 }).pathTable.prices);
    const [ownPrices, others] = prices(plans);
    expect(others).not.toEqual(ownPrices);
    const drawExposures = computeDrawExposures(plans);
    expect(drawExposures.iron).toBeGreaterThan(0);
    const [firstPrices, secondPrices] = prices(plans.map((plan) => ({ ...plan, drawExposures })));
    expect(secondPrices).toEqual(firstPrices);
  });

  it('exposures shared by equal plans are those of each plan alone', () => {
    const drawExposures = computeDrawExposures([request(QUASI), request(QUASI), request(QUASI)]);
    expect(getFlatPlan({ ...request(QUASI), drawExposures }).priceComponents).toEqual(priceComponents);
  });

  it('there are none without volatility', () => {
    const withoutVolatility = { ...request(QUASI), drivers: DRIVERS.map((driver) => ({ ...driver, volatility: 0 })) };
    expect(getFlatPlan(withoutVolatility).priceComponents).toBeUndefined();
    const [quasi, randomValues] = [QUASI, {}].map((draws) => {
      const of = { ...withoutVolatility, parameters: { ...OFF, ...draws } };
      return run(of, 64).netRevenueTotal;
    });
    expect(quasi).toEqual(randomValues);
  });
});

describe('a run with quasi-random draws', () => {
  it('a run that asks for random draws has the bits of one without the setting, and quasi-random draws have others', () => {
    const [defaultBlocks, randomBlocks, quasi] = [{}, { draws: 'random' } as const, QUASI].map((draws) =>
      simulate(request({ ...WITH_EVENTS, ...draws }), { from: 0, to: 300 }),
    );
    expect(randomBlocks).toEqual(defaultBlocks);
    expect(quasi!.pathTable.measures).not.toEqual(defaultBlocks!.pathTable.measures);
    expect(defaultBlocks!.blocks[0]).not.toHaveProperty('replicates');
  });

  it('has the same bits for any split, and a path the same figures in a run of any length', () => {
    const of = request({ ...WITH_EVENTS, ...QUASI });
    const wholeResult = mergeBlocks(of, [simulate(of, { from: 0, to: 700 })]);
    const split = mergeBlocks(of, [simulate(of, { from: 512, to: 700 }), simulate(of, { from: 0, to: 512 })]);
    expect(split).toEqual(wholeResult);
    expect(run(of, 100).netRevenueTotal).toEqual(wholeResult.netRevenueTotal.slice(0, 100));
  });

  it('the mean price is the deck, and the deviation of the log price is that of random draws', () => {
    const [quasi, randomResult] = [QUASI, {}].map((draws) => run(request(draws), 4096));
    for (const [d, { meanRatio, logSd, reference }] of quasi!.drivers.entries()) {
      const isAdditive = reference === 'tc';
      for (const [t, { value, error }] of meanRatio.entries()) {
        // 7 degrees of freedom: 6 standard errors are as rare as 4 of a normal distribution
        expect(Math.abs(value - (isAdditive ? 0 : 1)), `${reference}, month ${t + 1}`).toBeLessThan(6 * error);
        expect(logSd[t]! / randomResult!.drivers[d]!.logSd[t]!).toBeCloseTo(1, 1);
      }
    }
  });

  it.each([
    { name: 'prices only', parameters: {} },
    { name: 'cycle, defaults and events', parameters: WITH_EVENTS },
  ])('the means of a plan agree with those of random draws, $name', ({ parameters }) => {
    const [quasi, randomResult] = [QUASI, {}].map((draws) => run(request({ ...parameters, ...draws }), 4096));
    const expectNear = (a: { readonly value: number; readonly error: number }, b: typeof a) =>
      expect(Math.abs(a.value - b.value)).toBeLessThanOrEqual(4 * Math.hypot(a.error, b.error));
    expectNear(quasi!.total.mean, randomResult!.total.mean);
    expectNear(quasi!.total.sd, randomResult!.total.sd);
    expectNear(quasi!.total.tailMean, randomResult!.total.tailMean);
    for (const [y, { mean }] of quasi!.byYear.entries()) expectNear(mean, randomResult!.byYear[y]!.mean);
    for (const [c, { revenue }] of quasi!.contracts.entries()) expectNear(revenue.total, randomResult!.contracts[c]!.revenue.total);
    for (const [p, { spotRevenue }] of quasi!.products.entries())
      expectNear(spotRevenue.total, randomResult!.products[p]!.spotRevenue.total);
  });
});

describe('standard errors by replicate', () => {
  it('are the deviation of eight means over the root of eight', () => {
    const values = Array.from({ length: 96 }, (_, i) => Math.sin(i * i) * 50 + (i % REPLICATES));
    const groups = Array.from({ length: REPLICATES }, (_, r) => values.filter((__, i) => i % REPLICATES === r));
    const expectedError = Math.sqrt(varianceOf(groups.map(meanOf)) / REPLICATES);
    expect(standardErrorOfReplicates(groups.map(sum), values.length)).toBeCloseTo(expectedError, 12);
  });

  it('are those of independent paths with one path for each, and 0 for a single path', () => {
    const values = [3, 8, -2, 5, 7];
    expect(standardErrorOfReplicates([...values, 0, 0, 0], 5)).toBeCloseTo(Math.sqrt(varianceOf(values) / 5), 12);
    expect(standardErrorOfReplicates([3, 0, 0, 0, 0, 0, 0, 0], 1)).toBe(0);
  });

  const results = SEEDS.map((seed) => run(request({ ...QUASI, seed }), 1024));
  const totals = results.map(({ total }) => total.mean);

  it('of a run are those of its paths, for the plan as for its only contract of a product', () => {
    const { netRevenueTotal, total } = results[0]!;
    const sums = Array.from({ length: REPLICATES }, (_, r) => sum([...netRevenueTotal].filter((__, i) => i % REPLICATES === r)));
    expect(total.mean.error / standardErrorOfReplicates(sums, netRevenueTotal.length)).toBeCloseTo(1, 9);
  });

  it('match the deviation of the means of many runs', () => {
    const statedVariance = meanOf(totals.map(({ error }) => error ** 2));
    const ratio = varianceOf(totals.map(({ value }) => value)) / statedVariance;
    // F distribution with 15 and 112 degrees of freedom: within 0.26 and 2.57 in all but 0.5 % of samples
    expect(ratio).toBeGreaterThan(0.26);
    expect(ratio).toBeLessThan(2.57);
    const contract = results.map(({ contracts }) => contracts[0]!.revenue.total);
    const ofContract = varianceOf(contract.map(({ value }) => value)) / meanOf(contract.map(({ error }) => error ** 2));
    expect(ofContract).toBeGreaterThan(0.26);
    expect(ofContract).toBeLessThan(2.57);
  });

  it('quasi-random draws lower the variance of a mean and of a difference between plans at least sixfold', () => {
    const changeOf = (of: SimulationRequest) => {
      const otherRequest = withoutContracts(of, new Set(['C-1' as ContractId]));
      const [before, after] = [of, otherRequest].map((simulationRequest) => run(simulationRequest, 512).netRevenueTotal);
      return { mean: meanOf([...before!]), change: differenceOnCommonPaths(before!, after!, of.parameters.draws).mean };
    };
    const [quasi, randomChanges] = [QUASI, {}].map((draws) => SEEDS.map((seed) => changeOf(request({ ...draws, seed }))));
    const gain = (figure: (change: ReturnType<typeof changeOf>) => number) =>
      varianceOf(randomChanges!.map(figure)) / varianceOf(quasi!.map(figure));
    const gains = { mean: gain(({ mean }) => mean), change: gain(({ change }) => change.value) };
    // a ratio above 5.6 is as rare as 0.1 % if there is no gain
    expect(gains.mean).toBeGreaterThan(6);
    expect(gains.change).toBeGreaterThan(6);
    // the stated error of a difference is smaller as well
    const stated = (of: typeof quasi) => meanOf(of!.map(({ change }) => change.error ** 2));
    expect(stated(randomChanges) / stated(quasi)).toBeGreaterThan(6);
  });
});
