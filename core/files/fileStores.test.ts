import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempFolder } from '../../tests/helpers/app.ts';
import { createArtefactStore, createIntakeStore } from './fileStores.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

it('a local file has one token at its location, however its path is written', async () => {
  const long = join(folder.path, 'mina 🪨 ore', 'x'.repeat(240));
  mkdirSync(long, { recursive: true });
  const path = join(long, 'Alta & Söhne.orebook');
  writeFileSync(path, 'twelve bytes');
  const intake = createIntakeStore(join(folder.path, 'files'));
  const { token } = await intake.refer(path);
  expect(await intake.take(token)).toEqual({ path, name: 'Alta & Söhne.orebook', bytes: 12, isInPlace: true });
  expect(existsSync(path)).toBe(true);
  await expect(intake.take(token)).rejects.toMatchObject({ code: 'INTAKE_EXPIRED' });
});

it('a folder, a relative path and a missing volume are not files', async () => {
  const intake = createIntakeStore(join(folder.path, 'files'));
  for (const path of [folder.path, 'Alta.orebook', '', join(folder.path, 'gone', 'Alta.orebook')])
    await expect(intake.refer(path), path).rejects.toMatchObject({ code: 'INTAKE_EXPIRED' });
});

it('a document whose metadata can’t be written leaves no file', async () => {
  // paths are limited in length: the document's own just fits, its metadata's does not
  const most = process.platform === 'darwin' ? 1_023 : 4_095;
  const wanted = most - '/artefacts/'.length - 32;
  let deep = folder.path;
  while (wanted - deep.length > 202) deep = join(deep, 'x'.repeat(200));
  deep = join(deep, 'x'.repeat(wanted - deep.length - 1));
  const artefacts = createArtefactStore(deep);
  await expect(artefacts.store('board.pdf', 'application/pdf', 'a document')).rejects.toThrow(/ENAMETOOLONG/);
  expect(readdirSync(join(deep, 'artefacts'))).toEqual([]);
});
