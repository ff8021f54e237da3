import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { memoize, memoizeWeakly } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { alternativePricingMonths } from '../schedule/pricingMonths.ts';
import { declaredAlternative } from './declaration.ts';
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

/** Pricers of one dated set of terms: the contract's, the spot sale's, and the contract's prices by month of the plan. */
export type TermsPricers = { readonly contract: Pricer; readonly spot: Pricer; readonly months: MonthlyPrices };

const createMonthlyPrices = ({ firstMonth, lastMonth, allocateScratch }: ValuationContext, terms: Terms, pricer: Pricer): MonthlyPrices => {
  const length = lastMonth - firstMonth + 1;
  const net = allocateScratch(length).fill(Number.NaN);
  const currentPrices = allocateScratch(length).fill(Number.NaN);
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
    netAt: (month) => {
      const at = month - firstMonth;
      if (Number.isNaN(currentPrices[at]!)) currentPrices[at] = pricer.netAt(month);
      return currentPrices[at]!;
    },
  };
};

/** Creates the pricers of a set of terms; `spot` and `months` are made on first use because most contracts don't need them. */
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

/** Text of all parts of a set of terms that its price depends on. */
const priceKey = memoizeWeakly(
  ({ price, blend, collar, delivery, quotation }: Terms) => JSON.stringify([price, blend, collar, delivery, quotation]),
  createObjectField(),
);

/**
 * Returns the pricers of a product by set of terms, made on first use; sets with equal price terms share one. A product's own spot terms
 * take precedence over the contract's.
 */
export const createTermsPricers = (context: ValuationContext, product: PortfolioProduct): ((terms: Terms) => TermsPricers) => {
  const byPrice = new Map<string, TermsPricers>();
  return memoize((terms: Terms) => {
    const key = priceKey(terms);
    const pricers = byPrice.get(key) ?? createPricersOfTerms(context, terms, product);
    byPrice.set(key, pricers);
    return pricers;
  });
};
