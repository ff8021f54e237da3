// The fences of .dependency-cruiser.mjs over every file that git lists. A run that saw fewer files than git, or could not read an
// import, fails: a fence that sees nothing passes everything.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cruise } from 'dependency-cruiser';

const folder = process.cwd();

/** Sources that git knows or would add. */
const listed = execFileSync(
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
  listed,
  { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true },
  {
    exportsFields: ['exports'],
    conditionNames: ['import', 'types', 'node', 'default'],
    extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts', '.json', '.node'],
  },
);
if (typeof output === 'string') throw new Error('dependency-cruiser answered a text');

const seen = new Set(output.modules.map((module) => module.source));
const unseen = listed.filter((path) => !seen.has(path));
const faults = [
  ...output.summary.violations.map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`),
  ...unseen.map((path) => `unseen: ${path}`),
  ...(listed.length === 0 ? ['unseen: git lists no source'] : []),
];
for (const fault of faults) console.error(fault);
console.log(`${seen.size} modules, ${output.summary.totalDependenciesCruised} imports, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
