import type { Payment } from '#shared/domain/terms.ts';
import { dateOfMonth, daysBetween, type Month, monthOfDate } from '#shared/domain/time.ts';
import type { CashFlow } from './types.ts';

type Prepayment = NonNullable<Payment['prepayment']>;

/** What a prepayment adds to a contract's cash: its receipt, and what each payment month sets off; USD. */
export type SetOff = { readonly flows: readonly CashFlow[]; readonly left: number };

/** Interest for a month is actual/360, the money market's day count. */
const DAYS_PER_YEAR = 360;

/**
 * Sets a prepayment off against the contract's payments (step 13): after the grace months equal parts of the amount with the
 * interest accrued, never more than the month pays; what is not set off stays in the balance and carries interest. A prepayment
 * received by the valuation date stands there with its amount still to be set off.
 */
export const setOffPrepayment = (prepayment: Prepayment, payments: readonly CashFlow[], valuationMonth: Month): SetOff => {
  const received = monthOfDate(prepayment.date);
  const flows: CashFlow[] = [];
  const add = (month: Month, amount: number) => {
    if (amount !== 0) flows.push({ month, date: dateOfMonth(month), kind: 'prepayment', amount });
  };
  if (received > valuationMonth) add(received, prepayment.amountUsd);

  const paidIn = new Map<Month, number>();
  for (const { month, amount } of payments) paidIn.set(month, (paidIn.get(month) ?? 0) + amount);
  const lastPayment = Math.max(valuationMonth, ...paidIn.keys());

  const start = Math.max(received, valuationMonth);
  const firstRepayment = Math.max(received + prepayment.graceMonths, start) + 1;
  const parts = Math.max(1, received + prepayment.graceMonths + prepayment.repayMonths - firstRepayment + 1);
  let balance = prepayment.amountUsd;
  let scheduled = prepayment.amountUsd;
  for (let month = start + 1; month <= lastPayment && balance > 0; month++) {
    const days = daysBetween(dateOfMonth(month - 1), dateOfMonth(month));
    // B = B (1 + r days/360) - repayment
    balance *= 1 + (prepayment.annualRate * days) / DAYS_PER_YEAR;
    if (month < firstRepayment) continue;
    scheduled = Math.max(0, scheduled - prepayment.amountUsd / parts);
    const repayment = Math.min(balance - scheduled, Math.max(0, paidIn.get(month) ?? 0));
    balance -= repayment;
    add(month, -repayment);
  }
  return { flows, left: balance };
};
