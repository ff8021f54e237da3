import { areItemsEqual } from './equality.ts';
import type { ObjectTable } from './objectField.ts';

/** Returns a function that creates its value on the first call and returns it on later calls. */
export const lazy = <T>(make: () => T): (() => T) => {
  let entry: { readonly value: T } | undefined;
  return () => {
    entry ??= { value: make() };
    return entry.value;
  };
};

/** Returns a function that creates one value per key. */
export const memoize = <K, T>(make: (key: K) => T): ((key: K) => T) => {
  const entries = new Map<K, { readonly value: T }>();
  return (key) => {
    const entry = entries.get(key);
    if (entry !== undefined) return entry.value;
    const value = make(key);
    entries.set(key, { value });
    return value;
  };
};

/** The same, which keeps the values of the `limit` keys that were asked for last. */
export const memoizeRecent = <K, T>(limit: number, make: (key: K) => T): ((key: K) => T) => {
  // in the order in which they were asked for
  const entries = new Map<K, { readonly value: T }>();
  return (key) => {
    const entry = entries.get(key) ?? { value: make(key) };
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > limit) entries.delete(entries.keys().next().value as K);
    return entry.value;
  };
};

/** The same for many keys: it keeps no order, and forgets all values once it has `limit` of them. */
export const memoizeUpTo = <K, T>(limit: number, make: (key: K) => T): ((key: K) => T) => {
  const entries = new Map<K, { readonly value: T }>();
  return (key) => {
    const entry = entries.get(key);
    if (entry !== undefined) return entry.value;
    const value = make(key);
    if (entries.size >= limit) entries.clear();
    entries.set(key, { value });
    return value;
  };
};

/** Returns a function that creates a new value only if its key differs from those of the last `limit` values. */
export const memoizeLast = <T>(limit = 1): ((key: string, make: () => T) => T) => {
  let entries: readonly { readonly key: string; readonly value: T }[] = [];
  return (key, make) => {
    const entry = entries.find((candidate) => candidate.key === key) ?? { key, value: make() };
    // the last one first
    if (entries[0] !== entry) entries = [entry, ...entries.filter((candidate) => candidate !== entry)].slice(0, limit);
    return entry.value;
  };
};

/**
 * Returns a function that creates one value per object; the value is released with the object. A constant of a module for thousands of
 * objects, or for large values, has an object field as its entries.
 */
export const memoizeWeakly = <K extends object, T>(
  make: (key: K) => T,
  entries: ObjectTable<K, { readonly value: T }> = new WeakMap(),
): ((key: K) => T) => {
  return (key) => {
    const entry = entries.get(key);
    if (entry !== undefined) return entry.value;
    const value = make(key);
    entries.set(key, { value });
    return value;
  };
};

/**
 * Returns a function that creates a new value for an object only if one of the dependencies differs from those of the last call.
 * Entries as in `memoizeWeakly`.
 */
export const memoizeWhile = <K extends object, T>(
  entries: ObjectTable<K, { readonly dependencies: readonly unknown[]; readonly value: T }> = new WeakMap(),
): ((key: K, dependencies: readonly unknown[], make: () => T) => T) => {
  return (key, dependencies, make) => {
    const entry = entries.get(key);
    if (entry !== undefined && areItemsEqual(entry.dependencies, dependencies)) return entry.value;
    const value = make();
    entries.set(key, { dependencies, value });
    return value;
  };
};
