// Makes THIRD-PARTY.txt: the licences of everything in a package. Electron's own notices are separate files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.mjs';

/** @typedef {{ readonly name: string, readonly version: string, readonly identifier: string | null, readonly text: string | null }} Licence */

/** Packages that the bundler does not see: the driver, which is not bundled, and the fonts of the page (WOFF2) and of documents (TTF). */
const UNBUNDLED = [
  'better-sqlite3',
  '@fontsource-variable/inter',
  '@fontsource/noto-sans-sc',
  '@expo-google-fonts/inter',
  '@expo-google-fonts/noto-sans-sc',
];

/** Further licence files: that of a font beside the one of its package, and those of the code that a codec compiles. */
const FURTHER_FILES = ['LICENSE_FONT', 'codec/LICENSE.codec.md'];

/** Notices that a licence requires, for packages that come without them. */
const REQUIRED_NOTICES = new Map([
  [
    '@resvg/resvg-wasm',
    'Covered by the Mozilla Public License 2.0 (https://mozilla.org/MPL/2.0/) and used as it was published. Its source code is at\nhttps://github.com/yisibl/resvg-js (the tag of this version); that of the renderer within it at https://github.com/linebender/resvg.',
  ],
]);

/** Data with a licence of its own; its notice is the head of the source file that contains it, from the copyright on. */
const DATA_FILES = [{ title: 'Sobol direction numbers new-joe-kuo-6.21201 (BSD-3-Clause)', file: 'engine/simulation/draws/sobol.ts' }];

const readDataNotice = (/** @type {string} */ file) => {
  const [head = ''] = readFileSync(join(root, file), 'utf8').split('*/');
  return head
    .slice(head.indexOf('Copyright'))
    .replaceAll(/^ \* ?/gm, '')
    .trim();
};

const readFurtherFiles = (/** @type {string} */ name) =>
  FURTHER_FILES.map((file) => join(root, 'node_modules', name, file))
    .filter(existsSync)
    .map((file) => readFileSync(file, 'utf8').trim());

/** @returns {Licence} */
const readLicence = (/** @type {string} */ name) => {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { name, version, identifier: license, text: readFileSync(join(folder, 'LICENSE'), 'utf8') };
};

/**
 * The notices as one text, each package and version once, by name.
 * @param {readonly string[]} files licences.json of each half of the build, written by the bundler
 */
export const makeNotices = (files) => {
  const bundled = files.flatMap((file) => /** @type {Licence[]} */ (JSON.parse(readFileSync(file, 'utf8'))));
  const all = new Map([...bundled, ...UNBUNDLED.map(readLicence)].map((one) => [`${one.name} ${one.version}`, one]));
  const sections = [...all.keys()].sort().map((title) => {
    const { name, identifier, text } = /** @type {Licence} */ (all.get(title));
    const own = text?.trim() || REQUIRED_NOTICES.get(name) || 'The package names this licence and comes without its text.';
    const notice = [own, ...readFurtherFiles(name)].join('\n\n');
    return `${title} (${identifier ?? 'licence below'})\n\n${notice}\n`;
  });
  const dataSections = DATA_FILES.map(({ title, file }) => `${title}\n\n${readDataNotice(file)}\n`);
  const head = 'Orebook contains the following packages and data under their own licences.\n';
  return [head, ...sections, ...dataSections].join(`\n${'-'.repeat(80)}\n\n`);
};
