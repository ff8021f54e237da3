import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listReferences, saveReference } from '#db/repositories/references.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import type { Tx } from '#db/schema.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { listDeals } from '../../../core/allocation/deals.ts';
import { simulatePaths } from '../../../core/allocation/outcomes.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let fresh: Services;
beforeAll(async () => {
  [services, fresh] = await Promise.all([openServices(), openServices()]);
});
afterAll(() => Promise.all([services.close(), fresh.close()]));

const JOB = {
  flag: new Int32Array(new SharedArrayBuffer(4)),
  exclusive: async <T>(task: () => Promise<T>) => task(),
  report: () => {},
  reportAndYield: async () => {},
};

/** What an allocation begins with, and how often the pool was asked for it. */
const simulated = async ({ ctx, book }: Services) => {
  const [centred, revenue] = [vi.spyOn(ctx.simulations, 'centred'), vi.spyOn(ctx.simulations, 'revenue')];
  const now = await book();
  const paths = await simulatePaths(ctx, now, 7, JOB);
  const found = { outcomes: await paths.outcomes(listDeals(now)), today: await paths.today() };
  const asked = { centred: centred.mock.calls.length, revenue: revenue.mock.calls.length };
  centred.mockRestore();
  revenue.mockRestore();
  return { found, asked };
};

const change = ({ ctx }: Services, what: (tx: Tx) => Promise<unknown>) =>
  ctx.workspace.change({ key: 'history.settingsEdited' }, async (tx) => {
    await what(tx);
  });

const otherTonnes = async (of: Services) => {
  const { contract, version } = await of.ask('contracts.get', { id: ContractId.parse('C-001') });
  const terms = contract.terms.map((set) => ({ ...set, quantity: { ...set.quantity, tonnesPerYear: 55_000 } }));
  await of.ask('contracts.save', { contract: { ...contract, terms }, version });
};

const moreVolatile = (of: Services) =>
  change(of, async (tx) => {
    const reference = (await listReferences(tx)).find(({ kind, volatility }) => kind === 'price' && volatility > 0)!;
    await saveReference(tx, { ...reference, volatility: reference.volatility * 1.5 });
  });

describe('the paths that an allocation begins with', () => {
  test('are simulated once for the same deals and prices, whatever else changes', async () => {
    const { found, asked } = await simulated(services);
    expect(asked.centred).toBe(1);
    expect(asked.revenue).toBeGreaterThan(1);
    await change(services, async (tx) => {
      const settings = await getSettings(tx);
      await saveSettings(tx, { ...settings, budget: [{ year: 2027, usd: 1e9 }] });
    });
    expect(await simulated(services)).toEqual({ found, asked: { centred: 0, revenue: 0 } });
  });

  test('are simulated anew where a deal or a price has changed, as by somebody who knows nothing of before', async () => {
    const before = (await simulated(services)).found;
    await Promise.all([otherTonnes(services), otherTonnes(fresh)]);
    const { found, asked } = await simulated(services);
    expect(found.today).not.toEqual(before.today);
    // the means of the cycle know nothing of tonnes
    expect(asked.centred).toBe(0);
    expect((await simulated(fresh)).found).toEqual(found);

    await moreVolatile(services);
    const moved = await simulated(services);
    expect(moved.asked.centred).toBe(1);
    expect(moved.found.today).not.toEqual(found.today);
  });
});
