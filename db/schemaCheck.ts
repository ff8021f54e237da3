import { createHash } from 'node:crypto';
import type BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { OrebookError } from '#shared/contract/errors.ts';

/** The digest of the schema that the migrations create. A new migration changes it: the test of migrations shows the new one. */
export const SCHEMA_DIGEST = 'bd2f99380d817632e61f3d802c3adcb165f42ce0cd6e7bbfd68085140aa572f8';

/** Workspaces have no triggers or views of their own: those of another program would run with our statements. Throws WORKSPACE_DAMAGED. */
export const refuseTriggersAndViews = (database: BetterSqlite3.Database): void => {
  const foreignObject = database.prepare("SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')").get();
  if (foreignObject !== undefined) throw new OrebookError('WORKSPACE_DAMAGED');
};

/** Returns the SHA-256 digest of the tables and indexes as SQL, in order of their names. */
export const digestSchema = (database: BetterSqlite3.Database): string => {
  const schema = database
    .prepare("SELECT group_concat(type || ' ' || name || ' ' || coalesce(sql, ''), char(10) ORDER BY type, name) FROM sqlite_schema")
    .pluck()
    .get() as string;
  return createHash('sha256').update(schema).digest('hex');
};

/** Throws WORKSPACE_DAMAGED unless the tables and indexes of a migrated file are those that the migrations create. */
export const requireExpectedSchema = (database: BetterSqlite3.Database): void => {
  if (digestSchema(database) !== SCHEMA_DIGEST) throw new OrebookError('WORKSPACE_DAMAGED');
};
