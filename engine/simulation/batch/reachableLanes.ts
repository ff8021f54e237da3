import type { Draws } from '../draws/draws.ts';
import { MONTHS_PER_BLOCK } from '../kernel/layout.ts';

/**
 * Draws of an entity for the months of a block, of which only the lanes are kept in which an event can occur: those whose uniform is below
 * the probability of the highest hazard. Drawn again for another block or batch.
 */
export type ReachableLanes = {
  block: number;
  draws: Draws | undefined;
  /** End of each month's lanes. */
  readonly ends: Int32Array;
  /** Lanes as byte offsets in a row, and their uniforms. */
  lanes: Uint16Array;
  uniforms: Float64Array;
};

export const createReachableLanes = (): ReachableLanes => ({
  block: -1,
  draws: undefined,
  ends: new Int32Array(MONTHS_PER_BLOCK),
  lanes: new Uint16Array(0),
  uniforms: new Float64Array(0),
});
