// The desktop host of `npm start`: is there a display, is the Electron runtime here, can it be fetched, does it open a window.
// Every answer that is not a window is a reason in words, for the one line that npm start says before it serves a browser.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** A fetch that nobody asked for takes this long at most: whoever has no fast network gets the app in a browser instead of a wait. */
export const FETCH_MS = 10_000;
/** A fetch that was asked for by --electron: about 110 MB over a slow line. */
export const PATIENT_FETCH_MS = 600_000;
/** A failed fetch is not tried again before. */
export const FORGET_MS = 24 * 3_600_000;
/** The slowest cold start that is still waited for. */
export const READY_MS = 20_000;

const PROGRAMS = /** @type {Readonly<Record<string, string>>} */ ({
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
});
const programName = () => PROGRAMS[process.platform] ?? 'electron';

/** @param {string} file */
const textOf = (file) => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
};

/** What the last failed fetch left; nothing when it left nothing that can be read. @param {string} memory */
const lastFailure = (memory) => {
  try {
    const { version, at, why } = JSON.parse(readFileSync(memory, 'utf8'));
    return typeof at === 'number' ? { version: String(version), at, why: String(why) } : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Where no window can be shown, why. Only Linux says so beforehand.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} [platform]
 */
export const noDisplay = (env, platform = process.platform) =>
  platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY ? 'There is no display here' : undefined;

/** Why the specs of the real runtime are skipped where they are: the one reason that scripts/test.mjs lets pass. */
export const NO_RUNTIME = 'the Electron runtime is not installed';

/**
 * The runtime's program, when the runtime of the package's own version is whole. ELECTRON_OVERRIDE_DIST_PATH names another folder that
 * holds one, as it does for the package `electron` itself.
 * @param {string} packageFolder node_modules/electron
 * @param {NodeJS.ProcessEnv} env
 */
export const installedRuntime = (packageFolder, env) => {
  if (env.ELECTRON_OVERRIDE_DIST_PATH) return join(env.ELECTRON_OVERRIDE_DIST_PATH, programName());
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const program = join(packageFolder, 'dist', programName());
  // path.txt is written last
  const whole =
    textOf(join(packageFolder, 'dist', 'version'))?.replace(/^v/, '') === version &&
    textOf(join(packageFolder, 'path.txt')) === programName();
  return whole && existsSync(program) ? program : undefined;
};

/** The last line that is a message, not a place in code. @param {string} said */
const reasonIn = (said) => {
  const lines = said.split('\n').filter((line) => line.trim() !== '' && !/^\s+at |^Node\.js v/.test(line));
  const fatal = lines.find((line) => /FATAL:[^\]]*\] ?\S/.test(line));
  const line = fatal?.replace(/^.*?FATAL:[^\]]*\] ?/, '') ?? lines.at(-1)?.replace(/^\[[^\]]*\] ?/, '') ?? '';
  return line
    .trim()
    .replace(/^(?:\w*Error: )+/, '')
    .replace(/[.\s]+$/, '')
    .slice(0, 200);
};

/**
 * Runs the package's own installer (it checks the digest of what it fetched) with a limit of time, and remembers a failure.
 * @param {{ packageFolder: string, memory: string, env: NodeJS.ProcessEnv, limitMs: number, again: boolean, now: number }} options
 *   `memory` is the file that keeps the last failure; `again` tries whatever it says
 * @returns {Promise<{ program: string } | { why: string }>}
 */
export const fetchRuntime = async ({ packageFolder, memory, env, limitMs, again, now }) => {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const last = lastFailure(memory);
  if (!again && last !== undefined && last.version === version && now >= last.at && now - last.at < FORGET_MS)
    return { why: `${last.why} (tried in the last 24 hours)` };

  const scratch = `${memory}.${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  const child = spawn(process.execPath, [join(packageFolder, 'install.js')], {
    env: { ...env, ELECTRON_GET_NO_PROGRESS: '1', TMPDIR: scratch, TEMP: scratch, TMP: scratch },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, limitMs);
  await new Promise((resolve) => child.on('close', resolve).on('error', resolve));
  clearTimeout(timer);
  rmSync(scratch, { recursive: true, force: true });

  const program = installedRuntime(packageFolder, env);
  if (program !== undefined) {
    rmSync(memory, { force: true });
    return { program };
  }
  const why = `Electron could not be fetched${late ? ` within ${limitMs / 1000} s` : `: ${reasonIn(said) || 'its installer says nothing'}`}`;
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify({ version, at: now, why }));
  return { why };
};

/**
 * Starts the desktop host and waits for its window.
 * @param {{ program: string, args: readonly string[], env: NodeJS.ProcessEnv, ready: string, limitMs: number, stop: AbortSignal }} options
 *   `ready` is the line that says the window is there
 * @returns {Promise<{ ended: Promise<number> } | { handedOver: true } | { why: string }>}
 *   the end of a host with a window, as its exit code; a host that left its work to one that runs already; or why there is no window
 */
export const openWindow = ({ program, args, env, ready, limitMs, stop }) =>
  new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let opened = false;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limitMs);
    stop.addEventListener('abort', () => child.kill('SIGTERM'));
    const ended = /** @type {Promise<number>} */ (new Promise((end) => child.on('close', (code) => end(code ?? 1))));
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      // what Chromium murmurs later is not for the terminal; the app has its log
      if (!opened) said = `${said}${chunk}`.slice(-20_000);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line !== ready) return;
      opened = true;
      clearTimeout(timer);
      resolve({ ended });
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ why: `Electron does not start: ${reasonIn(error.message)}` });
    });
    // a helper process that outlives its host would hold the pipes open for ever
    child.on('exit', () => {
      const letGo = () => [child.stdout, child.stderr].forEach((stream) => void stream.destroy());
      setTimeout(letGo, 1000).unref();
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (opened) return;
      if (late) resolve({ why: `Electron opened no window within ${limitMs / 1000} s` });
      else if (code === 0 || stop.aborted) resolve({ handedOver: true });
      else resolve({ why: `Electron ended before its window was ready: ${reasonIn(said) || (signal ?? `code ${code}`)}` });
    });
  });
