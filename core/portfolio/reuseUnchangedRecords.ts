import { isDeepEqual } from '#shared/equality.ts';
import type { Records } from './records.ts';

const reuseIfEqual = <T>(currentValue: T, previous: T | undefined): T =>
  previous !== undefined && isDeepEqual(currentValue, previous) ? previous : currentValue;

const reuseEntries = <K, T>(currentEntries: ReadonlyMap<K, T>, previous: ReadonlyMap<K, T>): ReadonlyMap<K, T> => {
  const entries = new Map([...currentEntries].map(([key, value]) => [key, reuseIfEqual(value, previous.get(key))]));
  return entries.size === previous.size && [...entries].every(([key, value]) => previous.get(key) === value) ? previous : entries;
};

const reuseById = <T extends { readonly id: string }>(currentRows: readonly T[], previous: readonly T[]): readonly T[] => {
  const previousById = new Map(previous.map((record) => [record.id, record]));
  return currentRows.map((record) => reuseIfEqual(record, previousById.get(record.id)));
};

/** Returns the new records, with the previous object wherever it is equal, so that memoized results stay valid. */
export const reuseUnchangedRecords = (currentRecords: Records, previous: Records): Records => ({
  settings: reuseIfEqual(currentRecords.settings, previous.settings),
  countries: reuseIfEqual(currentRecords.countries, previous.countries),
  groups: reuseIfEqual(currentRecords.groups, previous.groups),
  buyers: reuseEntries(currentRecords.buyers, previous.buyers),
  products: reuseEntries(currentRecords.products, previous.products),
  contracts: reuseById(currentRecords.contracts, previous.contracts),
  facilities: reuseById(currentRecords.facilities, previous.facilities),
  project: reuseIfEqual(currentRecords.project, previous.project),
  otherMarkets: reuseIfEqual(currentRecords.otherMarkets, previous.otherMarkets),
  plans: reuseById(currentRecords.plans, previous.plans),
  limits: reuseById(currentRecords.limits, previous.limits),
  references: reuseIfEqual(currentRecords.references, previous.references),
  scenarios: reuseById(currentRecords.scenarios, previous.scenarios),
  zoneWeights: reuseIfEqual(currentRecords.zoneWeights, previous.zoneWeights),
  decks: reuseIfEqual(currentRecords.decks, previous.decks),
  deck: reuseIfEqual(currentRecords.deck, previous.deck),
  market: reuseIfEqual(currentRecords.market, previous.market),
  valuationMonth: currentRecords.valuationMonth,
  lastMonth: currentRecords.lastMonth,
  year: currentRecords.year,
});
