import type { PortfolioValue, Revaluation } from '#engine';
import { unique } from '#shared/collections.ts';
import type { CycleGroup } from '#shared/contract/cycles.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

/** The key of spot sales in the groups by buyer. */
const SPOT = 'spot';

type Sums = ReadonlyMap<string, number>;
type GroupName = Pick<CycleGroup, 'label' | 'metal'>;

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

const groupsOf = (
  { base, scenario, withoutClauses, baseWithoutClauses }: Revaluation,
  sums: (value: PortfolioValue) => Sums,
  name: (key: string) => GroupName,
): readonly CycleGroup[] => {
  const [before, after] = [sums(base), sums(scenario)];
  const [beforeWithout, afterWithout] = [sums(baseWithoutClauses), sums(withoutClauses)];
  return unique([...before.keys(), ...after.keys()]).map((key) => {
    const [was, is] = [before.get(key) ?? 0, after.get(key) ?? 0];
    const changeWithout = (afterWithout.get(key) ?? 0) - (beforeWithout.get(key) ?? 0);
    return { key, ...name(key), base: was, stressed: is, change: is - was, saved: is - was - changeWithout };
  });
};

const largestLossFirst = (groups: readonly CycleGroup[]): readonly CycleGroup[] =>
  groups.filter(({ base, stressed }) => base !== 0 || stressed !== 0).toSorted((a, b) => a.change - b.change);

/** The effect of a scenario by buyer, by metal and by year of payment; each sums to the plan. */
export const cycleGroups = (book: Workbook, revaluation: Revaluation) => {
  const metalOf = new Map<string, Metal>([...book.products.values()].map(({ id, metal }) => [id, metal]));
  const nameOf = new Map<string, string>([...book.buyers.values()].map(({ id, name }) => [id, name]));
  const byMetal = ({ contracts, products }: PortfolioValue): Sums =>
    sumByKey([
      ...contracts.map(({ productId, revenue }) => [metalOf.get(productId) ?? SPOT, sum(revenue)] as const),
      ...products.map(({ productId, spotRevenue }) => [metalOf.get(productId) ?? SPOT, sum(spotRevenue)] as const),
    ]);
  return {
    buyer: largestLossFirst(
      groupsOf(revaluation, byBuyer, (key) => {
        const name = nameOf.get(key);
        return { label: name === undefined ? message('cycles.rows.spot') : { name } };
      }),
    ),
    metal: largestLossFirst(groupsOf(revaluation, byMetal, (key) => ({ label: message(`metal.${key as Metal}`), metal: key as Metal }))),
    year: groupsOf(revaluation, byYear, (key) => ({ label: { name: key } })).toSorted((a, b) => Number(a.key) - Number(b.key)),
  };
};
