import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Output } from '#shared/contract/contract.ts';
import { ProductId, ScenarioId } from '#shared/domain/ids.ts';
import type { ChannelShock } from '#shared/domain/scenario.ts';
import { openServices, type Services } from '../../helpers/services.ts';

const SLUMP = ScenarioId.parse('china-slump');
const COPPER = ProductId.parse('copper-concentrate');
const CRISIS = ScenarioId.parse('financial-crisis');

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const scenarioOf = async (id: ScenarioId) => (await services.ask('scenarios.get', { id })).scenario;
const costOf = async (id: ScenarioId): Promise<number> => (await services.book()).plan().scenarioCost(id);
const readIssues = async (call: string, input: unknown) => {
  const answer = await services.call(call, input);
  if (answer.ok) throw new Error(`${call} was taken`);
  return answer.error;
};

describe('the library', () => {
  test('compares every scenario with every plan, and each figure is the plan’s loss', async () => {
    const { plans, rows } = await services.ask('scenarios.list', {});
    const book = await services.book();
    expect(rows.map(({ id }) => id)).toEqual(book.scenarios.map(({ id }) => id));
    expect(plans.filter(({ isChosen }) => isChosen)).toHaveLength(1);
    const livePlans = book.plans.filter(({ archived }) => !archived);
    for (const row of rows) {
      for (const [i, cost] of row.costs.entries()) expect(cost.value).toBeCloseTo(book.plan(livePlans[i]!.id).scenarioCost(row.id), 2);
    }
  });

  test('copies, scales, combines and deletes, and undo restores each', async () => {
    const before = (await services.ask('scenarios.list', {})).rows.length;
    const { id: copy } = await services.ask('scenarios.copy', { id: SLUMP });
    expect(await scenarioOf(copy)).toMatchObject({ name: 'China slump (copy)', shipped: false });
    expect(await costOf(copy)).toBe(await costOf(SLUMP));

    const { id: half } = await services.ask('scenarios.scale', { id: SLUMP, by: 0.5, name: 'Half a slump' });
    expect(await costOf(half)).toBeGreaterThan(0);
    expect(await costOf(half)).toBeLessThan(await costOf(SLUMP));

    const { id: combinationId } = await services.ask('scenarios.combine', { ids: [SLUMP, CRISIS], name: 'Both' });
    expect(await costOf(combinationId)).toBeGreaterThan(Math.max(await costOf(SLUMP), await costOf(CRISIS)));

    await services.ask('scenarios.remove', { id: combinationId });
    expect((await services.ask('scenarios.list', {})).rows).toHaveLength(before + 2);
    await services.ask('history.undo', {});
    expect(await scenarioOf(combinationId)).toMatchObject({ name: 'Both' });
    for (let i = 0; i < 3; i++) await services.ask('history.undo', {});
    expect((await services.ask('scenarios.list', {})).rows).toHaveLength(before);
  });

  test('does not change shipped scenarios', async () => {
    const { scenario, version } = await services.ask('scenarios.get', { id: SLUMP });
    expect((await readIssues('scenarios.remove', { id: SLUMP })).details).toMatchObject({ issues: [{ rule: 'shipped' }] });
    expect((await readIssues('scenarios.save', { scenario: { ...scenario, name: 'Mine' }, version })).details).toMatchObject({
      issues: [{ rule: 'shipped' }],
    });
    const { id } = await services.ask('scenarios.copy', { id: SLUMP });
    const ownScenario = await services.ask('scenarios.get', { id });
    expect(
      (await readIssues('scenarios.save', { scenario: { ...ownScenario.scenario, shipped: true }, version: ownScenario.version })).code,
    ).toBe('BAD_INPUT');
  });

  test('accepts no name twice and at least two scenarios to combine', async () => {
    expect((await readIssues('scenarios.create', { name: 'china SLUMP' })).details).toMatchObject({ issues: [{ rule: 'taken' }] });
    expect((await readIssues('scenarios.combine', { ids: [SLUMP], name: 'One' })).code).toBe('BAD_INPUT');
    expect((await readIssues('scenarios.scale', { id: SLUMP, by: -1, name: 'Less' })).code).toBe('BAD_INPUT');
  });
});

describe('editing a user’s scenario', () => {
  type ScenarioAnswer = Output<'scenarios.get'>;
  const createScenario = async (name: string): Promise<ScenarioAnswer> => {
    const { id } = await services.ask('scenarios.create', { name });
    return services.ask('scenarios.get', { id });
  };
  const path = (knots: readonly { afterMonths: number; value: number }[], reference = 'CU') =>
    [{ reference, knots, source: 'Test.' }] as unknown as ScenarioAnswer['scenario']['prices'];

  test('a new one has no effect; a drawn fall costs, and a second save needs the newer version', async () => {
    const { scenario, version } = await createScenario('Drawn');
    expect(await costOf(scenario.id)).toBeCloseTo(0, 6);
    const drawnScenario = {
      ...scenario,
      prices: path([
        { afterMonths: 0, value: 1 },
        { afterMonths: 12, value: 0.5 },
      ]),
    };
    const { version: next } = await services.ask('scenarios.save', { scenario: drawnScenario, version });
    expect(next).not.toBe(version);
    expect(await costOf(scenario.id)).toBeGreaterThan(0);
    expect((await readIssues('scenarios.save', { scenario: { ...drawnScenario, name: 'Late' }, version })).code).toBe('STALE');
  });

  test('a price may not fall to zero, months ascend, demand is not negative; a charge may be', async () => {
    const { scenario, version } = await createScenario('Broken');
    const withChange = (part: Partial<ScenarioAnswer['scenario']>) => ({ scenario: { ...scenario, ...part }, version });
    const zeroPath = path([{ afterMonths: 0, value: 0 }]);
    expect((await readIssues('scenarios.save', withChange({ prices: zeroPath }))).details).toMatchObject({
      issues: [{ path: 'scenario.prices.0.knots.0.value', rule: 'positive' }],
    });
    const sameMonthPath = path([
      { afterMonths: 6, value: 1 },
      { afterMonths: 6, value: 0.9 },
    ]);
    expect((await readIssues('scenarios.save', withChange({ prices: sameMonthPath }))).details).toMatchObject({
      issues: [{ rule: 'knotsNotAscending' }],
    });
    const demand = [{ zone: 'china' as const, knots: [{ afterMonths: 3, value: -0.1 }], source: 'Test.' }];
    expect((await readIssues('scenarios.save', withChange({ demand }))).details).toMatchObject({ issues: [{ rule: 'tooSmall' }] });
    await services.ask('scenarios.save', withChange({ prices: path([{ afterMonths: 3, value: -40 }], 'CU-TC') }));
  });
});

describe('the effect of a scenario', () => {
  test('sums to the plan by metal, by buyer and by year', async () => {
    const cycles = await services.ask('cycles.get', { scenarioId: SLUMP });
    const { inScenario } = (await services.book()).plan();
    const { total } = inScenario(SLUMP)!;
    for (const by of ['metal', 'buyer', 'year'] as const) {
      const sum = (key: 'base' | 'stressed' | 'change' | 'saved') => cycles.groups[by].reduce((total, row) => total + row[key], 0);
      expect(sum('base') / total.base).toBeCloseTo(1, 9);
      expect(sum('stressed') / total.scenario).toBeCloseTo(1, 9);
      expect(sum('change') / total.change).toBeCloseTo(1, 9);
      expect(sum('saved') / total.saved).toBeCloseTo(1, 6);
    }
  });

  test('a bar on copper costs by closed channels, a refusal by failing buyers, and other destinations reduce the loss', async () => {
    const causesOf = async (id: string) => {
      const { causes } = (await services.book()).plan().inScenario(ScenarioId.parse(id))!;
      return Object.fromEntries(causes.map(({ key, amount }) => [key, amount]));
    };
    const barredCauses = await causesOf('copper-barred-from-china');
    expect(barredCauses).toMatchObject({ prices: 0, volume: 0, performance: 0 });
    expect(barredCauses.channels).toBeLessThan(0);
    const refusedCauses = await causesOf('central-buyer-refuses');
    expect(refusedCauses).toMatchObject({ channels: 0 });
    expect(refusedCauses.performance).toBeLessThan(0);
    const { total } = await services.ask('cycles.get', { scenarioId: ScenarioId.parse('copper-barred-from-china') });
    expect(total.destinations.value).toBeGreaterThan(0);
    expect(total.destinations.explanation!.total.amount).toBeCloseTo(Number(total.destinations.value), 6);
  });

  test('states when every market is closed to a product with tonnes for sale, and nothing while one is open', async () => {
    const row = { productId: COPPER, afterMonths: 0, months: 12, discount: 0, freightUsdPerWmt: 0, excused: true, source: 'Test.' };
    const closureOf = async (name: string, openShare: number) => {
      const shocks = { startsAfterMonths: 6, prices: [], demand: [], channels: [{ ...row, openShare }], note: '' };
      const { id } = await services.ask('scenarios.create', { name, shocks });
      const { verdict } = await services.ask('cycles.get', { scenarioId: id });
      return verdict.find(({ key }) => key === 'spot.marketsClosed');
    };
    expect(await closureOf('Almost closed', 0.001)).toBeUndefined();
    const closure = await closureOf('Closed everywhere', 0);
    const { valuationMonth } = await services.book();
    expect([closure?.figures.from?.value, closure?.figures.to?.value]).toEqual([valuationMonth + 6, valuationMonth + 17]);
    expect(closure?.figures.products?.label).toEqual({ list: ['Copper concentrate'], by: 'and' });
  });

  test('of a ban on a country of origin is on its products alone: none of another country, all where every product is of it', async () => {
    const copper = (await services.ask('products.get', { id: COPPER })).product;
    const row = { afterMonths: 0, months: 24, openShare: 0, discount: 0, freightUsdPerWmt: 0, excused: true, source: 'Test.' };
    const bannedOf = async (name: string, channel: Pick<ChannelShock, 'countryOfOrigin' | 'productId' | 'zone'>) => {
      const shocks = { startsAfterMonths: 6, prices: [], demand: [], channels: [{ ...row, ...channel }], note: '' };
      return (await services.ask('scenarios.create', { name, shocks })).id;
    };
    const lossByMetal = async (id: ScenarioId) => {
      const { groups } = await services.ask('cycles.get', { scenarioId: id });
      return Object.fromEntries(groups.metal.map(({ key, change }) => [key, change]));
    };
    const toChina = { zone: 'china' } as const;
    const allBanned = await bannedOf('Everything', toChina);
    const onCopper = await bannedOf('Copper', { ...toChina, productId: COPPER });
    const australian = await bannedOf('From Australia', { ...toChina, countryOfOrigin: 'AU' });
    const chilean = await bannedOf('From Chile', { ...toChina, countryOfOrigin: 'CL' });
    const chileanAnywhere = await bannedOf('From Chile to all', { countryOfOrigin: 'CL' });
    const listOrigins = async () =>
      (await services.ask('scenarios.get', { id: chilean })).origins.map(({ country, isUsed }) => [country, isUsed]);

    // every product of the sample is Australian
    expect(await costOf(australian)).toBe(await costOf(allBanned));
    expect(await costOf(chilean)).toBe(0);
    expect(await costOf(chileanAnywhere)).toBe(0);
    expect(await listOrigins()).toEqual([
      ['AU', true],
      ['CL', false],
    ]);

    await services.ask('products.save', { product: { ...copper, countryOfOrigin: 'CL' } });
    expect(await listOrigins()).toEqual([
      ['AU', true],
      ['CL', true],
    ]);
    expect(await costOf(chilean)).toBe(await costOf(onCopper));
    expect(await costOf(chilean)).toBeGreaterThan(0);
    expect(await costOf(chileanAnywhere)).toBeGreaterThan(await costOf(chilean));
    const { copper: ofCopper, ...others } = await lossByMetal(chilean);
    expect(ofCopper).toBeLessThan(0);
    expect(Object.values(others).every((change) => change === 0)).toBe(true);
    expect((await lossByMetal(australian)).copper).toBe(0);
    for (let i = 0; i < 6; i++) await services.ask('history.undo', {});
  });

  test('has a description for every shipped scenario', async () => {
    const { scenarios } = await services.book();
    for (const { id } of scenarios.filter(({ shipped }) => shipped)) {
      const { verdict } = await services.ask('cycles.get', { scenarioId: id });
      expect(verdict.length).toBeGreaterThan(0);
    }
  });
});

describe('reverse stress', () => {
  test('finds the shift that loses the share, and stored as a scenario it loses the same', async () => {
    const answer = await services.ask('cycles.reverse', { lost: 0.25 });
    expect(answer.isReached).toBe(true);
    const base = Number(answer.base.value);
    expect(Number(answer.stressed.value) / base).toBeCloseTo(0.75, 3);
    expect(answer.distance).toBeGreaterThan(0);
    // no driver is farther than all together
    for (const { shift } of answer.drivers) expect(Math.abs(shift)).toBeLessThanOrEqual(answer.distance + 1e-9);
    const { id } = await services.ask('scenarios.create', { name: 'Kept', shocks: answer.shocks });
    expect((await costOf(id)) / base).toBeCloseTo(0.25, 3);
    await services.ask('history.undo', {});
  });

  test('a cure applied to the plan has the stated cost and effect; the cheapest is first', async () => {
    const { shocks } = await services.ask('cycles.reverse', { lost: 0.25 });
    const { planId, cures, lost, tried } = await services.ask('cycles.cures', { shocks });
    // on all contracts
    expect(tried).toBeUndefined();
    expect(new Set(cures.map(({ kind }) => kind)).has('floor')).toBe(true);
    const price = cures.map(({ givenUp, worth = 0, restored }) => (Math.max(0, givenUp) + worth) / restored);
    expect(price).toEqual(price.toSorted((a, b) => a - b));
    const { id } = await services.ask('scenarios.create', { name: 'Stress', shocks });
    const values = async () => {
      const plan = (await services.book()).plan();
      const base = plan.value.revenue.reduce((sum, usd) => sum + usd, 0);
      return { base, stressed: base - plan.scenarioCost(id) };
    };
    const before = await values();
    expect(lost / (before.base - before.stressed)).toBeCloseTo(1, 9);
    for (const cure of new Map(cures.map((candidate) => [candidate.kind, candidate])).values()) {
      expect(await services.ask('plans.override', { id: planId, edits: [...cure.edits] })).toEqual({ refused: [] });
      const after = await values();
      expect((after.stressed - before.stressed) / cure.restored).toBeCloseTo(1, 6);
      expect(before.base - after.base).toBeCloseTo(cure.givenUp, 0);
      await services.ask('history.undo', {});
    }
    await services.ask('history.undo', {});
  });

  test('shifts without a loss have no cure', async () => {
    const { code } = [...(await services.book()).references.values()].find(({ metal }) => metal === 'copper')!;
    const risingPrices = {
      startsAfterMonths: 0,
      prices: [{ reference: code, knots: [{ afterMonths: 0, value: 1.2 }], source: 'test' }],
      demand: [],
      channels: [],
      note: '',
    };
    for (const shocks of [{ ...risingPrices, prices: [] }, risingPrices]) {
      const { lost, cures } = await services.ask('cycles.cures', { shocks });
      expect(lost).toBeLessThanOrEqual(0);
      expect(cures).toEqual([]);
    }
  });

  test('a larger loss needs a larger distance', async () => {
    const [smallLoss, largeLoss] = [
      await services.ask('cycles.reverse', { lost: 0.1 }),
      await services.ask('cycles.reverse', { lost: 0.4 }),
    ];
    expect(largeLoss.distance).toBeGreaterThan(smallLoss.distance);
  });
});
