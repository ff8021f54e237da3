// Saves documents into a folder that a test has prepared to fail, as a process of its own. Prints the results.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createArtefactStore } from '../../../core/files/fileStores.ts';
import { placeFile } from '../../../electron/host/placeFile.ts';

/** More than a small disk can store, and little. */
const SIZES = { much: 4 * 1024 * 1024, little: 1024 } as const;

const [folder = '', size = 'little', as] = process.argv.slice(2);
const nobodyId = 65_534;
if (as === 'nobody' && process.getuid?.() === 0) process.setuid?.(nobodyId);

const content = Buffer.alloc(SIZES[size === 'much' ? 'much' : 'little'], 'x');
const codeOf = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work();
    return 'saved';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

const board = join(folder, 'board.pdf');
const saveCode = await codeOf(() => placeFile(Readable.from([content]), board));
const storeResult =
  as === 'nobody' ? 'not tried' : await codeOf(() => createArtefactStore(folder).store('board.pdf', 'application/pdf', content));
process.stdout.write(
  JSON.stringify({
    saved: saveCode,
    kept: storeResult,
    files: readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort(),
    board: existsSync(board) ? readFileSync(board, 'utf8').slice(0, 20) : '',
  }),
);
