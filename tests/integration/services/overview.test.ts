import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exposureByDimension } from '#engine';
import type { Figure, Sentence } from '#shared/contract/figure.ts';
import { ContractId, ScenarioId } from '#shared/domain/ids.ts';
import type { Steps } from '#shared/steps.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const number = (figure: Figure | undefined): number => {
  if (typeof figure?.value !== 'number') throw new Error(`no number: ${JSON.stringify(figure)}`);
  return figure.value;
};
const sentence = (verdict: readonly Sentence[], key: string): Sentence => {
  const match = verdict.find((line) => line.key.startsWith(key));
  if (!match) throw new Error(`no sentence ${key} in ${verdict.map((line) => line.key)}`);
  return match;
};

describe('overview.get', () => {
  it('the verdict shows the same China share as the limits', async () => {
    const { verdict, limits } = await services.ask('overview.get', {});
    const chinaSentence = sentence(verdict, 'overview.verdict.china');
    const board = limits.find((limit) => limit.name.includes('China'));
    expect(number(chinaSentence.figures.share)).toBeCloseTo(number(board?.value), 9);
    expect(number(chinaSentence.figures.limit)).toBe(number(board?.level));
    expect(number(chinaSentence.figures.year)).toBe(board?.byYear.findLast(({ state }) => state === 'breached')?.year);
  });

  it('every explanation ends with the number that it explains', async () => {
    const [{ verdict }, effects] = [await services.ask('overview.get', {}), await services.ask('overview.effects', {})];
    const explainedFigures = [...verdict, ...effects.verdict]
      .flatMap((line) => Object.values(line.figures))
      .filter((figure) => figure.explanation !== undefined);
    expect(explainedFigures.length).toBeGreaterThanOrEqual(5);
    for (const figure of explainedFigures) expect(figure.explanation?.total.amount).toBeCloseTo(number(figure), 6);
  });

  it('the causes of the slump sum to its cost, and the lines of the savings and the bars of floors and take-or-pay to what these save', async () => {
    const { verdict } = await services.ask('overview.effects', {});
    const { cost, saved } = sentence(verdict, 'overview.verdict.slump').figures;
    const causes = cost?.explanation?.lines.reduce((sum, line) => sum + line.amount, 0) ?? Number.NaN;
    expect(causes / number(cost)).toBeCloseTo(1, 9);
    const savedAmount = saved?.explanation?.lines.reduce((sum, line) => sum + line.amount, 0) ?? Number.NaN;
    expect(savedAmount / number(saved)).toBeCloseTo(1, 6);
    expect(number(saved)).toBeGreaterThan(0);
    const { causes: bars } = await services.ask('cycles.get', {});
    const protection = bars.lines.filter(({ label }) => /cause\.(floors|takeOrPay)$/.test('key' in label ? label.key : ''));
    expect(protection).toHaveLength(2);
    expect(protection.reduce((sum, { amount }) => sum + amount, 0) / number(saved)).toBeCloseTo(1, 9);
  });

  it('the cost and the savings have the scenario and the explanation that Demand cycles shows', async () => {
    const overviewFigures = sentence((await services.ask('overview.effects', {})).verdict, 'overview.verdict.slump').figures;
    const cycleFigures = sentence((await services.ask('cycles.get', {})).verdict, 'cycles.verdict.cost').figures;
    expect(overviewFigures.scenario?.label).toEqual(cycleFigures.scenario?.label);
    expect(cycleFigures.cost?.explanation).toEqual(overviewFigures.cost?.explanation);
    expect(cycleFigures.saved?.explanation).toEqual(overviewFigures.saved?.explanation);
    expect(cycleFigures.cost?.explanation?.lines.length).toBeGreaterThan(3);
  });

  it('signing Hai Long’s draft adds the points that the plan with it shows', async () => {
    const { verdict } = await services.ask('overview.effects', {});
    const { points, year } = sentence(verdict, 'overview.verdict.draft').figures;
    const book = await services.book();
    const renew = book.contracts.find((contract) => contract.code === 'C-042');
    if (!renew) throw new Error('no C-042');
    const part = (valuedPlan: ReturnType<typeof book.plan>): number => {
      const exposure = valuedPlan.exposure();
      const at = exposure.years.indexOf(number(year));
      const total = exposure.rows.reduce((sum, row) => sum + (row.grossValue[at] ?? 0), 0);
      return (exposureByDimension(exposure, 'zone').find((member) => member.member === 'china')?.grossValue[at] ?? 0) / total;
    };
    expect(number(points)).toBeCloseTo(part(book.withDraft(renew)) - part(book.plan()), 9);
    expect(number(year)).toBe(2028);
  });

  it('answers without a scenario or another plan, which the sentences that follow are the first to value', async () => {
    const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse('C-001') });
    await services.ask('contracts.save', { contract: { ...contract, note: 'Changed' }, version });
    /** Whether the results that a work prepares are already computed. */
    const areComputed = (prepare: () => Steps<void>): boolean => prepare().next().done === true;
    const { plan, everyDeal } = await services.book();
    const [ofScenario, ofEveryDeal] = [() => plan().inSteps.inScenario(), () => everyDeal().inSteps.exposure()];
    await services.ask('overview.get', {});
    expect([areComputed(() => plan().inSteps.value()), areComputed(ofScenario), areComputed(ofEveryDeal)]).toEqual([true, false, false]);
    await services.ask('overview.effects', {});
    expect([areComputed(ofScenario), areComputed(ofEveryDeal)]).toEqual([true, true]);
  });

  it('breached limits come first, each with the years of its breach', async () => {
    const { limits } = await services.ask('overview.get', {});
    expect(limits.map((limit) => limit.state)).toEqual(['breached', 'breached', 'near', 'near', 'holds', 'holds', 'holds', 'holds']);
    for (const limit of limits.filter((limit) => limit.state === 'breached')) {
      const inBreach = limit.byYear.filter((year) => year.state === 'breached').map((year) => year.year);
      expect([limit.years.from, limit.years.to]).toEqual([Math.min(...inBreach), Math.max(...inBreach)]);
      expect(Math.sign(number(limit.toLimit))).toBe(limit.direction === 'atMost' ? 1 : -1);
    }
  });

  it('the sample has nine entries: seven dates in order, a missing fallback and outdated prices', async () => {
    const { dates, dateCount } = await services.ask('overview.get', {});
    const deadlines = dates.flatMap((line) => line.date ?? []);
    expect(deadlines).toHaveLength(7);
    expect(deadlines).toEqual([...deadlines].sort());
    expect(dateCount).toBe(9);
    expect(dates.slice(7).map((line) => line.kind)).toEqual(['missingTerms', 'stalePrices']);
    for (const line of dates) expect(number(line.worth!)).toBeGreaterThan(0);
  });

  it('destinations and unsold tonnes sum to planned production', async () => {
    const { destinations } = await services.ask('overview.get', {});
    expect(destinations).toHaveLength(10);
    for (const line of destinations) {
      const soldShare = line.segments.reduce((sum, segment) => sum + segment.share, 0);
      expect(soldShare + number(line.unsold), line.product).toBeCloseTo(1, 9);
      expect(number(line.china)).toBeCloseTo(line.segments.find((segment) => segment.zone === 'china')?.share ?? 0, 9);
    }
  });

  it('no part of a commitment chart is negative', async () => {
    const { commitments } = await services.ask('overview.get', {});
    expect(commitments).toHaveLength(10);
    for (const { view } of commitments)
      for (const series of view.series) for (const value of series.values) expect(value).toBeGreaterThanOrEqual(0);
  });

  it('everything on the checklist is done in the sample', async () => {
    const { checklist } = await services.ask('overview.get', {});
    expect(checklist.every((item) => item.isDone)).toBe(true);
  });
});

describe('cycles.get', () => {
  it('rows and spot sum to the total, and the waterfall leads from the deck to the scenario', async () => {
    const cycles = await services.ask('cycles.get', {});
    const base = cycles.rows.reduce((sum, row) => sum + row.base, 0) + cycles.spot.base;
    const slump = cycles.rows.reduce((sum, row) => sum + row.stressed, 0) + cycles.spot.stressed;
    expect(base / number(cycles.total.base)).toBeCloseTo(1, 9);
    expect(slump / number(cycles.total.stressed)).toBeCloseTo(1, 9);
    const [start, ...otherLines] = cycles.causes.lines;
    const end = otherLines.pop();
    const endAmount = (start?.amount ?? 0) + otherLines.reduce((sum, line) => sum + line.amount, 0);
    expect(endAmount / (end?.amount ?? 0)).toBeCloseTo(1, 9);
  });

  it('has an explanation for every computed number, which ends in the number', async () => {
    const { verdict, total } = await services.ask('cycles.get', {});
    const explainable = verdict
      .flatMap(({ figures }) => Object.values(figures))
      .filter(({ unit }) => unit === 'usd' || unit === 'fraction');
    expect(explainable).toHaveLength(7);
    for (const figure of [...explainable, ...Object.values(total)]) {
      const { explanation } = figure;
      expect(explanation?.lines.length).toBeGreaterThan(1);
      expect(explanation?.total.amount, explanation?.title.key).toBeCloseTo(number(figure), 6);
      const amounts = explanation?.lines.map(({ amount }) => amount) ?? [];
      const expectedValue = figure.unit === 'fraction' ? amounts[0]! / amounts[1]! : amounts.reduce((sum, amount) => sum + amount, 0);
      expect(expectedValue / explanation!.total.amount, explanation?.title.key).toBeCloseTo(1, 9);
    }
  });

  it('only a contract with a floor is saved by a floor', async () => {
    const { rows } = await services.ask('cycles.get', {});
    expect(rows.some((row) => row.savedByFloor > 0)).toBe(true);
    for (const row of rows) if (!row.hasFloor) expect(row.savedByFloor, row.code).toBeCloseTo(0, 3);
  });

  it('a page of the contracts begins at its row, in each scenario', async () => {
    const scenarioId = ScenarioId.parse('copper-barred-from-china');
    const wholeAnswer = await services.ask('cycles.get', { scenarioId });
    expect(wholeAnswer.rows.length).toBeGreaterThan(3);
    expect(await services.ask('cycles.get', { scenarioId, first: 2 })).toEqual({ ...wholeAnswer, rows: wholeAnswer.rows.slice(2) });
    const ofOtherScenario = await services.ask('cycles.get', { first: 2 });
    expect(ofOtherScenario.scenario.id).not.toBe(scenarioId);
    expect(ofOtherScenario.rows).not.toEqual(wholeAnswer.rows.slice(2));
  });

  it('an unknown scenario is reported as not found', async () => {
    expect(await services.call('cycles.get', { scenarioId: 'no-such' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });
});
