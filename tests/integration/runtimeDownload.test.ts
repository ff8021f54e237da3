import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInstalledRuntime } from '../../scripts/electronRuntime.mjs';
import { downloadRuntime, RETRY_AFTER_MS } from '../../scripts/runtimeDownload.mjs';
import { tempFolder } from '../helpers/app.ts';
import { copyElectronPackage, createPackageStandIn } from '../helpers/runtimeStandIn.ts';

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

type Options = { readonly stallMs?: number; readonly force?: boolean; readonly now?: number; readonly env?: NodeJS.ProcessEnv };
const failureFile = () => join(folder.path, 'failure.json');
const download = (packageFolder: string, { stallMs = 60_000, force = false, now = 0, env = {} }: Options = {}) =>
  downloadRuntime({ packageFolder, failureFile: failureFile(), env: { ...process.env, ...env }, stallMs, force, now });
const countTries = (packageFolder: string): number => readFileSync(join(packageFolder, 'tries'), 'utf8').length;

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
    const failingScript = `${COUNT_TRIES}throw new TypeError('no way there');`;
    const packageFolder = createPackageStandIn(join(folder.path, 'electron'), failingScript);
    const why = 'Electron could not be downloaded: no way there';
    expect(await download(packageFolder)).toEqual({ why });
    expect(await download(packageFolder, { now: RETRY_AFTER_MS - 1 })).toEqual({ why: `${why} (tried within the last 24 hours)` });
    expect(countTries(packageFolder)).toBe(1);
    expect(await download(packageFolder, { now: RETRY_AFTER_MS - 1, force: true })).toEqual({ why });
    expect(countTries(packageFolder)).toBe(2);
    expect(await download(packageFolder, { now: 2 * RETRY_AFTER_MS })).toEqual({ why });
    expect(countTries(packageFolder)).toBe(3);
    createPackageStandIn(packageFolder, failingScript, '2.0.0');
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

  it('is ended if nothing arrives any more, leaves no partial file and is not remembered', async () => {
    const hangingScript = `require('node:fs').writeFileSync(require('node:os').tmpdir() + '/half.zip', ''); setInterval(() => {}, 1000);`;
    const answer = await download(createPackageStandIn(join(folder.path, 'electron'), hangingScript), { stallMs: 400 });
    expect(answer).toEqual({ why: 'Electron could not be downloaded: nothing arrived for 0.4 s' });
    expect(readdirSync(folder.path, { recursive: true }).sort()).toEqual([
      'electron',
      'electron-download',
      'electron/install.js',
      'electron/package.json',
    ]);
  });

  it('is not remembered if a signal ended the installer', async () => {
    const packageFolder = createPackageStandIn(join(folder.path, 'electron'), "process.kill(process.pid, 'SIGKILL')");
    expect(await download(packageFolder)).toEqual({ why: 'Electron could not be downloaded: the installer printed no reason' });
    expect(existsSync(failureFile())).toBe(false);
  });

  it('removes what an ended process left, and leaves the download to a running one', async () => {
    const scratches = join(folder.path, 'electron-download');
    const endedPid = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(join(scratches, String(endedPid)), { recursive: true });
    const packageFolder = createPackageStandIn(join(folder.path, 'electron'), COMPLETE);
    expect(await download(packageFolder)).toHaveProperty('program');
    expect(readdirSync(scratches)).toEqual([]);
    mkdirSync(join(scratches, String(process.ppid)));
    expect(await download(packageFolder)).toEqual({ why: 'Electron is still being downloaded by another start' });
  });

  describe("with the package's own installer", () => {
    const createPackage = () => copyElectronPackage(join(folder.path, 'node_modules'));
    const mirrorAt = (port: number) => ({
      ELECTRON_MIRROR: `http://127.0.0.1:${port}/`,
      electron_config_cache: join(folder.path, 'cache'),
    });
    const startServer = async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return { port: (server.address() as AddressInfo).port, listening: server };
    };

    it('fails at once if no server answers', async () => {
      const { port, listening } = await startServer();
      await new Promise((resolve) => listening.close(resolve));
      expect(await download(createPackage(), { env: mirrorAt(port) })).toEqual({ why: 'Electron could not be downloaded: fetch failed' });
      // an error of the network, which the next start may not meet
      expect(existsSync(failureFile())).toBe(false);
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

    it('is ended if the server sends nothing', async () => {
      const { port, listening } = await startServer();
      listening.on('connection', (socket) => socket.on('error', () => {}));
      expect(await download(createPackage(), { env: mirrorAt(port), stallMs: 1500 })).toEqual({
        why: 'Electron could not be downloaded: nothing arrived for 1.5 s',
      });
      listening.close();
    });
  });
});
