// What a package may hold, and nothing else: read from the packed app itself. `npm run dist` and the tests of packages share it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { extractFile, getRawHeader } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

const MAX_BYTES = 60_000_000;

/** Every file that may be in the archive. One that matches nothing here is a fault, and so is a pattern that nothing matches. */
const ARCHIVE = [
  /^package\.json$/,
  /^dist\/hosts\/(?:main|core|tables|documents|picture|allocation|simulation|finalizeCopyThread)\.js$/,
  /^dist\/hosts\/preload\.cjs$/,
  /^dist\/hosts\/[\w-]+-[\w-]{8}\.js$/,
  /^dist\/hosts\/(?:highs|resvg|png|jpegDecoder|jpegEncoder)\.wasm$/,
  /^dist\/hosts\/fonts\/\w+\.ttf$/,
  /^dist\/renderer\/index\.html$/,
  /^dist\/renderer\/first\.js$/,
  /^dist\/renderer\/icon\.svg$/,
  /^dist\/renderer\/assets\/[\w-]+-[\w-]{8}\.(?:js|css|woff2)$/,
  /^node_modules\/better-sqlite3\/(?:package\.json|LICENSE)$/,
  /^node_modules\/better-sqlite3\/lib\/(?:methods\/)?[a-z-]+\.js$/,
];

/** The files that every archive must hold. */
const NEEDED = [
  'package.json',
  'dist/hosts/main.js',
  'dist/hosts/core.js',
  'dist/hosts/finalizeCopyThread.js',
  'dist/hosts/tables.js',
  'dist/hosts/documents.js',
  'dist/hosts/picture.js',
  'dist/hosts/allocation.js',
  'dist/hosts/simulation.js',
  'dist/hosts/highs.wasm',
  'dist/hosts/resvg.wasm',
  'dist/hosts/png.wasm',
  'dist/hosts/jpegDecoder.wasm',
  'dist/hosts/jpegEncoder.wasm',
  'dist/hosts/preload.cjs',
  'dist/renderer/index.html',
  'node_modules/better-sqlite3/lib/index.js',
];

/** How the runtime is switched; docs/packaging.md says why. */
const FUSES = /** @type {const} */ ({
  RunAsNode: false,
  EnableCookieEncryption: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
});

/** @typedef {{ readonly path: string, readonly size: number, readonly unpacked: boolean, readonly hash: string | undefined }} Entry */

/** @param {import('@electron/asar').DirectoryRecord} folder @param {string} under @returns {Entry[]} */
const entriesOf = (folder, under) =>
  Object.entries(folder.files).flatMap(([name, entry]) => {
    const path = under === '' ? name : `${under}/${name}`;
    if ('files' in entry) return entriesOf(entry, path);
    // a link points out of what was looked at
    if ('link' in entry) return [{ path: `${path} -> ${entry.link}`, size: 0, unpacked: false, hash: undefined }];
    return [{ path, size: entry.size, unpacked: entry.unpacked === true, hash: entry.integrity?.hash }];
  });

/** @param {string} folder */
const filesUnder = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));

/**
 * What is wrong with the packed app in a `resources` folder: a file too many or missing, a library nobody imports, a digest that does not
 * fit, a driver for another system, too many bytes. Empty when nothing is.
 * @param {string} resources the folder that holds app.asar
 * @param {string} target the driver's name for the system, such as `linux-x64`
 * @returns {string[]}
 */
export const contentFaults = (resources, target) => {
  const archive = join(resources, 'app.asar');
  const entries = entriesOf(getRawHeader(archive).header, '');
  const packed = entries.filter(({ unpacked }) => !unpacked).map(({ path }) => path);
  const driver = `node_modules/better-sqlite3/prebuilds/${target}.node`;
  const unpacked = filesUnder(`${archive}.unpacked`);
  const digest = (/** @type {Buffer} */ bytes) => createHash('sha256').update(bytes).digest('hex');
  const content = (/** @type {Entry} */ { path, unpacked: outside }) =>
    outside ? readFileSync(join(`${archive}.unpacked`, path)) : extractFile(archive, path);

  const chunks = packed.filter((path) => /^dist\/hosts\/[^/]+\.c?js$/.test(path));
  const sources = new Map(chunks.map((path) => [path, extractFile(archive, path).toString('utf8')]));
  const named = (/** @type {string} */ path) => {
    const name = path.slice('dist/hosts/'.length);
    return name === 'main.js' || chunks.some((other) => other !== path && sources.get(other)?.includes(name));
  };
  const bytes = statSync(archive).size + unpacked.reduce((sum, path) => sum + statSync(join(`${archive}.unpacked`, path)).size, 0);

  return [
    ...packed.filter((path) => !ARCHIVE.some((allowed) => allowed.test(path))).map((path) => `stray file in the archive: ${path}`),
    ...unpacked.filter((path) => path !== driver).map((path) => `stray file beside the archive: ${path}`),
    ...NEEDED.filter((path) => !packed.includes(path)).map((path) => `missing in the archive: ${path}`),
    ...ARCHIVE.filter((allowed) => !packed.some((path) => allowed.test(path))).map((allowed) => `nothing matches ${allowed.source}`),
    ...(unpacked.includes(driver) ? [] : [`missing beside the archive: ${driver}`]),
    ...chunks.filter((path) => !named(path)).map((path) => `no other module names ${path}`),
    ...entries.filter((entry) => entry.hash !== digest(content(entry))).map(({ path }) => `its digest does not fit: ${path}`),
    ...(bytes > MAX_BYTES ? [`${Math.ceil(bytes / 1e6)} MB; the app is to stay under ${MAX_BYTES / 1e6} MB`] : []),
  ];
};

/**
 * The fuses of a packed program that do not stand as they should.
 * @param {string} program the program; on macOS the .app
 * @returns {Promise<string[]>}
 */
export const fuseFaults = async (program) => {
  const wire = await getCurrentFuseWire(program);
  return Object.entries(FUSES)
    .filter(([name, on]) => wire[FuseV1Options[/** @type {keyof typeof FUSES} */ (name)]] !== (on ? FuseState.ENABLE : FuseState.DISABLE))
    .map(([name, on]) => `the fuse ${name} is not ${on ? 'on' : 'off'}`);
};
