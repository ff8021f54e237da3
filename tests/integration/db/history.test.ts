import { describe, expect, it } from 'vitest';
import { listBuyers, removeBuyer, saveBuyer, saveGroup } from '#db/repositories/buyers.ts';
import { getContract, listContracts, removeContract, saveContract } from '#db/repositories/contracts.ts';
import { saveDeckPoints } from '#db/repositories/decks.ts';
import { saveDraft } from '#db/repositories/drafts.ts';
import { getHistoryState, getRevision, listChanges } from '#db/repositories/history.ts';
import { listPlans, savePlan } from '#db/repositories/plans.ts';
import { listProducts, saveProduct } from '#db/repositories/products.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { redo, runTransaction, undo } from '#db/transaction.ts';
import { BuyerId, ContractId, GroupId, PlanId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { listDeckSeries } from '../../../core/portfolio/deckSeries.ts';
import { buyer, contract, fullTerms, plan, product } from './records.ts';
import { catchFailure, changeAsUser, createWorkspace, openFile } from './workspaceFiles.ts';

const B1 = BuyerId.parse('b1');
const C1 = ContractId.parse('c1');

const createWithContract = async () => {
  const workspace = await createWorkspace(undefined, async (tx) => {
    await saveBuyer(tx, buyer('b1'));
    await saveProduct(tx, product('p1'));
  });
  await changeAsUser(workspace, (tx) => saveContract(tx, contract('c1')), 'contract.new');
  return workspace;
};

describe('a change', () => {
  it('returns the result of its work and counts as one revision', async () => {
    const workspace = await createWorkspace();
    const before = await getRevision(workspace.db);
    expect(await changeAsUser(workspace, async (tx) => saveBuyer(tx, buyer('b1')))).toBe(before + 1);
    expect(await getRevision(workspace.db)).toBe(before + 1);
  });

  it('without a changed row makes no history and no revision', async () => {
    const workspace = await createWithContract();
    const before = await getHistoryState(workspace.db);
    await changeAsUser(workspace, async (tx) => {
      await saveContract(tx, contract('c1'));
      await saveBuyer(tx, buyer('b1'));
      await saveProduct(tx, product('p1'));
      await savePlan(tx, (await listPlans(tx))[0]!);
    });
    expect(await getHistoryState(workspace.db)).toEqual(before);
  });

  it('that fails changes nothing, and the next one succeeds', async () => {
    const workspace = await createWithContract();
    const before = await getHistoryState(workspace.db);
    const failingChange = changeAsUser(workspace, async (tx) => {
      await saveBuyer(tx, buyer('b2'));
      throw new Error('stop');
    });
    await expect(failingChange).rejects.toThrow('stop');
    expect(await getHistoryState(workspace.db)).toEqual(before);
    expect(await listBuyers(workspace.db)).toEqual([buyer('b1')]);
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b2')));
    expect(await listBuyers(workspace.db)).toHaveLength(2);
  });

  it('is the only way to write: other writes are refused', async () => {
    const workspace = await createWithContract();
    expect(() => workspace.raw.exec("UPDATE buyer SET name = 'x'")).toThrow('a write outside a change');
    expect(() => workspace.raw.exec('DELETE FROM deck_point; DELETE FROM shipped_price')).toThrow('a write outside a change');
  });

  it('of a display setting makes a revision but no undo step', async () => {
    const workspace = await createWithContract();
    await changeAsUser(workspace, (tx) => savePlan(tx, plan('other')), 'plan.new');
    const before = await getHistoryState(workspace.db);
    const settings = await getSettings(workspace.db);
    await changeAsUser(workspace, (tx) =>
      saveSettings(tx, { ...settings, planId: PlanId.parse('other'), theme: 'dark', deck: 'low', moneyScale: 'bn' }),
    );
    expect(await getHistoryState(workspace.db)).toEqual({ ...before, revision: before.revision + 1 });
    await changeAsUser(workspace, (tx) => saveSettings(tx, { ...settings, discountRate: 0.08 }), 'settings');
    await undo(workspace.db);
    expect((await getSettings(workspace.db)).discountRate).toBe(0.1);
  });

  it('of some columns of a row stores these and the key alone', async () => {
    const workspace = await createWithContract();
    await changeAsUser(workspace, (tx) =>
      saveContract(tx, contract('c1', { note: 'a "quoted" note', probability: 0.1 + 0.2, renewal: { kind: 'none' } })),
    );
    const images = workspace.raw
      .prepare(`SELECT before, after FROM history_row WHERE table_name = 'contract' ORDER BY id DESC LIMIT 1`)
      .get() as { before: string; after: string };
    expect(JSON.parse(images.before)).toEqual({
      id: 'c1',
      note: '',
      probability: 1,
      renewal: 'buyerOption',
      renewal_months: 24,
      renewal_notice_months: 6,
    });
    expect(JSON.parse(images.after)).toEqual({
      id: 'c1',
      note: 'a "quoted" note',
      probability: 0.1 + 0.2,
      renewal: 'none',
      renewal_months: null,
      renewal_notice_months: null,
    });
  });

  it('does not record drafts', async () => {
    const workspace = await createWithContract();
    const before = await getHistoryState(workspace.db);
    await saveDraft(workspace.db, 'contract', 'c1', { end: '2031-0' });
    expect(await getHistoryState(workspace.db)).toEqual(before);
  });
});

describe('undo', () => {
  it('restores a deleted record with all its rows, and redo deletes it again', async () => {
    const workspace = await createWithContract();
    await changeAsUser(workspace, (tx) =>
      savePlan(tx, plan('x', { overrides: [{ contractId: 'c1', included: false, terms: [fullTerms()] }] })),
    );
    const plans = await listPlans(workspace.db);
    await changeAsUser(workspace, (tx) => removeContract(tx, C1), 'contract.remove');
    expect(await listContracts(workspace.db)).toEqual([]);
    expect(await undo(workspace.db)).toEqual({ label: { key: 'contract.remove' } });
    expect(await listContracts(workspace.db)).toEqual([contract('c1')]);
    expect(await listPlans(workspace.db)).toEqual(plans);
    expect(await redo(workspace.db)).toEqual({ label: { key: 'contract.remove' } });
    expect(await listContracts(workspace.db)).toEqual([]);
  });

  it('reverts an edit including child rows', async () => {
    const workspace = await createWithContract();
    const editedContract = contract('c1', {
      code: 'C-999',
      renewal: { kind: 'none' },
      terms: [fullTerms(), fullTerms(monthOf(2028, 1))],
      dates: [
        { kind: 'notice', date: '2027-01-31', note: '' },
        { kind: 'renewal', date: '2027-06-30', note: '' },
      ],
    });
    await changeAsUser(workspace, (tx) => saveContract(tx, editedContract));
    await undo(workspace.db);
    expect((await getContract(workspace.db, C1)).contract).toEqual(contract('c1'));
    await redo(workspace.db);
    expect((await getContract(workspace.db, C1)).contract).toEqual(editedContract);
  });

  it('reverts a change that wrote one row several times', async () => {
    const workspace = await createWithContract();
    await changeAsUser(workspace, async (tx) => {
      await saveBuyer(tx, buyer('b1', { note: 'one' }));
      await saveBuyer(tx, buyer('b1', { note: 'two' }));
      await saveBuyer(tx, buyer('b2'));
      await removeBuyer(tx, BuyerId.parse('b2'));
      await saveBuyer(tx, buyer('b2', { note: 'again' }));
    });
    const after = await listBuyers(workspace.db);
    await undo(workspace.db);
    expect(await listBuyers(workspace.db)).toEqual([buyer('b1')]);
    await redo(workspace.db);
    expect(await listBuyers(workspace.db)).toEqual(after);
  });

  it('of an entered price restores the estimated one', async () => {
    const workspace = await createWorkspace();
    const query = { deck: 'base', from: monthOf(2026, 5), to: monthOf(2026, 8) } as const;
    const before = await listDeckSeries(workspace.db, query);
    const typedPrices = before.map((point) => ({ ...point, price: point.price + 0.1 + 0.2, origin: 'user' as const, source: '' }));
    await changeAsUser(workspace, (tx) => saveDeckPoints(tx, 'base', typedPrices));
    expect(await listDeckSeries(workspace.db, query)).toEqual(typedPrices);
    await undo(workspace.db);
    expect(await listDeckSeries(workspace.db, query)).toEqual(before);
  });

  it('stops at the shipped data', async () => {
    const workspace = await createWithContract();
    await undo(workspace.db);
    expect((await catchFailure(undo(workspace.db))).code).toBe('NOTHING_TO_UNDO');
    expect(await listProducts(workspace.db)).toEqual([product('p1')]);
  });

  it('works after a restart', async () => {
    const workspace = await createWithContract();
    await changeAsUser(workspace, (tx) => saveContract(tx, contract('c1', { note: 'second' })), 'contract.edit');
    await undo(workspace.db);
    workspace.close();
    const reopenedWorkspace = await openFile(workspace.path);
    expect(await getHistoryState(reopenedWorkspace.db)).toMatchObject({
      undo: { label: { key: 'contract.new' } },
      redo: { label: { key: 'contract.edit' } },
    });
    await redo(reopenedWorkspace.db);
    expect((await getContract(reopenedWorkspace.db, C1)).contract.note).toBe('second');
    await undo(reopenedWorkspace.db);
    await undo(reopenedWorkspace.db);
    expect(await listContracts(reopenedWorkspace.db)).toEqual([]);
  });

  it('allows redo until the next change', async () => {
    const workspace = await createWithContract();
    expect((await catchFailure(redo(workspace.db))).code).toBe('NOTHING_TO_REDO');
    await changeAsUser(workspace, (tx) => saveContract(tx, contract('c1', { note: 'a' })));
    await undo(workspace.db);
    await changeAsUser(workspace, (tx) => saveContract(tx, contract('c1', { note: 'b' })));
    expect((await catchFailure(redo(workspace.db))).code).toBe('NOTHING_TO_REDO');
    await undo(workspace.db);
    await redo(workspace.db);
    expect((await getContract(workspace.db, C1)).contract.note).toBe('b');
  });

  it("of the chosen plan's creation chooses the oldest plan", async () => {
    const workspace = await createWithContract();
    const settings = await getSettings(workspace.db);
    await changeAsUser(workspace, async (tx) => {
      await savePlan(tx, plan('q-branch'));
      await saveSettings(tx, { ...settings, planId: PlanId.parse('q-branch') });
    });
    expect((await getSettings(workspace.db)).planId).toBe('q-branch');
    await undo(workspace.db);
    expect((await getSettings(workspace.db)).planId).toBe('plan-base');
  });
});

describe('undo of an earlier change', () => {
  it('succeeds when none of its rows changed since', async () => {
    const workspace = await createWithContract();
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b2')), 'first');
    const first = (await getHistoryState(workspace.db)).undo!.id;
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b3')), 'second');
    expect(await undo(workspace.db, { changeId: first })).toEqual({ label: { key: 'first' } });
    expect((await listBuyers(workspace.db)).map((storedBuyer) => storedBuyer.id)).toEqual(['b1', 'b3']);
  });

  it('is blocked with the record whose row changed since', async () => {
    const workspace = await createWithContract();
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1', { note: 'one' })), 'first');
    const first = (await getHistoryState(workspace.db)).undo!.id;
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1', { note: 'two' })), 'second');
    const before = await getHistoryState(workspace.db);
    expect(await catchFailure(undo(workspace.db, { changeId: first }))).toEqual({
      code: 'UNDO_BLOCKED',
      details: { kind: 'buyer', id: 'b1', label: { key: 'first' } },
    });
    expect(await getHistoryState(workspace.db)).toEqual(before);
    expect((await listBuyers(workspace.db))[0]!.note).toBe('two');
  });

  it('is blocked when another column of its row changed since, until that is changed back', async () => {
    const workspace = await createWithContract();
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1', { note: 'one' })), 'first');
    const first = (await getHistoryState(workspace.db)).undo!.id;
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1', { note: 'one', name: 'Other name' })), 'second');
    expect(await catchFailure(undo(workspace.db, { changeId: first }))).toEqual({
      code: 'UNDO_BLOCKED',
      details: { kind: 'buyer', id: 'b1', label: { key: 'first' } },
    });
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1', { note: 'one' })), 'third');
    await undo(workspace.db, { changeId: first });
    expect(await listBuyers(workspace.db)).toEqual([buyer('b1')]);
  });

  it('is blocked with the record that still refers to what it created', async () => {
    const workspace = await createWithContract();
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b2')), 'buyer.new');
    const first = (await getHistoryState(workspace.db)).undo!.id;
    await changeAsUser(workspace, (tx) => saveContract(tx, contract('c2', { buyerId: 'b2' })));
    expect(await catchFailure(undo(workspace.db, { changeId: first }))).toEqual({
      code: 'UNDO_BLOCKED',
      details: { kind: 'contract', id: 'c2', label: { key: 'buyer.new' } },
    });
    expect(await listBuyers(workspace.db)).toHaveLength(2);
  });

  it('is blocked when the code of a deleted record is in use again', async () => {
    const workspace = await createWithContract();
    await changeAsUser(workspace, (tx) => removeContract(tx, C1), 'contract.remove');
    const removal = (await getHistoryState(workspace.db)).undo!.id;
    await changeAsUser(workspace, (tx) => saveContract(tx, contract('c2', { code: 'C-c1' })));
    const failure = await catchFailure(undo(workspace.db, { changeId: removal }));
    expect(failure).toEqual({ code: 'UNDO_BLOCKED', details: { kind: 'contract', id: 'c1', label: { key: 'contract.remove' } } });
    expect((await listContracts(workspace.db)).map((storedContract) => storedContract.id)).toEqual(['c2']);
  });

  it('works once only', async () => {
    const workspace = await createWithContract();
    const { id } = (await getHistoryState(workspace.db)).undo!;
    await undo(workspace.db, { changeId: id });
    expect((await catchFailure(undo(workspace.db, { changeId: id }))).code).toBe('NOTHING_TO_UNDO');
  });
});

describe('the list of changes', () => {
  it('contains the changes of a record, latest first, with undone ones marked', async () => {
    const workspace = await createWithContract();
    await changeAsUser(workspace, (tx) => saveContract(tx, contract('c1', { note: 'a' })), 'contract.edit');
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1', { note: 'else' })), 'buyer.edit');
    await undo(workspace.db);
    const entries = await listChanges(workspace.db, { kind: 'contract', id: 'c1', limit: 10 });
    expect(entries.map((entry) => entry.label.key)).toEqual(['contract.edit', 'contract.new']);
    const [ofBuyer] = (await listChanges(workspace.db, { kind: 'buyer', id: 'b1', limit: 10 })).slice(-1);
    expect(ofBuyer).toMatchObject({ label: { key: 'buyer.edit' }, origin: 'user', isUndone: true });
    expect(ofBuyer!.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const changes = await listChanges(workspace.db, { limit: 10 });
    expect(changes.map((entry) => entry.origin)).toEqual(['undo', 'user', 'user', 'user', 'seed']);
    expect(changes[0]!.undoOf).toBe(changes[1]!.id);
  });

  it('assigns group and child rows to their record', async () => {
    const workspace = await createWithContract();
    await changeAsUser(workspace, async (tx) => {
      await saveGroup(tx, { id: GroupId.parse('g1'), name: 'Pair', why: 'one owner' });
      await saveBuyer(tx, buyer('b1', { groupId: 'g1', destination: [] }));
    });
    expect(await listChanges(workspace.db, { kind: 'buyerGroup', id: 'g1', limit: 10 })).toHaveLength(1);
    expect(await listChanges(workspace.db, { kind: 'buyer', id: 'b1', limit: 10 })).toHaveLength(1);
  });
});

describe('a save with an expected version', () => {
  it('is STALE after another change of the record, and after its undo', async () => {
    const workspace = await createWithContract();
    const { version } = await getContract(workspace.db, C1);
    const edit = (note: string, expectedVersion: number) =>
      changeAsUser(workspace, (tx) => saveContract(tx, contract('c1', { note }), expectedVersion));
    const next = await edit('first', version);
    expect(next).toBeGreaterThan(version);
    expect(await catchFailure(edit('second', version))).toEqual({ code: 'STALE', details: { kind: 'contract', id: 'c1' } });
    await undo(workspace.db);
    expect((await catchFailure(edit('third', next))).code).toBe('STALE');
    await edit('fourth', (await getContract(workspace.db, C1)).version);
    expect((await getContract(workspace.db, C1)).contract.note).toBe('fourth');
  });

  it('accepts the revision of the answer in which the record was read', async () => {
    const workspace = await createWithContract();
    const revision = await getRevision(workspace.db);
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b9')));
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1', { note: 'x' }), revision));
    expect((await catchFailure(changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1'), revision)))).code).toBe('STALE');
  });

  it('of a deleted record is NOT_FOUND', async () => {
    const workspace = await createWorkspace(undefined, (tx) => saveBuyer(tx, buyer('b1')));
    await changeAsUser(workspace, (tx) => removeBuyer(tx, B1));
    const failure = await catchFailure(changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1'), 99)));
    expect(failure).toEqual({ code: 'NOT_FOUND', details: { kind: 'buyer', id: 'b1' } });
  });
});

describe('the seeds', () => {
  it("are one change that is listed but can't be undone", async () => {
    const workspace = await createWorkspace();
    expect(await getHistoryState(workspace.db)).toEqual({ revision: 1 });
    expect(await listChanges(workspace.db, { limit: 5 })).toMatchObject([{ origin: 'seed', label: { key: 'history.create' } }]);
    await runTransaction(workspace.db, { label: { key: 'again' }, origin: 'seed' }, async () => undefined);
    expect(await getRevision(workspace.db)).toBe(1);
  });
});
