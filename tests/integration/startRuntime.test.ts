import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainMissingDisplay, openWindow } from '../../scripts/electronRuntime.mjs';
import { tempFolder } from '../helpers/app.ts';
import { createRuntimeStandIn } from '../helpers/runtimeStandIn.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

/** Long enough for every answer, also on a busy machine. */
const LIMIT_MS = 300_000;

describe('the display', () => {
  it('is missing only on Linux without X and Wayland', () => {
    expect(explainMissingDisplay({}, 'linux')).toBe('There is no display');
    for (const env of [{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }]) expect(explainMissingDisplay(env, 'linux')).toBeUndefined();
    for (const platform of ['darwin', 'win32'] as const) expect(explainMissingDisplay({}, platform)).toBeUndefined();
  });
});

describe('the window', () => {
  const READY = 'the window is ready';
  const open = (code: string, limitMs = LIMIT_MS, stop = new AbortController().signal) =>
    openWindow({
      program: createRuntimeStandIn(join(folder.path, 'runtime'), code).program,
      args: [],
      env: process.env,
      ready: READY,
      limitMs,
      stop,
    });

  it('returns the exit code of its host when it closes', async () => {
    const window = await open(`console.log('a word before'); console.log('${READY}'); setTimeout(() => process.exit(3), 10);`);
    expect(window).toHaveProperty('ended');
    if ('ended' in window) expect(await window.ended).toBe(3);
  });

  it('reports why it did not open: the fatal line of Chromium, or the last line', async () => {
    const fatalLine = '[12:1124/190000.1:FATAL:electron_main_delegate.cc(294)] Running as root without --no-sandbox is not supported.';
    expect(await open(`console.error(${JSON.stringify(fatalLine)}); console.error('[12:ERROR:x.cc(1)] later'); process.exit(1);`)).toEqual({
      why: 'Electron ended before its window was ready: Running as root without --no-sandbox is not supported',
    });
    expect(await open("console.error('[1:2:ERROR:ozone.cc(3)] Missing X server or $DISPLAY\\n'); process.exit(1);")).toEqual({
      why: 'Electron ended before its window was ready: Missing X server or $DISPLAY',
    });
    expect(await open('process.exit(7);')).toEqual({ why: 'Electron ended before its window was ready: code 7' });
    expect(await open("process.kill(process.pid, 'SIGKILL');")).toEqual({ why: 'Electron ended before its window was ready: SIGKILL' });
  });

  it('is given up at the time limit if the host hangs', async () => {
    expect(await open('setInterval(() => {}, 1000);', 500)).toEqual({ why: 'Electron opened no window within 0.5 s' });
  });

  it('is not waited for if the host leaves a helper process', async () => {
    const helper =
      "require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit' }).unref();";
    expect(await open(`${helper} process.exit(1);`)).toEqual({ why: 'Electron ended before its window was ready: code 1' });
  });

  it('reports a runtime that can’t be started', async () => {
    const { program } = createRuntimeStandIn(join(folder.path, 'runtime'), '');
    const answer = await openWindow({
      program: `${program}-gone`,
      args: [],
      env: process.env,
      ready: READY,
      limitMs: LIMIT_MS,
      stop: new AbortController().signal,
    });
    expect(answer).toMatchObject({ why: expect.stringMatching(/^Electron can't start: spawn .*ENOENT$/) });
  });

  it('is delegated if another host is running', async () => {
    expect(await open('process.exit(0);')).toEqual({ delegated: true });
  });

  it('is not replaced by a browser if the start was stopped', async () => {
    const stop = new AbortController();
    const window = open(
      "process.on('SIGTERM', () => process.exit(1)); console.error('up'); setInterval(() => {}, 1000);",
      30_000,
      stop.signal,
    );
    stop.abort();
    expect(await window).toEqual({ delegated: true });
  });
});
