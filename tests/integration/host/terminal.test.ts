import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { root } from '../../helpers/app.ts';

const terminal = pathToFileURL(join(root, 'electron', 'host', 'terminal.ts')).href;

/** Ends with 0 when it said something and printed something into a pipe that nobody reads any more, and still stands. */
const program = `
import { outliveTerminal, say } from ${JSON.stringify(terminal)};
outliveTerminal();
process.stdin.resume().on('end', () => {
  for (const fd of [1, 2]) say(fd, 'a line');
  console.log('a line');
  console.error('a line');
  setImmediate(() => process.stdout.write('a line', () => setImmediate(() => process.exit(0))));
});`;

it('a terminal that went away does not end the app', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'pipe' });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.stdout.destroy();
  child.stderr.destroy();
  await Promise.all([child.stdout, child.stderr].map((stream) => new Promise((resolve) => stream.once('close', resolve))));
  child.stdin.end();
  expect(await ended).toBe(0);
});
