import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { allocateTonnage, allocationFrontier, allocationRisk } from '#engine';
import type { AllocationProblem, SpotMarket, TailMeanRisk } from '#shared/domain/allocation.ts';
import { loadSolver } from '../../core/workers/highsSolver.ts';
import { sellSpotMonths } from './spotRevenue.ts';

let solver: Awaited<ReturnType<typeof loadSolver>>;
beforeAll(async () => {
  solver = await loadSolver();
});

const MONTHS = 12;
const flat = (value: number): Float64Array => new Float64Array(MONTHS).fill(value);
const PRODUCTION = 20;
const STEP = 4;

type Given = { readonly margins: readonly number[]; readonly price: number; readonly depth: number; readonly ends: number };

/** Two deals of a product with 240 t a year; the second ends earlier. A deal's tonnes are those of a year. */
const marketOf = ({ price, depth, ends }: Given): SpotMarket => ({
  product: 'fines',
  production: flat(PRODUCTION),
  netSpot: flat(price),
  depth: flat(depth),
  depthTerms: { slope: 0.05, cap: 0.25 },
  waitMonths: 2,
  deals: [12, ends].map((last, k) => {
    const monthShares = Float64Array.from({ length: MONTHS }, (_, t) => (t < last ? 1 / 12 : 0));
    return { cell: `c${k}`, priority: 1, nominal: monthShares, called: monthShares, cutLoss: flat(0) };
  }),
});

const problemOf = (example: Given, lot?: number): AllocationProblem => {
  const cells = example.margins.map((margin, k) => ({
    id: `c${k}`,
    minimum: 0,
    maximum: 240,
    margin,
    ...(lot === undefined ? {} : { lot }),
  }));
  return {
    cells,
    limits: [{ id: 'production', source: 'production', counted: cells.map(({ id }) => ({ cell: id, weight: 1 })), atMost: 240 }],
    spotMarkets: [marketOf(example)],
    objective: { kind: 'revenue' },
  };
};

const revenueOf = (example: Given, tonnes: readonly number[]): number =>
  sellSpotMonths(marketOf(example), tonnes) + example.margins.reduce((sum, margin, k) => sum + margin * tonnes[k]!, 0);

/** All plans in steps within production. */
const plans = Array.from({ length: 61 }, (_, i) => Array.from({ length: 61 - i }, (__, j) => [i * STEP, j * STEP] as const)).flat();

const givens: fc.Arbitrary<Given> = fc.record({
  // the margin of the second is for the months in which it delivers
  margins: fc.tuple(fc.double({ min: 40, max: 110, noNaN: true }), fc.double({ min: 20, max: 100, noNaN: true })),
  price: fc.double({ min: 60, max: 100, noNaN: true }),
  depth: fc.double({ min: 3.5, max: 30, noNaN: true }),
  ends: fc.integer({ min: 6, max: 12 }),
});

const optimum = async (problem: AllocationProblem) => {
  const allocation = await allocateTonnage(problem, solver);
  if (allocation.status !== 'optimal') throw new Error(allocation.status);
  return allocation;
};

describe('an allocation beside spot sales within the market depth', () => {
  it('earns the most of all plans on a grid', async () => {
    await fc.assert(
      fc.asyncProperty(givens, async (example) => {
        const allocation = await optimum(problemOf(example));
        const maximumRevenue = Math.max(...plans.map((tonnes) => revenueOf(example, tonnes)));
        expect(allocation.revenue).toBeCloseTo(revenueOf(example, allocation.tonnes), 6);
        expect(allocation.revenue).toBeGreaterThanOrEqual(maximumRevenue * (1 - 1e-7));
        // half a step from the best of the grid, at the largest second derivative: 2 slope P / depth a month
        const curvature = (2 * 0.05 * example.price) / example.depth / 12;
        expect(allocation.revenue).toBeLessThanOrEqual(maximumRevenue + STEP * 110 + curvature * STEP ** 2);
        expect(allocation.revenueGap).toBeLessThanOrEqual(1e-7 * allocation.revenue);
        expect(allocation.violations).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('in lots earns exactly the most of all plans in lots', async () => {
    await fc.assert(
      fc.asyncProperty(givens, async (example) => {
        const allocation = await optimum(problemOf(example, STEP));
        const maximumRevenue = Math.max(...plans.map((tonnes) => revenueOf(example, tonnes)));
        expect(Math.abs(allocation.revenue / maximumRevenue - 1)).toBeLessThan(2e-7);
        for (const tonnes of allocation.tonnes) expect(tonnes % STEP).toBe(0);
      }),
      { numRuns: 12 },
    );
  });

  it('is that of margins over a constant spot price where the depth is unlimited', async () => {
    await fc.assert(
      fc.asyncProperty(givens, async (example) => {
        const allocation = await optimum(problemOf({ ...example, depth: 1e12 }));
        const months = [12, example.ends];
        const linearCells = problemOf(example).cells.map((cell, k) => ({
          ...cell,
          margin: cell.margin - (example.price * months[k]!) / 12,
        }));
        const before = await optimum({ ...problemOf(example), cells: linearCells, spotMarkets: undefined });
        expect(allocation.tonnes).toEqual(before.tonnes.map((tonnes) => expect.closeTo(tonnes, 6)));
        expect(allocation.revenue).toBeCloseTo(before.revenue + example.price * 240, 5);
      }),
      { numRuns: 12 },
    );
  });

  it('never earns less in a greater depth, and at a depth of zero earns the most that is sold in the last month', async () => {
    await fc.assert(
      fc.asyncProperty(givens, fc.double({ min: 1, max: 4, noNaN: true }), async (example, factor) => {
        const shallowPlan = await optimum(problemOf(example));
        const deepPlan = await optimum(problemOf({ ...example, depth: example.depth * factor }));
        expect(deepPlan.revenue).toBeGreaterThanOrEqual(shallowPlan.revenue * (1 - 1e-7));
      }),
      { numRuns: 12 },
    );
    const zeroDepthExample = { margins: [60, 50], price: 100, depth: 0, ends: 12 };
    const allocation = await optimum(problemOf(zeroDepthExample));
    expect(allocation.revenue).toBeCloseTo(Math.max(...plans.map((tonnes) => revenueOf(zeroDepthExample, tonnes))), 3);
  });

  it('names the revenue as in conflict where no plan earns it', async () => {
    const example = { margins: [60, 50], price: 100, depth: 5, ends: 12 };
    const maximumPlan = await optimum(problemOf(example));
    const risk: TailMeanRisk = { kind: 'tailMean', confidence: 0.5, outcomes: [[1, 2]] };
    const objective = { kind: 'risk', risk, revenueAtLeast: maximumPlan.revenue * 1.001 } as const;
    const allocation = await allocateTonnage({ ...problemOf(example), objective }, solver);
    expect(allocation).toMatchObject({ status: 'infeasible', conflict: { sources: ['revenueTarget'] } });
    expect(
      (await optimum({ ...problemOf(example), objective: { ...objective, revenueAtLeast: maximumPlan.revenue * (1 - 1e-6) } })).revenue,
    ).toBeGreaterThan(maximumPlan.revenue * (1 - 2e-6));
  });
});

describe('the tail mean over scenarios with a market depth', () => {
  const scenarios: fc.Arbitrary<{ readonly deck: Given; readonly all: readonly Given[] }> = fc
    .tuple(
      givens,
      fc.array(
        fc.record({ price: fc.double({ min: 0.4, max: 1.5, noNaN: true }), depth: fc.double({ min: 0.7, max: 1.2, noNaN: true }) }),
        { minLength: 6, maxLength: 6 },
      ),
    )
    .map(([deck, moves]) => ({
      deck,
      all: moves.map(({ price, depth }) => ({
        ...deck,
        price: deck.price * price,
        depth: Math.max(3.5, deck.depth * depth),
        margins: deck.margins.map((margin, k) => margin * (k === 0 ? 1 : price)),
      })),
    }));
  const riskOf = (examples: readonly Given[]): TailMeanRisk => ({
    kind: 'tailMean',
    confidence: 0.5,
    outcomes: examples.map(({ margins }) => margins),
    spotMarkets: examples.map((example) => [marketOf(example)]),
  });

  it('is the best of all plans on a grid that earn the minimum revenue', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async ({ deck, all }) => {
        const risk = riskOf(all);
        const maximumPlan = await optimum(problemOf(deck));
        const revenueAtLeast = maximumPlan.revenue * 0.97;
        const allocation = await optimum({ ...problemOf(deck), objective: { kind: 'risk', risk, revenueAtLeast } });
        const admissiblePlans = plans.filter((tonnes) => revenueOf(deck, tonnes) >= revenueAtLeast);
        const minimumRisk = Math.min(...admissiblePlans.map((tonnes) => allocationRisk(risk, problemOf(deck).cells, tonnes)));
        expect(allocation.revenue).toBeGreaterThanOrEqual(revenueAtLeast * (1 - 1e-7));
        expect(allocation.risk).toBe(allocationRisk(risk, problemOf(deck).cells, allocation.tonnes));
        expect(allocation.risk).toBeLessThanOrEqual(minimumRisk + 1e-5 * Math.abs(minimumRisk));
      }),
      { numRuns: 8 },
    );
  });

  it('falls along the frontier as revenue rises', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async ({ deck, all }) => {
        const line = await allocationFrontier(problemOf(deck), riskOf(all), 7, solver);
        if (!('points' in line)) throw new Error(line.status);
        expect(line.points.length).toBeGreaterThan(0);
        line.points.forEach(({ risk, revenue }, i) => {
          const before = line.points[i - 1];
          if (!before) return;
          expect(revenue).toBeGreaterThanOrEqual(before.revenue * (1 - 1e-7));
          expect(risk).toBeGreaterThanOrEqual(before.risk - 3e-5 * Math.abs(before.risk));
        });
      }),
      { numRuns: 4 },
    );
  });
});
