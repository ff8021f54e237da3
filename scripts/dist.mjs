// npm run dist: makes the packages of this system in packages/, verifies their content, and writes their bill of
// materials and SHA256SUMS.
// Options after `--` go to electron-builder: npm run dist -- --linux deb
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findMissing, root } from './packages.mjs';
import { findContentFaults, findFuseFaults } from './packedApp.mjs';
import { makeSbom } from './sbom.mjs';

const packages = join(root, 'packages');
const ARTEFACT = /\.(?:AppImage|deb|exe|dmg|cdx\.json)$/;

/** @param {string} name @param {string[]} args */
const run = (name, args) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${name} failed`);
};

/** Lists the apps that electron-builder has packed, with resources, program and target system. */
const listPackedApps = () =>
  readdirSync(packages).flatMap((name) => {
    const [, os, arch = 'x64'] = /^(linux|win|mac)(?:-(arm64|x64))?(?:-unpacked)?$/.exec(name) ?? [];
    if (os === undefined) return [];
    const folder = join(packages, name);
    const isMac = os === 'mac';
    const program = { linux: join(folder, 'orebook'), win: join(folder, 'Orebook.exe'), mac: join(folder, 'Orebook.app') }[os] ?? folder;
    const resources = isMac ? join(program, 'Contents', 'Resources') : join(folder, 'resources');
    return [{ name, program, resources, target: `${{ linux: 'linux', win: 'win32', mac: 'darwin' }[os]}-${arch}` }];
  });

/** One line for the log of the release about the signature. */
const describeSigning = () => {
  const { CSC_LINK, WIN_CSC_LINK, APPLE_API_KEY, APPLE_ID } = process.env;
  if (process.platform === 'linux') return 'Packages for Linux are not signed; SHA256SUMS has their digests.';
  if (!CSC_LINK && !(process.platform === 'win32' && WIN_CSC_LINK)) return 'UNSIGNED: no certificate was given (CSC_LINK).';
  if (process.platform === 'darwin' && !APPLE_API_KEY && !APPLE_ID) return 'Signed, but NOT NOTARISED: no Apple account was given.';
  return 'Signed.';
};

/** A warning if electron-builder.yml still has placeholders for home page and maintainer. */
const describePlaceholder = () =>
  /\.invalid\b/.test(readFileSync(join(root, 'electron-builder.yml'), 'utf8').replaceAll(/^\s*#.*$/gm, ''))
    ? 'PLACEHOLDER: electron-builder.yml has no real home page and maintainer. See docs/packaging.md.\n'
    : '';

const problem = findMissing();
if (problem) {
  console.error(problem);
  process.exit(1);
}
try {
  rmSync(packages, { recursive: true, force: true });
  run('the build', [join(root, 'scripts', 'build.mjs')]);
  run('electron-builder', [join(root, 'node_modules', 'electron-builder', 'cli.js'), '--publish', 'never', ...process.argv.slice(2)]);
  const apps = listPackedApps();
  if (apps.length === 0) throw new Error('nothing was packed');
  for (const { name, program, resources, target } of apps) {
    const faults = [...findContentFaults(resources, target), ...(await findFuseFaults(program))];
    if (faults.length > 0) throw new Error(`${name}:\n  ${faults.join('\n  ')}`);
    if (!existsSync(join(dirname(resources), 'THIRD-PARTY.txt'))) throw new Error(`${name}: THIRD-PARTY.txt is missing`);
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(packages, `Orebook-${version}-${process.platform}.cdx.json`), makeSbom());
  const artefacts = readdirSync(packages).filter((name) => ARTEFACT.test(name));
  const digestLines = artefacts.map(
    (name) =>
      `${createHash('sha256')
        .update(readFileSync(join(packages, name)))
        .digest('hex')}  ${name}\n`,
  );
  if (digestLines.length > 0) writeFileSync(join(packages, 'SHA256SUMS'), digestLines.join(''));
  console.log([...digestLines, describePlaceholder(), describeSigning()].join('').trimEnd());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
