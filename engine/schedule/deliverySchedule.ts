import { type OfftakeContract, termsBetween } from '#shared/domain/contract.ts';
import type { Quantity, Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { type MonthRange, pricingMonths } from './pricingMonths.ts';

/** One month of a contract as agreed: tonnes in dmt, months of its price and of its payments. */
export type ScheduledMonth = {
  readonly month: Month;
  /** 0 = the first; a contract year is twelve months from the start month. */
  readonly contractYear: number;
  readonly terms: Terms;
  readonly nominal: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Of the first alternative; a holder may declare another. */
  readonly pricing: MonthRange;
  /** Undefined where the quotational period ends by the delivery month: then there is one invoice, the final one. */
  readonly provisionalPayment: Month | undefined;
  readonly finalPayment: Month;
};

/** What is paid when, for a delivery priced over `pricing`. */
export const invoicePaymentMonths = (delivery: Month, pricing: MonthRange, months: number) => ({
  provisionalPayment: pricing.to > delivery ? delivery + months : undefined,
  finalPayment: Math.max(pricing.to, delivery) + months,
});

/** Share of the annual tonnes in a contract year: the last entry of the ramp-up holds on, none means 1. */
const rampUpShare = (rampUp: Quantity['rampUp'], contractYear: number): number =>
  rampUp.length === 0 ? 1 : rampUp[Math.min(contractYear, rampUp.length - 1)]!;

/** Least lawful share of nominal: max(1 - tol, take-or-pay share) where the tolerance is the buyer's, else 1. */
const minimumShare = ({ tolerance, toleranceOption, takeOrPayShare }: Quantity): number =>
  toleranceOption === 'buyer' ? Math.max(1 - tolerance, takeOrPayShare) : 1;

const maximumShare = ({ tolerance, toleranceOption }: Quantity): number => (toleranceOption === 'none' ? 1 : 1 + tolerance);

/** The contract year of a month, 0 = the first. */
export const contractYearOf = (start: Month, month: Month): number => Math.floor((month - start) / 12);

/** Tonnes that a contract names for a month, 0 = its first, whatever its end, dmt; even months without weights, or where all of them are zero. */
export const createNominalTonnes = ({ tonnesPerYear, rampUp, monthWeights }: Quantity): ((month: number) => number) => {
  const sum = monthWeights.reduce((total, weight) => total + weight, 0);
  return (month) => tonnesPerYear * rampUpShare(rampUp, Math.floor(month / 12)) * (sum > 0 ? monthWeights[month % 12]! / sum : 1 / 12);
};

/**
 * The dated deliveries of a contract from month `from` to month `to`, both included, by the set of terms in force in each month;
 * none before its start or after `end` (its own end unless a later one is given).
 */
export const deliverySchedule = (
  contract: Pick<OfftakeContract, 'start' | 'end' | 'terms'>,
  from: Month,
  to: Month,
  end: Month = contract.end,
): ScheduledMonth[] => {
  const months: ScheduledMonth[] = [];
  for (const { terms, ...span } of termsBetween(contract, Math.max(from, contract.start), Math.min(to, end))) {
    const { quantity, quotation, delivery, payment } = terms;
    const nominalAt = createNominalTonnes(quantity);
    for (let month = span.from; month <= span.to; month++) {
      const nominal = nominalAt(month - contract.start);
      const pricing = pricingMonths(quotation.alternatives[0]!, month, delivery.voyageDays);
      const { provisionalPayment, finalPayment } = invoicePaymentMonths(month, pricing, payment.paymentMonths);
      months.push({
        month,
        contractYear: contractYearOf(contract.start, month),
        terms,
        nominal,
        minimum: nominal * minimumShare(quantity),
        maximum: nominal * maximumShare(quantity),
        pricing,
        provisionalPayment,
        finalPayment,
      });
    }
  }
  return months;
};
