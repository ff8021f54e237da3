import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempFolder } from '../../helpers/app.ts';
import { canMountDisk } from '../../helpers/ownDisk.ts';
import { PROOF_SEED, proofCount, recordFigures } from '../../helpers/proof.ts';

/** Steps of each action in the recorded run; in others some actions, with growing numbers of pages until one suffices. */
const STEPS = proofCount('DISK_STEPS', 1);
const SHORT = 'edit,undo,backup,restore,first passphrase,other passphrase,no passphrase';
const program = fileURLToPath(new URL('./workOnFullDisk.ts', import.meta.url));

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

it('a disk that fills during an action refuses it, and the workspace is as before', async () => {
  // elsewhere SQLite's limit of pages stands for a full disk: tests/integration/db/openWorkspace.test.ts
  if (!canMountDisk()) return;
  const disk = 'mount -t tmpfs -o size=96m tmpfs "$0" && TMPDIR="$0" exec "$@"';
  const args = [program, folder.path, String(STEPS), String(PROOF_SEED), ...(STEPS > 1 ? [] : [SHORT])];
  const child = spawn('unshare', ['-rm', 'sh', '-c', disk, folder.path, process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk;
  });
  await once(child, 'close');
  expect(errors).toBe('');
  const actions = JSON.parse(output) as Readonly<Record<string, { readonly refused: number; readonly completed: number }>>;
  for (const [action, { refused, completed }] of Object.entries(actions)) {
    expect([action, refused > 0, completed > 0]).toEqual([action, true, true]);
    recordFigures('full disk', { [`${action}: refused`]: refused, [`${action}: completed`]: completed });
  }
});
