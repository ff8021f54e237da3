import { beforeAll, describe, expect, it } from 'vitest';
import { cureBreach } from '#engine';
import type { Solver } from '#shared/domain/allocation.ts';
import { loadSolver } from '../../core/workers/highsSolver.ts';
import type { CureRule } from './cureProblem.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await loadSolver();
});

type Contract = { readonly id: string; readonly tonnes: number; readonly loss: number };

/** The contracts that a cure uses, and the excess that remains; not more than `mostTonnes` may be changed in all. */
const cureWith = async (contracts: readonly Contract[], excess: number, mostTonnes: number) => {
  const ruleOf = (source: string, currentExcess: number, sign: 1 | -1): CureRule => ({
    source,
    year: 2026,
    excess: { now: currentExcess, changes: new Map(contracts.map(({ id, tonnes }) => [id, sign * tonnes])) },
    margin: 0,
    isTarget: source === 'target',
  });
  const levers = contracts.map((contract) => ({ ...contract, contractId: contract.id }));
  const rules = [ruleOf('target', excess, -1), ruleOf('production', -mostTonnes, 1)];
  const solution = await cureBreach({ levers, rules, spreads: [] }, solver);
  if (solution.status === 'stopped') throw new Error('stopped');
  return { status: solution.status, changed: [...solution.shares.keys()].sort(), remaining: solution.remaining.get(2026) };
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
});
