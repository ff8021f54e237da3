import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listReferences, saveReference } from '#db/repositories/references.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import type { Tx } from '#db/schema.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { runSteps } from '#shared/steps.ts';
import { listDealsInSteps } from '../../../core/allocation/deals.ts';
import { deckAndScenarioOutcomes, simulatePaths } from '../../../core/allocation/outcomes.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let freshServices: Services;
beforeAll(async () => {
  [services, freshServices] = await Promise.all([openServices(), openServices()]);
});
afterAll(() => Promise.all([services.close(), freshServices.close()]));

const JOB = {
  flag: new Int32Array(new SharedArrayBuffer(4)),
  signal: new AbortController().signal,
  exclusive: async <T>(task: () => Promise<T>) => task(),
  report: () => {},
  reportAndYield: async () => {},
};

/** The outcomes of an allocation, and the number of calls to the worker pool for them. */
const simulateOutcomes = async ({ ctx, book }: Services) => {
  const [centreSpy, revenue] = [vi.spyOn(ctx.simulations, 'addCycleMoments'), vi.spyOn(ctx.simulations, 'netRevenue')];
  const currentBook = await book();
  const deals = runSteps(listDealsInSteps(currentBook));
  const { deck } = await deckAndScenarioOutcomes(currentBook, deals, new Set(), (market) => market, false, JOB);
  const fold = { tonnes: new Map<string, number>(), into: { cell: 'rest', tonnes: 1e6 } };
  const paths = await simulatePaths(ctx, currentBook, 7, JOB);
  const simulation = { outcomes: await paths.outcomes(deals, deck.spotMarkets, fold), today: await paths.simulateCurrentPlan() };
  const calls = { centred: centreSpy.mock.calls.length, revenue: revenue.mock.calls.length };
  centreSpy.mockRestore();
  revenue.mockRestore();
  return { found: simulation, calls };
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

describe('the simulated paths of an allocation', () => {
  test('are simulated once for the same deals and prices', async () => {
    const { found, calls } = await simulateOutcomes(services);
    expect(calls.centred).toBe(1);
    expect(calls.revenue).toBeGreaterThan(1);
    await change(services, async (tx) => {
      const settings = await getSettings(tx);
      await saveSettings(tx, { ...settings, budget: [{ year: 2027, usd: 1e9 }] });
    });
    expect(await simulateOutcomes(services)).toEqual({ found, calls: { centred: 0, revenue: 0 } });
  });

  test('are simulated again after a change of a deal or a price, with the result of a session without earlier paths', async () => {
    const before = (await simulateOutcomes(services)).found;
    await Promise.all([otherTonnes(services), otherTonnes(freshServices)]);
    const { found, calls } = await simulateOutcomes(services);
    expect(found.today).not.toEqual(before.today);
    // the means of the cycle do not depend on tonnes
    expect(calls.centred).toBe(0);
    expect((await simulateOutcomes(freshServices)).found).toEqual(found);

    await moreVolatile(services);
    const changedSimulation = await simulateOutcomes(services);
    expect(changedSimulation.calls.centred).toBe(1);
    expect(changedSimulation.found.today).not.toEqual(found.today);
  });
});
