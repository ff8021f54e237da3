import { isDeepEqual } from '#shared/equality.ts';
import type { Records } from './records.ts';

const reuseIfEqual = <T>(current: T, previous: T | undefined): T =>
  previous !== undefined && isDeepEqual(current, previous) ? previous : current;

const reuseEntries = <K, T>(current: ReadonlyMap<K, T>, previous: ReadonlyMap<K, T>): ReadonlyMap<K, T> => {
  const entries = new Map([...current].map(([key, value]) => [key, reuseIfEqual(value, previous.get(key))]));
  return entries.size === previous.size && [...entries].every(([key, value]) => previous.get(key) === value) ? previous : entries;
};

const reuseById = <T extends { readonly id: string }>(current: readonly T[], previous: readonly T[]): readonly T[] => {
  const previousById = new Map(previous.map((record) => [record.id, record]));
  return current.map((record) => reuseIfEqual(record, previousById.get(record.id)));
};

/** Returns the new records, with the previous object wherever it is equal, so that memoized results stay valid. */
export const reuseUnchangedRecords = (current: Records, previous: Records): Records => ({
  settings: reuseIfEqual(current.settings, previous.settings),
  countries: reuseIfEqual(current.countries, previous.countries),
  groups: reuseIfEqual(current.groups, previous.groups),
  buyers: reuseEntries(current.buyers, previous.buyers),
  products: reuseEntries(current.products, previous.products),
  contracts: reuseById(current.contracts, previous.contracts),
  facilities: reuseById(current.facilities, previous.facilities),
  project: reuseIfEqual(current.project, previous.project),
  otherMarkets: reuseIfEqual(current.otherMarkets, previous.otherMarkets),
  plans: reuseById(current.plans, previous.plans),
  limits: reuseById(current.limits, previous.limits),
  references: reuseIfEqual(current.references, previous.references),
  scenarios: reuseById(current.scenarios, previous.scenarios),
  zoneWeights: reuseIfEqual(current.zoneWeights, previous.zoneWeights),
  decks: reuseIfEqual(current.decks, previous.decks),
  deck: reuseIfEqual(current.deck, previous.deck),
  market: reuseIfEqual(current.market, previous.market),
  valuationMonth: current.valuationMonth,
  lastMonth: current.lastMonth,
  year: current.year,
});
