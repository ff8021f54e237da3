import { createHash } from 'node:crypto';
import type BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { OrebookError } from '#shared/contract/errors.ts';

// A plain file has no checksums of its pages: SQLite's integrity check finds a broken structure, but not a changed value. A backup is never
// changed, so it holds digests of its tables, which its next opening compares and removes. They are part of no schema version.

/** The table of a backup with the digest of each of its tables. */
const DIGESTS = 'backup_digest';

/** Header fields outside the tables that decide how a file is read. */
const HEADER_FIELDS = ['user_version', 'application_id'] as const;

const listTables = (database: BetterSqlite3.Database): readonly string[] =>
  database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> ? ORDER BY name`).pluck().all(DIGESTS) as string[];

/** Returns SHA-256 digests: of the rows of each table, in their stored order, and of the fields of the header. */
const computeDigests = (database: BetterSqlite3.Database): ReadonlyMap<string, string> => {
  const digests = new Map<string, string>();
  for (const table of listTables(database)) {
    const digest = createHash('sha256');
    for (const row of database.prepare(`SELECT * FROM "${table}"`).raw().iterate()) digest.update(JSON.stringify(row)).update('\n');
    digests.set(table, digest.digest('hex'));
  }
  for (const field of HEADER_FIELDS) digests.set(field, String(database.pragma(field, { simple: true })));
  return digests;
};

const hasDigests = (database: BetterSqlite3.Database): boolean =>
  database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(DIGESTS) !== undefined;

/** Stores digests of the tables of a copy in it, in place of earlier ones. */
export const storeTableDigests = (database: BetterSqlite3.Database): void => {
  const store = database.transaction(() => {
    database.exec(`DROP TABLE IF EXISTS ${DIGESTS}; CREATE TABLE ${DIGESTS} (name TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT`);
    const insert = database.prepare(`INSERT INTO ${DIGESTS} (name, digest) VALUES (?, ?)`);
    for (const [name, digest] of computeDigests(database)) insert.run(name, digest);
  });
  store();
};

/** Throws WORKSPACE_DAMAGED {tables} if a file holds digests and its tables differ from them. */
export const checkTableDigests = (database: BetterSqlite3.Database): void => {
  if (!hasDigests(database)) return;
  const storedDigests = new Map(database.prepare(`SELECT name, digest FROM ${DIGESTS}`).raw().all() as [string, string][]);
  const computedDigests = computeDigests(database);
  const tables = [...new Set([...storedDigests.keys(), ...computedDigests.keys()])].filter(
    (name) => storedDigests.get(name) !== computedDigests.get(name),
  );
  if (tables.length > 0) throw new OrebookError('WORKSPACE_DAMAGED', { tables });
};

/** Removes the digests of a file that is going to be changed. */
export const removeTableDigests = (database: BetterSqlite3.Database): void => {
  database.exec(`DROP TABLE IF EXISTS ${DIGESTS}`);
};
