import { basename } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { OrebookError } from '#shared/contract/errors.ts';
import { copyWorkspace } from './copyWorkspace.ts';
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
import { isSqliteError } from './sqliteErrors.ts';

/** One step of the schema, numbered by tens; `sql` is plain and never changes once shipped. */
export type Migration = { readonly version: number; readonly sql: string };

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
];

const newestVersion = (migrations: readonly Migration[]): number => migrations.at(-1)?.version ?? 0;

/** The schema this program writes; a file above it is refused. */
export const SCHEMA_VERSION = newestVersion(MIGRATIONS);

/** 'OREB' in the file's header marks a workspace. */
export const APPLICATION_ID = 0x4f524542;

export const readFileVersion = (raw: BetterSqlite3.Database): number => Number(raw.pragma('user_version', { simple: true }));

/** Undo ends here: the images of earlier changes are of tables that may have had other columns. */
const closeHistory = (raw: BetterSqlite3.Database, from: number, to: number): void => {
  const label = JSON.stringify({ key: 'history.migrated', values: { from, to } });
  raw.exec('UPDATE workspace_state SET revision = revision + 1');
  raw.prepare("INSERT INTO history_change (revision, origin, label) SELECT revision, 'migration', ? FROM workspace_state").run(label);
};

/**
 * Brings an open file to the newest schema, in one transaction; a file that holds something is first copied to where `copyTo` says.
 * Throws DISK_FULL, or MIGRATION_FAILED {from, to, backup} with the file as it was.
 */
export const migrate = async (
  raw: BetterSqlite3.Database,
  copyTo: () => string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> => {
  const from = readFileVersion(raw);
  const to = newestVersion(migrations);
  const steps = migrations.filter((step) => step.version > from);
  if (steps.length === 0) return;
  const backup = from > 0 ? copyTo() : undefined;
  try {
    if (backup !== undefined) await copyWorkspace(raw, backup);
    // A step may rebuild a table that others refer to; the check below holds the result.
    raw.pragma('foreign_keys = OFF');
    raw.exec('BEGIN IMMEDIATE');
    for (const step of steps) raw.exec(step.sql);
    if (from > 0) closeHistory(raw, from, to);
    const broken = raw.pragma('foreign_key_check') as readonly { readonly table: string }[];
    if (broken.length > 0) throw new Error(`rows of ${broken[0]!.table} refer to nothing`);
    raw.pragma(`user_version = ${to}`);
    raw.pragma(`application_id = ${APPLICATION_ID}`);
    raw.exec('COMMIT');
  } catch (error) {
    if (raw.inTransaction) raw.exec('ROLLBACK');
    const full = isSqliteError(error, 'SQLITE_FULL') || (error instanceof OrebookError && error.code === 'DISK_FULL');
    if (full) throw new OrebookError('DISK_FULL', {}, { cause: error });
    throw new OrebookError('MIGRATION_FAILED', { from, to, backup: backup === undefined ? undefined : basename(backup) }, { cause: error });
  } finally {
    raw.pragma('foreign_keys = ON');
  }
};
