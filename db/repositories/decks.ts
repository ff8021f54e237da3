import type { Selectable } from 'kysely';
import { Deck, type ShippedMeasure, type SourcedPrice, type StoredPrices } from '#shared/domain/deck.ts';
import type { DeckId, ReferenceCode } from '#shared/domain/ids.ts';
import type { DeckPoint, Reference } from '#shared/domain/reference.ts';
import { type Month, monthOfDate, type Year, yearOf } from '#shared/domain/time.ts';
import type { ShippedPeriod } from '../marketTables.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { currentVersion, notFound, requireCurrent, requireRow, upsert } from './records.ts';
import { listReferences } from './references.ts';

/** A price that ships with the product, for one month or for the calendar year that begins with `from`. */
export type ShippedPrice = {
  readonly reference: ReferenceCode;
  readonly from: Month;
  readonly months: ShippedPeriod;
  readonly measure: ShippedMeasure;
  /** In the unit of the reference. */
  readonly price: number;
  readonly origin: 'source' | 'house';
  readonly source: string;
};

const getValuationMonth = async (db: Db): Promise<Month | undefined> => {
  const row = await db.selectFrom('setting').select('valuation_date').executeTakeFirst();
  return row && monthOfDate(row.valuation_date);
};

const toDeck = ({ id, name, kind, rule, source }: Selectable<Database['deck']>): Deck => Deck.parse({ id, name, kind, rule, source });

/** Lists all decks with their versions, in their order: those that ship, then those that users added. */
export const listDeckVersions = async (db: Db): Promise<{ readonly deck: Deck; readonly version: number }[]> =>
  (await db.selectFrom('deck').selectAll().orderBy('position').orderBy('id').execute()).map((row) => ({
    deck: toDeck(row),
    version: row.version,
  }));

/** Lists all decks in their order. */
export const listDecks = async (db: Db): Promise<Deck[]> => (await listDeckVersions(db)).map(({ deck }) => deck);

/** Reads a deck. Throws NOT_FOUND. */
export const getDeck = async (db: Db, id: DeckId): Promise<Deck> => {
  const row = await db.selectFrom('deck').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound('deck', id);
  return toDeck(row);
};

/**
 * Inserts or updates a deck; a new one is last in the order. With an expected version, throws NOT_FOUND for a missing deck and STALE for one that
 * has changed since.
 */
export const saveDeck = async (tx: Tx, deck: Deck, expectedVersion?: number): Promise<void> => {
  const storedDeck = await tx.selectFrom('deck').select(['position', 'version']).where('id', '=', deck.id).executeTakeFirst();
  requireCurrent('deck', deck.id, storedDeck?.version, expectedVersion);
  const lastDeck = await tx.selectFrom('deck').select('position').orderBy('position', 'desc').executeTakeFirst();
  const position = storedDeck?.position ?? (lastDeck?.position ?? -1) + 1;
  await upsert(tx, 'deck', ['id'], [{ ...deck, position, version: await currentVersion(tx) }]);
};

/** Deletes a deck with its prices. If it is the selected deck, the base deck becomes the selected one. Throws NOT_FOUND. */
export const removeDeck = async (tx: Tx, id: DeckId): Promise<void> => {
  await requireRow(tx, 'deck', 'id', 'deck', id);
  await tx.deleteFrom('deck_point').where('deck', '=', id).execute();
  await tx.deleteFrom('deck').where('id', '=', id).execute();
};

type PriceMaps = {
  base: Map<Month, SourcedPrice>;
  ownPrices: Map<Month, SourcedPrice>;
  months: Map<Month, SourcedPrice>;
  years: Map<Year, SourcedPrice & { measure: ShippedMeasure }>;
};

/** Reads the stored prices of the base deck and of another one by reference, and the first month with a price. */
const readStoredPrices = async (db: Db, id: DeckId): Promise<{ prices: ReadonlyMap<ReferenceCode, StoredPrices>; firstMonth: Month }> => {
  const prices = new Map<ReferenceCode, PriceMaps>();
  const mapsOf = (reference: ReferenceCode): PriceMaps => {
    const maps = prices.get(reference) ?? { base: new Map(), ownPrices: new Map(), months: new Map(), years: new Map() };
    prices.set(reference, maps);
    return maps;
  };
  let firstMonth = Number.POSITIVE_INFINITY;
  const points = db.selectFrom('deck_point').selectAll().where('deck', 'in', ['base', id]);
  for (const { deck, reference, month, price, origin, source } of await points.execute()) {
    mapsOf(reference)[deck === 'base' ? 'base' : 'ownPrices'].set(month, { price, origin, source });
    firstMonth = Math.min(firstMonth, month);
  }
  for (const row of await db.selectFrom('shipped_price').selectAll().execute()) {
    const { price, measure, origin, source } = row;
    if (row.months === 1) mapsOf(row.reference).months.set(row.from_month, { price, origin, source });
    else mapsOf(row.reference).years.set(yearOf(row.from_month), { price, measure, origin, source });
    firstMonth = Math.min(firstMonth, row.from_month);
  }
  return { prices, firstMonth };
};

/** What a deck is filled from. `firstMonth`: the first with a stored price of any reference. */
export type DeckInputs = {
  readonly deck: Deck;
  readonly references: readonly Reference[];
  readonly prices: ReadonlyMap<ReferenceCode, StoredPrices>;
  readonly firstMonth: Month;
  readonly valuation: Month;
};

/**
 * Reads what the months of a deck are filled from, as of the workspace's valuation month or the given one. Throws NOT_FOUND before settings
 * were saved, and for a missing deck.
 */
export const readDeckInputs = async (db: Db, id: DeckId, givenValuation?: Month): Promise<DeckInputs> => {
  const valuation = givenValuation ?? (await getValuationMonth(db));
  if (valuation === undefined) throw notFound('workspace', 'settings');
  const deck = await getDeck(db, id);
  const references = await listReferences(db);
  return { deck, references, ...(await readStoredPrices(db, id)), valuation };
};

/** Lists the prices that users and imports entered, by deck, reference and month, without estimated months. */
export const listDeckPoints = async (db: Db): Promise<(DeckPoint & { readonly deck: DeckId })[]> =>
  db.selectFrom('deck_point').selectAll().orderBy('deck').orderBy('reference').orderBy('month').execute();

/** The deck in which a price is stored: fixings apply to all decks and are stored in the base deck, forwards in their own. */
const storageDeck = (deck: DeckId, month: Month, valuation: Month | undefined): DeckId =>
  valuation !== undefined && month <= valuation ? 'base' : deck;

/** Writes entered prices, each with its origin. Up to the valuation month a price is a fixing, which applies to all decks. Throws NOT_FOUND. */
export const saveDeckPoints = async (tx: Tx, deck: DeckId, points: readonly DeckPoint[]): Promise<void> => {
  const valuation = await getValuationMonth(tx);
  const rows = points.map(({ reference, month, price, origin, source }) => ({
    deck: storageDeck(deck, month, valuation),
    reference,
    month,
    price,
    origin,
    source,
  }));
  await requireRow(tx, 'deck', 'id', 'deck', deck);
  await upsert(tx, 'deck_point', ['deck', 'reference', 'month'], rows);
};

/** Deletes entered prices; their months are estimated again. */
export const removeDeckPoints = async (
  tx: Tx,
  deck: DeckId,
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

/** Writes prices that ship with the product. An entered price of the same month takes precedence. */
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
