import type { Deck, SourcedPrice, StoredPrices } from '#shared/domain/deck.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { averageComposition, type IndexAverage } from '#shared/domain/indexAverage.ts';
import type { Origin } from '#shared/domain/origin.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { isoMonth, type Month, monthOf, yearOf } from '#shared/domain/time.ts';
import { mean } from '#shared/math.ts';
import { isStoredText, storedText } from '#shared/messages/shipped.ts';
import { runSteps, type Steps } from '#shared/steps.ts';

/** Default assumption: the distance of the low and the high deck from the base deck, as a share of its price. */
const DECK_SPREAD = 0.2;

/** Number of latest months whose mean is the flat forward price. */
const MONTHS_IN_FORWARD_MEAN = 3;

/** Number of whole calendar years before the valuation date whose mean is the long-run price. */
const LONG_RUN_YEARS = { max: 10, min: 5 } as const;

/** Default assumption: months in which the long-run deck goes from the base deck to the long-run price. */
const MONTHS_TO_LONG_RUN = 60;

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
const fillBaseDeck = (reference: Reference, storedPrices: StoredPrices, leader: Series, months: FillMonths): Series => {
  const knownPrices: SourcedPrice[] = [];
  const series: (SourcedPrice | undefined)[] = [];
  let forwardPrice: SourcedPrice | undefined;
  for (let month = months.from; month <= months.to; month++) {
    const isPast = month <= months.valuation;
    const ownPrice = storedPrice(storedPrices, month, isPast);
    if (ownPrice && isPast) {
      knownPrices.push(ownPrice);
      forwardPrice = undefined;
    }
    if (!ownPrice) forwardPrice ??= flatForward(knownPrices);
    series.push(ownPrice ?? forwardPrice ?? followerPrice(reference, leader[month - months.from]));
  }
  return series;
};

const storedPrice = (storedPrices: StoredPrices, month: Month, isPast: boolean): SourcedPrice | undefined => {
  const monthPrice = storedPrices.base.get(month) ?? storedPrices.months.get(month);
  if (monthPrice) return monthPrice;
  const year = storedPrices.years.get(yearOf(month));
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

const flatForward = (knownPrices: readonly SourcedPrice[]): SourcedPrice | undefined => {
  const latestPrices = knownPrices.slice(-MONTHS_IN_FORWARD_MEAN);
  const lastPrice = latestPrices.at(-1);
  if (!lastPrice) return undefined;
  const price = mean(latestPrices.map(({ price }) => price));
  const origin = latestPrices.every((latestPrice) => latestPrice.origin === 'house') ? 'house' : 'filled';
  return { price, origin, source: storedText('shipped.fill.heldFlat', { source: lastPrice.source }) };
};

/** The price of a month after the valuation month in a deck; undefined where the deck has none. */
type Forward = (month: Month, base: SourcedPrice) => SourcedPrice | undefined;

/** The low or high deck: the default spread around the base deck. */
const spreadForward =
  (kind: 'low' | 'high', reference: Reference): Forward =>
  (_month, base) => {
    // Currency rates are the same in all decks.
    if (reference.kind === 'rate') return base;
    // Treatment charges may be negative: the spread widens on both sides of zero.
    const distance = DECK_SPREAD * Math.abs(base.price);
    return { price: kind === 'low' ? base.price - distance : base.price + distance, origin: 'house', source: SPREAD_SOURCE[kind] };
  };

/** The mean of the latest whole calendar years with a published or entered price in each month, and the last price's source. */
const longRunPrice = (storedPrices: StoredPrices, valuation: Month) => {
  const to = yearOf(valuation + 1) - 1;
  const prices: SourcedPrice[] = [];
  let from = to + 1;
  while (to - from + 1 < LONG_RUN_YEARS.max) {
    const year = Array.from({ length: 12 }, (_, i) => storedPrice(storedPrices, monthOf(from - 1, i + 1), true));
    const knownPrices = year.filter((price) => price !== undefined && price.origin !== 'house');
    if (knownPrices.length < year.length) break;
    prices.unshift(...(knownPrices as SourcedPrice[]));
    from -= 1;
  }
  const lastPrice = prices.at(-1);
  if (lastPrice === undefined || to - from + 1 < LONG_RUN_YEARS.min) return undefined;
  return { from: String(from), to: String(to), price: mean(prices.map(({ price }) => price)), source: lastPrice.source };
};

/** The long-run deck: on a straight line from the base deck to the mean of past years, then flat. Other references as in the base deck. */
const longRunForward = (reference: Reference, storedPrices: StoredPrices, valuation: Month): Forward => {
  const longRun = reference.kind === 'price' ? longRunPrice(storedPrices, valuation) : undefined;
  return (month, base) => {
    if (longRun === undefined) return undefined;
    const { price: mean, from, to, source } = longRun;
    const weight = Math.min(1, (month - valuation) / MONTHS_TO_LONG_RUN);
    const key = weight < 1 ? 'shipped.fill.toLongRun' : 'shipped.fill.longRun';
    return { price: base.price + weight * (mean - base.price), origin: 'house', source: storedText(key, { from, to, source }) };
  };
};

/** A deck with prices of its own: by its rule between them, and the last one after them. */
const ownForward = ({ rule }: Pick<Deck, 'rule'>, points: StoredPrices['ownPrices']): Forward => {
  const months = [...points.keys()].sort((a, b) => a - b);
  return (month) => {
    const index = months.findLastIndex((listedMonth) => listedMonth < month);
    const [monthBefore, monthAfter] = [months[index], months[index + 1]];
    if (monthBefore === undefined) return undefined;
    const priceBefore = points.get(monthBefore)!;
    const from = isoMonth(monthBefore);
    const { price, source } = priceBefore;
    if (monthAfter === undefined) return { price, origin: 'filled', source: storedText('shipped.fill.last', { from, source }) };
    if (rule === 'hold') return { price, origin: 'filled', source: storedText('shipped.fill.held', { from, source }) };
    const share = (month - monthBefore) / (monthAfter - monthBefore);
    const to = isoMonth(monthAfter);
    return {
      price: price + share * (points.get(monthAfter)!.price - price),
      origin: 'filled',
      source: storedText('shipped.fill.linear', { from, to, source }),
    };
  };
};

const createForward = (deck: Deck, reference: Reference, storedPrices: StoredPrices, valuation: Month): Forward => {
  if (deck.kind === 'low' || deck.kind === 'high') return spreadForward(deck.kind, reference);
  if (deck.kind === 'longRun') return longRunForward(reference, storedPrices, valuation);
  return ownForward(deck, storedPrices.ownPrices);
};

/** Returns the price of the base deck, with a source that says why the deck has none of its own for the month. */
const basePrice = (base: SourcedPrice, storedPrices: StoredPrices): SourcedPrice => {
  const firstMonth = storedPrices.ownPrices.size === 0 ? undefined : isoMonth(Math.min(...storedPrices.ownPrices.keys()));
  const { source } = base;
  return {
    ...base,
    source:
      firstMonth === undefined
        ? storedText('shipped.fill.asBase', { source })
        : storedText('shipped.fill.beforeFirst', { to: firstMonth, source }),
  };
};

/**
 * Fills another deck than the base deck for one reference. Up to the valuation month it equals the base deck. Later months take the first
 * that exists: the entered price of the month; ratio x leader^beta, if the base deck follows the leader too and the deck has no price of
 * the follower; the price by the deck's kind; the price of the base deck.
 */
const fillOtherDeck = (
  deck: Deck,
  reference: Reference,
  storedPrices: StoredPrices,
  base: Series,
  leader: Series,
  months: FillMonths,
): Series => {
  const forward = createForward(deck, reference, storedPrices, months.valuation);
  return base.map((price, i) => {
    const month = months.from + i;
    if (!price || month <= months.valuation) return price;
    const enteredPrice = storedPrices.ownPrices.get(month);
    if (enteredPrice) return enteredPrice;
    const isFollowing = isStoredText(price.source, 'shipped.fill.ratio') && (deck.kind !== 'own' || storedPrices.ownPrices.size === 0);
    const priceByLeader = isFollowing ? followerPrice(reference, leader[i]) : undefined;
    return priceByLeader ?? forward(month, price) ?? basePrice(price, storedPrices);
  });
};

/** Origins from the weakest: an average has that of its weakest price. */
const ORIGINS_BY_WEAKNESS: readonly Origin[] = ['house', 'filled', 'sample', 'source', 'user'];

/** Computes the deck of an average from the filled series of its indices; months in which an index has no price are undefined. */
const fillAverage = (average: IndexAverage, seriesOf: (code: ReferenceCode) => Series, months: FillMonths): Series =>
  Array.from({ length: months.to - months.from + 1 }, (_, i): SourcedPrice | undefined => {
    const composition = averageComposition(average, months.from + i);
    if (composition === undefined) return undefined;
    const prices = composition.terms.map(({ reference, month }) => seriesOf(reference)[month - months.from]);
    const knownPrices = prices.filter((price) => price !== undefined);
    if (knownPrices.length < prices.length) return undefined;
    const price = composition.terms.reduce((sum, { share }, k) => sum + share * knownPrices[k]!.price, composition.constant);
    const origin = ORIGINS_BY_WEAKNESS.find((candidate) => knownPrices.some((knownPrice) => knownPrice.origin === candidate)) ?? 'user';
    return {
      price,
      origin,
      source: storedText('shipped.fill.average', { indices: composition.terms.map(({ reference }) => reference).join(', ') }),
    };
  });

const NO_PRICES: StoredPrices = { base: new Map(), ownPrices: new Map(), months: new Map(), years: new Map() };

/** Fills a deck for every reference; see `fillBaseDeck`, `fillOtherDeck` and `fillAverage`. */
export function* fillDeckInSteps(
  deck: Deck,
  references: readonly Reference[],
  prices: ReadonlyMap<ReferenceCode, StoredPrices>,
  months: FillMonths,
): Steps<ReadonlyMap<ReferenceCode, Series>> {
  const byCode = new Map(references.map((reference) => [reference.code, reference]));
  const filledSeries = { base: new Map<ReferenceCode, Series>(), other: new Map<ReferenceCode, Series>() };
  const seriesOf = (reference: Reference, of: 'base' | 'other'): Series => {
    const filledPrices = filledSeries[of].get(reference.code);
    if (filledPrices) return filledPrices;
    // Entered before the leaders are filled: references that follow one another in a ring have no leader.
    filledSeries[of].set(reference.code, []);
    if (reference.average) {
      const ofIndex = (code: ReferenceCode): Series => {
        const index = byCode.get(code);
        return index ? seriesOf(index, of) : [];
      };
      const averageSeries = fillAverage(reference.average, ofIndex, months);
      filledSeries[of].set(reference.code, averageSeries);
      return averageSeries;
    }
    const storedPrices = prices.get(reference.code) ?? NO_PRICES;
    const leaderReference = reference.follows && byCode.get(reference.follows.reference);
    const leader = leaderReference ? seriesOf(leaderReference, of) : [];
    const series =
      of === 'base'
        ? fillBaseDeck(reference, storedPrices, leader, months)
        : fillOtherDeck(deck, reference, storedPrices, seriesOf(reference, 'base'), leader, months);
    filledSeries[of].set(reference.code, series);
    return series;
  };
  const seriesByCode = new Map<ReferenceCode, Series>();
  for (const reference of references) {
    seriesByCode.set(reference.code, seriesOf(reference, deck.kind === 'base' ? 'base' : 'other'));
    yield;
  }
  return seriesByCode;
}

/** `fillDeckInSteps` without interruption. */
export const fillDeck = (...of: Parameters<typeof fillDeckInSteps>): ReadonlyMap<ReferenceCode, Series> => runSteps(fillDeckInSteps(...of));
