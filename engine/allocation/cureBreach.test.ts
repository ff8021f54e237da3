import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { cureBreach, findCureConflict } from '#engine';
import type { Solver, SolverAnswer } from '#shared/domain/allocation.ts';
import { sum, sumBy } from '#shared/math.ts';
import { loadSolver } from '../../core/workers/highsSolver.ts';
import type { CureSolution } from './cureBreach.ts';
import { type CureLever, type CureProblem, type CureRule, cureAmountAt } from './cureProblem.ts';

let solver: Solver;
beforeAll(async () => {
  solver = await loadSolver();
});

type Change = { readonly contract: string; readonly tonnes: number; readonly loss: number };

const leversOf = (changes: readonly Change[]): CureLever[] =>
  changes.map(({ contract, tonnes, loss }) => ({ id: contract, contractId: contract, loss, tonnes: Math.abs(tonnes) }));

const rule = (
  source: string,
  currentExcess: number,
  changes: Readonly<Record<string, number>>,
  fields: Partial<CureRule> = {},
): CureRule => ({
  source,
  year: 2026,
  excess: { now: currentExcess, changes: new Map(Object.entries(changes)) },
  margin: 0,
  isTarget: source === 'target',
  ...fields,
});

const cure = async (problem: CureProblem): Promise<Exclude<CureSolution, { status: 'stopped' }>> => {
  const solution = await cureBreach(problem, solver);
  if (solution.status === 'stopped') throw new Error('stopped');
  return solution;
};

/** The least loss with which the contracts of a subset give up the excess: the cheapest tonnes first. Undefined where they can't. */
const leastLoss = (subset: readonly Change[], excess: number): number | undefined => {
  let left = excess;
  let loss = 0;
  for (const change of subset.toSorted((a, b) => a.loss / a.tonnes - b.loss / b.tonnes)) {
    const removedTonnes = Math.min(left, change.tonnes);
    left -= removedTonnes;
    loss += (removedTonnes / change.tonnes) * change.loss;
  }
  return left > 1e-9 ? undefined : loss;
};

const usedShares = ({ shares }: { readonly shares: ReadonlyMap<string, number> }) => Object.fromEntries(shares);

describe('a cure', () => {
  it('moves only the tonnes that the limit lacks, from the contract that loses least', async () => {
    // 30 kt over the level: A and B could each give 60 kt; B loses 5 USD/t, A 20 USD/t
    const changes = [
      { contract: 'A', tonnes: 60, loss: 1200 },
      { contract: 'B', tonnes: 60, loss: 300 },
    ];
    const solution = await cure({ levers: leversOf(changes), rules: [rule('target', 30, { A: -60, B: -60 })], spreads: [] });
    expect(solution.status).toBe('cured');
    expect(usedShares(solution)).toEqual({ B: expect.closeTo(0.5, 6) });
  });

  it('changes one contract at a high loss rather than two at a low one', async () => {
    const changes = [
      { contract: 'A', tonnes: 40, loss: 9000 },
      { contract: 'B', tonnes: 20, loss: 1 },
      { contract: 'C', tonnes: 20, loss: 1 },
    ];
    const solution = await cure({ levers: leversOf(changes), rules: [rule('target', 30, { A: -40, B: -20, C: -20 })], spreads: [] });
    expect(usedShares(solution)).toEqual({ A: expect.closeTo(0.75, 6) });
  });

  it('keeps every limit that is kept, even where the breach then remains in part', async () => {
    // each tonne signed with D lowers the excess by 0.5; D may take 20 before its own limit is broken
    const changes = [{ contract: 'D', tonnes: 100, loss: 0 }];
    const solution = await cure({
      levers: leversOf(changes),
      rules: [rule('target', 30, { D: -50 }), rule('own', -20, { D: 100 })],
      spreads: [],
    });
    expect(solution.status).toBe('reduced');
    expect(usedShares(solution)).toEqual({ D: expect.closeTo(0.2, 6) });
    expect(solution.remaining.get(2026)).toBeCloseTo(20, 5);
  });

  it('makes no limit worse that is broken already', async () => {
    const solution = await cure({
      levers: leversOf([{ contract: 'D', tonnes: 100, loss: 0 }]),
      rules: [rule('target', 30, { D: -50 }), rule('other', 5, { D: 100 })],
      spreads: [],
    });
    expect(solution.status).toBe('unchanged');
    expect(solution.remaining.get(2026)).toBeCloseTo(30, 6);
  });

  it('counts a gain as no loss, so that no more is changed than the limit needs', async () => {
    const solution = await cure({
      levers: leversOf([
        { contract: 'A', tonnes: 100, loss: -5000 },
        { contract: 'B', tonnes: 100, loss: 10 },
      ]),
      rules: [rule('target', 30, { A: -100, B: -100 })],
      spreads: [],
    });
    expect(usedShares(solution)).toEqual({ A: expect.closeTo(0.3, 6) });
  });

  it('cures the years that can be cured and states the excess of the others', async () => {
    const levers: CureLever[] = [
      { id: 'A@2026', contractId: 'A', loss: 1, tonnes: 10 },
      { id: 'A@2027', contractId: 'A', loss: 1, tonnes: 50 },
    ];
    const solution = await cure({
      levers,
      rules: [rule('target', 30, { 'A@2026': -10 }), rule('target', 30, { 'A@2027': -50 }, { year: 2027 })],
      spreads: [],
    });
    expect(solution.status).toBe('reduced');
    expect([...solution.remaining]).toEqual([
      [2026, expect.closeTo(20, 5)],
      [2027, 0],
    ]);
    expect(usedShares(solution)).toEqual({ 'A@2026': expect.closeTo(1, 6), 'A@2027': expect.closeTo(0.6, 6) });
  });

  it('keeps a level that is a small part of the excess, and a year that it cures beside one that stays breached', async () => {
    // 15,000,000 t over a level of 1,000 t; without an excess of exactly none the last tonnes of A are saved
    const levers: CureLever[] = ['A@2026', 'B@2026', 'A@2027', 'B@2027'].map((id) => ({
      id,
      contractId: id.slice(0, 1),
      loss: id.startsWith('A') ? 9e8 : 1e8,
      tonnes: 8e6,
    }));
    const cap = (year: number, excess: number) =>
      rule('target', excess, { [`A@${year}`]: -8e6, [`B@${year}`]: -8e6 }, { year, margin: 1e-4 });
    for (const excessLater of [15e6, 17e6]) {
      const solution = await cure({ levers, rules: [cap(2026, 15e6), cap(2027, excessLater)], spreads: [] });
      const excessIn = (year: number) => cureAmountAt(cap(year, year === 2026 ? 15e6 : excessLater).excess, solution.shares);
      expect(solution.status).toBe(excessLater > 16e6 ? 'reduced' : 'cured');
      expect(excessIn(2026)).toBeLessThanOrEqual(0);
      expect(excessIn(2027)).toBeLessThanOrEqual(Math.max(0, excessLater - 16e6) * (1 + 1e-6));
    }
  });

  it('without anything that may change leaves the breach as it is', async () => {
    const solution = await cure({ levers: [], rules: [rule('target', 30, {})], spreads: [] });
    expect(solution).toMatchObject({ status: 'unchanged', remaining: new Map([[2026, 30]]) });
  });

  it('meets a minimum of one member with the member that needs least', async () => {
    const solution = await cure({
      levers: leversOf([
        { contract: 'A', tonnes: 100, loss: 5 },
        { contract: 'B', tonnes: 100, loss: 1 },
      ]),
      rules: [rule('target', 60, { A: -100 }, { anyOf: 'largest' }), rule('target', 40, { B: -100 }, { anyOf: 'largest' })],
      spreads: [],
    });
    expect(solution.status).toBe('cured');
    expect(usedShares(solution)).toEqual({ B: expect.closeTo(0.4, 6) });
  });

  it('raises an effective number of buyers to its level, 3 for equal groups', async () => {
    // groups of 50, 50 and none: 1 / HHI = 2; three equal groups make 3
    const spread = (isTarget: boolean, atLeast: number) => ({
      source: 'buyers',
      year: 2026,
      groups: [
        { now: 50, changes: new Map() },
        { now: 50, changes: new Map() },
        { now: 0, changes: new Map([['C', 80]]) },
      ],
      atLeast,
      isTarget,
    });
    const levers = leversOf([{ contract: 'C', tonnes: 80, loss: 1 }]);
    const solution = await cure({ levers, rules: [], spreads: [spread(true, 2.5)] });
    // (100 + c)^2 / (5000 + c^2) = 2.5 at c = (200 - sqrt(40000 - 4 * 1.5 * 2500)) / 3
    const minimumTonnes = (200 - Math.sqrt(40_000 - 15_000)) / 3;
    expect(solution.status).toBe('cured');
    expect((solution.shares.get('C') ?? 0) * 80).toBeCloseTo(minimumTonnes, 3);
    // as a limit that is kept, the number bounds what C may take
    const protectedSolution = await cure({ levers, rules: [rule('target', 80, { C: -80 })], spreads: [spread(false, 2)] });
    expect(protectedSolution.status).toBe('cured');
  });
});

describe('a cure among more contracts than are searched at once', () => {
  // 400 contracts of 10 tonnes, the first at the least loss
  const changes = Array.from({ length: 400 }, (_, i) => ({ contract: `c${i}`, tonnes: 10, loss: 100 + i }));
  const weights = Object.fromEntries(changes.map(({ contract }) => [contract, -10]));
  const problem: CureProblem = { levers: leversOf(changes), rules: [rule('target', 95, weights)], spreads: [] };
  const totalLoss = ({ shares }: { readonly shares: ReadonlyMap<string, number> }) =>
    sumBy(changes, ({ contract, loss }) => loss * (shares.get(contract) ?? 0));
  const cheapestLoss = leastLoss(changes.slice(0, 10), 95)!;

  it('changes the fewest contracts at the least loss', async () => {
    const solution = await cure(problem);
    expect(solution).toMatchObject({ status: 'cured', shares: { size: 10 } });
    expect(solution.bounds).toBeUndefined();
    expect(totalLoss(solution)).toBeCloseTo(cheapestLoss, 3);
  });

  it('leaves a minimum of one member to the member that meets it already', async () => {
    const heldRules = [
      rule('other', -5, {}, { anyOf: 'largest' }),
      rule('other', 20, Object.fromEntries(changes.map(({ contract }) => [contract, -1])), { anyOf: 'largest' }),
    ];
    const solution = await cure({ ...problem, rules: [...problem.rules, ...heldRules] });
    expect(solution).toMatchObject({ status: 'cured', shares: { size: 10 } });
  });

  it('exists where the solver finds no whole number of contracts in its time, and states how much better another one could be', async () => {
    const stopping: Solver = (model, limits) => {
      const open = solver(model, limits);
      const isWhole = model.includes('General');
      return { ...open, solve: async () => (isWhole ? { status: 'stopped', columns: {}, duals: [] } : open.solve()) };
    };
    const solution = await cureBreach(problem, stopping);
    if (solution.status === 'stopped') throw new Error('stopped');
    expect(solution.status).toBe('cured');
    expect(solution.bounds?.contracts ?? 10).toBe(10);
    expect(solution.shares.size).toBeGreaterThanOrEqual(10);
    expect(totalLoss(solution) - (solution.bounds?.loss ?? 0)).toBeLessThanOrEqual(cheapestLoss + 1e-3);
    expect(sumBy([...solution.shares.values()], (share) => 10 * share)).toBeGreaterThan(95 - 1e-5);
  });
});

it('is proven to be the best also by what the solver proves before its time ends', async () => {
  // 310 contracts of 20 to 59 tonnes: the relaxation mixes large ones at a high loss with small ones at a low one
  const changes = Array.from({ length: 310 }, (_, i) => ({
    contract: `c${i}`,
    tonnes: 20 + ((i * 17) % 40),
    loss: 100 + ((i * 7919) % 997),
  }));
  const weights = Object.fromEntries(changes.map(({ contract, tonnes }) => [contract, -tonnes]));
  const problem: CureProblem = { levers: leversOf(changes), rules: [rule('target', 700, weights)], spreads: [] };
  const boundWith = async (fields: Partial<SolverAnswer>): Promise<number> => {
    const solution = await cureBreach(problem, (model, limits) => {
      const open = solver(model, limits);
      const isWhole = model.includes('General');
      return { ...open, solve: async () => ({ ...(await open.solve()), ...(isWhole && { status: 'limited' as const, ...fields }) }) };
    });
    return solution.status === 'stopped' ? Number.NaN : (solution.bounds?.loss ?? 0);
  };
  expect(await boundWith({ least: 0 })).toBeGreaterThan(0.1);
  expect(await boundWith({})).toBe(0);
});

it('exists where only its losses find no solution in the time', async () => {
  const changes = [
    { contract: 'A', tonnes: 60, loss: 1200 },
    { contract: 'B', tonnes: 60, loss: 300 },
  ];
  let solveCount = 0;
  const slow: Solver = (model, limits) => {
    const open = solver(model, limits);
    return { ...open, solve: async () => (++solveCount > 2 ? { status: 'stopped', columns: {}, duals: [] } : open.solve()) };
  };
  const solution = await cureBreach({ levers: leversOf(changes), rules: [rule('target', 30, { A: -60, B: -60 })], spreads: [] }, slow);
  expect(solution).toMatchObject({ status: 'cured', shares: { size: 1 }, bounds: { contracts: 0, loss: undefined } });
});

it('that has no time for all cuts of an effective number is as much of it as keeps the other limits', async () => {
  const slow: Solver = (model, limits) => {
    const open = solver(model, limits);
    return { ...open, solve: async () => ({ ...(await open.solve()), seconds: 2 }) };
  };
  const group = (currentAmount: number, id: string) => ({ now: currentAmount, changes: new Map([[id, 80]]) });
  const spread = (source: string, groups: CureProblem['spreads'][number]['groups'], atLeast: number) => ({
    source,
    year: 2026,
    groups,
    atLeast,
    isTarget: source === 'target',
  });
  const targetSpread = spread('target', [group(50, 'A'), group(90, 'B'), group(0, 'C'), group(5, 'D')], 3.9);
  const keptSpread = spread('kept', [group(40, 'C'), group(40, 'D'), group(40, 'A')], 2.9);
  const levers = leversOf(['A', 'B', 'C', 'D'].map((contract) => ({ contract, tonnes: 80, loss: 1 })));
  const solution = await cureBreach({ levers, rules: [], spreads: [targetSpread, keptSpread] }, slow);
  if (solution.status === 'stopped') throw new Error('stopped');
  const effectiveNumber = ({ groups }: typeof targetSpread) => {
    const amounts = groups.map((amount) => cureAmountAt(amount, solution.shares));
    return sum(amounts) ** 2 / sumBy(amounts, (amount) => amount ** 2);
  };
  expect(solution).toMatchObject({ status: 'reduced', bounds: { contracts: 0, hasLessExcess: true } });
  expect(effectiveNumber(keptSpread)).toBeGreaterThan(2.9 - 1e-6);
  expect(effectiveNumber(targetSpread)).toBeGreaterThan(145 ** 2 / (50 ** 2 + 90 ** 2 + 5 ** 2));
  expect(effectiveNumber(targetSpread)).toBeLessThan(3.9);
});

describe('what prevents a cure', () => {
  const levers = leversOf([
    { contract: 'C', tonnes: 100, loss: 0 },
    { contract: 'D', tonnes: 100, loss: 0 },
  ]);
  const target = rule('target', 60, { C: -100, D: -100 });

  it('is one limit where one is enough', async () => {
    const rules = [target, rule('loose', -90, { C: 100, D: 100 }), rule('tight', -20, { C: 100, D: 100 })];
    expect(await findCureConflict({ levers, rules, spreads: [] }, solver)).toEqual(['tight']);
  });

  it('is the smallest set of limits that leave no room together', async () => {
    const rules = [target, rule('ofC', -20, { C: 100 }), rule('loose', -90, { C: 100 }), rule('ofD', -20, { D: 100 })];
    expect(await findCureConflict({ levers, rules, spreads: [] }, solver)).toEqual(['ofC', 'ofD']);
  });

  it('is no limit where the contracts can give too little, and nothing where the breach can be cured', async () => {
    const smallLevers = leversOf([{ contract: 'C', tonnes: 100, loss: 0 }]);
    expect(await findCureConflict({ levers: smallLevers, rules: [rule('target', 160, { C: -100 })], spreads: [] }, solver)).toEqual([]);
    expect(await findCureConflict({ levers, rules: [target], spreads: [] }, solver)).toBeUndefined();
  });
});

type Stated = { readonly changes: readonly Change[]; readonly excess: number };
const statedBreaches: fc.Arbitrary<Stated> = fc.record({
  changes: fc.array(
    fc
      .record({ tonnes: fc.integer({ min: 1, max: 60 }), loss: fc.integer({ min: 0, max: 500 }) })
      .map((deal) => ({ ...deal, contract: '' })),
    { minLength: 1, maxLength: 7 },
  ),
  excess: fc.integer({ min: 1, max: 150 }),
});

it('has the fewest contracts and the least loss of all subsets of contracts', async () => {
  await fc.assert(
    fc.asyncProperty(statedBreaches, async ({ changes: changeFields, excess }) => {
      const changes = changeFields.map((change, i) => ({ ...change, contract: `c${i}` }));
      const weights = Object.fromEntries(changes.map(({ contract, tonnes }) => [contract, -tonnes]));
      const solution = await cure({ levers: leversOf(changes), rules: [rule('target', excess, weights)], spreads: [] });
      const subsets = Array.from({ length: 2 ** changes.length }, (_, bits) => changes.filter((_change, i) => (bits >> i) & 1));
      const curingSubsets = subsets.flatMap((subset) => {
        const loss = leastLoss(subset, excess);
        return loss === undefined ? [] : [{ size: subset.length, loss }];
      });
      const loss = sumBy(changes, ({ contract, loss: totalLoss }) => totalLoss * (solution.shares.get(contract) ?? 0));
      if (curingSubsets.length === 0) {
        expect(solution.status).toBe('reduced');
        expect(solution.remaining.get(2026)).toBeCloseTo(excess - sumBy(changes, ({ tonnes }) => tonnes), 4);
        return;
      }
      const minimumSize = Math.min(...curingSubsets.map(({ size }) => size));
      expect(solution.status).toBe('cured');
      expect(solution.shares.size).toBe(minimumSize);
      expect(loss).toBeCloseTo(Math.min(...curingSubsets.filter(({ size }) => size === minimumSize).map((subset) => subset.loss)), 3);
    }),
    { numRuns: 60, seed: 7 },
  );
});

it('signs the fewest contracts that fit beside the limits of their groups, as a search of all subsets finds', async () => {
  const problems = fc.record({
    deals: fc.array(fc.record({ tonnes: fc.integer({ min: 5, max: 60 }), group: fc.integer({ min: 0, max: 2 }) }), {
      minLength: 1,
      maxLength: 7,
    }),
    rooms: fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 3, maxLength: 3 }),
    missing: fc.integer({ min: 1, max: 120 }),
  });
  await fc.assert(
    fc.asyncProperty(problems, async ({ deals, rooms, missing }) => {
      const changes = deals.map(({ tonnes, group }, i) => ({ contract: `c${i}`, tonnes, group, loss: 0 }));
      const rules = [
        rule('target', missing, Object.fromEntries(changes.map(({ contract, tonnes }) => [contract, -tonnes]))),
        ...rooms.map((room, g) =>
          rule(
            `group${g}`,
            -room,
            Object.fromEntries(changes.filter(({ group }) => group === g).map((change) => [change.contract, change.tonnes])),
          ),
        ),
      ];
      const solution = await cure({ levers: leversOf(changes), rules, spreads: [] });
      const signed = (subset: typeof changes): number =>
        sumBy(rooms, (room, g) =>
          Math.min(
            room,
            sumBy(
              subset.filter(({ group }) => group === g),
              ({ tonnes }) => tonnes,
            ),
          ),
        );
      const maximumCure = signed(changes);
      const targetCure = Math.min(missing, maximumCure);
      const subsets = Array.from({ length: 2 ** changes.length }, (_, bits) => changes.filter((_change, i) => (bits >> i) & 1));
      const minimumCount = Math.min(...subsets.filter((subset) => signed(subset) >= targetCure - 1e-9).map(({ length }) => length));
      expect(solution.status).toBe(maximumCure >= missing ? 'cured' : minimumCount === 0 ? 'unchanged' : 'reduced');
      expect(solution.remaining.get(2026)).toBeCloseTo(Math.max(0, missing - maximumCure), 4);
      expect(solution.shares.size).toBe(minimumCount);
    }),
    { numRuns: 60, seed: 11 },
  );
});
