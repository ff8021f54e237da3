import { memoize } from '#shared/memoize.ts';
import { LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import type { FlatTerms } from '../plan/flatContract.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';
import type { FlatPrice } from '../plan/flatPrice.ts';

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
export const resetDeclaredPrices = (prices: DeclaredPrices): void => {
  for (const price of prices.values()) price.month = Number.NaN;
};
