import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempFolder } from '../../tests/helpers/app.ts';
import { openRecentsFile } from './recents.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

const OPENED = new Date('2026-05-31T12:00:00Z');

it('every workspace that was opened can be opened again, the newest first', () => {
  const recents = openRecentsFile(folder.path);
  for (let i = 0; i < 40; i++) recents.noteOpened(join(folder.path, `${i}.orebook`), `Mine ${i}`, false, OPENED);
  const recentFiles = openRecentsFile(folder.path).list();
  expect(recentFiles.map(({ name }) => name)).toEqual(Array.from({ length: 40 }, (_, i) => `Mine ${39 - i}`));
  expect(recents.pathOf(recentFiles[39]!.handle)).toBe(join(folder.path, '0.orebook'));
});

it('a list that can’t be written does not stop a workspace from being opened, and is written once it can', () => {
  // no rename can put a file in the place of a folder
  const file = join(folder.path, 'recents.json');
  mkdirSync(join(file, 'held'), { recursive: true });
  const recents = openRecentsFile(folder.path);
  const handle = recents.noteOpened(join(folder.path, 'a.orebook'), 'A', false, OPENED);
  expect(recents.list()).toMatchObject([{ handle, name: 'A', isMissing: true }]);
  expect(readdirSync(folder.path)).toEqual(['recents.json']);
  rmSync(file, { recursive: true });
  recents.noteOpened(join(folder.path, 'b.orebook'), 'B', false, OPENED);
  expect(existsSync(file)).toBe(true);
  expect(
    openRecentsFile(folder.path)
      .list()
      .map(({ name }) => name),
  ).toEqual(['B', 'A']);
});

it('the name of the person who works here stays when workspaces are opened and closed', () => {
  const recents = openRecentsFile(folder.path);
  expect(recents.userName()).toBeUndefined();
  recents.setUserName('Shen Yulan');
  recents.noteOpened(join(folder.path, 'a.orebook'), 'A', false, OPENED);
  recents.noteClosed();
  expect(openRecentsFile(folder.path).userName()).toBe('Shen Yulan');
  recents.setUserName('');
  expect(openRecentsFile(folder.path).userName()).toBe('');
});

it('hidden amounts stay hidden when workspaces are opened and closed, and after a restart', () => {
  const recents = openRecentsFile(folder.path);
  expect(recents.isHidingAmounts()).toBe(false);
  recents.setHidingAmounts(true);
  recents.noteOpened(join(folder.path, 'a.orebook'), 'A', false, OPENED);
  recents.noteClosed();
  expect(openRecentsFile(folder.path).isHidingAmounts()).toBe(true);
});
