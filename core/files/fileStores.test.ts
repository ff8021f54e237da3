import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import { tempFolder } from '../../tests/helpers/app.ts';
import { createArtefactStore, createIntakeStore } from './fileStores.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

it('a local file has one token at its location, however its path is written', async () => {
  const longPath = join(folder.path, 'mina 🪨 ore', 'x'.repeat(240));
  mkdirSync(longPath, { recursive: true });
  const path = join(longPath, 'Alta & Söhne.orebook');
  writeFileSync(path, 'twelve bytes');
  const intake = createIntakeStore(join(folder.path, 'files'));
  const { token } = await intake.refer(path);
  expect(await intake.take(token)).toEqual({ path });
  expect(existsSync(path)).toBe(true);
  await expect(intake.take(token)).rejects.toMatchObject({ code: 'INTAKE_EXPIRED' });
});

it('a folder, a relative path and a missing volume are not files', async () => {
  const intake = createIntakeStore(join(folder.path, 'files'));
  for (const path of [folder.path, 'Alta.orebook', '', join(folder.path, 'gone', 'Alta.orebook')])
    await expect(intake.refer(path), path).rejects.toMatchObject({ code: 'INTAKE_EXPIRED' });
});

const readFiles = (): readonly string[] =>
  (readdirSync(folder.path, { recursive: true, encoding: 'utf8' }) as string[])
    .map((name) => join(folder.path, name))
    .filter((path) => statSync(path).isFile());

it('a character that ends beyond a chunk of a long text is stored whole', async () => {
  const text = `${'a'.repeat(1024 * 1024 - 1)}😀${'海'.repeat(1024 * 1024)}`;
  const artefacts = createArtefactStore(folder.path);
  const { token, bytes } = await artefacts.store('a.csv', 'text/csv', Readable.from([text.slice(0, 10), text.slice(10)]));
  const { content } = await artefacts.fetch(token);
  expect([bytes, (await readText(content)) === text]).toEqual([Buffer.byteLength(text), true]);
});

it('a text in parts is written while its parts are made; one that fails is not stored', async () => {
  const artefacts = createArtefactStore(folder.path);
  const part = 'a'.repeat(1024 * 1024);
  let hasWrittenBefore = false;
  const parts = async function* () {
    for (let i = 0; i < 40; i++) yield part;
    hasWrittenBefore = readFiles().some((path) => statSync(path).size > part.length);
    throw new OrebookError('CANCELLED');
  };
  await expect(artefacts.store('a.csv', 'text/csv', parts())).rejects.toMatchObject({ code: 'CANCELLED' });
  expect([hasWrittenBefore, readFiles()]).toEqual([true, []]);
});

it('content and names lie encrypted on the disk, and a file of another token or a changed one is not served', async () => {
  const text = 'Hai Long pays 9500 USD';
  const [intake, artefacts] = [createIntakeStore(folder.path), createArtefactStore(folder.path)];
  const incomingFile = await intake.accept(Readable.from([Buffer.from(text)]), 'Hai Long.csv');
  const storedFile = await artefacts.store('Hai Long.csv', 'text/csv', text);
  expect([incomingFile.bytes, storedFile.bytes]).toEqual([text.length, text.length]);
  for (const path of readFiles()) {
    expect(readFileSync(path).includes('Hai Long'), path).toBe(false);
    expect(path).not.toContain(incomingFile.token);
    expect(path).not.toContain(storedFile.token);
  }
  const file = await intake.takeContent(incomingFile.token);
  expect(Buffer.from(await file.read()).toString()).toBe(text);
  const document = await artefacts.fetch(storedFile.token);
  expect([document.name, document.bytes, await readText(document.content)]).toEqual(['Hai Long.csv', text.length, text]);
  await expect.poll(readFiles).toEqual([]);

  const changedFile = await artefacts.store('a.csv', 'text/csv', text);
  const path = readFiles().find((name) => !name.endsWith('.json'))!;
  const bytes = readFileSync(path);
  bytes[3] = bytes[3]! ^ 1;
  writeFileSync(path, bytes);
  await expect(readText((await artefacts.fetch(changedFile.token)).content)).rejects.toThrow();
});

it('an uploaded workspace is decrypted only where it is written, again if asked, until it is discarded', async () => {
  const intake = createIntakeStore(folder.path);
  const file = await intake.take((await intake.accept(Readable.from([Buffer.from('Hai Long')]), 'Mine.orebook')).token);
  if ('path' in file) throw new Error('it is no file of the user’s own');
  const targets = ['first', 'second'].map((name) => join(folder.path, name));
  for (const target of targets) await file.writeTo(target);
  await expect(file.writeTo(targets[0]!)).rejects.toThrow();
  await file.writeTo(targets[0]!);
  expect(readFiles().filter((path) => readFileSync(path).includes('Hai Long'))).toEqual(targets);
  await file.discard();
  expect(readFiles()).toEqual(targets);
});

it('a document whose metadata can’t be written leaves no file', async () => {
  // paths are limited in length: the document's own just fits, its metadata's does not
  const maximumLength = process.platform === 'darwin' ? 1_023 : 4_095;
  const targetLength = maximumLength - '/artefacts/'.length - 32;
  let deepPath = folder.path;
  while (targetLength - deepPath.length > 202) deepPath = join(deepPath, 'x'.repeat(200));
  deepPath = join(deepPath, 'x'.repeat(targetLength - deepPath.length - 1));
  const artefacts = createArtefactStore(deepPath);
  await expect(artefacts.store('board.pdf', 'application/pdf', 'a document')).rejects.toThrow(/ENAMETOOLONG/);
  expect(readdirSync(join(deepPath, 'artefacts'))).toEqual([]);
});
