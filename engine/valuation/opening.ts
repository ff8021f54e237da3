import { type Month, monthOfDate } from '#shared/domain/time.ts';
import { deliverySchedule, invoicePaymentMonths } from '../schedule/deliverySchedule.ts';
import { bookFlow, type ContractPath, currentOpening } from './contractPath.ts';
import { declaredPricing } from './declaration.ts';
import type { ValuationContext } from './valuationContext.ts';

/**
 * Books what the months before the valuation left open: the final payments of their deliveries, and unpaid amounts in the month of
 * their date. What is due by the valuation month counts as paid.
 */
export const bookOpening = (context: ValuationContext, path: ContractPath): void => {
  const { contract } = path.entry;
  const opening = currentOpening(context, path.entry);
  if (opening === undefined) return;
  for (const { month, tonnes, provisionalPaidUsd } of opening.openDeliveries) {
    for (const scheduled of deliverySchedule(contract, month, month, month)) {
      const pricer = path.pricersOf(scheduled.terms).contract;
      const pricing = declaredPricing(scheduled, pricer);
      const { finalPayment } = invoicePaymentMonths(month, pricing, scheduled.terms.payment.paymentMonths);
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

/** Deferred tonnes that a contract is to take beside its call, dmt: what waits and the month's part; none while its channel is shut. */
export const takeDeferredDue = ({ deferred }: ContractPath, month: Month, openShare: number): number => {
  if (month <= deferred.last) deferred.waiting += deferred.each;
  return openShare > 0 ? deferred.waiting : 0;
};
