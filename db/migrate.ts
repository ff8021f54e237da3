import { basename } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { OrebookError } from '#shared/contract/errors.ts';
import { initial } from './migrations/0010_initial.ts';
import { scenarioLibrary } from './migrations/0020_scenario_library.ts';
import { dealVersions } from './migrations/0030_versions.ts';
import { tenders } from './migrations/0040_tenders.ts';
import { language } from './migrations/0050_language.ts';
import { currencies } from './migrations/0060_currencies.ts';
import { houseStyle } from './migrations/0070_house_style.ts';
import { correlations } from './migrations/0080_correlations.ts';
import { moreCurrencies } from './migrations/0090_more_currencies.ts';
import { confirmedRequests } from './migrations/0100_confirmed_requests.ts';
import { currencyTable } from './migrations/0110_currency_table.ts';
import { jsonVersions } from './migrations/0120_json_versions.ts';
import { scenarioChannels } from './migrations/0130_scenario_channels.ts';
import { shippedKeys } from './migrations/0140_shipped_keys.ts';
import { marketDepth } from './migrations/0150_market_depth.ts';
import { freightReference } from './migrations/0160_freight_reference.ts';
import { financing } from './migrations/0170_financing.ts';
import { assumedAssay } from './migrations/0180_assumed_assay.ts';
import { planPriority } from './migrations/0190_plan_priority.ts';
import { contractPrepayments } from './migrations/0210_contract_prepayments.ts';
import { countryOfOrigin } from './migrations/0220_country_of_origin.ts';
import { decks } from './migrations/0230_decks.ts';
import { indexAverages } from './migrations/0250_index_averages.ts';
import { team } from './migrations/0300_team.ts';
import { notes } from './migrations/0330_notes.ts';
import { decisions } from './migrations/0332_decisions.ts';
import { priceSupport } from './migrations/0339_price_support.ts';
import { teamLog } from './migrations/0340_team_log.ts';
import { tableViews } from './migrations/0365_table_views.ts';
import { runParts } from './migrations/0370_run_parts.ts';
import { changedColumns } from './migrations/0371_changed_columns.ts';
import { isSqliteError } from './storageErrors.ts';

/** Receives an entry for the log. It holds counts and codes only, nothing of the user's data. */
export type MigrationLog = (entry: { readonly event: string; readonly [field: string]: string | number }) => void;

/** The part of an SQLite connection that a migration may use. */
export type MigrationConnection = {
  exec(sql: string): unknown;
  prepare(sql: string): { all(...values: unknown[]): unknown[]; get(...values: unknown[]): unknown; run(...values: unknown[]): unknown };
};

/**
 * One step of the schema, its number above those of all earlier steps: SQL, or a function of the connection that imports nothing which can
 * change. A step never changes once it has shipped.
 */
export type Migration = {
  readonly version: number;
  /**
   * Whether changes made before the step can still be undone. Set it only if stored images still fit the rows: the step leaves the columns
   * and values of every table with history as they are, or changes the images of `history_row` in the same way. A function may answer it
   * for the file at hand.
   */
  readonly keepsUndo?: boolean;
} & ({ readonly sql: string } | { readonly run: (connection: MigrationConnection, log: MigrationLog) => unknown });

export const MIGRATIONS: readonly Migration[] = [
  initial,
  scenarioLibrary,
  dealVersions,
  tenders,
  language,
  currencies,
  houseStyle,
  correlations,
  moreCurrencies,
  confirmedRequests,
  currencyTable,
  jsonVersions,
  scenarioChannels,
  shippedKeys,
  marketDepth,
  freightReference,
  financing,
  assumedAssay,
  planPriority,
  contractPrepayments,
  countryOfOrigin,
  decks,
  indexAverages,
  team,
  notes,
  decisions,
  priceSupport,
  teamLog,
  tableViews,
  runParts,
  changedColumns,
];

const newestVersion = (migrations: readonly Migration[]): number => migrations.at(-1)?.version ?? 0;

/** The schema version that this program writes. A file with a higher one is refused. */
export const SCHEMA_VERSION = newestVersion(MIGRATIONS);

/** 'OREB' in the file header identifies a workspace. */
export const APPLICATION_ID = 0x4f524542;

export const readFileVersion = (database: BetterSqlite3.Database): number => Number(database.pragma('user_version', { simple: true }));

/** Ends undo at this point of history: images of earlier changes may be of other columns. */
const endUndo = (database: BetterSqlite3.Database, from: number, to: number): void => {
  const label = JSON.stringify({ key: 'history.migrated', values: { from, to } });
  database.exec('UPDATE workspace_state SET revision = revision + 1');
  database.prepare("INSERT INTO history_change (revision, origin, label) SELECT revision, 'migration', ? FROM workspace_state").run(label);
};

type MigrateOptions = {
  /** Makes the backup that comes first, unless the file is new, and returns its path. */
  readonly backUp: () => Promise<string>;
  readonly log?: MigrationLog;
  readonly migrations?: readonly Migration[];
};

/**
 * Migrates an open file to the newest schema in one transaction, after a backup. Throws DISK_FULL, or MIGRATION_FAILED {from, to, backup};
 * the file is then unchanged.
 */
export const migrate = async (
  database: BetterSqlite3.Database,
  { backUp, log = () => undefined, migrations = MIGRATIONS }: MigrateOptions,
): Promise<void> => {
  const from = readFileVersion(database);
  const to = newestVersion(migrations);
  const steps = migrations.filter((step) => step.version > from);
  if (steps.length === 0) return;
  let backup: string | undefined;
  try {
    if (from > 0) backup = await backUp();
    // A step may rebuild a table that others refer to; foreign_key_check below verifies the result.
    database.pragma('foreign_keys = OFF');
    database.exec('BEGIN IMMEDIATE');
    let keepsUndo = true;
    for (const step of steps) {
      const answer = 'sql' in step ? database.exec(step.sql) : step.run(database, log);
      keepsUndo &&= typeof answer === 'boolean' ? answer : step.keepsUndo === true;
    }
    if (from > 0 && !keepsUndo) endUndo(database, from, to);
    const brokenReferences = database.pragma('foreign_key_check') as readonly { readonly table: string }[];
    if (brokenReferences.length > 0) throw new Error(`rows of ${brokenReferences[0]!.table} refer to missing rows`);
    database.pragma(`user_version = ${to}`);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    const isDiskFull = isSqliteError(error, 'SQLITE_FULL') || (error instanceof OrebookError && error.code === 'DISK_FULL');
    if (isDiskFull) throw new OrebookError('DISK_FULL', {}, { cause: error });
    throw new OrebookError('MIGRATION_FAILED', { from, to, backup: backup === undefined ? undefined : basename(backup) }, { cause: error });
  } finally {
    database.pragma('foreign_keys = ON');
  }
  if (from > 0) log({ event: 'migrated', from, to });
};
