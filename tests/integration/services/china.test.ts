import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { China } from '#shared/contract/china.ts';
import type { Figure } from '#shared/contract/figure.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { sum } from '#shared/math.ts';
import { storedText } from '#shared/messages/shipped.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { findScenario } from '../../../core/portfolio/valuedPortfolio.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { seedManyContracts } from '../../helpers/manyContracts.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let china: China;

beforeAll(async () => {
  services = await openServices();
  china = await services.ask('china.get', {});
});
afterAll(() => services.close());

const number = (figure: Figure | undefined): number => {
  if (typeof figure?.value !== 'number') throw new Error(`no number: ${JSON.stringify(figure)}`);
  return figure.value;
};
const sentence = (key: string) => {
  const match = china.verdict.find((line) => line.key.startsWith(key));
  if (!match) throw new Error(`no sentence ${key} in ${china.verdict.map((line) => line.key)}`);
  return match.figures;
};

describe('china.get', () => {
  it('values no displaced tonnes, whose cost is an answer of its own', async () => {
    const { plan, scenarios } = await services.book();
    const slump = findScenario(scenarios, undefined)!;
    const isValued = () => plan().inSteps.displacement(slump).next().done === true;
    expect(isValued()).toBe(false);
    const { rows } = await services.ask('china.displacements', {});
    expect(rows.map(({ key }) => key)).toEqual(['china', 'ban', 'slump']);
    expect(isValued()).toBe(true);
  });

  it('lists the contracts of the plan with destination China once each, the largest revenue first', async () => {
    const { rows } = await services.ask('contracts.list', {});
    const inPlan = rows.filter((row) => row.isIncluded && row.zone === 'china').map(({ code }) => code);
    expect(inPlan.length).toBeGreaterThan(5);
    expect(china.tenors.map(({ code }) => code)).toEqual(expect.arrayContaining(inPlan));
    expect(new Set(china.tenors.map(({ contractId }) => contractId)).size).toBe(china.count);
    expect(china.tenors.map(({ revenue }) => revenue)).toEqual([...china.tenors.map(({ revenue }) => revenue)].sort((a, b) => b - a));
  });

  it('lists more contracts than a page holds in pages, each contract once', async () => {
    const manyServices = await openServices(seedManyContracts(1300));
    const page = (first: number) => manyServices.ask('china.get', { first });
    const { count, tenors } = await page(0);
    expect(count).toBeGreaterThan(LIST_PAGE_ROWS);
    expect(tenors.length).toBe(LIST_PAGE_ROWS);
    const { tenors: nextTenors } = await page(LIST_PAGE_ROWS);
    const listedTenors = [...tenors, ...nextTenors];
    expect(new Set(listedTenors.map(({ contractId }) => contractId)).size).toBe(count);
    expect(listedTenors.map(({ revenue }) => revenue)).toEqual(listedTenors.map(({ revenue }) => revenue).toSorted((a, b) => b - a));
    await manyServices.close();
  });

  it('the shares by protection sum to one, and their revenues to that of the verdict and the chart', () => {
    expect(sum(china.protection.map(({ share }) => share))).toBeCloseTo(1, 12);
    const total = sum(china.tenors.map(({ revenue }) => revenue));
    expect(sum(china.protection.map(({ revenue }) => number(revenue)))).toBeCloseTo(total, 3);
    expect(number(sentence('china.verdict.cash').base)).toBeCloseTo(total, 3);
    const at = china.cash.categories.findIndex(({ label }) => renderLabel(label) === String(china.year));
    expect(china.cash.series[0]?.values[at]).toBeCloseTo(total, 3);
    const unprotectedRow = china.protection.find(({ protection }) => protection === 'none');
    expect(number(sentence('china.verdict.protection').none)).toBeCloseTo(unprotectedRow?.share ?? Number.NaN, 12);
  });

  it('every explanation ends with the number that it explains', () => {
    const explainedFigures = china.verdict
      .flatMap((line) => Object.values(line.figures))
      .filter((figure) => figure.explanation !== undefined);
    expect(explainedFigures.length).toBe(5);
    for (const figure of explainedFigures) expect(figure.explanation?.total.amount).toBeCloseTo(number(figure), 6);
    const { base } = sentence('china.verdict.cash');
    expect(sum(base?.explanation?.lines.map(({ amount }) => amount) ?? [])).toBeCloseTo(number(base), 3);
  });

  it('a ban reduces revenue from China while it lasts and in no year before', () => {
    const [base, , ban] = china.cash.series;
    const years = china.cash.categories.map(({ label }) => Number(renderLabel(label)));
    const change = years.map((year, i) => [year, (ban?.values[i] ?? 0) - (base?.values[i] ?? 0)] as const);
    // barred from June 2027 to May 2028: nothing before, less within
    expect(change.find(([year]) => year === 2026)?.[1]).toBe(0);
    expect(change.find(([year]) => year === 2027)?.[1]).toBeLessThan(0);
    expect(change.find(([year]) => year === 2028)?.[1]).toBeLessThan(0);
    expect(number(sentence('china.verdict.cashThenTwo').ban)).toBeLessThan(number(sentence('china.verdict.cashThenTwo').base));
  });

  it('shows our share beside the published share of the world, with its source', () => {
    const copper = china.metals.find(({ metal }) => metal === 'copper');
    expect(copper?.world?.value).toBe(0.602);
    expect(copper?.world?.origin).toBe('source');
    expect(copper?.worldNote && renderMessage(copper.worldNote).length).toBeGreaterThan(20);
    expect(number(copper?.ours)).toBeGreaterThan(0.3);
    expect(copper?.suppliers).toHaveLength(2);
    for (const { suppliers } of china.metals) expect(sum(suppliers.map(({ share }) => number(share)))).toBeLessThanOrEqual(1);
  });

  it('names the central buyer and the precedents in China', () => {
    expect(china.stateBuyers[0]?.key).toBe('china.state.central');
    expect(china.precedents.map(({ what }) => what)).toContainEqual({ shipped: storedText('shipped.event.copperBarred') });
    expect(china.precedents.every(({ source }) => renderLabel(source).length > 8)).toBe(true);
  });

  it('a plan without contracts to China has one sentence, no contracts and shares of zero', async () => {
    const emptyServices = await openServices(seedEmptyWorkspace());
    const emptyAnswer = await emptyServices.ask('china.get', {});
    expect(emptyAnswer.verdict.map(({ key }) => key)).toEqual(['china.verdict.none']);
    expect(emptyAnswer.tenors).toEqual([]);
    expect(emptyAnswer.protection.map(({ share }) => share)).toEqual([0, 0, 0]);
    await emptyServices.close();
  });
});
