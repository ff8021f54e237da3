// Finds flags whose names are no statement: properties and parameters declared boolean, and exported functions that return a boolean, begin
// with a verb of flagNames.json (isOpen, hasFloor, keepsUndo). The list also has conventional and stored names, and commands that return
// whether they did something. Hooks may begin with "use". Tests are not checked.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { listSources } from './sourceFiles.mjs';

const folder = process.cwd();

/** @typedef {Readonly<Record<string, string>>} Reasons name -> where it comes from */
/** @type {{ readonly verbs: readonly string[], readonly conventional: Reasons, readonly stored: Reasons, readonly commands: readonly string[] }} */
const LIST = JSON.parse(readFileSync(fileURLToPath(new URL('flagNames.json', import.meta.url)), 'utf8'));
const VERB = new RegExp(`^(?:${LIST.verbs.join('|')})(?=[A-Z]|$)`);
const ALLOWED = new Set([...Object.keys(LIST.conventional), ...Object.keys(LIST.stored)]);
const COMMANDS = new Set(LIST.commands);

const CHECKED = /^(?:shared|engine|db|core|electron|renderer)\/.*(?<!\.test)\.tsx?$/;
const files = listSources(CHECKED);

/**
 * Whether a type is boolean, perhaps with undefined.
 * @param {ts.TypeNode | undefined} type
 * @returns {boolean}
 */
const isBoolean = (type) => {
  if (type === undefined) return false;
  if (ts.isUnionTypeNode(type))
    return type.types.some(isBoolean) && type.types.every((part) => isBoolean(part) || part.kind === ts.SyntaxKind.UndefinedKeyword);
  return type.kind === ts.SyntaxKind.BooleanKeyword || ts.isTypePredicateNode(type);
};

const isExported = (/** @type {ts.Node} */ node) =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

/** @type {string[]} */
const faults = [];
for (const path of files) {
  const source = ts.createSourceFile(path, readFileSync(join(folder, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const check = (/** @type {ts.Node} */ name, /** @type {string} */ what) => {
    if (!ts.isIdentifier(name) || VERB.test(name.text) || ALLOWED.has(name.text)) return;
    const { line } = source.getLineAndCharacterOfPosition(name.getStart(source));
    faults.push(`${path}:${line + 1}: the ${what} "${name.text}" is boolean: begin its name with is, has, can, should or a listed verb`);
  };
  const checkFunction = (/** @type {ts.Node} */ name) => {
    if (!ts.isIdentifier(name) || COMMANDS.has(name.text) || /^use[A-Z]/.test(name.text)) return;
    check(name, 'function');
  };
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isPropertySignature(node) && isBoolean(node.type)) check(node.name, 'property');
    if (ts.isParameter(node) && isBoolean(node.type)) check(node.name, 'parameter');
    if (ts.isFunctionDeclaration(node) && node.name && isExported(node) && isBoolean(node.type)) checkFunction(node.name);
    if (ts.isVariableStatement(node) && isExported(node)) {
      for (const { name, initializer } of node.declarationList.declarations)
        if (initializer && ts.isArrowFunction(initializer) && isBoolean(initializer.type)) checkFunction(name);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}
for (const fault of faults) console.error(fault);
console.log(`${files.length} files, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
