// The two halves of the build, and whether what is in dist is made from the present sources. Every start asks that.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
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
 * Digest of everything that a half is made from.
 * @param {Half} half
 */
export const digestSources = ({ sources, configs }) => {
  const digest = createHash('sha256');
  const files = sources.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of [...files, ...[...configs, 'package.json', 'package-lock.json'].map((name) => join(root, name))].sort()) {
    digest.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return digest.digest('hex');
};

/** @param {string} folder the target folder of a half */
export const readBuiltDigest = (folder) => {
  try {
    return JSON.parse(readFileSync(join(folder, stampName), 'utf8')).sources;
  } catch {
    return undefined;
  }
};

export const isBuilt = () => {
  try {
    return [pageHalf, hostsHalf].every((half) => readBuiltDigest(half.target) === digestSources(half));
  } catch {
    // the build reports what is missing
    return false;
  }
};
