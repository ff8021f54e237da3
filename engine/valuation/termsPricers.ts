import type { PriceBasis, Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { memoizeUpTo, memoizeWeakly } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { alternativePricingMonths } from '../schedule/pricingMonths.ts';
import { declaredAlternative, declaredPricing } from './declaration.ts';
import type { Pricer } from './pricer.ts';
import { contractPriceTerms, spotPriceTerms } from './priceTerms.ts';
import type { PortfolioProduct } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/** Net prices under a set of terms by month of delivery, USD/dmt; entry 0 = the first month of the plan; NaN = not evaluated yet. */
export type MonthlyPrices = {
  readonly net: Float64Array;
  /** Index of the alternative that prices the month, and the last month of its quotational period. */
  readonly alternative: Float64Array;
  readonly ends: Float64Array;
  /** Evaluates the months `from` to `to`, each once. */
  readonly evaluate: (from: Month, to: Month) => void;
  /** Net price at the month's own prices, the basis of the provisional invoice. */
  readonly netAt: (month: Month) => number;
};

/** Pricers of one dated set of terms: the contract's, the spot sale's, and the prices of both by month of the plan. */
export type TermsPricers = {
  readonly contract: Pricer;
  readonly spot: Pricer;
  readonly months: MonthlyPrices;
  /** `spot.netAt` of a month of the plan, evaluated once. */
  readonly netSpotAt: (month: Month) => number;
  /** Gross payable value of a dry tonne delivered in a month of the plan, USD/dmt, over the declared pricing months; evaluated once. */
  readonly grossAt: (month: Month) => number;
};

/** Returns the prices of the months of a plan, each evaluated once. */
const memoizePrices = (
  { firstMonth, lastMonth, allocateScratch }: ValuationContext,
  priceAt: (month: Month) => number,
): ((month: Month) => number) => {
  const prices = allocateScratch(lastMonth - firstMonth + 1).fill(Number.NaN);
  return (month) => {
    const at = month - firstMonth;
    if (Number.isNaN(prices[at]!)) prices[at] = priceAt(month);
    return prices[at]!;
  };
};

const createMonthlyPrices = (context: ValuationContext, terms: Terms, pricer: Pricer): MonthlyPrices => {
  const { firstMonth, lastMonth, allocateScratch } = context;
  const length = lastMonth - firstMonth + 1;
  const net = allocateScratch(length).fill(Number.NaN);
  const alternative = allocateScratch(length);
  const ends = allocateScratch(length);
  return {
    net,
    alternative,
    ends,
    evaluate: (from, to) => {
      for (let month = from; month <= to; month++) {
        const at = month - firstMonth;
        if (!Number.isNaN(net[at]!)) continue;
        alternative[at] = declaredAlternative(terms, month, pricer);
        const pricing = alternativePricingMonths(terms, month, alternative[at]!);
        ends[at] = pricing.to;
        net[at] = pricer.net(pricing, month);
      }
    },
    netAt: memoizePrices(context, pricer.netAt),
  };
};

/** Creates the pricers of a set of terms; all but `contract` are made on first use because most contracts don't need them. */
const createPricersOfTerms = (context: ValuationContext, terms: Terms, product: PortfolioProduct): TermsPricers => {
  const contract = context.pricer(contractPriceTerms(terms, product.moisture), product);
  let spot: Pricer | undefined;
  let months: MonthlyPrices | undefined;
  let netSpotAt: TermsPricers['netSpotAt'] | undefined;
  let grossAt: TermsPricers['grossAt'] | undefined;
  return {
    contract,
    get spot() {
      spot ??= context.pricer(product.spotPrice ?? spotPriceTerms(terms, product.moisture), product);
      return spot;
    },
    get netSpotAt() {
      netSpotAt ??= memoizePrices(context, this.spot.netAt);
      return netSpotAt;
    },
    get grossAt() {
      grossAt ??= memoizePrices(context, (month) => contract.gross(declaredPricing({ terms, month }, contract), month));
      return grossAt;
    },
    get months() {
      months ??= createMonthlyPrices(context, terms, contract);
      return months;
    },
  };
};

/** The most texts of prices that have a number; one that gets a second number has a second pricer, with the same prices. */
const MAX_NUMBERED_PRICES = 10_000;
let lastPriceNumber = 0;
const numberOfText = memoizeUpTo(MAX_NUMBERED_PRICES, (_text: string): number => {
  lastPriceNumber += 1;
  return lastPriceNumber;
});

// stored contracts with the same price basis share its object
const priceText = memoizeWeakly((price: PriceBasis): string => JSON.stringify(price), createObjectField());

/** A number for all parts of a set of terms that its price depends on: equal parts have the same one. */
export const priceNumber = memoizeWeakly(
  ({ price, blend, collar, delivery, quotation }: Terms): number =>
    numberOfText(`${priceText(price)} ${JSON.stringify([blend, collar, delivery, quotation])}`),
  createObjectField(),
);

/**
 * Returns the pricers of a product by set of terms, made on first use; sets with equal price terms share one, so that a table has an entry
 * for each price and not for each of thousands of contracts. A product's own spot terms take precedence over the contract's.
 */
export const createTermsPricers = (context: ValuationContext, product: PortfolioProduct): ((terms: Terms) => TermsPricers) => {
  const pricersByPrice = new Map<number, TermsPricers>();
  return (terms) => {
    const price = priceNumber(terms);
    const knownPricers = pricersByPrice.get(price);
    if (knownPricers !== undefined) return knownPricers;
    const pricers = createPricersOfTerms(context, terms, product);
    pricersByPrice.set(price, pricers);
    return pricers;
  };
};
