import { deliverySchedule } from '#engine';
import { termsReferences } from '#shared/domain/termReferences.ts';
import type { Charge, PriceBasis } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { Deal } from './subject.ts';

const isBenchmark = (charge: Charge | undefined): charge is Extract<Charge, { kind: 'benchmark' }> => charge?.kind === 'benchmark';

/** Lists the references of a price that are priced in the delivery month, not over the quotational period. */
export const benchmarksIn = (price: PriceBasis): ReadonlySet<string> =>
  new Set(
    price.basis === 'payableMetal'
      ? [price.treatmentCharge, ...price.payables.map(({ refiningCharge }) => refiningCharge)]
          .filter(isBenchmark)
          .map(({ reference }) => reference)
      : [],
  );

/** Returns the months in which the deliveries of deals up to the end of the plan use the price of each reference. */
const usedMonths = (book: Workbook, deals: readonly Deal[]): ReadonlyMap<string, ReadonlySet<Month>> => {
  const usedByReference = new Map<string, Set<Month>>();
  for (const { contract } of deals) {
    for (const { month, nominal, pricing, terms } of deliverySchedule(contract, book.valuationMonth + 1, book.lastMonth)) {
      if (nominal === 0) continue;
      const deliveryReferences = benchmarksIn(terms.price);
      for (const code of termsReferences(terms)) {
        const months = usedByReference.get(code) ?? new Set();
        usedByReference.set(code, months);
        const isPricedInDelivery = deliveryReferences.has(code) || code === terms.delivery.freightReference;
        const { from, to } = isPricedInDelivery ? { from: month, to: month } : pricing;
        for (let usedMonth = from; usedMonth <= to; usedMonth += 1) months.add(usedMonth);
      }
    }
  }
  return usedByReference;
};

/** A reference of which deals use estimated prices, with their first and last month where they use other prices too. */
export type EstimatedPrices = { readonly code: string; readonly months?: { readonly from: Month; readonly to: Month } };

/** Lists the references of which deals use estimated prices, in the given order. */
export const listEstimatedPrices = (book: Workbook, codes: readonly string[], deals: readonly Deal[]): readonly EstimatedPrices[] => {
  const usedByReference = usedMonths(book, deals);
  return codes.flatMap((code): EstimatedPrices[] => {
    const points = (book.deck.get(code) ?? []).filter(({ month }) => usedByReference.get(code)?.has(month));
    const estimated = points.filter(({ origin }) => origin === 'filled' || origin === 'house').map(({ month }) => month);
    const [from, to] = [estimated[0], estimated.at(-1)];
    if (from === undefined || to === undefined) return [];
    return [estimated.length === points.length ? { code } : { code, months: { from, to } }];
  });
};
