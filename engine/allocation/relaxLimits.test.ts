import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { allocateTonnage, findRelaxations } from '#engine';
import type { AllocationLimit, AllocationProblem, Solver } from '#shared/domain/allocation.ts';
import { loadSolver } from '../../core/workers/highsSolver.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await loadSolver();
});

const cells = [
  { id: 'signed', minimum: 80, maximum: 80, margin: 10 },
  { id: 'draft', minimum: 0, maximum: 20, margin: 5 },
];
const [signedWeight, draftWeight] = cells.map(({ id }) => ({ cell: id, weight: 1 })) as [
  { cell: string; weight: number },
  { cell: string; weight: number },
];
const bothWeights = [signedWeight, draftWeight];

const relax = async (limits: readonly AllocationLimit[], revenueAtLeast?: number) => {
  const problem: AllocationProblem = { cells, limits, objective: { kind: 'revenue', revenueAtLeast } };
  const allocation = await allocateTonnage(problem, solver);
  if (allocation.status !== 'infeasible') throw new Error(allocation.status);
  return findRelaxations(problem, allocation.conflict.sources, solver);
};

const largestLimit: AllocationLimit = { id: 'largest', source: 'largest', counted: [signedWeight], of: bothWeights, atMost: 0.5 };

describe('the least relaxation of a limit in conflict', () => {
  it('of an upper share is the least that the signed tonnes have', async () => {
    // 80 of 80 + 20
    expect(await relax([largestLimit])).toEqual([{ source: 'largest', factor: expect.closeTo(0.8 / 0.5, 3), isEnough: true }]);
  });

  it('is that of the strictest rule of a limit with several', async () => {
    const stricterLimit: AllocationLimit = { ...largestLimit, id: 'largest@2', of: [signedWeight, { cell: 'draft', weight: 0.5 }] };
    // 80 of 80 + 10
    expect(await relax([largestLimit, stricterLimit])).toEqual([
      { source: 'largest', factor: expect.closeTo(80 / 90 / 0.5, 3), isEnough: true },
    ]);
  });

  it('of a lower limit is the most that all deals reach, and of a minimum revenue the highest revenue', async () => {
    expect(await relax([{ id: 'sold', source: 'sold', counted: bothWeights, atLeast: 150 }])).toEqual([
      { source: 'sold', factor: expect.closeTo(100 / 150, 3), isEnough: true },
    ]);
    expect(await relax([], 1_200)).toEqual([{ source: 'revenueTarget', factor: expect.closeTo(900 / 1_200, 6), isEnough: true }]);
  });

  it('is that of its own conflict where further limits conflict, and is then not enough', async () => {
    const problem: AllocationProblem = {
      cells,
      limits: [largestLimit, { id: 'sold', source: 'sold', counted: bothWeights, atLeast: 150 }],
      objective: { kind: 'revenue' },
    };
    expect(await findRelaxations(problem, ['largest'], solver)).toEqual([
      { source: 'largest', factor: expect.closeTo(0.8 / 0.5, 3), isEnough: false },
    ]);
    // neither alone resolves the two together
    expect(await findRelaxations(problem, ['largest', 'sold'], solver)).toEqual([]);
  });

  it('makes an allocation possible, and a thousandth less does not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ tonnes: fc.integer({ min: 10, max: 900 }), isSigned: fc.boolean(), isCounted: fc.boolean() }), {
          minLength: 3,
          maxLength: 8,
        }),
        fc.integer({ min: 5, max: 60 }),
        async (deals, percent) => {
          const dealCells = deals.map(({ tonnes, isSigned }, i) => ({
            id: `c${i}`,
            minimum: isSigned ? tonnes : 0,
            maximum: tonnes,
            margin: 1,
          }));
          const weights = dealCells.map(({ id }) => ({ cell: id, weight: 1 }));
          const shareOf = (atMost: number): AllocationLimit[] => [
            { id: 'share', source: 'share', counted: weights.filter((_, i) => deals[i]!.isCounted), of: weights, atMost },
            { id: 'sold', source: 'sold', counted: weights, atLeast: 1 },
          ];
          const solve = (atMost: number) =>
            allocateTonnage({ cells: dealCells, limits: shareOf(atMost), objective: { kind: 'revenue' } }, solver);
          const share = percent / 100;
          if ((await solve(share)).status === 'optimal') return;
          const problem: AllocationProblem = { cells: dealCells, limits: shareOf(share), objective: { kind: 'revenue' } };
          const [relaxation] = await findRelaxations(problem, ['share'], solver);
          // beyond rounding
          expect((await solve(share * relaxation!.factor * (1 + 1e-6))).status).toBe('optimal');
          expect((await solve(share * relaxation!.factor * 0.999)).status).toBe('infeasible');
        },
      ),
      { numRuns: 60 },
    );
  });
});
