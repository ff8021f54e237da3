import type { QuotationalPeriod, Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';

/** Months `from` to `to`, both included. */
export type MonthRange = { readonly from: Month; readonly to: Month };

/** The calendar quarter that contains a month. */
export const quarterOf = (month: Month): MonthRange => {
  const from = month - (month % 3);
  return { from, to: from + 2 };
};

/** Months from shipment to arrival: days at sea in months of 365.25/12 days, rounded because everything is dated mid-month. */
const voyageMonths = (voyageDays: number): number => Math.round((voyageDays * 12) / 365.25);

/** The months that price a delivery: `length` months from `offset` months after the month of shipment or arrival. */
export const pricingMonths = ({ offset, length, from }: QuotationalPeriod, delivery: Month, voyageDays: number): MonthRange => {
  const first = delivery + (from === 'arrival' ? voyageMonths(voyageDays) : 0) + offset;
  return { from: first, to: first + length - 1 };
};

/** The months that price a delivery under one of the alternatives of its terms; `alternative` is an index. */
export const alternativePricingMonths = (
  { quotation, delivery }: Pick<Terms, 'quotation' | 'delivery'>,
  month: Month,
  alternative: number,
): MonthRange => pricingMonths(quotation.alternatives[alternative]!, month, delivery.voyageDays);
