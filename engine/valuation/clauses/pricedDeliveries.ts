import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { memoize, memoizeWeakly } from '#shared/memoize.ts';
import type { MonthRange } from '../../schedule/pricingMonths.ts';
import type { ValuationContext } from '../valuationContext.ts';
import { deliveryKey, type ExpectedPricer } from './expectedPricer.ts';

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

/** Amounts of a dry tonne by month of delivery and quotational period, under the payment terms that a text names, by pricer. */
const amountsByPricer = memoizeWeakly((_pricer: ExpectedPricer) => memoize((_payment: string) => new Map<number, number>()));

/** Computes the expected present value of each delivery's invoices, USD, paid `monthsEarlier` months before they are due. */
export const invoiceValues = (
  context: ValuationContext,
  pricers: PricerOf,
  deliveries: readonly Delivery[],
  monthsEarlier = 0,
): number[] => {
  const pricesOf = memoize((terms: Terms) => {
    const { paymentMonths, provisionalShare } = terms.payment;
    const pricer = pricers(terms);
    return { pricer, known: amountsByPricer(pricer)(`${paymentMonths} ${provisionalShare} ${monthsEarlier}`) };
  });
  const valueOfTonne = (pricer: ExpectedPricer, delivery: Delivery): number => {
    const { month, pricing, provisional, final } = delivery;
    const finalDiscount = context.discountFactor(final - monthsEarlier);
    // D(final) E P + share E P(t) (D(provisional) - D(final))
    const discountGain = provisional === undefined ? 0 : context.discountFactor(provisional - monthsEarlier) - finalDiscount;
    const finalValue = finalDiscount * pricer.net(pricing, month);
    return finalValue + (discountGain === 0 ? 0 : discountGain * provisionalPrice(pricer, delivery));
  };
  return deliveries.map((delivery) => {
    const { month, terms, tonnes, pricing } = delivery;
    if (tonnes === 0) return 0;
    const { pricer, known } = pricesOf(terms);
    const key = deliveryKey(pricing, month);
    const knownValue = known.get(key);
    if (knownValue !== undefined) return tonnes * knownValue;
    const value = valueOfTonne(pricer, delivery);
    known.set(key, value);
    return tonnes * value;
  });
};

/** Years from the valuation to a month; 0 for a past month. */
export const yearsUntil = ({ portfolio }: ValuationContext, month: Month): number => Math.max(0, month - portfolio.valuationMonth) / 12;
