import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_MONTH, IsoDate, monthOf } from '#shared/domain/time.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const readOpenState = async () => {
  const state = await services.ask('workspace.state', {});
  if (!state.open) throw new Error('not open');
  return state;
};

describe('workspace.state', () => {
  it('returns what the header shows', async () => {
    const state = await readOpenState();
    expect(state.settings).toMatchObject({ name: 'Quillan Range', valuationDate: '2026-05-31', sample: true });
    expect(state.counts).toEqual({ buyers: 28, contracts: 36, plans: 3 });
    expect(state.plans.map((plan) => plan.contracts)).toContain(30);
    expect(state.prices.to).toBe(monthOf(2026, 5));
    expect(state.prices.filled).toBeGreaterThan(0);
    expect(state.prices.filled).toBeLessThan(state.prices.of);
  });
});

describe('workspace.moveValuationDate', () => {
  it('goes up to the last month that leaves a year to plan, at which every page still answers', async () => {
    const last = monthOf(2098, 12);
    await services.ask('workspace.moveValuationDate', { to: last });
    const pages = ['overview.get', 'scenarios.list', 'diversification.get', 'plans.list', 'compare.get', 'openPricing.get'];
    for (const page of pages) expect(await services.call(page, {}), page).toMatchObject({ ok: true });
    expect(await services.call('workspace.moveValuationDate', { to: last + 1 })).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'to', rule: 'tooLate', limit: last }] } },
    });
    await services.ask('history.undo', {});
  });

  it('goes back to the first month of the model, before which no price is stored', async () => {
    await services.ask('workspace.moveValuationDate', { to: FIRST_MONTH });
    expect((await readOpenState()).prices.to).toBe(FIRST_MONTH);
    await services.ask('history.undo', {});
  });

  it('moves the date, shows the figures before and after, and can be undone', async () => {
    const to = monthOf(2026, 6);
    const preview = await services.ask('workspace.previewValuationDate', { to });
    expect(preview.changes.length).toBeGreaterThan(3);
    const npv = preview.changes[0];
    expect(npv?.before.value).not.toBe(npv?.after.value);
    await services.ask('workspace.moveValuationDate', { to });
    expect((await readOpenState()).settings.valuationDate).toBe('2026-06-30');
    expect((await services.book()).plan().value.npv).toBeCloseTo(Number(npv?.after.value), 3);
    await services.ask('history.undo', {});
    expect((await readOpenState()).settings.valuationDate).toBe('2026-05-31');
  });
});

describe('settings.save', () => {
  it('a discount rate changes the NPV and is one undo', async () => {
    const before = (await services.book()).plan().value.npv;
    await services.ask('settings.save', { discountRate: 0.2 });
    expect((await services.book()).plan().value.npv).toBeLessThan(before);
    expect((await readOpenState()).undo).toBeDefined();
    await services.ask('history.undo', {});
    expect((await readOpenState()).settings.discountRate).toBe(0.1);
  });

  it('a rate of 1,000 % is refused at its field', async () => {
    expect(await services.call('settings.save', { discountRate: 10 })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'discountRate', rule: 'tooBig', limit: 1 }] } },
    });
  });
});

describe('drafts', () => {
  it('keep half-typed input, make no undo step, and can be discarded', async () => {
    const { undo } = await readOpenState();
    const key = { kind: 'contract', id: 'new' } as const;
    const { workspaceId } = await services.ask('drafts.get', key);
    await services.ask('drafts.save', { ...key, workspaceId, fields: { quantity: '12x' } });
    expect(await services.ask('drafts.get', key)).toEqual({ workspaceId, fields: { quantity: '12x' } });
    expect((await readOpenState()).undo).toEqual(undo);
    await services.ask('drafts.discard', { ...key, workspaceId });
    expect(await services.ask('drafts.get', key)).toEqual({ workspaceId });
  });

  it('are refused by another workspace and never appear there', async () => {
    const two = await openServices();
    const key = { kind: 'contract', id: 'new' } as const;
    const { workspaceId } = await two.ask('drafts.get', key);
    await two.ask('workspace.create', { name: 'Second', discountRate: 0.1, products: [{ name: 'Ore', metal: 'copper', tonnes: [] }] });
    expect(await two.call('drafts.save', { ...key, workspaceId, fields: { quantity: '12x' } })).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND', details: { kind: 'workspace', id: workspaceId } },
    });
    expect(await two.call('drafts.discard', { ...key, workspaceId })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    const otherDraft = await two.ask('drafts.get', key);
    expect(otherDraft.fields).toBeUndefined();
    expect(otherDraft.workspaceId).not.toBe(workspaceId);
    await two.close();
  });
});

describe('records.find', () => {
  it('finds a contract by its code and a buyer by part of a name', async () => {
    const byCode = await services.ask('records.find', { text: 'c-042', limit: 5 });
    expect(byCode.hits[0]).toMatchObject({ kind: 'contract', label: { name: expect.stringContaining('C-042') } });
    const byName = await services.ask('records.find', { text: 'hai long', limit: 20 });
    expect(byName.hits.map((hit) => hit.kind)).toContain('buyer');
  });

  it('finds a tender, a scenario in every language and a decision by their names', async () => {
    const find = async (words: string) =>
      (await services.ask('records.find', { text: words, limit: 20 })).hits.map(({ kind, route }) => `${kind} ${route}`);
    expect(await find('concentrate 2028')).toContain('tender /contracts/tenders/T-1');
    expect(await find('china slump')).toContain('scenario /cycles/scenarios/china-slump');
    expect(await find('中国')).toContain('scenario /cycles/scenarios/china-slump');
    await services.ask('decisions.add', {
      title: 'Sell half of the zinc to Europe',
      why: '',
      decidedOn: IsoDate.parse('2026-05-30'),
      figures: [],
    });
    expect(await find('half zinc')).toEqual(['decision /decisions']);
  });
});

describe('workspace.previewValuationDate', () => {
  const to = monthOf(2026, 6);
  const fixAt = (factor: number) => async () => {
    const { rows } = await services.ask('decks.get', { deck: 'base', from: to - 1, to: to - 1 });
    await services.ask('decks.set', {
      deck: 'base',
      points: rows.map(({ reference, points }) => ({ reference, month: to, price: points[0]!.price * factor })),
    });
  };

  it.each([
    ['no new price', async () => undefined],
    ['fixings of the new month typed', fixAt(1.1)],
  ])('shows with %s what becomes true after the move', async (_name, prepare) => {
    await prepare();
    const preview = await services.ask('workspace.previewValuationDate', { to });
    await services.ask('workspace.moveValuationDate', { to });
    expect((await services.book()).plan().value.npv).toBeCloseTo(Number(preview.changes[0]!.after.value), 3);
    await services.ask('history.undo', {});
  });

  const causesOf = async () => {
    const { changes, causes } = await services.ask('workspace.previewValuationDate', { to });
    const of = new Map(causes.map(({ label, change }) => [label.key, Number(change.value)]));
    const [time, prices, terms] = ['valuationDate.time', 'valuationDate.prices', 'valuationDate.terms'].map(
      (key) => of.get(key) ?? Number.NaN,
    ) as [number, number, number];
    expect(time + prices + terms).toBeCloseTo(Number(changes[0]!.after.value) - Number(changes[0]!.before.value), 3);
    return { time, prices, terms };
  };

  it('splits the change of the NPV into time, prices and terms; rising prices count as prices', async () => {
    await fixAt(1.1)();
    const { prices, terms } = await causesOf();
    expect(prices).toBeGreaterThan(0);
    expect(terms).toBe(0);
    await services.ask('history.undo', {});
  });

  it('counts as terms what contracts agreed since the last move add, and nothing else', async () => {
    const quietCauses = await causesOf();
    const npv = (await services.book()).plan().value.npv;
    const rows = (await services.ask('contracts.list', {})).rows.filter(({ isIncluded, status }) => isIncluded && status === 'active');
    const [row] = rows.sort((a, b) => (b.revenue ?? 0) - (a.revenue ?? 0));
    const { contract } = await services.ask('contracts.get', { id: row!.id });
    const terms = contract.terms.map((termSet) => ({
      ...termSet,
      quantity: { ...termSet.quantity, tonnesPerYear: termSet.quantity.tonnesPerYear * 0.9 },
    }));
    await services.ask('contracts.save', { contract: { ...contract, terms } });
    const movedCauses = await causesOf();
    expect(movedCauses.terms).toBeCloseTo((await services.book()).plan().value.npv - npv, 3);
    expect(movedCauses.terms).not.toBe(0);
    expect(Math.abs(movedCauses.time - quietCauses.time)).toBeLessThan(Math.abs(movedCauses.terms));
    await fixAt(1.1)();
    expect((await causesOf()).terms).toBeCloseTo(movedCauses.terms, 3);
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
    expect(await causesOf()).toEqual(quietCauses);
  });
});

describe('workspace.create', () => {
  it('a new workspace starts with a checklist and no assumed number', async () => {
    await services.ask('workspace.create', {
      name: 'My mine',
      discountRate: 0.08,
      products: [{ name: 'Zinc concentrate', metal: 'zinc', tonnes: [{ year: 2027, tonnes: 100_000 }] }],
    });
    const state = await readOpenState();
    expect(state.settings).toMatchObject({ name: 'My mine', sample: false, discountRate: 0.08, valuationDate: state.newValuationDate });
    const { verdict, checklist, limits, dates } = await services.ask('overview.get', {});
    expect(verdict.map((sentence) => sentence.key)).toEqual(['overview.verdict.spotOnly']);
    expect(checklist.filter((item) => !item.isDone).map((item) => item.key)).toEqual([
      'assays',
      'costs',
      'buyers',
      'buyerTerms',
      'contracts',
      'limits',
    ]);
    expect(checklist.find(({ key }) => key === 'costs')?.route).toMatch(/^\/products\/.+\?field=years\.2027\.usdPerDmt$/);
    expect(limits).toEqual([]);
    expect(dates).toEqual([]);
  });

  it('only the sample can be reset', async () => {
    expect(await services.call('workspace.reset', {})).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
  });

  it('names the first plan in the language of the new workspace', async () => {
    await services.ask('workspace.create', {
      name: '测试矿业',
      discountRate: 0.08,
      language: 'zh-CN',
      products: [{ name: '铜精矿', metal: 'copper', tonnes: [] }],
    });
    expect((await services.ask('plans.list', {})).rows.map(({ name }) => name)).toEqual(['基准方案']);
  });
});
