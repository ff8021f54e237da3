import { copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { sampleName, seedSample } from '#db/seeds/sample/index.ts';
import { createSession } from '../../../core/session/session.ts';
import type { WorkspaceSession } from '../../../core/session/workspaceSession.ts';
import { catchFailure } from '../db/workspaceFiles.ts';

let session: WorkspaceSession;
let dataFolder: string;

const newSession = (): WorkspaceSession =>
  createSession({
    dataFolder,
    tempFolder: join(dataFolder, 'temp'),
    clock: () => new Date(2026, 5, 3, 9),
    emit: () => {},
    onFileChange: () => {},
  });

const rename = (name: string) =>
  session.change({ key: 'history.settings' }, async (tx) => saveSettings(tx, { ...(await getSettings(tx)), name }));
const readName = async (): Promise<string> => (await getSettings(session.db())).name;
const sample = { name: sampleName, label: { key: 'history.create' as const }, fill: seedSample };
const files = (): readonly string[] => readdirSync(join(dataFolder, 'workspaces')).sort();

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'orebook files '));
  session = newSession();
  await session.create({ ...sample, name: 'Mine' });
  return async () => {
    await session.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
});

describe('a workspace whose file is moved, replaced or deleted outside the program', () => {
  const replace = (path: string): void => {
    writeFileSync(`${path}.download`, 'another file');
    renameSync(`${path}.download`, path);
  };

  it.each([
    ['deleted', (path: string) => rmSync(path), 'Mine'],
    ['renamed', (path: string) => renameSync(path, `${path}.elsewhere`), 'Mine'],
    ['replaced', replace, 'Mine 2'],
  ])('continues in a new file, which holds every change that was confirmed: %s', async (_, fault, name) => {
    await rename('Confirmed');
    fault(session.path());
    expect(await catchFailure(rename('Refused'))).toEqual({ code: 'WORKSPACE_REPLACED', details: { name } });
    expect(await readName()).toBe('Confirmed');
    await rename('Made again');
    await session.stop();
    session = newSession();
    await session.openFirst({ kind: 'last' });
    expect(await readName()).toBe('Made again');
  });

  it('is saved to a new file when the program ends, and opens at the next start', async () => {
    await rename('Confirmed');
    rmSync(session.path());
    await session.stop();
    session = newSession();
    await session.openFirst({ kind: 'last' });
    expect(await readName()).toBe('Confirmed');
  });
});

describe('a workspace that is being created when the program is killed', () => {
  it('leaves no workspace under its name', async () => {
    const failingSample = { ...sample, name: 'Other', fill: async () => Promise.reject(new Error('killed')) };
    await expect(session.create(failingSample)).rejects.toThrow('killed');
    expect(files().filter((file) => file.startsWith('Other'))).toEqual([]);
  });

  it('is created where a killed process left its beginning', async () => {
    copyFileSync(session.path(), join(dataFolder, 'workspaces', 'Other.orebook.new'));
    await session.create({ ...sample, name: 'Other' });
    await rename('Renamed');
    expect(files()).not.toContain('Other.orebook.new');
  });

  it('is no obstacle to the sample, whose file an earlier version left incomplete', async () => {
    writeFileSync(join(dataFolder, 'workspaces', `${sampleName}.orebook`), '');
    await session.openSample(sample);
    expect(session.path()).toContain(`${sampleName} 2.orebook`);
  });
});
