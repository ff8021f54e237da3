// The two halves of the build, and whether what is in dist is made from the present sources. Every start asks that.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './packages.mjs';

export const dist = join(root, 'dist');
export const stampName = 'build.json';

/**
 * One half of the build: its target folder, its source folders and its Vite configurations.
 * @typedef {{
 *   readonly target: string,
 *   readonly sources: readonly string[],
 *   readonly configs: readonly string[],
 * }} Half
 */

/** @type {Half} */
export const pageHalf = { target: join(dist, 'renderer'), sources: ['renderer', 'shared'], configs: ['vite.config.ts'] };
/** @type {Half} */
export const hostsHalf = {
  target: join(dist, 'hosts'),
  sources: ['shared', 'engine', 'db', 'core', 'electron'],
  // the preload script is a bundle of its own
  configs: ['vite.node.config.ts', 'vite.preload.config.ts'],
};

/**
 * Lists the files that a half is made from.
 * @param {Half} half
 */
const listSources = ({ sources, configs }) => {
  const files = sources.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return [...files, ...[...configs, 'package.json', 'package-lock.json'].map((name) => join(root, name))].sort();
};

/**
 * Digest of everything that a half is made from.
 * @param {Half} half
 */
export const digestSources = (half) => {
  const digest = createHash('sha256');
  for (const file of listSources(half)) digest.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return digest.digest('hex');
};

/**
 * Digest of the names, sizes and times of change of the same files, which takes a fifth of the time. No program can set a time of change back.
 * @param {Half} half
 */
export const digestTimes = (half) => {
  const digest = createHash('sha256');
  for (const file of listSources(half)) {
    const { size, ctimeMs } = statSync(file);
    digest.update(`${file}\0${size}\0${ctimeMs}\0`);
  }
  return digest.digest('hex');
};

/**
 * Returns the digests that a build stored, of its sources and of their times.
 * @param {string} folder the target folder of a half
 * @returns {{ readonly sources?: string, readonly times?: string }}
 */
export const readStamp = (folder) => {
  try {
    return JSON.parse(readFileSync(join(folder, stampName), 'utf8'));
  } catch {
    return {};
  }
};

export const isBuilt = () => {
  try {
    return [pageHalf, hostsHalf].every((half) => {
      const stamp = readStamp(half.target);
      return stamp.times === digestTimes(half) || stamp.sources === digestSources(half);
    });
  } catch {
    // the build reports what is missing
    return false;
  }
};
