import { cpSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { root, tempFolder } from '../helpers/app.ts';

const SCRIPTS = ['buildState.mjs', 'packages.mjs'];
const FOLDERS = ['shared', 'engine', 'db', 'core', 'electron', 'renderer'];
const FILES = ['vite.config.ts', 'vite.node.config.ts', 'vite.preload.config.ts', 'package.json', 'package-lock.json'];

it('a build is current until the content of a source changes', async () => {
  const folder = tempFolder();
  const pathOf = (...names: string[]): string => join(folder.path, ...names);
  for (const name of [...FOLDERS, 'scripts', 'dist/renderer', 'dist/hosts']) mkdirSync(pathOf(name), { recursive: true });
  for (const name of SCRIPTS) cpSync(join(root, 'scripts', name), pathOf('scripts', name));
  for (const name of [...FILES, ...FOLDERS.map((source) => `${source}/index.ts`)]) writeFileSync(pathOf(name), '{}');
  const { isBuilt, digestSources, digestTimes, pageHalf, hostsHalf }: typeof import('../../scripts/buildState.mjs') = await import(
    pathToFileURL(pathOf('scripts', 'buildState.mjs')).href
  );
  expect(isBuilt()).toBe(false);
  const source = pathOf('engine', 'index.ts');
  utimesSync(source, 1000, 1000);
  for (const half of [pageHalf, hostsHalf])
    writeFileSync(join(half.target, 'build.json'), JSON.stringify({ times: digestTimes(half), sources: digestSources(half) }));
  expect(isBuilt()).toBe(true);

  const { ctimeMs } = statSync(source);
  // with the size and the time of writing of before; clocks of file systems have steps of some ms
  do {
    writeFileSync(source, '[]');
    utimesSync(source, 1000, 1000);
  } while (statSync(source).ctimeMs === ctimeMs);
  expect(isBuilt()).toBe(false);
  writeFileSync(source, '{}');
  expect(isBuilt()).toBe(true);
  folder.remove();
});
