import { POWERS } from '../elementary.ts';
import { KERNEL_BYTES } from './bytes.ts';
import type { Kernel } from './kernel.ts';
import { BYTES, HEAD } from './layout.ts';
import { plainKernel } from './plainKernel.ts';

// what this room sees of the language knows no WebAssembly: the little that is used of it
type Memory = { readonly buffer: ArrayBuffer };
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  readonly Instance: new (module: object, given: { readonly arena: { readonly memory: Memory } }) => { readonly exports: Kernel };
};

/** Hands out the next `length` doubles of an arena, zero; a place of lanes in it is their `byteOffset`. */
export type Lanes = (length: number) => Float64Array;

/** Lanes that stand side by side in one memory, and what works on them there. */
export type Arena<T> = { readonly kernel: Kernel; readonly room: T };

/** Makes an arena of what `stand` asks for. It is asked twice, first for how much, so it writes nothing. */
export type ArenaOf = <T>(stand: (lanes: Lanes) => T) => Arena<T>;

const PAGE = 65_536;
/** Lanes begin where a line of the cache does, in doubles. */
const LINE = 8;

/** The kernel; undefined on a processor without its vector instructions. */
const compile = (): object | undefined => {
  try {
    return new WebAssembly.Module(KERNEL_BYTES);
  } catch {
    return undefined;
  }
};

const compiled = compile();

const roomOf = <T>(stand: (lanes: Lanes) => T, begin: (bytes: number) => readonly [ArrayBuffer, Kernel]): Arena<T> => {
  let end = HEAD;
  const next = (length: number): number => {
    const at = end;
    end += Math.ceil(length / LINE) * LINE;
    return at;
  };
  const nothing = new Float64Array(0);
  stand((length) => {
    next(length);
    return nothing;
  });
  const [buffer, kernel] = begin(end * BYTES);
  new Float64Array(buffer, 0, POWERS.length).set(POWERS);
  end = HEAD;
  return { kernel, room: stand((length) => new Float64Array(buffer, next(length) * BYTES, length)) };
};

/** The same in the words of this language alone. */
export const plainArena: ArenaOf = (stand) =>
  roomOf(stand, (bytes) => {
    const buffer = new ArrayBuffer(bytes);
    return [buffer, plainKernel(buffer)];
  });

/** An arena with the kernel where the processor can take it. */
export const createArena: ArenaOf = (stand) =>
  compiled === undefined
    ? plainArena(stand)
    : roomOf(stand, (bytes) => {
        const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
        return [memory.buffer, new WebAssembly.Instance(compiled, { arena: { memory } }).exports];
      });
