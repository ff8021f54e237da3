import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getContract, saveContract } from '#db/repositories/contracts.ts';
import type { AllocationResult } from '#shared/contract/allocation.ts';
import type { Input } from '#shared/contract/contract.ts';
import { ContractId, LimitId } from '#shared/domain/ids.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let broken: LimitId[];
beforeAll(async () => {
  services = await openServices();
  const { limits } = await services.ask('allocation.deals', {});
  broken = limits.filter(({ brokenBySigned }) => brokenBySigned).map(({ id }) => id);
});
afterAll(() => services.close());

const allocate = async (ask: Partial<Input<'allocation.start'>> = {}): Promise<AllocationResult> =>
  services.waitForJob(
    await services.ask('allocation.start', { aim: 'revenue', scenarios: 'library', deals: [], without: broken, ...ask }),
    'allocation',
  );

const best = async (ask: Partial<Input<'allocation.start'>> = {}) => {
  const { answer } = await allocate(ask);
  if (answer.outcome !== 'best') throw new Error(JSON.stringify(answer));
  return answer;
};

const revenueNow = async () => (await services.book()).plan().value.revenue.reduce((sum, one) => sum + one, 0);

/** Names of the limits that what is signed breaks. */
const leftOut = ['China, revenue', 'One group, copper'];

/** Deals that are signed may move by a fifth. */
const loose = async () =>
  (await services.ask('allocation.deals', {})).deals
    .filter(({ fixed, now }) => !fixed && now > 0)
    .map(({ contractId, now }) => ({ contractId, minimum: now * 0.8, maximum: now * 1.2 }));

describe('an allocation of the sample', () => {
  test('offers what is signed as it is and drafts in full, and leaves out what the signed break', async () => {
    const { deals } = await services.ask('allocation.deals', {});
    const of = (code: string) => deals.find((deal) => deal.code === code);
    expect(of('C-014')).toMatchObject({ now: 110_000, minimum: 110_000, maximum: 110_000 });
    expect(of('C-042')).toMatchObject({ now: 0, minimum: 0, maximum: 120_000 });
    expect(broken).toEqual([LimitId.parse('china-revenue'), LimitId.parse('copper-group')]);
  });

  test('earns no less than today’s plan, keeps every limit, and is worth what the engine says of the plan it makes', async () => {
    const found = await best();
    const today = await revenueNow();
    expect(Number(found.change.value)).toBeGreaterThan(0);
    expect(Number(found.revenue.value)).toBeCloseTo(today + Number(found.change.value), 0);
    expect(Math.abs(Number(found.checked.revenue.value) / Number(found.revenue.value) - 1)).toBeLessThan(1e-3);
    expect(found.checked.violations).toBe(0);
    const kept = found.checked.limits.filter(({ name }) => !leftOut.includes(name));
    expect(kept.every(({ state }) => state !== 'breached')).toBe(true);
    const net = found.checked.effect.rows.find(({ key }) => key === 'netRevenue');
    expect(Number(net?.signed.value) - Number(net?.now.value)).toBeCloseTo(Number(net?.change.value), 0);
    expect(found.checked.effect.breached.filter((name) => !leftOut.includes(name))).toEqual([]);
    expect(found.change.explanation?.lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(Number(found.change.value), 2);
  });

  test('draws the frontier in 25 points with every plan on it, none above it, each with tonnes that as a plan are worth what the point says', async () => {
    const found = await best({ aim: 'shortfall', deals: await loose() });
    const { frontier, deals } = found;
    const points = frontier?.series[0]?.points ?? [];
    expect(points).toHaveLength(25);
    expect(frontier?.dots.map(({ label }) => label).sort()).toEqual([
      'Base plan',
      'Renew Hai Long',
      'Spread three ways',
      'This allocation',
    ]);
    for (const dot of frontier?.dots ?? []) {
      const under = points.filter(({ y }) => y >= dot.y - 1e-3).map(({ x }) => x);
      if (under.length > 0) expect(dot.x).toBeGreaterThanOrEqual(Math.min(...under) - 1e-3);
    }

    const chosen = found.points;
    expect(chosen).toHaveLength(25);
    const revenues = chosen.map(({ revenue }) => Number(revenue.value));
    expect(revenues).toEqual(revenues.toSorted((a, b) => a - b));
    expect(revenues.map((revenue) => revenue / 1e6)).toEqual(points.map(({ y }) => expect.closeTo(y, 6)));
    const today = await revenueNow();
    for (const { tonnes, revenue, change } of [chosen[0]!, chosen[12]!, chosen[24]!]) {
      expect(tonnes).toHaveLength(deals.length);
      expect(Number(change.value)).toBeCloseTo(Number(revenue.value) - today, 0);
      const asked = deals.map(({ contractId }, i) => ({ contractId, tonnesPerYear: tonnes[i]! }));
      const valued = await services.ask('allocation.valued', { deals: asked });
      expect(Number(valued.revenue.value) / Number(revenue.value)).toBeCloseTo(1, 2);
      expect(valued.limits.filter(({ name, state }) => state === 'breached' && !leftOut.includes(name))).toEqual([]);
    }
    // a dearer point costs less against the most that there is
    expect(Number(chosen[24]!.cost.value)).toBeLessThan(Number(chosen[0]!.cost.value));
  });

  test('values tonnes that are today’s as today’s plan, also where a deal has different tonnes by date', async () => {
    const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse('C-015') });
    const first = contract.terms[0]!;
    const later = { ...first, from: contract.end - 11, quantity: { ...first.quantity, tonnesPerYear: first.quantity.tonnesPerYear / 2 } };
    await services.ask('contracts.save', { contract: { ...contract, terms: [first, later] }, version });
    const { deals } = await services.ask('allocation.deals', {});
    expect(deals.filter(({ fixed }) => fixed).map(({ code, now }) => ({ code, now }))).toEqual([{ code: 'C-015', now: 36_000 }]);
    const asked = deals.map(({ contractId, now }) => ({ contractId, tonnesPerYear: now }));
    const valued = await services.ask('allocation.valued', { deals: asked });
    expect(Number(valued.revenue.value)).toBeCloseTo(await revenueNow(), 0);
    expect(valued.effect.rows.every(({ change }) => typeof change.value !== 'number' || Math.abs(change.value) < 1e-6)).toBe(true);
    const stranger = await services.call('allocation.valued', { deals: [{ contractId: 'nobody', tonnesPerYear: 1 }] });
    expect(stranger).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    await services.ask('history.undo', {});
  });

  test('measures risk on simulated paths, simulates what it found once more on paths that the solver has not seen, and is the same when it is asked for again, though its paths are known by then', async () => {
    const ask = { aim: 'shortfall', scenarios: 'simulated', seed: 7, confidence: 0.9, deals: await loose() } as const;
    const first = await allocate(ask);
    const { scenarios, answer } = first;
    expect(scenarios).toEqual({ from: 'simulated', paths: 500, seed: 7 });
    if (answer.outcome !== 'best') throw new Error(JSON.stringify(answer));
    const { fresh, risk, riskNow, checked, frontier } = answer;
    expect(Number(risk.value)).toBeLessThanOrEqual(Number(riskNow.value) * (1 + 1e-9));
    expect(checked.violations).toBe(0);
    expect(frontier?.series[0]?.points).toHaveLength(25);
    expect(fresh?.paths).toBe(2048);
    for (const [seen, unseen, error] of [
      [risk, fresh?.after, fresh?.afterError],
      [riskNow, fresh?.before, fresh?.beforeError],
    ]) {
      // the sampling error of 500 scenarios is that of 2,048 paths times the root of their ratio
      const apart = Number(error?.value) * Math.sqrt(1 + 2048 / 500);
      expect(apart).toBeGreaterThan(0);
      expect(Math.abs(Number(unseen?.value) - Number(seen?.value))).toBeLessThan(4 * apart);
    }
    expect(await allocate(ask)).toEqual(first);
  });

  test.each(['variance', 'hhi'] as const)(
    'draws the frontier of the %s in as many points, each at no less risk than the one before',
    async (aim) => {
      const found = await best({ aim, scenarios: 'simulated', seed: 7, deals: await loose() });
      const points = found.frontier?.series[0]?.points ?? [];
      expect(points).toHaveLength(25);
      points.forEach(({ x, y }, i) => {
        expect(x).toBeGreaterThanOrEqual((points[i - 1]?.x ?? 0) * (1 - 1e-9));
        expect(y).toBeGreaterThan(points[i - 1]?.y ?? 0);
      });
      expect(found.checked.violations).toBe(0);
    },
  );

  test('measures risk over the library where that is asked for', async () => {
    const { scenarios } = await services.ask('allocation.deals', {});
    const found = await allocate({ aim: 'shortfall' });
    expect(found.scenarios).toEqual({ from: 'library', count: scenarios });
    if (found.answer.outcome !== 'best') throw new Error(found.answer.outcome);
    expect(found.answer.fresh).toBeUndefined();
  });

  test('lowers the HHI at no less revenue when signed deals may move, and measures it over no scenario', async () => {
    const { scenarios, answer: found } = await allocate({ aim: 'hhi', deals: await loose() });
    expect(scenarios).toEqual({ from: 'none' });
    if (found.outcome !== 'best') throw new Error(found.outcome);
    expect(Number(found.risk.value)).toBeLessThan(Number(found.riskNow.value));
    expect(Number(found.revenue.value)).toBeGreaterThanOrEqual((await revenueNow()) * (1 - 1e-9));
    expect(found.checked.violations).toBe(0);
  });

  test('comes in lots, and says what rounding to them costs', async () => {
    // a few deals: every point of the frontier is an integer program
    const deals = (await loose()).slice(0, 6);
    const found = await best({ aim: 'hhi', deals, lot: 100, revenueAtLeast: (await revenueNow()) * 0.99 });
    const moved = found.deals.filter(({ after, before }) => after !== before);
    expect(moved.length).toBeGreaterThan(3);
    for (const { after } of moved) expect(after % 100).toBe(0);
    expect(found.rounded).toBeDefined();
  });

  test('cures what the signed deals break once they may move', async () => {
    const without = broken.filter((id) => id !== LimitId.parse('china-revenue'));
    const found = await best({ deals: await loose(), without });
    expect(found.checked.violations).toBe(0);
    expect(found.checked.limits.find(({ name }) => name === 'China, revenue')?.state).not.toBe('breached');
  });

  test('that can’t keep its limits names which, in words', async () => {
    const { answer } = await allocate({ without: [] });
    if (answer.outcome !== 'conflict') throw new Error(answer.outcome);
    expect(answer.smallest).toBe(true);
    expect(answer.parts.map(({ name }) => name.values?.name ?? name.values?.code)).toContain('One group, copper');
    // each limit of the house among them can be left out, and without them there is an answer
    const limits = answer.parts.flatMap(({ limit }) => limit ?? []);
    expect(limits).toContain(LimitId.parse('copper-group'));
    expect((await allocate({ without: broken })).answer.outcome).toBe('best');
  });

  test('holds a deal that takes nothing yet at what it will take', async () => {
    const { workspace } = services.ctx;
    const { contract } = await getContract(workspace.db(), ContractId.parse('C-014'));
    const [first, ...later] = contract.terms;
    const terms = [
      { ...first!, quantity: { ...first!.quantity, tonnesPerYear: 0 } },
      ...(later.length > 0 ? later : [{ ...first!, from: contract.end - 11 }]),
    ];
    await workspace.change({ key: 'history.contractEdited', values: { code: contract.code } }, (tx) =>
      saveContract(tx, { ...contract, terms }),
    );
    const { deals } = await services.ask('allocation.deals', {});
    const held = { fixed: true, now: 110_000, minimum: 110_000, maximum: 110_000 };
    expect(deals.find(({ code }) => code === 'C-014')).toMatchObject(held);
    expect((await best()).checked.violations).toBe(0);
    await services.ask('history.undo', {});
  });

  test('is cancelled between two solves and stores nothing', async () => {
    const before = services.ctx.workspace.revision();
    const { jobId } = await services.ask('allocation.start', { aim: 'shortfall', deals: [], without: broken });
    await services.ask('jobs.cancel', { id: jobId });
    await expect(services.waitForJob({ jobId }, 'allocation')).rejects.toThrow('cancelled');
    expect(services.ctx.workspace.revision()).toBe(before);
  });
});

describe('an allocation made a plan', () => {
  test('holds the tonnes, is one change, and one undo takes it away', async () => {
    const found = await best();
    const deals = found.deals
      .filter(({ before, after }) => before !== after)
      .map(({ contractId, after }) => ({ contractId, tonnesPerYear: after }));
    const { id } = await services.ask('allocation.makePlan', { name: 'Best', deals });
    const made = (await services.book()).plan(id);
    expect(made.value.revenue.reduce((sum, one) => sum + one, 0)).toBeCloseTo(Number(found.checked.revenue.value), 0);
    const override = made.plan.overrides.find(({ contractId }) => contractId === ContractId.parse('C-042'));
    expect(override).toEqual({ contractId: 'C-042', included: true });
    await services.ask('history.undo', {});
    expect((await services.book()).plans.map((plan) => plan.name)).not.toContain('Best');
  });

  test('needs a name that no other plan has', async () => {
    const deals = [{ contractId: ContractId.parse('C-042'), tonnesPerYear: 1000 }];
    expect(await services.call('allocation.makePlan', { name: 'base PLAN', deals })).toMatchObject({
      ok: false,
      error: { code: 'DUPLICATE' },
    });
  });
});
