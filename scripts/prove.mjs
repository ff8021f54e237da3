// npm run prove [-- PART...] [--kills N] [--calls N] [--desktop-calls N] [--files N] [--flips N] [--disk-steps N] [--acts N] [--schedules N] [--seed N] [--docs]: the recorded run of the
// tests under faults, of which npm test runs a short part. Prints the figures of the last run of each part; with --docs it writes them to
// docs/safety.md.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findMissing, root } from './packages.mjs';

/**
 * The parts: the option with their size, its default, and their test.
 * @type {Readonly<Record<string, { readonly option: string, readonly size: number, readonly test: string }>>}
 */
const PARTS = {
  kills: { option: 'kills', size: 300, test: 'tests/integration/killed/killed.test.ts' },
  'full-disk': { option: 'disk-steps', size: 20, test: 'tests/integration/prove/fullDisk.test.ts' },
  'byte-flips': { option: 'flips', size: 2000, test: 'tests/integration/prove/byteFlips.test.ts' },
  'hostile-files': { option: 'files', size: 50, test: 'tests/integration/prove/hostileFiles.test.ts' },
  history: { option: 'acts', size: 200, test: 'tests/integration/services/undoEverything.test.ts' },
  schedules: { option: 'schedules', size: 2000, test: 'tests/integration/team/schedules.test.ts' },
  calls: { option: 'calls', size: 100_000, test: 'tests/integration/prove/fuzzCalls.test.ts' },
  // in the browser of the tests, with the built app
  'desktop-calls': { option: 'desktop-calls', size: 100_000, test: 'tests/e2e/electron/fuzz-calls.spec.ts' },
};
const runNode = (/** @type {string[]} */ args, /** @type {NodeJS.ProcessEnv} */ env = {}) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } }).status === 0;

const runTest = (/** @type {string} */ test, /** @type {NodeJS.ProcessEnv} */ env) => {
  const program = (/** @type {string} */ path) => join(root, 'node_modules', path);
  if (!test.endsWith('.spec.ts')) return runNode([program('vitest/vitest.mjs'), 'run', test, '--testTimeout', '0'], env);
  return (
    runNode([join(root, 'scripts', 'build.mjs')]) &&
    runNode([program('@playwright/test/cli.js'), 'test', test, '--project', 'double', '--retries', '0'], { ...env, PW_DISABLE_TS_ESM: '1' })
  );
};

const SEED = 20_261_124;
/** The lines of docs/safety.md between which the figures stand. */
const MARKS = /** @type {const} */ (['<!-- figures of npm run prove -->', '<!-- end of the figures -->']);

const exitWith = (/** @type {string} */ line) => {
  console.error(line);
  process.exit(2);
};

const readOptions = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        ...Object.fromEntries(Object.values(PARTS).map(({ option }) => [option, { type: /** @type {const} */ ('string') }])),
        seed: { type: 'string' },
        docs: { type: 'boolean' },
      },
    });
  } catch (error) {
    return exitWith(error instanceof Error ? error.message : String(error));
  }
};

const problem = findMissing();
if (problem) exitWith(problem);
const options = readOptions();
const values = /** @type {Readonly<Record<string, string | boolean | undefined>>} */ (options?.values ?? {});
const partNames = options?.positionals ?? [];
const unknownNames = partNames.filter((name) => !Object.hasOwn(PARTS, name));
if (unknownNames.length > 0) exitWith(`There is no part ${unknownNames.join(', ')}. The parts are: ${Object.keys(PARTS).join(', ')}`);

const readNumber = (/** @type {string} */ option, /** @type {number} */ standard) => {
  const number = Number(values[option] ?? standard);
  if (!Number.isInteger(number) || number < 1) exitWith(`--${option} needs a whole number above 0`);
  return number;
};

const folder = join(root, '.cache', 'prove');
mkdirSync(folder, { recursive: true });
/** The figures of the last run of a part. */
const figuresFile = (/** @type {string} */ name) => join(folder, `${name}.jsonl`);
const seed = readNumber('seed', SEED);

let failedCount = 0;
for (const [name, { option, size, test }] of Object.entries(PARTS)) {
  if (partNames.length > 0 && !partNames.includes(name)) continue;
  const count = readNumber(option, size);
  console.log(`== ${name}: --${option} ${count} --seed ${seed}`);
  rmSync(figuresFile(name), { force: true });
  const hasPassed = runTest(test, {
    [`OREBOOK_PROVE_${option.toUpperCase().replace('-', '_')}`]: String(count),
    OREBOOK_PROVE_SEED: String(seed),
    OREBOOK_PROVE_FIGURES: figuresFile(name),
  });
  if (!hasPassed) failedCount += 1;
}

/** The figures by part, in the order of their first line. @type {Map<string, Record<string, number | string>>} */
const figures = new Map();
for (const file of Object.keys(PARTS).map(figuresFile).filter(existsSync)) {
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const { part, figures: partFigures } = JSON.parse(line);
    figures.set(part, { ...figures.get(part), ...partFigures });
  }
}
const lines = [...figures].map(
  ([part, partFigures]) =>
    `| ${part} | ${Object.entries(partFigures)
      .map(([what, count]) => `${what} ${typeof count === 'number' ? count.toLocaleString('en') : count}`)
      .join('; ')} |`,
);
console.log(`\n${lines.join('\n')}\n${failedCount === 0 ? 'Every part passed.' : `${failedCount} parts failed.`}`);
if (values.docs && failedCount === 0) {
  const path = join(root, 'docs', 'safety.md');
  const [before = '', textAfter = ''] = readFileSync(path, 'utf8').split(MARKS[0]);
  const [, after = ''] = textAfter.split(MARKS[1]);
  const table = ['| part | figures |', '|---|---|', ...lines].join('\n');
  writeFileSync(
    path,
    `${before}${MARKS[0]}\n\nSeed ${seed}, ${process.platform}, Node ${process.versions.node}.\n\n${table}\n\n${MARKS[1]}${after}`,
  );
}
process.exitCode = failedCount === 0 ? 0 : 1;
