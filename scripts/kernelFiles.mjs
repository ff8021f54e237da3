// The files of the kernel that are made from its AssemblyScript sources, engine/simulation/kernel/assembly.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARGUMENTS_BYTES, CONSTANTS_AT } from '../engine/simulation/kernel/layout.ts';
import { root } from './packages.mjs';

const FOLDER = 'engine/simulation/kernel';
const BYTES_PER_LINE = 40;

/** Fixed-width vector instructions only: the results of relaxed ones differ between processors. */
const OPTIONS = [
  // to standard output
  '--outFile',
  ...['--runtime', 'stub', '--use', 'abort=', '--noAssert', '--enable', 'simd'],
  ...['--importMemory', '--noExportMemory', '--initialMemory', '1', '--memoryBase', String(CONSTANTS_AT)],
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge'],
  // warns of a function of vectors that a file exports; the module itself exports none
  ...['--disableWarning', '112'],
];

/** Compiles the sources. Throws the compiler's messages if it fails; its warnings are not shown if it succeeds. */
const compileKernel = () =>
  execFileSync(process.execPath, [join('node_modules', 'assemblyscript', 'bin', 'asc.js'), `${FOLDER}/assembly/kernel.ts`, ...OPTIONS], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** @param {Uint8Array} bytes */
const writeModule = (bytes) => {
  const lines = [];
  for (let at = 0; at < bytes.length; at += BYTES_PER_LINE) lines.push(`  ${[...bytes.subarray(at, at + BYTES_PER_LINE)].join(', ')},`);
  return `// Written by \`npm run kernel\` from assembly/kernel.ts.

/** SHA-256 of the module. */
export const KERNEL_DIGEST = '${createHash('sha256').update(bytes).digest('hex')}';

/** The bytes of the WebAssembly module. */
// biome-ignore format: bytes in rows
export const KERNEL_BYTES = new Uint8Array([
${lines.join('\n')}
]);
`;
};

const SIZES = { i32: 4, f64: 8, bool: 4 };
/** @typedef {{ readonly name: string, readonly type: keyof typeof SIZES, readonly offset: number }} Field */

/**
 * Lays out the fields of a class as AssemblyScript does, each at a multiple of its size; a bool gets the four bytes of its word.
 * @param {string} body
 */
const layOutFields = (body) => {
  /** @type {Field[]} */
  const fields = [];
  let end = 0;
  for (const line of body.trim().split('\n')) {
    const [, name, type] = /^ {2}(\w+): (i32|f64|bool);$/.exec(`  ${line.trim()}`) ?? [];
    if (name === undefined) throw new Error(`not a field of an argument block: ${line}`);
    const size = SIZES[/** @type {keyof typeof SIZES} */ (type)];
    // AssemblyScript puts a bool into the byte after another one
    if (type === 'bool' && fields.at(-1)?.type === 'bool') throw new Error(`a bool follows a bool: ${name}`);
    const offset = Math.ceil(end / size) * size;
    fields.push({ name, type: /** @type {keyof typeof SIZES} */ (type), offset });
    end = offset + size;
  }
  if (end > ARGUMENTS_BYTES) throw new Error(`an argument block of ${end} bytes is too long`);
  return fields;
};

/** @param {Field} field */
const writeField = ({ name, type, offset }) => {
  const [, pair, index] = /^(\w+)([01])$/.exec(name) ?? [];
  const value = pair === undefined ? `input.${name}` : `input.${pair}[${index}]`;
  if (type === 'f64') return `  doubles[${offset / SIZES.f64}] = ${value};`;
  return `  words[${offset / SIZES.i32}] = ${type === 'bool' ? `${value} ? 1 : 0` : value};`;
};

/** @param {Field} field */
const typeOfField = ({ name, type }) => {
  if (name.endsWith('1')) return [];
  if (name.endsWith('0')) return [`  readonly ${name.slice(0, -1)}: readonly [number, number];`];
  return [`  readonly ${name}: ${type === 'bool' ? 'boolean' : 'number'};`];
};

/** @param {string} source */
const writeArgumentBlocks = (source) => {
  const blocks = [...source.matchAll(/^(\/\*\* .* \*\/)\n@unmanaged\nexport class (\w+) \{\n([^}]*)\}$/gm)].map(
    ([, comment, name, body = '']) => {
      const fields = layOutFields(body);
      const lines = fields.map(writeField);
      const parameters = [
        `input: ${name}`,
        ...['words: Int32Array', 'doubles: Float64Array'].filter((_, i) =>
          lines.some((line) => line.includes(['words[', 'doubles['][i] ?? '')),
        ),
      ];
      return `${comment}
export type ${name} = {
${fields.flatMap(typeOfField).join('\n')}
};

/** Fills the argument block. */
export const write${name} = (${parameters.join(', ')}): void => {
${lines.join('\n')}
};
`;
    },
  );
  if (blocks.length !== source.split('@unmanaged').length - 1) throw new Error('an argument block could not be read');
  return `// Written by \`npm run kernel\` from assembly/argumentBlocks.ts.\n\n${blocks.join('\n')}`;
};

/** Makes the files; returns their texts by path from the root of the repository. */
export const makeKernelFiles = () => ({
  [`${FOLDER}/bytes.ts`]: writeModule(compileKernel()),
  [`${FOLDER}/argumentBlocks.ts`]: writeArgumentBlocks(readFileSync(join(root, FOLDER, 'assembly', 'argumentBlocks.ts'), 'utf8')),
});
