import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import type { MonthRange } from '../../schedule/pricingMonths.ts';
import type { ValuationContext } from '../valuationContext.ts';
import type { ExpectedPricer } from './expectedPricer.ts';

/** A delivery with its priced and paid tonnes from the valuation, dmt, and the payment months of its invoices. */
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

export type PricerOf = (terms: Terms) => ExpectedPricer;

/** Expected provisional invoice of a dry tonne, USD/dmt, at the month's own prices. */
export const provisionalPrice = (pricer: ExpectedPricer, { month, terms }: Delivery): number =>
  terms.payment.provisionalShare > 0 ? terms.payment.provisionalShare * pricer.net({ from: month, to: month }, month) : 0;

/** Computes the expected present value of each delivery's invoices, USD, paid `monthsEarlier` months before they are due. */
export const invoiceValues = (context: ValuationContext, pricers: PricerOf, deliveries: readonly Delivery[], monthsEarlier = 0): number[] =>
  deliveries.map((one) => {
    if (one.tonnes === 0) return 0;
    const pricer = pricers(one.terms);
    const finalDiscount = context.discountFactor(one.final - monthsEarlier);
    // D(final) E P + share E P(t) (D(provisional) - D(final))
    const discountGain = one.provisional === undefined ? 0 : context.discountFactor(one.provisional - monthsEarlier) - finalDiscount;
    const finalValue = finalDiscount * pricer.net(one.pricing, one.month);
    return one.tonnes * (finalValue + (discountGain === 0 ? 0 : discountGain * provisionalPrice(pricer, one)));
  });

/** Years from the valuation to a month; 0 for a past month. */
export const yearsUntil = ({ portfolio }: ValuationContext, month: Month): number => Math.max(0, month - portfolio.valuationMonth) / 12;
