// Runs the import rules of .dependency-cruiser.mjs on every source that git lists. Fails if a file was not read: a rule that reads nothing
// would pass everything.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cruise } from 'dependency-cruiser';

const folder = process.cwd();

/** Sources that git tracks or would add. */
const sources = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', '*.ts', '*.tsx', '*.mjs', '*.js'],
  {
    cwd: folder,
    encoding: 'utf8',
  },
)
  .split('\0')
  .filter((path) => path !== '' && !path.startsWith('renderer/public/') && existsSync(join(folder, path)));

const { default: rules } = await import(pathToFileURL(join(folder, '.dependency-cruiser.mjs')).href);
const { output } = await cruise(
  sources,
  { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true },
  {
    exportsFields: ['exports'],
    conditionNames: ['import', 'types', 'node', 'default'],
    extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts', '.json', '.node'],
  },
);
if (typeof output === 'string') throw new Error('dependency-cruiser returned a text');

const readPaths = new Set(output.modules.map((module) => module.source));
const unreadPaths = sources.filter((path) => !readPaths.has(path));
const faults = [
  ...output.summary.violations.map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`),
  ...unreadPaths.map((path) => `not read: ${path}`),
  ...(sources.length === 0 ? ['not read: git lists no source'] : []),
];
for (const fault of faults) console.error(fault);
console.log(`${readPaths.size} modules, ${output.summary.totalDependenciesCruised} imports, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
