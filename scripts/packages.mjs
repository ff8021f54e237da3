// What the scripts know about the installed packages. Read by every Node from 20.19 on.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The Node that the project brings along (devDependency `node`). */
export const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** What is missing before anything can run, in one line; undefined when nothing is. */
export const missing = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) return `Orebook needs Node 20.19 or newer to start; this is ${process.versions.node}.`;
  if (!existsSync(join(root, 'node_modules', 'better-sqlite3'))) return 'The packages are not installed. Run: npm ci';
  if (!existsSync(ownNode)) return 'The packages are only half installed (their own Node is not there). Run: npm ci';
  return undefined;
};

/** True when this process is the project's own Node or as new. */
export const isNewEnough = () => Number(process.versions.node.split('.')[0]) >= 24;
