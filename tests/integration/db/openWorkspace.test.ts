import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { listBuyers, saveBuyer } from '#db/repositories/buyers.ts';
import { saveDraft } from '#db/repositories/drafts.ts';
import { addFacts, listFacts } from '#db/repositories/facts.ts';
import { getHistoryState } from '#db/repositories/history.ts';
import { FACTS } from '#db/seeds/facts.ts';
import { startChild, waitForExit } from './childProcesses.ts';
import { buyer } from './records.ts';
import { catchFailure, changeAsUser, createFolder, createPath, createWorkspace, openFile, readBytes } from './workspaceFiles.ts';

/** Creates a closed workspace with one buyer. */
const createClosedWorkspace = async (): Promise<string> => {
  const workspace = await createWorkspace();
  await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1')));
  workspace.close();
  return workspace.path;
};

/** Offset of user_version in SQLite's header. */
const USER_VERSION = 60;

describe('a workspace file', () => {
  it('contains what was saved, and is a single file when closed', async () => {
    const path = await createClosedWorkspace();
    expect(readdirSync(dirname(path))).toEqual(['mine.orebook']);
    const reopenedWorkspace = await openFile(path);
    expect(await listBuyers(reopenedWorkspace.db)).toEqual([buyer('b1')]);
  });

  it('is identified in its header', async () => {
    const path = await createClosedWorkspace();
    expect(readBytes(path).toString('latin1', 68, 72)).toBe('OREB');
  });

  it('is opened exclusively with a write-ahead log, full synchronisation and foreign keys', async () => {
    const { raw } = await openFile(await createClosedWorkspace());
    const settings = ['locking_mode', 'journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'recursive_triggers'];
    expect(settings.map((name) => raw.pragma(name, { simple: true }))).toEqual(['exclusive', 'wal', 2, 1, 0, 1]);
  });

  it('can be closed twice', async () => {
    const workspace = await createWorkspace();
    workspace.close();
    expect(() => workspace.close()).not.toThrow();
  });

  it('keeps every committed change when the process is killed', async () => {
    const path = await createClosedWorkspace();
    const child = await startChild('write', path);
    expect(child.answer).toBe('written');
    child.process.kill('SIGKILL');
    await waitForExit(child);
    const reopenedWorkspace = await openFile(path);
    expect((await listBuyers(reopenedWorkspace.db)).map((storedBuyer) => storedBuyer.id)).toEqual(['b1', 'written']);
  });
});

describe('a second opening', () => {
  it('is refused while another process has the file open, and succeeds once it is closed', async () => {
    const path = await createClosedWorkspace();
    const child = await startChild('hold', path);
    expect(child.answer).toBe('held');
    expect((await catchFailure(openFile(path))).code).toBe('WORKSPACE_BUSY');
    child.process.stdin.end();
    await waitForExit(child);
    expect(await listBuyers((await openFile(path)).db)).toHaveLength(1);
  });

  it('by another process is refused while this one has the file open', async () => {
    const path = await createClosedWorkspace();
    await openFile(path);
    expect((await startChild('try', path)).answer).toBe('WORKSPACE_BUSY');
  });

  it('in the same process is refused and keeps the lock of the first', async () => {
    const path = await createClosedWorkspace();
    await openFile(path);
    expect((await catchFailure(openFile(path))).code).toBe('WORKSPACE_BUSY');
    expect((await startChild('try', path)).answer).toBe('WORKSPACE_BUSY');
  });
});

describe("a file that can't be opened", () => {
  it('is missing', async () => {
    expect((await catchFailure(openFile(createPath()))).code).toBe('WORKSPACE_MISSING');
  });

  it('is not replaced by a new one', async () => {
    const path = await createClosedWorkspace();
    const before = readBytes(path);
    expect((await catchFailure(openFile(path, { shouldCreate: true }))).code).toBe('WORKSPACE_EXISTS');
    expect(readBytes(path).equals(before)).toBe(true);
  });

  it.each([
    ['text', Buffer.from('not a database, but long enough to hold a header of a hundred bytes and some more to be sure of it')],
    ['an empty file', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(8192)],
  ])('is not a workspace: %s', async (_name, content) => {
    const path = createPath();
    writeFileSync(path, content);
    expect((await catchFailure(openFile(path))).code).toBe('NOT_A_WORKSPACE');
    expect(readBytes(path).equals(content)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['mine.orebook']);
  });

  it('is not a workspace: a folder', async () => {
    const path = createPath();
    mkdirSync(path);
    expect((await catchFailure(openFile(path))).code).toBe('NOT_A_WORKSPACE');
  });

  it('is not a workspace: an SQLite file of another program, whose log is left alone', async () => {
    const workspace = await createWorkspace();
    workspace.raw.pragma('application_id = 7');
    workspace.raw.pragma('wal_checkpoint(TRUNCATE)');
    workspace.raw.exec('CREATE TABLE theirs (x)');
    const path = join(createFolder(), 'theirs.db');
    for (const end of ['', '-wal']) copyFileSync(`${workspace.path}${end}`, `${path}${end}`);
    const before = [readBytes(path), readBytes(`${path}-wal`)];
    expect((await catchFailure(openFile(path))).code).toBe('NOT_A_WORKSPACE');
    expect(readBytes(path).equals(before[0]!)).toBe(true);
    expect(readBytes(`${path}-wal`).equals(before[1]!)).toBe(true);
    expect(readdirSync(dirname(path)).sort()).toEqual(['theirs.db', 'theirs.db-wal']);
  });

  it('comes from a newer version, and no byte of it changes', async () => {
    const path = await createClosedWorkspace();
    const newerFile = readBytes(path);
    newerFile.writeUInt32BE(9990, USER_VERSION);
    writeFileSync(path, newerFile);
    expect(await catchFailure(openFile(path))).toEqual({ code: 'WORKSPACE_NEWER', details: { found: 9990, supported: SCHEMA_VERSION } });
    expect(readBytes(path).equals(newerFile)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['mine.orebook']);
  });

  it('is damaged in the middle, and is not changed', async () => {
    const path = await createClosedWorkspace();
    const damagedFile = readBytes(path);
    damagedFile.fill(0xa5, 3 * 4096, 6 * 4096);
    writeFileSync(path, damagedFile);
    expect((await catchFailure(openFile(path))).code).toBe('WORKSPACE_DAMAGED');
    expect(readBytes(path).equals(damagedFile)).toBe(true);
  });

  it.each([50, 4096, 100_000])('is damaged: cut off after %i bytes', async (length) => {
    const path = await createClosedWorkspace();
    truncateSync(path, length);
    const before = readBytes(path);
    expect((await catchFailure(openFile(path))).code).toBe('WORKSPACE_DAMAGED');
    expect(readBytes(path).equals(before)).toBe(true);
  });
});

// File modes do not apply to root, so another process opens the file as nobody.
describe.skipIf(process.platform === 'win32')('a read-only file', () => {
  it('is refused as read-only and not changed', async () => {
    const path = await createClosedWorkspace();
    const before = readBytes(path);
    chmodSync(dirname(path), 0o777);
    chmodSync(path, 0o444);
    expect((await startChild('tryAsNobody', path)).answer).toBe('WORKSPACE_READ_ONLY');
    expect(readBytes(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['mine.orebook']);
  });

  it("is refused when the log can't be written to its folder", async () => {
    const path = await createClosedWorkspace();
    chmodSync(path, 0o666);
    chmodSync(dirname(path), 0o555);
    const { answer: word } = await startChild('tryAsNobody', path);
    chmodSync(dirname(path), 0o755);
    expect(word).toBe('WORKSPACE_READ_ONLY');
  });

  it('is refused as read-only with a log of a killed process beside it, and neither is changed', async () => {
    const workspace = await createWorkspace();
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1')));
    const path = createPath();
    const files = ['', '-wal'].map((suffix) => `${path}${suffix}`);
    for (const suffix of ['', '-wal']) copyFileSync(`${workspace.path}${suffix}`, `${path}${suffix}`);
    const before = files.map(readBytes);
    for (const file of files) chmodSync(file, 0o444);
    for (const mode of [0o777, 0o555]) {
      chmodSync(dirname(path), mode);
      expect((await startChild('tryAsNobody', path)).answer).toBe('WORKSPACE_READ_ONLY');
    }
    chmodSync(dirname(path), 0o755);
    expect(files.map(readBytes)).toEqual(before);
  });

  it('opens once file and folder are writable', async () => {
    const path = await createClosedWorkspace();
    chmodSync(path, 0o666);
    chmodSync(dirname(path), 0o777);
    expect((await startChild('tryAsNobody', path)).answer).toBe('opened');
  });
});

describe('a full disk', () => {
  it('refuses the change, keeps the earlier state, and accepts changes when there is space again', async () => {
    const workspace = await createWorkspace();
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1')));
    const before = await getHistoryState(workspace.db);
    const pages = Number(workspace.raw.pragma('page_count', { simple: true }));
    // SQLite answers SQLITE_FULL beyond this number of pages, as on a full disk.
    workspace.raw.pragma(`max_page_count = ${pages}`);
    const tooMuch = changeAsUser(workspace, async (tx) => {
      await saveBuyer(tx, buyer('b2'));
      for (let i = 0; i < 40; i++) await addFacts(tx, FACTS);
    });
    expect((await catchFailure(tooMuch)).code).toBe('DISK_FULL');
    expect(await listBuyers(workspace.db)).toEqual([buyer('b1')]);
    expect(await listFacts(workspace.db)).toHaveLength(FACTS.length);
    expect(await getHistoryState(workspace.db)).toEqual(before);
    workspace.raw.pragma('max_page_count = 1000000');
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b2')));
    workspace.close();
    expect(await listBuyers((await openFile(workspace.path)).db)).toHaveLength(2);
  });

  it('is reported when SQLite has rolled back the transaction itself', async () => {
    const workspace = await createWorkspace();
    workspace.raw.pragma(`max_page_count = ${Number(workspace.raw.pragma('page_count', { simple: true }))}`);
    // A row in a table without triggers needs no statement journal, so SQLite rolls back the whole transaction.
    const tooLong = changeAsUser(workspace, async (tx) => {
      await saveBuyer(tx, buyer('b1'));
      await saveDraft(tx, 'contract', 'new', { note: 'x'.repeat(5_000_000) });
    });
    expect((await catchFailure(tooLong)).code).toBe('DISK_FULL');
    expect(await listBuyers(workspace.db)).toEqual([]);
    expect((await catchFailure(saveDraft(workspace.db, 'contract', 'new', { note: 'x'.repeat(5_000_000) }))).code).toBe('DISK_FULL');
    workspace.raw.pragma('max_page_count = 1000000');
    await changeAsUser(workspace, (tx) => saveBuyer(tx, buyer('b1')));
    expect(await listBuyers(workspace.db)).toHaveLength(1);
  });

  it('leaves no partial file when creating one fails', async () => {
    const path = join(createFolder(), 'no such folder', 'mine.orebook');
    expect((await catchFailure(openFile(path, { shouldCreate: true }))).code).toBe('WORKSPACE_MISSING');
    expect(existsSync(path)).toBe(false);
  });
});
