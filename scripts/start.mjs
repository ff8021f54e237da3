// npm start: says what is missing, builds what is older than its sources, and opens the app in a window of its own; where that can't be,
// it says why in one line and serves the app to a browser.
// The first lines are read by whatever Node the machine has; the rest runs on the Node that the project brings along.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import module from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isNewEnough, missing, ownNode, root } from './packages.mjs';

const HELP = `Usage: npm start -- [options]

  --workspace FILE  open this workspace; a new one is made there when the file does not exist
  --browser         serve the app to a browser instead of opening a window
  --port N          the same, on this port of 127.0.0.1
  --no-open         the same, and do not open the browser
  --electron        fetch the window's runtime (Electron) again after a failure, however long it takes
  --help            say this

Data is kept in OREBOOK_DATA, else where the system keeps the data of apps.`;

/**
 * @param {string} line
 * @param {number} code
 * @returns {never}
 */
const leave = (line, code) => {
  (code === 0 ? process.stdout : process.stderr).write(`${line}\n`);
  process.exit(code);
};

const readOptions = () => {
  try {
    const { values } = parseArgs({
      options: {
        workspace: { type: 'string' },
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
    return leave(`${first.replace(/\.$/, '')}. See: npm start -- --help`, 2);
  }
};

const options = readOptions();
if (options.help) leave(HELP, 0);
if (options.port !== undefined && !(/^\d{1,5}$/.test(options.port) && Number(options.port) <= 65_535))
  leave(`--port needs a number from 0 to 65535, not ${options.port}. See: npm start -- --help`, 2);
if (options.electron && (options.browser || options.port !== undefined || options['no-open']))
  leave('--electron opens a window; --browser, --port and --no-open are for a browser. See: npm start -- --help', 2);
if (options.workspace === '') leave('--workspace needs a file. See: npm start -- --help', 2);

const lacks = missing();
if (lacks) leave(lacks, 1);

if (!isNewEnough()) {
  const child = spawn(ownNode, [join(root, 'scripts', 'start.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // a terminal sends Ctrl+C to both; what is sent to this process alone is passed on
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  const workspace = options.workspace === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', options.workspace);

  const build = () =>
    new Promise((done) => {
      const child = spawn(process.execPath, [join(root, 'scripts', 'build.mjs'), '--if-older'], { stdio: 'ignore' });
      child.on('close', (code) => done(code === 0 ? undefined : leave('The app could not be built. See why with: npm run build', 1)));
    });

  /** Opens the window and stays until it is closed; or answers why there is none, and what to do about it. */
  const openDesktop = async () => {
    const { FETCH_MS, PATIENT_FETCH_MS, READY_MS, fetchRuntime, installedRuntime, noDisplay, openWindow } = await import(
      './electronRuntime.mjs'
    );
    const why = noDisplay(process.env);
    if (why !== undefined) return { why };

    const packageFolder = join(root, 'node_modules', 'electron');
    let program = installedRuntime(packageFolder, process.env);
    if (program === undefined) {
      if (options.electron) process.stderr.write('Fetching Electron, about 110 MB. This is done once.\n');
      const limitMs = options.electron ? PATIENT_FETCH_MS : FETCH_MS;
      const memory = join(root, '.cache', 'electron-fetch.json');
      const fetching = fetchRuntime({
        packageFolder,
        memory,
        env: process.env,
        limitMs,
        again: options.electron === true,
        now: Date.now(),
      });
      const [fetched] = await Promise.all([fetching, build()]);
      if ('why' in fetched) return { why: fetched.why, remedy: ' To try again: npm start -- --electron' };
      program = fetched.program;
    }
    await build();
    const stop = new AbortController();
    const abort = () => stop.abort();
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    for (const signal of signals) process.on(signal, abort);
    const { WINDOW_READY } = await import('../electron/host/windowReady.ts');
    const args = [root, ...(workspace === undefined ? [] : [`--workspace=${workspace}`])];
    const window = await openWindow({ program, args, env: process.env, ready: WINDOW_READY, limitMs: READY_MS, stop: stop.signal });
    if ('ended' in window) process.exit(await window.ended);
    if ('handedOver' in window) process.exit(0);
    for (const signal of signals) process.off(signal, abort);
    return { why: window.why };
  };

  if (!options.browser && options.port === undefined && !options['no-open']) {
    const { why, remedy = '' } = await openDesktop();
    process.stderr.write(`${why}, so Orebook is served to a browser.${remedy}\n`);
  }
  await build();
  // compiled once, not at every start; the core's thread follows the variable
  const kept = join(root, '.cache', 'node');
  module.enableCompileCache?.(kept);
  process.env.NODE_COMPILE_CACHE = kept;
  /** @type {typeof import('../electron/loopback/main.ts')} */
  const { run } = await import(pathToFileURL(join(root, 'dist', 'hosts', 'loopback.js')).href);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await run({
    version,
    openBrowser: !options['no-open'],
    ...(workspace === undefined ? {} : { workspace }),
    ...(options.port === undefined ? {} : { port: Number(options.port) }),
  });
}
