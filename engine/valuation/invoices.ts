import type { TermsSpan } from '#shared/domain/contract.ts';
import { type Month, monthOfDate } from '#shared/domain/time.ts';
import { deliverySchedule, invoicePaymentMonths } from '../schedule/deliverySchedule.ts';
import { bookFlow, currentOpening, type PricedPath } from './contractPath.ts';
import { declaredPricing } from './declaration.ts';
import type { MonthlyPrices } from './termsPricers.ts';
import type { Ledger } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/**
 * Books the invoices of the deliveries under one set of terms (step 11): only a final one if the quotational period ends by the delivery
 * month, else a provisional one first. Entry 0 of `prices` is the month `firstMonth`.
 */
export const bookInvoices = (ledger: Ledger, { terms, from, to }: TermsSpan, prices: MonthlyPrices, firstMonth: Month): void => {
  const { first, delivered, makeUp, provisional, final } = ledger;
  const { provisionalShare, paymentMonths } = terms.payment;
  for (let month = from; month <= to; month++) {
    const paidTonnes = delivered[month - first]! - (makeUp[month - first] ?? 0);
    if (paidTonnes === 0) continue;
    const pricingEnd = prices.ends[month - firstMonth]!;
    const value = paidTonnes * prices.net[month - firstMonth]!;
    // provisional invoice = provisional share * net contract price at S(t) * tonnes
    const provisionalInvoice = pricingEnd > month ? provisionalShare * prices.netAt(month) * paidTonnes : 0;
    provisional[month + paymentMonths - first]! += provisionalInvoice;
    final[Math.max(pricingEnd, month) + paymentMonths - first]! += value - provisionalInvoice;
  }
};

/**
 * Books the open items of the months before the valuation: final payments of their deliveries, and unpaid amounts in the month of their
 * date. Items due by the valuation month count as paid.
 */
export const bookOpening = (context: ValuationContext, path: PricedPath): void => {
  const { contract } = path.entry;
  const opening = currentOpening(context, path.entry);
  if (opening === undefined) return;
  for (const { month, tonnes, provisionalPaidUsd } of opening.openDeliveries) {
    for (const monthDelivery of deliverySchedule(contract, month, month, month)) {
      const pricer = path.pricersOf(monthDelivery.terms).contract;
      const pricing = declaredPricing(monthDelivery, pricer);
      const { finalPayment } = invoicePaymentMonths(month, pricing, monthDelivery.terms.payment.paymentMonths);
      if (finalPayment < context.firstMonth) continue;
      // final = tonnes x net price - provisional paid
      bookFlow(context, path, finalPayment, 'openDelivery', tonnes * pricer.net(pricing, month) - provisionalPaidUsd);
    }
  }
  for (const { date, amountUsd } of opening.unpaid) {
    const month = monthOfDate(date);
    if (month >= context.firstMonth) bookFlow(context, path, month, 'unpaid', amountUsd);
  }
};
