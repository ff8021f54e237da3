import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { memoize, memoizeWeakly } from '#shared/memoize.ts';
import { invoicePaymentMonths } from '../../schedule/deliverySchedule.ts';
import { type MonthRange, pricingMonths } from '../../schedule/pricingMonths.ts';
import { exchange, type MovingPrice } from './exchange.ts';
import type { ExpectedPricer, MovingMarket } from './expectedPricer.ts';
import { type Amounts, type Delivery, type PricerOf, provisionalPrice, yearsUntil } from './pricedDeliveries.ts';

type QuotationValues = { readonly amounts: Amounts; readonly isDeclaredAfterKnown: boolean };

/** One alternative of a delivery: its price, the discount factor of its final invoice, and the gain from its provisional invoice. */
type Alternative = MovingPrice & { readonly discount: number; readonly provisionalGain: number };

/** The gain of a dry tonne from the option, USD/dmt, and whether part of a period is over at its declaration. */
type Gain = { readonly perTonne: number; readonly isDeclaredAfterKnown: boolean };

/** The gain by month of delivery under the quotation of a pricer, by payment terms. */
const gainsByMonth = memoizeWeakly((_pricer: ExpectedPricer) => memoize((_payment: string) => new Map<Month, Gain>()));

/**
 * Computes the value of the quotational period option by delivery, USD, against the first alternative; differences in payment dates are
 * included.
 */
export const quotationValues = (
  { context, covariance }: MovingMarket,
  pricers: PricerOf,
  deliveries: readonly Delivery[],
): QuotationValues => {
  const gainsOf = memoize((terms: Terms) => {
    const pricer = pricers(terms);
    return { pricer, gains: gainsByMonth(pricer)(`${terms.payment.paymentMonths} ${terms.payment.provisionalShare}`) };
  });
  const computeGain = (pricer: ExpectedPricer, delivery: Delivery): Gain => {
    const { month, terms } = delivery;
    const { alternatives, holder, declarationMonths } = terms.quotation;
    const periods = alternatives.map((alternative) => pricingMonths(alternative, month, terms.delivery.voyageDays));
    const declarationMonth = periods[0]!.from - declarationMonths;
    const provisional = provisionalPrice(pricer, delivery);
    // the provisional invoice of a delivery before the valuation is paid, whichever period is chosen
    const isProvisionallyPaid = month <= context.portfolio.valuationMonth;
    const alternativeOf = (pricing: MonthRange): Alternative => {
      const { provisionalPayment, finalPayment } = invoicePaymentMonths(month, pricing, terms.payment.paymentMonths);
      const discount = context.discountFactor(Math.max(finalPayment, context.portfolio.valuationMonth));
      const discountGain =
        provisionalPayment === undefined || isProvisionallyPaid ? 0 : context.discountFactor(provisionalPayment) - discount;
      return {
        expected: pricer.net(pricing, month),
        fixings: pricer.fixings(pricing, month),
        discount,
        provisionalGain: discountGain * provisional,
      };
    };
    const endYears = yearsUntil(context, declarationMonth);
    const [first, ...others] = periods.map(alternativeOf);
    const gainsOfOthers = others.map((alternative) => {
      const [low, high] = holder === 'seller' ? [first!, alternative] : [alternative, first!];
      const { probability, received, givenUp } = exchange(low, high, covariance, endYears);
      // a seller chooses the other if it is higher, a buyer if it is lower
      const provisionalGain = probability * (alternative.provisionalGain - first!.provisionalGain);
      if (holder === 'seller') return alternative.discount * received - first!.discount * givenUp + provisionalGain;
      return alternative.discount * givenUp - first!.discount * received + provisionalGain;
    });
    return {
      // with several alternatives: the best single exchange for the holder, a lower bound of the option
      perTonne: holder === 'seller' ? Math.max(...gainsOfOthers) : Math.min(...gainsOfOthers),
      isDeclaredAfterKnown: periods.some(({ to }) => to <= declarationMonth),
    };
  };
  let isDeclaredAfterKnown = false;
  const amounts = deliveries.map((delivery) => {
    const { month, terms, tonnes } = delivery;
    const { alternatives, holder } = terms.quotation;
    if (holder === 'none' || alternatives.length === 1 || tonnes === 0) return 0;
    const { pricer, gains } = gainsOf(terms);
    let gain = gains.get(month);
    if (gain === undefined) {
      gain = computeGain(pricer, delivery);
      gains.set(month, gain);
    }
    isDeclaredAfterKnown ||= gain.isDeclaredAfterKnown;
    return tonnes * gain.perTonne;
  });
  return { amounts, isDeclaredAfterKnown };
};
