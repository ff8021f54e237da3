// Runs the source rules that no linter has on every source that git lists.
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

/** Markers of unfinished work, split so that this file does not match itself. */
const UNFINISHED = new RegExp(`(?://|\\*|<!--|#).*\\b(?:${['to' + 'do', 'fix' + 'me', 'x' + 'xx'].join('|')})\\b`, 'i');

/** @type {readonly { name: string, where: RegExp, not?: RegExp, what: RegExp }[]} */
const RULES = [
  { name: 'no marker of unfinished work', where: /./, what: UNFINISHED },
  {
    name: 'only renderer/api reaches a host',
    where: /^renderer\//,
    not: /^renderer\/api\//,
    what: /(?<![.\w])fetch\(|\b(?:window\.fetch|globalThis\.fetch|XMLHttpRequest|EventSource|WebSocket|sendBeacon|BroadcastChannel)/,
  },
  { name: 'no random numbers without a seed', where: /^(?:shared|engine|db|core|electron|renderer)\//, what: /Math\.random/ },
  { name: 'the engine has no clock', where: /^engine\//, what: /\bDate\.now|\bnew Date\(\s*\)|\bperformance\./ },
  { name: 'no suppressed type errors', where: /./, not: /^scripts\/sourceRules\.mjs$/, what: /@ts-(?:ignore|expect-error|nocheck)/ },
  { name: 'no cast to never, as for an id of another brand', where: /\.tsx?$/, what: /\bas never\b/ },
  {
    name: 'an action is pinned by digest, with its version in a comment',
    where: /^\.github\//,
    what: /\buses:(?! [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)(?! \.\/\.github\/)/,
  },
  { name: 'no HTML from text', where: /^renderer\//, what: /dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML/ },
];

/** Attributes shown or read aloud to a user. */
const READ_ATTRIBUTES = new Set(['aria-label', 'aria-description', 'aria-roledescription', 'alt', 'label', 'placeholder', 'title']);
const LETTERS = /\p{L}{2}/u;
/** Texts that are the same in every language: codes and units (USD/dmt, HHI), keycaps, the name Orebook, and message keys. */
const CODE = /^(?:[A-Z]{2,5}(?:\/[a-z]{1,4})?|Esc|Enter|Del|Orebook|[a-z]\w*(?:\.[\w-]+)+)$/;

/**
 * Finds texts in a component that belong in shared/messages: between tags, or in an attribute that is read.
 * @param {string} path
 * @param {string} content
 */
const findLiterals = (path, content) => {
  const source = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  /** @type {string[]} */
  const faults = [];
  const check = (/** @type {ts.Node} */ at, /** @type {string} */ words) => {
    if (!LETTERS.test(words) || CODE.test(words.trim())) return;
    const { line } = source.getLineAndCharacterOfPosition(at.getStart(source));
    faults.push(`${path}:${line + 1}: a text that a person reads stands in shared/messages: ${words.trim().slice(0, 40)}`);
  };
  /** Checks every text that an expression can yield. */
  const checkExpression = (/** @type {ts.Node | undefined} */ node) => {
    if (!node) return;
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) check(node, node.text);
    else if (ts.isTemplateExpression(node))
      check(node, [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join(' '));
    else if (ts.isJsxExpression(node) || ts.isParenthesizedExpression(node)) checkExpression(node.expression);
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(checkExpression);
  };
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isJsxText(node)) check(node, node.text);
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) checkExpression(node);
    if (ts.isJsxAttribute(node) && READ_ATTRIBUTES.has(node.name.getText(source))) checkExpression(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return faults;
};

/** Functions that return a text in the current language. */
const LOCALIZED = new Set([
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
 * Finds texts that are made when a module is loaded. They would keep the language of that moment.
 * @param {string} path
 * @param {string} content
 */
const findFrozenTexts = (path, content) => {
  const source = ts.createSourceFile(
    path,
    content,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  /** @type {string[]} */
  const faults = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return;
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && LOCALIZED.has(node.expression.text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      faults.push(`${path}:${line + 1}: a text is made when it is shown, not when its module is loaded`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return faults;
};

/** Folders and files of core that make texts by design. */
const MAKES_TEXTS = new Set(['documents', 'summaries', 'workers', 'locale.ts', 'recordTexts.ts']);
/** Functions that return a finished text. All modules under shared/presentation do as well. */
const MAKES_TEXT =
  /^(?:text|template|fillTemplate|componentTexts|comma|serial|semicolon|colon|sentenceGap|currentLocale|shippedText|countryName|ratingText|format\w+|shortMonth|chartMoney)$/;

/**
 * Finds imports of a use case that make finished texts. A use case returns facts; shared/presentation makes texts of them.
 * @param {string} path
 * @param {string} content
 */
const findTextImports = (path, content) => {
  const place = path.split('/')[1] ?? '';
  if (MAKES_TEXTS.has(place)) return [];
  return [...content.matchAll(/import (?:type )?\{([^}]*)\} from '([^']+)'/g)].flatMap(([, names = '', from = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type ') && (MAKES_TEXT.test(name) || from.startsWith('#shared/presentation/')))
      .map((name) => `${path}: a use case returns facts; ${name} makes a text (shared/presentation/README.md)`),
  );
};

const faults = [];
for (const path of files) {
  const content = readFileSync(join(folder, path), 'utf8');
  const lines = content.split('\n');
  const isTest = /\.test\.tsx?$/.test(path);
  if (/^renderer\/.*\.tsx$/.test(path) && !isTest) faults.push(...findLiterals(path, content));
  if (/^core\/.*\.ts$/.test(path)) faults.push(...findTextImports(path, content));
  // electron/main/main.ts prints to the terminal before a language is known
  if (/^(?:shared|core|electron|renderer)\/.*\.tsx?$/.test(path) && !isTest && path !== 'electron/main/main.ts')
    faults.push(...findFrozenTexts(path, content));
  if (lines.length > MAX_LINES + 1) faults.push(`${path}: ${lines.length - 1} lines; split it along an idea`);
  if (/^(?:utils?|helpers?|misc|common)\.\w+$/i.test(basename(path)) && !path.startsWith('shared/messages/'))
    faults.push(`${path}: name it after what it contains`);
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
