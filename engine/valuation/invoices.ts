import { paymentMonths, type ScheduledMonth } from '../schedule/deliverySchedule.ts';
import { type MonthRange, pricingMonths } from '../schedule/quotation.ts';
import { book, type ContractPath } from './contractPath.ts';
import type { Pricer } from './pricer.ts';
import type { ValuationContext } from './valuationContext.ts';

/**
 * The quotational period of a delivery: the only alternative, or the one its holder declares, by what each looks worth in the
 * month of declaration (buyer: least net price, seller: most; a tie goes to the first).
 */
export const declaredPricing = ({ terms, month, pricing }: ScheduledMonth, pricer: Pricer): MonthRange => {
  const { alternatives, holder, declarationMonths } = terms.quotation;
  if (holder === 'none' || alternatives.length === 1) return pricing;
  const declared = pricing.from - declarationMonths;
  let best = pricing;
  let bestNet = pricer.expected(pricing, month, declared);
  for (const alternative of alternatives.slice(1)) {
    const candidate = pricingMonths(alternative, month, terms.delivery.voyageDays);
    const net = pricer.expected(candidate, month, declared);
    if (holder === 'seller' ? net > bestNet : net < bestNet) {
      best = candidate;
      bestNet = net;
    }
  }
  return best;
};

/** Books the invoices of a delivery (step 11). `finalValue` is what the delivered tonnes come to at final prices, USD. */
export const invoice = (
  context: ValuationContext,
  path: ContractPath,
  { terms, month }: ScheduledMonth,
  pricing: MonthRange,
  paidTonnes: number,
  finalValue: number,
): void => {
  const { provisionalPayment, finalPayment } = paymentMonths(month, pricing, terms.payment.paymentMonths);
  // provisional share x net contract at S(t) x tonnes
  const provisional =
    provisionalPayment === undefined || paidTonnes === 0
      ? 0
      : terms.payment.provisionalShare * path.pricersOf(terms).contract.netAt(month) * paidTonnes;
  if (provisionalPayment !== undefined) book(context, path, provisionalPayment, 'provisional', provisional);
  book(context, path, finalPayment, 'final', finalValue - provisional);
};
