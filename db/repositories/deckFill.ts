import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { Origin } from '#shared/domain/origin.ts';
import type { DeckName, Reference } from '#shared/domain/reference.ts';
import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import { mean } from '#shared/math.ts';
import type { ShippedMeasure } from '../schema.ts';

/** A price with where it comes from. */
export type SourcedPrice = { readonly price: number; readonly origin: Origin; readonly source: string };

/** What a workspace knows of one reference: prices that somebody gave, by deck, and prices that ship, of months and of years. */
export type StoredPrices = {
  readonly points: Readonly<Record<DeckName, ReadonlyMap<Month, SourcedPrice>>>;
  readonly months: ReadonlyMap<Month, SourcedPrice>;
  readonly years: ReadonlyMap<Year, SourcedPrice & { readonly measure: ShippedMeasure }>;
};

/** House default: the low and the high deck lie this far from the base. */
const DECK_SPREAD = 0.2;

/** Months whose mean the forwards hold. */
const MONTHS_IN_FORWARD_MEAN = 3;

const FOLLOWER_SOURCE = 'House default: a fixed ratio to';
const FLAT_FORWARD_SOURCE = 'Mean of the latest three known months, held flat.';
const SPREAD_SOURCE: Readonly<Record<'low' | 'high', string>> = {
  low: 'House default: 20 % below the base deck.',
  high: 'House default: 20 % above the base deck.',
};

const withSource = (rule: string, source: string): string => `${rule} ${source}`.slice(0, 500);

/** Months of a fill, both ends included; `from` lies at or before the first known price and three months before `valuation`. */
export type FillMonths = { readonly from: Month; readonly to: Month; readonly valuation: Month };

type Series = readonly (SourcedPrice | undefined)[];

/**
 * The base deck of one reference; a month before its first price is undefined. `leader` is the filled series of the reference it follows.
 * The first that applies: a price given for the month; one that ships for it; a price set for the year; the year's mean, up to the valuation
 * month; once a price of its own is known, the mean of the latest three known months up to the valuation month, held flat; for a follower
 * ratio x leader^beta.
 */
const fillBaseDeck = (reference: Reference, given: StoredPrices, leader: Series, months: FillMonths): Series => {
  const known: SourcedPrice[] = [];
  const series: (SourcedPrice | undefined)[] = [];
  for (let month = months.from; month <= months.to; month++) {
    const past = month <= months.valuation;
    const own = storedPrice(given, month, past);
    if (own && past) known.push(own);
    series.push(own ?? flatForward(known) ?? followerPrice(reference, leader[month - months.from]));
  }
  return series;
};

const storedPrice = (given: StoredPrices, month: Month, past: boolean): SourcedPrice | undefined => {
  const ofMonth = given.points.base.get(month) ?? given.months.get(month);
  if (ofMonth) return ofMonth;
  const year = given.years.get(yearOf(month));
  if (year?.measure === 'set') return { price: year.price, origin: year.origin, source: year.source };
  if (year?.measure === 'mean' && past) return { price: year.price, origin: 'filled', source: year.source };
  return undefined;
};

const followerPrice = ({ follows }: Reference, leader: SourcedPrice | undefined): SourcedPrice | undefined => {
  if (follows?.ratio === undefined || !leader) return undefined;
  // F = ratio x F_x^beta
  return {
    price: follows.ratio * leader.price ** follows.beta,
    origin: 'house',
    source: withSource(`${FOLLOWER_SOURCE} ${follows.reference}.`, leader.source),
  };
};

const flatForward = (known: readonly SourcedPrice[]): SourcedPrice | undefined => {
  const latest = known.slice(-MONTHS_IN_FORWARD_MEAN);
  const newest = latest.at(-1);
  if (!newest) return undefined;
  const price = mean(latest.map(({ price }) => price));
  const origin = latest.every((one) => one.origin === 'house') ? 'house' : 'filled';
  return { price, origin, source: withSource(FLAT_FORWARD_SOURCE, newest.source) };
};

/**
 * The low or high deck of one reference: the base up to the valuation month; after it the first that applies: a price given for the month;
 * ratio x leader^beta where the base follows too; the house spread around the base.
 */
const fillSpreadDeck = (
  deck: 'low' | 'high',
  reference: Reference,
  given: StoredPrices,
  base: Series,
  leader: Series,
  months: FillMonths,
): Series =>
  base.map((price, i) => {
    const month = months.from + i;
    if (!price || month <= months.valuation) return price;
    const own = given.points[deck].get(month);
    if (own) return own;
    // a rate is no price to be low or high: all decks convert at the same
    if (reference.kind === 'rate') return price;
    const alike = price.source.startsWith(FOLLOWER_SOURCE) ? followerPrice(reference, leader[i]) : undefined;
    if (alike) return alike;
    // Around zero and below it a share of the level still has to widen: treatment charges are negative at times.
    const distance = DECK_SPREAD * Math.abs(price.price);
    return { price: deck === 'low' ? price.price - distance : price.price + distance, origin: 'house', source: SPREAD_SOURCE[deck] };
  });

const NO_PRICES: StoredPrices = { points: { low: new Map(), base: new Map(), high: new Map() }, months: new Map(), years: new Map() };

/** Fills a deck of every reference; see `fillBase` and `spread`. */
export const fillDeck = (
  deck: DeckName,
  references: readonly Reference[],
  given: ReadonlyMap<ReferenceCode, StoredPrices>,
  months: FillMonths,
): ReadonlyMap<ReferenceCode, Series> => {
  const byCode = new Map(references.map((reference) => [reference.code, reference]));
  const done: Record<DeckName, Map<ReferenceCode, Series>> = { low: new Map(), base: new Map(), high: new Map() };
  const seriesOf = (reference: Reference, of: DeckName): Series => {
    const known = done[of].get(reference.code);
    if (known) return known;
    // Under way: references that follow one another in a ring end as having no leader.
    done[of].set(reference.code, []);
    const own = given.get(reference.code) ?? NO_PRICES;
    const ahead = reference.follows && byCode.get(reference.follows.reference);
    const leader = ahead ? seriesOf(ahead, of) : [];
    const series =
      of === 'base'
        ? fillBaseDeck(reference, own, leader, months)
        : fillSpreadDeck(of, reference, own, seriesOf(reference, 'base'), leader, months);
    done[of].set(reference.code, series);
    return series;
  };
  return new Map(references.map((reference) => [reference.code, seriesOf(reference, deck)]));
};
