import { type OfftakeContract, termsBetween } from '#shared/domain/contract.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Quantity, Terms } from '#shared/domain/terms.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { type MonthRange, pricingMonths } from './pricingMonths.ts';

/** One month of a contract as agreed: tonnes in dmt, its pricing months and payment months. */
export type ScheduledMonth = {
  readonly month: Month;
  /** 0 = the first; a contract year is 12 months from the start month. */
  readonly contractYear: number;
  readonly terms: Terms;
  readonly nominal: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Pricing months of the first alternative; the holder may declare another. */
  readonly pricing: MonthRange;
  /** Undefined if the quotational period ends by the delivery month: the final invoice is then the only one. */
  readonly provisionalPayment: Month | undefined;
  readonly finalPayment: Month;
};

/** Payment months of the provisional and the final invoice of a delivery priced over `pricing`; `months` = payment months agreed. */
export const invoicePaymentMonths = (delivery: Month, pricing: MonthRange, months: number) => ({
  provisionalPayment: pricing.to > delivery ? delivery + months : undefined,
  finalPayment: Math.max(pricing.to, delivery) + months,
});

/** Share of the annual tonnes in a contract year: the last entry of the ramp-up applies to later years; 1 without entries. */
const rampUpShare = (rampUp: Quantity['rampUp'], contractYear: number): number =>
  rampUp.length === 0 ? 1 : rampUp[Math.min(contractYear, rampUp.length - 1)]!;

/** The lowest permitted share of nominal: max(1 - tolerance, take-or-pay share) if the tolerance is the buyer's, else 1. */
export const minimumShare = ({ tolerance, toleranceOption, takeOrPayShare }: Quantity): number =>
  toleranceOption === 'buyer' ? Math.max(1 - tolerance, takeOrPayShare) : 1;

/** The highest permitted share of nominal. */
export const maximumShare = ({ tolerance, toleranceOption }: Quantity): number => (toleranceOption === 'none' ? 1 : 1 + tolerance);

/** The contract year of a month, 0 = the first. */
export const contractYearOf = (start: Month, month: Month): number => Math.floor((month - start) / 12);

/**
 * Returns the nominal tonnes of a contract by month, dmt; month 0 = its first; its end is ignored. Months are equal without weights or
 * if all weights are zero.
 */
export const createNominalTonnes = ({ tonnesPerYear, rampUp, monthWeights }: Quantity): ((month: number) => number) => {
  const totalWeight = sum(monthWeights);
  return (month) =>
    tonnesPerYear * rampUpShare(rampUp, Math.floor(month / 12)) * (totalWeight > 0 ? monthWeights[month % 12]! / totalWeight : 1 / 12);
};

/**
 * Lists the dated deliveries of a contract from month `from` to month `to`, both included, under the set of terms in force in each
 * month; none before its start or after `end` (by default its own end).
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

/** Lists planned production of the months `from` to `to`, dmt: a twelfth of each calendar year's production; 0 in a year without an entry. */
export const productionByMonth = (production: Product['production'], from: Month, to: Month): number[] => {
  const tonnesByYear = new Map(production.map(({ year, tonnes }) => [year, tonnes]));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => (tonnesByYear.get(yearOf(from + i)) ?? 0) / 12);
};
