import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Displacement } from '#shared/contract/displacement.ts';
import type { Figure } from '#shared/contract/figure.ts';
import { sum } from '#shared/math.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { withoutIdentities } from '../../helpers/figureCrawl.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const number = ({ value }: Figure): number => {
  if (typeof value !== 'number') throw new Error(`no number: ${value}`);
  return value;
};

const expectExplained = (displacement: Displacement): void => {
  for (const key of ['loss', 'lossPerTonne', 'concentration', 'concentrationPerTonne'] as const) {
    const { explanation } = displacement[key];
    expect(explanation?.total.amount).toBe(displacement[key].value);
    const lines = sum(explanation?.lines.map(({ amount }) => amount) ?? []);
    const size = Math.max(...(explanation?.lines.map(({ amount }) => Math.abs(amount)) ?? []));
    expect(Math.abs(lines - number(displacement[key]))).toBeLessThanOrEqual(1e-9 * size);
  }
};

describe('what displaced tonnes cost', () => {
  it('is stated by destination, the largest loss first, and China is the largest', async () => {
    const { destinations, groups, verdict } = await services.ask('diversification.displacement', {});
    const losses = destinations.map(({ displacement }) => number(displacement.loss));
    expect(destinations.length).toBeGreaterThan(2);
    expect(destinations[0]?.key).toBe('china');
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(verdict.map(({ key }) => key)).toEqual(['displacement.verdict.destination', 'displacement.verdict.group']);
    expect(groups.length).toBeGreaterThan(4);
    for (const { displacement, from, to } of [...destinations, ...groups]) {
      expectExplained(displacement);
      expect(to - from).toBe(11);
      expect(number(displacement.tonnes)).toBeGreaterThan(0);
      expect(number(displacement.concentration)).toBeGreaterThanOrEqual(-1e-3);
      expect(number(displacement.lossPerTonne)).toBeCloseTo(number(displacement.loss) / number(displacement.tonnes), 9);
      // displaced for a whole year: the annual cost is the cost
      expect(number(displacement.concentrationPerTonne) * number(displacement.tonnes)).toBeCloseTo(number(displacement.concentration), 3);
    }
  });

  it('is the same number on the page of China, and the slump’s the same as on demand cycles', async () => {
    const [{ year }, { rows: displacements }, { destinations }, cycles] = await Promise.all([
      services.ask('china.get', {}),
      services.ask('china.displacements', {}),
      services.ask('diversification.displacement', {}),
      services.ask('cycles.get', {}),
    ]);
    expect(displacements.map(({ key }) => key)).toEqual(['china', 'ban', 'slump']);
    expect(displacements[0]?.displacement).toEqual(destinations[0]?.displacement);
    expect(displacements[2]?.displacement).toEqual(cycles.displacement);
    expect(Math.floor(displacements[0]!.from / 12)).toBe(year);
    for (const { displacement } of displacements) expectExplained(displacement);
    // the ban closes China to two metals for a year, a part of a closure
    expect(number(displacements[1]!.displacement.tonnes)).toBeGreaterThan(0);
  });

  it('of a lost buyer is that of its group, and of the scenario that the action creates', async () => {
    const { groups } = await services.ask('diversification.displacement', {});
    for (const row of [groups[0]!, groups.at(-1)!]) {
      if (row.outlet === undefined || !('buyerId' in row.outlet)) throw new Error('no buyer');
      const separateCost = await services.ask('diversification.displacement', { buyerId: row.outlet.buyerId });
      expect(separateCost.groups).toEqual([row]);
      const { id } = await services.ask('scenarios.createLost', { outlet: row.outlet });
      const { displacement } = await services.ask('cycles.get', { scenarioId: id });
      expect(withoutIdentities(displacement)).toEqual(withoutIdentities(row.displacement));
      const { scenario, buyers } = await services.ask('scenarios.get', { id });
      expect(scenario.channels.every(({ buyerId, zone }) => zone === undefined && buyers.some((buyer) => buyer.id === buyerId))).toBe(true);
    }
  });

  it('of a closed destination is that of the scenario that the action creates, whose name is new each time', async () => {
    const { destinations } = await services.ask('diversification.displacement', {});
    const names = [];
    for (let time = 0; time < 2; time++) {
      const { id } = await services.ask('scenarios.createLost', { outlet: { zone: 'china' } });
      const { scenario, displacement, verdict } = await services.ask('cycles.get', { scenarioId: id });
      expect(withoutIdentities(displacement)).toEqual(withoutIdentities(destinations[0]?.displacement));
      // contracts lose more than the plan, which sells their tonnes elsewhere: no part of its loss is stated
      expect(verdict.map(({ key }) => key)).toEqual([
        'cycles.verdict.costSold',
        'cycles.verdict.mostBeforeResale',
        'cycles.verdict.unprotectedBeforeResale',
      ]);
      names.push(scenario.name);
    }
    expect(names).toEqual([{ name: 'China closed, Jan 2027 to Dec 2027' }, { name: 'China closed, Jan 2027 to Dec 2027 2' }]);
  });

  it('a buyer without deliveries costs nothing to lose', async () => {
    const { rows } = await services.ask('buyers.list', {});
    const { groups } = await services.ask('diversification.displacement', {});
    const idleBuyer = rows.find(({ contracts }) => contracts === 0);
    expect(groups.length).toBeGreaterThan(0);
    if (idleBuyer)
      expect(await services.ask('diversification.displacement', { buyerId: idleBuyer.id })).toEqual({
        verdict: [],
        destinations: [],
        groups: [],
      });
  });

  it('a scenario of prices alone displaces no tonnes', async () => {
    const { id } = await services.ask('scenarios.create', {
      name: 'Prices alone',
      shocks: {
        startsAfterMonths: 6,
        prices: [
          {
            reference: (await services.ask('scenarios.get', { id: 'china-slump' })).scenario.prices[0]!.reference,
            knots: [{ afterMonths: 0, value: 0.8 }],
            source: 'test',
          },
        ],
        demand: [],
        channels: [],
        note: '',
      },
    });
    const { displacement } = await services.ask('cycles.get', { scenarioId: id });
    expect(displacement.tonnes.unit).toBe('text');
  });

  it('a contract to China raises China’s cost of concentration on its effect card', async () => {
    const { rows } = await services.ask('contracts.list', {});
    const deal = rows.find(({ isIncluded, zone }) => isIncluded && zone === 'china')!;
    const { contract } = await services.ask('contracts.get', { id: deal.id });
    const effect = await services.ask('contracts.effect', { contract });
    const row = effect.rows.find(({ key }) => key === 'concentrationCost')!;
    expect(row.label.values?.zone).toEqual({ key: 'zone.china' });
    expect(number(row.signed) - number(row.now)).toBeCloseTo(number(row.change), 3);
  });

  it('needs tonnes: an empty workspace has none', async () => {
    const emptyServices = await openServices(seedEmptyWorkspace());
    try {
      expect(await emptyServices.ask('diversification.displacement', {})).toEqual({
        verdict: [],
        destinations: [],
        groups: [],
        groupCount: 0,
      });
      expect((await emptyServices.ask('china.displacements', {})).rows).toEqual([]);
    } finally {
      await emptyServices.close();
    }
  });
});
