import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FORGET_MS, fetchRuntime, installedRuntime, noDisplay, openWindow } from '../../scripts/electronRuntime.mjs';
import { root, tempFolder } from '../helpers/app.ts';
import { standInPackage, standInRuntime } from '../helpers/electronStandIn.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

/** What an installer leaves when it is done. */
const WHOLE = `
const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { version } = require('./package.json');
const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
const program = join(__dirname, 'dist', name);
mkdirSync(dirname(program), { recursive: true });
writeFileSync(program, '');
writeFileSync(join(__dirname, 'dist', 'version'), version);
writeFileSync(join(__dirname, 'path.txt'), name);
`;
const COUNTED = "require('node:fs').appendFileSync(__dirname + '/tries', 'x');\n";

type Fetch = { readonly limitMs?: number; readonly again?: boolean; readonly now?: number; readonly env?: NodeJS.ProcessEnv };
const memory = () => join(folder.path, 'memory.json');
const fetchFrom = (packageFolder: string, { limitMs = 30_000, again = false, now = 0, env = {} }: Fetch = {}) =>
  fetchRuntime({ packageFolder, memory: memory(), env: { ...process.env, ...env }, limitMs, again, now });
const tries = (packageFolder: string): number => readFileSync(join(packageFolder, 'tries'), 'utf8').length;

describe('a display', () => {
  it('is known to be missing only on Linux without X and Wayland', () => {
    expect(noDisplay({}, 'linux')).toBe('There is no display here');
    for (const env of [{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }]) expect(noDisplay(env, 'linux')).toBeUndefined();
    for (const platform of ['darwin', 'win32'] as const) expect(noDisplay({}, platform)).toBeUndefined();
  });
});

describe('a runtime', () => {
  it('is installed when it is whole and of the right version', async () => {
    const packageFolder = standInPackage(join(folder.path, 'electron'), WHOLE);
    expect(installedRuntime(packageFolder, {})).toBeUndefined();
    await fetchFrom(packageFolder);
    const program = installedRuntime(packageFolder, {});
    expect(program?.startsWith(join(packageFolder, 'dist'))).toBe(true);
    writeFileSync(join(packageFolder, 'dist', 'version'), '0.9.0');
    expect(installedRuntime(packageFolder, {})).toBeUndefined();
    writeFileSync(join(packageFolder, 'dist', 'version'), 'v1.0.0');
    writeFileSync(join(packageFolder, 'path.txt'), '');
    expect(installedRuntime(packageFolder, {})).toBeUndefined();
  });
});

describe('a fetch', () => {
  it('that succeeds answers the program and keeps no memory', async () => {
    const packageFolder = standInPackage(join(folder.path, 'electron'), WHOLE);
    expect(await fetchFrom(packageFolder)).toEqual({ program: installedRuntime(packageFolder, {}) });
    expect(existsSync(memory())).toBe(false);
  });

  it('that fails is remembered for a day, for that version, unless it is asked for again', async () => {
    const failing = `${COUNTED}throw new TypeError('no way there');`;
    const packageFolder = standInPackage(join(folder.path, 'electron'), failing);
    const why = 'Electron could not be fetched: no way there';
    expect(await fetchFrom(packageFolder)).toEqual({ why });
    expect(await fetchFrom(packageFolder, { now: FORGET_MS - 1 })).toEqual({ why: `${why} (tried in the last 24 hours)` });
    expect(tries(packageFolder)).toBe(1);
    expect(await fetchFrom(packageFolder, { now: FORGET_MS - 1, again: true })).toEqual({ why });
    expect(tries(packageFolder)).toBe(2);
    expect(await fetchFrom(packageFolder, { now: 2 * FORGET_MS })).toEqual({ why });
    expect(tries(packageFolder)).toBe(3);
    standInPackage(packageFolder, failing, '2.0.0');
    expect(await fetchFrom(packageFolder, { now: 2 * FORGET_MS })).toEqual({ why });
    expect(tries(packageFolder)).toBe(4);
    standInPackage(packageFolder, WHOLE, '2.0.0');
    expect(await fetchFrom(packageFolder, { now: 2 * FORGET_MS, again: true })).toHaveProperty('program');
    expect(existsSync(memory())).toBe(false);
  });

  it('with a broken memory is tried', async () => {
    writeFileSync(memory(), '{"version"');
    expect(await fetchFrom(standInPackage(join(folder.path, 'electron'), WHOLE))).toHaveProperty('program');
  });

  it('that hangs is ended at the limit and leaves nothing half written', async () => {
    const hanging = `require('node:fs').writeFileSync(require('node:os').tmpdir() + '/half.zip', ''); setInterval(() => {}, 1000);`;
    const answer = await fetchFrom(standInPackage(join(folder.path, 'electron'), hanging), { limitMs: 400 });
    expect(answer).toEqual({ why: 'Electron could not be fetched within 0.4 s' });
    expect(readdirSync(folder.path).sort()).toEqual(['electron', 'memory.json']);
  });

  describe("by the package's own installer", () => {
    /** node_modules/electron without a runtime, whatever this machine has installed; it fetches from a server of ours. */
    const ownPackage = (): string => {
      const packageFolder = join(folder.path, 'node_modules', 'electron');
      mkdirSync(dirname(packageFolder));
      const original = join(root, 'node_modules', 'electron');
      const kept = ['package.json', 'install.js', 'checksums.json'];
      cpSync(original, packageFolder, { recursive: true, filter: (path) => path === original || kept.some((name) => path.endsWith(name)) });
      for (const scope of ['@electron', '@electron-internal'])
        symlinkSync(join(root, 'node_modules', scope), join(dirname(packageFolder), scope), 'junction');
      return packageFolder;
    };
    const from = (port: number) => ({ ELECTRON_MIRROR: `http://127.0.0.1:${port}/`, electron_config_cache: join(folder.path, 'cache') });
    const server = async () => {
      const listening = createServer();
      await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
      return { port: (listening.address() as AddressInfo).port, listening };
    };

    it('fails at once where nobody answers', async () => {
      const { port, listening } = await server();
      await new Promise((resolve) => listening.close(resolve));
      expect(await fetchFrom(ownPackage(), { env: from(port) })).toEqual({ why: 'Electron could not be fetched: fetch failed' });
    });

    it('is not tried a second time where the connection breaks', async () => {
      const { port, listening } = await server();
      let connections = 0;
      listening.on('connection', (socket) => {
        connections += 1;
        socket.destroy();
      });
      expect(await fetchFrom(ownPackage(), { env: from(port) })).toEqual({ why: 'Electron could not be fetched: fetch failed' });
      expect(connections).toBe(1);
      listening.close();
    });

    it('is ended at the limit where the connection says nothing', async () => {
      const { port, listening } = await server();
      listening.on('connection', (socket) => socket.on('error', () => {}));
      expect(await fetchFrom(ownPackage(), { env: from(port), limitMs: 1500 })).toEqual({
        why: 'Electron could not be fetched within 1.5 s',
      });
      listening.close();
    });
  });
});

describe('a window', () => {
  const READY = 'the window is ready';
  const open = (code: string, limitMs = 30_000, stop = new AbortController().signal) =>
    openWindow({
      program: standInRuntime(join(folder.path, 'runtime'), code).program,
      args: [],
      env: process.env,
      ready: READY,
      limitMs,
      stop,
    });

  it('that is ready ends with the exit code of its host', async () => {
    const window = await open(`console.log('a word before'); console.log('${READY}'); setTimeout(() => process.exit(3), 10);`);
    expect(window).toHaveProperty('ended');
    if ('ended' in window) expect(await window.ended).toBe(3);
  });

  it('that does not come says why: the fatal line of Chromium, else the last line', async () => {
    const fatal = '[12:1124/190000.1:FATAL:electron_main_delegate.cc(294)] Running as root without --no-sandbox is not supported.';
    expect(await open(`console.error(${JSON.stringify(fatal)}); console.error('[12:ERROR:x.cc(1)] later'); process.exit(1);`)).toEqual({
      why: 'Electron ended before its window was ready: Running as root without --no-sandbox is not supported',
    });
    expect(await open("console.error('[1:2:ERROR:ozone.cc(3)] Missing X server or $DISPLAY\\n'); process.exit(1);")).toEqual({
      why: 'Electron ended before its window was ready: Missing X server or $DISPLAY',
    });
    expect(await open('process.exit(7);')).toEqual({ why: 'Electron ended before its window was ready: code 7' });
    expect(await open("process.kill(process.pid, 'SIGKILL');")).toEqual({ why: 'Electron ended before its window was ready: SIGKILL' });
  });

  it('whose host hangs is given up at the limit', async () => {
    expect(await open('setInterval(() => {}, 1000);', 500)).toEqual({ why: 'Electron opened no window within 0.5 s' });
  });

  it('whose host leaves a helper behind is not waited for', async () => {
    const helper =
      "require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit' }).unref();";
    expect(await open(`${helper} process.exit(1);`)).toEqual({ why: 'Electron ended before its window was ready: code 1' });
  });

  it('of a runtime that can not run says so', async () => {
    const { program } = standInRuntime(join(folder.path, 'runtime'), '');
    const answer = await openWindow({
      program: `${program}-gone`,
      args: [],
      env: process.env,
      ready: READY,
      limitMs: 30_000,
      stop: new AbortController().signal,
    });
    expect(answer).toMatchObject({ why: expect.stringMatching(/^Electron does not start: spawn .*ENOENT$/) });
  });

  it('that another host has already is left to it', async () => {
    expect(await open('process.exit(0);')).toEqual({ handedOver: true });
  });

  it('that is no longer wanted is not replaced by a browser', async () => {
    const stop = new AbortController();
    const window = open(
      "process.on('SIGTERM', () => process.exit(1)); console.error('up'); setInterval(() => {}, 1000);",
      30_000,
      stop.signal,
    );
    stop.abort();
    expect(await window).toEqual({ handedOver: true });
  });
});
