import { isDeepEqual } from '#shared/equality.ts';
import type { Records } from './records.ts';

const unchanged = <T>(now: T, before: T | undefined): T => (before !== undefined && isDeepEqual(now, before) ? before : now);

const unchangedIn = <K, T>(now: ReadonlyMap<K, T>, before: ReadonlyMap<K, T>): ReadonlyMap<K, T> => {
  const kept = new Map([...now].map(([key, value]) => [key, unchanged(value, before.get(key))]));
  return kept.size === before.size && [...kept].every(([key, value]) => before.get(key) === value) ? before : kept;
};

const unchangedOf = <T extends { readonly id: string }>(now: readonly T[], before: readonly T[]): readonly T[] => {
  const known = new Map(before.map((record) => [record.id, record]));
  return now.map((record) => unchanged(record, known.get(record.id)));
};

/** Returns the new records, with the previous object wherever it is equal, so that memoized results stay valid. */
export const reuseUnchangedRecords = (now: Records, before: Records): Records => ({
  settings: unchanged(now.settings, before.settings),
  countries: unchanged(now.countries, before.countries),
  groups: unchanged(now.groups, before.groups),
  buyers: unchangedIn(now.buyers, before.buyers),
  products: unchangedIn(now.products, before.products),
  contracts: unchangedOf(now.contracts, before.contracts),
  facilities: unchangedOf(now.facilities, before.facilities),
  plans: unchangedOf(now.plans, before.plans),
  limits: unchangedOf(now.limits, before.limits),
  references: unchanged(now.references, before.references),
  scenarios: unchangedOf(now.scenarios, before.scenarios),
  zoneWeights: unchanged(now.zoneWeights, before.zoneWeights),
  deck: unchanged(now.deck, before.deck),
  market: unchanged(now.market, before.market),
  valuationMonth: now.valuationMonth,
  lastMonth: now.lastMonth,
  year: now.year,
});
