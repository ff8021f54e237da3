import type BetterSqlite3 from 'better-sqlite3';

/** How history names a row: the domain word of its record, the column with the record's id, columns that leave no undo. */
type Tracked = { readonly kind: string; readonly owner: string; readonly loose?: readonly string[] };

/**
 * Every table with history. Drafts, runs and history itself have none. `loose` columns are choices of what is looked at; `version`
 * is loose everywhere: it says when a record changed, not what it says.
 */
export const TRACKED: Readonly<Record<string, Tracked>> = {
  country: { kind: 'country', owner: 'code' },
  metal: { kind: 'metal', owner: 'code' },
  reference: { kind: 'reference', owner: 'code' },
  reference_grade: { kind: 'reference', owner: 'reference' },
  reference_correlation: { kind: 'reference', owner: 'reference' },
  deck_point: { kind: 'deck', owner: 'reference' },
  shipped_price: { kind: 'deck', owner: 'reference' },
  fact: { kind: 'fact', owner: 'id' },
  buyer_group: { kind: 'buyerGroup', owner: 'id' },
  buyer: { kind: 'buyer', owner: 'id' },
  buyer_destination: { kind: 'buyer', owner: 'buyer_id' },
  product: { kind: 'product', owner: 'id' },
  product_production: { kind: 'product', owner: 'product_id' },
  product_cost: { kind: 'product', owner: 'product_id' },
  contract: { kind: 'contract', owner: 'id' },
  contract_terms: { kind: 'contract', owner: 'contract_id' },
  contract_date: { kind: 'contract', owner: 'contract_id' },
  deal_version: { kind: 'version', owner: 'id' },
  tender: { kind: 'tender', owner: 'id' },
  tender_bid: { kind: 'tender', owner: 'tender_id' },
  plan: { kind: 'plan', owner: 'id' },
  plan_override: { kind: 'plan', owner: 'plan_id' },
  limit_rule: { kind: 'limit', owner: 'id' },
  scenario: { kind: 'scenario', owner: 'id' },
  house_style: { kind: 'houseStyle', owner: 'only' },
  house_logo: { kind: 'houseStyle', owner: 'only' },
  setting: { kind: 'workspace', owner: 'only', loose: ['plan_id', 'deck', 'money_scale', 'theme', 'language'] },
};

/** A table's columns, in order, and those of its primary key. */
export type Shape = { readonly columns: readonly string[]; readonly key: readonly string[] };

type ColumnInfo = { readonly name: string; readonly pk: number };

export const shapeOf = (table: string, info: readonly ColumnInfo[]): Shape => {
  if (info.length === 0) throw new Error(`no table ${table}`);
  return { columns: info.map((column) => column.name), key: info.filter((column) => column.pk > 0).map((column) => column.name) };
};

export const isLoose = (table: string, column: string): boolean =>
  column === 'version' || (TRACKED[table]?.loose?.includes(column) ?? false);

const name = (identifier: string): string => `"${identifier}"`;

/** A row as JSON. SQLite writes reals with 17 digits: every double comes back as it was. */
const image = (row: 'NEW' | 'OLD', columns: readonly string[]): string =>
  `json_object(${columns.map((column) => `'${column}', ${row}.${name(column)}`).join(', ')})`;

const trigger = (
  table: string,
  tracked: Tracked,
  event: 'INSERT' | 'UPDATE' | 'DELETE',
  images: { before: string; after: string; when?: string },
): string => `
CREATE TEMP TRIGGER history_${table}_${event.toLowerCase()} AFTER ${event} ON main.${name(table)} BEGIN
  SELECT RAISE(ABORT, 'a write outside a change') WHERE NOT EXISTS (SELECT 1 FROM change_under_way);
  INSERT INTO history_row (change_id, table_name, kind, entity_id, "before", "after")
    SELECT change_id, '${table}', '${tracked.kind}', ${event === 'DELETE' ? 'OLD' : 'NEW'}.${name(tracked.owner)},
      ${images.before}, ${images.after}
    FROM change_under_way WHERE recording${images.when ? ` AND (${images.when})` : ''};
END;`;

/**
 * Makes the row triggers of history from the tables as they are. They are temporary, so a migration never meets them and a file never
 * carries old ones; a write outside a change is refused.
 */
export const installHistoryTriggers = (raw: BetterSqlite3.Database): void => {
  raw.exec('CREATE TEMP TABLE change_under_way (change_id INTEGER NOT NULL, revision INTEGER NOT NULL, recording INTEGER NOT NULL) STRICT');
  for (const [table, tracked] of Object.entries(TRACKED)) {
    const { columns } = shapeOf(table, raw.pragma(`table_info(${table})`) as readonly ColumnInfo[]);
    const differs = columns
      .filter((column) => !isLoose(table, column))
      .map((column) => `OLD.${name(column)} IS NOT NEW.${name(column)}`)
      .join(' OR ');
    raw.exec(trigger(table, tracked, 'INSERT', { before: 'NULL', after: image('NEW', columns) }));
    raw.exec(trigger(table, tracked, 'UPDATE', { before: image('OLD', columns), after: image('NEW', columns), when: differs }));
    raw.exec(trigger(table, tracked, 'DELETE', { before: image('OLD', columns), after: 'NULL' }));
  }
};
