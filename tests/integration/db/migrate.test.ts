import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Workspace } from '#db/connection.ts';
import { MIGRATIONS, type Migration, migrate, readFileVersion, SCHEMA_VERSION } from '#db/migrate.ts';
import { listBuyers, saveBuyer } from '#db/repositories/buyers.ts';
import { getContract, saveContract } from '#db/repositories/contracts.ts';
import { getHistoryState, listChanges } from '#db/repositories/history.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import { REFERENCES } from '#db/seeds/references.ts';
import { undo } from '#db/transaction.ts';
import { buyer, contract, product } from './records.ts';
import { act, bytesOf, failureOf, newWorkspace, open } from './workspaceFiles.ts';

const withStep = (sql: string): Migration[] => [...MIGRATIONS, { version: SCHEMA_VERSION + 10, sql }];

const withBuyer = async (): Promise<Workspace> => {
  const workspace = await newWorkspace();
  await act(workspace, (tx) => saveBuyer(tx, buyer('b1')));
  return workspace;
};

const copyOf = (workspace: Workspace) => () => `${workspace.path}-v${SCHEMA_VERSION}`;

const columnsOf = (workspace: Workspace, table: string): unknown[] =>
  (workspace.raw.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name);

describe('the list of migrations', () => {
  it('counts by tens, ascending', () => {
    const versions = MIGRATIONS.map((step) => step.version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(versions.every((version) => version % 10 === 0)).toBe(true);
    expect(new Set(versions).size).toBe(versions.length);
  });
});

describe('the currencies', () => {
  it('come to a workspace that began without them, with every price and every follower it had', async () => {
    const workspace = await newWorkspace();
    // a migration runs without the connection's triggers
    workspace.raw.exec('INSERT INTO change_under_way VALUES (0, 0, 0)');
    // back to how it was before: no rate, nothing quoted in yuan
    workspace.raw.exec(
      `DELETE FROM shipped_price WHERE reference IN ('USDCNY', 'USDEUR', 'USDAUD');
       DELETE FROM reference WHERE code IN ('USDCNY', 'LI2CO3-CN', 'USDEUR', 'USDAUD');`,
    );
    workspace.raw.pragma('user_version = 50');
    const before = await listReferences(workspace.db);
    const prices = workspace.raw.prepare('SELECT count(*) FROM shipped_price').pluck().get();
    await migrate(
      workspace.raw,
      copyOf(workspace),
      MIGRATIONS.filter(({ version }) => version <= 60 || version === 90),
    );
    const after = await listReferences(workspace.db);
    expect(after.slice(0, -4)).toEqual(before);
    expect(after.slice(-4)).toEqual(REFERENCES.slice(-4));
    expect(workspace.raw.prepare('SELECT count(*) FROM shipped_price').pluck().get()).toBe(Number(prices) + 9);
    expect(() => workspace.raw.exec("UPDATE reference SET kind = 'rate' WHERE code = 'CU'")).toThrow(/CHECK/);
  });

  it('that came later leave every term of a deal as it was, and a reference of one’s own under their code', async () => {
    const workspace = await newWorkspace();
    await act(workspace, async (tx) => {
      await saveBuyer(tx, buyer('b1'));
      await saveProduct(tx, product('p1'));
      await saveContract(tx, contract('c1'));
    });
    workspace.raw.exec('INSERT INTO change_under_way VALUES (0, 0, 0)');
    workspace.raw.exec(
      `DELETE FROM shipped_price WHERE reference IN ('USDEUR', 'USDAUD'); DELETE FROM reference WHERE code = 'USDAUD';
       UPDATE reference SET name = 'Ours', kind = 'price', unit = 'USD/t', origin = 'user' WHERE code = 'USDEUR';`,
    );
    workspace.raw.pragma('user_version = 80');
    const before = await getContract(workspace.db, contract('c1').id);
    await migrate(workspace.raw, copyOf(workspace));
    expect(await getContract(workspace.db, contract('c1').id)).toEqual(before);
    const references = await listReferences(workspace.db);
    expect(references.find(({ code }) => code === 'USDEUR')).toMatchObject({ name: 'Ours', kind: 'price' });
    expect(references.at(-1)).toEqual(REFERENCES.at(-1));
    const shipped = workspace.raw.prepare("SELECT DISTINCT reference, price FROM shipped_price WHERE reference IN ('USDEUR', 'USDAUD')");
    expect(shipped.raw().all()).toEqual([['USDAUD', 1.5]]);
    workspace.raw.exec("UPDATE contract_terms SET currency = 'EUR'");
    expect(() => workspace.raw.exec("UPDATE contract_terms SET currency = 'GBP'")).toThrow(/CHECK/);
  });
});

describe('a migration', () => {
  it('takes a file to the newest schema and leaves a copy of the old one that opens', async () => {
    const workspace = await withBuyer();
    await migrate(workspace.raw, copyOf(workspace), withStep("CREATE TABLE extra (x TEXT) STRICT; INSERT INTO extra VALUES ('new');"));
    expect(readFileVersion(workspace.raw)).toBe(SCHEMA_VERSION + 10);
    expect(workspace.raw.prepare('SELECT x FROM extra').pluck().get()).toBe('new');
    expect(await listBuyers(workspace.db)).toEqual([buyer('b1')]);
    const copy = await open(`${workspace.path}-v${SCHEMA_VERSION}`);
    expect(columnsOf(copy, 'extra')).toEqual([]);
    expect(await listBuyers(copy.db)).toEqual([buyer('b1')]);
  });

  it('is where undo ends', async () => {
    const workspace = await withBuyer();
    await migrate(workspace.raw, copyOf(workspace), withStep('CREATE TABLE extra (x TEXT) STRICT'));
    expect((await failureOf(undo(workspace.db))).code).toBe('NOTHING_TO_UNDO');
    const [latest] = await listChanges(workspace.db, { limit: 1 });
    expect(latest?.origin).toBe('migration');
    expect(latest?.label).toEqual({ key: 'history.migrated', values: { from: SCHEMA_VERSION, to: SCHEMA_VERSION + 10 } });
  });

  it('makes the file too new for this version, which then leaves every byte alone', async () => {
    const workspace = await withBuyer();
    await migrate(workspace.raw, copyOf(workspace), withStep('CREATE TABLE extra (x TEXT) STRICT'));
    workspace.close();
    const before = bytesOf(workspace.path);
    expect(await failureOf(open(workspace.path))).toEqual({
      code: 'WORKSPACE_NEWER',
      details: { found: SCHEMA_VERSION + 10, supported: SCHEMA_VERSION },
    });
    expect(bytesOf(workspace.path).equals(before)).toBe(true);
  });

  it('does nothing to a file that is up to date', async () => {
    const workspace = await withBuyer();
    const before = await getHistoryState(workspace.db);
    await migrate(workspace.raw, copyOf(workspace));
    expect(await getHistoryState(workspace.db)).toEqual(before);
    expect(existsSync(`${workspace.path}-v${SCHEMA_VERSION}`)).toBe(false);
  });

  it.each([
    ['a step that is wrong', 'ALTER TABLE buyer ADD COLUMN extra TEXT; SELECT nonsense FROM nowhere;'],
    ['rows that are left referring to nothing', "ALTER TABLE buyer ADD COLUMN extra TEXT; DELETE FROM country WHERE code = 'CN';"],
  ])('rolls back whole on %s', async (_name, sql) => {
    const workspace = await withBuyer();
    const before = await getHistoryState(workspace.db);
    // a step of a migration runs without the connection's triggers
    workspace.raw.exec('INSERT INTO change_under_way VALUES (0, 0, 0)');
    const failure = await failureOf(migrate(workspace.raw, copyOf(workspace), withStep(sql)));
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

  it('runs out of disk as DISK_FULL, with the file as it was', async () => {
    const workspace = await withBuyer();
    workspace.raw.pragma(`max_page_count = ${Number(workspace.raw.pragma('page_count', { simple: true }))}`);
    const filling = `CREATE TABLE extra (x TEXT) STRICT;
      INSERT INTO extra WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT hex(randomblob(200)) FROM n;`;
    expect((await failureOf(migrate(workspace.raw, copyOf(workspace), withStep(filling)))).code).toBe('DISK_FULL');
    expect(readFileVersion(workspace.raw)).toBe(SCHEMA_VERSION);
    expect(await listBuyers(workspace.db)).toEqual([buyer('b1')]);
  });
});
