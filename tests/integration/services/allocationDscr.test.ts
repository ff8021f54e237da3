import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AllocationResult } from '#shared/contract/allocation.ts';
import { LimitId } from '#shared/domain/ids.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let others: LimitId[];
const LIMIT = LimitId.parse('dscr');

beforeAll(async () => {
  services = await openServices();
  others = (await services.ask('allocation.deals', {})).limits.map(({ id }) => id);
});
afterAll(() => services.close());

/** Allocates the sample under one limit on the lowest DSCR of the lender case. */
const allocate = async (breach: number): Promise<AllocationResult & { readonly jobId: string }> => {
  const { limit } = await services.ask('limits.blank', {});
  const measure = { kind: 'minimumDscr', case: 'lender' } as const;
  await services.ask('limits.save', {
    limit: { ...limit, id: LIMIT, name: 'Lowest DSCR', from: 2026, direction: 'atLeast', measure, warn: breach * 1.1, breach },
  });
  const job = await services.ask('allocation.start', { aim: 'revenue', scenarios: 'library', deals: [], without: others });
  const result = await services.waitForJob(job, 'allocation');
  await services.ask('history.undo', {});
  return { ...result, ...job };
};

describe('an allocation within a limit on the lowest DSCR', () => {
  it('is held where it can be, and leaves nothing to be checked afterwards', async () => {
    const { answer, unmodelled } = await allocate(1.5);
    expect(unmodelled).toEqual([]);
    if (answer.outcome !== 'best') throw new Error(JSON.stringify(answer));
    // the current plan has 1.43
    expect(answer.checked.limits.find(({ id }) => id === LIMIT)?.state).not.toBe('breached');
    expect(answer.checked.violations).toBe(0);
  });

  it('shows what it changes in debt capacity and in the lowest DSCR, as the plan made of it does', async () => {
    const { answer, jobId } = await allocate(1.5);
    if (answer.outcome !== 'best') throw new Error(JSON.stringify(answer));
    const effectOf = (key: string) => answer.checked.effect.rows.find((row) => row.key === key);
    const [dscr, capacity] = [effectOf('minimumDscr')!, effectOf('debtCapacity')!];
    expect(Number(dscr.now.value)).toBeLessThan(1.5);
    expect(Number(dscr.signed.value)).toBeGreaterThan(1.5 - 1e-6);
    expect(Number(dscr.change.value)).toBeCloseTo(Number(dscr.signed.value) - Number(dscr.now.value), 9);
    const allocatedTonnes = await services.ask('allocation.tonnes', { job: jobId });
    const deals = allocatedTonnes.deals.map(({ contractId, after }) => ({ contractId, tonnesPerYear: after }));
    const valuedDeals = await services.ask('allocation.valued', { deals });
    expect(valuedDeals.effect.rows.find(({ key }) => key === 'debtCapacity')?.signed.value).toBeCloseTo(Number(capacity.signed.value), 2);
  });

  it('reports how much of it is reached, and when, where no allocation holds it', async () => {
    const { answer } = await allocate(1.6);
    if (answer.outcome !== 'conflict') throw new Error(JSON.stringify(answer));
    expect(answer.parts.map(({ limit }) => limit)).toContain(LIMIT);
    const { dscr, level, month } = answer.reached!;
    expect(level.value).toBe(1.6);
    expect(dscr.value).toBeGreaterThan(1.5);
    expect(dscr.value).toBeLessThan(1.6);
    expect(month.unit).toBe('month');
  });
});
