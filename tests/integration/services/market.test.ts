import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReferenceCode } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

describe('market.get', () => {
  it('lithium grew 43-fold by the article’s own numbers, and the page says that it says tenfold', async () => {
    const { metals } = await services.ask('market.get', {});
    const lithium = metals.find((row) => row.metal === 'lithium');
    expect(lithium?.multiple?.value).toBeCloseTo(2.85 / 0.066, 9);
    expect(lithium?.check).toContain('43-fold');
  });

  it('a change that the article states is shown as stated, with the check that does not reproduce it', async () => {
    const { metals } = await services.ask('market.get', {});
    expect(metals.find((row) => row.metal === 'nickel')?.change?.value).toBe(-0.05);
    expect(metals.find((row) => row.metal === 'cobalt')?.change?.value).toBe(-0.43);
    for (const metal of ['nickel', 'cobalt']) expect(metals.find((row) => row.metal === metal)?.check).toContain('Not reproduced');
  });

  it('the balance is three points and no line', async () => {
    const { balance } = await services.ask('market.get', {});
    expect(balance.series).toHaveLength(1);
    expect(balance.series[0]).toMatchObject({
      style: 'points',
      points: [
        { x: 2012, y: -126.8 },
        { x: 2021, y: -255.9 },
        { x: 2024, y: -222.4 },
      ],
    });
  });

  it('every share has a source, and none exceeds the whole', async () => {
    const { suppliers, importers } = await services.ask('market.get', {});
    expect(suppliers.length).toBeGreaterThan(5);
    for (const table of [...suppliers, ...importers]) {
      const sum = table.rows.reduce((total, row) => total + Number(row.share.value), 0);
      expect(sum, `${table.metal} ${table.product} ${table.period}`).toBeLessThanOrEqual(1.005);
      for (const row of table.rows) expect(row.source.length).toBeGreaterThan(8);
    }
  });
});

describe('decks.compare', () => {
  it('shows one line of fixings that opens into three decks, and what each month ahead rests on', async () => {
    const { view, rules } = await services.ask('decks.compare', { reference: ReferenceCode.parse('CU') });
    const [low, base, high] = ['Low', 'Base', 'High'].map((label) => view.series.find((series) => series.label === label)?.points ?? []);
    const valuation = monthOf(2026, 5);
    expect(view.unit).toBe('USD/t');
    expect(base?.[0]?.x).toBe(valuation - 11);
    expect([low?.[0], high?.[0]]).toEqual([base?.find(({ x }) => x === valuation), base?.find(({ x }) => x === valuation)]);
    const at = (points: typeof base, x: number) => points?.find((point) => point.x === x)?.y ?? Number.NaN;
    const month = monthOf(2028, 1);
    expect(at(low, month)).toBeLessThan(at(base, month));
    expect(at(base, month)).toBeLessThan(at(high, month));
    const ahead = base?.filter(({ x }) => x > valuation).length;
    for (const { rules: some } of rules) expect(some.reduce((sum, { months }) => sum + months, 0)).toBe(ahead);
    expect(rules.find(({ deck }) => deck === 'low')?.rules.at(-1)?.source).toContain('20 % below the base deck');
    expect(await services.call('decks.compare', { reference: 'XX' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });
});

describe('decks.set', () => {
  const copper = async () => {
    const { rows } = await services.ask('decks.get', { deck: 'base', from: monthOf(2026, 5), to: monthOf(2027, 12) });
    const row = rows.find((one) => one.metal === 'copper' && one.unit === 'USD/t');
    if (!row) throw new Error('no copper');
    return row;
  };

  it('a typed forward moves the plan’s value, and undo brings the old one back', async () => {
    const row = await copper();
    const month = monthOf(2027, 3);
    const before = row.points.find((point) => point.month === month);
    const npv = (await services.book()).plan().value.npv;
    await services.ask('decks.set', { deck: 'base', points: [{ reference: row.reference, month, price: 20_000 }] });
    expect((await copper()).points.find((point) => point.month === month)).toMatchObject({ price: 20_000, origin: 'user' });
    expect((await services.book()).plan().value.npv).toBeGreaterThan(npv);
    await services.ask('history.undo', {});
    expect((await copper()).points.find((point) => point.month === month)).toEqual(before);
    expect((await services.book()).plan().value.npv).toBeCloseTo(npv, 6);
  });

  it('an emptied month goes back to what fills it', async () => {
    const row = await copper();
    const month = monthOf(2027, 4);
    const before = row.points.find((point) => point.month === month);
    await services.ask('decks.set', { deck: 'base', points: [{ reference: row.reference, month, price: 5 }] });
    await services.ask('decks.set', { deck: 'base', points: [{ reference: row.reference, month }] });
    expect((await copper()).points.find((point) => point.month === month)).toEqual(before);
  });

  it('a price that is no number is refused', async () => {
    const answer = await services.call('decks.set', {
      deck: 'base',
      points: [{ reference: ReferenceCode.parse('x'), month: monthOf(2027, 4), price: 'NaN' }],
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
  });
});
