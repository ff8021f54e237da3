import { type AllocateLanes, type CreateArena, createArena, createReferenceArena } from '../kernel/arena.ts';
import { type Kernel, viewWords } from '../kernel/kernel.ts';
import { LANES, MONTHS_PER_BLOCK } from '../kernel/layout.ts';
import { type Key, philox, uniformOf } from './philox.ts';

export { LANES };

/** Kinds of draws: the third word of the counter. A number must keep its meaning, because stored runs are repeated with it. */
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
  policy: 9,
  quasiRandomScramble: 10,
  payerDefault: 11,
} as const;

type Draw = (out: Float64Array, kind: number, month: number, entity: number) => void;

/** The draws of a batch of paths, by kind, month (0 = valuation) and entity (the hash of its stable id). */
export type Draws = {
  readonly key: Key;
  readonly paths: Int32Array;
  readonly count: number;
  /** Writes one uniform per path for a month. */
  readonly uniforms: Draw;
  /** Writes one standard normal per path for a month: the inverse normal of the same uniform. */
  readonly normals: Draw;
};

/** Number of the block of four months that contains a month. */
export const blockOf = (month: number): number => Math.floor(month / MONTHS_PER_BLOCK);

/** Index of the first lane of a month in the rows of its block of months. */
export const rowInBlock = (month: number): number => (month % MONTHS_PER_BLOCK) * LANES;

/** Returns the uniform of the path in lane i for a month, as in `Draws.uniforms`. */
export const drawUniform = ({ key, paths }: Draws, i: number, kind: number, month: number, entity: number): number =>
  uniformOf(philox(key, [paths[i]!, blockOf(month), kind, entity])[month % MONTHS_PER_BLOCK]!);

/** Uniforms of one kind and entity for the months of a block; drawn again for another block or batch. */
export type BlockUniforms = { readonly rows: Float64Array; block: number; draws: Draws | undefined };

/** Allocates the rows of a block of uniforms, none if it is not used. */
export const createBlockUniforms = (allocate: AllocateLanes, isUsed: boolean): BlockUniforms => ({
  rows: allocate(isUsed ? MONTHS_PER_BLOCK * LANES : 0),
  block: -1,
  draws: undefined,
});

const createDrawsFactory = (createArena: CreateArena) => {
  const { kernel, lanes } = createArena((allocate) => ({ numbers: allocate(LANES / 2), drawn: allocate(MONTHS_PER_BLOCK * LANES) }));
  const { drawn } = lanes;
  const numbers = viewWords(lanes.numbers);
  /** Paths whose numbers are in the kernel's memory. */
  let loadedTable: Int32Array | undefined;

  return (key: Key, paths: Int32Array): Draws => {
    const count = paths.length;
    const drawBlock = (draw: Kernel['drawUniforms'], kind: number, month: number, entity: number): void => {
      if (loadedTable !== paths) {
        numbers.set(paths);
        loadedTable = paths;
      }
      draw({ pathsAt: numbers.byteOffset, count, key, block: blockOf(month), kind, entity }, drawn.byteOffset);
    };
    const createDraw =
      (draw: Kernel['drawUniforms']): Draw =>
      (out, kind, month, entity) => {
        drawBlock(draw, kind, month, entity);
        const row = rowInBlock(month);
        for (let i = 0; i < count; i++) out[i] = drawn[row + i]!;
      };
    return {
      key,
      paths,
      count,
      uniforms: createDraw(kernel.drawUniforms),
      normals: createDraw(kernel.drawNormals),
    };
  };
};

/** Creates the draws of the paths with these numbers, at most LANES of them. */
export const createDraws = createDrawsFactory(createArena);

/** Creates the same draws without WebAssembly. */
export const createReferenceDraws = createDrawsFactory(createReferenceArena);
