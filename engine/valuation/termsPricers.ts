import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { alternativePricingMonths } from '../schedule/pricingMonths.ts';
import { declaredAlternative } from './declaration.ts';
import type { Pricer } from './pricer.ts';
import { contractPriceTerms, spotPriceTerms } from './priceTerms.ts';
import type { PortfolioProduct } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/** What a set of terms pays for a delivery, USD/dmt, entry 0 = the first month of the plan; NaN = not yet struck. */
export type MonthlyPrices = {
  readonly net: Float64Array;
  /** Which of the alternatives prices the month, and the last month of its quotational period. */
  readonly alternative: Float64Array;
  readonly ends: Float64Array;
  /** Strikes those of the months `from` to `to` that are not yet struck. */
  readonly evaluate: (from: Month, to: Month) => void;
  /** At the month's own prices: what is invoiced provisionally. */
  readonly netAt: (month: Month) => number;
};

/** Prices of one dated set of terms: the contract's own, the spot sale it is compared with, and the contract's by month of the plan. */
export type TermsPricers = { readonly contract: Pricer; readonly spot: Pricer; readonly months: MonthlyPrices };

const createMonthlyPrices = (
  { firstMonth, lastMonth, allocateScratch: scratch }: ValuationContext,
  terms: Terms,
  pricer: Pricer,
): MonthlyPrices => {
  const length = lastMonth - firstMonth + 1;
  const net = scratch(length).fill(Number.NaN);
  const now = scratch(length).fill(Number.NaN);
  const alternative = scratch(length);
  const ends = scratch(length);
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
    netAt: (month) => {
      const at = month - firstMonth;
      if (Number.isNaN(now[at]!)) now[at] = pricer.netAt(month);
      return now[at]!;
    },
  };
};

/** Most contracts never ask what spot would pay, and those who look at one month ask for no other: made when first asked for. */
const createPricersOfTerms = (context: ValuationContext, terms: Terms, product: PortfolioProduct): TermsPricers => {
  const contract = context.pricer(contractPriceTerms(terms, product.moisture), product);
  let spot: Pricer | undefined;
  let months: MonthlyPrices | undefined;
  return {
    contract,
    get spot() {
      spot ??= context.pricer(product.spotPrice ?? spotPriceTerms(terms, product.moisture), product);
      return spot;
    },
    get months() {
      months ??= createMonthlyPrices(context, terms, contract);
      return months;
    },
  };
};

/** What makes up the price of each set of terms, as text: written out once, however often its contract is valued. */
const keys = new WeakMap<Terms, string>();

const keyOf = (terms: Terms): string => {
  const { price, blend, collar, delivery, quotation } = terms;
  const key = keys.get(terms) ?? JSON.stringify([price, blend, collar, delivery, quotation]);
  keys.set(terms, key);
  return key;
};

/**
 * Pricers of a product by set of terms, made when first asked for; sets that agree in all that a price is made of share theirs. A
 * product's own spot terms go before those of the contract.
 */
export const createTermsPricers = (context: ValuationContext, product: PortfolioProduct): ((terms: Terms) => TermsPricers) => {
  const byTerms = new Map<Terms, TermsPricers>();
  const byPrice = new Map<string, TermsPricers>();
  return (terms) => {
    const known = byTerms.get(terms);
    if (known !== undefined) return known;
    const key = keyOf(terms);
    const pricers = byPrice.get(key) ?? createPricersOfTerms(context, terms, product);
    byPrice.set(key, pricers);
    byTerms.set(terms, pricers);
    return pricers;
  };
};
