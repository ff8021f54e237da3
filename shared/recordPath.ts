const childOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

/** The value at a path such as "terms.0.collar.floor"; undefined where there is none. */
export const getAt = (record: unknown, path: string): unknown => path.split('.').reduce(childOf, record);

const setIn = (parent: unknown, [key, ...deeperKeys]: readonly string[], value: unknown): unknown => {
  if (key === undefined) return value;
  const next = setIn(childOf(parent, key), deeperKeys, value);
  if (Array.isArray(parent)) {
    if (key === String(parent.length)) return [...(parent as readonly unknown[]), next];
    return parent.map((entry: unknown, index) => (String(index) === key ? next : entry));
  }
  const { [key]: _, ...others } = (parent ?? {}) as Record<string, unknown>;
  return next === undefined ? others : { ...(parent as object | undefined), [key]: next };
};

/**
 * The record with another value at a path; undefined removes the key, missing objects on the way are made, the index after a list's last
 * adds to it. The record itself does not change.
 */
export const setAt = <T>(record: T, path: string, value: unknown): T => setIn(record, path.split('.'), value) as T;
