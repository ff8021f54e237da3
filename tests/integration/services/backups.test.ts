import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openWorkspaceFile } from '#db/connection.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { seedSample } from '#db/seeds/sample/index.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { RecentWorkspace } from '#shared/contract/workspace.ts';
import { createSession } from '../../../core/session/session.ts';
import type { WorkspaceSession } from '../../../core/session/workspaceSession.ts';

let session: WorkspaceSession;
let dataFolder: string;
let clockTime: Date;
let path: string;
let isLeaving: boolean;
/** The second folder, and one given at the start of the app. */
let second: string | undefined;
let secondFolder: string | undefined;

const advanceClock = (minutes: number): void => {
  clockTime = new Date(clockTime.getTime() + minutes * 60_000);
};

const rename = (name: string) =>
  session.change({ key: 'history.settings' }, async (tx) => saveSettings(tx, { ...(await getSettings(tx)), name }));
const readName = async (): Promise<string> => (await getSettings(session.db())).name;
const copies = () => session.backups().copies.map(({ reason, revision }) => `${reason} r${revision}`);
const backupFolder = (): string => {
  const folder = join(dataFolder, 'backups');
  return join(folder, readdirSync(folder)[0]!);
};

const newSession = (): WorkspaceSession =>
  createSession({
    dataFolder,
    tempFolder: join(dataFolder, 'temp'),
    secondBackups: secondFolder,
    clock: () => clockTime,
    emit: () => {},
    onFileChange: (openFile) => (path = openFile?.path ?? path),
    throwIfCancelled: () => {
      if (isLeaving) throw new OrebookError('CANCELLED');
    },
  });

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'orebook backups '));
  clockTime = new Date(2026, 5, 3, 9);
  isLeaving = false;
  second = undefined;
  secondFolder = undefined;
  session = newSession();
  await session.create({ name: 'Mine', label: { key: 'history.create' }, fill: seedSample });
  return async () => {
    await session.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
});

describe('a backup of the workspace', () => {
  it('in which one stored value was changed is refused by a restore, and the workspace stays as it is', async () => {
    await session.backUp('user');
    const [file] = readdirSync(backupFolder());
    const backup = join(backupFolder(), file!);
    const bytes = readFileSync(backup);
    bytes.write('Hai Kong', bytes.indexOf('Hai Long'));
    writeFileSync(backup, bytes);
    await rename('Mine Z');
    await expect(session.restore(session.backups().copies[0]!.id)).rejects.toMatchObject({ code: 'WORKSPACE_DAMAGED' });
    expect(await readName()).toBe('Mine Z');
  });

  it('is not made when the open file is opened again', async () => {
    const before = copies();
    await rename('Mine A');
    const [{ handle }] = session.recents() as [RecentWorkspace];
    await session.openRecent(handle);
    expect(copies()).toEqual(before);
  });

  it('is made at opening if something changed since the last one', async () => {
    await rename('Mine A');
    const [{ handle }] = session.recents() as [RecentWorkspace];
    for (const expectedCopies of [['start r2'], ['start r2']]) {
      advanceClock(60);
      await session.close();
      await session.openRecent(handle);
      expect(copies()).toEqual(expectedCopies);
    }
  });

  it('is made after work, once for each state', async () => {
    await session.backUpIfNew('work');
    await session.backUpIfNew('work');
    expect(copies()).toEqual(['work r1']);
    advanceClock(15);
    await rename('Mine B');
    await session.backUpIfNew('work');
    expect(copies()).toEqual(['work r2', 'work r1']);
  });

  it('is one complete file that opens by itself with the content of its time', async () => {
    await rename('Mine C');
    await session.backUp('user');
    const [file, ...otherFiles] = readdirSync(backupFolder());
    expect(otherFiles).toEqual([]);
    const copy = await openWorkspaceFile(join(backupFolder(), file!));
    onTestFinished(() => copy.close());
    expect((await getSettings(copy.db)).name).toBe('Mine C');
  });

  it('is one of at most three automatic ones of one day', async () => {
    for (let n = 0; n < 5; n++) {
      advanceClock(20);
      await session.backUp('work');
    }
    const { copies } = session.backups();
    expect(copies.map((copy) => new Date(copy.at).getMinutes())).toEqual([40, 20, 0]);
    expect(readdirSync(backupFolder())).toHaveLength(3);
  });

  it('is cancelled when the app ends, and leaves no file', async () => {
    await rename('Mine A');
    isLeaving = true;
    await expect(session.backUp('user')).rejects.toMatchObject({ code: 'CANCELLED' });
    await session.backUpIfNew('work');
    expect(session.backups()).toEqual({ copies: [] });
    expect(readdirSync(backupFolder())).toEqual([]);
  });

  it('that can’t be written is reported, and work continues', async () => {
    await session.backUp('user');
    rmSync(join(dataFolder, 'backups'), { recursive: true });
    const inTheWay = join(dataFolder, 'backups');
    writeFileSync(inTheWay, 'a file where the folder was');
    await session.backUpIfNew('work');
    await rename('Mine D');
    await expect(session.backUp('user')).rejects.toMatchObject({ code: 'BACKUP_FAILED' });
    rmSync(inTheWay);
    expect(session.backups()).toEqual({ copies: [], failed: { at: clockTime.toISOString(), code: 'BACKUP_FAILED' } });
    await session.backUp('user');
    expect(session.backups().failed).toBeUndefined();
  });
});

describe('restoring a backup', () => {
  it('restores its content and makes a backup of the present content', async () => {
    await session.backUp('user');
    const [before] = session.backups().copies;
    advanceClock(5);
    await rename('Mine after');
    advanceClock(5);
    await session.restore(before!.id);
    expect(await readName()).toBe('Quillan Range');
    expect(copies()).toEqual(['restore r2', 'user r1']);
    const restoreCopy = session.backups().copies.find((copy) => copy.reason === 'restore');
    advanceClock(5);
    await session.restore(restoreCopy!.id);
    expect(await readName()).toBe('Mine after');
  });

  it('of a damaged file changes nothing', async () => {
    await session.backUp('user');
    const [copy] = session.backups().copies;
    await rename('Mine now');
    truncateSync(join(backupFolder(), readdirSync(backupFolder())[0]!), 8192);
    const before = readdirSync(join(dataFolder, 'workspaces')).sort();
    await expect(session.restore(copy!.id)).rejects.toMatchObject({ code: 'WORKSPACE_DAMAGED' });
    expect(await readName()).toBe('Mine now');
    expect(readdirSync(join(dataFolder, 'workspaces')).sort()).toEqual(before);
  });

  it('accepts only the name of a backup, never a path', async () => {
    await session.backUp('user');
    await expect(session.restore('../../recents')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a second folder', () => {
  const files = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []).sort();
  const firstCopyPath = (): string => join(second!, readdirSync(join(dataFolder, 'backups'))[0]!);
  const diskPath = (): string => join(dataFolder, 'disk');

  const chooseFolder = async (): Promise<void> => {
    second = diskPath();
    mkdirSync(second);
    await session.setSecondBackupFolder(second);
  };

  it('receives the existing backups and each new one, and deletes the same ones', async () => {
    await rename('Mine');
    await session.backUp('work');
    await chooseFolder();
    await expect.poll(() => files(firstCopyPath())).toEqual(files(backupFolder()));
    for (let n = 0; n < 4; n++) {
      advanceClock(20);
      await session.backUp('work');
    }
    await expect.poll(() => files(firstCopyPath())).toEqual(files(backupFolder()));
    expect(files(firstCopyPath())).toHaveLength(3);
    const copy = await openWorkspaceFile(join(firstCopyPath(), files(firstCopyPath())[0]!));
    onTestFinished(() => copy.close());
    expect((await getSettings(copy.db)).name).toBe('Mine');
  });

  it('is remembered after a restart until it is removed; its files stay', async () => {
    await session.backUp('user');
    await chooseFolder();
    await expect.poll(() => files(firstCopyPath())).toHaveLength(1);
    await session.stop();
    session = newSession();
    await session.openFirst({ kind: 'last' });
    expect(session.backups().second).toEqual({ name: 'disk', isSetByHost: false });
    await session.setSecondBackupFolder(undefined);
    expect(session.backups().second).toBeUndefined();
    expect(files(firstCopyPath())).toHaveLength(1);
  });

  it('on a disconnected disk is reported and not created; it gets missed backups when it is back', async () => {
    await chooseFolder();
    await session.backUp('user');
    await expect.poll(() => files(firstCopyPath())).toHaveLength(1);
    renameSync(diskPath(), join(dataFolder, 'away'));
    advanceClock(20);
    await session.backUp('user');
    await expect.poll(() => session.backups().second?.failed?.code).toBe('BACKUP_FAILED');
    expect(existsSync(diskPath())).toBe(false);
    expect(copies()).toHaveLength(2);
    renameSync(join(dataFolder, 'away'), diskPath());
    advanceClock(20);
    await session.backUp('user');
    await expect.poll(() => files(firstCopyPath())).toEqual(files(backupFolder()));
    expect(session.backups().second).toEqual({ name: 'disk', isSetByHost: false });
  });

  it('that is no folder is refused, and the previous one stays', async () => {
    await chooseFolder();
    writeFileSync(join(dataFolder, 'file'), '');
    await expect(session.setSecondBackupFolder(join(dataFolder, 'file'))).rejects.toMatchObject({ code: 'CANNOT_SAVE' });
    expect(session.backups().second?.name).toBe('disk');
  });

  it('given at start has priority over a chosen one', async () => {
    await chooseFolder();
    await session.stop();
    second = secondFolder = join(dataFolder, 'given');
    mkdirSync(second);
    session = newSession();
    await session.openFirst({ kind: 'last' });
    expect(session.backups().second).toEqual({ name: 'given', isSetByHost: true });
    await rename('Mine S');
    await session.backUp('user');
    await expect.poll(() => files(firstCopyPath())).toEqual(files(backupFolder()));
  });
});
