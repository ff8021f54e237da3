// npm run build: builds dist/renderer (the page), dist/hosts (the hosts, the core and its threads, with fonts and WebAssembly binaries) and
// dist/THIRD-PARTY.txt. With --if-older it builds only the halves whose sources have changed.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { listShipped, makeNotices } from './notices.mjs';
import { root } from './packages.mjs';

// a test that starts the build has NODE_ENV=test, with which the page would contain the development build of React
process.env.NODE_ENV = 'production';

const dist = join(root, 'dist');
const stampName = 'build.json';

/**
 * One half of the build: its target folder, its source folders, its Vite configurations, and what it copies into the folder.
 * @typedef {{
 *   readonly target: string,
 *   readonly sources: readonly string[],
 *   readonly configs: readonly string[],
 *   readonly copy?: (folder: string) => void,
 * }} Half
 */

/**
 * Digest of everything that a half is made from.
 * @param {readonly string[]} folders
 * @param {readonly string[]} configs
 */
const digestSources = (folders, configs) => {
  const digest = createHash('sha256');
  const sources = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of [...sources, ...[...configs, 'package.json', 'package-lock.json'].map((name) => join(root, name))].sort()) {
    digest.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return digest.digest('hex');
};

/** @param {string} folder the target folder of a half */
const readBuiltDigest = (folder) => {
  try {
    return JSON.parse(readFileSync(join(folder, stampName), 'utf8')).sources;
  } catch {
    return undefined;
  }
};

/** Vite is loaded only if there is something to build, because every start checks that. */
const build = async (/** @type {import('vite').InlineConfig} */ config) => (await import('vite')).build(config);

/** Files copied beside the bundles: fonts of documents and WebAssembly binaries. Name in dist/hosts, path in node_modules. */
const FILES_BESIDE_BUNDLES = {
  'fonts/Inter_400Regular.ttf': '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  'fonts/Inter_600SemiBold.ttf': '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  'fonts/NotoSansSC_400Regular.ttf': '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  'highs.wasm': 'highs/build/highs.wasm',
  'resvg.wasm': '@resvg/resvg-wasm/index_bg.wasm',
  'png.wasm': '@jsquash/png/codec/pkg/squoosh_png_bg.wasm',
  'jpegDecoder.wasm': '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
  'jpegEncoder.wasm': '@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm',
};

const copyFilesBesideBundles = (/** @type {string} */ folder) => {
  mkdirSync(join(folder, 'fonts'), { recursive: true });
  for (const [name, path] of Object.entries(FILES_BESIDE_BUNDLES)) copyFileSync(join(root, 'node_modules', path), join(folder, name));
};

/** @type {readonly Half[]} */
const HALVES = [
  { target: join(dist, 'renderer'), sources: ['renderer', 'shared'], configs: ['vite.config.ts'] },
  {
    target: join(dist, 'hosts'),
    sources: ['shared', 'engine', 'db', 'core', 'electron'],
    // the preload script is a bundle of its own
    configs: ['vite.node.config.ts', 'vite.preload.config.ts'],
    copy: copyFilesBesideBundles,
  },
];

/** Builds into a new folder that replaces the target at the end, so that an app that starts meanwhile finds a complete build. */
const buildHalf = async (/** @type {Half} */ { target, configs, copy }, /** @type {string} */ digest) => {
  const newFolder = `${target}-${process.pid}`;
  const oldFolder = `${target}-old-${process.pid}`;
  try {
    for (const config of configs)
      await build({ configFile: join(root, config), logLevel: 'warn', build: { outDir: newFolder, emptyOutDir: config === configs[0] } });
    copy?.(newFolder);
    writeFileSync(join(newFolder, stampName), JSON.stringify({ sources: digest }));
    if (existsSync(target)) renameSync(target, oldFolder);
    renameSync(newFolder, target);
  } catch (error) {
    // another process may have built the same half at the same time
    if (readBuiltDigest(target) !== digest) throw error;
  } finally {
    rmSync(newFolder, { recursive: true, force: true });
    rmSync(oldFolder, { recursive: true, force: true });
  }
};

const isOnlyIfOlder = process.argv.includes('--if-older');
let hasBuilt = false;
for (const half of HALVES) {
  const digest = digestSources(half.sources, half.configs);
  if (isOnlyIfOlder && readBuiltDigest(half.target) === digest) continue;
  await buildHalf(half, digest);
  hasBuilt = true;
}
if (hasBuilt)
  writeFileSync(join(dist, 'THIRD-PARTY.txt'), makeNotices(listShipped(HALVES.map(({ target }) => join(target, 'licences.json')))));
