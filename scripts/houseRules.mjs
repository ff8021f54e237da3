// Rules of the house that no linter knows: read as text, over every source that git lists.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

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
  { name: 'no chance outside the seed', where: /^(?:shared|engine|db|core|electron|renderer)\//, what: /Math\.random/ },
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

/** Attributes that a person reads or hears. */
const SAID = new Set(['aria-label', 'aria-description', 'aria-roledescription', 'alt', 'label', 'placeholder', 'title']);
const LETTERS = /\p{L}{2}/u;
/** The same in every language: codes and units (USD/dmt, HHI), keycaps, Orebook's own name, and the key of a message. */
const CODE = /^(?:[A-Z]{2,5}(?:\/[a-z]{1,4})?|Esc|Enter|Del|Orebook|[a-z]\w*(?:\.[\w-]+)+)$/;

/**
 * Texts that stand in a component instead of shared/messages: between tags, or in an attribute that is read.
 * @param {string} path
 * @param {string} content
 */
const literalsIn = (path, content) => {
  const source = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  /** @type {string[]} */
  const found = [];
  const look = (/** @type {ts.Node} */ at, /** @type {string} */ words) => {
    if (!LETTERS.test(words) || CODE.test(words.trim())) return;
    const { line } = source.getLineAndCharacterOfPosition(at.getStart(source));
    found.push(`${path}:${line + 1}: a text that a person reads stands in shared/messages: ${words.trim().slice(0, 40)}`);
  };
  /** What an expression may say, whichever way it goes. */
  const said = (/** @type {ts.Node | undefined} */ node) => {
    if (!node) return;
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) look(node, node.text);
    else if (ts.isTemplateExpression(node))
      look(node, [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join(' '));
    else if (ts.isJsxExpression(node) || ts.isParenthesizedExpression(node)) said(node.expression);
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(said);
  };
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isJsxText(node)) look(node, node.text);
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) said(node);
    if (ts.isJsxAttribute(node) && SAID.has(node.name.getText(source))) said(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

/** Calls whose answer is in the language of the moment. */
const SPOKEN = new Set([
  'text',
  'renderMessage',
  'renderLabel',
  'presentChart',
  'template',
  'componentTexts',
  'formatMonth',
  'formatDate',
  'formatDay',
  'shortMonth',
]);

/**
 * Texts that are made when a module is loaded: they would stay in the language of that moment.
 * @param {string} path
 * @param {string} content
 */
const frozenIn = (path, content) => {
  const source = ts.createSourceFile(
    path,
    content,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  /** @type {string[]} */
  const found = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return;
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && SPOKEN.has(node.expression.text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push(`${path}:${line + 1}: a text is made when it is shown, not when its module is loaded`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

/** Folders and files of core that still answer finished texts. The list only shrinks. */
const NOT_YET_FACTS = new Set([
  'allocation',
  'bundles',
  'buyers',
  'china',
  'compare',
  'contracts',
  'copyName.ts',
  'cycles',
  'dates',
  'diversification',
  'effect',
  'exports',
  'health',
  'history',
  'imports',
  'limits',
  'market',
  'openPricing',
  'overview',
  'plans',
  'portfolio',
  'products',
  'scenarios',
  'tenders',
  'versions',
  'workspace',
]);
/** What makes texts by design. */
const MAKES_TEXTS = new Set(['documents', 'summaries', 'workers', 'locale.ts']);
/** Functions whose answer is a finished text; whole modules of them are under shared/presentation. */
const MAKES_TEXT =
  /^(?:text|template|fillTemplate|componentTexts|comma|serial|semicolon|colon|sentenceGap|currentLocale|shippedText|countryName|ratingText|format\w+|shortMonth|chartMoney)$/;

/**
 * Imports of a use case that make finished texts: it answers facts, and shared/presentation makes texts of them.
 * @param {string} path
 * @param {string} content
 */
const textsIn = (path, content) => {
  const place = path.split('/')[1] ?? '';
  if (MAKES_TEXTS.has(place) || NOT_YET_FACTS.has(place)) return [];
  return [...content.matchAll(/import (?:type )?\{([^}]*)\} from '([^']+)'/g)].flatMap(([, names = '', from = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type ') && (MAKES_TEXT.test(name) || from.startsWith('#shared/presentation/')))
      .map((name) => `${path}: a use case answers facts, and ${name} makes a text of them (shared/presentation/README.md)`),
  );
};

const faults = [];
for (const path of files) {
  const content = readFileSync(join(folder, path), 'utf8');
  const lines = content.split('\n');
  const isTest = /\.test\.tsx?$/.test(path);
  if (/^renderer\/.*\.tsx$/.test(path) && !isTest) faults.push(...literalsIn(path, content));
  if (/^core\/.*\.ts$/.test(path)) faults.push(...textsIn(path, content));
  // what a terminal is told before anything runs is told at once
  if (/^(?:shared|core|electron|renderer)\/.*\.tsx?$/.test(path) && !isTest && path !== 'electron/main/main.ts')
    faults.push(...frozenIn(path, content));
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
