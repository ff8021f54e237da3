import { memoize } from '#shared/memoize.ts';
import { LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import type { FlatTerms, QuotationalPeriod } from '../plan/flatContract.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';
import type { FlatPrice } from '../plan/flatPrice.ts';

/** A price in every lane, and the month of delivery for which it was evaluated, NaN before the first. */
type SharedRow = { readonly row: Float64Array; month: number };

/** The rows of a price of contracts: at the prices of a month, and over each of their quotational periods. */
type SharedPrice = { readonly current: SharedRow; readonly periods: readonly (SharedRow & QuotationalPeriod)[] };

/** The prices of contracts, each evaluated once for a month. */
export type SharedPrices = ReadonlyMap<FlatPrice, SharedPrice>;

/** Allocates the rows of the prices of a plan's contracts. Equal prices of a plan are one object (`PlanRegistry`). */
export const allocateSharedPrices = ({ contracts }: FlatPlan, allocate: AllocateLanes): SharedPrices => {
  const periodsOfPrice = new Map<FlatPrice, Map<string, QuotationalPeriod>>();
  const addUse = (price: FlatPrice, period: QuotationalPeriod): void => {
    const periods = periodsOfPrice.get(price) ?? new Map<string, QuotationalPeriod>();
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

/** The final price of a delivery whose quotational period is declared in each lane, before renegotiations, and the month of delivery. */
export type DeclaredPrice = {
  /** NaN before the first. */
  month: number;
  readonly net: Float64Array;
  /** Index of the declared period among the alternatives of the terms, and its last month. */
  readonly alternative: Uint8Array;
  readonly lastPricingMonth: Int32Array;
};

/** The declared prices of terms with a quotational option. Terms with the same price, periods and declaration share one. */
export type DeclaredPrices = ReadonlyMap<FlatTerms, DeclaredPrice>;

/** Allocates the declared prices of a plan's contracts. */
export const allocateDeclaredPrices = ({ contracts }: FlatPlan, allocate: AllocateLanes): DeclaredPrices => {
  const declaredPriceOf = memoize((_: FlatPrice) =>
    memoize(
      (_declaration: string): DeclaredPrice => ({
        month: Number.NaN,
        net: allocate(LANES),
        alternative: new Uint8Array(LANES),
        lastPricingMonth: new Int32Array(LANES),
      }),
    ),
  );
  const termsWithOption = contracts.flatMap(({ terms }) => terms.filter(({ hasQuotationOption }) => hasQuotationOption));
  return new Map(
    termsWithOption.map((terms) => {
      const { contractPrice, alternatives, declarationMonths, isDeclaredBySeller } = terms;
      return [terms, declaredPriceOf(contractPrice)(JSON.stringify([alternatives, declarationMonths, isDeclaredBySeller]))];
    }),
  );
};

/** Forgets the prices of earlier paths. */
export const resetSharedPrices = (sharedPrices: SharedPrices, declaredPrices: DeclaredPrices): void => {
  for (const { current, periods } of sharedPrices.values()) for (const row of [current, ...periods]) row.month = Number.NaN;
  for (const price of declaredPrices.values()) price.month = Number.NaN;
};
