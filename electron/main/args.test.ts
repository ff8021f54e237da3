import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { readArgs } from './args.ts';

const NOTHING = { asksForHelp: false, isSmokeTest: false, resetsGraphics: false, isReadOnly: false, lacksFile: false };
const read = (...args: string[]) => readArgs(args, '/home/ana');

it('a workspace is given by option or alone and resolved from the start folder', () => {
  const expectedArgs = { ...NOTHING, workspace: resolve('/home/ana', 'mine 🪨/Alta.orebook') };
  expect(read('--workspace', 'mine 🪨/Alta.orebook')).toEqual(expectedArgs);
  expect(read('--workspace=mine 🪨/Alta.orebook')).toEqual(expectedArgs);
  expect(read('mine 🪨/Alta.orebook')).toEqual(expectedArgs);
  expect(read('/data/a.OREBOOK').workspace).toBe(resolve('/data/a.OREBOOK'));
});

it('a file manager may pass the address of a file', () => {
  const path = resolve('/home/ana/Grube Süd 100 %/Alta.orebook');
  for (const args of [[pathToFileURL(path).href], ['--workspace', pathToFileURL(path).href]]) expect(read(...args).workspace).toBe(path);
  expect(read('file:/%').workspace).toBeUndefined();
  expect(read('file:///%/Alta.orebook').workspace).toMatch(/Alta\.orebook$/);
});

it('an option accepts any file, a double click only a workspace', () => {
  expect(read('--workspace', 'notes.db').workspace).toBe(resolve('/home/ana/notes.db'));
  expect(read('notes.db')).toEqual(NOTHING);
});

it('switches of Chromium are ignored', () => {
  expect(read('--no-sandbox', '--inspect=9229', '--remote-debugging-port=0', '--smoke-test')).toEqual({ ...NOTHING, isSmokeTest: true });
});

it('a workspace is opened read-only on request, which requires a file', () => {
  expect(read('--read-only', 'Alta.orebook')).toMatchObject({
    workspace: resolve('/home/ana/Alta.orebook'),
    isReadOnly: true,
    lacksFile: false,
  });
  expect(read('--read-only').lacksFile).toBe(true);
});

it('--workspace without a file is reported', () => {
  expect(read('--workspace')).toEqual({ ...NOTHING, lacksFile: true });
  expect(read('--workspace=')).toEqual({ ...NOTHING, lacksFile: true });
  expect(read('--help').asksForHelp).toBe(true);
});
