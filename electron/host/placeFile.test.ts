import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { placeFile } from './placeFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orebook place '));
  writeFileSync(join(folder, 'board.pdf'), 'as it was');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fault = (code: string): Error => Object.assign(new Error(code), { code });
const content = (): Readable => Readable.from([Buffer.from('a new '), Buffer.from('document')]);
const createRefusal = (code: string) => async (): Promise<void> => {
  throw fault(code);
};
/** A document whose second half fails to be written. */
const createFailingStream = (code: string): Readable =>
  Readable.from(
    (function* () {
      yield Buffer.from('half a ');
      throw fault(code);
    })(),
  );

const expectUnchanged = (): void => {
  expect(readdirSync(folder)).toEqual(['board.pdf']);
  expect(readFileSync(join(folder, 'board.pdf'), 'utf8')).toBe('as it was');
};

it('a document replaces an existing one', async () => {
  await placeFile(content(), join(folder, 'board.pdf'));
  expect(readdirSync(folder)).toEqual(['board.pdf']);
  expect(readFileSync(join(folder, 'board.pdf'), 'utf8')).toBe('a new document');
});

it('a disk that fills up leaves no partial document, and the old one unchanged', async () => {
  await expect(placeFile(createFailingStream('ENOSPC'), join(folder, 'board.pdf'))).rejects.toMatchObject({ code: 'DISK_FULL' });
  expectUnchanged();
});

it('reports a file that another program locks and leaves it unchanged', async () => {
  for (const code of ['EBUSY', 'EPERM'])
    await expect(placeFile(content(), join(folder, 'board.pdf'), createRefusal(code))).rejects.toMatchObject({ code: 'FILE_HELD' });
  expectUnchanged();
});

it('writes nothing into a read-only folder or a path that is no folder', async () => {
  await expect(placeFile(content(), join(folder, 'gone', 'board.pdf'))).rejects.toMatchObject({ code: 'CANNOT_SAVE' });
  await expect(placeFile(content(), join(folder, 'board.pdf', 'board.pdf'))).rejects.toMatchObject({ code: 'CANNOT_SAVE' });
  await expect(placeFile(createFailingStream('EROFS'), join(folder, 'board.pdf'))).rejects.toMatchObject({ code: 'CANNOT_SAVE' });
  expectUnchanged();
});
