import { beforeAll, describe, expect, it } from 'vitest';
import { allocateTonnage } from '#engine';
import type { AllocationLimit, AllocationProblem, AllocationRisk, Solver } from '#shared/domain/allocation.ts';
import { loadSolver } from '../../core/workers/highsSolver.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await loadSolver();
});

const METALS = ['Cu', 'Ni', 'Zn'];
const BUYERS = ['B1-DE', 'B2-CN', 'B3-JP', 'B4-CN', 'B5-US'];
const COUNTRY = ['DE', 'CN', 'JP', 'CN', 'US'];
const MARGIN = [
  [310, 345, 322, 351, 298],
  [820, 905, 870, 880, 790],
  [140, 152, 149, 155, 131],
];
const AVAILABLE = [40_000, 9000, 25_000];
const DEMAND = [
  [15_000, 20_000, 12_000, 18_000, 10_000],
  [4000, 5000, 2500, 3500, 3000],
  [9000, 12_000, 8000, 9000, 7000],
];

const cells = METALS.flatMap((metal, i) =>
  BUYERS.map((buyer, j) => ({ id: `${metal}|${buyer}`, minimum: 0, maximum: DEMAND[i]![j]!, margin: MARGIN[i]![j]! })),
);
const cellsWhere = (keep: (metal: number, buyer: number) => boolean) =>
  METALS.flatMap((metal, i) => BUYERS.flatMap((buyer, j) => (keep(i, j) ? [{ cell: `${metal}|${buyer}`, weight: 1 }] : [])));
const rule = (id: string, fields: Omit<AllocationLimit, 'id' | 'source'>): AllocationLimit => ({ id, source: id, ...fields });
const problem = (buyer: Partial<AllocationLimit>, country: Partial<AllocationLimit>): AllocationProblem => ({
  cells,
  limits: [
    ...METALS.map((metal, i) => rule(metal, { counted: cellsWhere((m) => m === i), atMost: AVAILABLE[i]! })),
    ...BUYERS.map((id, j) => rule(id, { counted: cellsWhere((_, b) => b === j), ...buyer })),
    ...['CN', 'DE', 'JP', 'US'].map((id) => rule(id, { counted: cellsWhere((_, b) => COUNTRY[b] === id), ...country })),
  ],
  objective: { kind: 'revenue' },
});

// values of glpk and of HiGHS in another build, interior point and simplex
describe('three metals for five buyers', () => {
  it('with limits in tonnes', async () => {
    const allocation = await allocateTonnage(problem({ atMost: 22_200 }, { atMost: 29_600 }), solver);
    if (allocation.status !== 'optimal') throw new Error(allocation.status);
    expect(allocation.revenue).toBeCloseTo(24_965_900, 0);
    const bestTonnes = [6200, 4100, 11_700, 18_000, 0, 0, 5000, 2500, 1500, 0, 9000, 0, 8000, 1000, 7000];
    allocation.tonnes.forEach((tonnes, i) => {
      expect(tonnes).toBeCloseTo(bestTonnes[i]!, 3);
    });
    expect(Object.fromEntries(allocation.binding.map(({ id, shadowPrice }) => [id, Math.round(shadowPrice * 1e6) / 1e6]))).toEqual({
      Cu: 310,
      Ni: 845,
      Zn: 120,
      'B3-JP': 12,
      CN: 35,
    });
  });

  it('with limits as shares of tonnes sold', async () => {
    const of = cellsWhere(() => true);
    const allocation = await allocateTonnage(problem({ of, atMost: 0.25 }, { of, atMost: 0.35 }), solver);
    if (allocation.status !== 'optimal') throw new Error(allocation.status);
    expect(allocation.revenue).toBeCloseTo(24_733_800, 0);
    expect(allocation.violations).toEqual([]);
    expect(allocation.binding.find(({ id }) => id === 'CN')?.shadowPrice).toBeCloseTo(47, 6);
    expect(allocation.binding.find(({ id }) => id === 'Ni')?.shadowPrice).toBeCloseTo(853.95, 6);
  });
});

const PRICES = [9350, 9500, 9420, 9610, 9280, 9540];
const VOLATILITY = [0.1, 0.24, 0.16, 0.3, 0.05, 0.22];
const TOTAL = 50_000;

// values of every active set, and of SLSQP
describe('six clauses for fifty thousand tonnes', () => {
  const allocateClauses = async (risk: AllocationRisk, maximumShare: number, price: number) => {
    const six = PRICES.map((margin, i) => ({ id: `c${i}`, minimum: 0, maximum: maximumShare * TOTAL, margin }));
    const weights = six.map(({ id }) => ({ cell: id, weight: 1 }));
    const allocation = await allocateTonnage(
      {
        cells: six,
        limits: [rule('total', { counted: weights, atMost: TOTAL, atLeast: TOTAL })],
        objective: { kind: 'risk', risk, revenueAtLeast: price * TOTAL },
      },
      solver,
    );
    if (allocation.status !== 'optimal') throw new Error(allocation.status);
    return allocation;
  };

  it('with minimum variance at 9,400 USD/t', async () => {
    const correlation = (i: number, j: number) => (i === j ? 1 : i === 4 || j === 4 ? 0.15 : 0.55);
    const covariance = PRICES.map((a, i) => PRICES.map((b, j) => a * VOLATILITY[i]! * b * VOLATILITY[j]! * correlation(i, j)));
    const allocation = await allocateClauses({ kind: 'variance', covariance }, 0.4, 9400);
    expect(Math.sqrt(allocation.risk ?? 0) / 47_752_208.8624862).toBeCloseTo(1, 6);
    const shares = [0.15052417847267155, 0.03577228072496646, 0.10348199216568459, 0.0921189171229817, 0.4, 0.21810263151369844];
    shares.forEach((share, i) => {
      expect(Math.abs(allocation.tonnes[i]! / TOTAL - share)).toBeLessThan(1e-5);
    });
  });

  it('with minimum HHI at 9,520 USD/t', async () => {
    const allocation = await allocateClauses(
      { kind: 'hhi', groups: PRICES.map((_, i) => [{ cell: `c${i}`, weight: 1 }]), whole: TOTAL },
      1,
      9520,
    );
    expect((allocation.risk ?? 0) / 0.2311403508771024).toBeCloseTo(1, 6);
    expect(allocation.tonnes[3]! / TOTAL).toBeCloseTo(0.3140350877191942, 5);
  });
});
