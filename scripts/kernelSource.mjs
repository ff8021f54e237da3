// The kernel of the simulation from its parts, engine/simulation/kernel/*.wat: macros written out, one module, its bytes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';
import { root } from './packages.mjs';

const folder = join(root, 'engine', 'simulation', 'kernel');
const PARTS = ['draws', 'prices', 'revenue', 'contracts', 'products'];

/** What every arena begins with (arena.ts): powers of two from 0, then a row for the kernel's own use, then a list of places in a row. */
const HEAD = `(import "arena" "memory" (memory 1))
  (global $uniformsAt i32 (i32.const 512))
  (global $farAt i32 (i32.const 1024))`;

/** @import { Form, Macro } from './kernelForms.d.ts' */

/** @type {(text: string) => Form[]} */
const read = (text) => {
  /** @type {Form[]} */
  let list = [];
  /** @type {Form[][]} */
  const outer = [];
  for (const [word] of text.replaceAll(/;;.*$/gm, '').matchAll(/[()]|"[^"]*"|[^\s()"]+/g)) {
    if (word === '(') {
      outer.push(list);
      list = [];
    } else if (word === ')') {
      const done = list;
      list = outer.pop() ?? [];
      list.push(done);
    } else list.push(word);
  }
  return list;
};

/** Constants stand in the arena after its lists: to load one takes one instruction, to make one three. */
const CONSTANTS_AT = 1344;
const MOST_CONSTANTS = 128;
/** @type {string[]} */
const constants = [];

/** @type {(constant: string) => number} */
const placeOf = (constant) => {
  if (Number.isNaN(Number(constant))) throw new Error(`no number: ${constant}`);
  const place = constants.indexOf(constant);
  if (place < 0 && constants.length === MOST_CONSTANTS) throw new Error('the arena has no room for more constants');
  return place < 0 ? constants.push(constant) - 1 : place;
};

const dataOfConstants = () => {
  const bytes = new Uint8Array(Float64Array.from(constants, Number).buffer);
  const text = [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  return `(data (i32.const ${CONSTANTS_AT}) "${text}")`;
};

/** @type {(form: Form) => string} */
const write = (form) => (Array.isArray(form) ? `(${form.map(write).join(' ')})` : form);

/** @type {(form: Form, given: ReadonlyMap<Form, Form>) => Form} */
const filled = (form, given) => (Array.isArray(form) ? form.map((part) => filled(part, given)) : (given.get(form) ?? form));

/**
 * (@both c) is a constant in both lanes; (@horner $x a b c) is (a x + b) x + c; any other comes from a (@macro name (parameters) forms).
 * @type {(form: Form, macros: ReadonlyMap<Form, Macro>) => Form[]}
 */
const expanded = (form, macros) => {
  if (!Array.isArray(form)) return [form];
  const [head = '', first = '', ...rest] = form;
  /** @type {(c: Form) => Form} */
  const both = (c) => ['v128.load64_splat', ['i32.const', String(CONSTANTS_AT + 8 * placeOf(String(c)))]];
  if (head === '@both') return [both(first)];
  if (head === '@horner') {
    return [rest.map(both).reduce((sum, c) => ['f64x2.add', ['f64x2.mul', sum, ['local.get', first]], c])];
  }
  if (typeof head === 'string' && head.startsWith('@')) {
    const macro = macros.get(head.slice(1));
    if (macro === undefined) throw new Error(`no macro ${head}`);
    const given = new Map(macro.parameters.map((name, i) => [name, form[i + 1] ?? '']));
    return macro.body.flatMap((part) => expanded(filled(part, given), macros));
  }
  return [form.flatMap((part) => expanded(part, macros))];
};

/** The bytes of the whole kernel. */
export const kernelBytes = async () => {
  const forms = PARTS.flatMap((part) => read(readFileSync(join(folder, `${part}.wat`), 'utf8')));
  /** @type {Map<Form, Macro>} */
  const macros = new Map();
  /** @type {Form[]} */
  const written = [];
  for (const form of forms) {
    if (form[0] !== '@macro') continue;
    const [, name = '', parameters = [], ...body] = form;
    macros.set(name, { parameters: [parameters].flat(), body });
  }
  for (const form of forms) if (form[0] !== '@macro') written.push(...expanded(form, macros));
  const { buffer } = (await wabt())
    .parseWat('kernel.wat', `(module ${HEAD}\n${written.map(write).join('\n')} ${dataOfConstants()})`, { simd: true })
    .toBinary({});
  return buffer;
};
