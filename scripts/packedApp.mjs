// Verifies the content of a packed app. Used by `npm run dist` and by the tests of packages.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { extractFile, getRawHeader } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

const MAX_BYTES = 60_000_000;

/** Patterns of the files in the archive. A file without a pattern is a fault, and so is a pattern without a file. */
const ARCHIVE = [
  /^package\.json$/,
  /^dist\/hosts\/(?:main|core|(?:table|document|runFile|picture|allocation|simulation|fileCheck)Thread)\.js$/,
  /^dist\/hosts\/(?:preload|english|chinese)\.cjs$/,
  /^dist\/hosts\/[\w-]+-[\w-]{8}\.js$/,
  /^dist\/hosts\/(?:highs|resvg|png|jpegDecoder|jpegEncoder)\.wasm$/,
  /^dist\/hosts\/fonts\/\w+\.ttf$/,
  /^dist\/renderer\/index\.html$/,
  /^dist\/renderer\/first\.js$/,
  /^dist\/renderer\/icon\.svg$/,
  /^dist\/renderer\/assets\/[\w-]+-[\w-]{8}\.(?:js|css|woff2)$/,
  /^node_modules\/better-sqlite3-multiple-ciphers\/(?:package\.json|LICENSE)$/,
  /^node_modules\/better-sqlite3-multiple-ciphers\/lib\/(?:methods\/)?[a-z-]+\.js$/,
];

/** Files that every archive must contain. */
const REQUIRED_FILES = [
  'package.json',
  'dist/hosts/main.js',
  'dist/hosts/core.js',
  'dist/hosts/english.cjs',
  'dist/hosts/chinese.cjs',
  'dist/hosts/fileCheckThread.js',
  'dist/hosts/tableThread.js',
  'dist/hosts/documentThread.js',
  'dist/hosts/runFileThread.js',
  'dist/hosts/pictureThread.js',
  'dist/hosts/allocationThread.js',
  'dist/hosts/simulationThread.js',
  'dist/hosts/highs.wasm',
  'dist/hosts/resvg.wasm',
  'dist/hosts/png.wasm',
  'dist/hosts/jpegDecoder.wasm',
  'dist/hosts/jpegEncoder.wasm',
  'dist/hosts/preload.cjs',
  'dist/renderer/index.html',
  'node_modules/better-sqlite3-multiple-ciphers/lib/index.js',
];

/** Fuses of the runtime; docs/packaging.md has the reasons. */
const FUSES = /** @type {const} */ ({
  RunAsNode: false,
  EnableCookieEncryption: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  // electron-builder does not set it; it is on by default
  WasmTrapHandlers: true,
});

/** @typedef {{ readonly path: string, readonly size: number, readonly unpacked: boolean, readonly hash: string | undefined }} Entry */

/** @param {import('@electron/asar').DirectoryRecord} folder @param {string} parentPath @returns {Entry[]} */
const listEntries = (folder, parentPath) =>
  Object.entries(folder.files).flatMap(([name, entry]) => {
    const path = parentPath === '' ? name : `${parentPath}/${name}`;
    if ('files' in entry) return listEntries(entry, path);
    // a link could lead out of the archive
    if ('link' in entry) return [{ path: `${path} -> ${entry.link}`, size: 0, unpacked: false, hash: undefined }];
    return [{ path, size: entry.size, unpacked: entry.unpacked === true, hash: entry.integrity?.hash }];
  });

/** @param {string} folder */
const listFiles = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));

/**
 * Finds faults of the packed app in a `resources` folder: an extra or missing file, a module that no other imports, a wrong digest, a driver
 * for another system, too many bytes.
 * @param {string} resources the folder that holds app.asar
 * @param {string} target the driver's name for the system, such as `linux-x64`
 * @returns {string[]}
 */
export const findContentFaults = (resources, target) => {
  const archive = join(resources, 'app.asar');
  const entries = listEntries(getRawHeader(archive).header, '');
  const packedPaths = entries.filter(({ unpacked }) => !unpacked).map(({ path }) => path);
  const driver = `node_modules/better-sqlite3-multiple-ciphers/prebuilds/${target}.node`;
  const unpackedPaths = listFiles(`${archive}.unpacked`);
  const digest = (/** @type {Buffer} */ bytes) => createHash('sha256').update(bytes).digest('hex');
  const readContent = (/** @type {Entry} */ { path, unpacked: isUnpacked }) =>
    isUnpacked ? readFileSync(join(`${archive}.unpacked`, path)) : extractFile(archive, path);

  const chunks = packedPaths.filter((path) => /^dist\/hosts\/[^/]+\.c?js$/.test(path));
  const sources = new Map(chunks.map((path) => [path, extractFile(archive, path).toString('utf8')]));
  const isImported = (/** @type {string} */ path) => {
    const name = path.slice('dist/hosts/'.length);
    return name === 'main.js' || chunks.some((chunk) => chunk !== path && sources.get(chunk)?.includes(name));
  };
  const bytes = statSync(archive).size + unpackedPaths.reduce((sum, path) => sum + statSync(join(`${archive}.unpacked`, path)).size, 0);

  return [
    ...packedPaths.filter((path) => !ARCHIVE.some((pattern) => pattern.test(path))).map((path) => `stray file in the archive: ${path}`),
    ...unpackedPaths.filter((path) => path !== driver).map((path) => `stray file beside the archive: ${path}`),
    ...REQUIRED_FILES.filter((path) => !packedPaths.includes(path)).map((path) => `missing in the archive: ${path}`),
    ...ARCHIVE.filter((pattern) => !packedPaths.some((path) => pattern.test(path))).map((pattern) => `no file matches ${pattern.source}`),
    ...(unpackedPaths.includes(driver) ? [] : [`missing beside the archive: ${driver}`]),
    ...chunks.filter((path) => !isImported(path)).map((path) => `no other module imports ${path}`),
    ...entries.filter((entry) => entry.hash !== digest(readContent(entry))).map(({ path }) => `wrong digest: ${path}`),
    ...(bytes > MAX_BYTES ? [`${Math.ceil(bytes / 1e6)} MB; at most ${MAX_BYTES / 1e6} MB are allowed`] : []),
  ];
};

/**
 * Finds fuses of a packed program that are not set as required.
 * @param {string} program the program; on macOS the .app
 * @returns {Promise<string[]>}
 */
export const findFuseFaults = async (program) => {
  const wire = await getCurrentFuseWire(program);
  return Object.entries(FUSES)
    .filter(([name, on]) => wire[FuseV1Options[/** @type {keyof typeof FUSES} */ (name)]] !== (on ? FuseState.ENABLE : FuseState.DISABLE))
    .map(([name, on]) => `the fuse ${name} is not ${on ? 'on' : 'off'}`);
};
