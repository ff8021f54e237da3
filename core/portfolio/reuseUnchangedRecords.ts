import { findById } from '#shared/collections.ts';
import { isDeepEqual } from '#shared/equality.ts';
import type { Steps } from '#shared/steps.ts';
import type { Records } from './records.ts';

const reuseIfEqual = <T>(currentValue: T, previous: T | undefined): T =>
  previous !== undefined && isDeepEqual(currentValue, previous) ? previous : currentValue;

function* reuseEntries<K, T>(currentEntries: ReadonlyMap<K, T>, previous: ReadonlyMap<K, T>): Steps<ReadonlyMap<K, T>> {
  const entries = new Map<K, T>();
  for (const [key, value] of currentEntries) {
    entries.set(key, reuseIfEqual(value, previous.get(key)));
    yield;
  }
  return entries.size === previous.size && [...entries].every(([key, value]) => previous.get(key) === value) ? previous : entries;
}

function* reuseById<T extends { readonly id: string }>(currentRows: readonly T[], previous: readonly T[]): Steps<readonly T[]> {
  const rows: T[] = [];
  for (const record of currentRows) {
    rows.push(reuseIfEqual(record, findById(previous, record.id) as T | undefined));
    yield;
  }
  return rows.length === previous.length && rows.every((record, i) => record === previous[i]) ? previous : rows;
}

/** Returns the new records, with the previous object wherever it is equal, so that memoized results stay valid; a record in a step. */
export function* reuseUnchangedRecords(currentRecords: Records, previous: Records): Steps<Records> {
  return {
    settings: reuseIfEqual(currentRecords.settings, previous.settings),
    countries: reuseIfEqual(currentRecords.countries, previous.countries),
    groups: reuseIfEqual(currentRecords.groups, previous.groups),
    buyers: yield* reuseEntries(currentRecords.buyers, previous.buyers),
    products: yield* reuseEntries(currentRecords.products, previous.products),
    contracts: yield* reuseById(currentRecords.contracts, previous.contracts),
    facilities: yield* reuseById(currentRecords.facilities, previous.facilities),
    project: reuseIfEqual(currentRecords.project, previous.project),
    otherMarkets: reuseIfEqual(currentRecords.otherMarkets, previous.otherMarkets),
    plans: yield* reuseById(currentRecords.plans, previous.plans),
    limits: yield* reuseById(currentRecords.limits, previous.limits),
    references: reuseIfEqual(currentRecords.references, previous.references),
    scenarios: yield* reuseById(currentRecords.scenarios, previous.scenarios),
    zoneWeights: reuseIfEqual(currentRecords.zoneWeights, previous.zoneWeights),
    decks: reuseIfEqual(currentRecords.decks, previous.decks),
    deck: yield* reuseEntries(currentRecords.deck, previous.deck),
    market: reuseIfEqual(currentRecords.market, previous.market),
    valuationMonth: currentRecords.valuationMonth,
    lastMonth: currentRecords.lastMonth,
    year: currentRecords.year,
  };
}
