import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { DeckName, DeckPoint } from '#shared/domain/reference.ts';
import { type Month, monthOfDate, type Year, yearOf } from '#shared/domain/time.ts';
import type { Db, ShippedMeasure, ShippedPeriod, Tx } from '../schema.ts';
import { type FillMonths, fillDeck, type SourcedPrice, type StoredPrices } from './deckFill.ts';
import { notFound, upsert } from './records.ts';
import { listReferences } from './references.ts';

/** A price that ships with the product: of one month from `from`, or of the calendar year that begins there. */
export type ShippedPrice = {
  readonly reference: ReferenceCode;
  readonly from: Month;
  readonly months: ShippedPeriod;
  readonly measure: ShippedMeasure;
  readonly price: number;
  readonly origin: 'source' | 'house';
  readonly source: string;
};

const getValuationMonth = async (db: Db): Promise<Month | undefined> => {
  const row = await db.selectFrom('setting').select('valuation_date').executeTakeFirst();
  return row && monthOfDate(row.valuation_date);
};

type PriceMaps = {
  points: Record<DeckName, Map<Month, SourcedPrice>>;
  months: Map<Month, SourcedPrice>;
  years: Map<Year, SourcedPrice & { measure: ShippedMeasure }>;
};

const emptyPriceMaps = (): PriceMaps => ({
  points: { low: new Map(), base: new Map(), high: new Map() },
  months: new Map(),
  years: new Map(),
});

/** Everything known, by reference, and the first month that anything is known for. */
const readStoredPrices = async (db: Db): Promise<{ given: ReadonlyMap<ReferenceCode, StoredPrices>; first: Month }> => {
  const given = new Map<ReferenceCode, PriceMaps>();
  const of = (reference: ReferenceCode): PriceMaps => {
    const known = given.get(reference) ?? emptyPriceMaps();
    given.set(reference, known);
    return known;
  };
  let first = Number.POSITIVE_INFINITY;
  for (const { deck, reference, month, price, origin, source } of await db.selectFrom('deck_point').selectAll().execute()) {
    of(reference).points[deck].set(month, { price, origin, source });
    first = Math.min(first, month);
  }
  for (const row of await db.selectFrom('shipped_price').selectAll().execute()) {
    const { price, measure, origin, source } = row;
    if (row.months === 1) of(row.reference).months.set(row.from_month, { price, origin, source });
    else of(row.reference).years.set(yearOf(row.from_month), { price, measure, origin, source });
    first = Math.min(first, row.from_month);
  }
  return { given, first };
};

/**
 * Every reference's price in every month of [from, to] of a deck, by reference order and month. What nobody gave is filled by the rule of
 * the deck (origin `filled` or `house`), as it is at the workspace's valuation month unless another is given; a month before a
 * reference's first price is absent. Throws NOT_FOUND before settings were saved.
 */
export const listDeckSeries = async (
  db: Db,
  query: { deck: DeckName; from: Month; to: Month; valuation?: Month },
): Promise<DeckPoint[]> => {
  const valuation = query.valuation ?? (await getValuationMonth(db));
  if (valuation === undefined) throw notFound('workspace', 'settings');
  const references = await listReferences(db);
  const { given, first } = await readStoredPrices(db);
  const months: FillMonths = { from: Math.min(first, query.from, valuation - 2), to: query.to, valuation };
  const deck = fillDeck(query.deck, references, given, months);
  const points: DeckPoint[] = [];
  for (const { code } of references) {
    const series = deck.get(code) ?? [];
    for (let month = query.from; month <= query.to; month++) {
      const price = series[month - months.from];
      if (price) points.push({ reference: code, month, price: price.price, origin: price.origin, source: price.source });
    }
  }
  return points;
};

/** The prices that somebody gave, as they are stored, by deck, reference and month; what fills the other months is not among them. */
export const listDeckPoints = async (db: Db): Promise<(DeckPoint & { readonly deck: DeckName })[]> =>
  db.selectFrom('deck_point').selectAll().orderBy('deck').orderBy('reference').orderBy('month').execute();

/** A fixing is one for all decks and stands in the base; a forward stands in its own. */
const storageDeck = (deck: DeckName, month: Month, valuation: Month | undefined): DeckName =>
  valuation !== undefined && month <= valuation ? 'base' : deck;

/** Writes prices that somebody gave, each with its origin. Up to the valuation month a price is a fixing and one for all decks. */
export const saveDeckPoints = async (tx: Tx, deck: DeckName, points: readonly DeckPoint[]): Promise<void> => {
  const valuation = await getValuationMonth(tx);
  const rows = points.map(({ reference, month, price, origin, source }) => ({
    deck: storageDeck(deck, month, valuation),
    reference,
    month,
    price,
    origin,
    source,
  }));
  await upsert(tx, 'deck_point', ['deck', 'reference', 'month'], rows);
};

/** Takes given prices away: their months go back to what fills them. */
export const removeDeckPoints = async (
  tx: Tx,
  deck: DeckName,
  points: readonly { reference: ReferenceCode; month: Month }[],
): Promise<void> => {
  const valuation = await getValuationMonth(tx);
  for (const { reference, month } of points) {
    await tx
      .deleteFrom('deck_point')
      .where('deck', '=', storageDeck(deck, month, valuation))
      .where('reference', '=', reference)
      .where('month', '=', month)
      .execute();
  }
};

/** Writes prices that ship with the product; what somebody gave for a month goes before them. */
export const saveShippedPrices = async (tx: Tx, prices: readonly ShippedPrice[]): Promise<void> => {
  const rows = prices.map(({ reference, from, months, measure, price, origin, source }) => ({
    reference,
    from_month: from,
    months,
    measure,
    price,
    origin,
    source,
  }));
  await upsert(tx, 'shipped_price', ['reference', 'from_month', 'months'], rows);
};
