import { z } from 'zod';
import { DeckId } from './ids.ts';
import type { Origin } from './origin.ts';
import type { Month, Year } from './time.ts';

/**
 * How a deck gets the months after the valuation date without an entered price. `base`: the latest known prices, held flat. `low`, `high`:
 * the base deck less or plus the default spread. `longRun`: on a straight line from the base deck to the mean of past years. `own`: by the
 * rule of the deck between its prices, the last price after them, and as in the base deck before them and for references without a price
 * in the deck.
 */
export const DeckKind = z.enum(['base', 'low', 'high', 'longRun', 'own']);
export type DeckKind = z.infer<typeof DeckKind>;

/** The months between two entered prices of an own deck: the earlier price holds, or a straight line between both. */
export const DeckRule = z.enum(['hold', 'linear']);
export type DeckRule = z.infer<typeof DeckRule>;

/** A deck of prices. Actual prices up to the valuation date are the same in all decks. */
export const Deck = z
  .object({
    id: DeckId,
    /** A stored text, see shared/messages/shipped.ts. */
    name: z.string().trim().min(1).max(120),
    kind: DeckKind,
    rule: DeckRule,
    /** Who published it, and when. */
    source: z.string().trim().max(500),
  })
  .readonly();
export type Deck = z.infer<typeof Deck>;

/** The `mean` of a year fills its past months; a price `set` for a year (a benchmark, a default level) applies to all of its months. */
export type ShippedMeasure = 'mean' | 'set';

/** A price and its source. */
export type SourcedPrice = { readonly price: number; readonly origin: Origin; readonly source: string };

type PricesByMonth = ReadonlyMap<Month, SourcedPrice>;

/**
 * The stored prices of one reference: those entered in the base deck and in the deck to fill, and those that ship with the product, of
 * months and of years.
 */
export type StoredPrices = {
  readonly base: PricesByMonth;
  /** Not read for the base deck. */
  readonly ownPrices: PricesByMonth;
  readonly months: PricesByMonth;
  readonly years: ReadonlyMap<Year, SourcedPrice & { readonly measure: ShippedMeasure }>;
};
