/** Where a field stands in a record: "terms.0.collar.floor". */
export type Path = string;

const isIndex = (key: string): boolean => /^\d+$/.test(key);

/** The value at a path; undefined where the record has nothing there. */
export const getAt = (record: unknown, path: Path): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined),
      record,
    );

const setIn = (at: unknown, [key, ...rest]: readonly string[], value: unknown): unknown => {
  if (key === undefined) return value;
  const below = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
  const next = setIn(below, rest, value);
  if (Array.isArray(at)) {
    if (key === String(at.length)) return [...(at as readonly unknown[]), next];
    return at.map((entry: unknown, index) => (String(index) === key ? next : entry));
  }
  const { [key]: _, ...others } = (at ?? {}) as Record<string, unknown>;
  return next === undefined ? others : { ...(at as object | undefined), [key]: next };
};

/**
 * The record with another value at a path; undefined takes a key away, missing objects on the way are made, the index after a list's last
 * adds to it. The record itself stays as it was.
 */
export const setAt = <T>(record: T, path: Path, value: unknown): T => setIn(record, path.split('.'), value) as T;

/** Whether a path is `above` or lies under it. */
export const isPathWithin = (path: Path, above: Path): boolean => path === above || path.startsWith(`${above}.`);

/** The path with `*` for every index: "terms.*.collar.floor". */
export const patternOf = (path: Path): string =>
  path
    .split('.')
    .map((key) => (isIndex(key) ? '*' : key))
    .join('.');

/** JSON values that say the same, in any order of their keys. */
export const isSameJson = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => isSameJson(left[key], right[key]));
};
