import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { listBuyers, saveBuyer } from '#db/repositories/buyers.ts';
import { saveDraft } from '#db/repositories/drafts.ts';
import { addFacts, listFacts } from '#db/repositories/facts.ts';
import { getHistoryState } from '#db/repositories/history.ts';
import { FACTS } from '#db/seeds/facts.ts';
import { exited, startChild } from './childProcesses.ts';
import { buyer } from './records.ts';
import { act, bytesOf, failureOf, newFolder, newPath, newWorkspace, open } from './workspaceFiles.ts';

/** A closed workspace with a buyer in it. */
const closedWorkspace = async (): Promise<string> => {
  const workspace = await newWorkspace();
  await act(workspace, (tx) => saveBuyer(tx, buyer('b1')));
  workspace.close();
  return workspace.path;
};

/** Offset of user_version in SQLite's header. */
const USER_VERSION = 60;

describe('a workspace file', () => {
  it('comes back with what was saved, and closed it is one file', async () => {
    const path = await closedWorkspace();
    expect(readdirSync(dirname(path))).toEqual(['mine.orebook']);
    const again = await open(path);
    expect(await listBuyers(again.db)).toEqual([buyer('b1')]);
  });

  it('is marked ours in the header', async () => {
    const path = await closedWorkspace();
    expect(bytesOf(path).toString('latin1', 68, 72)).toBe('OREB');
  });

  it('is held exclusively, through a log, each commit on the disk, references kept', async () => {
    const { raw } = await open(await closedWorkspace());
    const settings = ['locking_mode', 'journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'recursive_triggers'];
    expect(settings.map((name) => raw.pragma(name, { simple: true }))).toEqual(['exclusive', 'wal', 2, 1, 0, 1]);
  });

  it('may be closed twice', async () => {
    const workspace = await newWorkspace();
    workspace.close();
    expect(() => workspace.close()).not.toThrow();
  });

  it('keeps every committed change when the process is killed', async () => {
    const path = await closedWorkspace();
    const child = await startChild('write', path);
    expect(child.word).toBe('written');
    child.process.kill('SIGKILL');
    await exited(child);
    const again = await open(path);
    expect((await listBuyers(again.db)).map((one) => one.id)).toEqual(['b1', 'written']);
  });
});

describe('a second opening', () => {
  it('is refused while another process holds the file, and granted once that process closed it', async () => {
    const path = await closedWorkspace();
    const child = await startChild('hold', path);
    expect(child.word).toBe('held');
    expect((await failureOf(open(path))).code).toBe('WORKSPACE_BUSY');
    child.process.stdin.end();
    await exited(child);
    expect(await listBuyers((await open(path)).db)).toHaveLength(1);
  });

  it('is refused to another process while this one holds the file', async () => {
    const path = await closedWorkspace();
    await open(path);
    expect((await startChild('try', path)).word).toBe('WORKSPACE_BUSY');
  });

  it('is refused inside the process, and leaves the lock of the first', async () => {
    const path = await closedWorkspace();
    await open(path);
    expect((await failureOf(open(path))).code).toBe('WORKSPACE_BUSY');
    expect((await startChild('try', path)).word).toBe('WORKSPACE_BUSY');
  });
});

describe('a file that can not be opened', () => {
  it('is missing', async () => {
    expect((await failureOf(open(newPath()))).code).toBe('WORKSPACE_MISSING');
  });

  it('is not replaced by a new one', async () => {
    const path = await closedWorkspace();
    const before = bytesOf(path);
    expect((await failureOf(open(path, { create: true }))).code).toBe('WORKSPACE_EXISTS');
    expect(bytesOf(path).equals(before)).toBe(true);
  });

  it.each([
    ['text', Buffer.from('not a database, but long enough to hold a header of a hundred bytes and some more to be sure of it')],
    ['an empty file', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(8192)],
  ])('is not a workspace: %s', async (_name, content) => {
    const path = newPath();
    writeFileSync(path, content);
    expect((await failureOf(open(path))).code).toBe('NOT_A_WORKSPACE');
    expect(bytesOf(path).equals(content)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['mine.orebook']);
  });

  it('is not a workspace: a folder', async () => {
    const path = newPath();
    mkdirSync(path);
    expect((await failureOf(open(path))).code).toBe('NOT_A_WORKSPACE');
  });

  it('is not a workspace: an SQLite file of another program, whose log is left alone', async () => {
    const workspace = await newWorkspace();
    workspace.raw.pragma('application_id = 7');
    workspace.raw.pragma('wal_checkpoint(TRUNCATE)');
    workspace.raw.exec('CREATE TABLE theirs (x)');
    const path = join(newFolder(), 'theirs.db');
    for (const end of ['', '-wal']) copyFileSync(`${workspace.path}${end}`, `${path}${end}`);
    const before = [bytesOf(path), bytesOf(`${path}-wal`)];
    expect((await failureOf(open(path))).code).toBe('NOT_A_WORKSPACE');
    expect(bytesOf(path).equals(before[0]!)).toBe(true);
    expect(bytesOf(`${path}-wal`).equals(before[1]!)).toBe(true);
    expect(readdirSync(dirname(path)).sort()).toEqual(['theirs.db', 'theirs.db-wal']);
  });

  it('comes from a newer version, and not a byte of it changes', async () => {
    const path = await closedWorkspace();
    const newer = bytesOf(path);
    newer.writeUInt32BE(9990, USER_VERSION);
    writeFileSync(path, newer);
    expect(await failureOf(open(path))).toEqual({ code: 'WORKSPACE_NEWER', details: { found: 9990, supported: SCHEMA_VERSION } });
    expect(bytesOf(path).equals(newer)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['mine.orebook']);
  });

  it('is damaged in the middle, and stays as it is', async () => {
    const path = await closedWorkspace();
    const damaged = bytesOf(path);
    damaged.fill(0xa5, 3 * 4096, 6 * 4096);
    writeFileSync(path, damaged);
    expect((await failureOf(open(path))).code).toBe('WORKSPACE_DAMAGED');
    expect(bytesOf(path).equals(damaged)).toBe(true);
  });

  it.each([50, 4096, 100_000])('is damaged: cut off after %i bytes', async (length) => {
    const path = await closedWorkspace();
    truncateSync(path, length);
    const before = bytesOf(path);
    expect((await failureOf(open(path))).code).toBe('WORKSPACE_DAMAGED');
    expect(bytesOf(path).equals(before)).toBe(true);
  });
});

// File modes bind everybody but root, so another process tries: as root it becomes nobody first.
describe.skipIf(process.platform === 'win32')('a file that may only be read', () => {
  it('is refused as read-only and stays as it is', async () => {
    const path = await closedWorkspace();
    const before = bytesOf(path);
    chmodSync(dirname(path), 0o777);
    chmodSync(path, 0o444);
    expect((await startChild('tryAsNobody', path)).word).toBe('WORKSPACE_READ_ONLY');
    expect(bytesOf(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['mine.orebook']);
  });

  it('is refused when its folder can not take the log', async () => {
    const path = await closedWorkspace();
    chmodSync(path, 0o666);
    chmodSync(dirname(path), 0o555);
    const { word } = await startChild('tryAsNobody', path);
    chmodSync(dirname(path), 0o755);
    expect(word).toBe('WORKSPACE_READ_ONLY');
  });

  it('opens for the same process once both may be written', async () => {
    const path = await closedWorkspace();
    chmodSync(path, 0o666);
    chmodSync(dirname(path), 0o777);
    expect((await startChild('tryAsNobody', path)).word).toBe('opened');
  });
});

describe('a full disk', () => {
  it('refuses the change, keeps the earlier state, and lets work go on when there is room', async () => {
    const workspace = await newWorkspace();
    await act(workspace, (tx) => saveBuyer(tx, buyer('b1')));
    const before = await getHistoryState(workspace.db);
    const pages = Number(workspace.raw.pragma('page_count', { simple: true }));
    // SQLite answers SQLITE_FULL past this many pages, as it does when a write finds no space.
    workspace.raw.pragma(`max_page_count = ${pages}`);
    const tooMuch = act(workspace, async (tx) => {
      await saveBuyer(tx, buyer('b2'));
      for (let i = 0; i < 40; i++) await addFacts(tx, FACTS);
    });
    expect((await failureOf(tooMuch)).code).toBe('DISK_FULL');
    expect(await listBuyers(workspace.db)).toEqual([buyer('b1')]);
    expect(await listFacts(workspace.db)).toHaveLength(FACTS.length);
    expect(await getHistoryState(workspace.db)).toEqual(before);
    workspace.raw.pragma('max_page_count = 1000000');
    await act(workspace, (tx) => saveBuyer(tx, buyer('b2')));
    workspace.close();
    expect(await listBuyers((await open(workspace.path)).db)).toHaveLength(2);
  });

  it('is named as such when SQLite has ended the transaction by itself', async () => {
    const workspace = await newWorkspace();
    workspace.raw.pragma(`max_page_count = ${Number(workspace.raw.pragma('page_count', { simple: true }))}`);
    // One row in a table without triggers needs no statement journal: SQLite then rolls the whole transaction back.
    const tooLong = act(workspace, async (tx) => {
      await saveBuyer(tx, buyer('b1'));
      await saveDraft(tx, 'contract', 'new', { note: 'x'.repeat(5_000_000) });
    });
    expect((await failureOf(tooLong)).code).toBe('DISK_FULL');
    expect(await listBuyers(workspace.db)).toEqual([]);
    expect((await failureOf(saveDraft(workspace.db, 'contract', 'new', { note: 'x'.repeat(5_000_000) }))).code).toBe('DISK_FULL');
    workspace.raw.pragma('max_page_count = 1000000');
    await act(workspace, (tx) => saveBuyer(tx, buyer('b1')));
    expect(await listBuyers(workspace.db)).toHaveLength(1);
  });

  it('makes no half file: a creation that fails takes its file away', async () => {
    const path = join(newFolder(), 'no such folder', 'mine.orebook');
    expect((await failureOf(open(path, { create: true }))).code).toBe('WORKSPACE_MISSING');
    expect(existsSync(path)).toBe(false);
  });
});
