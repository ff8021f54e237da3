import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  downloadRuntime,
  explainMissingDisplay,
  findInstalledRuntime,
  openWindow,
  RETRY_AFTER_MS,
} from '../../scripts/electronRuntime.mjs';
import { root, tempFolder } from '../helpers/app.ts';
import { createPackageStandIn, createRuntimeStandIn } from '../helpers/runtimeStandIn.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

/** An installer that leaves a complete runtime. */
const COMPLETE = `
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
const COUNT_TRIES = "require('node:fs').appendFileSync(__dirname + '/tries', 'x');\n";

type Options = { readonly limitMs?: number; readonly force?: boolean; readonly now?: number; readonly env?: NodeJS.ProcessEnv };
const failureFile = () => join(folder.path, 'failure.json');
const download = (packageFolder: string, { limitMs = 30_000, force = false, now = 0, env = {} }: Options = {}) =>
  downloadRuntime({ packageFolder, failureFile: failureFile(), env: { ...process.env, ...env }, limitMs, force, now });
const countTries = (packageFolder: string): number => readFileSync(join(packageFolder, 'tries'), 'utf8').length;

describe('the display', () => {
  it('is missing only on Linux without X and Wayland', () => {
    expect(explainMissingDisplay({}, 'linux')).toBe('There is no display');
    for (const env of [{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }]) expect(explainMissingDisplay(env, 'linux')).toBeUndefined();
    for (const platform of ['darwin', 'win32'] as const) expect(explainMissingDisplay({}, platform)).toBeUndefined();
  });
});

describe('the runtime', () => {
  it('is installed if it is complete and of the right version', async () => {
    const packageFolder = createPackageStandIn(join(folder.path, 'electron'), COMPLETE);
    expect(findInstalledRuntime(packageFolder, {})).toBeUndefined();
    await download(packageFolder);
    const program = findInstalledRuntime(packageFolder, {});
    expect(program?.startsWith(join(packageFolder, 'dist'))).toBe(true);
    writeFileSync(join(packageFolder, 'dist', 'version'), '0.9.0');
    expect(findInstalledRuntime(packageFolder, {})).toBeUndefined();
    writeFileSync(join(packageFolder, 'dist', 'version'), 'v1.0.0');
    writeFileSync(join(packageFolder, 'path.txt'), '');
    expect(findInstalledRuntime(packageFolder, {})).toBeUndefined();
  });
});

describe('the download', () => {
  it('returns the program and stores no failure when it succeeds', async () => {
    const packageFolder = createPackageStandIn(join(folder.path, 'electron'), COMPLETE);
    expect(await download(packageFolder)).toEqual({ program: findInstalledRuntime(packageFolder, {}) });
    expect(existsSync(failureFile())).toBe(false);
  });

  it('is not repeated for a day after a failure of the same version, unless forced', async () => {
    const failing = `${COUNT_TRIES}throw new TypeError('no way there');`;
    const packageFolder = createPackageStandIn(join(folder.path, 'electron'), failing);
    const why = 'Electron could not be downloaded: no way there';
    expect(await download(packageFolder)).toEqual({ why });
    expect(await download(packageFolder, { now: RETRY_AFTER_MS - 1 })).toEqual({ why: `${why} (tried within the last 24 hours)` });
    expect(countTries(packageFolder)).toBe(1);
    expect(await download(packageFolder, { now: RETRY_AFTER_MS - 1, force: true })).toEqual({ why });
    expect(countTries(packageFolder)).toBe(2);
    expect(await download(packageFolder, { now: 2 * RETRY_AFTER_MS })).toEqual({ why });
    expect(countTries(packageFolder)).toBe(3);
    createPackageStandIn(packageFolder, failing, '2.0.0');
    expect(await download(packageFolder, { now: 2 * RETRY_AFTER_MS })).toEqual({ why });
    expect(countTries(packageFolder)).toBe(4);
    createPackageStandIn(packageFolder, COMPLETE, '2.0.0');
    expect(await download(packageFolder, { now: 2 * RETRY_AFTER_MS, force: true })).toHaveProperty('program');
    expect(existsSync(failureFile())).toBe(false);
  });

  it('is tried if the stored failure is damaged', async () => {
    writeFileSync(failureFile(), '{"version"');
    expect(await download(createPackageStandIn(join(folder.path, 'electron'), COMPLETE))).toHaveProperty('program');
  });

  it('is ended at the time limit and leaves no partial file', async () => {
    const hanging = `require('node:fs').writeFileSync(require('node:os').tmpdir() + '/half.zip', ''); setInterval(() => {}, 1000);`;
    const answer = await download(createPackageStandIn(join(folder.path, 'electron'), hanging), { limitMs: 400 });
    expect(answer).toEqual({ why: 'Electron could not be downloaded within 0.4 s' });
    expect(readdirSync(folder.path).sort()).toEqual(['electron', 'failure.json']);
  });

  describe("with the package's own installer", () => {
    /** Creates node_modules/electron without a runtime. It downloads from a server of the test. */
    const createPackage = (): string => {
      const packageFolder = join(folder.path, 'node_modules', 'electron');
      mkdirSync(dirname(packageFolder));
      const original = join(root, 'node_modules', 'electron');
      const files = ['package.json', 'install.js', 'checksums.json'];
      cpSync(original, packageFolder, {
        recursive: true,
        filter: (path) => path === original || files.some((name) => path.endsWith(name)),
      });
      for (const scope of ['@electron', '@electron-internal'])
        symlinkSync(join(root, 'node_modules', scope), join(dirname(packageFolder), scope), 'junction');
      return packageFolder;
    };
    const mirrorAt = (port: number) => ({
      ELECTRON_MIRROR: `http://127.0.0.1:${port}/`,
      electron_config_cache: join(folder.path, 'cache'),
    });
    const startServer = async () => {
      const listening = createServer();
      await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
      return { port: (listening.address() as AddressInfo).port, listening };
    };

    it('fails at once if no server answers', async () => {
      const { port, listening } = await startServer();
      await new Promise((resolve) => listening.close(resolve));
      expect(await download(createPackage(), { env: mirrorAt(port) })).toEqual({ why: 'Electron could not be downloaded: fetch failed' });
    });

    it('is not repeated if the connection breaks', async () => {
      const { port, listening } = await startServer();
      let connections = 0;
      listening.on('connection', (socket) => {
        connections += 1;
        socket.destroy();
      });
      expect(await download(createPackage(), { env: mirrorAt(port) })).toEqual({ why: 'Electron could not be downloaded: fetch failed' });
      expect(connections).toBe(1);
      listening.close();
    });

    it('is ended at the time limit if the server sends nothing', async () => {
      const { port, listening } = await startServer();
      listening.on('connection', (socket) => socket.on('error', () => {}));
      expect(await download(createPackage(), { env: mirrorAt(port), limitMs: 1500 })).toEqual({
        why: 'Electron could not be downloaded within 1.5 s',
      });
      listening.close();
    });
  });
});

describe('the window', () => {
  const READY = 'the window is ready';
  const open = (code: string, limitMs = 30_000, stop = new AbortController().signal) =>
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
      limitMs: 30_000,
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
