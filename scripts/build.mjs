// npm run build: builds dist/renderer (the page), dist/hosts (the hosts, the core and its threads, with fonts and WebAssembly binaries) and
// dist/THIRD-PARTY.txt. With --if-older it builds only the halves whose sources have changed.
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestSources, digestTimes, dist, hostsHalf, pageHalf, readStamp, stampName } from './buildState.mjs';
import { listShipped, makeNotices } from './notices.mjs';
import { root } from './packages.mjs';

// a test that starts the build has NODE_ENV=test, with which the page would contain the development build of React
process.env.NODE_ENV = 'production';

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

/** Builds into a new folder that replaces the target at the end, so that an app that starts meanwhile finds a complete build. */
const buildHalf = async (/** @type {import('./buildState.mjs').Half} */ half, /** @type {{ sources: string, times: string }} */ stamp) => {
  const { target, configs } = half;
  const newFolder = `${target}-${process.pid}`;
  const oldFolder = `${target}-old-${process.pid}`;
  try {
    for (const config of configs)
      await build({ configFile: join(root, config), logLevel: 'warn', build: { outDir: newFolder, emptyOutDir: config === configs[0] } });
    if (half === hostsHalf) copyFilesBesideBundles(newFolder);
    writeFileSync(join(newFolder, stampName), JSON.stringify(stamp));
    if (existsSync(target)) renameSync(target, oldFolder);
    renameSync(newFolder, target);
  } catch (error) {
    // another process may have built the same half at the same time
    if (readStamp(target).sources !== stamp.sources) throw error;
  } finally {
    rmSync(newFolder, { recursive: true, force: true });
    rmSync(oldFolder, { recursive: true, force: true });
  }
};

const isOnlyIfOlder = process.argv.includes('--if-older');
const halves = [pageHalf, hostsHalf];
let hasBuilt = false;
for (const half of halves) {
  // before the contents: a file that changes meanwhile has another time
  const stamp = { times: digestTimes(half), sources: digestSources(half) };
  if (isOnlyIfOlder && readStamp(half.target).sources === stamp.sources) continue;
  await buildHalf(half, stamp);
  hasBuilt = true;
}
if (hasBuilt)
  writeFileSync(join(dist, 'THIRD-PARTY.txt'), makeNotices(listShipped(halves.map(({ target }) => join(target, 'licences.json')))));
