import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { allocateTonnage, allocateWithConcaveLimits, type ConcaveLimit } from '#engine';
import type { AllocationProblem, Solver } from '#shared/domain/allocation.ts';
import { loadSolver } from '../../core/workers/highsSolver.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await loadSolver();
});

const MOST = 100;
const PERIODS = ['first', 'second'] as const;

/** Two products; cash of a period = its prices less a discount that grows with the tonnes, less a cost; covered service = 1,000. */
type Given = { readonly prices: readonly (readonly number[])[]; readonly slope: number };
const givens: fc.Arbitrary<Given> = fc.record({
  prices: fc.array(fc.tuple(fc.integer({ min: -20, max: 60 }), fc.integer({ min: -20, max: 60 })), { minLength: 2, maxLength: 2 }),
  slope: fc.double({ min: 0, max: 0.2, noNaN: true }),
});
const ratio = ({ prices, slope }: Given, period: number, tonnes: readonly number[]): number =>
  (1500 + prices[period]!.reduce((sum, price, i) => sum + price * tonnes[i]! - slope * tonnes[i]! ** 2, 0)) / 1000;
const least = (example: Given, tonnes: readonly number[]): number => Math.min(...PERIODS.map((_, p) => ratio(example, p, tonnes)));

const margins = [12, 7];
const problem: AllocationProblem = {
  cells: margins.map((margin, i) => ({ id: `p${i}`, minimum: 0, maximum: MOST, margin })),
  limits: [{ id: 'production', source: 'production', counted: margins.map((_, i) => ({ cell: `p${i}`, weight: 1 })), atMost: 150 }],
  objective: { kind: 'revenue' },
};
const limitOf = (example: Given, atLeast: number): ConcaveLimit => ({
  source: 'dscr',
  atLeast,
  measure: async (tonnes) => new Map(PERIODS.map((period, p) => [period, ratio(example, p, tonnes)])),
});
const allocate = (example: Given, atLeast: number) =>
  allocateWithConcaveLimits(problem, [limitOf(example, atLeast)], (subproblem) => allocateTonnage(subproblem, solver));
const free = () => allocateTonnage(problem, solver);

const STEP = 2;
const grid = Array.from({ length: MOST / STEP + 1 }, (_, i) => i * STEP).flatMap((a) =>
  Array.from({ length: MOST / STEP + 1 }, (_, j) => [a, j * STEP] as const).filter(([x, y]) => x + y <= 150),
);
const revenueOf = ([a, b]: readonly [number, number]): number => margins[0]! * a + margins[1]! * b;

describe('an allocation within a limit on a concave ratio', () => {
  it('holds the ratio in every period and earns the most of all plans on a grid', async () => {
    await fc.assert(
      fc.asyncProperty(givens, fc.double({ min: 0.5, max: 3, noNaN: true }), async (example, level) => {
        // the search keeps up to a thousandth more
        const admissiblePlans = grid.filter((tonnes) => least(example, tonnes) >= level * 1.001);
        const { allocation, isHeld } = await allocate(example, level);
        if (allocation.status !== 'optimal') {
          expect(admissiblePlans).toEqual([]);
          return;
        }
        expect(isHeld).toBe(true);
        expect(least(example, allocation.tonnes)).toBeGreaterThanOrEqual(level);
        expect(allocation.violations).toEqual([]);
        const maximumRevenue = Math.max(0, ...admissiblePlans.map(revenueOf));
        expect(allocation.revenue).toBeGreaterThanOrEqual(maximumRevenue * (1 - 1e-9));
      }),
      { numRuns: 40 },
    );
  });

  it('changes nothing where the limit is far below', async () => {
    await fc.assert(
      fc.asyncProperty(givens, async (example) => {
        const { allocation, problem: solvedProblem } = await allocate(example, -1000);
        expect(allocation).toEqual(await free());
        expect(solvedProblem.limits).toEqual(problem.limits);
      }),
      { numRuns: 5 },
    );
  });

  it('never earns more under a stricter limit', async () => {
    await fc.assert(
      fc.asyncProperty(givens, fc.double({ min: 0.5, max: 2, noNaN: true }), async (example, level) => {
        const [loosePlan, strictPlan] = [(await allocate(example, level)).allocation, (await allocate(example, level * 1.1)).allocation];
        if (strictPlan.status !== 'optimal') return;
        if (loosePlan.status !== 'optimal') throw new Error('a looser limit is infeasible');
        expect(strictPlan.revenue).toBeLessThanOrEqual(loosePlan.revenue * (1 + 1e-9));
      }),
      { numRuns: 20 },
    );
  });

  it('reports how much of an infeasible ratio is reached, and where', async () => {
    // cash falls with every tonne of the second period: none sold is best, at 1.5
    const example: Given = {
      prices: [
        [60, 60],
        [-10, -5],
      ] as const,
      slope: 0.01,
    };
    const { allocation, reached } = await allocate(example, 1.6);
    expect(allocation.status).toBe('infeasible');
    expect(reached).toMatchObject({ source: 'dscr', part: 'second' });
    expect(reached!.value).toBeGreaterThan(1.49);
    expect(reached!.value).toBeLessThanOrEqual(1.5);
    const maximumRatio = Math.max(...grid.map((tonnes) => least(example, tonnes)));
    expect(Math.abs(reached!.value - maximumRatio)).toBeLessThan(0.005);
  });
});
