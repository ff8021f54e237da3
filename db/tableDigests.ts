import { createHash } from 'node:crypto';
import type BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { OrebookError } from '#shared/contract/errors.ts';

// A plain file has no checksums of its pages: SQLite's integrity check finds a broken structure, but not a changed value. A backup is never
// changed, so it holds digests of its tables, which its next opening compares and removes. They are part of no schema version.

/** The table of a backup with the digest of each of its tables. */
const DIGESTS = 'backup_digest';

/** Header fields outside the tables that decide how a file is read. */
const HEADER_FIELDS = ['user_version', 'application_id'] as const;

const listTables = (raw: BetterSqlite3.Database): readonly string[] =>
  raw.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> ? ORDER BY name`).pluck().all(DIGESTS) as string[];

/** Returns SHA-256 digests: of the rows of each table, in their stored order, and of the fields of the header. */
const computeDigests = (raw: BetterSqlite3.Database): ReadonlyMap<string, string> => {
  const digests = new Map<string, string>();
  for (const table of listTables(raw)) {
    const digest = createHash('sha256');
    for (const row of raw.prepare(`SELECT * FROM "${table}"`).raw().iterate()) digest.update(JSON.stringify(row)).update('\n');
    digests.set(table, digest.digest('hex'));
  }
  for (const field of HEADER_FIELDS) digests.set(field, String(raw.pragma(field, { simple: true })));
  return digests;
};

const hasDigests = (raw: BetterSqlite3.Database): boolean =>
  raw.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(DIGESTS) !== undefined;

/** Stores digests of the tables of a copy in it, in place of earlier ones. */
export const storeTableDigests = (raw: BetterSqlite3.Database): void => {
  const store = raw.transaction(() => {
    raw.exec(`DROP TABLE IF EXISTS ${DIGESTS}; CREATE TABLE ${DIGESTS} (name TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT`);
    const insert = raw.prepare(`INSERT INTO ${DIGESTS} (name, digest) VALUES (?, ?)`);
    for (const [name, digest] of computeDigests(raw)) insert.run(name, digest);
  });
  store();
};

/** Throws WORKSPACE_DAMAGED {tables} if a file holds digests and its tables differ from them. */
export const checkTableDigests = (raw: BetterSqlite3.Database): void => {
  if (!hasDigests(raw)) return;
  const stored = new Map(raw.prepare(`SELECT name, digest FROM ${DIGESTS}`).raw().all() as [string, string][]);
  const computed = computeDigests(raw);
  const tables = [...new Set([...stored.keys(), ...computed.keys()])].filter((name) => stored.get(name) !== computed.get(name));
  if (tables.length > 0) throw new OrebookError('WORKSPACE_DAMAGED', { tables });
};

/** Removes the digests of a file that is going to be changed. */
export const removeTableDigests = (raw: BetterSqlite3.Database): void => {
  raw.exec(`DROP TABLE IF EXISTS ${DIGESTS}`);
};
