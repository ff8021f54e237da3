import { listBuyers, listGroups } from '#db/repositories/buyers.ts';
import { listContracts } from '#db/repositories/contracts.ts';
import { listCountries } from '#db/repositories/countries.ts';
import { listDecks } from '#db/repositories/decks.ts';
import { listFacts } from '#db/repositories/facts.ts';
import { getProjectFinance, listFacilities } from '#db/repositories/financing.ts';
import { listLimits } from '#db/repositories/limits.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { listProducts } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import { listScenarios } from '#db/repositories/scenarios.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { Db } from '#db/schema.ts';
import { deckMarket, type Market, type Portfolio } from '#engine';
import { keyBy } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Buyer, BuyerGroup } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Deck } from '#shared/domain/deck.ts';
import type { Fact } from '#shared/domain/fact.ts';
import type { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import type { BuyerId, DeckId, GroupId, ProductId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { Product } from '#shared/domain/product.ts';
import type { DeckPoint, Reference } from '#shared/domain/reference.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { type IsoDate, type Month, monthOf, monthOfDate, type Year, yearOf } from '#shared/domain/time.ts';
import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { type Country, type CountryCode, ZONES, type Zone } from '#shared/domain/zone.ts';
import { sumBy } from '#shared/math.ts';
import { yieldIfDue } from '../yielding.ts';
import { listDeckSeries } from './deckSeries.ts';

/** Months before the valuation month for which prices are needed: a contract year under way, and a quotational period before it. */
const MONTHS_BEFORE = 24;
/** Months after the last one: the longest voyage, offset and length of a quotational period. */
const MONTHS_AFTER = 24;

/** Every record that figures depend on, at one revision. */
export type Records = {
  readonly settings: WorkspaceSettings;
  readonly countries: ReadonlyMap<CountryCode, Country>;
  readonly groups: ReadonlyMap<GroupId, BuyerGroup>;
  readonly buyers: ReadonlyMap<BuyerId, Buyer>;
  readonly products: ReadonlyMap<ProductId, Product>;
  readonly contracts: readonly OfftakeContract[];
  readonly facilities: readonly Facility[];
  readonly project: ProjectFinance;
  /** The decks that lenders' cases need besides the chosen one; empty while no limit is on a coverage ratio. */
  readonly otherMarkets: Readonly<Partial<Record<DeckId, Market>>>;
  readonly plans: readonly Plan[];
  readonly limits: readonly Limit[];
  readonly references: ReadonlyMap<string, Reference>;
  readonly scenarios: readonly Scenario[];
  readonly zoneWeights: Portfolio['zoneWeights'];
  readonly decks: readonly Deck[];
  /** The prices of the chosen deck by reference, months ascending. */
  readonly deck: ReadonlyMap<string, readonly DeckPoint[]>;
  readonly market: Market;
  readonly valuationMonth: Month;
  readonly lastMonth: Month;
  /** The first calendar year that lies wholly after the valuation date. */
  readonly year: Year;
};

/** The decks of the cases that lenders consider, besides the chosen one. */
const LENDER_DECKS = ['low'] as const satisfies readonly DeckId[];

/** A record by its id. Throws NOT_FOUND. */
export const recordOf = <K, T>(records: ReadonlyMap<K, T>, id: K, kind: string): T => {
  const record = records.get(id);
  if (record === undefined) throw new OrebookError('NOT_FOUND', { kind, id });
  return record;
};

const isZone = (name: string): name is Zone => (ZONES as readonly string[]).includes(name);

/** Each metal's demand by zone, made to sum to 1. */
const zoneWeightsOf = (facts: readonly Fact[]): Portfolio['zoneWeights'] => {
  const weights: Partial<Record<Metal, Record<Zone, number>>> = {};
  for (const { metal, subject, value } of facts) {
    if (metal === undefined || value === undefined || !isZone(subject)) continue;
    weights[metal] ??= { china: 0, restOfAsia: 0, europe: 0, americas: 0, restOfWorld: 0 };
    weights[metal][subject] = value;
  }
  for (const zones of Object.values(weights)) {
    const sum = sumBy(ZONES, (zone) => zones[zone]);
    if (sum > 0) for (const zone of ZONES) zones[zone] /= sum;
  }
  return weights;
};

/** Records that users enter: deals, and the records that they depend on. */
export type DealRecords = Pick<Records, 'groups' | 'buyers' | 'products' | 'contracts' | 'facilities' | 'plans'>;

/** The result of a query, after which other requests run. */
const read = async <T>(query: Promise<T>): Promise<T> => {
  const rows = await query;
  await yieldIfDue();
  return rows;
};

/** Reads the deals of a database and the records that they depend on; lets other requests run between parts of a long list. */
export const readDealRecords = async (db: Db): Promise<DealRecords> => ({
  groups: keyBy(await read(listGroups(db)), ({ id }) => id),
  buyers: keyBy(await read(listBuyers(db, yieldIfDue)), ({ id }) => id),
  products: keyBy(await read(listProducts(db)), ({ id }) => id),
  contracts: await read(listContracts(db, yieldIfDue)),
  facilities: (await read(listFacilities(db))).map(({ facility }) => facility),
  plans: await read(listPlans(db)),
});

/** Another date to value at, the one whose view of the deck is taken (by default the same), and whose decks (by default its own). */
export type OtherDate = {
  readonly valuationDate: IsoDate;
  readonly pricesAt?: IsoDate;
  readonly decksOf?: readonly DeckPoint[];
  /** By default the chosen one. */
  readonly deck?: WorkspaceSettings['deck'];
};

/** Reads the chosen deck for valuations at any date up to `lastMonth`, with the prices known at the valuation date. */
export const readDeck = async (db: Db, lastMonth: Month): Promise<readonly DeckPoint[]> => {
  const { deck, valuationDate, horizonYear } = await getSettings(db);
  const valuation = monthOfDate(valuationDate);
  const to = Math.max(lastMonth + 1, monthOf(horizonYear, 12)) + MONTHS_AFTER;
  return listDeckSeries(db, { deck, from: valuation - MONTHS_BEFORE, to, valuation });
};

/** Reads every record and the chosen deck, at the workspace's valuation date or as if it were another. */
export const readRecords = async (db: Db, otherDate?: OtherDate): Promise<Records> => {
  const storedSettings = await getSettings(db);
  const settings =
    otherDate === undefined
      ? storedSettings
      : { ...storedSettings, valuationDate: otherDate.valuationDate, ...(otherDate.deck !== undefined && { deck: otherDate.deck }) };
  const valuationMonth = monthOfDate(settings.valuationDate);
  const lastMonth = Math.max(valuationMonth + 1, monthOf(settings.horizonYear, 12));
  const from = valuationMonth - MONTHS_BEFORE;
  const to = lastMonth + MONTHS_AFTER;
  const references = keyBy(await read(listReferences(db)), ({ code }): string => code);
  const valuation = monthOfDate(otherDate?.pricesAt ?? settings.valuationDate);
  const isInWindow = ({ month }: DeckPoint): boolean => month >= from && month <= to;
  const points = otherDate?.decksOf?.filter(isInWindow) ?? (await listDeckSeries(db, { deck: settings.deck, from, to, valuation }));
  await yieldIfDue();
  const market = deckMarket(points, Object.fromEntries(references), from, to);
  await yieldIfDue();
  const limits = await read(listLimits(db));
  const otherMarkets: Partial<Record<DeckId, Market>> = {};
  const hasRatioLimits = limits.some(({ measure }) => measure.kind === 'minimumDscr');
  if (hasRatioLimits && otherDate?.decksOf === undefined) {
    for (const deck of LENDER_DECKS) {
      if (deck === settings.deck) continue;
      const series = await listDeckSeries(db, { deck, from, to, valuation });
      otherMarkets[deck] = deckMarket(series, Object.fromEntries(references), from, to);
      await yieldIfDue();
    }
  }
  return {
    settings,
    project: (await read(getProjectFinance(db))).project,
    otherMarkets,
    countries: keyBy(await read(listCountries(db)), ({ code }) => code),
    ...(await readDealRecords(db)),
    limits,
    references,
    scenarios: await read(listScenarios(db)),
    zoneWeights: zoneWeightsOf(await read(listFacts(db, { topic: 'zoneWeight' }))),
    decks: await read(listDecks(db)),
    deck: Map.groupBy(points, ({ reference }): string => reference),
    market,
    valuationMonth,
    lastMonth,
    year: yearOf(valuationMonth) + 1,
  };
};
