declare const valueType: unique symbol;
declare const madeBySet: unique symbol;

/** The place of a field in a record, with the type of its value: "terms.0.collar.floor". Made by `rootOf` and `at`. */
export type FieldPath<Value = unknown> = string & { readonly [valueType]: Value };

/** A path from outside: in an issue of the core, an address or a draft. */
export type Path = string;

/** A new value of a field; undefined empties it. Made by `set`. */
export type Edit = { readonly path: Path; readonly value?: unknown; readonly [madeBySet]: true };

type Primitive = string | number | boolean | bigint | symbol | null | undefined;

/** The keys of a value, of every member of a union. */
export type KeyOf<V> = V extends Primitive ? never : V extends readonly unknown[] ? number : V extends object ? keyof V & string : never;

/** The value under a key, of every member of a union that has it. Optional values have paths like all others. */
export type ValueAt<V, K> = V extends Primitive
  ? never
  : V extends readonly (infer Entry)[]
    ? Entry
    : K extends keyof V
      ? Exclude<V[K], undefined>
      : never;

/** The path of a whole record. */
export const rootOf = <T>(): FieldPath<T> => '' as FieldPath<T>;

type At = {
  <V, const A extends KeyOf<V>>(path: FieldPath<V>, a: A): FieldPath<ValueAt<V, A>>;
  <V, const A extends KeyOf<V>, const B extends KeyOf<ValueAt<V, A>>>(path: FieldPath<V>, a: A, b: B): FieldPath<ValueAt<ValueAt<V, A>, B>>;
  <V, const A extends KeyOf<V>, const B extends KeyOf<ValueAt<V, A>>, const C extends KeyOf<ValueAt<ValueAt<V, A>, B>>>(
    path: FieldPath<V>,
    a: A,
    b: B,
    c: C,
  ): FieldPath<ValueAt<ValueAt<ValueAt<V, A>, B>, C>>;
};

/** The path of a value inside a value: `at(deal, 'terms', 0, 'price')`. */
export const at: At = (path: string, ...keys: readonly (string | number)[]) =>
  [...(path === '' ? [] : [path]), ...keys].join('.') as FieldPath<never>;

/** The path of a field that is known only by its name; the caller states the type of its value. */
export const pathTo = <V>(path: Path): FieldPath<V> => path as FieldPath<V>;

/** A value of which some parts are not filled in yet. */
export type PartialValue<V> = V extends Primitive
  ? V
  : V extends readonly (infer Entry)[]
    ? readonly PartialValue<Entry>[]
    : { readonly [K in keyof V]?: PartialValue<V[K]> | undefined };

/** The edit that sets a field; undefined empties the field. */
export const set = <V>(path: FieldPath<V>, value: NoInfer<PartialValue<V>> | undefined): Edit => editAt(path, value);

/** The edit that sets a field to a value that its codec has parsed. */
export const editAt = (path: Path, value: unknown): Edit => ({ path, value }) as Pick<Edit, 'path' | 'value'> as Edit;

const isIndex = (key: string): boolean => /^\d+$/.test(key);

/** Whether a path is `parentPath` or lies under it. */
export const isPathWithin = (path: Path, parentPath: Path): boolean => path === parentPath || path.startsWith(`${parentPath}.`);

/** The path with `*` for every index: "terms.*.collar.floor". */
export const patternOf = (path: Path): string =>
  path
    .split('.')
    .map((key) => (isIndex(key) ? '*' : key))
    .join('.');

/** Every path of a type with `*` for an index: a table of fields can name no other. */
export type PathPattern<T> = T extends Primitive
  ? never
  : T extends readonly (infer Entry)[]
    ? '*' | `*.${PathPattern<Entry>}`
    : T extends object
      ? { [K in keyof T & string]: K | `${K}.${PathPattern<T[K]>}` }[keyof T & string]
      : never;
