import type { Label } from '#shared/contract/figure.ts';
import { everyText, isMessageKey } from '#shared/messages/text.ts';

/** What a cell of a column holds. The kinds after `json` name a record of the workspace. */
export type CellKind =
  | 'text'
  | 'number'
  | 'tonnes'
  | 'percent'
  | 'level'
  | 'month'
  | 'date'
  | 'flag'
  | 'choice'
  | 'shares'
  | 'assay'
  | 'budget'
  | 'json'
  | 'id'
  | 'country'
  | 'group'
  | 'buyer'
  | 'product'
  | 'contract'
  | 'tender'
  | 'plan'
  | 'reference';

/** A record under way: plain data that columns read and write by path. */
export type Draft = Record<string, unknown>;

export type Column = {
  readonly key: string;
  readonly kind: CellKind;
  /** Where the value lives in the record; `*` is the row's own set of terms. Issues of the schema find their cell by it. */
  readonly path: string;
  readonly required?: boolean;
  /** The closed list, and the messages that spell it. */
  readonly choices?: { readonly values: readonly string[]; readonly words: string };
  /** Reads and writes where the path alone won't do. `set` answers false where the record has no such field. */
  readonly get?: (record: Draft) => unknown;
  readonly set?: (record: Draft, value: unknown) => boolean;
  /** Exported, and understood, but not in the template: what a person need not fill in. */
  readonly exportOnly?: true;
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

/** Writes a value where the path leads, making the objects on the way. */
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

/** Gives the value of a column in a record. */
export const valueIn = (column: Column, record: Draft): unknown => (column.get ? column.get(record) : readPath(record, column.path));

/** Puts a value into a record; false where the record has no such field. */
export const putInto = (column: Column, record: Draft, value: unknown): boolean => {
  if (column.set) return column.set(record, value);
  writePath(record, column.path, value);
  return true;
};

/** A value of a closed list as people read it: its message where there is one, else the value itself. */
export const choiceLabel = (words: string, value: string): Label => {
  const key = `${words}.${value}`;
  return isMessageKey(key) ? { key } : { name: value };
};

/** What a file may call a value of a closed list: its word in any language, or the value itself. */
export const choiceWords = (words: string, value: string): readonly string[] => [value, ...everyText(`${words}.${value}`)];

export const column = (key: string, kind: CellKind, more: Partial<Omit<Column, 'key' | 'kind'>> = {}): Column => ({
  key,
  kind,
  path: key,
  ...more,
});

export const choice = (
  key: string,
  values: readonly string[],
  words: string,
  more: Partial<Omit<Column, 'key' | 'kind' | 'choices'>> = {},
): Column => column(key, 'choice', { choices: { values, words }, ...more });
