import { LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';
import type { FlatPrice } from '../plan/flatPrice.ts';

/** A quotational period: first month after the delivery, and number of months. */
type PeriodTerms = { readonly offset: number; readonly length: number };

/** A price in every lane, and the month of delivery for which it was evaluated, NaN before the first. */
type SharedRow = { readonly row: Float64Array; month: number };

/** The rows of a price of contracts: at the prices of a month, and over each of their quotational periods. */
type SharedPrice = { readonly current: SharedRow; readonly periods: readonly (SharedRow & PeriodTerms)[] };

/** The prices of contracts, each evaluated once for a month. */
export type SharedPrices = ReadonlyMap<FlatPrice, SharedPrice>;

/** Allocates the rows of the prices of a plan's contracts. Equal prices of a plan are one object (`PlanRegistry`). */
export const allocateSharedPrices = ({ contracts }: FlatPlan, allocate: AllocateLanes): SharedPrices => {
  const periodsOfPrice = new Map<FlatPrice, Map<string, PeriodTerms>>();
  const addUse = (price: FlatPrice, period: PeriodTerms): void => {
    const periods = periodsOfPrice.get(price) ?? new Map<string, PeriodTerms>();
    periods.set(`${period.offset}:${period.length}`, period);
    periodsOfPrice.set(price, periods);
  };
  for (const { terms } of contracts) {
    for (const { contractPrice, spotPrice, alternatives } of terms) {
      for (const period of alternatives) for (const price of [contractPrice, spotPrice]) addUse(price, period);
    }
  }
  const allocateRow = (): SharedRow => ({ row: allocate(LANES), month: Number.NaN });
  return new Map(
    Array.from(periodsOfPrice, ([price, periods]) => [
      price,
      { current: allocateRow(), periods: Array.from(periods.values(), (period) => ({ ...period, ...allocateRow() })) },
    ]),
  );
};

/** Forgets the prices of earlier paths. */
export const resetSharedPrices = (prices: SharedPrices): void => {
  for (const { current, periods } of prices.values()) {
    current.month = Number.NaN;
    for (const period of periods) period.month = Number.NaN;
  }
};
