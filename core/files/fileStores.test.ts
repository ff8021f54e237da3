import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempFolder } from '../../tests/helpers/app.ts';
import { artefactStore, intakeStore } from './fileStores.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

it('a file of this computer is named where it stands, once, however its path is written', async () => {
  const long = join(folder.path, 'mina 🪨 ore', 'x'.repeat(240));
  mkdirSync(long, { recursive: true });
  const path = join(long, 'Alta & Söhne.orebook');
  writeFileSync(path, 'twelve bytes');
  const intake = intakeStore(join(folder.path, 'files'));
  const { token } = await intake.refer(path);
  expect(await intake.take(token)).toEqual({ path, name: 'Alta & Söhne.orebook', bytes: 12, inPlace: true });
  expect(existsSync(path)).toBe(true);
  await expect(intake.take(token)).rejects.toMatchObject({ code: 'INTAKE_GONE' });
});

it('a folder, a path without its beginning and a volume that is gone are no files', async () => {
  const intake = intakeStore(join(folder.path, 'files'));
  for (const path of [folder.path, 'Alta.orebook', '', join(folder.path, 'gone', 'Alta.orebook')])
    await expect(intake.refer(path), path).rejects.toMatchObject({ code: 'INTAKE_GONE' });
});

it('a document whose note can’t be written leaves nothing behind', async () => {
  // the system takes paths of so many characters: the document's own just fits, its note's does not
  const most = process.platform === 'darwin' ? 1_023 : 4_095;
  const wanted = most - '/artefacts/'.length - 32;
  let deep = folder.path;
  while (wanted - deep.length > 202) deep = join(deep, 'x'.repeat(200));
  deep = join(deep, 'x'.repeat(wanted - deep.length - 1));
  const artefacts = artefactStore(deep);
  await expect(artefacts.keep('board.pdf', 'application/pdf', 'a document')).rejects.toThrow(/ENAMETOOLONG/);
  expect(readdirSync(join(deep, 'artefacts'))).toEqual([]);
});
