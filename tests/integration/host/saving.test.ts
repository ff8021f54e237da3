import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tempFolder } from '../../helpers/app.ts';
import { canMountDisk } from '../../helpers/ownDisk.ts';

const script = fileURLToPath(new URL('saveDocuments.ts', import.meta.url));
/** Mounts a small disk with one document in the folder; `$0` is the folder. The commands that follow run on it. */
const DISK = 'mount -t tmpfs -o size=256k tmpfs "$0" && printf "as it was" > "$0/board.pdf"';
/** Where no disk can be mounted, only the faults that electron/host/placeFile.test.ts injects are tested. */
const mounts = canMountDisk();

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

const runProgram = (command: string, args: readonly string[]): unknown => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};
const saveOnDisk = (prepare: string, size: 'much' | 'little'): unknown =>
  runProgram('unshare', ['-rm', 'sh', '-c', `${prepare} && exec "$1" "$2" "$0" "$3"`, folder.path, process.execPath, script, size]);

if (mounts)
  describe('on a disk of the test’s own', () => {
    it('a document that does not fit is reported as a full disk, and the existing document stays', () => {
      expect(saveOnDisk(DISK, 'much')).toEqual({
        saved: 'DISK_FULL',
        kept: 'DISK_FULL',
        files: ['artefacts', 'board.pdf'],
        board: 'as it was',
      });
    });

    it('a locked document is not changed, and the lock is reported', () => {
      // a file on which another is mounted can’t be replaced, like a file that another program has open on Windows
      const lockDocument = `${DISK} && cp "$0/board.pdf" "$0/other" && mount --bind "$0/other" "$0/board.pdf"`;
      expect(saveOnDisk(lockDocument, 'little')).toMatchObject({ saved: 'FILE_HELD', kept: 'saved', board: 'as it was' });
      expect(saveOnDisk(lockDocument, 'little')).toMatchObject({
        files: expect.not.arrayContaining([expect.stringContaining('.orebook-')]),
      });
    });

    it('an upload of any size is answered as a full disk, and nothing of it stays', () => {
      const upload = fileURLToPath(new URL('uploadToFullDisk.ts', import.meta.url));
      const run = 'mount -t tmpfs -o size=16m tmpfs "$0" && TMPDIR="$0" exec "$1" "$2"';
      expect(runProgram('unshare', ['-rm', 'sh', '-c', run, folder.path, process.execPath, upload])).toEqual({
        answers: Array(2).fill({ status: 507, code: 'DISK_FULL' }),
        left: [],
      });
    });

    it('a document that fits replaces the existing one', () => {
      expect(saveOnDisk(DISK, 'little')).toMatchObject({ saved: 'saved', kept: 'saved', board: 'x'.repeat(20) });
    });
  });

describe.skipIf(process.platform === 'win32')('a folder that may only be read', () => {
  it('a read-only folder is not written to, and its content stays', () => {
    const closedFolder = join(folder.path, 'closed');
    mkdirSync(closedFolder);
    writeFileSync(join(closedFolder, 'board.pdf'), 'as it was');
    chmodSync(folder.path, 0o755);
    chmodSync(closedFolder, 0o555);
    const outcome = runProgram(process.execPath, [script, closedFolder, 'little', 'nobody']);
    chmodSync(closedFolder, 0o755);
    expect(outcome).toEqual({ saved: 'CANNOT_SAVE', kept: 'not tried', files: ['board.pdf'], board: 'as it was' });
  });
});
