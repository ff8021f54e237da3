import { beforeAll, describe, expect, it } from 'vitest';
import { allocateTonnage } from '#engine';
import type { Allocation, AllocationObjective, AllocationProblem, Solver } from '#shared/domain/allocation.ts';
import { loadSolver } from '../../../core/workers/highsSolver.ts';
import { expectGolden, readGolden } from './goldenFile.ts';

type StatedProblem = Pick<AllocationProblem, 'cells' | 'limits'>;
type Outcome = { status: 'infeasible' } | { status: 'optimal'; revenue: number };
type Case =
  | { kind: 'revenue'; problem: StatedProblem; expected: Outcome; lot?: number; inLots?: Outcome }
  | { kind: 'shortfall'; problem: StatedProblem; outcomes: number[][]; confidence: number; target: number; expected: number }
  | {
      kind: 'damages';
      problem: StatedProblem;
      revenue: number;
      outcomes: number[][];
      confidence: number;
      target: number;
      tailMean: number;
    }
  | {
      kind: 'quadratic';
      hhi: boolean;
      weights: number[][];
      margins: number[];
      maxima: number[];
      total: number;
      target: number;
      expected: { value: number; tonnes: number[] };
    };

const { cases, relativeTolerance: tolerance } = readGolden<Case>('allocation');
const casesOf = <K extends Case['kind']>(kind: K) =>
  cases.filter((c): c is Extract<Case, { kind: K }> => c.kind === kind).map((c, number) => ({ ...c, number }));

let solver: Solver;
beforeAll(async () => {
  solver = await loadSolver();
});

const solve = (problem: StatedProblem, objective: AllocationObjective): Promise<Allocation> =>
  allocateTonnage({ ...problem, objective }, solver);

const expectOutcome = (allocation: Allocation, expectedOutcome: Outcome, what: string) => {
  expect(allocation.status, what).toBe(expectedOutcome.status);
  if (allocation.status !== 'optimal' || expectedOutcome.status !== 'optimal') return;
  expectGolden(allocation.revenue, expectedOutcome.revenue, tolerance, what, 1);
  expect(allocation.violations, what).toEqual([]);
};

/** A problem with only some of its limits, and only some minima. */
const withOnly = ({ cells, limits }: StatedProblem, sources: readonly string[], minima: readonly string[]): StatedProblem => ({
  cells: cells.map((cell) => (minima.includes(cell.id) ? cell : { ...cell, minimum: 0 })),
  limits: limits.filter(({ source }) => sources.includes(source)),
});

describe('the highest revenue agrees with scipy’s HiGHS and an exact simplex', () => {
  it.each(casesOf('revenue'))('problem $number: $expected.status', async ({ problem, expected }) => {
    expectOutcome(await solve(problem, { kind: 'revenue' }), expected, 'revenue');
  });

  it.each(casesOf('revenue').filter(({ lot }) => lot !== undefined))(
    'problem $number in lots: $inLots.status',
    async ({ problem, lot, inLots }) => {
      const cells = problem.cells.map((cell) => ({ ...cell, lot }));
      const allocation = await solve({ ...problem, cells }, { kind: 'revenue' });
      if (inLots) expectOutcome(allocation, inLots, 'in lots');
      if (allocation.status === 'optimal') for (const tonnes of allocation.tonnes) expect(tonnes % (lot ?? 1)).toBe(0);
    },
  );

  it.each(casesOf('revenue').filter(({ expected }) => expected.status === 'infeasible'))(
    'problem $number names limits that can’t be met together, each of which takes part',
    async ({ problem }) => {
      const allocation = await solve(problem, { kind: 'revenue' });
      if (allocation.status !== 'infeasible') throw new Error('it can be met');
      const { sources, minima } = allocation.conflict;
      expect((await solve(withOnly(problem, sources, minima), { kind: 'revenue' })).status).toBe('infeasible');
      for (const left of sources) {
        const otherSources = sources.filter((source) => source !== left);
        expect((await solve(withOnly(problem, otherSources, minima), { kind: 'revenue' })).status, left).toBe('optimal');
      }
      for (const left of minima) {
        const otherMinima = minima.filter((minimum) => minimum !== left);
        expect((await solve(withOnly(problem, sources, otherMinima), { kind: 'revenue' })).status, left).toBe('optimal');
      }
    },
  );
});

describe('the least expected shortfall agrees with scipy’s HiGHS', () => {
  it.each(casesOf('shortfall'))('problem $number at $confidence', async ({ problem, outcomes, confidence, target, expected }) => {
    const allocation = await solve(problem, { kind: 'risk', risk: { kind: 'shortfall', confidence, outcomes }, revenueAtLeast: target });
    if (allocation.status !== 'optimal') throw new Error(allocation.status);
    expectGolden(allocation.risk, expected, tolerance, 'shortfall', 100);
    expect(allocation.revenue).toBeGreaterThanOrEqual(target - 1e-4);
    expect(allocation.violations).toEqual([]);
  });
});

describe('allocations less damages agree with scipy’s HiGHS and an exact simplex', () => {
  it.each(casesOf('damages'))('problem $number', async ({ problem, revenue, outcomes, confidence, target, tailMean }) => {
    expectOutcome(await solve(problem, { kind: 'revenue' }), { status: 'optimal', revenue }, 'revenue');
    // the highest revenue itself has tonnes within rounding only
    const revenueAtLeast = target - 1e-9 * Math.abs(target);
    const allocation = await solve(problem, { kind: 'risk', risk: { kind: 'tailMean', confidence, outcomes }, revenueAtLeast });
    if (allocation.status !== 'optimal') throw new Error(allocation.status);
    expectGolden(allocation.risk, -tailMean, tolerance, 'tail mean', 100);
    expect(allocation.revenue).toBeGreaterThanOrEqual(target - 1e-4);
  });
});

describe('the least variance and HHI agree with every active set in fractions', () => {
  it.each(casesOf('quadratic'))('problem $number, HHI: $hhi', async ({ hhi, weights, margins, maxima, total, target, expected }) => {
    const cells = margins.map((margin, i) => ({ id: `c${i}`, minimum: 0, maximum: maxima[i] ?? 0, margin }));
    const cellWeights = cells.map(({ id }) => ({ cell: id, weight: 1 }));
    const risk = hhi
      ? ({ kind: 'hhi', groups: cellWeights.map((cellWeight) => [cellWeight]), whole: total } as const)
      : ({ kind: 'variance', covariance: weights } as const);
    const limits = [{ id: 'total', source: 'total', counted: cellWeights, atMost: total, atLeast: total }];
    const allocation = await solve({ cells, limits }, { kind: 'risk', risk, revenueAtLeast: target });
    if (allocation.status !== 'optimal') throw new Error(allocation.status);
    expectGolden(allocation.risk, hhi ? expected.value / total ** 2 : expected.value, 1e-6, 'risk');
    expected.tonnes.forEach((tonnes, i) => {
      expect(allocation.tonnes[i], `cell ${i}`).toBeCloseTo(tonnes, 3);
    });
    expect(allocation.violations).toEqual([]);
  });
});
