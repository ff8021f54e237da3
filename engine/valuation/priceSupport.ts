import type { TermsSpan } from '#shared/domain/contract.ts';
import type { Assay } from '#shared/domain/metal.ts';
import type { PriceSupport } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { requireWithin } from '../numberChecks.ts';
import type { PriceTerms } from '../pricing/netPrice.ts';
import { quarterOf } from '../schedule/pricingMonths.ts';
import { bookFlow, type PricedPath } from './contractPath.ts';
import type { ValuationContext } from './valuationContext.ts';

/** The price terms of a programme's index in USD per tonne, one object per programme so that a pricer resolves them once. */
export const supportPriceTerms = memoizeWeakly(({ reference }: PriceSupport): PriceTerms => ({ basis: 'refined', reference, premium: 0 }));

/** Supported tonnes of a dmt: its content of the programme's element, or all of it. Errors: NOT_FINITE where the assay lacks the element. */
export const supportedContent = ({ element }: PriceSupport, assay: Assay): number =>
  element === undefined ? 1 : requireWithin(assay[element] ?? Number.NaN, `assay.${element}`, 0, 1);

/** The payer's share of the price above the floor for a delivery month. */
export const upsideShareAt = ({ upsideShare, upsideFrom }: PriceSupport, delivery: Month): number =>
  upsideFrom === undefined || delivery >= upsideFrom ? upsideShare : 0;

/** Computes what a programme pays for a tonne at an average price, USD; negative: the seller pays. */
export const supportPerTonne = (floor: number, upsideShare: number, price: number): number =>
  // max(0, F - P) - u max(0, P - F)
  Math.max(0, floor - price) - upsideShare * Math.max(0, price - floor);

/**
 * Books the payments of a price-floor programme for the deliveries under one set of terms: one for each calendar quarter, at the average of
 * its three months, paid `paymentMonths` after its end.
 */
export const bookPriceSupport = (context: ValuationContext, path: PricedPath, { terms, from, to }: TermsSpan): void => {
  const { priceSupport } = terms;
  if (priceSupport === undefined) return;
  const { ledger, product } = path;
  const pricer = context.pricer(supportPriceTerms(priceSupport), product);
  const content = supportedContent(priceSupport, product.assay);
  for (let month = from; month <= to; ) {
    const quarter = quarterOf(month);
    const price = pricer.net(quarter, month);
    let amount = 0;
    for (; month <= Math.min(to, quarter.to); month++) {
      const perTonne = supportPerTonne(priceSupport.floor, upsideShareAt(priceSupport, month), price);
      amount += ledger.delivered[month - ledger.first]! * content * perTonne;
    }
    bookFlow(context, path, quarter.to + priceSupport.paymentMonths, 'priceSupport', amount);
  }
};
