import { describe, expect, it } from 'vitest';
import { getBuyer, listBuyers, listGroups, removeBuyer, removeGroup, saveBuyer, saveGroup } from '#db/repositories/buyers.ts';
import { getContract, listContracts, removeContract, saveContract } from '#db/repositories/contracts.ts';
import { findDraft, removeDraft, saveDraft } from '#db/repositories/drafts.ts';
import { listRecordVersions } from '#db/repositories/history.ts';
import { getLimit, listLimits, removeLimit, saveLimit } from '#db/repositories/limits.ts';
import { getPlan, listPlans, removePlan, savePlan } from '#db/repositories/plans.ts';
import { getProduct, listProducts, removeProduct, saveProduct } from '#db/repositories/products.ts';
import { getReference, listReferences, saveReference } from '#db/repositories/references.ts';
import { getScenario, listScenarios, removeScenario, saveScenario } from '#db/repositories/scenarios.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { REFERENCES } from '#db/seeds/references.ts';
import { CHINA_SLUMP, SCENARIOS } from '#db/seeds/scenarios.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import { BuyerId, ContractId, GroupId, LimitId, PlanId, ProductId, ReferenceCode, ScenarioId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { buyer, contract, fullTerms, limit, opening, plan, product } from './records.ts';
import { catchFailure, changeAsUser, createWorkspace, openFile, PLAN } from './workspaceFiles.ts';

const B1 = BuyerId.parse('b1');
const P1 = ProductId.parse('p1');
const C1 = ContractId.parse('c1');
const G1 = GroupId.parse('g1');

const createRecords = async () =>
  createWorkspace(undefined, async (tx) => {
    await saveGroup(tx, { id: G1, name: 'Two as one', why: 'One owner.' });
    await saveBuyer(tx, buyer('b1', { groupId: 'g1' }));
    await saveProduct(tx, product('p1'));
    await saveContract(tx, contract('c1'));
  });

describe('buyers', () => {
  it('are read as they were saved, with and without optional fields', async () => {
    const workspace = await createRecords();
    const fullBuyer = buyer('full', {
      name: 'مصهر <b>=HYPERLINK("x")</b> 😀',
      country: 'CH',
      destination: [
        { country: 'CN', share: 0.1 + 0.2 },
        { country: 'IN', share: 0.5 },
        { country: 'CN', share: 0.1 },
      ],
      ultimateParent: { name: 'Parent', country: 'CN' },
      groupId: 'g1',
      type: 'trader',
      ownership: 'trader',
      rating: 'unrated',
    });
    const minimalBuyer = buyer('bare', { destination: [] });
    await changeAsUser(workspace, async (tx) => {
      await saveBuyer(tx, fullBuyer);
      await saveBuyer(tx, minimalBuyer);
    });
    expect((await getBuyer(workspace.db, fullBuyer.id)).buyer).toEqual(fullBuyer);
    expect((await getBuyer(workspace.db, minimalBuyer.id)).buyer).toEqual(minimalBuyer);
    expect(await listBuyers(workspace.db)).toHaveLength(3);
  });

  it("can't be deleted while contracts refer to them", async () => {
    const workspace = await createRecords();
    const failure = await catchFailure(changeAsUser(workspace, (tx) => removeBuyer(tx, B1)));
    expect(failure).toEqual({ code: 'IN_USE', details: { kind: 'buyer', id: 'b1', by: 'contract', count: 1 } });
    await changeAsUser(workspace, async (tx) => {
      await removeContract(tx, C1);
      await removeBuyer(tx, B1);
    });
    expect(await listBuyers(workspace.db)).toEqual([]);
    expect(await catchFailure(getBuyer(workspace.db, B1))).toEqual({ code: 'NOT_FOUND', details: { kind: 'buyer', id: 'b1' } });
  });

  it('need an existing country and group', async () => {
    const workspace = await createRecords();
    const save = (changes: Parameters<typeof buyer>[1]) =>
      catchFailure(changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('x', changes))));
    expect(await save({ country: 'ZZ' })).toEqual({ code: 'NOT_FOUND', details: { kind: 'country', id: 'ZZ' } });
    expect(await save({ groupId: 'g9' })).toEqual({ code: 'NOT_FOUND', details: { kind: 'buyerGroup', id: 'g9' } });
  });

  it('prevent the deletion of their group', async () => {
    const workspace = await createRecords();
    expect(await catchFailure(changeAsUser(workspace, (tx) => removeGroup(tx, G1)))).toEqual({
      code: 'IN_USE',
      details: { kind: 'buyerGroup', id: 'g1', by: 'buyer', count: 1 },
    });
    await changeAsUser(workspace, async (tx) => {
      await saveBuyer(tx, buyer('b1'));
      await removeGroup(tx, G1);
    });
    expect(await listGroups(workspace.db)).toEqual([]);
  });
});

describe('products', () => {
  it('are read as they were saved, in the order of the metals', async () => {
    const workspace = await createRecords();
    const ore = product('fe', {
      metal: 'iron',
      form: 'fines',
      spotPrice: fullTerms().price,
      spotZone: 'china',
      countryOfOrigin: 'CN',
      mainReference: 'CU',
      depthShare: 0.8,
      depthSlope: 0,
      depthCap: 0.3,
      costCurrency: { currency: 'AUD', share: 0.6 },
      production: [],
      unitCost: [],
    });
    await changeAsUser(workspace, (tx) => saveProduct(tx, ore));
    expect((await getProduct(workspace.db, ore.id)).product).toEqual(ore);
    expect(await listProducts(workspace.db)).toEqual([ore, product('p1')]);
  });

  it('lose removed years and refuse a repeated year', async () => {
    const workspace = await createRecords();
    const shorterProduct = product('p1', { production: [{ year: 2027, tonnes: 5 }] });
    await changeAsUser(workspace, (tx) => saveProduct(tx, shorterProduct));
    expect((await getProduct(workspace.db, P1)).product).toEqual(shorterProduct);
    const repeatedYears = product('p1', {
      production: [
        { year: 2027, tonnes: 5 },
        { year: 2027, tonnes: 6 },
      ],
    });
    expect(await catchFailure(changeAsUser(workspace, (tx) => saveProduct(tx, repeatedYears)))).toEqual({
      code: 'DUPLICATE',
      details: { kind: 'product', id: 'p1', field: 'production', value: 2027 },
    });
  });

  it("can't be deleted while contracts or limits refer to them", async () => {
    const workspace = await createRecords();
    expect((await catchFailure(changeAsUser(workspace, (tx) => removeProduct(tx, P1)))).details).toMatchObject({
      by: 'contract',
      count: 1,
    });
    await changeAsUser(workspace, async (tx) => {
      await removeContract(tx, C1);
      await saveLimit(tx, limit('l1', { productId: 'p1' }));
    });
    expect((await catchFailure(changeAsUser(workspace, (tx) => removeProduct(tx, P1)))).details).toMatchObject({ by: 'limit', count: 1 });
    await changeAsUser(workspace, async (tx) => {
      await removeLimit(tx, LimitId.parse('l1'));
      await removeProduct(tx, P1);
    });
    expect(await listProducts(workspace.db)).toEqual([]);
  });
});

describe('contracts', () => {
  it('are read as they were saved, with every kind of terms', async () => {
    const workspace = await createRecords();
    const { blend: _blend, collar: _collar, ...plain } = fullTerms(monthOf(2027, 1));
    const variants = [
      contract('v1', { terms: [fullTerms(monthOf(2026, 1)), fullTerms(monthOf(2027, 6)), fullTerms(monthOf(2028, 1))] }),
      contract('v2', { renewal: { kind: 'none' }, dates: [] }),
      contract('v3', { renewal: { kind: 'evergreen', noticeMonths: 0 } }),
      contract('v4', { renewal: { kind: 'sellerOption', months: 1, noticeMonths: 60 }, status: 'prospect', probability: 0.3 }),
      contract('v5', { terms: [{ ...plain, price: { basis: 'fixed', amount: -1e6 }, collar: { level: 'blend', cap: 0.1 } }] }),
      contract('v6', { opening: opening() }),
      contract('v7', { deliveryPriority: 2, damagesShare: 0 }),
    ];
    await changeAsUser(workspace, async (tx) => {
      for (const variant of variants) await saveContract(tx, variant);
    });
    for (const variant of variants) {
      const { contract: storedContract } = await getContract(workspace.db, variant.id);
      expect(storedContract).toEqual(variant);
      expect(OfftakeContract.parse(storedContract)).toEqual(variant);
    }
    expect((await listContracts(workspace.db)).slice(1)).toEqual(variants);
  });

  it('refuse a code in use, in any case, and a missing buyer or product', async () => {
    const workspace = await createRecords();
    const save = (changes: Parameters<typeof contract>[1]) =>
      catchFailure(changeAsUser(workspace, (tx) => saveContract(tx, contract('c2', changes))));
    expect(await save({ code: 'c-C1' })).toEqual({
      code: 'DUPLICATE',
      details: { kind: 'contract', id: 'c1', field: 'code', value: 'c-C1' },
    });
    expect(await save({ buyerId: 'gone' })).toEqual({ code: 'NOT_FOUND', details: { kind: 'buyer', id: 'gone' } });
    expect(await save({ productId: 'gone' })).toEqual({ code: 'NOT_FOUND', details: { kind: 'product', id: 'gone' } });
  });

  it('can change the case of their own code', async () => {
    const workspace = await createRecords();
    await changeAsUser(workspace, (tx) => saveContract(tx, contract('c1', { code: 'c-C1' })));
    expect((await getContract(workspace.db, C1)).contract.code).toBe('c-C1');
  });

  it("can't contain values out of range, even without a schema check", async () => {
    const workspace = await createRecords();
    const invalidContract = { ...contract('c1'), end: monthOf(2025, 1) };
    await expect(changeAsUser(workspace, (tx) => saveContract(tx, invalidContract))).rejects.toThrow('CHECK constraint failed');
    expect((await getContract(workspace.db, C1)).contract).toEqual(contract('c1'));
  });

  it('have versions that are read together', async () => {
    const workspace = await createRecords();
    const { version } = await getContract(workspace.db, C1);
    expect(await listRecordVersions(workspace.db, 'contract')).toEqual(new Map([['c1', version]]));
  });
});

describe('plans', () => {
  it('are read as they were saved, overrides by contract', async () => {
    const workspace = await createRecords();
    await changeAsUser(workspace, (tx) => saveContract(tx, contract('c2')));
    const fullPlan = plan('x', {
      archived: true,
      overrides: [
        { contractId: 'c1', included: false },
        {
          contractId: 'c2',
          included: true,
          tonnesPerYear: 0,
          start: monthOf(2027, 1),
          end: monthOf(2028, 1),
          probability: 0,
          terms: [fullTerms()],
        },
      ],
    });
    await changeAsUser(workspace, (tx) => savePlan(tx, fullPlan));
    expect((await getPlan(workspace.db, fullPlan.id)).plan).toEqual(fullPlan);
    expect((await listPlans(workspace.db)).map((storedPlan) => storedPlan.id)).toEqual(['plan-base', 'x']);
  });

  it('are saved with pauses between their overrides, and not at all when the work stops in one', async () => {
    const workspace = await createRecords();
    const ids = Array.from({ length: 250 }, (_, k) => `more-${k}`);
    await changeAsUser(workspace, async (tx) => {
      for (const id of ids) await saveContract(tx, contract(id));
    });
    const manyOverrides = plan('x', { overrides: ids.map((contractId) => ({ contractId, included: false })) });
    const counts = new Set<unknown>();
    const stop = async (): Promise<void> => {
      counts.add(workspace.raw.prepare('SELECT count(*) FROM plan_override').pluck().get());
      if (counts.has(200)) throw new OrebookError('CANCELLED');
    };
    const save = changeAsUser(workspace, (tx) => savePlan(tx, manyOverrides, undefined, stop));
    expect((await catchFailure(save)).code).toBe('CANCELLED');
    expect([...counts]).toEqual([0, 100, 200]);
    expect((await listPlans(workspace.db)).map(({ id }) => id)).toEqual(['plan-base']);
  });

  it('lose the overrides of a deleted contract', async () => {
    const workspace = await createRecords();
    await changeAsUser(workspace, (tx) => savePlan(tx, plan('x', { overrides: [{ contractId: 'c1', included: false }] })));
    await changeAsUser(workspace, (tx) => removeContract(tx, C1));
    expect((await getPlan(workspace.db, PlanId.parse('x'))).plan.overrides).toEqual([]);
  });

  it("can't be deleted while chosen, and have one override per contract", async () => {
    const workspace = await createRecords();
    expect(await catchFailure(changeAsUser(workspace, (tx) => removePlan(tx, PLAN)))).toEqual({
      code: 'IN_USE',
      details: { kind: 'plan', id: 'plan-base', by: 'workspace', count: 1 },
    });
    const repeatedPlan = plan('x', { overrides: [{ contractId: 'c1' }, { contractId: 'c1' }] });
    expect((await catchFailure(changeAsUser(workspace, (tx) => savePlan(tx, repeatedPlan)))).code).toBe('DUPLICATE');
    const danglingPlan = plan('x', { overrides: [{ contractId: 'gone' }] });
    expect((await catchFailure(changeAsUser(workspace, (tx) => savePlan(tx, danglingPlan)))).code).toBe('NOT_FOUND');
  });
});

describe('limits and scenarios', () => {
  it('are read as they were saved, limits in their order', async () => {
    const workspace = await createRecords();
    const first = limit('z', { order: 0, metal: 'copper', productId: 'p1' });
    const second = limit('a', { order: 1, direction: 'atLeast', warn: 6, breach: 5, measure: { kind: 'effectiveNumber' } });
    await changeAsUser(workspace, async (tx) => {
      await saveLimit(tx, second);
      await saveLimit(tx, first);
    });
    expect(await listLimits(workspace.db)).toEqual([first, second]);
    expect((await getLimit(workspace.db, first.id)).limit).toEqual(first);
    const ownScenario = { ...CHINA_SLUMP, id: ScenarioId.parse('own'), name: 'A ban', shipped: false };
    await changeAsUser(workspace, (tx) => saveScenario(tx, ownScenario));
    expect((await listScenarios(workspace.db)).at(-1)).toEqual(ownScenario);
    expect(await listScenarios(workspace.db)).toHaveLength(SCENARIOS.length + 1);
    await changeAsUser(workspace, (tx) => removeScenario(tx, ownScenario.id));
    expect((await catchFailure(getScenario(workspace.db, ownScenario.id))).code).toBe('NOT_FOUND');
  });
});

describe('references', () => {
  it('are read as they ship, in their order', async () => {
    const workspace = await createRecords();
    expect(await listReferences(workspace.db)).toEqual(REFERENCES);
  });

  it('change their dated grades and follow existing references only', async () => {
    const workspace = await createRecords();
    const iron = REFERENCES[0]!;
    const changedReference = { ...iron, referenceGrade: [{ from: '2027-01-01', element: 'Fe', grade: 0.6 }] };
    await changeAsUser(workspace, (tx) => saveReference(tx, changedReference));
    expect(await getReference(workspace.db, iron.code)).toEqual(changedReference);
    const danglingReference = { ...iron, follows: { reference: ReferenceCode.parse('NONE'), beta: 1, residualVolatility: 0 } };
    expect((await catchFailure(changeAsUser(workspace, (tx) => saveReference(tx, danglingReference)))).details).toEqual({
      kind: 'reference',
      id: 'NONE',
    });
  });
});

describe('settings', () => {
  it('are one record that is read as it was saved', async () => {
    const workspace = await createRecords();
    const settings = { ...(await getSettings(workspace.db)), name: 'Other', budget: [{ year: 2026, usd: 1.5e9 }], sample: true };
    await changeAsUser(workspace, (tx) => saveSettings(tx, settings));
    workspace.close();
    expect(await getSettings((await openFile(workspace.path)).db)).toEqual(settings);
  });

  it('need an existing plan', async () => {
    const workspace = await createRecords();
    const settings = { ...(await getSettings(workspace.db)), planId: PlanId.parse('gone') };
    expect((await catchFailure(changeAsUser(workspace, (tx) => saveSettings(tx, settings)))).code).toBe('NOT_FOUND');
  });
});

describe('drafts', () => {
  it('survive a restart, and can be replaced and deleted', async () => {
    const workspace = await createRecords();
    expect(await findDraft(workspace.db, 'contract', 'new')).toBeUndefined();
    await saveDraft(workspace.db, 'contract', 'new', { tonnes: '12,0' });
    await saveDraft(workspace.db, 'contract', 'new', { tonnes: '12,00', empty: null });
    workspace.close();
    const reopenedWorkspace = await openFile(workspace.path);
    expect(await findDraft(reopenedWorkspace.db, 'contract', 'new')).toEqual({ tonnes: '12,00', empty: null });
    await removeDraft(reopenedWorkspace.db, 'contract', 'new');
    expect(await findDraft(reopenedWorkspace.db, 'contract', 'new')).toBeUndefined();
  });
});
