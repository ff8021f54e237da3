import { inverseNormal } from './elementary.ts';
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

/** Draws for the paths with these numbers, at most LANES of them. */
export const drawsOf = (key: Key, paths: Int32Array): Draws => {
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
