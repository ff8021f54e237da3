import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openWorkspaceFile } from '#db/connection.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { seedSample } from '#db/seeds/sample/index.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { createSession, type WorkspaceSession } from '../../../electron/services/session.ts';

let session: WorkspaceSession;
let dataFolder: string;
let now: Date;
let path: string;
let leaving: boolean;

const later = (minutes: number): void => {
  now = new Date(now.getTime() + minutes * 60_000);
};

const rename = (name: string) =>
  session.change({ key: 'history.settings' }, async (tx) => saveSettings(tx, { ...(await getSettings(tx)), name }));
const nameNow = async (): Promise<string> => (await getSettings(session.db())).name;
const copies = () => session.backups().copies.map(({ reason, revision }) => `${reason} r${revision}`);
const backupFolder = (): string => {
  const folder = join(dataFolder, 'backups');
  return join(folder, readdirSync(folder)[0]!);
};

const newSession = (): WorkspaceSession =>
  createSession({
    dataFolder,
    tempFolder: join(dataFolder, 'temp'),
    clock: () => now,
    emit: () => {},
    holds: (held) => (path = held ?? path),
    goOn: () => {
      if (leaving) throw new OrebookError('CANCELLED');
    },
  });

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'orebook backups '));
  now = new Date(2026, 5, 3, 9);
  leaving = false;
  session = newSession();
  await session.create({ name: 'Mine', label: { key: 'history.create' }, fill: seedSample });
  return async () => {
    await session.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
});

describe('a copy of the workspace', () => {
  it('is kept at opening, when something changed since the last one', async () => {
    await rename('Mine A');
    await session.stop();
    for (const expected of [['start r2'], ['start r2']]) {
      later(60);
      session = newSession();
      await session.openFirst({ kind: 'last' });
      expect(copies()).toEqual(expected);
      await session.stop();
    }
    session = newSession();
    await session.openFirst({ kind: 'last' });
  });

  it('is kept after work, once for each state', async () => {
    await session.backUpIfNew('work');
    await session.backUpIfNew('work');
    expect(copies()).toEqual(['work r1']);
    later(15);
    await rename('Mine B');
    await session.backUpIfNew('work');
    expect(copies()).toEqual(['work r2', 'work r1']);
  });

  it('is one whole file that opens by itself and holds what was there', async () => {
    await rename('Mine C');
    await session.backUp('user');
    const [file, ...more] = readdirSync(backupFolder());
    expect(more).toEqual([]);
    const copy = await openWorkspaceFile(join(backupFolder(), file!));
    onTestFinished(() => copy.close());
    expect((await getSettings(copy.db)).name).toBe('Mine C');
  });

  it('leaves only three of one day', async () => {
    for (let n = 0; n < 5; n++) {
      later(20);
      await session.backUp('user');
    }
    const { copies } = session.backups();
    expect(copies.map((copy) => new Date(copy.at).getMinutes())).toEqual([40, 20, 0]);
    expect(readdirSync(backupFolder())).toHaveLength(3);
  });

  it('is given up when the app ends, and nothing of it is left', async () => {
    await rename('Mine A');
    leaving = true;
    await expect(session.backUp('user')).rejects.toMatchObject({ code: 'CANCELLED' });
    await session.backUpIfNew('work');
    expect(session.backups()).toEqual({ copies: [] });
    expect(readdirSync(backupFolder())).toEqual([]);
  });

  it('that can’t be written is said, and the work goes on', async () => {
    await session.backUp('user');
    rmSync(join(dataFolder, 'backups'), { recursive: true });
    const inTheWay = join(dataFolder, 'backups');
    writeFileSync(inTheWay, 'a file where the folder was');
    await session.backUpIfNew('work');
    await rename('Mine D');
    await expect(session.backUp('user')).rejects.toMatchObject({ code: 'BACKUP_FAILED' });
    rmSync(inTheWay);
    expect(session.backups()).toEqual({ copies: [], failed: { at: now.toISOString(), code: 'BACKUP_FAILED' } });
    await session.backUp('user');
    expect(session.backups().failed).toBeUndefined();
  });
});

describe('restoring a copy', () => {
  it('brings back what was there and keeps what is there now', async () => {
    await session.backUp('user');
    const [before] = session.backups().copies;
    later(5);
    await rename('Mine after');
    later(5);
    await session.restore(before!.id);
    expect(await nameNow()).toBe('Quillan Range');
    expect(copies()).toEqual(['restore r2', 'user r1']);
    const kept = session.backups().copies.find((copy) => copy.reason === 'restore');
    later(5);
    await session.restore(kept!.id);
    expect(await nameNow()).toBe('Mine after');
  });

  it('of a file that has gone bad changes nothing', async () => {
    await session.backUp('user');
    const [copy] = session.backups().copies;
    await rename('Mine now');
    truncateSync(join(backupFolder(), readdirSync(backupFolder())[0]!), 8192);
    const before = readdirSync(join(dataFolder, 'workspaces')).sort();
    await expect(session.restore(copy!.id)).rejects.toMatchObject({ code: 'WORKSPACE_DAMAGED' });
    expect(await nameNow()).toBe('Mine now');
    expect(readdirSync(join(dataFolder, 'workspaces')).sort()).toEqual(before);
  });

  it('takes only the name of a copy, never a path', async () => {
    await session.backUp('user');
    await expect(session.restore('../../recents')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
