import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { Origin } from '#shared/domain/origin.ts';
import type { DeckName, Reference } from '#shared/domain/reference.ts';
import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import { mean } from '#shared/math.ts';
import { isStoredText, storedText } from '#shared/messages/shipped.ts';
import type { ShippedMeasure } from '../schema.ts';

/** A price and its source. */
export type SourcedPrice = { readonly price: number; readonly origin: Origin; readonly source: string };

/** The stored prices of one reference: entered ones by deck (`points`), and those that ship with the product, of months and of years. */
export type StoredPrices = {
  readonly points: Readonly<Record<DeckName, ReadonlyMap<Month, SourcedPrice>>>;
  readonly months: ReadonlyMap<Month, SourcedPrice>;
  readonly years: ReadonlyMap<Year, SourcedPrice & { readonly measure: ShippedMeasure }>;
};

/** Default assumption: the distance of the low and the high deck from the base deck, as a share of its price. */
const DECK_SPREAD = 0.2;

/** Number of latest months whose mean is the flat forward price. */
const MONTHS_IN_FORWARD_MEAN = 3;

const SPREAD_SOURCE: Readonly<Record<'low' | 'high', string>> = {
  low: storedText('shipped.fill.low'),
  high: storedText('shipped.fill.high'),
};

/** The months to fill, both ends included. `from` is at or before the first stored price and three months before `valuation`. */
export type FillMonths = { readonly from: Month; readonly to: Month; readonly valuation: Month };

type Series = readonly (SourcedPrice | undefined)[];

/**
 * Fills the base deck of one reference; months before its first price are undefined. `leader` is the filled series of the reference that it
 * follows. Each month takes the first price that exists:
 * - the entered price of the month, then the shipped price of the month;
 * - the price set for its year, then, up to the valuation month, the mean of its year;
 * - once a price of its own is known, the mean of the latest three known months up to the valuation month, flat;
 * - for a follower, ratio x leader^beta.
 */
const fillBaseDeck = (reference: Reference, stored: StoredPrices, leader: Series, months: FillMonths): Series => {
  const known: SourcedPrice[] = [];
  const series: (SourcedPrice | undefined)[] = [];
  for (let month = months.from; month <= months.to; month++) {
    const isPast = month <= months.valuation;
    const own = storedPrice(stored, month, isPast);
    if (own && isPast) known.push(own);
    series.push(own ?? flatForward(known) ?? followerPrice(reference, leader[month - months.from]));
  }
  return series;
};

const storedPrice = (stored: StoredPrices, month: Month, isPast: boolean): SourcedPrice | undefined => {
  const ofMonth = stored.points.base.get(month) ?? stored.months.get(month);
  if (ofMonth) return ofMonth;
  const year = stored.years.get(yearOf(month));
  if (year?.measure === 'set') return { price: year.price, origin: year.origin, source: year.source };
  if (year?.measure === 'mean' && isPast) return { price: year.price, origin: 'filled', source: year.source };
  return undefined;
};

const followerPrice = ({ follows }: Reference, leader: SourcedPrice | undefined): SourcedPrice | undefined => {
  if (follows?.ratio === undefined || !leader) return undefined;
  // F = ratio x F_x^beta
  return {
    price: follows.ratio * leader.price ** follows.beta,
    origin: 'house',
    source: storedText('shipped.fill.ratio', { reference: follows.reference, source: leader.source }),
  };
};

const flatForward = (known: readonly SourcedPrice[]): SourcedPrice | undefined => {
  const latest = known.slice(-MONTHS_IN_FORWARD_MEAN);
  const newest = latest.at(-1);
  if (!newest) return undefined;
  const price = mean(latest.map(({ price }) => price));
  const origin = latest.every((one) => one.origin === 'house') ? 'house' : 'filled';
  return { price, origin, source: storedText('shipped.fill.heldFlat', { source: newest.source }) };
};

/**
 * Fills the low or high deck of one reference. Up to the valuation month it equals the base deck. Later months take the first that exists:
 * the entered price of the month; ratio x leader^beta, if the base deck follows the leader too; the default spread around the base deck.
 */
const fillSpreadDeck = (
  deck: 'low' | 'high',
  reference: Reference,
  stored: StoredPrices,
  base: Series,
  leader: Series,
  months: FillMonths,
): Series =>
  base.map((price, i) => {
    const month = months.from + i;
    if (!price || month <= months.valuation) return price;
    const entered = stored.points[deck].get(month);
    if (entered) return entered;
    // Currency rates are the same in all decks.
    if (reference.kind === 'rate') return price;
    const alike = isStoredText(price.source, 'shipped.fill.ratio') ? followerPrice(reference, leader[i]) : undefined;
    if (alike) return alike;
    // Treatment charges may be negative: the spread widens on both sides of zero.
    const distance = DECK_SPREAD * Math.abs(price.price);
    return { price: deck === 'low' ? price.price - distance : price.price + distance, origin: 'house', source: SPREAD_SOURCE[deck] };
  });

const NO_PRICES: StoredPrices = { points: { low: new Map(), base: new Map(), high: new Map() }, months: new Map(), years: new Map() };

/** Fills a deck for every reference; see `fillBaseDeck` and `fillSpreadDeck`. */
export const fillDeck = (
  deck: DeckName,
  references: readonly Reference[],
  prices: ReadonlyMap<ReferenceCode, StoredPrices>,
  months: FillMonths,
): ReadonlyMap<ReferenceCode, Series> => {
  const byCode = new Map(references.map((reference) => [reference.code, reference]));
  const done: Record<DeckName, Map<ReferenceCode, Series>> = { low: new Map(), base: new Map(), high: new Map() };
  const seriesOf = (reference: Reference, of: DeckName): Series => {
    const known = done[of].get(reference.code);
    if (known) return known;
    // Entered before the leaders are filled: references that follow one another in a ring have no leader.
    done[of].set(reference.code, []);
    const stored = prices.get(reference.code) ?? NO_PRICES;
    const leading = reference.follows && byCode.get(reference.follows.reference);
    const leader = leading ? seriesOf(leading, of) : [];
    const series =
      of === 'base'
        ? fillBaseDeck(reference, stored, leader, months)
        : fillSpreadDeck(of, reference, stored, seriesOf(reference, 'base'), leader, months);
    done[of].set(reference.code, series);
    return series;
  };
  return new Map(references.map((reference) => [reference.code, seriesOf(reference, deck)]));
};
