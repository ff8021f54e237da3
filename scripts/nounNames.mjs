// Finds local variables and parameters whose whole name is a participle, adjective, adverb or determiner (found, chosen, best, now) of
// nounNames.json. Properties are not checked: many are stored, or a state of what their object holds. The pair before and after may be taken
// apart under these names; a test, which compares two states, may give them to each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { listSources } from './sourceFiles.mjs';

const folder = process.cwd();

/** @type {{ readonly words: readonly string[], readonly pairs: readonly string[] }} */
const LIST = JSON.parse(readFileSync(fileURLToPath(new URL('nounNames.json', import.meta.url)), 'utf8'));
const WORDS = new Set(LIST.words);
const LOCALS = new Set([...LIST.words, ...LIST.pairs]);

const CHECKED =
  /^(?:(?:shared|engine|db|core|electron|renderer)\/(?!.*\/kernel\/assembly\/|migrations\/).*(?<!\.test)\.tsx?|scripts\/.*\.mjs)$/;
const CHECKED_TESTS = /^tests\/.*\.(?:tsx?|mjs)$|^(?:shared|engine|db|core|electron|renderer|scripts)\/.*\.test\.tsx?$/;
const files = listSources(new RegExp(`${CHECKED.source}|${CHECKED_TESTS.source}`));

const isFunction = (/** @type {ts.Node | undefined} */ node) =>
  node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));

/** Whether a binding gives a name of its own. A property taken by its own name is checked where it is declared. */
const isNamedHere = (/** @type {ts.BindingElement} */ { propertyName, parent }) =>
  propertyName !== undefined || ts.isArrayBindingPattern(parent);

const isOfPair = (/** @type {ts.Node} */ name) => ts.isIdentifier(name) && LIST.pairs.includes(name.text);

/** @type {string[]} */
const faults = [];
for (const path of files) {
  const source = ts.createSourceFile(path, readFileSync(join(folder, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const refusedWords = CHECKED_TESTS.test(path) ? WORDS : LOCALS;
  const checkLocal = (/** @type {ts.Node} */ name) => {
    // `this` as a parameter is a word of the language, not a name
    if (!ts.isIdentifier(name) || name.text === 'this' || !refusedWords.has(name.text)) return;
    const { line } = source.getLineAndCharacterOfPosition(name.getStart(source));
    faults.push(`${path}:${line + 1}: the name "${name.text}" has no noun: say what it holds`);
  };
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isVariableDeclaration(node) && !isFunction(node.initializer)) checkLocal(node.name);
    if (ts.isParameter(node)) checkLocal(node.name);
    if (ts.isBindingElement(node) && isNamedHere(node) && !isOfPair(node.name)) checkLocal(node.name);
    ts.forEachChild(node, visit);
  };
  visit(source);
}
for (const fault of faults) console.error(fault);
console.log(`${files.length} files, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
