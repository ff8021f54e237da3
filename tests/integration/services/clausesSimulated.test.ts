import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SimulatedClauses } from '#shared/contract/contractClauses.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let draft: OfftakeContract;
beforeAll(async () => {
  services = await openServices();
  const { contract } = await services.ask('contracts.get', { id: ContractId.parse('C-042') });
  // a year is enough to test it
  draft = { ...contract, end: contract.start + 11 };
});
afterAll(() => services.close());

const simulateClauses = async (contract: OfftakeContract) =>
  services.waitForJob(await services.ask('contracts.simulateClauses', { contract }), 'clauses');
const rowOf = ({ rows }: SimulatedClauses, key: string) => rows.find((row) => row.key === key)!;
const value = ({ value: of }: Figure): number => Number(of);

describe('the simulated terms of a draft', () => {
  test('agree with the formula on prices alone and have explanations', async () => {
    const first = await simulateClauses(draft);
    const { clauses } = await services.ask('contracts.clauses', { contract: draft });
    expect(first.rows.map(({ key }) => key)).toEqual([...clauses.map(({ key }) => key), 'takeOrPay', 'credit', 'performance', 'policy']);
    for (const { key, value: formula } of clauses) {
      const row = rowOf(first, key);
      expect(row.formula.value).toBe(formula.value);
      if (key !== 'tolerance') {
        expect(value(row.differenceErrors), key).toBeCloseTo(value(row.difference) / value(row.aloneError), 9);
        expect(Math.abs(value(row.difference)), key).toBeLessThan(4 * value(row.aloneError) + 0.005 * Math.abs(value(formula)));
      }
    }
    for (const row of first.rows) {
      for (const figure of [row.alone, row.aloneError, row.difference, row.differenceErrors, row.run, row.runError, row.nonPriceEffects]) {
        if (figure.unit !== 'text') expect(figure.explanation!.total.amount).toBe(figure.value);
      }
      const lines = row.run.explanation!.lines.reduce((sum, { amount }) => sum + amount, 0);
      expect(lines).toBeCloseTo(value(row.run), 2);
    }
    for (const key of ['takeOrPay', 'credit', 'performance', 'policy']) expect(rowOf(first, key).alone.unit).toBe('text');
    expect(value(rowOf(first, 'credit').run)).toBeLessThan(0);
    expect(value(rowOf(first, 'policy').runError)).toBeGreaterThan(0);
  });

  test('use the random numbers of the last simulation: its seed, and its volatilities also in the formula beside', async () => {
    const before = rowOf(await simulateClauses(draft), 'floor');
    const settings = { ...DEFAULT_SIMULATION, seed: 77, paths: 256, volatilityFactor: 2 * DEFAULT_SIMULATION.volatilityFactor };
    await services.waitForJob(await services.ask('simulation.run', { settings }), 'simulation');
    const after = await simulateClauses(draft);
    const floor = rowOf(after, 'floor');
    expect(after.seed).toBe(77);
    expect(value(floor.formula)).toBeGreaterThan(value(before.formula));
    expect(Math.abs(value(floor.differenceErrors))).toBeLessThan(6);
  });

  test('are a job that can be stopped and then leaves the workspace unchanged', async () => {
    const before = services.ctx.workspace.revision();
    const { jobId } = await services.ask('contracts.simulateClauses', { contract: draft });
    await services.ask('jobs.cancel', { id: jobId });
    await expect(services.waitForJob({ jobId }, 'clauses')).rejects.toThrow(/cancelled/);
    expect(services.ctx.workspace.revision()).toBe(before);
  });

  test('of a contract that can’t be priced are refused before the simulation starts', async () => {
    const unknownBuyerDraft = { ...draft, buyerId: 'unknown' as OfftakeContract['buyerId'] };
    await expect(simulateClauses(unknownBuyerDraft)).rejects.toThrow(/BAD_INPUT.*buyerId.*gone/);
  });
});
