import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { OrebookError } from '#shared/contract/errors.ts';
import { migrate } from './migrate.ts';

/** Workspaces have no triggers or views of their own: those of another program would run with our statements. Throws WORKSPACE_DAMAGED. */
export const refuseTriggersAndViews = (raw: BetterSqlite3.Database): void => {
  const foreignObject = raw.prepare("SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')").get();
  if (foreignObject !== undefined) throw new OrebookError('WORKSPACE_DAMAGED');
};

/** Tables and indexes as SQL, in order of their names. */
const readSchema = (raw: BetterSqlite3.Database): string =>
  raw
    .prepare("SELECT group_concat(type || ' ' || name || ' ' || coalesce(sql, ''), char(10) ORDER BY type, name) FROM sqlite_schema")
    .pluck()
    .get() as string;

const createExpectedSchema = async (): Promise<string> => {
  const raw = new BetterSqlite3(':memory:');
  try {
    await migrate(raw, { backUp: async () => ':memory:' });
    return readSchema(raw);
  } finally {
    raw.close();
  }
};

let expectedSchema: Promise<string> | undefined;

/** Throws WORKSPACE_DAMAGED unless the tables and indexes of a migrated file are those that the migrations create. */
export const requireExpectedSchema = async (raw: BetterSqlite3.Database): Promise<void> => {
  expectedSchema ??= createExpectedSchema();
  if (readSchema(raw) !== (await expectedSchema)) throw new OrebookError('WORKSPACE_DAMAGED');
};
