import type { TermsSpan } from '#shared/domain/contract.ts';
import type { Month } from '#shared/domain/time.ts';
import type { MonthlyPrices } from './termsPricers.ts';
import type { Ledger } from './types.ts';

/**
 * Books the invoices of the deliveries under one set of terms (step 11): one where the quotational period ends by the delivery month, else
 * a provisional one first. Entry 0 of `priced` is the month `firstMonth`.
 */
export const bookInvoices = (ledger: Ledger, { terms, from, to }: TermsSpan, priced: MonthlyPrices, firstMonth: Month): void => {
  const { first, delivered, makeUp, provisional, final } = ledger;
  const { provisionalShare, paymentMonths } = terms.payment;
  for (let month = from; month <= to; month++) {
    const paidTonnes = delivered[month - first]! - makeUp[month - first]!;
    if (paidTonnes === 0) continue;
    const ends = priced.ends[month - firstMonth]!;
    const value = paidTonnes * priced.net[month - firstMonth]!;
    // provisional share x net contract at S(t) x tonnes
    const early = ends > month ? provisionalShare * priced.netAt(month) * paidTonnes : 0;
    provisional[month + paymentMonths - first]! += early;
    final[Math.max(ends, month) + paymentMonths - first]! += value - early;
  }
};
