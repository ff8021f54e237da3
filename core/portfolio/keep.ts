/** Makes when first asked for. */
export const lazy = <T>(make: () => T): (() => T) => {
  let held: { readonly value: T } | undefined;
  return () => {
    held ??= { value: make() };
    return held.value;
  };
};

/** Makes once for each key. */
export const keep = <K, T>(make: (key: K) => T): ((key: K) => T) => {
  const held = new Map<K, { readonly value: T }>();
  return (key) => {
    const known = held.get(key) ?? { value: make(key) };
    held.set(key, known);
    return known.value;
  };
};

/** Makes anew only when asked for another key than the last time. */
export const keepLast = <T>(): ((key: string, make: () => T) => T) => {
  let held: { readonly key: string; readonly value: T } | undefined;
  return (key, make) => {
    if (held?.key !== key) held = { key, value: make() };
    return held.value;
  };
};

/** Makes once for each object, and forgets what was made for an object that is gone. */
export const keepWeakly = <K extends object, T>(make: (key: K) => T): ((key: K) => T) => {
  const held = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    const known = held.get(key) ?? { value: make(key) };
    held.set(key, known);
    return known.value;
  };
};

/** Makes anew for an object only when something else that it rests on is not what it was the last time. */
export const keepWhile = <K extends object, T>(): ((key: K, rest: readonly unknown[], make: () => T) => T) => {
  const held = new WeakMap<K, { readonly rest: readonly unknown[]; readonly value: T }>();
  return (key, rest, make) => {
    const known = held.get(key);
    if (known?.rest.every((value, i) => value === rest[i])) return known.value;
    const value = make();
    held.set(key, { rest, value });
    return value;
  };
};
