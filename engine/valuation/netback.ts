import type { Terms } from '#shared/domain/terms.ts';
import { dateOfMonth, daysBetween, type IsoDate } from '#shared/domain/time.ts';
import { requireFinite, requireWithin } from '../numberChecks.ts';
import { invoicePaymentMonths } from '../schedule/deliverySchedule.ts';
import type { ContractMonth, ContractValue, ExplainLine } from './types.ts';

/** Share of an amount owed that is lost if the buyer defaults; the recovery rate is 0.4. */
const LOSS_GIVEN_DEFAULT = 0.6;
/** Lowest default hazard per year: no buyer is free of credit risk. */
const MIN_HAZARD = 0.0003;

export type NetbackInput = {
  readonly valuationDate: IsoDate;
  /** Effective annual, nominal. */
  readonly discountRate: number;
  /** The buyer's one-year default probability, 0..1. */
  readonly defaultProbability: number;
  /** The terms in force in a month. */
  readonly termsIn: (month: ContractMonth) => Terms;
};

export type Netback = {
  /** USD per discounted dmt, before credit: the last line of `lines`. */
  readonly total: number;
  /** Price, payment timing, then `total`. */
  readonly lines: readonly ExplainLine[];
  /** Expected credit loss, USD per discounted dmt, zero or positive. */
  readonly creditLoss: number;
  /** Delivered tonnes, each discounted to the valuation date from its month, dmt. */
  readonly tonnes: number;
};

/**
 * Computes the netback of a valued contract, USD per dmt at the mine gate: levelised over its deliveries, after the seller's freight and
 * costs and payment timing; and its expected credit loss. Undefined for a contract without deliveries.
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
  let valueAtDelivery = 0;
  let creditLoss = 0;
  for (const delivery of value.months) {
    const { month, delivered, makeUp, netPrice, pricing } = delivery;
    if (delivered === 0) continue;
    const amount = (delivered - makeUp) * netPrice;
    tonnes += delivered * factor(month);
    valueAtDelivery += amount * factor(month);
    const { payment } = termsIn(delivery);
    if (payment.letterOfCredit) continue;
    const { provisionalPayment, finalPayment } = invoicePaymentMonths(month, pricing, payment.paymentMonths);
    const provisionalShare = provisionalPayment === undefined ? 0 : payment.provisionalShare;
    // expected loss = amount * 0.6 * (1 - e^(-h months/12)), months from delivery to payment, discounted from the payment
    const expectedLoss = (share: number, paymentMonth: number) =>
      share * amount * LOSS_GIVEN_DEFAULT * (1 - Math.exp((-hazard * (paymentMonth - month)) / 12)) * factor(paymentMonth);
    creditLoss += expectedLoss(provisionalShare, provisionalPayment ?? finalPayment) + expectedLoss(1 - provisionalShare, finalPayment);
  }
  if (tonnes === 0) return undefined;
  const price = valueAtDelivery / tonnes;
  // timing = NPV / T - price: effect of payment after (or before) delivery, per tonne
  const timing = requireFinite(value.npv, 'npv') / tonnes - price;
  const total = requireFinite(price + timing, 'total');
  return {
    total,
    creditLoss: creditLoss / tonnes,
    tonnes,
    lines: [
      { label: 'netbackPrice', amount: price },
      { label: 'netbackTiming', amount: timing },
      { label: 'total', amount: total },
    ],
  };
};
