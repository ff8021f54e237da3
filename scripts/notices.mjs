// Makes THIRD-PARTY.txt: the licences of everything in a package. Electron's own notices are separate files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.mjs';

/** @typedef {{ readonly name: string, readonly version: string, readonly identifier: string | null, readonly text: string | null }} Licence */

/** Packages that the bundler does not see: the driver, which is not bundled, and the fonts of the page (WOFF2) and of documents (TTF). */
const UNBUNDLED = [
  'better-sqlite3-multiple-ciphers',
  '@fontsource-variable/inter',
  '@fontsource/noto-sans-sc',
  '@expo-google-fonts/inter',
  '@expo-google-fonts/noto-sans-sc',
];

/** Further licence files: that of a font beside the one of its package, and those of the code that a codec compiles. */
const FURTHER_FILES = ['LICENSE_FONT', 'codec/LICENSE.codec.md'];

/** The text of the MIT licence. @param {string} holder */
const mit = (holder) => `Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE
OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** Notices of packages that come without the text of their licence. */
const NOTICES = new Map([
  [
    '@resvg/resvg-wasm',
    'Covered by the Mozilla Public License 2.0 (https://mozilla.org/MPL/2.0/) and used as it was published. Its source code is at\nhttps://github.com/yisibl/resvg-js (the tag of this version); that of the renderer within it at https://github.com/linebender/resvg.',
  ],
  [
    'brotli',
    `${mit('Devon Govett')}\n\nThe decoder is derived from work under the Apache License, Version 2.0 (text: see @swc/helpers): Copyright 2013 Google Inc.`,
  ],
  ['dfa', mit('Devon Govett')],
  ['fontkit', mit('2014-present Devon Govett')],
  ['pg-types', mit('2014 Brian M. Carlson')],
  ['pgpass', mit('2013-2016 Hannes Hörl')],
  ['wouter', 'Dedicated to the public domain by its author, Alexey Taktarov, under the Unlicense (https://unlicense.org/).'],
]);

/** The text of the BSD licence with three clauses. @param {string} holder */
const bsd3 = (holder) => `Copyright (c) ${holder}. All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met:
1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the
documentation and/or other materials provided with the distribution.
3. Neither the name of the project nor the names of its contributors may be used to endorse or promote products derived from this software
without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE PROJECT AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE PROJECT OR CONTRIBUTORS BE
LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER
IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED
OF THE POSSIBILITY OF SUCH DAMAGE.`;

/** Notices of code inside a package that its own licence does not name. */
const FURTHER_NOTICES = new Map([
  [
    'better-sqlite3-multiple-ciphers',
    `The binary contains SQLite, which is in the public domain, and SQLite3 Multiple Ciphers:

${mit('2006-2026 Ulrich Telle')}

Within it, SHA-2 is ${bsd3('2005, 2007 Olivier Gay')}

Argon2 and BLAKE2 are dedicated to the public domain under CC0 1.0 by Daniel Dinu, Dmitry Khovratovich, Jean-Philippe Aumasson, Samuel Neves
and Thomas Pornin.`,
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
 * The packages whose code or files are in the build, each version once, by name.
 * @param {readonly string[]} files licences.json of each half of the build, written by the bundler
 */
export const listShipped = (files) => {
  const bundledLicences = files.flatMap((file) => /** @type {Licence[]} */ (JSON.parse(readFileSync(file, 'utf8'))));
  const licences = new Map(
    [...bundledLicences, ...UNBUNDLED.map(readLicence)].map((licence) => [`${licence.name} ${licence.version}`, licence]),
  );
  return [...licences].sort(([a], [b]) => (a < b ? -1 : 1)).map(([title, licence]) => ({ title, ...licence }));
};

/** The notices of shipped packages and data as one text. @param {ReturnType<typeof listShipped>} shippedPackages */
export const makeNotices = (shippedPackages) => {
  const sections = shippedPackages.map(({ title, name, identifier, text }) => {
    const licenceText = text?.trim() || NOTICES.get(name);
    if (!licenceText) throw new Error(`${title} comes without the text of its licence: add it to scripts/notices.mjs`);
    const notice = [licenceText, FURTHER_NOTICES.get(name) ?? [], readFurtherFiles(name)].flat().join('\n\n');
    return `${title} (${identifier ?? 'licence below'})\n\n${notice}\n`;
  });
  const dataSections = DATA_FILES.map(({ title, file }) => `${title}\n\n${readDataNotice(file)}\n`);
  const head = 'Orebook contains the following packages and data under their own licences.\n';
  return [head, ...sections, ...dataSections].join(`\n${'-'.repeat(80)}\n\n`);
};
