import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { savePlan } from '#db/repositories/plans.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { breakEvenPrice, exposure, revalue, scenarioMarket, valuePortfolio } from '#engine';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId, PlanId, ScenarioId } from '#shared/domain/ids.ts';
import type { PlanOverride } from '#shared/domain/plan.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { monthOf } from '#shared/domain/time.ts';
import { runSteps } from '#shared/steps.ts';
import { findScenario } from '../../../core/portfolio/valuedPortfolio.ts';
import { readContractPage } from '../../helpers/contractPage.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const id = (code: string) => ContractId.parse(code);
const listContractsOf = async (plan?: PlanId) => (await services.book()).plan(plan).portfolio.contracts.map(({ contract }) => contract);
const readContract = async (code: string): Promise<OfftakeContract> => (await services.ask('contracts.get', { id: id(code) })).contract;

/** Adds a plan with `overrides`; returns its contracts. */
const addPlan = async (...overrides: readonly PlanOverride[]) => {
  const plan = PlanId.parse('a-plan');
  await services.ctx.workspace.change({ key: 'history.planEdited' }, (tx) =>
    savePlan(tx, { id: plan, name: 'A plan', note: '', archived: false, overrides }),
  );
  return listContractsOf(plan);
};

describe('the contents of a plan', () => {
  test('the baseline is every signed and active contract and nothing else', async () => {
    const { contracts } = await services.book();
    const committedCodes = contracts.filter(({ status }) => status === 'signed' || status === 'active').map(({ code }) => code);
    expect((await listContractsOf()).map(({ code }) => code)).toEqual(committedCodes);
  });

  test('a prospect is included only in plans that include it explicitly, and an ended contract never', async () => {
    const codes = (await addPlan({ contractId: id('C-042'), included: true }, { contractId: id('C-013'), included: true })).map(
      ({ code }) => code,
    );
    expect(codes).toContain('C-042');
    expect(codes).not.toContain('C-013');
    expect(codes).not.toContain('C-043');
  });

  test('tonnes, dates and probability of the plan override those of the contract, in that plan only', async () => {
    const contracts = await addPlan({
      contractId: id('C-016'),
      tonnesPerYear: 55_000,
      start: monthOf(2026, 9),
      end: monthOf(2029, 6),
      probability: 0.4,
    });
    const match = contracts.find(({ code }) => code === 'C-016');
    expect(match).toMatchObject({ start: monthOf(2026, 9), end: monthOf(2029, 6), probability: 0.4 });
    expect(match?.terms.map(({ quantity }) => quantity.tonnesPerYear)).toEqual([55_000]);
    expect((await listContractsOf()).find(({ code }) => code === 'C-016')).toEqual(await readContract('C-016'));
  });

  test('terms of the plan replace those of the contract', async () => {
    const [terms] = (await readContract('C-016')).terms;
    const flooredTerms = { ...terms!, collar: { level: 'reference' as const, floor: 20_000 } };
    const contracts = await addPlan({ contractId: id('C-016'), terms: [flooredTerms] });
    expect(contracts.find(({ code }) => code === 'C-016')?.terms).toEqual([flooredTerms]);
    const book = await services.book();
    const npvInPlan = (plan?: PlanId) => book.plan(plan).value.contracts.find(({ contractId }) => contractId === 'C-016')!.npv;
    expect(npvInPlan(PlanId.parse('a-plan'))).toBeGreaterThan(npvInPlan());
  });

  test('a draft replaces the stored contract, or is added to the plan', async () => {
    const book = await services.book();
    const smallContract = await readContract('C-016');
    const terms = smallContract.terms.map((set) => ({ ...set, quantity: { ...set.quantity, tonnesPerYear: 10_000 } }));
    const changedPlan = book.withDraft({ ...smallContract, terms });
    expect(changedPlan.portfolio.contracts).toHaveLength(30);
    expect(
      changedPlan.portfolio.contracts.filter(({ contract }) => contract.id === smallContract.id).map(({ contract }) => contract.terms),
    ).toEqual([terms]);
    expect(book.withDraft(await readContract('C-042')).portfolio.contracts).toHaveLength(31);
    expect(book.without(smallContract.id).portfolio.contracts).toHaveLength(29);
    expect(book.plan().portfolio.contracts).toHaveLength(30);
  });

  test('a deleted plan is not found', async () => {
    const book = await services.book();
    expect(() => book.plan(PlanId.parse('no-such-plan'))).toThrowError(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('memoized values', () => {
  test('are computed once at a revision, and none survives a change', async () => {
    const first = await services.book();
    expect(await services.book()).toBe(first);
    expect((await services.book()).plan().value).toBe(first.plan().value);
    await services.ask('plans.include', { id: PlanId.parse('as-signed'), contractId: id('C-016'), included: false });
    const second = await services.book();
    expect(second).not.toBe(first);
    expect(second.plan().value.npv).not.toBe(first.plan().value.npv);
    await services.ask('history.undo', {});
    expect((await services.book()).plan().value.npv).toBe(first.plan().value.npv);
  });

  test('one draft after another has the value of its plan valued from the start', async () => {
    const book = await services.book();
    const scenario = findScenario(book.scenarios, undefined)!;
    const [signedContract, deal] = [await readContract('C-016'), await readContract('C-042')];
    const withTerms = (contract: OfftakeContract, fields: Partial<Terms>) => ({
      ...contract,
      terms: [{ ...contract.terms[0]!, ...fields }],
    });
    const drafts = [
      deal,
      withTerms(deal, { collar: { level: 'reference', floor: 8_000 } }),
      { ...deal, end: deal.end + 24 },
      withTerms(signedContract, { quantity: { ...signedContract.terms[0]!.quantity, tonnesPerYear: 1_000 } }),
      { ...signedContract, productId: book.contracts.find(({ productId }) => productId !== signedContract.productId)!.productId },
    ];
    for (const draft of drafts) {
      const plan = book.withDraft(draft);
      const { portfolio } = plan;
      expect(plan.value).toEqual(valuePortfolio(portfolio, book.market));
      expect(plan.exposure()).toEqual(exposure(portfolio, book.market));
      expect(plan.scenarioValue()).toEqual(valuePortfolio(portfolio, scenarioMarket(book.market, scenario, portfolio)));
      const separatePlan = book.alone(draft);
      expect(separatePlan.contractsInScenario()).toEqual(revalue(separatePlan.portfolio, book.market, scenario).byContract);
    }
  });

  test('a break-even price uses the contract without floor and cap, and is computed again when any other term changes', async () => {
    const book = await services.book();
    const breakEvenOf = (contract: OfftakeContract) => runSteps(book.breakEvenWithoutCollar(contract));
    const deal = await readContract('C-042');
    const [terms] = deal.terms;
    const { collar: _collar, ...bare } = terms!;
    const breakEven = breakEvenOf(deal);
    expect(breakEven).toEqual(breakEvenPrice(book.alone({ ...deal, terms: [bare] }).portfolio, deal.id, book.market));
    expect(breakEvenOf({ ...deal, terms: [{ ...bare, collar: { level: 'reference', floor: 1 } }] })).toBe(breakEven);
    const expensiveBreakEven = breakEvenOf({
      ...deal,
      terms: [{ ...bare, delivery: { ...bare.delivery, otherUsdPerDmt: 300 } }],
    });
    expect(expensiveBreakEven.price).toBeGreaterThan(breakEven.price! * 1.05);
    expect(breakEvenOf(deal)).toEqual(breakEven);
  });

  test('the cost of a scenario equals that of its full revaluation, and an unknown one is not found', async () => {
    const plan = (await services.book()).plan();
    expect(plan.scenarioCost()).toBeCloseTo(-plan.inScenario()!.total.change, 2);
    expect(() => plan.inScenario(ScenarioId.parse('no-such'))).toThrowError(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('the basis of valuation', () => {
  test('another deck revalues every plan', async () => {
    const base = (await services.book()).plan().value.npv;
    const settings = await getSettings(services.ctx.workspace.db());
    const netRevenueIn = async (deck: 'low' | 'base' | 'high') => {
      await services.ctx.workspace.change({ key: 'history.settings' }, (tx) => saveSettings(tx, { ...settings, deck }));
      return (await services.book()).plan().value.npv;
    };
    expect(await netRevenueIn('low')).toBeLessThan(base);
    expect(await netRevenueIn('high')).toBeGreaterThan(base);
    expect(await netRevenueIn('base')).toBe(base);
  });

  test('a higher discount rate lowers the value of the same plan', async () => {
    const before = (await services.book()).plan().value.npv;
    await services.ask('settings.save', { discountRate: 0.15 });
    expect((await services.book()).plan().value.npv).toBeLessThan(before);
    await services.ask('history.undo', {});
  });

  test("each metal's demand by zone sums to one", async () => {
    const { zoneWeights } = await services.book();
    expect(Object.keys(zoneWeights)).toHaveLength(10);
    for (const weights of Object.values(zoneWeights)) {
      expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    }
  });
});

describe('a new workspace', () => {
  test('returns every list before it has a buyer or a contract, and asks for the buyer of a first deal', async () => {
    const newServices = await openServices();
    try {
      const products = [{ name: 'Concentrate', metal: 'copper' as const, tonnes: [{ year: 2027, tonnes: 100_000 }] }];
      await newServices.ask('workspace.create', { name: 'A first mine', discountRate: 0.1, products });
      expect((await newServices.ask('buyers.list', {})).verdict[0]?.key).toBe('buyers.verdictEmpty');
      expect((await newServices.ask('contracts.list', {})).verdict[0]?.key).toBe('contracts.verdictEmpty');
      expect((await newServices.ask('plans.list', {})).rows).toHaveLength(1);
      expect(await newServices.call('contracts.template', { key: 'copperConcentrateCif' })).toMatchObject({
        ok: false,
        error: { code: 'BAD_INPUT', details: { issues: [{ path: 'buyerId', rule: 'required' }] } },
      });

      await newServices.ask('buyers.save', await newServices.ask('buyers.blank', {}));
      const { contract } = await newServices.ask('contracts.template', { key: 'copperConcentrateCif' });
      const { effect, figures } = await readContractPage(newServices, contract);
      expect(figures.map(({ key }) => key)).toEqual(['npv', 'netPrice', 'revenue', 'slumpSaved', 'slumpCost']);
      expect(effect.rows.find(({ key }) => key === 'hhi')).toMatchObject({
        now: { label: { key: 'common.none' } },
        signed: { value: 10_000 },
      });
      await newServices.ask('contracts.save', { contract });
      expect((await newServices.ask('contracts.list', {})).rows[0]).toMatchObject({ code: 'C-001', isIncluded: false });
    } finally {
      await newServices.close();
    }
  });
});
