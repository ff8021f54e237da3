import { beforeAll, describe, expect, it } from 'vitest';
import { cureBreach } from '#engine';
import type { Solver } from '#shared/domain/allocation.ts';
import { loadSolver } from '../../core/workers/highsSolver.ts';
import type { CureProblem, CureRule } from './cureProblem.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await loadSolver();
});

type Contract = { readonly id: string; readonly tonnes: number; readonly loss: number };

const solvedCure = async (problem: CureProblem, solverOfCure = solver) => {
  const solution = await cureBreach(problem, solverOfCure);
  if (solution.status === 'stopped') throw new Error('stopped');
  return solution;
};

/** The contracts that a cure uses, and the excess that remains; not more than `mostTonnes` may be changed in all. */
const cureWith = async (contracts: readonly Contract[], excess: number, mostTonnes: number, solverOfCure = solver) => {
  const ruleOf = (source: string, currentExcess: number, sign: 1 | -1): CureRule => ({
    source,
    year: 2026,
    excess: { now: currentExcess, changes: new Map(contracts.map(({ id, tonnes }) => [id, sign * tonnes])) },
    margin: 0,
    isTarget: source === 'target',
  });
  const levers = contracts.map((contract) => ({ ...contract, contractId: contract.id }));
  const rules = [ruleOf('target', excess, -1), ruleOf('production', -mostTonnes, 1)];
  const { status, shares, remaining, bounds } = await solvedCure({ levers, rules, spreads: [] }, solverOfCure);
  return { status, changed: [...shares.keys()].sort(), remaining: remaining.get(2026), bounds };
};

describe('the cure of a breach that remains in any case', () => {
  const smallContracts = Array.from({ length: 10 }, (_, i) => ({ id: `small ${i}`, tonnes: 0.8, loss: 0 }));
  const contracts = [{ id: 'A', tonnes: 500, loss: 900 }, { id: 'B', tonnes: 400, loss: 900 }, ...smallContracts];

  it('leaves out contracts that together remove less than 1 % of what can be removed', async () => {
    // 908 of 1,000 can be removed, 8 of them by ten small contracts
    const solution = await cureWith(contracts, 1000, 1000);
    expect(solution).toEqual({ status: 'reduced', changed: ['A', 'B'], remaining: expect.closeTo(100, 3) });
  });

  it('has small contracts where the breach can be cured only with them', async () => {
    const { status, changed } = await cureWith(contracts, 905, 1000);
    expect(status).toBe('cured');
    expect(changed).toHaveLength(9);
  });

  it('removes the most that so few contracts can', async () => {
    // 1,000 of 2,000 can be removed; A with B is enough for 99 % of it, and A with C removes more at a higher loss
    const pair = [
      { id: 'A', tonnes: 900, loss: 900 },
      { id: 'B', tonnes: 93, loss: 1 },
      { id: 'C', tonnes: 95, loss: 500 },
    ];
    expect(await cureWith(pair, 2000, 1000)).toEqual({ status: 'reduced', changed: ['A', 'C'], remaining: expect.closeTo(1005, 3) });
  });

  it('removes 99 % of what can be removed in each year, also where that is little of all years', async () => {
    const levers = [
      { id: 'A', contractId: 'A', tonnes: 50_000, loss: 9 },
      { id: 'B', contractId: 'B', tonnes: 400, loss: 9 },
    ];
    const targetOf = (year: number, excess: number, id: string, tonnes: number): CureRule => ({
      source: 'target',
      year,
      excess: { now: excess, changes: new Map([[id, -tonnes]]) },
      margin: 0,
      isTarget: true,
    });
    const rules = [targetOf(2026, 100_000, 'A', 50_000), targetOf(2027, 1000, 'B', 400)];
    const solution = await cureBreach({ levers, rules, spreads: [] }, solver);
    expect(solution).toMatchObject({ status: 'reduced', shares: { size: 2 } });
  });

  it('is not called the best where the search for the least excess ends without an answer', async () => {
    const pair = [
      { id: 'A', tonnes: 900, loss: 900 },
      { id: 'B', tonnes: 93, loss: 1 },
      { id: 'C', tonnes: 95, loss: 500 },
    ];
    let isCounted = false;
    const stopping: Solver = (model, limits) => {
      const open = solver(model, limits);
      const [objective = ''] = model.split('Subject To');
      isCounted ||= objective.includes('z0');
      const isStopped = isCounted && objective.includes('s0');
      return { ...open, solve: async () => (isStopped ? { status: 'stopped', columns: {}, duals: [] } : open.solve()) };
    };
    expect(await cureWith(pair, 2000, 1000)).toMatchObject({ status: 'reduced', bounds: undefined });
    expect(await cureWith(pair, 2000, 1000, stopping)).toMatchObject({ status: 'reduced', bounds: { contracts: 2, loss: 0 } });
  });
});

describe('the cure of a breach that all changes together bring exactly to its level', () => {
  const levers = [
    { id: 'A', contractId: 'A', tonnes: 99_500, loss: 900 },
    { id: 'B', contractId: 'B', tonnes: 500, loss: 900 },
  ];
  const changes = new Map(levers.map(({ id, tonnes }) => [id, -tonnes]));

  // a margin is 1e-7 of the level, and the excess a part or a multiple of the level
  it.each([1e-12, 1e-10, 3e-10, 1e-8, 1e-7, 3e-7, 1e-6, 1e-5])('leaves nothing, at a margin of %f of the excess', async (part) => {
    const target: CureRule = { source: 'target', year: 2026, excess: { now: 1e5, changes }, margin: part * 1e5, isTarget: true };
    for (const steps of ['leastExcess', 'all'] as const) {
      const solution = await cureBreach({ levers, rules: [target], spreads: [] }, solver, steps);
      expect(solution).toMatchObject({ status: 'cured', shares: { size: 2 }, remaining: new Map([[2026, 0]]) });
    }
  });

  it('changes each of them as a whole, also the smallest', async () => {
    const contracts = [
      { id: 'A', contractId: 'A', tonnes: 99_000, loss: 900 },
      { id: 'B', contractId: 'B', tonnes: 999.99, loss: 900 },
      { id: 'C', contractId: 'C', tonnes: 0.01, loss: 900 },
    ];
    const excess = { now: 1e5, changes: new Map(contracts.map(({ id, tonnes }) => [id, -tonnes])) };
    const target: CureRule = { source: 'target', year: 2026, excess, margin: 0, isTarget: true };
    const { shares } = await solvedCure({ levers: contracts, rules: [target], spreads: [] });
    expect(shares).toEqual(new Map(contracts.map(({ id }) => [id, 1])));
  });

  it('leaves some where they do not reach the level', async () => {
    const target: CureRule = { source: 'target', year: 2026, excess: { now: 100_001, changes }, margin: 0.01, isTarget: true };
    expect(await cureBreach({ levers, rules: [target], spreads: [] }, solver, 'leastExcess')).toMatchObject({ status: 'reduced' });
  });
});
