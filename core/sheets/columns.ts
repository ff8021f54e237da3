import type { Label } from '#shared/contract/figure.ts';
import { everyText, isMessageKey } from '#shared/messages/text.ts';
import type { Duration } from './amounts.ts';

/** The kind of value in a cell. The kinds after `json` name a record of the workspace. */
export type CellKind =
  | 'text'
  | 'number'
  | 'tonnes'
  | 'percent'
  | 'level'
  | 'month'
  | 'period'
  | 'monthOffset'
  | 'payment'
  | 'date'
  | 'flag'
  | 'choice'
  | 'shares'
  | 'assay'
  | 'grade'
  | 'budget'
  | 'json'
  | 'id'
  | 'country'
  | 'group'
  | 'buyer'
  | 'product'
  | 'contract'
  | 'contracts'
  | 'countries'
  | 'facility'
  | 'tender'
  | 'plan'
  | 'deck'
  | 'reference';

/** Key of a draft under which the set of terms of its row stands while the row is read, and the prefix of paths in that set. */
export const ROW_TERMS = 'terms.*';

/** An unchecked record as plain data, which columns read and write by path. */
export type Draft = Record<string, unknown>;

export type Column = {
  readonly key: string;
  readonly kind: CellKind;
  /** Path of the value in the record; `*` is the set of terms of the row. Schema issues are assigned to cells by it. */
  readonly path: string;
  readonly required?: boolean;
  /** The values of a closed list, and the prefix of their messages. */
  readonly choices?: { readonly values: readonly string[]; readonly words: string };
  /** The unit of a number: a duration, or the price unit of the record. A number in another unit is converted to it. */
  readonly unit?: 'price' | Duration;
  /** Reads and writes values that a path can't express. `set` returns false if the record has no such field. */
  readonly get?: (record: Draft) => unknown;
  readonly set?: (record: Draft, value: unknown) => boolean;
  /** Whether the column is exported and read but not in the template. */
  readonly isExportOnly?: true;
  /** Whether the column is read and never written: it completes other fields of the record. */
  readonly isImportOnly?: true;
};

const isObject = (value: unknown): value is Draft => typeof value === 'object' && value !== null;

export const readPath = (record: Draft, path: string): unknown => {
  let at: unknown = record;
  for (const step of path.split('.')) {
    if (!isObject(at)) return undefined;
    at = at[step];
  }
  return at;
};

/** Writes a value at a path and creates missing objects. */
export const writePath = (record: Draft, path: string, value: unknown): void => {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let at: Draft = record;
  for (const step of steps) {
    if (!isObject(at[step])) at[step] = {};
    at = at[step] as Draft;
  }
  at[last] = value;
};

/** Reads the value of a column from a record. */
export const readValue = (column: Column, record: Draft): unknown => (column.get ? column.get(record) : readPath(record, column.path));

/** Writes a value into a record; returns false if the record has no such field. */
export const writeValue = (column: Column, record: Draft, value: unknown): boolean => {
  if (column.set) return column.set(record, value);
  writePath(record, column.path, value);
  return true;
};

/** The label of a value of a closed list: its message, else the value itself. */
export const choiceLabel = (words: string, value: string): Label => {
  const key = `${words}.${value}`;
  return isMessageKey(key) ? { key } : { name: value };
};

/** The texts that mean a value of a closed list: its label in any language, or the value itself. */
export const choiceWords = (words: string, value: string): readonly string[] => [value, ...everyText(`${words}.${value}`)];

export const column = (key: string, kind: CellKind, extras: Partial<Omit<Column, 'key' | 'kind'>> = {}): Column => ({
  key,
  kind,
  path: key,
  ...extras,
});

export const choiceColumn = (
  key: string,
  values: readonly string[],
  words: string,
  extras: Partial<Omit<Column, 'key' | 'kind' | 'choices'>> = {},
): Column => column(key, 'choice', { choices: { values, words }, ...extras });
