import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findInstalledRuntime } from '../../scripts/electronRuntime.mjs';

/** A program in the place of the Electron runtime: a folder for ELECTRON_OVERRIDE_DIST_PATH, and the program in it that runs `code`. */
export const standInRuntime = (folder: string, code: string): { readonly folder: string; readonly program: string } => {
  const program = findInstalledRuntime('', { ELECTRON_OVERRIDE_DIST_PATH: folder })!;
  mkdirSync(dirname(program), { recursive: true });
  // a shell starts it: the kernel would cut an interpreter's path at its first space
  writeFileSync(program, `#!/bin/sh\n":" //; exec ${JSON.stringify(process.execPath)} "$0" "$@"\n${code}\n`);
  chmodSync(program, 0o755);
  return { folder, program };
};

/** A folder in the place of node_modules/electron whose installer runs `code`; `VERSION` is the version it claims. */
export const standInPackage = (folder: string, code: string, version = '1.0.0'): string => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version, type: 'commonjs' }));
  writeFileSync(join(folder, 'install.js'), code);
  return folder;
};

/** What electron-builder packs an app on: the runtime's files by name, and a program that holds nothing but the fuses as Electron ships them. */
export const standInDist = (folder: string): string => {
  mkdirSync(join(folder, 'locales'), { recursive: true });
  mkdirSync(join(folder, 'resources'));
  for (const name of [
    'LICENSE',
    'LICENSES.chromium.html',
    'version',
    'locales/en-US.pak',
    'locales/en-GB.pak',
    'locales/zh-CN.pak',
    'locales/de.pak',
  ])
    writeFileSync(join(folder, name), name);
  // the wire: a mark, its version, the number of fuses, then one digit a fuse
  writeFileSync(join(folder, 'electron'), 'program dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0008101100' + '01 end');
  chmodSync(join(folder, 'electron'), 0o755);
  return folder;
};
