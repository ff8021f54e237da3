import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { paymentMonths, type ScheduledMonth } from '../schedule/deliverySchedule.ts';
import { alternativePricing, type MonthRange } from '../schedule/quotation.ts';
import type { ContractPath } from './contractPath.ts';
import type { Pricer } from './pricer.ts';

/**
 * The quotational period of a delivery: the only alternative, or the one its holder declares, by what each looks worth in the
 * month of declaration (buyer: least net price, seller: most; a tie goes to the first).
 */
export const declaredAlternative = (terms: Terms, month: Month, pricer: Pricer): number => {
  const { alternatives, holder, declarationMonths } = terms.quotation;
  if (holder === 'none' || alternatives.length === 1) return 0;
  const first = alternativePricing(terms, month, 0);
  const declared = first.from - declarationMonths;
  let best = 0;
  let bestNet = pricer.expected(first, month, declared);
  for (let i = 1; i < alternatives.length; i++) {
    const net = pricer.expected(alternativePricing(terms, month, i), month, declared);
    if (holder === 'seller' ? net > bestNet : net < bestNet) {
      best = i;
      bestNet = net;
    }
  }
  return best;
};

/** The months of the alternative that `declaredAlternative` finds. */
export const declaredPricing = ({ terms, month }: Pick<ScheduledMonth, 'terms' | 'month'>, pricer: Pricer): MonthRange =>
  alternativePricing(terms, month, declaredAlternative(terms, month, pricer));

/** Books the invoices of a delivery (step 11). `finalValue` is what the delivered tonnes come to at final prices, USD. */
export const invoice = (
  { pricersOf, ledger }: ContractPath,
  terms: Terms,
  month: Month,
  pricing: MonthRange,
  paidTonnes: number,
  finalValue: number,
): void => {
  const { provisionalPayment, finalPayment } = paymentMonths(month, pricing, terms.payment.paymentMonths);
  // provisional share x net contract at S(t) x tonnes
  const provisional =
    provisionalPayment === undefined || paidTonnes === 0
      ? 0
      : terms.payment.provisionalShare * pricersOf(terms).contract.netAt(month) * paidTonnes;
  if (provisionalPayment !== undefined) ledger.provisional[provisionalPayment - ledger.first]! += provisional;
  ledger.final[finalPayment - ledger.first]! += finalValue - provisional;
};
