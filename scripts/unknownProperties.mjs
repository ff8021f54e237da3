// Finds properties of object literals that their type does not know and that the compiler lets pass: literals that a callback of map or
// flatMap returns, and literals in a spread of an array or object. Such a property is mostly a name that was changed at one end only.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { listSources } from './sourceFiles.mjs';

const folder = process.cwd();
const read = (/** @type {string} */ path) => readFileSync(join(folder, path), 'utf8');
const digest = (/** @type {string} */ content) => createHash('sha256').update(content).digest('base64');

const CHECKED = /^(?:shared|engine|db|core|electron|renderer)\/(?!.*\/kernel\/assembly\/).*(?<!\.test)\.tsx?$/;
const files = listSources(CHECKED);

/** What a file imports, as paths from the project's root. @type {(path: string, content: string) => readonly string[]} */
const importsOf = (path, content) =>
  [...content.matchAll(/(?:from |import |import\()'((?:\.|#)[^']+)'/g)].map(([, specifier = '']) => {
    if (specifier.startsWith('.')) return join(dirname(path), specifier);
    return /^#(?:engine|core)$/.test(specifier) ? `${specifier.slice(1)}/index.ts` : specifier.slice(1);
  });
const sources = new Map(
  files.map((path) => {
    const content = read(path);
    return [path, { contentDigest: digest(content), imports: importsOf(path, content) }];
  }),
);

/**
 * Digest of a file and of all that it imports, directly or not. A file that was free of faults under the same key is not compared again.
 * @param {string} path
 */
const keyOf = (path) => {
  const reachedPaths = new Set([path]);
  for (const next of reachedPaths) for (const target of sources.get(next)?.imports ?? []) reachedPaths.add(target);
  return digest([...reachedPaths].map((next) => `${next} ${sources.get(next)?.contentDigest}`).join('\n'));
};
const CACHE = join(folder, '.cache', 'unknownProperties.json');
const RULES = digest(['package.json', 'tsconfig.json', 'scripts/unknownProperties.mjs'].map(read).join('\n'));
/** @type {{ readonly rules: string, readonly keys: readonly string[] }} */
const earlierResult = existsSync(CACHE) ? JSON.parse(readFileSync(CACHE, 'utf8')) : { rules: '', keys: [] };
const earlierKeys = new Set(earlierResult.rules === RULES ? earlierResult.keys : []);
const keys = new Map(files.map((path) => [path, keyOf(path)]));
const changedFiles = files.filter((path) => !earlierKeys.has(keys.get(path) ?? ''));

const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(
  {
    ...config.compilerOptions,
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['ES2024', 'DOM', 'DOM.Iterable'],
    types: ['node', 'vite/client'],
    jsx: 'react-jsx',
    resolvePackageJsonImports: true,
  },
  folder,
);
const program = ts.createProgram(
  changedFiles.map((path) => join(folder, path)),
  options,
);
const checker = program.getTypeChecker();

/** @type {(type: ts.Type) => readonly ts.Type[]} */
const membersOf = (type) => (type.isUnion() ? type.types : [type]);

/** Whether a literal whose properties the compiler does not compare stands in an expression, read without types. */
const hasLiteral = (/** @type {ts.Node} */ node) => {
  /** @type {(inner: ts.Node) => boolean | undefined} */
  const visit = (child) => ts.isObjectLiteralExpression(child) || ts.forEachChild(child, visit);
  return visit(node) === true;
};

/** @type {(type: ts.Type) => readonly ts.Type[]} */
const elementTypes = (type) =>
  membersOf(type).flatMap((member) => {
    const element = checker.getIndexTypeOfType(member, ts.IndexKind.Number);
    return element ? membersOf(element) : [];
  });

/** An async function may return what its promise resolves to. @type {(type: ts.Type) => readonly ts.Type[]} */
const awaitedTypes = (type) => {
  if (!/^Promise(?:Like)?$/.test(type.getSymbol()?.name ?? '')) return [type];
  const awaited = checker.getAwaitedType(type);
  return awaited ? membersOf(awaited) : [];
};

/**
 * The object types that a literal may have, or none if any property may be written.
 * @param {readonly ts.Type[]} types
 */
const closedTypes = (types) => {
  const objects = types.filter(
    (type) =>
      (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0 && !checker.isArrayType(type) && !checker.isTupleType(type),
  );
  const ANYTHING = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive | ts.TypeFlags.Instantiable;
  const isOpen =
    types.some(({ flags }) => (flags & ANYTHING) !== 0) ||
    objects.some((type) => checker.getIndexInfosOfType(type).length > 0 || type.getProperties().length === 0);
  return isOpen ? [] : objects;
};

/** Methods whose answer has elements of the array that they are called on. */
const SAME_ELEMENTS = new Set(['filter', 'sort', 'toSorted', 'reverse', 'toReversed', 'slice']);

/** @type {(node: ts.Node) => (ts.CallExpression & { expression: ts.PropertyAccessExpression }) | undefined} */
const methodCall = (node) =>
  ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
    ? /** @type {ts.CallExpression & { expression: ts.PropertyAccessExpression }} */ (node)
    : undefined;

/** The callback of map or flatMap whose type of answer is not written. */
const mappingCallback = (/** @type {ts.Node} */ node) => {
  const call = methodCall(node);
  const callback = call?.arguments[0];
  if (!call || !callback || !/^(?:map|flatMap)$/.test(call.expression.name.text)) return undefined;
  return ts.isArrowFunction(callback) && !callback.type ? callback : undefined;
};

/** @type {(callback: ts.ArrowFunction) => readonly ts.Expression[]} */
const answersOf = ({ body }) => {
  if (!ts.isBlock(body)) return [body];
  /** @type {ts.Expression[]} */
  const answers = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isReturnStatement(node) && node.expression) answers.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  visit(body);
  return answers;
};

/** @type {Set<ts.Node>} */
const comparedNodes = new Set();
/** @type {string[]} */
const faults = [];
/** @type {Set<string>} */
const filesWithFault = new Set();

/** @type {(name: ts.Node, types: readonly ts.Type[]) => void} */
const report = (name, types) => {
  const source = name.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(name.getStart(source));
  const path = relative(folder, source.fileName);
  filesWithFault.add(path);
  const typeText = types.map((type) => checker.typeToString(type)).join(' | ');
  faults.push(`${path}:${line + 1}: the property "${name.getText(source)}" is not in ${typeText.slice(0, 120)}`);
};

/** @type {(expression: ts.Expression, types: readonly ts.Type[]) => void} */
const compare = (expression, types) => {
  comparedNodes.add(expression);
  if (ts.isParenthesizedExpression(expression) || (ts.isAsExpression(expression) && ts.isConstTypeReference(expression.type)))
    compare(expression.expression, types);
  else if (ts.isConditionalExpression(expression)) {
    compare(expression.whenTrue, types);
    compare(expression.whenFalse, types);
  } else if (ts.isBinaryExpression(expression)) {
    if (/^(?:\?\?|\|\||&&)$/.test(expression.operatorToken.getText())) {
      compare(expression.left, types);
      compare(expression.right, types);
    }
  } else if (ts.isArrayLiteralExpression(expression)) compareElements(expression, types);
  else if (ts.isObjectLiteralExpression(expression)) compareProperties(expression, types);
  else if (methodCall(expression)) compareCall(expression, types);
};

/** @type {(literal: ts.ArrayLiteralExpression, types: readonly ts.Type[]) => void} */
const compareElements = (literal, types) => {
  literal.elements.forEach((element, index) => {
    if (ts.isSpreadElement(element)) compare(element.expression, types);
    else {
      const atIndex = types.flatMap((type) => {
        const property = checker.isTupleType(type) ? type.getProperty(String(index)) : undefined;
        return property ? membersOf(checker.getTypeOfSymbolAtLocation(property, literal)) : elementTypes(type);
      });
      compare(element, atIndex);
    }
  });
};

/** @type {(literal: ts.ObjectLiteralExpression, types: readonly ts.Type[]) => void} */
const compareProperties = (literal, types) => {
  const objectTypes = closedTypes(types);
  if (objectTypes.length === 0) return;
  for (const property of literal.properties) {
    if (ts.isSpreadAssignment(property)) compare(property.expression, types);
    else if (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) {
      const { name } = property;
      const symbols = objectTypes.flatMap((type) => type.getProperty(name.text) ?? []);
      if (symbols.length === 0) report(name, objectTypes);
      else if (ts.isPropertyAssignment(property))
        compare(
          property.initializer,
          symbols.flatMap((symbol) => membersOf(checker.getTypeOfSymbolAtLocation(symbol, literal))),
        );
    }
  }
};

/** @type {(expression: ts.Expression, types: readonly ts.Type[]) => void} */
const compareCall = (expression, types) => {
  const call = methodCall(expression);
  if (!call) return;
  const callback = mappingCallback(call);
  if (callback) {
    const elements = types.flatMap(elementTypes).flatMap(awaitedTypes);
    for (const answer of answersOf(callback)) compare(answer, call.expression.name.text === 'flatMap' ? [...elements, ...types] : elements);
  } else if (SAME_ELEMENTS.has(call.expression.name.text)) compare(call.expression.expression, types);
};

/** Whether an expression has literals that the compiler does not compare with their type. @type {(node: ts.Node) => boolean} */
const isUncompared = (node) => {
  if (ts.isParenthesizedExpression(node)) return isUncompared(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.some((element) => ts.isSpreadElement(element) && hasLiteral(element));
  if (ts.isObjectLiteralExpression(node))
    return node.properties.some((property) => ts.isSpreadAssignment(property) && hasLiteral(property));
  const callback = mappingCallback(node);
  if (callback) return answersOf(callback).some(hasLiteral);
  const call = methodCall(node);
  return call !== undefined && SAME_ELEMENTS.has(call.expression.name.text) && isUncompared(call.expression.expression);
};

const visit = (/** @type {ts.Node} */ node) => {
  if (isUncompared(node) && !comparedNodes.has(node)) {
    const expression = /** @type {ts.Expression} */ (node);
    const type = checker.getContextualType(expression);
    if (type) compare(expression, membersOf(type).flatMap(awaitedTypes));
  }
  ts.forEachChild(node, visit);
};
for (const path of changedFiles) {
  const source = program.getSourceFile(join(folder, path));
  if (source) visit(source);
}
mkdirSync(join(folder, '.cache'), { recursive: true });
const goodKeys = files.filter((path) => !filesWithFault.has(path)).map((path) => keys.get(path));
writeFileSync(CACHE, JSON.stringify({ rules: RULES, keys: goodKeys }));
for (const fault of faults) console.error(fault);
console.log(`${files.length} files, ${changedFiles.length} of them changed, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
