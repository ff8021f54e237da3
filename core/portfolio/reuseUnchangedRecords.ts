import { isDeepEqual } from '#shared/equality.ts';
import type { Records } from './records.ts';

const reuseIfEqual = <T>(now: T, before: T | undefined): T => (before !== undefined && isDeepEqual(now, before) ? before : now);

const reuseEntries = <K, T>(now: ReadonlyMap<K, T>, before: ReadonlyMap<K, T>): ReadonlyMap<K, T> => {
  const kept = new Map([...now].map(([key, value]) => [key, reuseIfEqual(value, before.get(key))]));
  return kept.size === before.size && [...kept].every(([key, value]) => before.get(key) === value) ? before : kept;
};

const reuseById = <T extends { readonly id: string }>(now: readonly T[], before: readonly T[]): readonly T[] => {
  const known = new Map(before.map((record) => [record.id, record]));
  return now.map((record) => reuseIfEqual(record, known.get(record.id)));
};

/** Returns the new records, with the previous object wherever it is equal, so that memoized results stay valid. */
export const reuseUnchangedRecords = (now: Records, before: Records): Records => ({
  settings: reuseIfEqual(now.settings, before.settings),
  countries: reuseIfEqual(now.countries, before.countries),
  groups: reuseIfEqual(now.groups, before.groups),
  buyers: reuseEntries(now.buyers, before.buyers),
  products: reuseEntries(now.products, before.products),
  contracts: reuseById(now.contracts, before.contracts),
  facilities: reuseById(now.facilities, before.facilities),
  project: reuseIfEqual(now.project, before.project),
  otherMarkets: reuseIfEqual(now.otherMarkets, before.otherMarkets),
  plans: reuseById(now.plans, before.plans),
  limits: reuseById(now.limits, before.limits),
  references: reuseIfEqual(now.references, before.references),
  scenarios: reuseById(now.scenarios, before.scenarios),
  zoneWeights: reuseIfEqual(now.zoneWeights, before.zoneWeights),
  decks: reuseIfEqual(now.decks, before.decks),
  deck: reuseIfEqual(now.deck, before.deck),
  market: reuseIfEqual(now.market, before.market),
  valuationMonth: now.valuationMonth,
  lastMonth: now.lastMonth,
  year: now.year,
});
