import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import type { FlowKind, Ledger } from './types.ts';
import type { DiscountTable } from './valuationContext.ts';

/** Sums dated amounts by calendar year, aligned with `years`, which are consecutive and cover every item. */
export const sumByYear = <T>(
  items: readonly T[],
  years: readonly Year[],
  monthOf: (item: T) => Month,
  amountOf: (item: T) => number,
): number[] => {
  const sums = years.map(() => 0);
  const firstYear = years[0]!;
  for (const item of items) {
    const index = yearOf(monthOf(item)) - firstYear;
    sums[index] = sums[index]! + amountOf(item);
  }
  return sums;
};

/** Sets sums to 0. Not by `fill`: an array filled with an integer is allocated again for its next fraction. */
export const clearSums = (sums: number[]): void => {
  for (let i = 0; i < sums.length; i++) sums[i] = 0;
};

/** The kinds of flow that are revenue, in the order in which explanations list and add them. */
export const REVENUE_KINDS = [
  'provisional',
  'final',
  'openDelivery',
  'unpaid',
  'deficiency',
  'makeUpCredit',
  'damages',
  'priceSupport',
] as const satisfies readonly FlowKind[];

type RevenueKind = (typeof REVENUE_KINDS)[number];

/** Creates zero revenue of every kind for `years`. */
export const emptyRevenue = (years: readonly Year[]): Record<RevenueKind, number[]> => {
  const zeros = () => years.map(() => 0);
  return {
    provisional: zeros(),
    final: zeros(),
    openDelivery: zeros(),
    unpaid: zeros(),
    deficiency: zeros(),
    makeUpCredit: zeros(),
    damages: zeros(),
    priceSupport: zeros(),
  };
};

/** Sums the revenue of a contract by kind of flow and year of payment, aligned with `years`, USD; overwrites `sums` if given. */
export const revenueByKind = (
  { first, provisional, final, damages, others }: Ledger,
  years: readonly Year[],
  sums: Record<RevenueKind, number[]> = emptyRevenue(years),
): Readonly<Record<RevenueKind, readonly number[]>> => {
  for (const kind of REVENUE_KINDS) clearSums(sums[kind]);
  for (let i = 0; i < final.length; i++) {
    if (provisional[i] === 0 && final[i] === 0) continue;
    const yearIndex = yearOf(first + i) - years[0]!;
    sums.provisional[yearIndex]! += provisional[i]!;
    sums.final[yearIndex]! += final[i]!;
  }
  for (let i = 0; i < damages.length; i++) if (damages[i] !== 0) sums.damages[yearOf(first + i) - years[0]!]! += damages[i]!;
  for (const { month, kind, amount } of others) if (kind !== 'prepayment') sums[kind][yearOf(month) - years[0]!]! += amount;
  return sums;
};

/**
 * Sums the present value on the valuation date of a contract's cash by year of payment, aligned with `years`, USD; overwrites `sums` if
 * given.
 */
export const presentValueByYear = (
  { first, provisional, final, damages, others }: Ledger,
  { factors, from }: DiscountTable,
  years: readonly Year[],
  sums: number[] = years.map(() => 0),
): readonly number[] => {
  clearSums(sums);
  for (let i = 0; i < final.length; i++) {
    if (provisional[i] === 0 && final[i] === 0) continue;
    sums[yearOf(first + i) - years[0]!]! += (provisional[i]! + final[i]!) * factors[first + i - from]!;
  }
  for (let i = 0; i < damages.length; i++)
    if (damages[i] !== 0) sums[yearOf(first + i) - years[0]!]! += damages[i]! * factors[first + i - from]!;
  for (const { month, amount } of others) sums[yearOf(month) - years[0]!]! += amount * factors[month - from]!;
  return sums;
};

/** Adds up all kinds of revenue by year, in the order of `REVENUE_KINDS`; overwrites `sums`. */
export const totalRevenue = (
  byKind: Readonly<Record<RevenueKind, readonly number[]>>,
  years: readonly Year[],
  sums: number[],
): readonly number[] => {
  for (let i = 0; i < years.length; i++) {
    let total = 0;
    for (const kind of REVENUE_KINDS) total += byKind[kind][i]!;
    sums[i] = total;
  }
  return sums;
};

/** Adds a series of the same length to sums, entry by entry. */
export const addToSeries = (sums: number[], series: readonly number[]): void => {
  for (let i = 0; i < sums.length; i++) sums[i]! += series[i]!;
};

/** Adds up series of the same length entry by entry, in their order. */
export const addSeries = (series: readonly (readonly number[])[], length: number): number[] => {
  const sums = Array.from({ length }, () => 0);
  for (const summand of series) addToSeries(sums, summand);
  return sums;
};
