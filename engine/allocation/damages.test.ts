import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { allocateTonnage, allocationFrontier } from '#engine';
import type { AllocationProblem, SpotMarket, TailMeanRisk } from '#shared/domain/allocation.ts';
import { loadSolver } from '../../core/workers/highsSolver.ts';
import { sellSpotMonths } from './spotRevenue.ts';

let solver: Awaited<ReturnType<typeof loadSolver>>;
beforeAll(async () => {
  solver = await loadSolver();
});

const MONTHS = 12;
const flat = (value: number): Float64Array => new Float64Array(MONTHS).fill(value);
const STEP = 4;
const MAXIMUM = 240;

type Given = {
  readonly margins: readonly number[];
  readonly below: number;
  readonly perTonne: number;
  readonly price: number;
  /** Upper limit on the first deal. */
  readonly limit: number;
};

const marketOf = ({ price }: Pick<Given, 'price'>): SpotMarket => ({
  product: 'fines',
  production: flat(MAXIMUM / MONTHS),
  netSpot: flat(price),
  depth: flat(6),
  depthTerms: { slope: 0.05, cap: 0.25 },
  waitMonths: 2,
  deals: [0, 1].map((k) => ({ cell: `c${k}`, priority: 1, nominal: flat(1 / MONTHS), called: flat(1 / MONTHS), cutLoss: flat(0) })),
});

/** Two deals of a product; tonnes of the first under a minimum have damages. */
const problemOf = (example: Given): Omit<AllocationProblem, 'objective'> => ({
  cells: example.margins.map((margin, k) => ({
    id: `c${k}`,
    minimum: 0,
    maximum: MAXIMUM,
    margin,
    ...(k === 0 ? { damages: { below: example.below, perTonne: example.perTonne } } : {}),
  })),
  limits: [
    { id: 'production', source: 'production', counted: [0, 1].map((k) => ({ cell: `c${k}`, weight: 1 })), atMost: MAXIMUM },
    { id: 'limit', source: 'limit', counted: [{ cell: 'c0', weight: 1 }], atMost: example.limit },
  ],
  spotMarkets: [marketOf(example)],
});

const damagesOf = ({ below, perTonne }: Given, [tonnes]: readonly number[]): number => perTonne * Math.max(0, below - tonnes!);

const revenueOf = (example: Given, tonnes: readonly number[]): number =>
  sellSpotMonths(marketOf(example), tonnes) +
  example.margins.reduce((sum, margin, k) => sum + margin * tonnes[k]!, 0) -
  damagesOf(example, tonnes);

/** All plans in steps within production and the limit. */
const plansOf = ({ limit }: Given) =>
  Array.from({ length: 61 }, (_, i) => Array.from({ length: 61 - i }, (__, j) => [i * STEP, j * STEP] as const))
    .flat()
    .filter(([first]) => first <= limit);

const givens: fc.Arbitrary<Given> = fc.record({
  margins: fc.tuple(fc.double({ min: 20, max: 110, noNaN: true }), fc.double({ min: 20, max: 110, noNaN: true })),
  below: fc.integer({ min: 1, max: 60 }).map((steps) => steps * STEP),
  perTonne: fc.double({ min: 0, max: 60, noNaN: true }),
  price: fc.double({ min: 40, max: 100, noNaN: true }),
  limit: fc.integer({ min: 10, max: 60 }).map((steps) => steps * STEP),
});

const optimum = async (problem: AllocationProblem) => {
  const allocation = await allocateTonnage(problem, solver);
  if (allocation.status !== 'optimal') throw new Error(allocation.status);
  return allocation;
};

describe('an allocation with damages for tonnes under a minimum', () => {
  it('earns the most less damages of all plans on a grid', async () => {
    await fc.assert(
      fc.asyncProperty(givens, async (example) => {
        const { revenue, tonnes } = await optimum({ ...problemOf(example), objective: { kind: 'revenue' } });
        const bestOfGrid = Math.max(...plansOf(example).map((plan) => revenueOf(example, plan)));
        expect(revenue).toBeCloseTo(revenueOf(example, tonnes), 6);
        expect(revenue).toBeGreaterThanOrEqual(bestOfGrid - 1e-7 * Math.abs(bestOfGrid));
      }),
      { numRuns: 40 },
    );
  });

  it('has the highest tail mean less damages of all plans on a grid, and a frontier whose points are less them', async () => {
    await fc.assert(
      fc.asyncProperty(givens, async (example) => {
        const examples = [0.6, 0.9, 1, 1.3].map((factor) => ({ ...example, price: example.price * factor }));
        const risk: TailMeanRisk = {
          kind: 'tailMean',
          confidence: 0.5,
          outcomes: examples.map(({ margins, price }) => margins.map((margin) => margin + (price - example.price) / 2)),
          spotMarkets: examples.map((scenario) => [marketOf(scenario)]),
        };
        /** The mean of the two worst of four scenarios. */
        const tailMeanOf = (tonnes: readonly number[]): number => {
          const outcomes = examples
            .map(
              (scenario, s) =>
                sellSpotMonths(marketOf(scenario), tonnes) + risk.outcomes[s]![0]! * tonnes[0]! + risk.outcomes[s]![1]! * tonnes[1]!,
            )
            .toSorted((a, b) => a - b);
          return (outcomes[0]! + outcomes[1]!) / 2 - damagesOf(example, tonnes);
        };
        const bestOfGrid = Math.max(...plansOf(example).map(tailMeanOf));
        const allocation = await optimum({ ...problemOf(example), objective: { kind: 'risk', risk } });
        expect(-allocation.risk!).toBeCloseTo(tailMeanOf(allocation.tonnes), 6);
        expect(-allocation.risk!).toBeGreaterThanOrEqual(bestOfGrid - 2e-5 * Math.abs(bestOfGrid));
        const frontier = await allocationFrontier(problemOf(example), risk, 4, solver);
        if (!('points' in frontier)) throw new Error(frontier.status);
        for (const { revenue, risk: pointRisk, tonnes } of frontier.points) {
          expect(revenue).toBeCloseTo(revenueOf(example, tonnes), 6);
          expect(-pointRisk).toBeCloseTo(tailMeanOf(tonnes), 6);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('is that without damages where they are 0, and keeps the minimum where they are high', async () => {
    const example: Given = { margins: [40, 80], below: 160, perTonne: 0, price: 60, limit: 200 };
    const { cells, ...problem } = problemOf(example);
    const undamagedCells = cells.map(({ damages: _damages, ...cell }) => cell);
    const undamagedAllocation = await optimum({ ...problem, cells: undamagedCells, objective: { kind: 'revenue' } });
    expect(undamagedAllocation.tonnes[0]).toBeLessThan(1);
    expect((await optimum({ ...problem, cells, objective: { kind: 'revenue' } })).revenue).toBeCloseTo(undamagedAllocation.revenue, 6);
    const high = await optimum({ ...problemOf({ ...example, perTonne: 1e4 }), objective: { kind: 'revenue' } });
    expect(high.tonnes[0]).toBeCloseTo(160, 6);
  });

  it('names a limit whose damages keep a minimum revenue from being reached', async () => {
    const example: Given = { margins: [80, 60], below: 200, perTonne: 50, price: 60, limit: 100 };
    const { limits, ...problem } = problemOf(example);
    const { revenue: highestRevenue } = await optimum({ ...problem, limits: limits.slice(0, 1), objective: { kind: 'revenue' } });
    const allocation = await allocateTonnage(
      { ...problem, limits, objective: { kind: 'revenue', revenueAtLeast: highestRevenue - 4000 } },
      solver,
    );
    if (allocation.status !== 'infeasible') throw new Error(allocation.status);
    expect(allocation.conflict.sources.toSorted()).toEqual(['limit', 'production', 'revenueTarget']);
    expect(allocation.conflict.minima).toEqual([]);
    // the difference of the two is damages
    const { revenue } = await optimum({ ...problem, limits, objective: { kind: 'revenue' } });
    expect(revenue).toBeLessThan(highestRevenue - 4000);
    expect(revenue + damagesOf(example, [100])).toBeGreaterThan(highestRevenue - 4000);
  });
});
