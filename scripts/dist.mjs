// npm run dist: the packages of this system into packages/, what is inside them checked, and their digests in SHA256SUMS.
// What follows `--` goes to electron-builder: npm run dist -- --linux deb
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { missing, root } from './packages.mjs';
import { contentFaults, fuseFaults } from './packedApp.mjs';

const packages = join(root, 'packages');
const ARTEFACT = /\.(?:AppImage|deb|exe|dmg)$/;

/** @param {string} name @param {string[]} args */
const run = (name, args) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${name} failed`);
};

/** Where electron-builder leaves an app before it is wrapped: its resources, its program, and the system it is for. */
const packedApps = () =>
  readdirSync(packages).flatMap((name) => {
    const [, os, arch = 'x64'] = /^(linux|win|mac)(?:-(arm64|x64))?(?:-unpacked)?$/.exec(name) ?? [];
    if (os === undefined) return [];
    const folder = join(packages, name);
    const mac = os === 'mac';
    const program = { linux: join(folder, 'orebook'), win: join(folder, 'Orebook.exe'), mac: join(folder, 'Orebook.app') }[os] ?? folder;
    const resources = mac ? join(program, 'Contents', 'Resources') : join(folder, 'resources');
    return [{ name, program, resources, target: `${{ linux: 'linux', win: 'win32', mac: 'darwin' }[os]}-${arch}` }];
  });

/** Whether the developer's signature is asked for, in words that end up in the log of the release. */
const signing = () => {
  const { CSC_LINK, WIN_CSC_LINK, APPLE_API_KEY, APPLE_ID } = process.env;
  if (process.platform === 'linux') return 'Packages for Linux carry no signature; SHA256SUMS has their digests.';
  if (!CSC_LINK && !(process.platform === 'win32' && WIN_CSC_LINK)) return 'UNSIGNED: no certificate was given (CSC_LINK).';
  if (process.platform === 'darwin' && !APPLE_API_KEY && !APPLE_ID) return 'Signed, but NOT NOTARISED: no Apple account was given.';
  return 'Signed.';
};

/** Whether somebody answers for the packages. */
const placeholder = () =>
  /\.invalid\b/.test(readFileSync(join(root, 'electron-builder.yml'), 'utf8').replaceAll(/^\s*#.*$/gm, ''))
    ? 'PLACEHOLDER: home page and maintainer in electron-builder.yml are nobody’s. See docs/packaging.md.\n'
    : '';

const lacks = missing();
if (lacks) {
  console.error(lacks);
  process.exit(1);
}
try {
  rmSync(packages, { recursive: true, force: true });
  run('the build', [join(root, 'scripts', 'build.mjs')]);
  run('electron-builder', [join(root, 'node_modules', 'electron-builder', 'cli.js'), '--publish', 'never', ...process.argv.slice(2)]);
  const apps = packedApps();
  if (apps.length === 0) throw new Error('nothing was packed');
  for (const { name, program, resources, target } of apps) {
    const faults = [...contentFaults(resources, target), ...(await fuseFaults(program))];
    if (faults.length > 0) throw new Error(`${name}:\n  ${faults.join('\n  ')}`);
    if (!existsSync(join(dirname(resources), 'THIRD-PARTY.txt'))) throw new Error(`${name}: the licences of what is bundled are missing`);
  }
  const artefacts = readdirSync(packages).filter((name) => ARTEFACT.test(name));
  const sums = artefacts.map(
    (name) =>
      `${createHash('sha256')
        .update(readFileSync(join(packages, name)))
        .digest('hex')}  ${name}\n`,
  );
  if (sums.length > 0) writeFileSync(join(packages, 'SHA256SUMS'), sums.join(''));
  console.log([...sums, placeholder(), signing()].join('').trimEnd());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
