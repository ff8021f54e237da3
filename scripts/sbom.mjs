// Makes the software bill of materials of a package: the list of npm (CycloneDX), reduced to what ships.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listShipped } from './notices.mjs';
import { root } from './packages.mjs';

/** The runtime around the app. It contains Chromium and Node in the versions that its release names. */
const RUNTIME = 'electron';

/** @typedef {{ readonly 'bom-ref': string, readonly name: string, readonly version: string }} Component */
/** @typedef {{ readonly ref: string, readonly dependsOn: readonly string[] }} Dependency */

/** Every package of the lock file, as npm lists them. */
const listByNpm = () => {
  const npm = process.env.npm_execpath;
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  const [program, ...programArgs] = npm === undefined ? ['npm', ...args] : [process.execPath, npm, ...args];
  const { status, stdout, stderr } = spawnSync(/** @type {string} */ (program), programArgs, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`npm sbom failed: ${stderr}`);
  return JSON.parse(stdout);
};

/** The bill of materials of the build in dist, as JSON text. Throws if npm does not list a package that ships. */
export const makeSbom = () => {
  const { metadata, components, dependencies, ...head } = listByNpm();
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', RUNTIME, 'package.json'), 'utf8'));
  const halves = ['hosts', 'renderer'].map((half) => join(root, 'dist', half, 'licences.json'));
  const shippedPackages = [...listShipped(halves), { name: RUNTIME, version }];
  const shippedComponents = shippedPackages.map((shippedPackage) => {
    const component = components.find(
      (/** @type {Component} */ { name, version: componentVersion }) =>
        name === shippedPackage.name && componentVersion === shippedPackage.version,
    );
    if (!component) throw new Error(`npm does not list ${shippedPackage.name} ${shippedPackage.version}`);
    // npm marks what the build takes from devDependencies as optional; all of this ships. A package may have its licence in a file only
    return { licenses: [{ license: { name: 'in THIRD-PARTY.txt' } }], ...component, scope: 'required', properties: [] };
  });
  const ownRef = metadata.component['bom-ref'];
  const refs = new Set([ownRef, ...shippedComponents.map((component) => component['bom-ref'])]);
  return JSON.stringify(
    {
      ...head,
      metadata: { ...metadata, component: { ...metadata.component, name: 'orebook' } },
      components: shippedComponents,
      dependencies: dependencies
        .filter((/** @type {Dependency} */ { ref }) => refs.has(ref))
        .map((/** @type {Dependency} */ { ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((target) => refs.has(target)) })),
    },
    undefined,
    2,
  );
};
