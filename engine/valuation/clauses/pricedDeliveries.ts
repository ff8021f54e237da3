import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import type { MonthRange } from '../../schedule/pricingMonths.ts';
import type { ValuationContext } from '../valuationContext.ts';
import type { ExpectedPricer } from './expectedPricer.ts';

/** A delivery: its nominal tonnes, the tonnes that are paid for, dmt, and the payment months of its invoices. */
export type Delivery = {
  readonly month: Month;
  readonly terms: Terms;
  readonly nominal: number;
  readonly tonnes: number;
  readonly pricing: MonthRange;
  readonly provisional: Month | undefined;
  readonly final: Month;
};

/** Amounts in USD, one per delivery. */
export type Amounts = readonly number[];

export type PricerOf = (terms: Terms) => ExpectedPricer;

/** Computes the expected provisional invoice of a dry tonne, USD/dmt, at the prices of the delivery month. */
export const provisionalPrice = (pricer: ExpectedPricer, { month, terms }: Delivery): number =>
  terms.payment.provisionalShare > 0 ? terms.payment.provisionalShare * pricer.net({ from: month, to: month }, month) : 0;

/** Computes the expected present value of each delivery's invoices, USD, paid `monthsEarlier` months before they are due. */
export const invoiceValues = (context: ValuationContext, pricers: PricerOf, deliveries: readonly Delivery[], monthsEarlier = 0): number[] =>
  deliveries.map((delivery) => {
    const { month, terms, tonnes, pricing, provisional, final } = delivery;
    if (tonnes === 0) return 0;
    const pricer = pricers(terms);
    const finalDiscount = context.discountFactor(final - monthsEarlier);
    // D(final) E P + share E P(t) (D(provisional) - D(final))
    const discountGain = provisional === undefined ? 0 : context.discountFactor(provisional - monthsEarlier) - finalDiscount;
    const finalValue = finalDiscount * pricer.net(pricing, month);
    return tonnes * (finalValue + (discountGain === 0 ? 0 : discountGain * provisionalPrice(pricer, delivery)));
  });

/** Years from the valuation to a month; 0 for a past month. */
export const yearsUntil = ({ portfolio }: ValuationContext, month: Month): number => Math.max(0, month - portfolio.valuationMonth) / 12;
