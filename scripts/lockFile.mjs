// Checks package-lock.json: each package has a licence of the allow-list, comes from the registry with a digest, is not deprecated, runs no
// script when it is installed if it ships, and otherwise stands in allowScripts of package.json if it does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.cwd();
const readJson = (/** @type {string} */ path) => JSON.parse(readFileSync(join(folder, path), 'utf8'));

/** Licences of packages that ship. They require their notice to be included; the MPL also requires the source of its files to be available. */
const SHIPPED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MPL-2.0', 'OFL-1.1', 'Unlicense']);
/** Licences of packages that only develop, test or pack the app. */
const DEVELOPMENT = new Set([...SHIPPED, 'BlueOak-1.0.0', 'CC0-1.0', 'Python-2.0', 'WTFPL']);
/** Packages that state their licence in a file only, with what the file says. */
const LICENCE_IN_FILE = new Map([['png-js', 'MIT']]);
/** The lock file names no address for packages of the registry that npm is set to. */
const REGISTRY = 'https://registry.npmjs.org/';

/**
 * Whether an SPDX expression is allowed: every part of an AND, one part of an OR.
 * @param {string} expression @param {ReadonlySet<string>} allowedLicences
 */
const isAllowed = (expression, allowedLicences) =>
  expression
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((alternative) => alternative.split(' AND ').every((identifier) => allowedLicences.has(identifier)));

/**
 * @typedef {{ readonly version: string, readonly license?: string, readonly resolved?: string, readonly integrity?: string,
 *   readonly deprecated?: string, readonly hasInstallScript?: boolean, readonly dev?: boolean, readonly devOptional?: boolean }} Entry
 */
const { allowScripts = {} } = readJson('package.json');
const { packages } = /** @type {{ packages: Record<string, Entry> }} */ (readJson('package-lock.json'));
const installedPackages = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (/** @type {string} */ path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const faults = installedPackages.flatMap(([path, entry]) => {
  const name = nameOf(path);
  const licence = entry.license ?? LICENCE_IN_FILE.get(name) ?? 'none stated';
  const isShipped = !(entry.dev || entry.devOptional);
  return [
    ...(isAllowed(licence, isShipped ? SHIPPED : DEVELOPMENT)
      ? []
      : [`its licence (${licence}) is not on the list for packages that ${isShipped ? 'ship' : 'develop the app'}`]),
    ...((entry.resolved ?? REGISTRY).startsWith(REGISTRY) ? [] : [`it comes from ${entry.resolved}, not from the registry`]),
    ...(entry.integrity?.startsWith('sha512-') ? [] : ['it has no SHA-512 digest']),
    ...(entry.deprecated === undefined ? [] : [`it is deprecated: ${entry.deprecated}`]),
    ...(entry.hasInstallScript && isShipped ? ['it ships and runs a script at its installation'] : []),
    ...(entry.hasInstallScript && !(name in allowScripts)
      ? ['it runs a script at its installation: decide on it in allowScripts of package.json']
      : []),
  ].map((fault) => `${name} ${entry.version}: ${fault}`);
});
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
