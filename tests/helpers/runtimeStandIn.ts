import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findInstalledRuntime } from '../../scripts/electronRuntime.mjs';
import { root } from './app.ts';

/** Creates a program that runs `code` in place of the Electron runtime, in a folder for ELECTRON_OVERRIDE_DIST_PATH. */
export const createRuntimeStandIn = (folder: string, code: string): { readonly folder: string; readonly program: string } => {
  const program = findInstalledRuntime('', { ELECTRON_OVERRIDE_DIST_PATH: folder })!;
  mkdirSync(dirname(program), { recursive: true });
  // started by a shell, because the kernel cuts an interpreter's path at the first space
  writeFileSync(program, `#!/bin/sh\n":" //; exec ${JSON.stringify(process.execPath)} "$0" "$@"\n${code}\n`);
  chmodSync(program, 0o755);
  return { folder, program };
};

/** Creates a folder in place of node_modules/electron whose installer runs `code`. */
export const createPackageStandIn = (folder: string, code: string, version = '1.0.0'): string => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version, type: 'commonjs' }));
  writeFileSync(join(folder, 'install.js'), code);
  return folder;
};

/** Copies the package `electron` without a runtime into a folder for packages, with links to the packages of its installer. */
export const copyElectronPackage = (packages: string): string => {
  const packageFolder = join(packages, 'electron');
  const originalFolder = join(root, 'node_modules', 'electron');
  const files = ['package.json', 'install.js', 'checksums.json'];
  mkdirSync(packages, { recursive: true });
  cpSync(originalFolder, packageFolder, {
    recursive: true,
    filter: (path) => path === originalFolder || files.some((name) => path.endsWith(name)),
  });
  for (const scope of ['@electron', '@electron-internal'])
    symlinkSync(join(root, 'node_modules', scope), join(packages, scope), 'junction');
  return packageFolder;
};

/** Creates a stand-in of the runtime for electron-builder: files with the runtime's names, and a program with nothing but the default fuses. */
export const createDistStandIn = (folder: string): string => {
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
  // the fuse wire: a sentinel, its version, the number of fuses, one digit per fuse
  writeFileSync(join(folder, 'electron'), 'program dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009101100' + '011 end');
  chmodSync(join(folder, 'electron'), 0o755);
  return folder;
};
