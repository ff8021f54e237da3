import { invoicePaymentMonths } from '../../schedule/deliverySchedule.ts';
import { type MonthRange, pricingMonths } from '../../schedule/pricingMonths.ts';
import { exchange, type MovingPrice } from './exchange.ts';
import type { MovingMarket } from './expectedPricer.ts';
import { type Amounts, type Delivery, type PricerOf, provisionalPrice, yearsUntil } from './pricedDeliveries.ts';

type QuotationValues = { readonly amounts: Amounts; readonly afterKnown: boolean };

/** One alternative of a delivery: its price, and what a dollar of it and a provisional dollar are worth today. */
type Alternative = MovingPrice & { readonly discount: number; readonly early: number };

/** What a right to choose is worth by delivery, USD, against the first alternative; later payment of the other one counts. */
export const quotationValues = (
  { context, covariance }: MovingMarket,
  pricers: PricerOf,
  deliveries: readonly Delivery[],
): QuotationValues => {
  let afterKnown = false;
  const amounts = deliveries.map((one) => {
    const { month, terms, tonnes } = one;
    const { alternatives, holder, declarationMonths } = terms.quotation;
    if (holder === 'none' || alternatives.length === 1 || tonnes === 0) return 0;
    const pricer = pricers(terms);
    const provisional = provisionalPrice(pricer, one);
    // of a delivery before the valuation the provisional invoice is behind it, whichever period is chosen
    const invoicedBefore = month <= context.portfolio.valuationMonth;
    const periods = alternatives.map((alternative) => pricingMonths(alternative, month, terms.delivery.voyageDays));
    const of = (pricing: MonthRange): Alternative => {
      const { provisionalPayment, finalPayment } = invoicePaymentMonths(month, pricing, terms.payment.paymentMonths);
      const discount = context.discountFactor(Math.max(finalPayment, context.portfolio.valuationMonth));
      const early = provisionalPayment === undefined || invoicedBefore ? 0 : context.discountFactor(provisionalPayment) - discount;
      return { expected: pricer.net(pricing, month), fixings: pricer.fixings(pricing, month), discount, early: early * provisional };
    };
    const declared = periods[0]!.from - declarationMonths;
    if (periods.some(({ to }) => to <= declared)) afterKnown = true;
    const until = yearsUntil(context, declared);
    const [first, ...others] = periods.map(of);
    const gains = others.map((other) => {
      const [low, high] = holder === 'seller' ? [first!, other] : [other, first!];
      const { probability, received, givenUp } = exchange(low, high, covariance, until);
      // seller: takes the other where it is higher; buyer: where it is lower
      if (holder === 'seller') return other.discount * received - first!.discount * givenUp + probability * (other.early - first!.early);
      return other.discount * givenUp - first!.discount * received + probability * (other.early - first!.early);
    });
    // of several, the most that exchanging the first for one of them brings its holder
    return tonnes * (holder === 'seller' ? Math.max(...gains) : Math.min(...gains));
  });
  return { amounts, afterKnown };
};
