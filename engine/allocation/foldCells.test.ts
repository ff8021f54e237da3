import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { allocateTonnage, createWeightFold, foldLimit, foldSpotMarket } from '#engine';
import type { AllocationCell, AllocationLimit, AllocationProblem, SpotMarket } from '#shared/domain/allocation.ts';
import { sumBy } from '#shared/math.ts';
import { loadSolver } from '../../core/workers/highsSolver.ts';
import { sellSpotMonths, spotRevenue } from './spotRevenue.ts';

let solver: Awaited<ReturnType<typeof loadSolver>>;
beforeAll(async () => {
  solver = await loadSolver();
});

const MONTHS = 12;
const INTO = { cell: 'fixed', tonnes: 1000 };

type Given = {
  readonly production: number;
  readonly price: number;
  readonly depth: number;
  readonly deals: readonly {
    readonly tonnes: number;
    readonly priority: number;
    readonly call: number;
    readonly end: number;
    readonly loss: number;
    readonly margin: number;
    readonly isFixed: boolean;
  }[];
};

const givens = (priorities: number): fc.Arbitrary<Given> =>
  fc.record({
    production: fc.double({ min: 5, max: 60, noNaN: true }),
    price: fc.double({ min: 20, max: 100, noNaN: true }),
    depth: fc.double({ min: 4, max: 40, noNaN: true }),
    deals: fc.array(
      fc.record({
        tonnes: fc.double({ min: 1, max: 150, noNaN: true }),
        priority: fc.integer({ min: 1, max: priorities }),
        call: fc.double({ min: 0.7, max: 1.1, noNaN: true }),
        end: fc.integer({ min: 3, max: MONTHS }),
        loss: fc.double({ min: 0, max: 50, noNaN: true }),
        margin: fc.double({ min: 20, max: 110, noNaN: true }),
        isFixed: fc.boolean(),
      }),
      { minLength: 2, maxLength: 6 },
    ),
  });

const flat = (value: number): Float64Array => new Float64Array(MONTHS).fill(value);

const marketOf = ({ production, price, depth, deals }: Given): SpotMarket => ({
  product: 'fines',
  production: flat(production),
  netSpot: flat(price),
  depth: flat(depth),
  depthTerms: { slope: 0.05, cap: 0.25 },
  waitMonths: 2,
  deals: deals.map(({ priority, call, end, loss }, k) => {
    const nominal = Float64Array.from({ length: MONTHS }, (_, t) => (t < end ? 1 / 12 : 0));
    return { cell: `c${k}`, priority, nominal, called: nominal.map((tonnes) => tonnes * call), cutLoss: flat(loss) };
  }),
});

const foldOf = ({ deals }: Given) => ({
  tonnes: new Map<string, number>(deals.flatMap(({ isFixed, tonnes }, k) => (isFixed ? [[`c${k}`, tonnes] as const] : []))),
  into: INTO,
});

describe('deals that can’t change, folded into one', () => {
  it('leave the spot revenue of a market as it is, also where calls are cut by priority', () => {
    fc.assert(
      fc.property(givens(3), (example) => {
        const market = marketOf(example);
        const foldedMarket = foldSpotMarket(market, foldOf(example));
        const tonnesById = new Map<string, number>([
          ...example.deals.map(({ tonnes }, k) => [`c${k}`, tonnes] as const),
          [INTO.cell, INTO.tonnes],
        ]);
        const tonnesOf = (of: SpotMarket) => of.deals.map(({ cell }) => tonnesById.get(cell)!);
        const [fullSales, sums] = [sellSpotMonths(market, tonnesOf(market)), sellSpotMonths(foldedMarket, tonnesOf(foldedMarket))];
        expect(Math.abs(sums - fullSales)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(fullSales)));
        expect(spotRevenue(foldedMarket, tonnesOf(foldedMarket)).revenue).toBeCloseTo(spotRevenue(market, tonnesOf(market)).revenue, 6);
      }),
    );
  });

  it('leave the best allocation as it is', async () => {
    await fc.assert(
      fc.asyncProperty(givens(1), fc.double({ min: 0.3, max: 0.9, noNaN: true }), async (example, share) => {
        const cells = example.deals.map(({ tonnes, margin, isFixed }, k): AllocationCell => {
          return { id: `c${k}`, minimum: isFixed ? tonnes : 0, maximum: tonnes, margin };
        });
        const weights = cells.map(({ id }) => ({ cell: id, weight: 1 }));
        const limits: AllocationLimit[] = [
          {
            id: 'production',
            source: 'production',
            counted: weights,
            atMost: Math.max(
              example.production * 12,
              sumBy(cells, ({ minimum }) => minimum),
            ),
          },
          { id: 'first', source: 'first', counted: weights.slice(0, 1), of: weights, atMost: share },
          { id: 'room', source: 'room', counted: weights, atMost: 1e6 },
        ];
        const problem: AllocationProblem = { cells, limits, spotMarkets: [marketOf(example)], objective: { kind: 'revenue' } };
        const fold = foldOf(example);
        const foldWeights = createWeightFold(fold);
        const fixedCells = cells.filter(({ id }) => fold.tonnes.has(id));
        const foldedProblem: AllocationProblem = {
          ...problem,
          cells: [
            ...cells.filter(({ id }) => !fold.tonnes.has(id)),
            {
              id: INTO.cell,
              minimum: INTO.tonnes,
              maximum: INTO.tonnes,
              margin: sumBy(fixedCells, ({ margin, minimum }) => margin * minimum) / INTO.tonnes,
            },
          ],
          limits: limits.map((limit) => foldLimit(limit, foldWeights)),
          spotMarkets: [foldSpotMarket(marketOf(example), fold)],
          whole: { cells, limits },
        };
        const [fullPlan, sums] = [await allocateTonnage(problem, solver), await allocateTonnage(foldedProblem, solver)];
        if (fullPlan.status !== 'optimal' || sums.status !== 'optimal') {
          expect(sums).toEqual(fullPlan);
          return;
        }
        expect(Math.abs(sums.revenue / fullPlan.revenue - 1)).toBeLessThanOrEqual(3e-7);
        expect(sums.violations).toEqual([]);
        expect(sums.binding.some(({ id }) => id === 'room')).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});
