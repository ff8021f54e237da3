import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_SIMULATION, SimulationSettings } from '#shared/domain/simulation.ts';
import { prepareRun } from '../../../core/simulation/request.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const hazardsOf = async (settings: SimulationSettings) => {
  const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), settings);
  return request.parameters.hazards;
};

it('a run draws policy closures with the default hazards unless they are switched off or changed', async () => {
  const { policy, groupByParent, policyClosures } = await hazardsOf(DEFAULT_SIMULATION);
  expect([policy, groupByParent]).toEqual([true, true]);
  expect(policyClosures?.copper).toEqual({
    hazard: { china: 0.02, restOfAsia: 0.005, europe: 0.005, americas: 0.005, restOfWorld: 0.005 },
    months: 12,
    discount: 0,
    freightUsdPerWmt: 0,
  });
  const changedSettings = {
    policyHazardChina: 0.05,
    policyHazardOther: 0,
    policyMonths: 6,
    policyDiscount: 0.1,
    policyFreightUsdPerWmt: 12,
  };
  const otherHazards = await hazardsOf({ ...DEFAULT_SIMULATION, ...changedSettings, policy: false, groupByParent: false });
  expect([otherHazards.policy, otherHazards.groupByParent]).toEqual([false, false]);
  expect(otherHazards.policyClosures?.iron).toEqual({
    hazard: { china: 0.05, restOfAsia: 0, europe: 0, americas: 0, restOfWorld: 0 },
    months: 6,
    discount: 0.1,
    freightUsdPerWmt: 12,
  });
});

it('a metal with numbers of its own takes the others from those of all metals; other metals keep theirs', async () => {
  const changedSettings = {
    policyHazardOther: 0.01,
    policyByMetal: [{ metal: 'copper', hazardChina: 0.08, months: 30, discount: 0.05 }],
  } as const;
  const { policyClosures } = await hazardsOf({ ...DEFAULT_SIMULATION, ...changedSettings });
  const otherZones = { restOfAsia: 0.01, europe: 0.01, americas: 0.01, restOfWorld: 0.01 };
  expect(policyClosures?.copper).toEqual({ hazard: { china: 0.08, ...otherZones }, months: 30, discount: 0.05, freightUsdPerWmt: 0 });
  expect(policyClosures?.iron).toEqual({ hazard: { china: 0.02, ...otherZones }, months: 12, discount: 0, freightUsdPerWmt: 0 });
});

it('the settings of a run stored before policy closures existed have none, and group only buyers that act as one', () => {
  const { policy: _policy, groupByParent: _group, ...rest } = DEFAULT_SIMULATION;
  const earlierSettings = Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('policy')));
  expect(SimulationSettings.parse(earlierSettings)).toEqual({ ...DEFAULT_SIMULATION, policy: false, groupByParent: false });
});

it.each([
  ['a hazard below zero', { policyHazardChina: -0.01 }],
  ['a hazard above one', { policyHazardOther: 1.1 }],
  ['a closure of no months', { policyMonths: 0 }],
  ['a closure of part of a month', { policyMonths: 1.5 }],
  ['a discount above the price', { policyDiscount: 1.01 }],
  ['a metal listed twice', { policyByMetal: [{ metal: 'tin' }, { metal: 'tin', months: 3 }] }],
])('%s is refused', (_what, change) => {
  expect(SimulationSettings.safeParse({ ...DEFAULT_SIMULATION, ...change }).success).toBe(false);
});

it('buyers without a contract join the run where a group or a parent links them to a buyer with one', async () => {
  const book = await services.book();
  const withContract = new Set(book.plan().portfolio.contracts.map(({ buyer }) => String(buyer.id)));
  const knownBuyer = [...book.buyers.values()].find(({ id }) => withContract.has(id));
  const { buyer, version } = await services.ask('buyers.get', { id: knownBuyer!.id });
  const parent = { name: 'Meridian Metals Group', country: buyer.country };
  await services.ask('buyers.save', { buyer: { ...buyer, ultimateParent: parent }, version });
  const { buyer: blankBuyer } = await services.ask('buyers.blank', {});
  const sister = { ...blankBuyer, name: 'Meridian Trading', country: buyer.country, ultimateParent: parent };
  await services.ask('buyers.save', { buyer: sister });
  const others = (await services.book()).plan().portfolio.otherBuyers ?? [];
  expect(others.map(({ id }) => id)).toContain(sister.id);
  await services.ask('history.undo', {});
  await services.ask('history.undo', {});
});
