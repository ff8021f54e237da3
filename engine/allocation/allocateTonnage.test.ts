import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { allocateTonnage, allocationFrontier, findAllocationViolations } from '#engine';
import type { AllocationLimit, AllocationProblem, Solver } from '#shared/domain/allocation.ts';
import { loadSolver } from '../../core/workers/highsSolver.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await loadSolver();
});

type StatedProblem = Pick<AllocationProblem, 'cells' | 'limits'>;

const statedProblems: fc.Arbitrary<StatedProblem> = fc
  .record({
    cells: fc.array(fc.record({ maximum: fc.integer({ min: 1000, max: 90_000 }), margin: fc.integer({ min: -50, max: 900 }) }), {
      minLength: 3,
      maxLength: 7,
    }),
    share: fc.integer({ min: 30, max: 90 }),
    production: fc.integer({ min: 20_000, max: 200_000 }),
    china: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
  })
  .map(({ cells, share, production, china }) => {
    const namedCells = cells.map((cell, i) => ({ id: `c${i}`, minimum: 0, ...cell }));
    const weights = namedCells.map(({ id }) => ({ cell: id, weight: 1 }));
    const limits: AllocationLimit[] = [
      { id: 'production', source: 'production', counted: weights, atMost: production },
      { id: 'china', source: 'china', counted: weights.filter((_, i) => china[i]), of: weights, atMost: share / 100 },
      ...weights.map(
        (weight): AllocationLimit => ({ id: weight.cell, source: 'largest', counted: [weight], of: weights, atMost: share / 100 }),
      ),
    ];
    return { cells: namedCells, limits };
  });

const best = async (problem: StatedProblem) => {
  const allocation = await allocateTonnage({ ...problem, objective: { kind: 'revenue' } }, solver);
  if (allocation.status !== 'optimal') throw new Error(allocation.status);
  return allocation;
};

describe('the best allocation', () => {
  it('meets every limit within a millionth of a tonne', async () => {
    await fc.assert(
      fc.asyncProperty(statedProblems, async (problem) => {
        const allocation = await best(problem);
        expect(allocation.violations).toEqual([]);
        expect(findAllocationViolations(problem, allocation.tonnes)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('never earns less after a limit is relaxed', async () => {
    await fc.assert(
      fc.asyncProperty(statedProblems, fc.nat(), async (problem, pick) => {
        const solveAt = pick % problem.limits.length;
        const relaxedLimits = problem.limits.map((limit, i) => (i === solveAt ? { ...limit, atMost: (limit.atMost ?? 0) * 1.1 } : limit));
        const [before, after] = [await best(problem), await best({ ...problem, limits: relaxedLimits })];
        expect(after.revenue).toBeGreaterThanOrEqual(before.revenue - 1e-6 * Math.abs(before.revenue));
      }),
      { numRuns: 60 },
    );
  });

  it('gains the shadow price from one more tonne of headroom', async () => {
    const cells = [
      { id: 'a', minimum: 0, maximum: 100, margin: 50 },
      { id: 'b', minimum: 0, maximum: 100, margin: 20 },
    ];
    const weights = cells.map(({ id }) => ({ cell: id, weight: 1 }));
    const limits = (maximum: number): AllocationLimit[] => [{ id: 'production', source: 'production', counted: weights, atMost: maximum }];
    const [basePlan, relaxedPlan] = [await best({ cells, limits: limits(150) }), await best({ cells, limits: limits(151) })];
    expect(basePlan.binding).toEqual([
      { id: 'production', source: 'production', shadowPrice: expect.closeTo(relaxedPlan.revenue - basePlan.revenue, 9) },
    ]);
  });

  it.each(['atMost', 'equal', 'atLeast'] as const)(
    'exists where fixed deals meet a limit (%s) exactly but for the rounding of their sum',
    async (relation) => {
      const fixedCells = Array.from({ length: 300 }, (_, i) => {
        const tonnes = 70_000 + (i % 7) * 1_000.1 + i / 3;
        return { id: `c${i}`, minimum: tonnes, maximum: tonnes, margin: 10 };
      });
      const weights = fixedCells.map(({ id }) => ({ cell: id, weight: 0.3 }));
      const total = fixedCells.reduce((sum, { minimum }) => sum + 0.3 * minimum, 0);
      // a few units in the last place of 6 million
      const rounding = 1e-8;
      const [lowerLevel, upperLevel] = [total - rounding, total + rounding];
      const level = {
        atMost: { atMost: lowerLevel },
        atLeast: { atLeast: upperLevel },
        equal: { atMost: lowerLevel, atLeast: lowerLevel },
      };
      const limits: AllocationLimit[] = [{ id: 'production', source: 'production', counted: weights, ...level[relation] }];
      expect((await best({ cells: fixedCells, limits })).violations).toEqual([]);
    },
  );

  it('has the effective number of buyers that a limit requires', async () => {
    const cells = ['a', 'b', 'c'].map((id, i) => ({ id, minimum: 0, maximum: 90, margin: 30 - 10 * i }));
    const groups = cells.map(({ id }) => [{ cell: id, weight: 1 }]);
    const limits = [{ id: 'production', source: 'production', counted: groups.flat(), atMost: 100 }];
    const spreads = [{ id: 'buyers', source: 'buyers', groups, atLeast: 2.5 }];
    const allocation = await allocateTonnage({ cells, limits, effectiveNumbers: spreads, objective: { kind: 'revenue' } }, solver);
    if (allocation.status !== 'optimal') throw new Error(allocation.status);
    const totalTonnes = allocation.tonnes.reduce((sum, tonnes) => sum + tonnes, 0);
    expect(totalTonnes ** 2 / allocation.tonnes.reduce((sum, tonnes) => sum + tonnes ** 2, 0)).toBeCloseTo(2.5, 5);
    expect(allocation.violations).toEqual([]);
    expect(allocation.revenue).toBeLessThan((await best({ cells, limits })).revenue);
  });
});

describe('the frontier', () => {
  const outcomes = (cells: StatedProblem['cells']) =>
    Array.from({ length: 12 }, (_, s) => cells.map(({ margin }, i) => margin * (1 + 0.5 * Math.sin(7 * s + 3 * i))));

  it('of the variance does not depend on the unit of a deal', async () => {
    // ten deals of 1,000 units; in tonnes the units differ by up to 30,000 times
    const frontierOf = (tonnesAUnit: readonly number[]) => {
      const ids = tonnesAUnit.map((_, i) => `c${i}`);
      const sd = ids.map((_, i) => 50 + 17 * ((i * 7) % 10));
      const problem: StatedProblem = {
        cells: ids.map((id, i) => ({
          id,
          minimum: 800 * tonnesAUnit[i]!,
          maximum: 1200 * tonnesAUnit[i]!,
          margin: (60 + 9 * ((i * 3) % 10)) / tonnesAUnit[i]!,
        })),
        limits: [
          {
            id: 'total',
            source: 'total',
            counted: ids.map((cell, i) => ({ cell, weight: 1 / tonnesAUnit[i]! })),
            atMost: 10_000,
            atLeast: 10_000,
          },
        ],
      };
      const covariance = sd.map((a, i) => sd.map((b, j) => ((i === j ? 1 : 0.6) * a * b) / tonnesAUnit[i]! / tonnesAUnit[j]!));
      return allocationFrontier(problem, { kind: 'variance', covariance }, 25, solver);
    };
    const uniformFrontier = await frontierOf(Array.from({ length: 10 }, () => 1));
    const scaledFrontier = await frontierOf(Array.from({ length: 10 }, (_, i) => 10 ** (i / 2)));
    if (!('points' in uniformFrontier) || !('points' in scaledFrontier)) throw new Error('there is no frontier');
    expect(uniformFrontier.points).toHaveLength(25);
    expect(scaledFrontier.points).toHaveLength(25);
    uniformFrontier.points.forEach(({ risk, revenue }, i) => {
      expect(scaledFrontier.points[i]!.risk / risk).toBeCloseTo(1, 6);
      expect(scaledFrontier.points[i]!.revenue / revenue).toBeCloseTo(1, 6);
    });
  });

  it('marks the point where the solver fails as interpolated: half-way between its neighbours, and no other', async () => {
    const cells = [50, 300, 700].map((margin, i) => ({ id: `c${i}`, minimum: 0, maximum: 40_000, margin }));
    const problem = { cells, limits: [] };
    const covariance = cells.map((_, i) => cells.map((__, j) => (i === j ? (i + 1) ** 2 * 100 : 10)));
    const targets: number[] = [];
    /** The solver, which fails at the revenues for which `fails` is true. */
    const failing = (fails: (target: number) => boolean): Solver => {
      // a model opened again for the same revenue fails as well
      let isFailing = false;
      return (model) => {
        const open = solver(model);
        return {
          ...open,
          setLeast: (row, minimum) => {
            targets.push(minimum);
            isFailing = fails(minimum);
            open.setLeast(row, minimum);
          },
          solve: async () => (isFailing ? { status: 'stopped', columns: {}, duals: [] } : open.solve()),
        };
      };
    };
    const frontierOf = async (lpSolver: Solver) => {
      const line = await allocationFrontier(problem, { kind: 'variance', covariance }, 9, lpSolver);
      if (!('points' in line)) throw new Error(line.status);
      return line.points;
    };
    expect((await frontierOf(failing(() => false))).map(({ isInterpolated }) => isInterpolated)).not.toContain(true);
    const failedTarget = [...new Set(targets)].sort((a, b) => a - b).at(-4)!;
    const points = await frontierOf(failing((target) => Math.abs(target / failedTarget - 1) < 1e-6));
    const [at, ...others] = [...points.keys()].filter((i) => points[i]!.isInterpolated);
    expect(others).toEqual([]);
    const [before, after] = [points[at! - 1]!, points[at! + 1]!];
    expect(points[at!]!.tonnes).toEqual(cells.map((_, k) => expect.closeTo((before!.tonnes[k]! + after!.tonnes[k]!) / 2, 9)));
  });

  it('has the points that separate solves have', async () => {
    await fc.assert(
      fc.asyncProperty(statedProblems, async (problem) => {
        const risk = { kind: 'shortfall', confidence: 0.8, outcomes: outcomes(problem.cells) } as const;
        const line = await allocationFrontier(problem, risk, 9, solver);
        if (!('points' in line)) throw new Error(line.status);
        for (const point of line.points) {
          const separateAllocation = await allocateTonnage(
            { ...problem, objective: { kind: 'risk', risk, revenueAtLeast: point.revenue - 1e-6 } },
            solver,
          );
          if (separateAllocation.status !== 'optimal') throw new Error(separateAllocation.status);
          expect(Math.abs(separateAllocation.risk! - point.risk)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(point.revenue)));
          expect(findAllocationViolations(problem, point.tonnes)).toEqual([]);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('is monotone and concave without lots', async () => {
    await fc.assert(
      fc.asyncProperty(statedProblems, async (problem) => {
        const line = await allocationFrontier(
          problem,
          { kind: 'shortfall', confidence: 0.8, outcomes: outcomes(problem.cells) },
          9,
          solver,
        );
        if (!('points' in line)) throw new Error(line.status);
        const { points } = line;
        const scale = Math.max(1, ...points.map(({ risk }) => Math.abs(risk)), ...points.map(({ revenue }) => Math.abs(revenue)));
        points.forEach(({ revenue, risk }, i) => {
          const before = points[i - 1];
          if (!before) return;
          expect(revenue).toBeGreaterThanOrEqual(before.revenue - 1e-6 * scale);
          expect(risk).toBeGreaterThanOrEqual(before.risk - 1e-6 * scale);
          const after = points[i + 1];
          if (!after || after.revenue - before.revenue < 1e-6 * scale) return;
          // concave revenue in risk: the least risk in the middle lies on or under the chord
          const position = (revenue - before.revenue) / (after.revenue - before.revenue);
          expect(risk).toBeLessThanOrEqual(before.risk + position * (after.risk - before.risk) + 1e-6 * scale);
        });
      }),
      { numRuns: 15 },
    );
  });
});

describe('an infeasible problem', () => {
  const cells = [
    { id: 'china', minimum: 60, maximum: 100, margin: 10 },
    { id: 'japan', minimum: 0, maximum: 20, margin: 5 },
  ];
  const weights = cells.map(({ id }) => ({ cell: id, weight: 1 }));

  it('names only a contradictory minimum and maximum', async () => {
    const limits: AllocationLimit[] = [
      { id: 'least', source: 'least', counted: weights, atLeast: 90 },
      { id: 'most', source: 'most', counted: weights, atMost: 80 },
      { id: 'idle', source: 'idle', counted: weights, atMost: 500 },
    ];
    const allocation = await allocateTonnage({ cells, limits, objective: { kind: 'revenue' } }, solver);
    expect(allocation).toEqual({ status: 'infeasible', conflict: { sources: ['least', 'most'], minima: [], isSmallest: true } });
  });

  it('names the deal whose minimum tonnes exceed a share', async () => {
    const limits: AllocationLimit[] = [{ id: 'share', source: 'share', counted: weights.slice(0, 1), of: weights, atMost: 0.5 }];
    const allocation = await allocateTonnage({ cells, limits, objective: { kind: 'revenue' } }, solver);
    expect(allocation).toEqual({ status: 'infeasible', conflict: { sources: ['share'], minima: ['china'], isSmallest: true } });
  });

  it('names a pair rather than a larger conflict, without trying every pair', async () => {
    const [deals, productionLimit] = [300, 20];
    const manyCells = Array.from({ length: deals }, (_, i) => ({ id: `c${i}`, minimum: 40, maximum: 100, margin: 1 }));
    const three = manyCells.slice(0, 3).map(({ id }) => ({ cell: id, weight: 1 }));
    const largerLimit: AllocationLimit = { id: 'three', source: 'three', counted: three, atMost: 100 };
    const idleLimits = Array.from({ length: productionLimit }, (_, k) => ({
      id: `idle${k}`,
      source: `idle${k}`,
      counted: three,
      atMost: 1e6,
    }));
    for (const at of [undefined, 0, 150, 299]) {
      let solves = 0;
      const countingSolver: Solver = (text) => {
        const model = solver(text);
        return {
          ...model,
          solve: () => {
            solves++;
            return model.solve();
          },
        };
      };
      const pair = at === undefined ? [] : [{ id: 'pair', source: 'pair', counted: [{ cell: `c${at}`, weight: 1 }], atMost: 20 }];
      const allocation = await allocateTonnage(
        { cells: manyCells, limits: [largerLimit, ...idleLimits, ...pair], objective: { kind: 'revenue' } },
        countingSolver,
      );
      const conflict =
        at === undefined
          ? { sources: ['three'], minima: ['c0', 'c1', 'c2'], isSmallest: false }
          : { sources: ['pair'], minima: [`c${at}`], isSmallest: true };
      expect(allocation).toEqual({ status: 'infeasible', conflict });
      expect(solves).toBeLessThan(3 * (deals + productionLimit));
    }
  });

  it('names a revenue above the maximum', async () => {
    const objective = { kind: 'risk', risk: { kind: 'shortfall', confidence: 0.8, outcomes: [[10, 5]] }, revenueAtLeast: 1e6 } as const;
    const allocation = await allocateTonnage({ cells, limits: [], objective }, solver);
    expect(allocation).toMatchObject({ status: 'infeasible', conflict: { sources: ['revenueTarget'] } });
  });

  it('is refused without cells, with an unknown cell or with invalid numbers', async () => {
    const objective = { kind: 'revenue' } as const;
    await expect(allocateTonnage({ cells: [], limits: [], objective }, solver)).rejects.toMatchObject({ code: 'EMPTY' });
    const strayLimits = [{ id: 'x', source: 'x', counted: [{ cell: 'unknown', weight: 1 }], atMost: 1 }];
    await expect(allocateTonnage({ cells, limits: strayLimits, objective }, solver)).rejects.toMatchObject({ code: 'BAD_SHAPE' });
    const badCells = [{ id: 'a', minimum: 0, maximum: Number.NaN, margin: 1 }];
    await expect(allocateTonnage({ cells: badCells, limits: [], objective }, solver)).rejects.toMatchObject({ code: 'NOT_FINITE' });
    const variance = { kind: 'variance', covariance: [[1]] } as const;
    await expect(allocationFrontier({ cells, limits: [] }, variance, 3, solver)).rejects.toMatchObject({ code: 'BAD_SHAPE' });
  });
});

describe('a shadow price', () => {
  it('of a limit is the reduction of the HHI from its next tonne', async () => {
    // two buyers, the cheaper-to-spread one capped
    const at = async (productionLimit: number) => {
      const cells = ['a', 'b', 'c'].map((id) => ({ id, minimum: 0, maximum: 1e6, margin: 10 }));
      const weights = cells.map(({ id }) => ({ cell: id, weight: 1 }));
      const allocation = await allocateTonnage(
        {
          cells,
          limits: [
            { id: 'total', source: 'total', counted: weights, atMost: 90_000, atLeast: 90_000 },
            { id: 'cap', source: 'cap', counted: weights.slice(0, 1), atMost: productionLimit },
          ],
          objective: { kind: 'risk', risk: { kind: 'hhi', groups: weights.map((weight) => [weight]), whole: 90_000 } },
        },
        solver,
      );
      if (allocation.status !== 'optimal') throw new Error(allocation.status);
      return allocation;
    };
    const [basePlan, relaxedPlan] = [await at(20_000), await at(20_001)];
    const cap = basePlan.binding.find(({ id }) => id === 'cap');
    // d/dm of (m^2 + (W - m)^2 / 2) / W^2 is (3 m - W) / W^2
    expect(cap?.shadowPrice).toBeCloseTo(30_000 / 90_000 ** 2, 12);
    expect((basePlan.risk ?? 0) - (relaxedPlan.risk ?? 0)).toBeCloseTo(cap?.shadowPrice ?? 0, 9);
  });
});
