import { deliverySchedule } from '#engine';
import { termsReferences } from '#shared/domain/termReferences.ts';
import type { Charge, PriceBasis, Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { memoize } from '#shared/memoize.ts';
import type { Steps } from '#shared/steps.ts';
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

/** Returns the months in which the deliveries of deals up to the end of the plan use the price of each reference; a deal in a step. */
function* usedMonths(book: Workbook, deals: readonly Deal[]): Steps<ReadonlyMap<string, ReadonlySet<Month>>> {
  const usedByReference = new Map<string, Set<Month>>();
  const referencesOf = memoize((terms: Terms) => {
    const deliveryReferences = benchmarksIn(terms.price);
    const { freightReference } = terms.delivery;
    return termsReferences(terms).map((code) => ({ code, isPricedInDelivery: deliveryReferences.has(code) || code === freightReference }));
  });
  for (const { contract } of deals) {
    yield;
    for (const { month, nominal, pricing, terms } of deliverySchedule(contract, book.valuationMonth + 1, book.lastMonth)) {
      if (nominal === 0) continue;
      for (const { code, isPricedInDelivery } of referencesOf(terms)) {
        const months = usedByReference.get(code) ?? new Set();
        usedByReference.set(code, months);
        const { from, to } = isPricedInDelivery ? { from: month, to: month } : pricing;
        for (let usedMonth = from; usedMonth <= to; usedMonth += 1) months.add(usedMonth);
      }
    }
  }
  return usedByReference;
}

/** A reference of which deals use estimated prices, with their first and last month where they use other prices too. */
export type EstimatedPrices = { readonly code: string; readonly months?: { readonly from: Month; readonly to: Month } };

/** Lists the references of which deals use estimated prices, in the given order. */
export function* listEstimatedPrices(book: Workbook, codes: readonly string[], deals: readonly Deal[]): Steps<readonly EstimatedPrices[]> {
  const usedByReference = yield* usedMonths(book, deals);
  return codes.flatMap((code): EstimatedPrices[] => {
    const points = (book.deck.get(code) ?? []).filter(({ month }) => usedByReference.get(code)?.has(month));
    const estimated = points.filter(({ origin }) => origin === 'filled' || origin === 'house').map(({ month }) => month);
    const [from, to] = [estimated[0], estimated.at(-1)];
    if (from === undefined || to === undefined) return [];
    return [estimated.length === points.length ? { code } : { code, months: { from, to } }];
  });
}
