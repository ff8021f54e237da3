import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Workspace } from '#db/connection.ts';
import { copyWorkspace } from '#db/copyWorkspace.ts';
import { beginCheck, finalizeFile } from '#db/fileChecks.ts';
import { saveDraft } from '#db/repositories/drafts.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { catchFailure, changeAsUser, createPath, createWorkspace, openFile } from './workspaceFiles.ts';

const rename = async (workspace: Workspace, name: string): Promise<void> =>
  void (await changeAsUser(workspace, async (tx) => saveSettings(tx, { ...(await getSettings(tx)), name })));

const readName = async ({ db }: Workspace): Promise<string> => (await getSettings(db)).name;

/** How many pages the log has, and how many of them are in the file. */
const readLog = ({ raw }: Workspace) => (raw.pragma('wal_checkpoint(NOOP)') as [{ log: number; checkpointed: number }])[0];

/** Waits until the whole log is in the file. */
const waitForMerge = (workspace: Workspace): Promise<void> =>
  expect.poll(() => readLog(workspace), { timeout: 60_000, interval: 1000 }).toSatisfy(({ log, checkpointed }) => checkpointed === log);

describe('a workspace file that others touch', () => {
  it('is known to be out of place once it is deleted, renamed or replaced', async () => {
    const path = createPath();
    const workspace = await createWorkspace(path);
    expect(workspace.isInPlace()).toBe(true);
    renameSync(path, `${path}.old`);
    expect(workspace.isInPlace()).toBe(false);
    copyFileSync(`${path}.old`, path);
    expect(workspace.isInPlace()).toBe(false);
    rmSync(path);
    renameSync(`${path}.old`, path);
    expect(workspace.isInPlace()).toBe(true);
  });

  it('gets a long log once the thread is idle', async () => {
    const workspace = await createWorkspace();
    await workspace.db.transaction().execute((tx) => saveDraft(tx, 'plan', 'large', { text: 'x'.repeat(5e6) }));
    const { log, checkpointed } = readLog(workspace);
    expect(log).toBeGreaterThan(1000);
    expect(checkpointed).toBe(0);
    await waitForMerge(workspace);
    expect(readLog(workspace).log).toBe(log);
  });

  it('gets the log after a change that was under way when the thread was idle', async () => {
    const workspace = await createWorkspace();
    await rename(workspace, 'Changed');
    const measurement = vi.spyOn(performance, 'eventLoopUtilization');
    onTestFinished(() => measurement.mockRestore());
    // the timer has fired, and again
    const readChecks = () => measurement.mock.calls.filter(([start]) => start !== undefined).length;
    const change = workspace.db.transaction().execute(async () => {
      await expect.poll(readChecks, { timeout: 60_000, interval: 1000 }).toBeGreaterThan(1);
      throw new Error('rolled back');
    });
    await expect(change).rejects.toThrow('rolled back');
    expect(readLog(workspace).checkpointed).toBe(0);
    await waitForMerge(workspace);
  });

  it('opens alone when it is copied while it is open and idle', async () => {
    const path = createPath();
    const workspace = await createWorkspace(path);
    await rename(workspace, 'Changed');
    await waitForMerge(workspace);
    const copy = createPath();
    copyFileSync(path, copy);
    expect(await readName(await openFile(copy))).toBe('Changed');
  });

  it('is what a copy put in its place holds, although the log of the previous file is beside it', async () => {
    const path = createPath();
    const workspace = await createWorkspace(path);
    await rename(workspace, 'In the backup');
    const backup = createPath();
    await copyWorkspace(workspace, backup);
    await rename(workspace, 'After the backup');
    // a killed process leaves its log
    const killedPath = createPath();
    copyFileSync(backup, killedPath);
    copyFileSync(`${path}-wal`, `${killedPath}-wal`);
    expect(statSync(`${killedPath}-wal`).size).toBeGreaterThan(0);
    const reopenedWorkspace = await openFile(killedPath);
    expect(await readName(reopenedWorkspace)).toBe('In the backup');
    reopenedWorkspace.close();
    expect(readdirSync(dirname(killedPath)).sort()).toEqual(['mine.orebook', 'mine.orebook-wal-set-aside']);
  });

  it('can be read by its owner only', async () => {
    const path = createPath();
    const workspace = await createWorkspace(path);
    await rename(workspace, 'Changed');
    for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o077).toBe(0);
  });
});

describe('a file with another schema', () => {
  const tampered = async (sql: string): Promise<{ code: string; details: unknown }> => {
    const path = createPath();
    (await createWorkspace(path)).close();
    const rawDatabase = new BetterSqlite3(path);
    rawDatabase.exec(sql);
    rawDatabase.close();
    return catchFailure(openFile(path));
  };

  it.each([
    ['a trigger', 'CREATE TRIGGER more AFTER UPDATE ON setting BEGIN DELETE FROM contract; END'],
    ['a view in place of a table', 'ALTER TABLE house_logo RENAME TO elsewhere; CREATE VIEW house_logo AS SELECT * FROM elsewhere'],
    ['a table more', 'CREATE TABLE more (id TEXT)'],
    ['a table less', 'DROP TABLE house_logo'],
    ['a column less', 'ALTER TABLE plan DROP COLUMN note'],
  ])('is refused: %s', async (_, sql) => {
    expect((await tampered(sql)).code).toBe('WORKSPACE_DAMAGED');
  });

  it('is refused when a row refers to a missing row', async () => {
    expect((await tampered("PRAGMA foreign_keys = OFF; DELETE FROM metal WHERE code = 'copper'")).code).toBe('WORKSPACE_DAMAGED');
  });

  it('fires none of its triggers before it is refused', async () => {
    const path = createPath();
    (await createWorkspace(path)).close();
    const rawDatabase = new BetterSqlite3(path);
    rawDatabase.exec('CREATE TRIGGER more AFTER UPDATE ON workspace_state BEGIN DELETE FROM country; END; PRAGMA user_version = 10');
    rawDatabase.close();
    await catchFailure(openFile(path));
    const after = new BetterSqlite3(path);
    expect(after.prepare('SELECT count(*) FROM country').pluck().get()).toBeGreaterThan(0);
    after.close();
  });
});

describe('copies of a large workspace', () => {
  /** Creates a workspace of more than 4 MB, which is checked in the thread. */
  const createLarge = async (name: string): Promise<Workspace> => {
    const workspace = await createWorkspace();
    workspace.raw.exec(`INSERT INTO draft (kind, id, fields) VALUES ('plan', 'large', json_object('text', hex(zeroblob(4e6))))`);
    await rename(workspace, name);
    return workspace;
  };

  it('are checked one after another in a thread, which also serves the copy after one that is damaged', async () => {
    const [first, second] = [await createLarge('First'), await createLarge('Second')];
    const [a, b] = [createPath(), createPath()];
    await Promise.all([copyWorkspace(first, a), copyWorkspace(second, b)]);
    expect(statSync(a).size).toBeGreaterThan(4 * 1024 * 1024);
    const damagedPath = createPath();
    writeFileSync(damagedPath, readFileSync(a).fill(0xff, 8192, 40_960));
    const [failure] = await Promise.all([catchFailure(finalizeFile(damagedPath, { key: undefined })), copyWorkspace(first, damagedPath)]);
    expect(failure).toMatchObject({ code: 'WORKSPACE_DAMAGED' });
    expect(await Promise.all([a, b, damagedPath].map(async (path) => readName(await openFile(path))))).toEqual([
      'First',
      'Second',
      'First',
    ]);
  });

  it('are checked in the thread before they are opened, and by the connection itself where that finds a fault', async () => {
    const workspace = await createLarge('Large');
    const [path, damagedPath] = [createPath(), createPath()];
    await copyWorkspace(workspace, path);
    const pageCount = statSync(path).size / 4096;
    writeFileSync(damagedPath, readFileSync(path).fill(0xff, (pageCount - 40) * 4096, (pageCount - 30) * 4096));
    const pragma = vi.spyOn(Object.getPrototypeOf(workspace.raw), 'pragma');
    onTestFinished(() => pragma.mockRestore());
    const countChecks = (): number => pragma.mock.calls.filter(([text]) => String(text).startsWith('integrity_check')).length;
    expect(await readName(await openFile(path))).toBe('Large');
    expect(countChecks()).toBe(0);
    const damagedBytes = readFileSync(damagedPath);
    expect((await catchFailure(openFile(damagedPath))).code).toBe('WORKSPACE_DAMAGED');
    expect(countChecks()).toBe(1);
    expect(readFileSync(damagedPath).equals(damagedBytes)).toBe(true);
  });

  it('are checked again when they change after an early check', async () => {
    const [path, damagedPath] = [createPath(), createPath()];
    await copyWorkspace(await createLarge('Large'), path);
    copyFileSync(path, damagedPath);
    await beginCheck(path);
    expect(await readName(await openFile(path))).toBe('Large');
    await beginCheck(damagedPath);
    const pageCount = statSync(damagedPath).size / 4096;
    writeFileSync(damagedPath, readFileSync(damagedPath).fill(0xff, (pageCount - 40) * 4096, (pageCount - 30) * 4096));
    expect((await catchFailure(openFile(damagedPath))).code).toBe('WORKSPACE_DAMAGED');
  });
});
