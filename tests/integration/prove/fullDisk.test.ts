import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempFolder } from '../../helpers/app.ts';
import { PROOF_SEED, proofCount, recordFigures } from '../../helpers/proof.ts';

/** Steps of each act in the recorded run; else some acts, each with one number of pages that suffices and those before it. */
const STEPS = proofCount('DISK_STEPS', 1);
const SHORT = 'edit,backup,restore,first passphrase';
const program = fileURLToPath(new URL('./workOnFullDisk.ts', import.meta.url));

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

it.skipIf(process.platform !== 'linux')('a disk that fills during an action refuses it, and the workspace is as before', async () => {
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
  const acts = JSON.parse(output) as Readonly<Record<string, { readonly refused: number; readonly completed: number }>>;
  for (const [act, { refused, completed }] of Object.entries(acts)) {
    expect([act, refused > 0, completed > 0]).toEqual([act, true, true]);
    recordFigures('full disk', { [`${act}: refused`]: refused, [`${act}: completed`]: completed });
  }
});
