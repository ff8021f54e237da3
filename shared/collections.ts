import { memoizeWeakly } from './memoize.ts';
import { createObjectField } from './objectField.ts';

/** Maps items by key; of items with equal keys the last one counts. Use Map.groupBy for groups. */
export const keyBy = <K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T> => {
  const byKey = new Map<K, T>();
  for (const item of items) byKey.set(keyOf(item), item);
  return byKey;
};

/** Counts how often each value occurs, in the order of first occurrence. */
export const countBy = <K>(values: Iterable<K>): Map<K, number> => {
  const counts = new Map<K, number>();
  for (const value of values) addAmount(counts, value, 1);
  return counts;
};

/** Adds an amount to the sum under a key; a key without a sum starts at 0. */
export const addAmount = <K>(sums: Map<K, number>, key: K, amount: number): void => {
  sums.set(key, (sums.get(key) ?? 0) + amount);
};

/** Lists different values once each, in the order of first occurrence. */
export const unique = <T>(values: Iterable<T>): T[] => [...new Set(values)];

/** Number of searches of a list before it is indexed: the contracts of a draft of a plan are searched once or twice. */
const SEARCHES_WITHOUT_INDEX = 8;

/**
 * Returns a function, for a constant of a module, that finds the item of a key in a list that does not change. No two items have one key.
 * A list that is searched often is indexed once, and not at all where its items stand where an earlier list has those of the same keys: so
 * do the records of the next revision, and the values of another plan.
 */
export const createFinder = <T, K>(keyOf: (item: T) => K): (<U extends T>(items: readonly U[], key: K) => U | undefined) => {
  type Searches = { count: number; places?: ReadonlyMap<K, number> };
  const searchesOf = memoizeWeakly((_items: readonly T[]): Searches => ({ count: 0 }), createObjectField());
  // of the last list that was indexed, unless it is shorter than the one before
  let usualPlaces: ReadonlyMap<K, number> = new Map();
  const indexPlaces = (items: readonly T[]): ReadonlyMap<K, number> => {
    const places = new Map<K, number>();
    for (let place = 0; place < items.length; place++) places.set(keyOf(items[place]!), place);
    if (places.size >= usualPlaces.size) usualPlaces = places;
    return places;
  };
  return <U extends T>(items: readonly U[], key: K): U | undefined => {
    const usualPlace = usualPlaces.get(key);
    const usualItem = usualPlace === undefined ? undefined : items[usualPlace];
    if (usualItem !== undefined && keyOf(usualItem) === key) return usualItem;
    const searches = searchesOf(items);
    searches.count += 1;
    if (searches.count <= SEARCHES_WITHOUT_INDEX) return items.findLast((item) => keyOf(item) === key);
    searches.places ??= indexPlaces(items);
    const place = searches.places.get(key);
    return place === undefined ? undefined : items[place];
  };
};

/** Finds the record of an id in a list that does not change. */
export const findById: <T extends { readonly id: string }>(items: readonly T[], id: string) => T | undefined = createFinder(
  ({ id }: { readonly id: string }) => id,
);
