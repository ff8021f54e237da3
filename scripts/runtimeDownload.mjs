// Downloads the Electron runtime for `npm start`, by the installer of the package `electron`, which verifies the digest.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { extractReason, findInstalledRuntime } from './electronRuntime.mjs';

/** How long a start waits for the download before it opens a browser; the download continues meanwhile. */
export const WAIT_MS = 10_000;
/** A download is ended if nothing arrives for this time. It may take as long as it needs otherwise. */
export const STALL_MS = 60_000;
/** A download that failed is not repeated earlier, except after an error of the network. */
export const RETRY_AFTER_MS = 24 * 3_600_000;

/** Reads the last failed download, undefined if there is none. @param {string} failureFile */
const readLastFailure = (failureFile) => {
  try {
    const { version, at, why } = JSON.parse(readFileSync(failureFile, 'utf8'));
    return typeof at === 'number' ? { version: String(version), at, why: String(why) } : undefined;
  } catch {
    return undefined;
  }
};

/** Sum of the sizes of all files in a folder, 0 if it does not exist. @param {string} folder */
const sumBytes = (folder) => {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0), 0);
  } catch {
    // a folder of the installer may vanish while it is read
    return 0;
  }
};

/** @param {number} pid */
const isRunning = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/**
 * Creates the folder of this process for partial files. Removes those that ended processes left; returns undefined if another process is
 * downloading.
 * @param {string} scratches
 */
const createScratch = (scratches) => {
  mkdirSync(scratches, { recursive: true });
  for (const name of readdirSync(scratches)) {
    if (Number(name) !== process.pid && isRunning(Number(name))) return undefined;
    rmSync(join(scratches, name), { recursive: true, force: true });
  }
  const ownFolder = join(scratches, String(process.pid));
  mkdirSync(ownFolder);
  return ownFolder;
};

/**
 * Runs the installer until it ends or nothing arrives for `stallMs`. Reports the received bytes. Stores an error of the installer, but none of
 * the network.
 * @param {{
 *   packageFolder: string, failureFile: string, env: NodeJS.ProcessEnv, stallMs: number, force: boolean, now: number,
 *   onProgress?: (bytes: number) => void,
 * }} options `failureFile` stores the last failure; `force` ignores it
 * @returns {Promise<{ program: string } | { why: string }>}
 */
export const downloadRuntime = async ({ packageFolder, failureFile, env, stallMs, force, now, onProgress = () => {} }) => {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const lastFailure = readLastFailure(failureFile);
  if (
    !force &&
    lastFailure !== undefined &&
    lastFailure.version === version &&
    now >= lastFailure.at &&
    now - lastFailure.at < RETRY_AFTER_MS
  )
    return { why: `${lastFailure.why} (tried within the last 24 hours)` };
  const scratchFolders = join(dirname(failureFile), 'electron-download');
  const scratchFolder = createScratch(scratchFolders);
  if (scratchFolder === undefined) return { why: 'Electron is still being downloaded by another start' };

  const child = spawn(process.execPath, [join(packageFolder, 'install.js')], {
    env: { ...env, ELECTRON_GET_NO_PROGRESS: '1', TMPDIR: scratchFolder, TEMP: scratchFolder, TMP: scratchFolder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const removeScratch = () => rmSync(scratchFolder, { recursive: true, force: true });
  // an app that is closed ends its download
  const endWithProcess = () => {
    child.kill('SIGKILL');
    removeScratch();
  };
  process.on('exit', endWithProcess);
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    output += chunk;
  });
  let hasStalled = false;
  let receivedBytes = 0;
  let writtenBytes = 0;
  let changedAt = performance.now();
  const timer = setInterval(
    () => {
      const downloadedBytes = sumBytes(scratchFolder);
      // the installer extracts the archive when it is complete
      const sum = downloadedBytes + sumBytes(join(packageFolder, 'dist'));
      if (sum !== writtenBytes) changedAt = performance.now();
      writtenBytes = sum;
      if (downloadedBytes > receivedBytes) onProgress(downloadedBytes);
      receivedBytes = Math.max(receivedBytes, downloadedBytes);
      if (performance.now() - changedAt < stallMs) return;
      hasStalled = true;
      child.kill('SIGKILL');
    },
    Math.min(250, stallMs / 4),
  );
  const [code] = /** @type {[number | null]} */ (
    await new Promise((resolve) => child.on('close', (exitCode) => resolve([exitCode])).on('error', () => resolve([null])))
  );
  clearInterval(timer);
  process.off('exit', endWithProcess);
  removeScratch();

  const program = findInstalledRuntime(packageFolder, env);
  if (program !== undefined) {
    rmSync(failureFile, { force: true });
    return { program };
  }
  if (hasStalled) return { why: `Electron could not be downloaded: nothing arrived for ${stallMs / 1000} s` };
  const reason = extractReason(output) || 'the installer printed no reason';
  const why = `Electron could not be downloaded: ${reason}`;
  // the words of fetch for a connection that can't be opened or breaks
  const isNetworkError = /^(?:fetch failed|terminated)$/.test(reason);
  // an installer that a signal ended, as at Ctrl+C, has no exit code
  if (code !== null && !isNetworkError) {
    mkdirSync(dirname(failureFile), { recursive: true });
    writeFileSync(failureFile, JSON.stringify({ version, at: now, why }));
  } else if (existsSync(failureFile)) rmSync(failureFile);
  return { why };
};
