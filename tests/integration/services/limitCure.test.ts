import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getContract } from '#db/repositories/contracts.ts';
import { getPlan } from '#db/repositories/plans.ts';
import type { Cure } from '#shared/contract/limits.ts';
import { isCommitted, termsAt } from '#shared/domain/contract.ts';
import { ContractId, LimitId, PlanId, ProductId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { PlanOverride } from '#shared/domain/plan.ts';
import { monthOf } from '#shared/domain/time.ts';
import { findCure } from '../../../core/limits/cure.ts';
import { estimateLosses, valueEachLoss } from '../../../core/limits/cureLosses.ts';
import { prepareCure } from '../../../core/limits/cureProblem.ts';
import { assumeWorkbook, withRecords } from '../../../core/portfolio/portfolio.ts';
import { expectedNpvOf } from '../../../core/simulation/expectedNpv.ts';
import { seedManyContracts } from '../../helpers/manyContracts.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const GROUP = LimitId.parse('copper-group');
const CHINA = LimitId.parse('china-revenue');

const cureOf = (id: LimitId, mayBreak: boolean): Promise<Cure> => services.ask('limits.cure', { id, mayBreak });

/** Saves a limit, runs some steps and undoes it. */
const withLimit = async (part: Partial<Limit>, run: (id: LimitId) => Promise<void>): Promise<void> => {
  const { limit } = await services.ask('limits.blank', {});
  const changedLimit = { ...limit, ...part } as Limit;
  await services.ask('limits.save', { limit: changedLimit });
  await run(changedLimit.id);
  await services.ask('history.undo', {});
};

const shares = ({ years }: Cure) => Object.fromEntries(years.map(({ year, after }) => [year, Number(after.value)]));

describe('a plan made from a cure', () => {
  test('is compared with the note that its value is without the damages of the broken contracts', async () => {
    const { id } = await services.ask('limits.makePlan', { id: GROUP, mayBreak: true, name: 'Broken' });
    const { plans } = await services.ask('compare.get', { planIds: [PlanId.parse('as-signed'), id] });
    expect(plans[1]?.note).toMatch(/damages of .* which the value of this plan does not include/);
    await services.ask('history.undo', {});
  });
});

describe('the cure of a group that takes too much copper', () => {
  test('without breaking a contract does not exist before 2027, because its two contracts stay as they are', async () => {
    const cure = await cureOf(GROUP, false);
    expect(cure).toMatchObject({ status: 'impossible', steps: [], curableFrom: 2027, conflict: [] });
    // 85.2 of 250.8 kt of planned production, with one more deal as without
    expect(cure.canDealHelp).toBe(false);
    expect((await cureOf(CHINA, false)).canDealHelp).toBe(true);
    expect(cure.obstacles.map(({ year, contracts }) => [year, contracts.map(({ code }) => code)])).toEqual([[2026, ['C-014', 'C-015']]]);
  });

  test('counts the contracts after the four largest that stay as they are', async () => {
    const cure = await cureOf(CHINA, false);
    const obstacle = cure.obstacles.find(({ year }) => year === 2027);
    expect(obstacle?.contracts.map(({ code }) => code)).toEqual(['C-001', 'C-021', 'C-002', 'C-027']);
    // kt: seven months of C-014, C-016, C-015, Tianmu, both of Ruibo, both of Hongtai, three months of Gezhou Tin
    const tonnes = (110 * 7) / 12 + 70 + 36 + 146 + 16 + 3 + 60 + 25 + (1.2 * 3) / 12;
    expect(obstacle?.others).toMatchObject({ count: 9, tonnes: { value: expect.closeTo(tonnes * 1000, 4) } });
  });

  test('changes only June to December 2026, so that 129 of 430 kt a year remain', async () => {
    // valued on 31 May: 110 + 36 kt a year of 430 are 34.0 %; 30 % are 129 kt, so that C-015 keeps 19 kt a year, 11.1 kt in seven months
    const cure = await cureOf(GROUP, true);
    expect(cure.status).toBe('cured');
    expect(cure.steps).toHaveLength(1);
    const [step] = cure.steps;
    expect(step).toMatchObject({ kind: 'break', code: 'C-015', from: monthOf(2026, 6), to: monthOf(2026, 12) });
    expect(Number(step?.before.value)).toBeCloseTo(21_000, 6);
    expect(Number(step?.after.value)).toBeGreaterThan((18_998 * 7) / 12);
    expect(Number(step?.after.value)).toBeLessThanOrEqual((19_000 * 7) / 12);
    expect(Number(step?.damages?.value)).toBeGreaterThan(0);
    expect(cure.damages.value).toBe(step?.damages?.value);
    expect(shares(cure)[2026]).toBeLessThanOrEqual(0.3);
    expect(shares(cure)[2026]).toBeGreaterThan(0.2999);
  });

  test('as a plan has the shares and the expected NPV that it promises, changes nothing else, and is undone in one step', async () => {
    const cure = await cureOf(GROUP, true);
    const { id } = await services.ask('limits.makePlan', { id: GROUP, mayBreak: true, name: 'Group cured' });
    const book = await services.book();
    const [plan, before] = [book.plan(id), book.plan()];
    const measuredLimit = plan.limits().find(({ limitId }) => limitId === GROUP);
    expect(measuredLimit?.years.map(({ year, value }) => [year, value])).toEqual(cure.years.map(({ year, after }) => [year, after.value]));
    expect((await expectedNpvOf(book, plan)) - (await expectedNpvOf(book, before))).toBeCloseTo(Number(cure.npv.value), 3);
    for (const { limitId, years } of before.limits()) {
      const after = plan.limits().find((limit) => limit.limitId === limitId);
      for (const { year, state } of years)
        if (state !== 'breached')
          expect(after?.years.find((limitYear) => limitYear.year === year)?.state, `${limitId} ${year}`).not.toBe('breached');
    }
    expect(plan.plan.overrides.map(({ contractId }) => contractId)).toEqual([ContractId.parse('C-015')]);
    const changedContract = plan.portfolio.contracts.find(({ contract }) => contract.code === 'C-015')?.contract;
    const storedContract = (await getContract(services.ctx.workspace.db(), ContractId.parse('C-015'))).contract;
    const tonnesIn = (year: number, month: number) =>
      changedContract && termsAt(changedContract, monthOf(year, month)).quantity.tonnesPerYear;
    // what was delivered stays as it was, and so does 2027
    expect([tonnesIn(2026, 5), tonnesIn(2027, 1), tonnesIn(2028, 12)]).toEqual([36_000, 36_000, 36_000]);
    expect(tonnesIn(2026, 6)).toBeLessThanOrEqual(19_000);
    expect(storedContract.terms).toHaveLength(1);
    const note = (await getPlan(services.ctx.workspace.db(), id)).plan.note;
    expect(note).toContain('One group, copper');
    expect(note).toContain('damages');
    await services.ask('history.undo', {});
    expect((await services.ask('plans.list', {})).rows.some(({ name }) => name === 'Group cured')).toBe(false);
  });

  test('spares a contract whose floor is worth more than the deck shows', async () => {
    // at deck prices C-015 is the cheaper one to reduce; its floor under the deck price has a time value only
    const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse('C-015') });
    const terms = contract.terms.map((set) => ({ ...set, collar: { level: 'reference' as const, floor: 12_500 } }));
    await services.ask('contracts.save', { contract: { ...contract, terms }, version });
    const cure = await cureOf(GROUP, true);
    expect(cure.steps.map(({ code }) => code)).toEqual(['C-014']);
    await services.ask('history.undo', {});
  });

  test("stays within a seller's tolerance at no damages where the tolerance is wide enough", async () => {
    const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse('C-015') });
    const terms = contract.terms.map((set) => ({
      ...set,
      quantity: { ...set.quantity, tolerance: 0.5, toleranceOption: 'seller' as const },
    }));
    await services.ask('contracts.save', { contract: { ...contract, terms }, version });
    const cure = await cureOf(GROUP, false);
    expect(cure.status).toBe('cured');
    expect(cure.steps.map(({ kind, code, damages }) => [kind, code, damages])).toEqual([['reduce', 'C-015', undefined]]);
    await services.ask('history.undo', {});
    // a tolerance of 40 % leaves 21.6 of the 19 kt that the limit permits
    const narrowTerms = contract.terms.map((set) => ({
      ...set,
      quantity: { ...set.quantity, tolerance: 0.4, toleranceOption: 'seller' as const },
    }));
    const secondRead = await services.ask('contracts.get', { id: ContractId.parse('C-015') });
    await services.ask('contracts.save', { contract: { ...secondRead.contract, terms: narrowTerms }, version: secondRead.version });
    expect((await cureOf(GROUP, false)).status).toBe('reduced');
    const brokenCure = await cureOf(GROUP, true);
    expect(brokenCure.status).toBe('cured');
    await services.ask('history.undo', {});
  });
});

describe('the cure of a zone that takes too much', () => {
  test('adds no tonnes to what breaches, and keeps every limit that is kept', async () => {
    const book = await services.book();
    const zoneOf = (code: string) => {
      const contract = book.contracts.find((candidate) => candidate.code === code)!;
      return book.buyers.get(contract.buyerId)!.destination.some(({ country }) => country === 'CN');
    };
    for (const mayBreak of [false, true]) {
      const cure = await cureOf(CHINA, mayBreak);
      expect(cure.breached).toEqual([]);
      for (const { kind, code, change, from } of cure.steps) {
        if (kind === 'sign' || kind === 'raise') expect(zoneOf(code), code).toBe(false);
        expect(Number(change.value) > 0, code).toBe(kind === 'sign' || kind === 'raise');
        expect(from, code).toBeGreaterThan(book.valuationMonth);
        const isSigned = isCommitted(book.contracts.find((candidate) => candidate.code === code)!.status);
        if (isSigned && !mayBreak) expect(['reduce', 'raise']).toContain(kind);
      }
    }
  });

  test('breaks two contracts, since no single one is enough', async () => {
    const cure = await cureOf(CHINA, true);
    expect(cure.status).toBe('cured');
    expect(new Set(cure.steps.map(({ code }) => code)).size).toBe(2);
    const book = await services.book();
    const { overrides } = book.plan().plan;
    const signedContracts = book.contracts.filter(({ status }) => isCommitted(status));
    expect(signedContracts.length).toBeGreaterThan(20);
    for (const { id } of signedContracts) {
      const planWithout = book.withOverrides([
        ...overrides.filter(({ contractId }) => contractId !== id),
        { contractId: id, included: false },
      ]);
      expect(planWithout.limits().find(({ limitId }) => limitId === CHINA)?.state, id).toBe('breached');
    }
  });

  test('has steps that sum to the change of expected NPV, and years that the app measures', async () => {
    const cure = await cureOf(CHINA, true);
    const total = cure.steps.reduce((sum, { npv }) => sum + Number(npv.value), 0);
    expect(total).toBeCloseTo(Number(cure.npv.value), 3);
    expect(cure.years.every(({ after, state }) => state !== 'breached' && Number(after.value) <= 0.55)).toBe(true);
  });
});

describe('the losses of the changes of a cure', () => {
  test('are estimated as they are valued where production covers all calls', async () => {
    const book = await services.book();
    for (const id of [CHINA, GROUP]) {
      const limit = book.limits.find((candidate) => candidate.id === id)!;
      const { changes } = await prepareCure(book, limit, true);
      const candidates = [...changes.values()];
      const [valuedLosses, estimatedLosses] = [await valueEachLoss(book, candidates), await estimateLosses(book, candidates)];
      for (const [i, { kind, contract, year, move }] of candidates.entries()) {
        const label = `${kind} ${contract.code} ${year ?? ''}`;
        const perTonne = (losses: readonly number[]) => losses[i]! / move.lever.tonnes;
        expect(Math.abs(perTonne(estimatedLosses) - perTonne(valuedLosses)), label).toBeLessThan(
          0.005 * (1 + Math.abs(perTonne(valuedLosses))),
        );
      }
    }
  });
});

describe('a limit that asks for something else', () => {
  test('of 0 tonnes is cured by ending every delivery that it counts', async () => {
    await withLimit(
      { name: 'No copper to China', metal: 'copper', denominator: 'plannedProduction', to: 2026, from: 2026, warn: 0, breach: 0 },
      async (id) => {
        const cure = await cureOf(id, true);
        expect(cure.status).toBe('cured');
        expect(shares(cure)[2026]).toBe(0);
        expect(cure.steps.every(({ after }) => Number(after.value) === 0)).toBe(true);
      },
    );
  });

  test('that contradicts another one names it', async () => {
    const at = { measure: { kind: 'coverage' }, denominator: 'plannedProduction', from: 2027, to: 2027 } as const;
    await withLimit(
      { ...at, name: 'Sell little', productId: ProductId.parse('copper-concentrate'), warn: 0.725, breach: 0.725 },
      async (cap) => {
        await withLimit({ ...at, name: 'Sell much', metal: 'copper', direction: 'atLeast', warn: 0.74, breach: 0.74 }, async (id) => {
          const cure = await cureOf(id, true);
          expect(cure.status).toBe('reduced');
          expect(cure.conflict.map(({ limit }) => limit)).toEqual([cap]);
          expect(shares(cure)[2027]).toBeCloseTo(0.725, 4);
          expect(cure.obstacles.map(({ year, contracts }) => [year, contracts])).toEqual([[2027, []]]);
        });
      },
    );
  });

  test('in a plan that delivers nothing is not measured or kept', async () => {
    const db = services.ctx.workspace.db();
    const book = await services.book();
    const { id: emptyPlan } = await services.ask('plans.createFrom', { from: book.settings.planId, name: 'Nothing' });
    for (const contract of book.contracts.filter(({ status }) => isCommitted(status)))
      await services.ask('plans.include', { id: emptyPlan, contractId: contract.id, included: false });
    await services.ask('plans.choose', { id: emptyPlan });
    expect((await cureOf(CHINA, true)).status).toBe('unmeasured');
    expect((await cureOf(GROUP, true)).status).toBe('met');
    expect((await services.ask('limits.get', { id: CHINA })).contributors).toEqual([]);
    const refusedResult = await services.call('limits.makePlan', { id: CHINA, mayBreak: true, name: 'Empty' });
    expect(refusedResult).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect((await getPlan(db, emptyPlan)).plan.overrides.every(({ included }: PlanOverride) => included === false)).toBe(true);
    await services.ask('plans.choose', { id: book.settings.planId });
  });
});

describe('the page of a limit', () => {
  test('lists the contracts whose shares sum to the measured value of each year', async () => {
    for (const id of [CHINA, GROUP, LimitId.parse('rated-b-or-lower'), LimitId.parse('copper-sold-2027')]) {
      const { row, contributors } = await services.ask('limits.get', { id });
      expect(contributors.length).toBeGreaterThan(0);
      for (const { year, value } of row.years) {
        const total = contributors.reduce(
          (sum, { years }) => sum + Number(years.find((cureYear) => cureYear.year === year)?.share?.value ?? 0),
          0,
        );
        expect(total, `${id} ${year}`).toBeCloseTo(Number(value.value), 9);
      }
    }
  });

  test('leaves out a group that lies at the level, which it has not crossed', async () => {
    const copper = { metal: 'copper', measure: { kind: 'largestGroup' }, denominator: 'plannedProduction' } as const;
    // C-016 of Yunfeng takes 70 of 430 kt a year
    await withLimit({ ...copper, name: 'At the level', from: 2027, to: 2027, warn: 0.1, breach: 70 / 430 }, async (id) => {
      const { row, contributors } = await services.ask('limits.get', { id });
      expect(row.state).toBe('breached');
      expect(contributors.map(({ code }) => code)).toEqual(['C-014', 'C-015']);
    });
  });

  test('shows and cures another plan than the chosen one, and stores its cure as a plan from that one', async () => {
    const { rows } = await services.ask('plans.list', {});
    const renew = rows.find(({ name }) => name === 'Renew Hai Long')!;
    const asOther = { id: CHINA, planId: renew.id } as const;
    const details = await services.ask('limits.get', asOther);
    const cure = await services.ask('limits.cure', { ...asOther, mayBreak: true });
    const renewalPlan = await services.ask('limits.makePlan', { ...asOther, mayBreak: true, name: 'Renewal cured' });
    const curedPlan = (await services.book()).plan(renewalPlan.id);
    await services.ask('plans.choose', { id: renew.id });
    expect(details).toMatchObject({ plan: 'Renew Hai Long', isChosen: false });
    expect((await services.ask('limits.get', { id: CHINA })).row.years).toEqual(details.row.years);
    expect((await cureOf(CHINA, true)).steps).toEqual(cure.steps);
    expect(curedPlan.limits().find(({ limitId }) => limitId === CHINA)?.state).not.toBe('breached');
    expect(curedPlan.portfolio.contracts.some(({ contract }) => contract.code === 'C-042')).toBe(true);
    for (let steps = 0; steps < 2; steps++) await services.ask('history.undo', {});
  });

  test('is searched among hundreds of contracts, with steps that sum to the change of the plan', async () => {
    const manyServices = await openServices(seedManyContracts(600));
    const { limit } = await manyServices.ask('limits.blank', {});
    const { metal: _metal, productId: _productId, ...wholePlan } = limit;
    const zoneOfPlan = { ...wholePlan, denominator: 'valueSold' as const };
    const { version } = await manyServices.ask('limits.save', { limit: { ...zoneOfPlan, warn: 0.01, breach: 0.01 } });
    const values = (await manyServices.book()).plan().limits();
    const level = 0.98 * Math.min(...values.find(({ limitId }) => limitId === limit.id)!.years.map(({ value }) => value));
    await manyServices.ask('limits.save', { limit: { ...zoneOfPlan, warn: level, breach: level }, version });
    const cure = await manyServices.ask('limits.cure', { id: limit.id, mayBreak: true });
    const { contracts } = (await manyServices.book()).plan().portfolio;
    // twenty times the production is signed, so that tonnes of one contract go to others
    expect(cure).toMatchObject({ status: 'reduced', inScope: contracts.length, breached: [] });
    expect(cure.inScope).toBeGreaterThan(500);
    expect(cure.years.some(({ before, after }) => Number(after.value) < Number(before.value))).toBe(true);
    expect(cure.steps.length).toBeGreaterThan(0);
    const total = cure.steps.reduce((sum, { npv }) => sum + Number(npv.value), 0);
    expect(total).toBeCloseTo(Number(cure.npv.value), 2);
    // the contract that changes most tonnes first, and its years in order
    const byContract = [...Map.groupBy(cure.steps, ({ contractId }) => contractId).values()];
    expect(byContract.flat()).toEqual(cure.steps);
    const changedTonnes = byContract.map((steps) => steps.reduce((sum, { change }) => sum + Math.abs(Number(change.value)), 0));
    for (const [i, tonnes] of changedTonnes.entries()) expect(tonnes).toBeLessThanOrEqual((changedTonnes[i - 1] ?? tonnes) + 12);
    for (const steps of byContract) expect(steps.map(({ from }) => from)).toEqual(steps.map(({ from }) => from).toSorted((a, b) => a - b));
    await manyServices.close();
  });

  test('is not searched among more than 10,000 contracts, which the page states', async () => {
    const ctx = assumeWorkbook(services.ctx, async (book) => {
      const contract = book.contracts.find(({ code }) => code === 'C-015')!;
      const copies = Array.from({ length: 10_000 }, (_, i) => ({ ...contract, id: ContractId.parse(`M-${i}`), code: `M-${i}` }));
      return withRecords(book, { contracts: [...book.contracts, ...copies] });
    });
    const { facts } = await findCure(ctx, { id: GROUP, mayBreak: true });
    expect(facts).toMatchObject({ status: 'tooMany', mostInScope: 10_000, steps: [] });
    expect(facts.inScope).toBeGreaterThan(10_000);
  });

  test('is where the names of breached limits lead from Plans, in the plan of the row', async () => {
    const { rows } = await services.ask('plans.list', {});
    for (const { id, isChosen, breached } of rows) {
      const lines = breached.explanation?.lines ?? [];
      expect(lines).toHaveLength(Number(breached.value));
      expect(lines.every(({ route }) => route?.startsWith('/diversification/limits/') && route.includes('?plan=') !== isChosen)).toBe(true);
      if (!isChosen) expect(lines[0]?.route).toContain(`?plan=${id}`);
    }
  });

  test('reports which months of the first year count, and refuses an unknown limit', async () => {
    const { firstYear } = await services.ask('limits.get', { id: GROUP });
    expect(firstYear).toEqual({ year: 2026, from: monthOf(2026, 6), to: monthOf(2026, 12) });
    expect(await services.call('limits.get', { id: 'unknown' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });
});
