import { DRAWS_KERNEL } from './drawsKernel.ts';
import { farNormal, inverseNormal, NEAR } from './elementary.ts';
import { fillUniforms, type Key } from './philox.ts';

/** Paths that are computed side by side; what a path comes to does not depend on its neighbours. */
export const LANES = 64;

/** What a draw is for: the third word of the counter. */
export const DRAW = {
  worldCycle: 0,
  zoneCycle: 1,
  centreWorld: 2,
  centreZone: 3,
  priceFactor: 4,
  groupDefault: 5,
  contractEvent: 6,
  eventType: 7,
  signing: 8,
} as const;

/** The draws of some paths: the seam at which a faster generator would go in. */
export type Draws = {
  readonly count: number;
  /** One uniform a path, by kind, month (0 = valuation) and entity (`hashOf` its stable id). */
  readonly uniforms: (out: Float64Array, kind: number, month: number, entity: number) => void;
  /** The same through the inverse normal distribution. */
  readonly normals: (out: Float64Array, kind: number, month: number, entity: number) => void;
};

/** Draws for the paths with these numbers, at most LANES of them, in the words of this language alone. */
export const plainDrawsOf = (key: Key, paths: Int32Array): Draws => {
  const count = paths.length;
  const uniforms: Draws['uniforms'] = (out, kind, month, entity) => fillUniforms(out, key, paths, count, month, kind, entity);
  return {
    count,
    uniforms,
    normals: (out, kind, month, entity) => {
      uniforms(out, kind, month, entity);
      for (let i = 0; i < count; i++) out[i] = inverseNormal(out[i]!);
    },
  };
};

// what this room sees of the language knows no WebAssembly: the little that is used of it
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Exports };
};
type Fill = (count: number, key0: number, key1: number, month: number, kind: number, entity: number) => void;
type Exports = { readonly memory: { readonly buffer: ArrayBuffer }; readonly uniforms: Fill; readonly normals: Fill };

/** The kernel of draws.wat with the parts of its memory; undefined on a processor without its vector instructions. */
const startKernel = () => {
  try {
    const { memory, uniforms, normals } = new WebAssembly.Instance(new WebAssembly.Module(DRAWS_KERNEL)).exports;
    return {
      uniforms,
      normals,
      paths: new Int32Array(memory.buffer, 0, LANES),
      u: new Float64Array(memory.buffer, LANES * 4, LANES),
      z: new Float64Array(memory.buffer, LANES * 12, LANES),
    };
  } catch {
    return undefined;
  }
};

const kernel = startKernel();
/** Whose path numbers stand in the kernel's memory. */
let standing: Int32Array | undefined;
const far = new Int32Array(LANES);

/** The same draws to the bit, several paths to an instruction where the processor can. */
export const drawsOf = (key: Key, paths: Int32Array): Draws => {
  if (kernel === undefined) return plainDrawsOf(key, paths);
  const { u, z } = kernel;
  const [key0, key1] = key;
  const count = paths.length;
  const stand = (): void => {
    if (standing === paths) return;
    kernel.paths.set(paths);
    standing = paths;
  };
  return {
    count,
    uniforms: (out, kind, month, entity) => {
      stand();
      kernel.uniforms(count, key0, key1, month, kind, entity);
      for (let i = 0; i < count; i++) out[i] = u[i]!;
    },
    normals: (out, kind, month, entity) => {
      stand();
      kernel.normals(count, key0, key1, month, kind, entity);
      let fars = 0;
      // about one in seven lies far out: they are listed first, so that nobody has to guess which
      for (let i = 0; i < count; i++) {
        out[i] = z[i]!;
        far[fars] = i;
        // -1 where it is far, else 0
        fars -= Math.floor(NEAR - Math.abs(u[i]! - 0.5));
      }
      for (let k = 0; k < fars; k++) out[far[k]!] = farNormal(u[far[k]!]!);
    },
  };
};
