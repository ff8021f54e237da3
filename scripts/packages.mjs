// Locates the project and its installed packages. Runs on Node 20.19 and later.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The Node that is installed with the project (devDependency `node`). */
export const projectNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** One line about what is missing before anything can run, undefined if nothing is. */
export const findMissing = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) return `Orebook needs Node 20.19 or newer to start; this is ${process.versions.node}.`;
  if (!existsSync(join(root, 'node_modules', 'better-sqlite3-multiple-ciphers'))) return 'The packages are not installed. Run: npm ci';
  if (!existsSync(projectNode)) return 'The packages are not completely installed (their Node is missing). Run: npm ci';
  return undefined;
};

/** Whether this process runs on a Node as new as the project's. */
export const isNewEnough = () => Number(process.versions.node.split('.')[0]) >= 24;
