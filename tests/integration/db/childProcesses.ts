import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const SCRIPT = fileURLToPath(new URL('./childOpens.ts', import.meta.url));

export type Child = { readonly process: ChildProcessByStdio<Writable, Readable, null>; readonly answer: string };

/** Starts a second process that opens a file, and waits for its first output. */
export const startChild = async (mode: 'hold' | 'write' | 'try' | 'tryAsNobody', path: string): Promise<Child> => {
  const child = spawn(process.execPath, [SCRIPT, mode, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { process: child, answer: chunk.toString('utf8').trim() };
};

export const waitForExit = async (child: Child): Promise<void> => {
  if (child.process.exitCode === null && child.process.signalCode === null) await once(child.process, 'exit');
};
