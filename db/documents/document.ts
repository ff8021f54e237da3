import type { z } from 'zod';
import { OrebookError } from '#shared/contract/errors.ts';
import { memoizeUpTo } from '#shared/memoize.ts';

/** The JSON columns of a row, parsed, by column name. A column that is NULL is absent. */
export type JsonColumns = Readonly<Record<string, unknown>>;

/** Converts the JSON columns of one version to those of the next. It is pure and imports nothing that can change. */
export type Upgrade = (columns: JsonColumns) => JsonColumns;

type Shape = Readonly<Record<string, z.ZodType>>;

/**
 * What the rows of a table store as JSON: the current schema of each JSON column, and the upgrades to it. `upgrades[n]` turns version n + 1
 * into version n + 2; the version that is written is `upgrades.length + 1`.
 */
export type StoredDocument<S extends Shape> = {
  /** The kind of record, for error messages. */
  readonly kind: string;
  readonly columns: S;
  readonly upgrades: readonly Upgrade[];
  /** Parses and checks the text of a column in today's version; a NULL column has none. */
  readonly readers: Readonly<Record<string, (text: string | undefined) => z.ZodSafeParseResult<unknown>>>;
};

/** The columns of a document as read: those whose schema accepts undefined may be absent. */
export type DocumentValues<S extends Shape> = { readonly [K in keyof S]: z.output<S[K]> };

/** Parses a text of a row, undefined if the column is NULL. */
const parseText = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

type DocumentOptions = {
  readonly upgrades?: readonly Upgrade[];
  /** How many values of each column are kept for the next rows with the same text, which then have the same object. */
  readonly keptValues?: number;
};

/** Defines the JSON columns of a table: the schema of each column, and the upgrades from version 1 on. */
export const defineDocument = <S extends Shape>(
  kind: string,
  columns: S,
  { upgrades = [], keptValues = 0 }: DocumentOptions = {},
): StoredDocument<S> => {
  const readerOf = (schema: z.ZodType) => {
    const read = (text: string | undefined) => schema.safeParse(parseText(text));
    return keptValues > 0 ? memoizeUpTo(keptValues, read) : read;
  };
  return {
    kind,
    columns,
    upgrades,
    readers: Object.fromEntries(Object.entries(columns).map(([name, schema]) => [name, readerOf(schema)])),
  };
};

/** The version in which a document is written now. */
export const documentVersion = ({ upgrades }: { readonly upgrades: readonly unknown[] }): number => upgrades.length + 1;

/** A row with JSON columns and the version of their form. */
export type JsonRow = { readonly json_version: number };

const readTexts = (names: readonly string[], row: JsonRow): Readonly<Record<string, string>> => {
  const columns = row as unknown as Readonly<Record<string, unknown>>;
  const texts: Record<string, string> = {};
  for (const name of names) {
    const text = columns[name];
    if (typeof text === 'string') texts[name] = text;
  }
  return texts;
};

const upgradeTexts = (texts: Readonly<Record<string, string>>, upgrades: readonly Upgrade[]): JsonColumns => {
  let values: JsonColumns = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parseText(text)]));
  for (const upgrade of upgrades) values = upgrade(values);
  return values;
};

/**
 * Reads the JSON columns of a row: parses the text, applies the upgrades from the row's version on, and checks each column's schema.
 * Throws WORKSPACE_DAMAGED {kind, id, version, paths} when a column does not match or the version is unknown.
 */
export const readDocument = <S extends Shape>(document: StoredDocument<S>, row: JsonRow, id: string): DocumentValues<S> => {
  const { kind, columns, upgrades, readers } = document;
  const version = row.json_version;
  const damagedError = (paths: readonly string[], cause?: unknown) =>
    new OrebookError('WORKSPACE_DAMAGED', { kind, id, version, paths }, { cause });
  if (version < 1 || version > documentVersion(document)) throw damagedError([]);
  const names = Object.keys(columns);
  const texts = readTexts(names, row);
  const missingUpgrades = upgrades.slice(version - 1);
  const upgradedValues = missingUpgrades.length > 0 ? upgradeTexts(texts, missingUpgrades) : undefined;
  const result: Record<string, unknown> = {};
  for (const name of names) {
    const parseResult = upgradedValues ? columns[name]!.safeParse(upgradedValues[name]) : readers[name]!(texts[name]);
    if (!parseResult.success)
      throw damagedError(
        parseResult.error.issues.map(({ path }) => [name, ...path].join('.')),
        parseResult.error,
      );
    result[name] = parseResult.data;
  }
  return result as DocumentValues<S>;
};

type WrittenColumns<S extends Shape> = {
  readonly [K in keyof S]: undefined extends z.output<S[K]> ? string | null : string;
} & JsonRow;

/** Writes the JSON columns of a row, in today's version. An absent value is NULL. */
export const writeDocument = <S extends Shape>(document: StoredDocument<S>, values: DocumentValues<S>): WrittenColumns<S> => {
  const texts: Record<string, string | null> = {};
  for (const name of Object.keys(document.columns)) {
    const value: unknown = values[name];
    texts[name] = value === undefined ? null : JSON.stringify(value);
  }
  return { ...texts, json_version: documentVersion(document) } as WrittenColumns<S>;
};
