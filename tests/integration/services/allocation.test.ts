import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getContract, saveContract } from '#db/repositories/contracts.ts';
import { saveLimit } from '#db/repositories/limits.ts';
import type { AllocationResult } from '#shared/contract/allocation.ts';
import type { Input } from '#shared/contract/contract.ts';
import { ContractId, LimitId } from '#shared/domain/ids.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let brokenLimits: LimitId[];
beforeAll(async () => {
  services = await openServices();
  const { limits } = await services.ask('allocation.deals', {});
  brokenLimits = limits.filter(({ isBrokenBySigned }) => isBrokenBySigned).map(({ id }) => id);
});
afterAll(() => services.close());

const start = (request: Partial<Input<'allocation.start'>> = {}) =>
  services.ask('allocation.start', { aim: 'revenue', scenarios: 'library', deals: [], without: brokenLimits, ...request });

const allocate = async (request: Partial<Input<'allocation.start'>> = {}): Promise<AllocationResult> =>
  services.waitForJob(await start(request), 'allocation');

/** The best allocation with its deals, and the id of its job. */
const best = async (request: Partial<Input<'allocation.start'>> = {}) => {
  const job = await start(request);
  const { answer } = await services.waitForJob(job, 'allocation');
  if (answer.outcome !== 'best') throw new Error(JSON.stringify(answer));
  const { deals } = await services.ask('allocation.tonnes', { job: job.jobId });
  return { ...answer, deals, job: job.jobId };
};

const revenueNow = async () => (await services.book()).plan().value.revenue.reduce((sum, yearRevenue) => sum + yearRevenue, 0);

/** Names of the limits that signed contracts breach. */
const excludedNames = ['China, payable value', 'One group, copper'];

/** Bounds that allow the contracts of the plan to be reduced by a fifth, at the stated damages, and to grow where they may. */
const relaxedBounds = async () =>
  (await services.ask('allocation.deals', {})).deals
    .filter(({ isFixed, currentTonnes }) => !isFixed && currentTonnes > 0)
    .map(({ contractId, currentTonnes, permittedMaximum }) => ({
      contractId,
      minimum: currentTonnes * 0.8,
      maximum: Math.min(currentTonnes * 1.2, permittedMaximum),
    }));

describe('an allocation of the sample', () => {
  test('keeps signed contracts, offers drafts, and excludes limits that signed contracts breach', async () => {
    const { deals } = await services.ask('allocation.deals', {});
    const dealOf = (code: string) => deals.find((deal) => deal.code === code);
    expect(dealOf('C-014')).toMatchObject({ currentTonnes: 110_000, minimum: 110_000, maximum: 110_000 });
    expect(dealOf('C-017')?.cappedBy).toBeUndefined();
    // a deal that a breached limit counts takes no more tonnes
    expect(dealOf('C-042')).toMatchObject({
      currentTonnes: 0,
      minimum: 0,
      maximum: 0,
      permittedMaximum: 0,
      cappedBy: 'China, payable value',
    });
    expect(brokenLimits).toEqual([LimitId.parse('china-revenue'), LimitId.parse('copper-group')]);
  });

  test('earns at least the current net revenue, meets every limit, and has the value of the resulting plan', async () => {
    const answer = await best();
    const today = await revenueNow();
    expect(Number(answer.change.value)).toBeGreaterThan(0);
    expect(Number(answer.revenue.value)).toBeCloseTo(today + Number(answer.change.value), 0);
    expect(Math.abs(Number(answer.checked.revenue.value) / Number(answer.revenue.value) - 1)).toBeLessThan(1e-9);
    expect(answer.checked.violations).toBe(0);
    const keptLimits = answer.checked.limits.filter(({ name }) => !excludedNames.includes(name));
    expect(keptLimits.every(({ state }) => state !== 'breached')).toBe(true);
    const net = answer.checked.effect.rows.find(({ key }) => key === 'netRevenue');
    expect(Number(net?.signed.value) - Number(net?.now.value)).toBeCloseTo(Number(net?.change.value), 0);
    expect(answer.checked.effect.breached.filter((name) => !excludedNames.includes(name))).toEqual([]);
    expect(answer.change.explanation?.lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(Number(answer.change.value), 2);
  });

  test('has a frontier of 25 points with no plan above it, and the tonnes of a point have its value as a plan', async () => {
    const answer = await best({ aim: 'tailMean', deals: await relaxedBounds() });
    const { frontier, deals } = answer;
    const points = frontier?.series[0]?.points ?? [];
    expect(points).toHaveLength(25);
    expect(frontier?.dots?.map(({ label }) => renderLabel(label)).sort()).toEqual([
      'Base plan',
      'Renew Hai Long',
      'Spread three ways',
      'This allocation',
    ]);
    for (const dot of frontier?.dots ?? []) {
      // no plan that meets the limits has a better tail mean; within the tolerance of the model
      const higherRisks = points.filter(({ y }) => y >= dot.y - 1e3).map(({ x }) => x);
      if (higherRisks.length > 0) expect(dot.x).toBeLessThanOrEqual(Math.max(...higherRisks) * (1 + 1e-5));
    }

    const frontierPoints = answer.points;
    expect(frontierPoints).toHaveLength(25);
    const revenues = frontierPoints.map(({ revenue }) => Number(revenue.value));
    expect(revenues).toEqual(revenues.toSorted((a, b) => a - b));
    expect(revenues).toEqual(points.map(({ y }) => expect.closeTo(y, 0)));
    const today = await revenueNow();
    for (const point of [1, 13, 25]) {
      const { revenue, change } = frontierPoints[point - 1]!;
      const tonnes = await services.ask('allocation.tonnes', { job: answer.job, point });
      expect(tonnes.allocated).toBe(deals.length);
      expect(tonnes.count).toBe(tonnes.deals.length);
      const changes = tonnes.deals.map(({ before, after }) => after - before);
      const sizes = changes.map(Math.abs);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      expect(tonnes.added - tonnes.removed).toBeCloseTo(
        changes.reduce((sum, tonnesChange) => sum + tonnesChange, 0),
        3,
      );
      expect(Number(change.value)).toBeCloseTo(Number(revenue.value) - today, 0);
      const requestedDeals = tonnes.deals.map(({ contractId, after }) => ({ contractId, tonnesPerYear: after }));
      const valuedDeals = await services.ask('allocation.valued', { deals: requestedDeals });
      expect(Number(valuedDeals.revenue.value) / Number(revenue.value)).toBeCloseTo(1, 3);
      expect(valuedDeals.limits.filter(({ name, state }) => state === 'breached' && !excludedNames.includes(name))).toEqual([]);
    }
    // a point of higher revenue costs less against the maximum
    expect(Number(frontierPoints[24]!.cost.value)).toBeLessThan(Number(frontierPoints[0]!.cost.value));
  });

  test('values the current tonnes as the current plan, also where a deal has different tonnes by date', async () => {
    const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse('C-015') });
    const first = contract.terms[0]!;
    const laterTerms = {
      ...first,
      from: contract.end - 11,
      quantity: { ...first.quantity, tonnesPerYear: first.quantity.tonnesPerYear / 2 },
    };
    await services.ask('contracts.save', { contract: { ...contract, terms: [first, laterTerms] }, version });
    const { deals } = await services.ask('allocation.deals', {});
    expect(deals.filter(({ isFixed }) => isFixed).map(({ code, currentTonnes }) => ({ code, now: currentTonnes }))).toEqual([
      { code: 'C-015', now: 36_000 },
    ]);
    const requestedDeals = deals.map(({ contractId, currentTonnes }) => ({ contractId, tonnesPerYear: currentTonnes }));
    const valuedDeals = await services.ask('allocation.valued', { deals: requestedDeals });
    expect(Number(valuedDeals.revenue.value)).toBeCloseTo(await revenueNow(), 0);
    expect(valuedDeals.effect.rows.every(({ change }) => typeof change.value !== 'number' || Math.abs(change.value) < 1e-6)).toBe(true);
    const unknownResult = await services.call('allocation.valued', { deals: [{ contractId: 'unknown', tonnesPerYear: 1 }] });
    expect(unknownResult).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    await services.ask('history.undo', {});
  });

  test('measures risk on simulated paths, simulates the result again on new paths, and repeats exactly although its paths are reused', async () => {
    const request = { aim: 'tailMean', scenarios: 'simulated', seed: 7, confidence: 0.9, deals: await relaxedBounds() } as const;
    const first = await allocate(request);
    const { scenarios, answer } = first;
    expect(scenarios).toEqual({ from: 'simulated', paths: 500, seed: 7 });
    if (answer.outcome !== 'best') throw new Error(JSON.stringify(answer));
    const { fresh, risk, riskNow, checked, frontier } = answer;
    expect(Number(risk.value)).toBeGreaterThanOrEqual(Number(riskNow.value));
    expect(checked.violations).toBe(0);
    expect(frontier?.series[0]?.points).toHaveLength(25);
    expect(fresh?.paths).toBe(2048);
    for (const [firstRisk, otherRisk, error] of [
      [risk, fresh?.after, fresh?.afterError],
      [riskNow, fresh?.before, fresh?.beforeError],
    ]) {
      // the sampling error of 500 scenarios is that of 2,048 paths times the root of their ratio
      const standardError = Number(error?.value) * Math.sqrt(1 + 2048 / 500);
      expect(standardError).toBeGreaterThan(0);
      expect(Math.abs(Number(otherRisk?.value) - Number(firstRisk?.value))).toBeLessThan(4 * standardError);
    }
    expect(await allocate(request)).toEqual(first);
  });

  test.each(['variance', 'hhi'] as const)(
    'has a frontier of the %s with as many points, each of no less risk than the one before',
    async (aim) => {
      const answer = await best({ aim, scenarios: 'simulated', seed: 7, deals: await relaxedBounds() });
      const points = answer.frontier?.series[0]?.points ?? [];
      expect(points).toHaveLength(25);
      points.forEach(({ x, y }, i) => {
        expect(x).toBeGreaterThanOrEqual((points[i - 1]?.x ?? 0) * (1 - 1e-9));
        expect(y).toBeGreaterThan(points[i - 1]?.y ?? 0);
      });
      expect(answer.checked.violations).toBe(0);
    },
  );

  test('measures risk over the library of scenarios where the request chooses it', async () => {
    const { scenarios } = await services.ask('allocation.deals', {});
    const allocation = await allocate({ aim: 'tailMean' });
    expect(allocation.scenarios).toEqual({ from: 'library', count: scenarios });
    if (allocation.answer.outcome !== 'best') throw new Error(allocation.answer.outcome);
    expect(allocation.answer.fresh).toBeUndefined();
  });

  test('lowers the variance over the library, where no scenario moves some deals', async () => {
    const answer = await best({ aim: 'variance' });
    expect(answer.checked.violations).toBe(0);
    const [first, ...others] = answer.frontier?.series[0]?.points ?? [];
    expect(others.length).toBeGreaterThan(0);
    // the first point has the least variance
    expect(Math.min(...others.map(({ x }) => x))).toBeGreaterThanOrEqual(first!.x * (1 - 1e-9));
  });

  test('lowers the HHI without loss of revenue where signed contracts may change, and needs no scenarios for it', async () => {
    const { scenarios, answer } = await allocate({ aim: 'hhi', deals: await relaxedBounds() });
    expect(scenarios).toEqual({ from: 'none' });
    if (answer.outcome !== 'best') throw new Error(answer.outcome);
    expect(Number(answer.risk.value)).toBeLessThan(Number(answer.riskNow.value));
    expect(Number(answer.revenue.value)).toBeGreaterThanOrEqual((await revenueNow()) * (1 - 1e-9));
    expect(answer.checked.violations).toBe(0);
  });

  test('rounds to lots and returns the cost of rounding', async () => {
    // a few deals: every point of the frontier is an integer program
    const deals = (await relaxedBounds()).slice(0, 6);
    const answer = await best({ aim: 'hhi', deals, lot: 100, revenueAtLeast: (await revenueNow()) * 0.99 });
    const movedDeals = answer.deals.filter(({ after, before }) => after !== before);
    expect(movedDeals.length).toBeGreaterThan(3);
    for (const { after } of movedDeals) expect(after % 100).toBe(0);
    expect(answer.rounded).toBeDefined();
  });

  test('deducts damages from what it maximises, so that no signed contract is cut for less than its damages', async () => {
    const deals = await relaxedBounds();
    const { limits } = await services.ask('allocation.deals', {});
    const freeAllocation = await best({ deals, without: limits.map(({ id }) => id) });
    // cover of the buyer and a share of the price are more than the tonnes earn on spot
    expect(Number(freeAllocation.damages.value)).toBe(0);
    const otherLimits = brokenLimits.filter((id) => id !== LimitId.parse('china-revenue'));
    const limitedAllocation = await best({
      deals: deals.map((deal) => ({ ...deal, minimum: deal.minimum * 0.625 })),
      without: otherLimits,
    });
    expect(limitedAllocation.deductsDamages).toBe(true);
    expect(Number(limitedAllocation.damages.value)).toBeGreaterThan(0);
    expect(Number(limitedAllocation.revenue.value)).toBeLessThanOrEqual(Number(freeAllocation.revenue.value));
    // the resulting plan has the same revenue but for spot terms that follow its largest contract
    const beforeDamages = Number(limitedAllocation.revenue.value) + Number(limitedAllocation.damages.value);
    expect(Math.abs(Number(limitedAllocation.checked.revenue.value) / beforeDamages - 1)).toBeLessThan(1e-3);
    expect(Number(limitedAllocation.change.value)).toBeCloseTo(Number(limitedAllocation.revenue.value) - (await revenueNow()), 0);
    expect(limitedAllocation.change.explanation?.lines.some(({ amount }) => amount === -Number(limitedAllocation.damages.value))).toBe(
      true,
    );
  });

  test('cures a breach of signed contracts once they may change', async () => {
    const otherLimits = brokenLimits.filter((id) => id !== LimitId.parse('china-revenue'));
    const deals = (await relaxedBounds()).map((deal) => ({ ...deal, minimum: deal.minimum * 0.625 }));
    const answer = await best({ deals, without: otherLimits });
    expect(answer.checked.violations).toBe(0);
    expect(Number(answer.damages.value)).toBeGreaterThan(0);
    expect(answer.checked.limits.find(({ name }) => name === 'China, payable value')?.state).not.toBe('breached');
  });

  test('that cures a copper limit leaves iron, bauxite and lithium as they are and adds nothing to the group that breaches', async () => {
    const keep = LimitId.parse('copper-group');
    const { deals, limits } = await services.ask('allocation.deals', {});
    const scope = new Set(limits.find(({ id }) => id === keep)?.scope);
    const inScope = new Set(deals.filter(({ productId }) => scope.has(productId)).map(({ contractId }) => contractId));
    expect(deals.every(({ contractId, metal }) => inScope.has(contractId) === (metal === 'copper'))).toBe(true);
    // bounds that ask for what may not be: a fifth less everywhere, and 100 kt more with everyone
    const requestedDeals = deals
      .filter(({ isFixed }) => !isFixed)
      .map(({ contractId, currentTonnes }) => ({ contractId, minimum: currentTonnes * 0.5, maximum: currentTonnes + 100_000 }));
    const answer = await best({ keep, deals: requestedDeals, without: brokenLimits.filter((id) => id !== keep) });
    const changedDeals = answer.deals.filter(({ before, after }) => Math.abs(after - before) > 1);
    expect(changedDeals.length).toBeGreaterThan(0);
    expect(changedDeals.map(({ metal }) => metal)).toEqual(changedDeals.map(() => 'copper'));
    for (const { code, after } of answer.deals) {
      const deal = deals.find((candidate) => candidate.code === code)!;
      expect(after, code).toBeLessThanOrEqual(deal.permittedMaximum + 1e-6);
    }
    const group = answer.deals.filter(({ code }) => ['C-014', 'C-015', 'C-042'].includes(code));
    expect(group.every(({ before, after }) => after <= before + 1e-6)).toBe(true);
    expect(answer.checked.limits.find(({ name }) => name === 'One group, copper')?.state).not.toBe('breached');
    // signed tonnes under the tolerance have their price
    const reducedDeals = group.filter(({ before, after }) => after < before - 1);
    expect(reducedDeals.length).toBeGreaterThan(0);
    for (const { code, damages } of reducedDeals) expect(Number(damages?.value), code).toBeGreaterThan(0);
    expect(Number(answer.damages.value)).toBeCloseTo(
      answer.deals.reduce((sum, { damages }) => sum + Number(damages?.value ?? 0), 0),
      3,
    );
    const others = await best({ keep, deals: requestedDeals, without: brokenLimits.filter((id) => id !== keep), otherProducts: true });
    expect(others.deals.some(({ metal, before, after }) => metal !== 'copper' && Math.abs(after - before) > 1)).toBe(true);
  });

  test('that can’t meet its limits names those in conflict', async () => {
    const { answer } = await allocate({ without: [] });
    if (answer.outcome !== 'conflict') throw new Error(answer.outcome);
    expect(answer.isSmallest).toBe(true);
    expect(answer.parts.map(({ name }) => name.values?.name ?? name.values?.code)).toContain('One group, copper');
    // each limit among them can be excluded, and without them the problem has a solution
    const limits = answer.parts.flatMap(({ limit }) => limit ?? []);
    expect(limits).toContain(LimitId.parse('copper-group'));
    expect((await allocate({ without: brokenLimits })).answer.outcome).toBe('best');
  });

  test('allocates beside signed contracts that exceed production, and counts their damages', async () => {
    const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse('C-014') });
    const terms = contract.terms.map((set) => ({ ...set, quantity: { ...set.quantity, tonnesPerYear: 250_000 } }));
    await services.ask('contracts.save', { contract: { ...contract, terms }, version });
    const { limits } = await services.ask('allocation.deals', {});
    const answer = await best({ without: limits.map(({ id }) => id) });
    expect((await services.book()).plan().value.contracts.some(({ flows }) => flows.some(({ kind }) => kind === 'damages'))).toBe(true);
    expect(Math.abs(Number(answer.checked.revenue.value) / Number(answer.revenue.value) - 1)).toBeLessThan(1e-3);
    await services.ask('history.undo', {});
  });

  test('fixes a deal that takes nothing yet at its later tonnes', async () => {
    const { workspace } = services.ctx;
    const { contract } = await getContract(workspace.db(), ContractId.parse('C-014'));
    const [first, ...laterTerms] = contract.terms;
    const terms = [
      { ...first!, quantity: { ...first!.quantity, tonnesPerYear: 0 } },
      ...(laterTerms.length > 0 ? laterTerms : [{ ...first!, from: contract.end - 11 }]),
    ];
    await workspace.change({ key: 'history.contractEdited', values: { code: contract.code } }, (tx) =>
      saveContract(tx, { ...contract, terms }),
    );
    const { deals } = await services.ask('allocation.deals', {});
    const expectedDeal = { isFixed: true, currentTonnes: 110_000, minimum: 110_000, maximum: 110_000 };
    expect(deals.find(({ code }) => code === 'C-014')).toMatchObject(expectedDeal);
    expect((await best()).checked.violations).toBe(0);
    await services.ask('history.undo', {});
  });

  test('names the least relaxation with which a limit can be met beside the others', async () => {
    const [chinaLimit] = brokenLimits;
    const excludedLimits = brokenLimits.filter((id) => id !== chinaLimit);
    const { answer } = await allocate({ without: excludedLimits });
    if (answer.outcome !== 'conflict') throw new Error(answer.outcome);
    const part = answer.parts.find(({ limit }) => limit === chinaLimit)!;
    const limit = (await services.book()).limits.find(({ id }) => id === chinaLimit)!;
    expect(part.level?.value).toBe(limit.breach);
    const relaxedLevel = Number(part.relaxedLevel?.value);
    expect(relaxedLevel).toBeGreaterThan(limit.breach);
    const outcomeAt = async (breach: number) => {
      await services.ctx.workspace.change({ key: 'history.limitEdited', values: { name: limit.name } }, (tx) =>
        saveLimit(tx, { ...limit, warn: Math.min(limit.warn, breach), breach }),
      );
      const { answer: answerAtLevel } = await allocate({ without: excludedLimits });
      await services.ask('history.undo', {});
      return answerAtLevel.outcome;
    };
    expect(await outcomeAt(relaxedLevel)).toBe('best');
    // levels are shown in tenths of a per cent
    expect(await outcomeAt(relaxedLevel - 0.0011)).toBe('conflict');
  });

  test('answers the tonnes of a job as long as its result', async () => {
    const { job } = await best();
    expect(await services.call('allocation.tonnes', { job, point: 26 })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    const { jobId } = await start({ without: [] });
    await services.waitForJob({ jobId }, 'allocation');
    expect(await services.call('allocation.tonnes', { job: jobId })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });
});

describe('an allocation saved as a plan', () => {
  test('has the tonnes, and one undo removes it', async () => {
    const answer = await best();
    const deals = answer.deals
      .filter(({ before, after }) => before !== after)
      .map(({ contractId, after }) => ({ contractId, tonnesPerYear: after }));
    const { id } = await services.ask('allocation.makePlan', { name: 'Best', deals });
    const savedPlan = (await services.book()).plan(id);
    expect(savedPlan.value.revenue.reduce((sum, yearRevenue) => sum + yearRevenue, 0)).toBeCloseTo(Number(answer.checked.revenue.value), 0);
    const signedDeal = answer.deals.find(
      ({ before, after, contractId }) =>
        before === 0 && after > 0 && savedPlan.plan.overrides.some((override) => override.contractId === contractId),
    );
    expect(savedPlan.plan.overrides.find(({ contractId }) => contractId === signedDeal?.contractId)).toMatchObject({ included: true });
    await services.ask('history.undo', {});
    expect((await services.book()).plans.map((plan) => plan.name)).not.toContain('Best');
  });

  test('states in its note what its tonnes cost in damages', async () => {
    const deals = (await relaxedBounds()).map((deal) => ({ ...deal, minimum: deal.minimum * 0.625 }));
    const answer = await best({ deals, without: brokenLimits.filter((id) => id !== LimitId.parse('china-revenue')) });
    const changedDeals = answer.deals.map(({ contractId, after }) => ({ contractId, tonnesPerYear: after }));
    const { id } = await services.ask('allocation.makePlan', { name: 'Cut', deals: changedDeals });
    const damages = formatNumber(Number(answer.damages.value) / 1e6, { decimals: 1 });
    expect((await services.book()).plan(id).plan.note).toContain(`cost damages of ${damages}`);
    await services.ask('history.undo', {});
  });

  test('needs a name that no other plan has', async () => {
    const deals = [{ contractId: ContractId.parse('C-042'), tonnesPerYear: 1000 }];
    expect(await services.call('allocation.makePlan', { name: 'base PLAN', deals })).toMatchObject({
      ok: false,
      error: { code: 'DUPLICATE' },
    });
  });
});
