import type BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import type { RecordKind } from '#shared/contract/changes.ts';
import { LISTED_KINDS } from './recordLists.ts';

/** How history names the rows of a table: the kind of record they belong to, the column with its id, and columns without undo. */
type TrackedTable = {
  readonly kind: Exclude<RecordKind, 'display'>;
  readonly idColumn: string;
  readonly excludedFromUndo?: readonly string[];
};

/**
 * Every table with history. Drafts, runs and history itself have none. `excludedFromUndo` lists display settings; `version` is excluded in
 * every table, because it records when a record changed, not what it contains.
 */
export const TRACKED_TABLES: Readonly<Record<string, TrackedTable>> = {
  country: { kind: 'country', idColumn: 'code' },
  currency: { kind: 'currency', idColumn: 'code' },
  metal: { kind: 'metal', idColumn: 'code' },
  reference: { kind: 'reference', idColumn: 'code' },
  reference_grade: { kind: 'reference', idColumn: 'reference' },
  reference_correlation: { kind: 'reference', idColumn: 'reference' },
  deck: { kind: 'deck', idColumn: 'id' },
  deck_point: { kind: 'deck', idColumn: 'reference' },
  shipped_price: { kind: 'deck', idColumn: 'reference' },
  fact: { kind: 'fact', idColumn: 'list' },
  buyer_group: { kind: 'buyerGroup', idColumn: 'id' },
  buyer: { kind: 'buyer', idColumn: 'id' },
  buyer_destination: { kind: 'buyer', idColumn: 'buyer_id' },
  product: { kind: 'product', idColumn: 'id' },
  product_production: { kind: 'product', idColumn: 'product_id' },
  product_cost: { kind: 'product', idColumn: 'product_id' },
  contract: { kind: 'contract', idColumn: 'id' },
  contract_terms: { kind: 'contract', idColumn: 'contract_id' },
  contract_date: { kind: 'contract', idColumn: 'contract_id' },
  deal_version: { kind: 'version', idColumn: 'id' },
  tender: { kind: 'tender', idColumn: 'id' },
  tender_bid: { kind: 'tender', idColumn: 'tender_id' },
  plan: { kind: 'plan', idColumn: 'id' },
  plan_override: { kind: 'plan', idColumn: 'plan_id' },
  plan_facility: { kind: 'plan', idColumn: 'plan_id' },
  facility: { kind: 'facility', idColumn: 'id' },
  facility_contract: { kind: 'facility', idColumn: 'facility_id' },
  project_finance: { kind: 'projectFinance', idColumn: 'only' },
  limit_rule: { kind: 'limit', idColumn: 'id' },
  scenario: { kind: 'scenario', idColumn: 'id' },
  house_style: { kind: 'houseStyle', idColumn: 'only' },
  house_logo: { kind: 'houseStyle', idColumn: 'only' },
  note: { kind: 'note', idColumn: 'id' },
  decision: { kind: 'decision', idColumn: 'id' },
  table_view: { kind: 'tableView', idColumn: 'id' },
  team_conflict: { kind: 'conflict', idColumn: 'entity_id' },
  setting: { kind: 'workspace', idColumn: 'only', excludedFromUndo: ['plan_id', 'deck', 'money_scale', 'theme', 'language'] },
};

/** A table's columns, in order, and those of its primary key. Generated columns are not among them. */
export type TableShape = { readonly columns: readonly string[]; readonly key: readonly string[] };

type ColumnInfo = { readonly name: string; readonly pk: number };

export const tableShape = (table: string, info: readonly ColumnInfo[]): TableShape => {
  if (info.length === 0) throw new Error(`no table ${table}`);
  return { columns: info.map((column) => column.name), key: info.filter((column) => column.pk > 0).map((column) => column.name) };
};

export const isExcludedFromUndo = (table: string, column: string): boolean =>
  column === 'version' || (TRACKED_TABLES[table]?.excludedFromUndo?.includes(column) ?? false);

const quoteName = (identifier: string): string => `"${identifier}"`;

/** A row as JSON. SQLite writes reals with 17 digits, so that every double is read back exactly. */
const imageExpression = (row: 'NEW' | 'OLD', columns: readonly string[]): string =>
  `json_object(${columns.map((column) => `'${column}', ${row}.${quoteName(column)}`).join(', ')})`;

const isChanged = (column: string): string => `OLD.${quoteName(column)} IS NOT NEW.${quoteName(column)}`;

/** The key of an updated row and its columns that undo restores, where they changed, as JSON: the rest is as in the row after it. */
const changedImageExpression = (row: 'NEW' | 'OLD', key: readonly string[], undoableColumns: readonly string[]): string => {
  const member = (column: string): string => `'"${column}":' || json_quote(${row}.${quoteName(column)})`;
  const changedMembers = undoableColumns
    .filter((column) => !key.includes(column))
    .map((column) => `CASE WHEN ${isChanged(column)} THEN ${member(column)} END`);
  // concat_ws leaves out NULL
  return `'{' || concat_ws(',', ${[...key.map(member), ...changedMembers].join(', ')}) || '}'`;
};

/** Each write of a record of a listed kind gives it the next stamp, so that a list is read again only where it changed. */
const noteWrittenRecord = (kind: string, id: string): string =>
  (LISTED_KINDS as readonly string[]).includes(kind)
    ? `DELETE FROM written_record WHERE kind = '${kind}' AND id = ${id}; INSERT INTO written_record (kind, id) VALUES ('${kind}', ${id});`
    : '';

const triggerSql = (
  table: string,
  trackedTable: TrackedTable,
  event: 'INSERT' | 'UPDATE' | 'DELETE',
  images: { before: string; after: string; when?: string },
): string => {
  const entityId = `${event === 'DELETE' ? 'OLD' : 'NEW'}.${quoteName(trackedTable.idColumn)}`;
  return `
CREATE TEMP TRIGGER history_${table}_${event.toLowerCase()} AFTER ${event} ON main.${quoteName(table)} BEGIN
  SELECT RAISE(ABORT, 'a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM change_under_way);
  INSERT INTO history_row (change_id, table_name, kind, entity_id, "before", "after")
    SELECT change_id, '${table}', '${trackedTable.kind}', ${entityId},
      ${images.before}, ${images.after}
    FROM change_under_way WHERE recording${images.when ? ` AND (${images.when})` : ''};
  ${noteWrittenRecord(trackedTable.kind, entityId)}
END;`;
};

/**
 * Creates the row triggers of history from the tables of the open file. They are temporary: no migration runs with them and no file
 * contains old ones. They refuse a write outside `runTransaction`.
 */
export const installHistoryTriggers = (database: BetterSqlite3.Database): void => {
  database.exec(
    'CREATE TEMP TABLE change_under_way (change_id INTEGER NOT NULL, revision INTEGER NOT NULL, recording INTEGER NOT NULL) STRICT',
  );
  database.exec(
    'CREATE TEMP TABLE written_record (stamp INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (kind, id)) STRICT',
  );
  for (const [table, trackedTable] of Object.entries(TRACKED_TABLES)) {
    const { columns, key } = tableShape(table, database.pragma(`table_info(${table})`) as readonly ColumnInfo[]);
    const undoableColumns = columns.filter((column) => !isExcludedFromUndo(table, column));
    database.exec(triggerSql(table, trackedTable, 'INSERT', { before: 'NULL', after: imageExpression('NEW', columns) }));
    database.exec(
      triggerSql(table, trackedTable, 'UPDATE', {
        before: changedImageExpression('OLD', key, undoableColumns),
        after: changedImageExpression('NEW', key, undoableColumns),
        when: undoableColumns.map(isChanged).join(' OR '),
      }),
    );
    database.exec(triggerSql(table, trackedTable, 'DELETE', { before: imageExpression('OLD', columns), after: 'NULL' }));
  }
};
