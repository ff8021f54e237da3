import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listBuyers } from '#db/repositories/buyers.ts';
import { listContracts } from '#db/repositories/contracts.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { listProducts } from '#db/repositories/products.ts';
import { getSettings } from '#db/repositories/settings.ts';
import { monthOf } from '#shared/domain/time.ts';
import { listDeckSeries } from '../../../core/portfolio/deckSeries.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;

beforeEach(async () => {
  services = await openServices();
});
afterEach(() => services.close());

const state = async () => {
  const currentState = await services.ask('workspace.state', {});
  if (!currentState.open) throw new Error('not open');
  return currentState;
};

/** Every record, and the revision. */
const readEverything = async () => {
  const db = services.ctx.workspace.db();
  return {
    revision: services.ctx.workspace.revision(),
    settings: await getSettings(db),
    buyers: await listBuyers(db),
    contracts: await listContracts(db),
    plans: await listPlans(db),
    products: await listProducts(db),
    prices: await listDeckSeries(db, { deck: 'base', from: monthOf(2026, 1), to: monthOf(2027, 12) }),
  };
};

const removeFirstContract = async (): Promise<void> => {
  const [first] = await listContracts(services.ctx.workspace.db());
  await services.ask('contracts.remove', { ids: [first!.id] });
};

const setPrice = async (): Promise<void> => {
  const month = monthOf(2026, 9);
  const { rows } = await services.ask('decks.get', { deck: 'base', from: month, to: month });
  await services.ask('decks.set', { deck: 'base', points: [{ reference: rows[0]!.reference, month, price: 111 }] });
};

const changes: readonly (() => Promise<unknown>)[] = [
  () => services.ask('settings.save', { discountRate: 0.08 }),
  removeFirstContract,
  () => services.ask('workspace.moveValuationDate', { to: monthOf(2026, 7) }),
  () => services.ask('history.undo', {}),
  () => services.ask('settings.save', { name: 'Quillan again' }),
  setPrice,
];

const ids = async (): Promise<number[]> => (await services.ask('history.list', { limit: 50 })).changes.map(({ id }) => id).reverse();

describe('a past view', () => {
  it('shows every earlier moment unchanged, and the present afterwards', async () => {
    const snapshots = [await readEverything()];
    for (const change of changes) {
      await change();
      snapshots.push(await readEverything());
    }
    const moments = await ids();
    expect(moments).toHaveLength(snapshots.length);
    for (const [i, change] of moments.entries()) {
      await services.ask('history.openSnapshot', { change });
      expect(await readEverything()).toEqual(snapshots[i]);
      expect((await services.ask('history.list', { limit: 50 })).changes).toHaveLength(i + 1);
    }
    await services.ask('history.closeSnapshot', {});
    expect(await readEverything()).toEqual(snapshots.at(-1));
  });

  it('refuses every change, reports it, and offers no undo', async () => {
    await services.ask('settings.save', { discountRate: 0.08 });
    const [first] = await ids();
    const { at } = await services.ask('history.openSnapshot', { change: first! });
    expect(await state()).toMatchObject({ past: { at } });
    expect((await state()).undo).toBeUndefined();
    const refusals = [
      await services.call('settings.save', { discountRate: 0.2 }),
      await services.call('history.undo', {}),
      await services.call('workspace.reset', {}),
    ];
    for (const result of refusals) expect(result).toMatchObject({ ok: false, error: { code: 'LOOKING_BACK', details: { at } } });
    await services.ask('history.closeSnapshot', {});
    expect((await state()).settings.discountRate).toBe(0.08);
    await services.ask('settings.save', { discountRate: 0.2 });
  });

  it('may show another plan, which is discarded when the view ends', async () => {
    await services.ask('settings.save', { discountRate: 0.08 });
    const [first] = await ids();
    const before = await state();
    const otherPlan = before.plans.find(({ id }) => id !== before.settings.planId)!;
    await services.ask('history.openSnapshot', { change: first! });
    const listedIds = await ids();
    await services.ask('plans.choose', { id: otherPlan.id });
    expect(await state()).toMatchObject({ past: {}, settings: { planId: otherPlan.id } });
    expect((await services.book()).plan().plan.id).toBe(otherPlan.id);
    expect(await ids()).toEqual(listedIds);
    await services.ask('history.closeSnapshot', {});
    expect((await state()).settings.planId).toBe(before.settings.planId);
  });

  it('of a day shows its last moment; a day before the first has none', async () => {
    await services.ask('settings.save', { discountRate: 0.08 });
    await services.ask('history.openSnapshot', { date: '2999-12-31' });
    expect((await state()).settings.discountRate).toBe(0.08);
    expect(await services.call('history.openSnapshot', { date: '1999-12-31' })).toMatchObject({
      ok: false,
      error: { code: 'NO_SUCH_PAST' },
    });
  });

  it('leaves no file behind', async () => {
    const [first] = await ids();
    const temp = join(services.dataFolder, 'temp');
    await services.ask('history.openSnapshot', { change: first! });
    expect(readdirSync(temp)).toContain('past 1.orebook');
    await services.ask('history.closeSnapshot', {});
    expect(existsSync(temp) ? readdirSync(temp) : []).toEqual([]);
  });
});
