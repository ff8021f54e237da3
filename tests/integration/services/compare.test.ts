import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { priceProtection } from '#engine';
import type { CompareRow } from '#shared/contract/compare.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure } from '#shared/contract/figure.ts';
import { ContractId, PlanId, ScenarioId } from '#shared/domain/ids.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { asTable } from '#shared/presentation/charts/table.ts';
import { tableTsv } from '#shared/presentation/charts/tsv.ts';
import { markBestFigures } from '#shared/presentation/compare.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const AS_SIGNED = PlanId.parse('as-signed');
const RENEW = PlanId.parse('renew-hai-long');
const SPREAD = PlanId.parse('spread-three-ways');
const ALL = [AS_SIGNED, RENEW, SPREAD];

const row = ({ rows }: Output<'compare.get'>, key: string): CompareRow => {
  const match = rows.find((candidate) => candidate.key === key);
  if (match === undefined) throw new Error(`no row ${key}`);
  return match;
};
const values = (compareRow: CompareRow): readonly number[] => compareRow.cells.map(({ figure }) => Number(figure.value));
const linesOf = ({ explanation }: Figure): number => explanation!.lines.reduce((sum, { amount }) => sum + amount, 0);

/** Rows whose lines are the inputs of a formula that is no sum; the engine's explanations of them have tests of their own. */
const BY_FORMULA = /^(?:debtCapacity|minimumDscr|minimumLlcr|allInCost\..+)$/;

const bestOf = ({ cells, better }: CompareRow): readonly boolean[] =>
  markBestFigures(
    cells.map(({ figure }) => figure),
    better,
    { moneyScale: 'm' },
  );

describe('plans side by side', () => {
  test('every number has lines that sum to it or the inputs of its formula; a difference is the value less the reference’s', async () => {
    for (const scope of ['whole', 2028] as const) {
      const comparison = await services.ask('compare.get', { planIds: ALL, reference: RENEW, scope });
      for (const { key, cells } of comparison.rows) {
        for (const [i, { figure, difference }] of cells.entries()) {
          if (typeof figure.value !== 'number') continue;
          if (BY_FORMULA.test(key))
            expect([key, figure.explanation!.lines.length > 1, figure.explanation!.formula !== undefined]).toEqual([key, true, true]);
          else expect([key, linesOf(figure)]).toEqual([key, expect.closeTo(figure.value, figure.unit === 'usd' ? 1 : 6)]);
          expect([key, figure.explanation!.total.amount]).toEqual([key, figure.value]);
          if (i === 1) expect(difference).toBeUndefined();
          else expect([key, Number(difference!.value)]).toEqual([key, expect.closeTo(figure.value - values(row(comparison, key))[1]!, 6)]);
        }
      }
    }
  });

  test('the figures equal those of the engine for each plan', async () => {
    const comparison = await services.ask('compare.get', { planIds: ALL, scope: 'whole' });
    const book = await services.book();
    const plans = ALL.map((id) => book.plan(id));
    expect(comparison.year).toBeUndefined();
    const lossOf = ({ depthLoss, queueLoss, rerouteLoss }: (typeof plans)[number]['value']['products'][number]) =>
      [...depthLoss, ...queueLoss, ...rerouteLoss].reduce((sum, loss) => sum + loss, 0);
    const losses = plans.map(({ value }) => value.products.reduce((sum, product) => sum + lossOf(product), 0));
    expect(values(row(comparison, 'spotLoss'))).toEqual(losses.map((loss) => expect.closeTo(loss, 1)));
    expect(Math.max(...losses)).toBeGreaterThan(0);
    expect(values(row(comparison, 'npv'))).toEqual(plans.map(({ value }) => value.npv));
    expect(values(row(comparison, 'revenue'))).toEqual(plans.map(({ value }) => value.revenue.reduce((sum, amount) => sum + amount, 0)));
    expect(values(row(comparison, 'slump'))).toEqual(plans.map((plan) => expect.closeTo(-plan.inScenario()!.total.change, 1)));
    expect(values(row(comparison, 'limits'))).toEqual(
      plans.map((plan) => plan.limits().filter(({ state }) => state === 'breached').length),
    );
    const list = await services.ask('plans.list', {});
    const inYear = await services.ask('compare.get', { planIds: ALL, scope: list.year });
    const listedPlans = ALL.map((id) => list.rows.find((candidate) => candidate.id === id)!);
    expect(values(row(inYear, 'china'))).toEqual(listedPlans.map(({ chinaShare }) => expect.closeTo(Number(chinaShare.value), 9)));
    expect(values(row(inYear, 'hhi'))).toEqual(listedPlans.map(({ hhi }) => expect.closeTo(Number(hhi.value), 6)));
    expect(values(row(inYear, 'contracted'))).toEqual(
      listedPlans.map(({ contractedShare }) => expect.closeTo(Number(contractedShare.value), 9)),
    );
  });

  test('the best is marked by the direction of each measure, and nothing is marked where all are the same', async () => {
    const comparison = await services.ask('compare.get', { planIds: ALL, scope: 2028 });
    const best = (key: string) => bestOf(row(comparison, key));
    expect(best('npv')).toEqual([false, true, false]);
    expect(best('china')).toEqual([false, false, true]);
    await services.ask('plans.createFrom', { from: RENEW, name: 'The same again' });
    const twin = (await services.ask('plans.list', {})).rows.find(({ name }) => name === 'The same again')!.id;
    const twins = await services.ask('compare.get', { planIds: [RENEW, twin] });
    expect(twins.rows.flatMap(bestOf).some(Boolean)).toBe(false);
    expect(twins.rows.flatMap(({ cells }) => cells.flatMap(({ difference }) => Number(difference?.value ?? 0))).every((v) => v === 0)).toBe(
      true,
    );
    expect(twins.verdict.map(({ key }) => key)).toEqual(['compare.verdict.same']);
    await services.ask('history.undo', {});
  });

  test('of plans without a material difference in value the verdict names the one with less risk first, with the reasons', async () => {
    const comparison = await services.ask('compare.get', { planIds: ALL, scope: 2028 });
    expect(comparison.verdict.map(({ key }) => key)).toEqual([
      'compare.verdict.value.level',
      'compare.verdict.china',
      'compare.verdict.fewer',
      'compare.verdict.scenario',
      'compare.verdict.clear',
      'compare.verdict.basis.formula',
    ]);
    const [value, china, fewerBreaches, scenario] = comparison.verdict;
    const [, renew, spread] = values(row(comparison, 'expectedNpv'));
    expect(value!.figures).toMatchObject({ best: { value: 'Spread three ways' }, other: { value: 'Renew Hai Long' } });
    expect(Number(value!.figures.gap!.value)).toBeCloseTo(Math.abs(renew! - spread!), 2);
    expect(Number(value!.figures.least!.value)).toBeCloseTo(0.005 * Math.min(renew!, spread!), 2);
    expect(linesOf(value!.figures.gap!)).toBeCloseTo(Math.abs(renew! - spread!), 2);
    const [, renewChina, spreadChina] = values(row(comparison, 'china'));
    expect(china!.figures).toMatchObject({
      plan: { value: 'Spread three ways' },
      share: { value: spreadChina },
      other: { value: renewChina },
    });
    const [, renewLimits, spreadLimits] = values(row(comparison, 'limits'));
    expect(fewerBreaches!.figures.count!.value).toBe(renewLimits! - spreadLimits!);
    const [, severeLoss, mildLoss] = values(row(comparison, 'slump'));
    expect(Number(scenario!.figures.less!.value)).toBeCloseTo(severeLoss! - mildLoss!, 2);
  });

  test('the losses that speak for a plan are those in the chosen scenario, on the page and in the board pack', async () => {
    const sentence = ({ verdict }: Pick<Output<'compare.get'>, 'verdict'>) =>
      verdict.find(({ key }) => key === 'compare.verdict.scenario')!.figures;
    const scenario = ScenarioId.parse('covid');
    const usualComparison = await services.ask('compare.get', { planIds: ALL });
    const scenarioComparison = await services.ask('compare.get', { planIds: ALL, scenario });
    expect([usualComparison.scenario, scenarioComparison.scenario]).toEqual(['china-slump', scenario]);
    expect(scenarioComparison.scenarios.map(({ id }) => id)).toEqual(expect.arrayContaining(['china-slump', scenario]));
    const { scenarios } = await services.ask('compare.scenarios', { planIds: ALL });
    const costs = scenarios.find(({ id }) => id === scenario)!.cells.map(({ cost }) => Number(cost.value));
    for (const [i, value] of values(row(scenarioComparison, 'slump')).entries()) expect(value).toBeCloseTo(costs[i]!, 3);
    const { less, scenario: name } = sentence(scenarioComparison);
    expect(name!.label).toEqual({ shipped: expect.stringContaining('covid') });
    const lineAmounts = less!.explanation!.lines.map(({ amount }) => Math.abs(amount));
    for (const amount of lineAmounts) expect(costs.some((cost) => Math.abs(cost - amount) < 1)).toBe(true);
    expect(less!.value).not.toBeCloseTo(Number(sentence(usualComparison)['less']!.value), 0);
    const comparisonRequest = { planIds: ALL, reference: AS_SIGNED };
    const boardFigures = async (choices: { readonly compared?: typeof comparisonRequest; readonly scenario?: typeof scenario }) => {
      const { pages } = await services.ask('summaries.preview', { subject: { boardOf: SPREAD, ...choices }, view: 'internal' });
      const sentences = pages.flatMap(({ blocks }) => blocks).flatMap((block) => (block.kind === 'sentences' ? block.sentences : []));
      return sentence({ verdict: sentences });
    };
    expect((await boardFigures({ compared: comparisonRequest, scenario }))['less']!.value).toBe(less!.value);
    // without compared plans too: the pack of a row of the plans page
    expect((await boardFigures({ scenario }))['scenario']!.label).toEqual(name!.label);
    expect((await boardFigures({}))['scenario']!.label).not.toEqual(name!.label);
    // the address of a deleted scenario shows the default one
    const unknownScenario = await services.ask('compare.get', { planIds: ALL, scenario: ScenarioId.parse('gone') });
    expect(unknownScenario.scenario).toBe('china-slump');
  });

  test('a material difference names the plan with the highest expected NPV', async () => {
    const { id } = await services.ask('plans.createFrom', { from: RENEW, name: 'A high floor' });
    const contractId = ContractId.parse('C-042');
    const { refused } = await services.ask('plans.override', {
      id,
      edits: [
        { contractId, field: 'cap', value: 30_000 },
        { contractId, field: 'floor', value: 20_000 },
      ],
    });
    expect(refused).toEqual([]);
    const comparison = await services.ask('compare.get', { planIds: [RENEW, id], scope: 2028 });
    const [renew, high] = values(row(comparison, 'expectedNpv'));
    expect(comparison.basis).toBe('formula');
    expect(high! - renew!).toBeGreaterThan(0.005 * renew!);
    expect(comparison.verdict[0]).toMatchObject({
      key: 'compare.verdict.value.more',
      figures: { best: { value: 'A high floor' }, other: { value: 'Renew Hai Long' }, value: { value: high } },
    });
    expect(row(comparison, 'expectedNpv').hasNoBest).toBeUndefined();
    expect(row(comparison, 'expectedNpv').cells[1]!.isImmaterial).toBeUndefined();
    for (let acts = 0; acts < 2; acts += 1) await services.ask('history.undo', {});
  });

  test('every plan is compared with every other, in both directions', async () => {
    const { pairs, rows, plans } = await services.ask('compare.get', { planIds: ALL });
    expect(pairs).toHaveLength(6);
    const npv = values(rows.find(({ key }) => key === 'expectedNpv')!);
    for (const { own, other, difference, isMaterial } of pairs) {
      const [a, b] = [own, other].map((id) => npv[plans.findIndex((plan) => plan.id === id)]!);
      expect(Number(difference.value)).toBeCloseTo(a! - b!, 2);
      expect(isMaterial).toBe(Math.abs(a! - b!) >= 0.005 * Math.min(a!, b!));
    }
  });

  test('a floor below deck prices raises the expected NPV and not the NPV at deck prices', async () => {
    const { id } = await services.ask('plans.createFrom', { from: RENEW, name: 'A firmer floor' });
    await services.ask('plans.override', { id, edits: [{ contractId: ContractId.parse('C-042'), field: 'floor', value: 9800 }] });
    const comparison = await services.ask('compare.get', { planIds: [RENEW, id], scope: 2028 });
    const [npv, firmerNpv] = values(row(comparison, 'npv'));
    expect(firmerNpv).toBeCloseTo(npv!, 2);
    const [expectedNpv, largerNpv] = values(row(comparison, 'expectedNpv'));
    expect(largerNpv!).toBeGreaterThan(expectedNpv! + 1);
    expect(comparison.verdict[0]).toMatchObject({ key: 'compare.verdict.value.level', figures: { best: { value: 'A firmer floor' } } });
    expect(row(comparison, 'expectedNpv')).toMatchObject({ hasNoBest: true, cells: [{}, { isImmaterial: true }] });
    for (let acts = 0; acts < 2; acts += 1) await services.ask('history.undo', {});
  });

  test('a plan keeps its letter and mark whichever plan is chosen or compared', async () => {
    const letters = async (planIds?: readonly PlanId[]) => {
      const { plans } = await services.ask('compare.get', planIds === undefined ? {} : { planIds: [...planIds] });
      return Object.fromEntries(plans.map(({ id, letter, mark }) => [id, `${letter} ${mark}`]));
    };
    const planNames = { [AS_SIGNED]: 'A a', [RENEW]: 'B b', [SPREAD]: 'C c' };
    expect(await letters()).toEqual(planNames);
    await services.ask('plans.choose', { id: SPREAD });
    expect(await letters()).toEqual(planNames);
    expect(await letters([SPREAD, RENEW])).toEqual({ [RENEW]: 'B b', [SPREAD]: 'C c' });
    await services.ask('plans.choose', { id: AS_SIGNED });
    const { id } = await services.ask('plans.createFrom', { from: RENEW, name: 'A new plan' });
    expect(await letters([SPREAD, id])).toEqual({ [SPREAD]: 'C c', [id]: 'D d' });
    await services.ask('history.undo', {});
  });

  test('charts have one line a plan on shared axes, with the numbers of the table', async () => {
    const comparison = await services.ask('compare.get', { planIds: ALL, scope: 2028 });
    expect(comparison.charts).toHaveLength(6);
    for (const { series, xAxis } of comparison.charts) {
      expect(series.map(({ label }) => label)).toEqual([{ name: 'A' }, { name: 'B' }, { name: 'C' }]);
      expect(xAxis).toEqual({ min: comparison.years[0], max: comparison.years.at(-1) });
    }
    const [headLine] = tableTsv(asTable(presentChart(comparison.charts[0]!, { moneyScale: 'm' }), { away: true })).split('\n');
    expect(headLine).toBe('Year\tA Base plan (m USD)\tB Renew Hai Long (m USD)\tC Spread three ways (m USD)');
    const [revenue, margin, china] = comparison.charts;
    expect(revenue!.axis).toEqual(margin!.axis);
    const valueIn2028 = (view: typeof china, i: number) => view!.series[i]!.points.find(({ x }) => x === 2028)!.y;
    expect([0, 1, 2].map((i) => valueIn2028(china, i))).toEqual(values(row(comparison, 'china')).map((value) => expect.closeTo(value, 9)));
    expect([0, 1, 2].map((i) => valueIn2028(revenue, i))).toEqual(
      values(row(comparison, 'revenue')).map((value) => expect.closeTo(value, 3)),
    );
  });

  test('a plan twice, one plan alone, five plans, and a deleted one are refused', async () => {
    expect(await services.call('compare.get', { planIds: [RENEW, RENEW] })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'planIds', rule: 'twicePlan' }] } },
    });
    expect(await services.call('compare.get', { planIds: [RENEW] })).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
    expect(await services.call('compare.get', { planIds: ['a', 'b', 'c', 'd', 'e'] })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT' },
    });
    expect(await services.call('compare.get', { planIds: [RENEW, 'gone'] })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });

  test('an archived plan is not offered', async () => {
    const { name, note } = await services.ask('plans.get', { id: SPREAD });
    await services.ask('plans.save', { id: SPREAD, name, note, archived: true });
    const { plans, offered } = await services.ask('compare.get', {});
    expect([...plans, ...offered].map(({ id }) => id)).not.toContain(SPREAD);
    await services.ask('history.undo', {});
  });
});

test('plans without sales have charts of money only, over the years of the plan: empty points are not drawn', async () => {
  const emptyServices = await openServices(seedEmptyWorkspace());
  await emptyServices.ask('plans.createFrom', { from: AS_SIGNED, name: 'Another' });
  const { charts, years } = await emptyServices.ask('compare.get', {});
  expect(charts.map(({ title }) => title)).toEqual([{ key: 'compare.revenue' }, { key: 'compare.margin' }]);
  for (const { xAxis } of charts) expect(xAxis).toEqual({ min: years[0], max: years.at(-1) });
  await emptyServices.close();
});

test('each plan in each scenario loses what the engine computes, the least marked, the largest loss first', async () => {
  const { scenarios, plans } = await services.ask('compare.scenarios', { planIds: ALL });
  const book = await services.book();
  expect(plans.map(({ id }) => id)).toEqual(ALL);
  expect(scenarios.map(({ id }) => id).sort()).toEqual(book.scenarios.map(({ id }) => id).sort());
  for (const { id, cells } of scenarios) {
    for (const [i, { cost }] of cells.entries()) {
      expect([id, Number(cost.value)]).toEqual([id, expect.closeTo(book.plan(ALL[i]).scenarioCost(id), 1)]);
      expect(linesOf(cost)).toBeCloseTo(Number(cost.value), 1);
    }
    const costs = cells.map(({ cost }) => Number(cost.value));
    const cheapestAt = markBestFigures(
      cells.map(({ cost }) => cost),
      'less',
      { moneyScale: 'm' },
    ).indexOf(true);
    // as displayed, in tenths of a million
    if (cheapestAt !== -1) expect(costs[cheapestAt]! - Math.min(...costs)).toBeLessThanOrEqual(1e5);
  }
  const largestCosts = scenarios.map(({ cells }) => Math.max(...cells.map(({ cost }) => Number(cost.value))));
  expect(largestCosts).toEqual(largestCosts.toSorted((a, b) => b - a));
  expect(Math.max(...scenarios.flatMap(({ cells }) => cells.map(({ heat }) => heat)))).toBe(1);
});

test('the share of protected revenue is zero without floors, one with one on every contract, and the fixed share of a blend between', async () => {
  const book = await services.book();
  const { portfolio, value } = book.plan(AS_SIGNED);
  const shareWith = (change: (terms: (typeof book.contracts)[number]['terms'][number]) => object): number => {
    const contracts = portfolio.contracts.map((entry) => ({
      ...entry,
      contract: {
        ...entry.contract,
        terms: entry.contract.terms.map(({ collar: _collar, blend: _blend, ...terms }) => ({ ...terms, ...change(terms) })),
      },
    }));
    const protections = priceProtection({ ...portfolio, contracts }, value);
    const sum = (of: 'delivered' | 'protectedTonnes') =>
      protections.flatMap((protection) => protection[of]).reduce((total, tonnes) => total + tonnes, 0);
    expect(sum('delivered')).toBeGreaterThan(0);
    return sum('protectedTonnes') / sum('delivered');
  };
  const fixedPriceContracts = value.contracts.filter(({ contractId }) =>
    portfolio.contracts.some(({ contract }) => contract.id === contractId && contract.terms.some(({ price }) => price.basis === 'fixed')),
  );
  expect(fixedPriceContracts).toEqual([]);
  expect(shareWith(() => ({}))).toBe(0);
  expect(shareWith(() => ({ collar: { level: 'reference', floor: 1 } }))).toBeCloseTo(1, 12);
  expect(shareWith(() => ({ blend: { fixedShare: 0.3, fixedPrice: 100 } }))).toBeCloseTo(0.3, 12);
  expect(shareWith(() => ({ collar: { level: 'reference', cap: 1e6 } }))).toBe(0);
  const contractProtection = priceProtection(portfolio, value).find(({ contractId }) => contractId === ContractId.parse('C-014'))!;
  expect(contractProtection.delivered).toEqual(value.contracts.find(({ contractId }) => contractId === 'C-014')!.tonnes);
});
