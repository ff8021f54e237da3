// THIRD-PARTY.txt: the licences of everything that a package carries beside Electron, whose own notices stand next to it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.mjs';

/** @typedef {{ readonly name: string, readonly version: string, readonly identifier: string | null, readonly text: string | null }} Licence */

/** What the bundler does not see: the driver that stays outside the bundles, and the fonts. */
const BESIDE_THE_BUNDLES = ['better-sqlite3', '@fontsource-variable/inter', '@fontsource/inter', '@fontsource/noto-sans-sc'];

/** What a package's licence has its readers told, where the package comes without the text. */
const TOLD = new Map([
  [
    '@resvg/resvg-wasm',
    'Covered by the Mozilla Public License 2.0 (https://mozilla.org/MPL/2.0/) and used as it was published. Its source code is at\nhttps://github.com/yisibl/resvg-js (the tag of this version); that of the renderer within it at https://github.com/linebender/resvg.',
  ],
]);

/** @returns {Licence} */
const licenceOf = (/** @type {string} */ name) => {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { name, version, identifier: license, text: readFileSync(join(folder, 'LICENSE'), 'utf8') };
};

/**
 * The notices as one text, each package and version once, by name.
 * @param {readonly string[]} files what the bundler wrote about each half of the build
 */
export const noticesOf = (files) => {
  const bundled = files.flatMap((file) => /** @type {Licence[]} */ (JSON.parse(readFileSync(file, 'utf8'))));
  const all = new Map([...bundled, ...BESIDE_THE_BUNDLES.map(licenceOf)].map((one) => [`${one.name} ${one.version}`, one]));
  const sections = [...all.keys()].sort().map((title) => {
    const { name, identifier, text } = /** @type {Licence} */ (all.get(title));
    const words = text?.trim() || TOLD.get(name) || 'The package names this licence and comes without its text.';
    return `${title} (${identifier ?? 'licence below'})\n\n${words}\n`;
  });
  const head = 'Orebook contains the following packages under their own licences.\n';
  return [head, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
};
