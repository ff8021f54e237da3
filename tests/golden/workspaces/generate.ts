/**
 * Writes a workspace file of each schema version that has none yet: `node tests/golden/workspaces/generate.ts`. A file is written when its
 * version is the newest and never changed later. The script runs the migrations up to that version on a new file, fills it with rows.json
 * as far as the version has tables, columns and currencies for it, and makes three changes with history.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { APPLICATION_ID, MIGRATIONS } from '#db/migrate.ts';
import { convertRow } from '#db/migrations/0140_shipped_keys.ts';

type Row = Record<string, string | number | null>;
type Rows = Record<string, Row[]>;

const folder = import.meta.dirname;

/** The schema versions that added the currencies of prices and payments. Rates came with the first of them. */
const QUOTED_SINCE: Readonly<Record<string, number>> = { CNY: 60, EUR: 90, AUD: 90 };
const PAID_SINCE: Readonly<Record<string, number>> = { EUR: 90, AUD: 90 };

/** Before schema 20 the channel events of a scenario had calendar months. The scenario of rows.json starts three months after May 2026. */
const SCENARIO_START = 2026 * 12 + 4 + 3;
const CHANNEL_MONTHS_SINCE = 20;
/** Since schema 140 shipped data is stored as message keys; rows.json has the English of earlier versions. */
const KEYS_SINCE = 140;

/** The last schema whose rows have the form of rows.json; later steps convert them. */
const ROWS_UP_TO = 190;

const toCalendarMonths = (channels: string): string =>
  JSON.stringify(
    (JSON.parse(channels) as { afterMonths: number; months: number; source: string }[]).map(
      ({ afterMonths, months, source: _source, ...rest }) => ({
        ...rest,
        from: SCENARIO_START + afterMonths,
        to: SCENARIO_START + afterMonths + months - 1,
      }),
    ),
  );

/** The rows that a file of a version can contain. */
const rowsOf = (version: number): Rows => {
  const rows = JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8')) as Rows;
  const references = new Set(
    rows.reference!.filter(({ unit }) => version >= (QUOTED_SINCE[String(unit).slice(0, 3)] ?? 0)).map(({ code }) => code),
  );
  const refusedContracts = new Set(
    rows.contract_terms!.filter(({ currency }) => version < (PAID_SINCE[String(currency)] ?? 0)).map((row) => row.contract_id),
  );
  const isIncluded = (row: Row): boolean =>
    !refusedContracts.has(row.contract_id ?? '') &&
    (row.reference === undefined || row.reference === null || references.has(row.reference));
  const includedRows = Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.filter(isIncluded)]));
  const texts = (table: string, list: Row[]): Row[] => (version < KEYS_SINCE ? list : list.map((row) => convertRow(table, row)));
  const allRows = {
    ...includedRows,
    reference: rows.reference!.filter(({ code }) => references.has(code)),
    contract: rows.contract!.filter(({ id }) => !refusedContracts.has(id)),
    scenario: rows.scenario!.map((row) =>
      version < CHANNEL_MONTHS_SINCE ? { ...row, channels: toCalendarMonths(String(row.channels)) } : row,
    ),
  };
  return Object.fromEntries(Object.entries(allRows).map(([table, list]) => [table, texts(table, list)]));
};

const columnsOf = (file: DatabaseSync, table: string): string[] =>
  file
    .prepare('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map(({ name }) => String(name));

const insert = (file: DatabaseSync, table: string, row: Row): void => {
  const columns = columnsOf(file, table).filter((column) => column in row);
  const names = columns.map((column) => `"${column}"`).join();
  file
    .prepare(`INSERT INTO "${table}" (${names}) VALUES (${columns.map(() => '?').join()})`)
    .run(...columns.map((column) => row[column] ?? null));
};

/** Since schema 371 the images of an update have the key and the columns that changed, before the whole row. */
const CHANGED_COLUMNS_SINCE = 371;

const imageOfUpdate = (file: DatabaseSync, table: string, image: string, otherImage: string): string => {
  const [row, otherRow] = [JSON.parse(image), JSON.parse(otherImage)] as [Row, Row];
  const primaryKey = file.prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0').all(table);
  const keyColumns = new Set(primaryKey.map(({ name }) => name));
  const isStored = (column: string): boolean => keyColumns.has(column) || (column !== 'version' && row[column] !== otherRow[column]);
  return JSON.stringify(Object.fromEntries(Object.entries(row).filter(([column]) => isStored(column))));
};

/** Updates the rows of a record and records their images, as the history triggers of a schema version do. */
const changeRows = (
  file: DatabaseSync,
  { change, version }: { readonly change: number; readonly version: number },
  table: string,
  kind: string,
  key: string,
  id: string,
  set: string,
): void => {
  const image = `json_object(${columnsOf(file, table)
    .map((column) => `'${column}', "${column}"`)
    .join()})`;
  const read = file.prepare(`SELECT rowid AS row, ${image} AS image FROM "${table}" WHERE "${key}" = ? ORDER BY rowid`);
  const before = read.all(id);
  file.prepare(`UPDATE "${table}" SET ${set} WHERE "${key}" = ?`).run(id);
  read.all(id).forEach(({ image }, i) => {
    const wholeImages = [String(before[i]!.image), String(image)] as const;
    const [imageBefore, imageAfter] =
      version < CHANGED_COLUMNS_SINCE
        ? wholeImages
        : [imageOfUpdate(file, table, ...wholeImages), imageOfUpdate(file, table, wholeImages[1], wholeImages[0])];
    file
      .prepare('INSERT INTO history_row (change_id, table_name, kind, entity_id, "before", "after") VALUES (?, ?, ?, ?, ?, ?)')
      .run(change, table, kind, id, imageBefore, imageAfter);
  });
};

const beginChange = (file: DatabaseSync, id: number, origin: string, key: string): void => {
  file
    .prepare('INSERT INTO history_change (id, revision, at, origin, label) VALUES (?, ?, ?, ?, ?)')
    .run(id, id, `2026-06-03T09:0${id}:00.000Z`, origin, JSON.stringify({ key, values: { code: 'E-full', name: 'Own ban' } }));
  file.exec(`UPDATE workspace_state SET revision = ${id}`);
};

/** Three changes that a test undoes: of a contract and its terms, of a scenario, and of a product. */
const makeChanges = (file: DatabaseSync, version: number): void => {
  beginChange(file, 2, 'user', 'history.contractEdited');
  changeRows(file, { change: 2, version }, 'contract', 'contract', 'id', 'E-full', `note = 'Changed', version = 2`);
  changeRows(
    file,
    { change: 2, version },
    'contract_terms',
    'contract',
    'contract_id',
    'E-full',
    `blend = '{"fixedShare":0.30000000000000004,"fixedPrice":1500}'`,
  );
  beginChange(file, 3, 'user', 'history.scenarioEdited');
  changeRows(file, { change: 3, version }, 'scenario', 'scenario', 'id', 'own-ban', `note = 'Changed', version = 3`);
  beginChange(file, 4, 'user', 'history.productEdited');
  changeRows(file, { change: 4, version }, 'product', 'product', 'id', 'spodumene', `moisture = 0.1, version = 4`);
};

const generate = (version: number, path: string): void => {
  const file = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  file.exec('PRAGMA page_size = 1024');
  const runSteps = (after: number, upTo: number): void => {
    for (const step of MIGRATIONS.filter((migration) => migration.version > after && migration.version <= upTo)) {
      if ('sql' in step) file.exec(step.sql);
      else step.run(file, () => undefined);
    }
  };
  const filledAt = Math.min(version, ROWS_UP_TO);
  runSteps(0, filledAt);
  file.exec('BEGIN');
  beginChange(file, 1, 'seed', 'history.create');
  for (const [table, list] of Object.entries(rowsOf(filledAt))) {
    if (columnsOf(file, table).length > 0) for (const row of list) insert(file, table, row);
  }
  runSteps(filledAt, version);
  makeChanges(file, version);
  file.exec('COMMIT');
  const brokenKeys = file.prepare('SELECT * FROM pragma_foreign_key_check').all();
  if (brokenKeys.length > 0) throw new Error(`schema ${version}: ${JSON.stringify(brokenKeys[0])}`);
  file.exec(`PRAGMA user_version = ${version}; PRAGMA application_id = ${APPLICATION_ID}; VACUUM`);
  file.close();
};

for (const { version } of MIGRATIONS) {
  const path = join(folder, `v${String(version).padStart(4, '0')}.orebook`);
  if (existsSync(path)) continue;
  generate(version, path);
  process.stdout.write(`wrote ${path}\n`);
}
