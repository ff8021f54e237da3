import { addAmount } from '#shared/collections.ts';
import type { Prepayment } from '#shared/domain/financing.ts';
import { dateOfMonth, daysBetween, type Month, monthOfDate } from '#shared/domain/time.ts';
import type { CashFlow } from './types.ts';

/** Cash flows of a prepayment (receipt and monthly set-offs) and the balance left after the last payment, USD. */
export type SetOff = { readonly flows: readonly CashFlow[]; readonly left: number };

/** Interest accrues actual/360, the day count of the money market. */
const DAYS_PER_YEAR = 360;

/**
 * Sets a prepayment off against the contract's payments (step 13): after the grace months, equal parts of the amount plus accrued
 * interest, at most the payment of the month. The rest stays in the balance and bears interest. A prepayment received by the valuation
 * date starts with its amount still to be set off.
 */
export const setOffPrepayment = (prepayment: Prepayment, payments: readonly CashFlow[], valuationMonth: Month): SetOff => {
  const receiptMonth = monthOfDate(prepayment.date);
  const flows: CashFlow[] = [];
  const addFlow = (month: Month, amount: number) => {
    if (amount !== 0) flows.push({ month, date: dateOfMonth(month), kind: 'prepayment', amount });
  };
  if (receiptMonth > valuationMonth) addFlow(receiptMonth, prepayment.amountUsd);

  const paidByMonth = new Map<Month, number>();
  for (const { month, amount } of payments) addAmount(paidByMonth, month, amount);
  const lastPayment = Math.max(valuationMonth, ...paidByMonth.keys());

  const start = Math.max(receiptMonth, valuationMonth);
  const firstRepayment = Math.max(receiptMonth + prepayment.graceMonths, start) + 1;
  const parts = Math.max(1, receiptMonth + prepayment.graceMonths + prepayment.repayMonths - firstRepayment + 1);
  let balance = prepayment.amountUsd;
  let scheduledUsd = prepayment.amountUsd;
  for (let month = start + 1; month <= lastPayment && balance > 0; month++) {
    const days = daysBetween(dateOfMonth(month - 1), dateOfMonth(month));
    // B = B (1 + r days/360) - repayment
    balance *= 1 + (prepayment.annualRate * days) / DAYS_PER_YEAR;
    if (month < firstRepayment) continue;
    scheduledUsd = Math.max(0, scheduledUsd - prepayment.amountUsd / parts);
    const repayment = Math.min(balance - scheduledUsd, Math.max(0, paidByMonth.get(month) ?? 0));
    balance -= repayment;
    addFlow(month, -repayment);
  }
  return { flows, left: balance };
};
