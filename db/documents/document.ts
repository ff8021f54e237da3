import type { z } from 'zod';
import { OrebookError } from '#shared/contract/errors.ts';

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
};

/** The columns of a document as read: those whose schema accepts undefined may be absent. */
export type DocumentValues<S extends Shape> = { readonly [K in keyof S]: z.output<S[K]> };

/** Defines the JSON columns of a table: the schema of each column, and the upgrades from version 1 on. */
export const defineDocument = <S extends Shape>(kind: string, columns: S, upgrades: readonly Upgrade[] = []): StoredDocument<S> => ({
  kind,
  columns,
  upgrades,
});

/** The version in which a document is written now. */
export const documentVersion = ({ upgrades }: { readonly upgrades: readonly unknown[] }): number => upgrades.length + 1;

/** A row with JSON columns and the version of their form. */
export type JsonRow = { readonly json_version: number };

const parseColumns = (names: readonly string[], row: JsonRow): JsonColumns => {
  const texts = row as unknown as Readonly<Record<string, unknown>>;
  const columns: Record<string, unknown> = {};
  for (const name of names) {
    const text = texts[name];
    if (typeof text === 'string') columns[name] = JSON.parse(text);
  }
  return columns;
};

/**
 * Reads the JSON columns of a row: parses the text, applies the upgrades from the row's version on, and checks each column's schema.
 * Throws WORKSPACE_DAMAGED {kind, id, version, paths} when a column does not match or the version is unknown.
 */
export const readDocument = <S extends Shape>(document: StoredDocument<S>, row: JsonRow, id: string): DocumentValues<S> => {
  const { kind, columns, upgrades } = document;
  const version = row.json_version;
  const damagedError = (paths: readonly string[], cause?: unknown) =>
    new OrebookError('WORKSPACE_DAMAGED', { kind, id, version, paths }, { cause });
  if (version < 1 || version > documentVersion(document)) throw damagedError([]);
  const names = Object.keys(columns);
  let values = parseColumns(names, row);
  for (let i = version - 1; i < upgrades.length; i++) values = upgrades[i]!(values);
  const result: Record<string, unknown> = {};
  for (const name of names) {
    const parseResult = columns[name]!.safeParse(values[name]);
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
