import { setImmediate as nextTurn } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { OrebookError } from '#shared/contract/errors.ts';
import { migrate } from './migrate.ts';

/** Workspaces have no triggers or views of their own: those of another program would run with our statements. Throws WORKSPACE_DAMAGED. */
export const refuseTriggersAndViews = (database: BetterSqlite3.Database): void => {
  const foreignObject = database.prepare("SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')").get();
  if (foreignObject !== undefined) throw new OrebookError('WORKSPACE_DAMAGED');
};

/** Tables and indexes as SQL, in order of their names. */
const readSchema = (database: BetterSqlite3.Database): string =>
  database
    .prepare("SELECT group_concat(type || ' ' || name || ' ' || coalesce(sql, ''), char(10) ORDER BY type, name) FROM sqlite_schema")
    .pluck()
    .get() as string;

const createExpectedSchema = async (): Promise<string> => {
  const database = new BetterSqlite3(':memory:');
  try {
    await migrate(database, { backUp: async () => ':memory:', pause: nextTurn });
    return readSchema(database);
  } finally {
    database.close();
  }
};

let expectedSchema: Promise<string> | undefined;

/** Creates the schema that a migrated file must have, once. */
export const prepareExpectedSchema = (): Promise<string> => {
  expectedSchema ??= createExpectedSchema();
  return expectedSchema;
};

/** Throws WORKSPACE_DAMAGED unless the tables and indexes of a migrated file are those that the migrations create. */
export const requireExpectedSchema = async (database: BetterSqlite3.Database): Promise<void> => {
  if (readSchema(database) !== (await prepareExpectedSchema())) throw new OrebookError('WORKSPACE_DAMAGED');
};
