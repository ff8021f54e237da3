// npm run check [-- STEP...]: types of each folder, lint and format, import rules, source rules, banned words, names of flags, unknown
// properties, workflows, the lock file, the kernel against its sources, unused code. Prints one line per step and the output of those that failed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.cwd();
const script = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const program = (/** @type {string} */ path) => join(folder, 'node_modules', path);

const FOLDERS = ['shared', 'engine', 'db', 'core', 'electron', 'electron/preload', 'renderer', 'scripts', 'tests'];

/** @type {readonly (readonly [name: string, ...args: string[]])[]} */
const STEPS = [
  ...FOLDERS.map(
    (folderName) =>
      /** @type {const} */ ([
        `types: ${folderName}`,
        program('@typescript/native/bin/tsc'),
        '-p',
        folderName,
        // two folders at a time use two cores; every further checker would compute the shared types again
        '--checkers',
        '1',
        '--incremental',
        '--tsBuildInfoFile',
        `.cache/tsc/${folderName.replace('/', '-')}.tsbuildinfo`,
      ]),
  ),
  [
    'lint and format',
    program('@biomejs/biome/bin/biome'),
    'check',
    '--diagnostic-level=warn',
    '--error-on-warnings',
    '--max-diagnostics=none',
  ],
  ['import rules', script('importRules.mjs')],
  ['source rules', script('sourceRules.mjs')],
  ['banned words', script('bannedWords.mjs')],
  ['names of values', script('nounNames.mjs')],
  ['names of flags', script('flagNames.mjs')],
  ['unknown properties', script('unknownProperties.mjs')],
  ['workflows', script('workflows.mjs')],
  ['lock file', script('lockFile.mjs')],
  ['kernel', script('kernel.mjs'), '--check'],
  ['unused code', program('knip/bin/knip.js')],
];

/** @returns {Promise<boolean>} */
const run = (/** @type {readonly [string, ...string[]]} */ [name, ...args]) =>
  new Promise((resolve) => {
    const start = performance.now();
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('close', (code) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
      if (code !== 0) console.log(output.trimEnd());
      resolve(code === 0);
    });
  });

if (!existsSync(join(folder, 'node_modules'))) {
  console.error('The packages are not installed. Run: npm ci');
  process.exit(1);
}
mkdirSync(join(folder, '.cache', 'tsc'), { recursive: true });
const stepWords = process.argv.slice(2);
const queue = STEPS.filter(([name]) => stepWords.length === 0 || stepWords.some((word) => name.includes(word)));
let failedCount = 0;
const work = async () => {
  for (let step = queue.shift(); step; step = queue.shift()) if (!(await run(step))) failedCount += 1;
};
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
if (stepWords.length === 0) console.log('Not checked: advisories on packages, for which the workflow asks the registry with npm audit.');
console.log(failedCount === 0 ? 'Every check passed.' : `${failedCount} of the checks failed.`);
process.exitCode = failedCount === 0 ? 0 : 1;
