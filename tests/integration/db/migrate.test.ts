import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import type { Workspace } from '#db/connection.ts';
import { copyWorkspace } from '#db/copyWorkspace.ts';
import {
  MIGRATIONS,
  type Migration,
  type MigrationConnection,
  type MigrationLog,
  migrate,
  readFileVersion,
  SCHEMA_VERSION,
} from '#db/migrate.ts';
import { listBuyers, saveBuyer } from '#db/repositories/buyers.ts';
import { getHistoryState, listChanges } from '#db/repositories/history.ts';
import { digestSchema, SCHEMA_DIGEST } from '#db/schemaCheck.ts';
import { undo } from '#db/transaction.ts';
import { buyer } from './records.ts';
import { catchFailure, changeAsUser, createWorkspace, openFile, readBytes } from './workspaceFiles.ts';

const withStep = (sql: string): Migration[] => [...MIGRATIONS, { version: SCHEMA_VERSION + 10, sql }];

const withFunction = (run: (connection: MigrationConnection, log: MigrationLog) => void): Migration[] => [
  ...MIGRATIONS,
  { version: SCHEMA_VERSION + 10, run },
];

const createWithBuyer = async (): Promise<Workspace> => {
  const workspace = await createWorkspace();
  await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1')));
  return workspace;
};

const backUpOf = (workspace: Workspace) => async (): Promise<string> => {
  const path = `${workspace.path}-v${SCHEMA_VERSION}`;
  await copyWorkspace(workspace, path);
  return path;
};

const columnsOf = (workspace: Workspace, table: string): unknown[] =>
  (workspace.raw.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name);

describe('the list of migrations', () => {
  it('has a number of its own, ascending', () => {
    const versions = MIGRATIONS.map((step) => step.version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(versions.length);
  });
});

describe('the digest of the schema', () => {
  it('is that of the schema that the migrations create', async () => {
    const database = new BetterSqlite3(':memory:');
    await migrate(database, { backUp: async () => ':memory:' });
    expect(digestSchema(database)).toBe(SCHEMA_DIGEST);
    database.close();
  });
});

describe('a migration', () => {
  it('brings a file to the newest schema and leaves a backup of the old one that opens', async () => {
    const workspace = await createWithBuyer();
    await migrate(workspace.raw, {
      backUp: backUpOf(workspace),
      migrations: withStep("CREATE TABLE extra (x TEXT) STRICT; INSERT INTO extra VALUES ('new');"),
    });
    expect(readFileVersion(workspace.raw)).toBe(SCHEMA_VERSION + 10);
    expect(workspace.raw.prepare('SELECT x FROM extra').pluck().get()).toBe('new');
    expect(await listBuyers(workspace.db)).toEqual([buyer('b1')]);
    const copy = await openFile(`${workspace.path}-v${SCHEMA_VERSION}`);
    expect(columnsOf(copy, 'extra')).toEqual([]);
    expect(await listBuyers(copy.db)).toEqual([buyer('b1')]);
  });

  it('ends undo', async () => {
    const workspace = await createWithBuyer();
    await migrate(workspace.raw, { backUp: backUpOf(workspace), migrations: withStep('CREATE TABLE extra (x TEXT) STRICT') });
    expect((await catchFailure(undo(workspace.db))).code).toBe('NOTHING_TO_UNDO');
    const [latestChange] = await listChanges(workspace.db, { limit: 1 });
    expect(latestChange?.origin).toBe('migration');
    expect(latestChange?.label).toEqual({ key: 'history.migrated', values: { from: SCHEMA_VERSION, to: SCHEMA_VERSION + 10 } });
  });

  it('can be a function, which reports to the log', async () => {
    const workspace = await createWithBuyer();
    const log: unknown[] = [];
    await migrate(workspace.raw, {
      backUp: backUpOf(workspace),
      log: (entry) => log.push(entry),
      migrations: withFunction((connection, report) => {
        connection.exec('CREATE TABLE extra (x TEXT) STRICT');
        report({
          event: 'extraAdded',
          count: connection.prepare('INSERT INTO extra SELECT upper(id) FROM buyer RETURNING x').all().length,
        });
      }),
    });
    expect(workspace.raw.prepare('SELECT x FROM extra').pluck().all()).toEqual(['B1']);
    expect(log).toEqual([
      { event: 'extraAdded', count: 1 },
      { event: 'migrated', from: SCHEMA_VERSION, to: SCHEMA_VERSION + 10 },
    ]);
  });

  it('that keeps undo does not change history or revision', async () => {
    const workspace = await createWithBuyer();
    const before = await getHistoryState(workspace.db);
    const step: Migration = { version: SCHEMA_VERSION + 10, keepsUndo: true, sql: "INSERT INTO currency (code) VALUES ('CAD')" };
    workspace.raw.exec('INSERT INTO change_under_way VALUES (0, 0, 0)');
    await migrate(workspace.raw, { backUp: backUpOf(workspace), migrations: [...MIGRATIONS, step] });
    workspace.raw.exec('DELETE FROM change_under_way');
    expect(await getHistoryState(workspace.db)).toEqual(before);
    await undo(workspace.db);
    expect(await listBuyers(workspace.db)).toEqual([]);
  });

  it('makes the file too new for this program, which then changes no byte of it', async () => {
    const workspace = await createWithBuyer();
    await migrate(workspace.raw, { backUp: backUpOf(workspace), migrations: withStep('CREATE TABLE extra (x TEXT) STRICT') });
    workspace.close();
    const before = readBytes(workspace.path);
    expect(await catchFailure(openFile(workspace.path))).toEqual({
      code: 'WORKSPACE_NEWER',
      details: { found: SCHEMA_VERSION + 10, supported: SCHEMA_VERSION },
    });
    expect(readBytes(workspace.path).equals(before)).toBe(true);
  });

  it('does nothing to a current file', async () => {
    const workspace = await createWithBuyer();
    const before = await getHistoryState(workspace.db);
    await migrate(workspace.raw, { backUp: backUpOf(workspace) });
    expect(await getHistoryState(workspace.db)).toEqual(before);
    expect(existsSync(`${workspace.path}-v${SCHEMA_VERSION}`)).toBe(false);
  });

  it.each([
    ['a step that is wrong', 'ALTER TABLE buyer ADD COLUMN extra TEXT; SELECT nonsense FROM nowhere;'],
    ['rows that are left referring to nothing', "ALTER TABLE buyer ADD COLUMN extra TEXT; DELETE FROM country WHERE code = 'CN';"],
  ])('is rolled back completely on %s', async (_name, sql) => {
    const workspace = await createWithBuyer();
    const before = await getHistoryState(workspace.db);
    // a migration runs without the triggers of a connection
    workspace.raw.exec('INSERT INTO change_under_way VALUES (0, 0, 0)');
    const failure = await catchFailure(migrate(workspace.raw, { backUp: backUpOf(workspace), migrations: withStep(sql) }));
    workspace.raw.exec('DELETE FROM change_under_way');
    expect(failure).toEqual({
      code: 'MIGRATION_FAILED',
      details: { from: SCHEMA_VERSION, to: SCHEMA_VERSION + 10, backup: `mine.orebook-v${SCHEMA_VERSION}` },
    });
    expect(readFileVersion(workspace.raw)).toBe(SCHEMA_VERSION);
    expect(columnsOf(workspace, 'buyer')).not.toContain('extra');
    expect(await listBuyers(workspace.db)).toEqual([buyer('b1')]);
    expect(await getHistoryState(workspace.db)).toEqual(before);
    expect(workspace.raw.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(readdirSync(dirname(workspace.path))).toContain(`mine.orebook-v${SCHEMA_VERSION}`);
  });

  it('is rolled back completely when a function fails', async () => {
    const workspace = await createWithBuyer();
    const migrations = withFunction((connection) => {
      connection.exec('ALTER TABLE buyer ADD COLUMN extra TEXT');
      throw new Error('stop');
    });
    expect((await catchFailure(migrate(workspace.raw, { backUp: backUpOf(workspace), migrations }))).code).toBe('MIGRATION_FAILED');
    expect(columnsOf(workspace, 'buyer')).not.toContain('extra');
    expect(readFileVersion(workspace.raw)).toBe(SCHEMA_VERSION);
    expect(await listBuyers(workspace.db)).toEqual([buyer('b1')]);
  });

  it('fails with DISK_FULL on a full disk and changes nothing', async () => {
    const workspace = await createWithBuyer();
    workspace.raw.pragma(`max_page_count = ${Number(workspace.raw.pragma('page_count', { simple: true }))}`);
    const filling = `CREATE TABLE extra (x TEXT) STRICT;
      INSERT INTO extra WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT hex(randomblob(200)) FROM n;`;
    expect((await catchFailure(migrate(workspace.raw, { backUp: backUpOf(workspace), migrations: withStep(filling) }))).code).toBe(
      'DISK_FULL',
    );
    expect(readFileVersion(workspace.raw)).toBe(SCHEMA_VERSION);
    expect(await listBuyers(workspace.db)).toEqual([buyer('b1')]);
  });
});
