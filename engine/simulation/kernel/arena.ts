import { POWERS_OF_TWO } from '../draws/elementary.ts';
import { normalTable } from '../draws/normalTable.ts';
import { KERNEL_BYTES } from './bytes.ts';
import type { Kernel } from './kernel.ts';
import { DOUBLE_BYTES, HEAD_BYTES, NORMAL_TABLE_AT } from './layout.ts';
import { createReferenceKernel } from './referenceKernel.ts';
import { createWasmKernel, type WasmExports } from './wasmKernel.ts';

// the type library of the engine has no WebAssembly: this declares the parts in use
type Memory = { readonly buffer: ArrayBuffer };
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  readonly Instance: new (module: object, imports: { readonly env: { readonly memory: Memory } }) => { readonly exports: WasmExports };
};

/** Returns the next `length` doubles of an arena, all 0. */
export type AllocateLanes = (length: number) => Float64Array;

/** Lanes in one memory, and the kernel that works on that memory; the offset of lanes in it is their `byteOffset`. */
export type Arena<T> = { readonly kernel: Kernel; readonly lanes: T };

/** Creates an arena with the lanes that `layOut` allocates. It calls `layOut` twice, first to measure, so `layOut` must not write to the lanes. */
export type CreateArena = <T>(layOut: (allocate: AllocateLanes) => T) => Arena<T>;

const PAGE_BYTES = 65_536;
/** Lanes start at a cache line. */
const CACHE_LINE_DOUBLES = 8;

/** The compiled module; undefined on a processor without its vector instructions. */
const compileKernel = (): object | undefined => {
  try {
    return new WebAssembly.Module(KERNEL_BYTES);
  } catch {
    return undefined;
  }
};

const kernelModule = compileKernel();

const allocateArena = <T>(
  layOut: (allocate: AllocateLanes) => T,
  createMemory: (bytes: number) => readonly [ArrayBuffer, Kernel],
): Arena<T> => {
  let end = HEAD_BYTES / DOUBLE_BYTES;
  const advance = (length: number): number => {
    const at = end;
    end += Math.ceil(length / CACHE_LINE_DOUBLES) * CACHE_LINE_DOUBLES;
    return at;
  };
  const emptyView = new Float64Array(0);
  layOut((length) => {
    advance(length);
    return emptyView;
  });
  const [buffer, kernel] = createMemory(end * DOUBLE_BYTES);
  new Float64Array(buffer).set(POWERS_OF_TWO);
  new Float64Array(buffer).set(normalTable(), NORMAL_TABLE_AT / DOUBLE_BYTES);
  end = HEAD_BYTES / DOUBLE_BYTES;
  return { kernel, lanes: layOut((length) => new Float64Array(buffer, advance(length) * DOUBLE_BYTES, length)) };
};

/** Creates an arena with the reference kernel. */
export const createReferenceArena: CreateArena = (layOut) =>
  allocateArena(layOut, (bytes) => {
    const buffer = new ArrayBuffer(bytes);
    return [buffer, createReferenceKernel(buffer)];
  });

/** Creates an arena with the WebAssembly kernel, or the reference kernel where the processor can't run it. */
export const createArena: CreateArena = (layOut) =>
  kernelModule === undefined
    ? createReferenceArena(layOut)
    : allocateArena(layOut, (bytes) => {
        const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
        const { exports } = new WebAssembly.Instance(kernelModule, { env: { memory } });
        return [memory.buffer, createWasmKernel(exports, memory.buffer)];
      });
