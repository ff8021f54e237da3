import { deckMarket, type Market } from '#engine';
import { monthOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import type { VariantMaker, Workbook } from '../portfolio/portfolio.ts';

/** A reference and the factor of its deck after the valuation month. */
export type PriceShift = { readonly reference: string; readonly factor: number };

/** The average price of a reference in the first full year, in its own unit; undefined where a month has none. */
export const averageLevel = ({ market, year }: Pick<Workbook, 'market' | 'year'>, code: string): number | undefined => {
  const from = monthOf(year, 1) - market.start;
  const months = market.prices[code]?.slice(from, from + 12);
  if (months === undefined || months.length < 12) return undefined;
  const average = sumBy([...months], (price) => price) / 12;
  return Number.isNaN(average) ? undefined : average;
};

/** The workbook as if the decks of references had other prices after the valuation month, all in proportion; references that follow them move. */
export const withShiftedPrices = (
  book: Workbook,
  makeVariant: VariantMaker,
  shifts: readonly PriceShift[],
  otherMarkets: Workbook['otherMarkets'] = book.otherMarkets,
): Workbook => {
  const deck = new Map(book.deck);
  for (const { reference, factor } of shifts)
    deck.set(
      reference,
      (deck.get(reference) ?? []).map((point) => (point.month > book.valuationMonth ? { ...point, price: point.price * factor } : point)),
    );
  return makeVariant(book, { deck, market: marketOf(book, deck), otherMarkets });
};

const marketOf = ({ market, references }: Workbook, deck: Workbook['deck']): Market =>
  deckMarket([...deck.values()].flat(), Object.fromEntries(references), market.start, market.start + market.length - 1);
