import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import type { CashFlow, FlowKind, PortfolioProduct } from './types.ts';

export const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

/** Sums by calendar year of dated amounts, aligned with `years` (consecutive). */
export const byYear = <T>(
  items: readonly T[],
  years: readonly Year[],
  monthOf: (item: T) => Month,
  amountOf: (item: T) => number,
): number[] => {
  const sums = years.map(() => 0);
  const first = years[0]!;
  for (const item of items) {
    const index = yearOf(monthOf(item)) - first;
    sums[index] = sums[index]! + amountOf(item);
  }
  return sums;
};

/** The kinds of flow that are revenue, in the order in which an explanation lists and adds them. */
export const REVENUE_KINDS = [
  'provisional',
  'final',
  'openDelivery',
  'unpaid',
  'deficiency',
  'makeUpCredit',
] as const satisfies readonly FlowKind[];

type RevenueKind = (typeof REVENUE_KINDS)[number];

/** No revenue of any kind in any of `years`. */
export const noRevenue = (years: readonly Year[]): Record<RevenueKind, number[]> => {
  const none = () => years.map(() => 0);
  return { provisional: none(), final: none(), openDelivery: none(), unpaid: none(), deficiency: none(), makeUpCredit: none() };
};

/** Revenue by kind of flow and year of payment, aligned with `years`. */
export const revenueByKind = (flows: readonly CashFlow[], years: readonly Year[]): Readonly<Record<RevenueKind, readonly number[]>> => {
  const sums = noRevenue(years);
  const first = years[0]!;
  for (const { month, kind, amount } of flows) {
    if (kind === 'prepayment') continue;
    const index = yearOf(month) - first;
    sums[kind][index] = sums[kind][index]! + amount;
  }
  return sums;
};

/** Series of the same length added up, entry by entry, in their order. */
export const addSeries = (series: readonly (readonly number[])[], length: number): number[] => {
  const sums = Array.from({ length }, () => 0);
  for (const one of series) for (let i = 0; i < length; i++) sums[i] = sums[i]! + one[i]!;
  return sums;
};

/** Unit cash cost of a year, USD/dmt: the last entry that began, the first before that, none without entries. */
export const unitCostAt = ({ unitCost }: Pick<PortfolioProduct, 'unitCost'>, year: Year): number =>
  (unitCost.findLast((entry) => entry.year <= year) ?? unitCost[0])?.usdPerDmt ?? 0;
