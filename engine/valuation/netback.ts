import type { Terms } from '#shared/domain/terms.ts';
import { dateOfMonth, daysBetween, type IsoDate } from '#shared/domain/time.ts';
import { requireFinite, requireWithin } from '../numberChecks.ts';
import { invoicePaymentMonths } from '../schedule/deliverySchedule.ts';
import type { ContractMonth, ContractValue, ExplainLine } from './types.ts';

/** Part of an amount owed that is lost when the buyer defaults: what is paid is x 0.4. */
const LOSS_GIVEN_DEFAULT = 0.6;
/** Least hazard of a default, a year: no buyer is without one. */
const MIN_HAZARD = 0.0003;

export type NetbackInput = {
  readonly valuationDate: IsoDate;
  /** Effective annual, nominal. */
  readonly discountRate: number;
  /** The buyer's default probability over a year, 0..1. */
  readonly defaultProbability: number;
  /** The terms in force in a month. */
  readonly termsIn: (month: ContractMonth) => Terms;
};

export type Netback = {
  /** USD per discounted dmt: the last line of `lines`. */
  readonly total: number;
  /** `price`, `timing`, `credit`, then `total`. */
  readonly lines: readonly ExplainLine[];
  /** Delivered tonnes, each discounted to the valuation date from its month, dmt. */
  readonly tonnes: number;
};

/**
 * What a tonne of a contract brings at the mine gate, USD per dmt: levelised over its deliveries, after the seller's freight and costs,
 * payment timing and credit. `value` is the contract valued; a contract that delivers nothing has none (undefined).
 *
 * Errors: OUT_OF_RANGE (a probability outside 0..1), NOT_FINITE. Source: docs/model/tender.md.
 */
export const netback = (
  value: Pick<ContractValue, 'months' | 'npv'>,
  { valuationDate, discountRate, defaultProbability, termsIn }: NetbackInput,
): Netback | undefined => {
  // h = -ln(1 - PD), at least 0.0003
  const hazard = Math.max(MIN_HAZARD, -Math.log(1 - requireWithin(defaultProbability, 'defaultProbability', 0, 1 - 1e-9)));
  // df(t) = (1 + r)^(-days/365)
  const factor = (month: number) => (1 + discountRate) ** (-daysBetween(valuationDate, dateOfMonth(month)) / 365);
  let tonnes = 0;
  let atDelivery = 0;
  let lost = 0;
  for (const one of value.months) {
    const paid = one.delivered - one.makeUp;
    if (one.delivered === 0) continue;
    const amount = paid * one.netPrice;
    tonnes += one.delivered * factor(one.month);
    atDelivery += amount * factor(one.month);
    const { payment } = termsIn(one);
    if (payment.letterOfCredit) continue;
    const { provisionalPayment, finalPayment } = invoicePaymentMonths(one.month, one.pricing, payment.paymentMonths);
    const first = provisionalPayment === undefined ? 0 : payment.provisionalShare;
    // owed from delivery to payment: loss = amount x 0.6 x (1 - e^(-h months/12)), at the date of its payment
    const owed = (share: number, due: number) =>
      share * amount * LOSS_GIVEN_DEFAULT * (1 - Math.exp((-hazard * (due - one.month)) / 12)) * factor(due);
    lost += owed(first, provisionalPayment ?? finalPayment) + owed(1 - first, finalPayment);
  }
  if (tonnes === 0) return undefined;
  const price = atDelivery / tonnes;
  // timing = NPV / T - price: what later (or earlier) payment takes from (or adds to) a tonne
  const timing = requireFinite(value.npv, 'npv') / tonnes - price;
  const credit = -lost / tonnes;
  const total = requireFinite(price + timing + credit, 'total');
  return {
    total,
    tonnes,
    lines: [
      { label: 'netbackPrice', amount: price },
      { label: 'netbackTiming', amount: timing },
      { label: 'netbackCredit', amount: credit },
      { label: 'total', amount: total },
    ],
  };
};
