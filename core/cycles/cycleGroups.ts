import type { PortfolioValue, Revaluation } from '#engine';
import { unique } from '#shared/collections.ts';
import type { CycleGroup } from '#shared/contract/cycles.ts';
import type { TableIdentities } from '#shared/contract/figure.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { ScenarioId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { Year } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { yieldIfDue } from '../yielding.ts';

/** The key of spot sales in the groups by buyer. */
const SPOT = 'spot';

type Sums = ReadonlyMap<string, number>;
type GroupName = Pick<CycleGroup, 'label' | 'metal' | 'year' | 'identity'>;

const sumByKey = (entries: readonly (readonly [key: string, amount: number])[]): Sums => {
  const sums = new Map<string, number>();
  for (const [key, amount] of entries) sums.set(key, (sums.get(key) ?? 0) + amount);
  return sums;
};

const byBuyer = ({ contracts, products }: PortfolioValue): Sums =>
  sumByKey([
    ...contracts.map(({ buyerId, revenue }) => [buyerId, sum(revenue)] as const),
    ...products.map(({ spotRevenue }) => [SPOT, sum(spotRevenue)] as const),
  ]);

const byYear = ({ years, revenue }: PortfolioValue): Sums => sumByKey(years.map((year, i) => [String(year), revenue[i] ?? 0] as const));

const groupsOf = async (
  { base, scenario, withoutClauses, baseWithoutClauses }: Revaluation,
  sums: (value: PortfolioValue) => Sums,
  name: (key: string) => GroupName,
): Promise<readonly CycleGroup[]> => {
  const sumsOf = async (value: PortfolioValue): Promise<Sums> => {
    await yieldIfDue();
    return sums(value);
  };
  const [before, after] = [await sumsOf(base), await sumsOf(scenario)];
  const [beforeWithout, afterWithout] = [await sumsOf(baseWithoutClauses), await sumsOf(withoutClauses)];
  await yieldIfDue();
  return unique([...before.keys(), ...after.keys()]).map((key) => {
    const [was, is] = [before.get(key) ?? 0, after.get(key) ?? 0];
    const changeWithout = (afterWithout.get(key) ?? 0) - (beforeWithout.get(key) ?? 0);
    return { key, ...name(key), base: was, stressed: is, change: is - was, saved: is - was - changeWithout };
  });
};

const largestLossFirst = (groups: readonly CycleGroup[]): readonly CycleGroup[] =>
  groups.filter(({ base, stressed }) => base !== 0 || stressed !== 0).toSorted((a, b) => a.change - b.change);

/** Which figures of a subject, by default of each row, the groups have: net revenue, its change, and what clauses save. */
const columnsOf = (book: Workbook, plan: ValuedPlan, { id: scenario }: Scenario, base: FigureMeasure, subject?: string) => {
  const column = (measure: FigureMeasure, parts: { readonly scenario?: ScenarioId } = {}, ofSubject = subject) => {
    const { subject: _subject, ...rest } = identifyInPlan(book, plan, measure, parts);
    return { ...rest, ...(ofSubject === undefined ? {} : { subject: ofSubject }) };
  };
  // the change of a part of the plan, as in the document of the plan
  const changeOf = base === 'spotRevenue' ? 'part:spot' : subject;
  return {
    base: column(base),
    stressed: column(base, { scenario }),
    change: column('scenarioChange', { scenario }, changeOf),
    saved: column('savedByClauses', { scenario }, changeOf),
  };
};

/** Which figures the tables of `cycleGroups` have. */
export const groupIdentities = (book: Workbook, plan: ValuedPlan, scenario: Scenario): TableIdentities => {
  const columns = columnsOf(book, plan, scenario, 'netRevenue');
  return {
    'groups.buyer': { columns, rowSubject: 'buyer', rowId: 'key' },
    'groups.metal': { columns, rowSubject: 'metal', rowId: 'key' },
    'groups.year': { columns: columnsOf(book, plan, scenario, 'netRevenue', 'plan'), rowPeriod: 'year' },
  };
};

/** The effect of a scenario by buyer, by metal and by year of payment; each sums to the plan. */
export const cycleGroups = async (book: Workbook, plan: ValuedPlan, revaluation: Revaluation, scenario: Scenario) => {
  const metalOf = new Map<string, Metal>([...book.products.values()].map(({ id, metal }) => [id, metal]));
  const nameOf = new Map<string, string>([...book.buyers.values()].map(({ id, name }) => [id, name]));
  const byMetal = ({ contracts, products }: PortfolioValue): Sums =>
    sumByKey([
      ...contracts.map(({ productId, revenue }) => [metalOf.get(productId) ?? SPOT, sum(revenue)] as const),
      ...products.map(({ productId, spotRevenue }) => [metalOf.get(productId) ?? SPOT, sum(spotRevenue)] as const),
    ]);
  return {
    buyer: largestLossFirst(
      await groupsOf(revaluation, byBuyer, (key) => {
        const name = nameOf.get(key);
        if (name !== undefined) return { label: { name } };
        return { label: message('cycles.rows.spot'), identity: columnsOf(book, plan, scenario, 'spotRevenue', 'plan') };
      }),
    ),
    metal: largestLossFirst(
      await groupsOf(revaluation, byMetal, (key) => ({ label: message(`metal.${key as Metal}`), metal: key as Metal })),
    ),
    year: (await groupsOf(revaluation, byYear, (key) => ({ label: { name: key }, year: Number(key) as Year }))).toSorted(
      (a, b) => Number(a.key) - Number(b.key),
    ),
  };
};
