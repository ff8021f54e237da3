// The desktop host of `npm start`: checks for a display, finds the Electron runtime, and opens the window. Each step that fails returns the
// reason as text, which npm start prints before it opens a browser.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Limit for the first window to open: a virus scanner reads the whole runtime before its first start. */
export const READY_MS = 60_000;

const PROGRAMS = /** @type {Readonly<Record<string, string>>} */ ({
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
});
const programName = () => PROGRAMS[process.platform] ?? 'electron';

/** @param {string} file */
const readText = (file) => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
};

/**
 * Explains why no window can be shown, undefined if one can. Only Linux shows it in advance.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} [platform]
 */
export const explainMissingDisplay = (env, platform = process.platform) =>
  platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY ? 'There is no display' : undefined;

/** Reason for skipping tests of Electron itself. scripts/test.mjs accepts no other. */
export const NO_RUNTIME = 'the Electron runtime is not installed';

/**
 * Path of the runtime's program if the runtime of the package's version is complete. ELECTRON_OVERRIDE_DIST_PATH names another folder, as for
 * the package `electron` itself.
 * @param {string} packageFolder node_modules/electron
 * @param {NodeJS.ProcessEnv} env
 */
export const findInstalledRuntime = (packageFolder, env) => {
  if (env.ELECTRON_OVERRIDE_DIST_PATH) return join(env.ELECTRON_OVERRIDE_DIST_PATH, programName());
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const program = join(packageFolder, 'dist', programName());
  // path.txt is written last
  const isComplete =
    readText(join(packageFolder, 'dist', 'version'))?.replace(/^v/, '') === version &&
    readText(join(packageFolder, 'path.txt')) === programName();
  return isComplete && existsSync(program) ? program : undefined;
};

/** Extracts the reason of a failure: the fatal line, or the last line that is not part of a stack. @param {string} output */
export const extractReason = (output) => {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !/^\s+at |^Node\.js v/.test(line));
  const fatalLine = lines.find((line) => /FATAL:[^\]]*\] ?\S/.test(line));
  const line = fatalLine?.replace(/^.*?FATAL:[^\]]*\] ?/, '') ?? lines.at(-1)?.replace(/^\[[^\]]*\] ?/, '') ?? '';
  return line
    .trim()
    .replace(/^(?:\w*Error: )+/, '')
    .replace(/[.\s]+$/, '')
    .slice(0, 200);
};

/**
 * Starts the desktop host and waits for its window.
 * @param {{ program: string, args: readonly string[], env: NodeJS.ProcessEnv, ready: string, limitMs: number, stop: AbortSignal }} options
 *   `ready` is the line that the host prints when its window is open
 * @returns {Promise<{ ended: Promise<number> } | { delegated: true } | { why: string, remedy?: string }>}
 *   `ended`: exit code of the host when its window is closed; `delegated`: another running host opened the window; `why`: no window
 */
export const openWindow = ({ program, args, env, ready, limitMs, stop }) =>
  new Promise((resolve) => {
    // terminals of programs made with Electron pass this on, and Electron would run as Node
    const { ELECTRON_RUN_AS_NODE: _, ...ownEnv } = env;
    const child = spawn(program, args, { env: ownEnv, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let isOpen = false;
    let hasTimedOut = false;
    const timer = setTimeout(() => {
      hasTimedOut = true;
      child.kill('SIGKILL');
    }, limitMs);
    stop.addEventListener('abort', () => child.kill('SIGTERM'));
    const exit = /** @type {Promise<number>} */ (new Promise((end) => child.on('close', (code) => end(code ?? 1))));
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      // later output of Chromium is not needed; the app has its own log
      if (!isOpen) output = `${output}${chunk}`.slice(-20_000);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line !== ready) return;
      isOpen = true;
      clearTimeout(timer);
      resolve({ ended: exit });
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ why: `Electron can't start: ${extractReason(error.message)}` });
    });
    // a helper process that outlives its host would keep the pipes open
    child.on('exit', () => {
      const closePipes = () => [child.stdout, child.stderr].forEach((stream) => void stream.destroy());
      setTimeout(closePipes, 1000).unref();
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (isOpen) return;
      if (hasTimedOut) resolve({ why: `Electron opened no window within ${limitMs / 1000} s` });
      else if (code === 0 || stop.aborted) resolve({ delegated: true });
      else {
        const reason = extractReason(output) || (signal ?? `code ${code}`);
        // Ubuntu 23.10 and newer
        const why = `Electron ended before its window was ready: ${reason}`;
        const isSandboxRefused = /SUID sandbox/.test(reason);
        resolve(
          isSandboxRefused ? { why, remedy: ' AppArmor of this system does not allow the sandbox of the window: see README.md' } : { why },
        );
      }
    });
  });
