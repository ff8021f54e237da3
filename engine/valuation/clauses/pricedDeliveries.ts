import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import type { MonthRange } from '../../schedule/pricingMonths.ts';
import type { ValuationContext } from '../valuationContext.ts';
import type { ExpectedPricer } from './expectedPricer.ts';

/** Tonnes of one delivery that are priced and paid for, as the valuation has them. */
export type Delivery = {
  readonly month: Month;
  readonly terms: Terms;
  readonly nominal: number;
  readonly tonnes: number;
  readonly pricing: MonthRange;
  readonly provisional: Month | undefined;
  readonly final: Month;
};

/** USD by delivery. */
export type Amounts = readonly number[];

export const total = (amounts: Amounts): number => amounts.reduce((sum, amount) => sum + amount, 0);

export type PricerOf = (terms: Terms) => ExpectedPricer;

/** Makes once for each set of terms. */
export const memoizeByTerms = <T>(make: (terms: Terms) => T): ((terms: Terms) => T) => {
  const made = new Map<Terms, T>();
  return (terms) => {
    const found = made.get(terms);
    if (found !== undefined) return found;
    const one = make(terms);
    made.set(terms, one);
    return one;
  };
};

/** Expected provisional invoice of a dry tonne, USD/dmt, priced at the month's own prices. */
export const provisionalPrice = (pricer: ExpectedPricer, { month, terms }: Delivery): number =>
  terms.payment.provisionalShare > 0 ? terms.payment.provisionalShare * pricer.net({ from: month, to: month }, month) : 0;

/** Expected present value of a delivery's invoices, `sooner` months before they are due. */
export const invoiceValues = (context: ValuationContext, pricers: PricerOf, deliveries: readonly Delivery[], sooner = 0): number[] =>
  deliveries.map((one) => {
    if (one.tonnes === 0) return 0;
    const pricer = pricers(one.terms);
    const onFinal = context.discountFactor(one.final - sooner);
    // D(final) E P + share E P(t) (D(provisional) - D(final))
    const early = one.provisional === undefined ? 0 : context.discountFactor(one.provisional - sooner) - onFinal;
    return one.tonnes * (onFinal * pricer.net(one.pricing, one.month) + (early === 0 ? 0 : early * provisionalPrice(pricer, one)));
  });

/** Years from the valuation to a month, none for one that has passed. */
export const yearsUntil = ({ portfolio }: ValuationContext, month: Month): number => Math.max(0, month - portfolio.valuationMonth) / 12;
