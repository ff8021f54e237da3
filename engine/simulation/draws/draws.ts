import { type CreateArena, createArena, createReferenceArena } from '../kernel/arena.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { LANES } from '../kernel/layout.ts';
import type { Key } from './philox.ts';

export { LANES };

/** Kinds of draws: the third word of the counter. A number is never given another meaning, because stored runs rely on it. */
export const DRAW_KIND = {
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

/** The draws of a batch of paths. */
export type Draws = {
  readonly key: Key;
  readonly paths: Int32Array;
  readonly count: number;
  /** Writes one uniform per path, by kind, month (0 = valuation) and entity (the hash of its stable id). */
  readonly uniforms: (out: Float64Array, kind: number, month: number, entity: number) => void;
  /** Writes one standard normal per path: the inverse normal of the same uniform. */
  readonly normals: (out: Float64Array, kind: number, month: number, entity: number) => void;
};

const createDrawsFactory = (createArena: CreateArena) => {
  const { kernel, lanes } = createArena((allocate) => ({ numbers: allocate(LANES / 2), drawn: allocate(LANES) }));
  const { drawn } = lanes;
  const numbers = new Int32Array(lanes.numbers.buffer, lanes.numbers.byteOffset, LANES);
  /** Paths whose numbers are in the kernel's memory. */
  let loaded: Int32Array | undefined;

  return (key: Key, paths: Int32Array): Draws => {
    const count = paths.length;
    const createDraw =
      (draw: Kernel['drawUniforms']): Draws['uniforms'] =>
      (out, kind, month, entity) => {
        if (loaded !== paths) {
          numbers.set(paths);
          loaded = paths;
        }
        draw({ pathsAt: numbers.byteOffset, count, key, month, kind, entity }, drawn.byteOffset);
        for (let i = 0; i < count; i++) out[i] = drawn[i]!;
      };
    return { key, paths, count, uniforms: createDraw(kernel.drawUniforms), normals: createDraw(kernel.drawNormals) };
  };
};

/** Creates the draws of the paths with these numbers, at most LANES of them. */
export const createDraws = createDrawsFactory(createArena);

/** Creates the same draws without WebAssembly. */
export const createReferenceDraws = createDrawsFactory(createReferenceArena);
