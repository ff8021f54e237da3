import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { root } from '../../helpers/app.ts';

const terminal = pathToFileURL(join(root, 'electron', 'host', 'terminal.ts')).href;

/** Writes and prints into closed pipes; exits with 0 if that raises no error. */
const program = `
import { ignoreTerminalErrors, writeLine } from ${JSON.stringify(terminal)};
ignoreTerminalErrors();
process.stdin.resume().on('end', () => {
  for (const fd of [1, 2]) writeLine(fd, 'a line');
  console.log('a line');
  console.error('a line');
  setImmediate(() => process.stdout.write('a line', () => setImmediate(() => process.exit(0))));
});`;

it('a closed terminal does not end the app', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'pipe' });
  const exitPromise = new Promise((resolve) => child.on('exit', resolve));
  child.stdout.destroy();
  child.stderr.destroy();
  await Promise.all([child.stdout, child.stderr].map((stream) => new Promise((resolve) => stream.once('close', resolve))));
  child.stdin.end();
  expect(await exitPromise).toBe(0);
});
