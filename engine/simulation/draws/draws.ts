import { type CreateArena, createArena, createReferenceArena } from '../kernel/arena.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { LANES } from '../kernel/layout.ts';
import type { Key } from './philox.ts';

export { LANES };

/** What a draw is for: the third word of the counter. */
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

/** The draws of some paths: the seam at which a faster generator would go in. */
export type Draws = {
  readonly key: Key;
  readonly paths: Int32Array;
  readonly count: number;
  /** One uniform a path, by kind, month (0 = valuation) and entity (`hashOf` its stable id). */
  readonly uniforms: (out: Float64Array, kind: number, month: number, entity: number) => void;
  /** The same through the inverse normal distribution. */
  readonly normals: (out: Float64Array, kind: number, month: number, entity: number) => void;
};

const createDrawsFactory = (arenaOf: CreateArena) => {
  const { kernel, lanes: room } = arenaOf((lanes) => ({ numbers: lanes(LANES / 2), drawn: lanes(LANES) }));
  const { drawn } = room;
  const numbers = new Int32Array(room.numbers.buffer, room.numbers.byteOffset, LANES);
  /** Whose path numbers stand in the arena. */
  let standing: Int32Array | undefined;

  return (key: Key, paths: Int32Array): Draws => {
    const [key0, key1] = key;
    const count = paths.length;
    const draw =
      (fill: Kernel['drawUniforms']): Draws['uniforms'] =>
      (out, kind, month, entity) => {
        if (standing !== paths) {
          numbers.set(paths);
          standing = paths;
        }
        fill(numbers.byteOffset, drawn.byteOffset, count, key0, key1, month, kind, entity);
        for (let i = 0; i < count; i++) out[i] = drawn[i]!;
      };
    return { key, paths, count, uniforms: draw(kernel.drawUniforms), normals: draw(kernel.drawNormals) };
  };
};

/** Draws for the paths with these numbers, at most LANES of them. */
export const createDraws = createDrawsFactory(createArena);

/** The same in the words of this language alone. */
export const createReferenceDraws = createDrawsFactory(createReferenceArena);
