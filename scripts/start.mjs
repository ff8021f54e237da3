// npm start: prints what is missing, builds what is outdated and opens the app in its own window. Where no window is possible, it prints the
// reason in one line and opens the app in a browser.
// It starts on any Node from 20.19 on and continues on the Node that is installed with the project.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isBuilt } from './buildState.mjs';
import { findMissing, isNewEnough, projectNode, root } from './packages.mjs';

const HELP = `Usage: npm start -- [options]

  --workspace FILE  open this workspace, or create it if the file does not exist
  --read-only       with --workspace: open the file without changing it, also while someone else has it open
  --browser         open the app in a browser instead of a window
  --port N          the same, on this port of 127.0.0.1
  --no-open         the same, without opening the browser
  --electron        download the window's runtime (Electron) even after a failure, and wait for it
  --help            show this help

Data is stored in OREBOOK_DATA, or in the system's folder for app data. In a browser, Orebook shares workspaces only through the database
servers in OREBOOK_TEAM_SERVER (host:port, separated by commas); a window asks before it connects.`;

/** The remedy for a download that failed. */
const AGAIN = ' To try again: npm start -- --electron';
/** The progress of the download is printed in steps of this size. */
const PROGRESS_MB = 20;

/**
 * @param {string} line
 * @param {number} code
 * @returns {never}
 */
const exitWith = (line, code) => {
  (code === 0 ? process.stdout : process.stderr).write(`${line}\n`);
  process.exit(code);
};

const readOptions = () => {
  try {
    const { values } = parseArgs({
      options: {
        workspace: { type: 'string' },
        'read-only': { type: 'boolean' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        browser: { type: 'boolean' },
        electron: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    const [first = ''] = error instanceof Error ? error.message.split(/\. |\n/) : [];
    return exitWith(`${first.replace(/\.$/, '')}. See: npm start -- --help`, 2);
  }
};

const options = readOptions();
if (options.help) exitWith(HELP, 0);
if (options.port !== undefined && !(/^\d{1,5}$/.test(options.port) && Number(options.port) <= 65_535))
  exitWith(`--port needs a number from 0 to 65535, not ${options.port}. See: npm start -- --help`, 2);
if (options.electron && (options.browser || options.port !== undefined || options['no-open']))
  exitWith('--electron can’t be combined with --browser, --port or --no-open. See: npm start -- --help', 2);
if (options.workspace === '') exitWith('--workspace needs a file. See: npm start -- --help', 2);
if (options['read-only'] && options.workspace === undefined)
  exitWith('--read-only needs the file of a workspace: --workspace FILE. See: npm start -- --help', 2);

const problem = findMissing();
if (problem) exitWith(problem, 1);

if (!isNewEnough()) {
  const child = spawn(projectNode, [join(root, 'scripts', 'start.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // a terminal sends Ctrl+C to both processes; other signals are passed on
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  const workspace = options.workspace === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', options.workspace);

  const build = () =>
    new Promise((resolveBuild) => {
      if (isBuilt()) return resolveBuild(undefined);
      const child = spawn(process.execPath, [join(root, 'scripts', 'build.mjs'), '--if-older'], { stdio: 'ignore' });
      child.on('close', (code) =>
        resolveBuild(code === 0 ? undefined : exitWith('The app could not be built. For the reason, run: npm run build', 1)),
      );
    });

  /**
   * Downloads the runtime. Returns undefined if it takes longer than a start waits; the download then continues while a browser shows the app.
   * @param {string} packageFolder
   */
  const fetchRuntime = async (packageFolder) => {
    const { STALL_MS, WAIT_MS, downloadRuntime } = await import('./runtimeDownload.mjs');
    let reportedMegabytes = 0;
    const download = downloadRuntime({
      packageFolder,
      failureFile: join(root, '.cache', 'electron-fetch.json'),
      env: process.env,
      stallMs: STALL_MS,
      force: options.electron === true,
      now: Date.now(),
      onProgress: (bytes) => {
        const megabytes = Math.floor(bytes / 1e6);
        if (reportedMegabytes > 0 && megabytes < reportedMegabytes + PROGRESS_MB) return;
        reportedMegabytes = Math.max(1, megabytes);
        process.stderr.write(`Downloading Electron: ${megabytes} MB of about 110 MB\n`);
      },
    });
    if (options.electron) return download;
    const downloaded = await Promise.race([download, setTimeout(WAIT_MS, undefined, { ref: false })]);
    if (downloaded === undefined)
      void download.then((result) => {
        process.stderr.write('why' in result ? `${result.why}.${AGAIN}\n` : 'Electron is downloaded. The next start opens a window.\n');
      });
    return downloaded;
  };

  /** Opens the window and waits until it is closed. Returns the reason if there is no window, and the remedy. */
  const openDesktop = async () => {
    const { READY_MS, findInstalledRuntime, explainMissingDisplay, openWindow } = await import('./electronRuntime.mjs');
    const why = explainMissingDisplay(process.env);
    if (why !== undefined) return { why };

    const packageFolder = join(root, 'node_modules', 'electron');
    let program = findInstalledRuntime(packageFolder, process.env);
    if (program === undefined) {
      const [downloaded] = await Promise.all([fetchRuntime(packageFolder), build()]);
      if (downloaded === undefined)
        return { why: 'Electron is still being downloaded', remedy: ' A start after the download opens a window.' };
      if ('why' in downloaded) return { why: downloaded.why, remedy: AGAIN };
      program = downloaded.program;
    }
    await build();
    const stop = new AbortController();
    const abort = () => stop.abort();
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    for (const signal of signals) process.on(signal, abort);
    const { WINDOW_READY } = await import('../electron/host/terminal.ts');
    const args = [root, ...(workspace === undefined ? [] : [`--workspace=${workspace}`]), ...(options['read-only'] ? ['--read-only'] : [])];
    const window = await openWindow({ program, args, env: process.env, ready: WINDOW_READY, limitMs: READY_MS, stop: stop.signal });
    if ('ended' in window) process.exit(await window.ended);
    if ('delegated' in window) process.exit(0);
    for (const signal of signals) process.off(signal, abort);
    return window;
  };

  if (!options.browser && options.port === undefined && !options['no-open']) {
    const { why, remedy = '' } = await openDesktop();
    process.stderr.write(`${why}, so Orebook opens in a browser.${remedy}\n`);
  }
  await build();
  // caches compiled code between starts; the core's thread reads the variable
  const compileCache = join(root, '.cache', 'node');
  module.enableCompileCache?.(compileCache);
  process.env.NODE_COMPILE_CACHE = compileCache;
  /** @type {typeof import('../electron/loopback/main.ts')} */
  const { run } = await import(pathToFileURL(join(root, 'dist', 'hosts', 'loopback.js')).href);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await run({
    version,
    shouldOpenBrowser: !options['no-open'],
    ...(workspace === undefined ? {} : { workspace }),
    ...(options['read-only'] ? { isReadOnly: true } : {}),
    ...(options.port === undefined ? {} : { port: Number(options.port) }),
  });
}
