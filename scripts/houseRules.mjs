// Rules of the house that no linter knows: read as text, over every source that git lists.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = process.cwd();
const MAX_LINES = 400;

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', '*.ts', '*.tsx', '*.mjs', '*.js', '*.css', '*.html', '*.yml'],
  { cwd: folder, encoding: 'utf8' },
)
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(folder, path)));

/** Words that say work was left behind; written apart so that this file does not find itself. */
const LEFT_BEHIND = new RegExp(`(?://|\\*|<!--|#).*\\b(?:${['to' + 'do', 'fix' + 'me', 'x' + 'xx'].join('|')})\\b`, 'i');

/** @type {readonly { name: string, where: RegExp, not?: RegExp, what: RegExp }[]} */
const RULES = [
  { name: 'nothing left behind', where: /./, what: LEFT_BEHIND },
  {
    name: 'only renderer/api reaches a host',
    where: /^renderer\//,
    not: /^renderer\/api\//,
    what: /(?<![.\w])fetch\(|\b(?:window\.fetch|globalThis\.fetch|XMLHttpRequest|EventSource|WebSocket|sendBeacon|BroadcastChannel)/,
  },
  { name: 'no chance outside the seed', where: /^(?:shared|engine|db|electron|renderer)\//, what: /Math\.random/ },
  { name: 'the engine has no clock', where: /^engine\//, what: /\bDate\.now|\bnew Date\(\s*\)|\bperformance\./ },
  { name: 'a suppressed error has no place', where: /./, not: /^scripts\/houseRules\.mjs$/, what: /@ts-(?:ignore|expect-error|nocheck)/ },
  { name: 'an id wears its own brand, never another', where: /\.tsx?$/, what: /\bas never\b/ },
  {
    name: 'an action is pinned by its digest, with its version beside it',
    where: /^\.github\//,
    what: /\buses:(?! [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/,
  },
  { name: 'html is not made from text', where: /^renderer\//, what: /dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML/ },
];

const faults = [];
for (const path of files) {
  const lines = readFileSync(join(folder, path), 'utf8').split('\n');
  if (lines.length > MAX_LINES + 1) faults.push(`${path}: ${lines.length - 1} lines; split it along an idea`);
  if (/^(?:utils?|helpers?|misc|common)\.\w+$/i.test(basename(path)) && !path.startsWith('shared/messages/'))
    faults.push(`${path}: name it for what it holds`);
  for (const rule of RULES) {
    if (!rule.where.test(path) || rule.not?.test(path)) continue;
    lines.forEach((line, index) => {
      if (rule.what.test(line)) faults.push(`${path}:${index + 1}: ${rule.name}`);
    });
  }
}
for (const fault of faults) console.error(fault);
console.log(`${files.length} files, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
