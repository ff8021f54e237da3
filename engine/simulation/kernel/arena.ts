import { POWERS_OF_TWO } from '../draws/elementary.ts';
import { KERNEL_BYTES } from './bytes.ts';
import type { Kernel } from './kernel.ts';
import { adaptKernel, type KernelExports } from './kernelExports.ts';
import { DOUBLE_BYTES, HEADER_DOUBLES } from './layout.ts';
import { createReferenceKernel } from './referenceKernel.ts';

// what this room sees of the language knows no WebAssembly: the little that is used of it
type Memory = { readonly buffer: ArrayBuffer };
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  readonly Instance: new (module: object, given: { readonly arena: { readonly memory: Memory } }) => { readonly exports: KernelExports };
};

/** Hands out the next `length` doubles of an arena, zero; a place of lanes in it is their `byteOffset`. */
export type AllocateLanes = (length: number) => Float64Array;

/** Lanes that stand side by side in one memory, and what works on them there. */
export type Arena<T> = { readonly kernel: Kernel; readonly lanes: T };

/** Makes an arena of what `stand` asks for. It is asked twice, first for how much, so it writes nothing. */
export type CreateArena = <T>(stand: (lanes: AllocateLanes) => T) => Arena<T>;

const PAGE_BYTES = 65_536;
/** Lanes begin where a line of the cache does, in doubles. */
const CACHE_LINE_DOUBLES = 8;

/** The kernel; undefined on a processor without its vector instructions. */
const compileKernel = (): object | undefined => {
  try {
    return new WebAssembly.Module(KERNEL_BYTES);
  } catch {
    return undefined;
  }
};

const kernelModule = compileKernel();

const allocateArena = <T>(stand: (lanes: AllocateLanes) => T, begin: (bytes: number) => readonly [ArrayBuffer, Kernel]): Arena<T> => {
  let end = HEADER_DOUBLES;
  const next = (length: number): number => {
    const at = end;
    end += Math.ceil(length / CACHE_LINE_DOUBLES) * CACHE_LINE_DOUBLES;
    return at;
  };
  const nothing = new Float64Array(0);
  stand((length) => {
    next(length);
    return nothing;
  });
  const [buffer, kernel] = begin(end * DOUBLE_BYTES);
  new Float64Array(buffer, 0, POWERS_OF_TWO.length).set(POWERS_OF_TWO);
  end = HEADER_DOUBLES;
  return { kernel, lanes: stand((length) => new Float64Array(buffer, next(length) * DOUBLE_BYTES, length)) };
};

/** The same in the words of this language alone. */
export const createReferenceArena: CreateArena = (stand) =>
  allocateArena(stand, (bytes) => {
    const buffer = new ArrayBuffer(bytes);
    return [buffer, createReferenceKernel(buffer)];
  });

/** An arena with the kernel where the processor can take it. */
export const createArena: CreateArena = (stand) =>
  kernelModule === undefined
    ? createReferenceArena(stand)
    : allocateArena(stand, (bytes) => {
        const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
        return [memory.buffer, adaptKernel(new WebAssembly.Instance(kernelModule, { arena: { memory } }).exports)];
      });
