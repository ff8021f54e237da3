// Finds banned words in the English texts and the keys of shared/messages, in exported names, in names of files and of calls, and in titles of
// tests; and exported names that are a participle alone. The list and its replacements are in bannedWords.json.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const folder = process.cwd();

/** @typedef {Readonly<Record<string, string>>} Words banned word -> what to write instead */
/** @type {{ readonly messages: Words, readonly words: Words, readonly names: Words, readonly keys: Words, readonly titles: Words, readonly participles: Words }} */
const BANNED = JSON.parse(readFileSync(fileURLToPath(new URL('bannedWords.json', import.meta.url)), 'utf8'));

const ENGLISH = /^shared\/messages\/(?:en\/\w+|components\.en)\.ts$/;
const WITH_EXPORTS = /^(?:shared|engine|db|core|electron|renderer|tests)\/.*(?<!\.(?:test|spec))\.tsx?$/;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', '*.ts', '*.tsx'], {
  cwd: folder,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(folder, path)));

/** A slot of a message, such as {count}. No user reads its name. */
const SLOT = /\{\w+\}/g;

const escapeRegExp = (/** @type {string} */ words) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Banned phrases as patterns: whole words, any case, any space between them.
 * @param {Words} bannedWords
 */
const phrasesOf = (bannedWords) =>
  Object.entries(bannedWords).map(([words, replacement]) => ({
    words,
    instead: replacement,
    pattern: new RegExp(`(?<![\\p{L}\\p{N}])${escapeRegExp(words).replaceAll(' ', '\\s')}(?![\\p{L}\\p{N}])`, 'iu'),
  }));
const phrases = phrasesOf(BANNED.messages);
const titlePhrases = phrasesOf(BANNED.titles);

/**
 * Splits an identifier into lower-case words: keepLastRun -> keep last run.
 * @param {string} name
 */
const wordsOf = (name) => name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g)?.map((word) => word.toLowerCase()) ?? [];

/**
 * Lists the values of all properties of a file of messages.
 * @param {ts.SourceFile} source
 */
const messagesOf = (source) => {
  /** @type {{ readonly at: ts.Node, readonly text: string }[]} */
  const messages = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isPropertyAssignment(node) && ts.isStringLiteralLike(node.initializer))
      messages.push({ at: node.initializer, text: node.initializer.text });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return messages;
};

/**
 * Lists the names that a file exports. A re-export under the same name is listed where it is declared.
 * @param {ts.SourceFile} source
 */
const exportedNames = (source) => {
  /** @type {ts.Identifier[]} */
  const names = [];
  const add = (/** @type {ts.Node | undefined} */ name) => {
    if (!name) return;
    if (ts.isIdentifier(name)) names.push(name);
    else if (ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name))
      for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
  };
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause } = statement;
      if (!exportClause || !ts.isNamedExports(exportClause)) continue;
      for (const { name, propertyName } of exportClause.elements) if (!statement.moduleSpecifier || propertyName) add(name);
    } else if (ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) {
      if (ts.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) add(name);
      else if (
        ts.isFunctionDeclaration(statement) ||
        ts.isClassDeclaration(statement) ||
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement)
      )
        add(statement.name);
    }
  }
  return names;
};

/**
 * Lists what is wrong with a name.
 * @param {string} name
 */
const nameFaults = (name) => [
  ...wordsOf(name).flatMap((word) =>
    Object.hasOwn(BANNED.words, word) ? [`the name ${name} contains "${word}"; use: ${BANNED.words[word]}`] : [],
  ),
  ...(Object.hasOwn(BANNED.names, name) ? [`the name ${name} is banned; use: ${BANNED.names[name]}`] : []),
];

const PRODUCT = /^(?:shared|engine|db|core|electron|renderer)\//;
/** Verbs, nouns and adjectives that end like a participle. */
const NO_PARTICIPLE = /^(?:embed|exceed|feed|need|proceed|seed|shed|speed|red|fixed|translated|bleed)$/;

/**
 * Lists what is wrong with a name that is a participle alone: it names neither an action nor a thing.
 * @param {string} name
 */
const participleFaults = (name) => {
  const word = name.toLowerCase();
  if (wordsOf(name).length !== 1) return [];
  if (Object.hasOwn(BANNED.participles, word)) return [`the name ${name} is a participle; use: ${BANNED.participles[word]}`];
  return /ed$/.test(word) && !NO_PARTICIPLE.test(word) ? [`the name ${name} is a participle; use: a verb or a noun`] : [];
};

const TEST = /\.(?:test|spec)\.tsx?$/;
const TITLED = new Set(['describe', 'it', 'test']);

/**
 * Lists the titles of a file of tests: the first argument of describe, it and test, with their modifiers and tables.
 * @param {ts.SourceFile} source
 */
const titlesOf = (source) => {
  /** @type {{ readonly at: ts.Node, readonly text: string }[]} */
  const titles = [];
  const rootName = (/** @type {ts.Node} */ callee) => {
    let at = callee;
    while (ts.isPropertyAccessExpression(at) || ts.isCallExpression(at)) at = at.expression;
    return ts.isIdentifier(at) ? at.text : '';
  };
  const visit = (/** @type {ts.Node} */ node) => {
    const title = ts.isCallExpression(node) && TITLED.has(rootName(node.expression)) ? node.arguments[0] : undefined;
    if (title && (ts.isStringLiteral(title) || ts.isTemplateLiteral(title))) titles.push({ at: title, text: title.getText(source) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
};

/** Keys that are stored in workspaces, or that contain a code. They keep their words. */
const FIXED_KEYS = /^(?:error|history|issue|shipped|simulation)\./;

/**
 * Lists the banned words in the keys of a file of messages.
 * @param {ts.SourceFile} source
 */
const keyFaults = (source) => {
  /** @type {{ readonly at: ts.Node, readonly fault: string }[]} */
  const keys = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name) && !FIXED_KEYS.test(node.name.text))
      for (const word of wordsOf(node.name.text))
        if (Object.hasOwn(BANNED.keys, word))
          keys.push({ at: node.name, fault: `the key ${node.name.text} contains "${word}"; use: ${BANNED.keys[word]}` });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return keys;
};

/** The calls of the contract, such as 'contracts.save'. */
const CALLS = 'shared/contract/names.ts';
const CALL = /^ {2}'\w+\.(\w+)': '(?:query|command)',$/gm;

/** @type {string[]} */
const faults = [];
for (const path of files) {
  const [file = ''] = (path.split('/').at(-1) ?? '').split('.');
  for (const fault of nameFaults(file)) faults.push(`${path}: ${fault}`);
  const isEnglish = ENGLISH.test(path);
  const isTest = TEST.test(path);
  if (!isEnglish && !isTest && !WITH_EXPORTS.test(path)) continue;
  const content = readFileSync(join(folder, path), 'utf8');
  const source = ts.createSourceFile(
    path,
    content,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const report = (/** @type {ts.Node} */ at, /** @type {string} */ fault) => {
    const { line } = source.getLineAndCharacterOfPosition(at.getStart(source));
    faults.push(`${path}:${line + 1}: ${fault}`);
  };
  if (isEnglish)
    for (const { at, text } of messagesOf(source))
      for (const { words, instead, pattern } of phrases)
        if (pattern.test(text.replaceAll(SLOT, ' '))) report(at, `a message says "${words}"; write: ${instead}`);
  if (isEnglish) for (const { at, fault } of keyFaults(source)) report(at, fault);
  if (isTest)
    for (const { at, text } of titlesOf(source))
      for (const { words, instead, pattern } of titlePhrases)
        if (pattern.test(text)) report(at, `a title of a test says "${words}"; write: ${instead}`);
  if (!isTest) for (const identifier of exportedNames(source)) for (const fault of nameFaults(identifier.text)) report(identifier, fault);
  if (!isTest && PRODUCT.test(path))
    for (const identifier of exportedNames(source)) for (const fault of participleFaults(identifier.text)) report(identifier, fault);
  if (path === CALLS)
    for (const [, call = ''] of content.matchAll(CALL)) faults.push(...nameFaults(call).map((fault) => `${path}: ${fault}`));
}
for (const fault of faults) console.error(fault);
console.log(`${files.length} files, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
