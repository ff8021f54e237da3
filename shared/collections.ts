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

/** Returns a function, for a constant of a module, that finds the item of a key in a list that does not change; each list is indexed once. */
export const createFinder = <T, K>(keyOf: (item: T) => K): (<U extends T>(items: readonly U[], key: K) => U | undefined) => {
  const indexOf = memoizeWeakly((items: readonly T[]) => keyBy(items, keyOf), createObjectField());
  return <U extends T>(items: readonly U[], key: K) => indexOf(items).get(key) as U | undefined;
};

/** Finds the record of an id in a list that does not change. */
export const findById: <T extends { readonly id: string }>(items: readonly T[], id: string) => T | undefined = createFinder(
  ({ id }: { readonly id: string }) => id,
);
