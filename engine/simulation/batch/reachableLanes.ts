import type { Draws } from '../draws/draws.ts';
import { MONTHS_PER_BLOCK } from '../kernel/layout.ts';

/**
 * Draws of entities for the months of a block, of which only the lanes are kept in which an event can occur: those whose uniform is below the
 * probability of the highest hazard. Entities stand in the order in which they were drawn; another block or batch forgets all of them.
 */
export type ReachableLanes = {
  block: number;
  draws: Draws | undefined;
  /** Entry entity * (MONTHS_PER_BLOCK + 1) + month: the first lane of a month, which is the end of the month before it; -1 where none is drawn. */
  readonly starts: Int32Array;
  /** Lanes as byte offsets in a row, and their uniforms. */
  lanes: Uint16Array;
  uniforms: Float64Array;
  count: number;
};

/** Entries of an entity in `starts`. */
export const ENTITY_STARTS = MONTHS_PER_BLOCK + 1;

export const createReachableLanes = (entities: number): ReachableLanes => ({
  block: -1,
  draws: undefined,
  starts: new Int32Array(entities * ENTITY_STARTS),
  lanes: new Uint16Array(0),
  uniforms: new Float64Array(0),
  count: 0,
});

/** Makes room for more lanes. */
export const reserveLanes = (reachableLanes: ReachableLanes, addedCount: number): void => {
  const { lanes, uniforms, count } = reachableLanes;
  if (count + addedCount <= lanes.length) return;
  reachableLanes.lanes = new Uint16Array(2 * (count + addedCount));
  reachableLanes.lanes.set(lanes);
  reachableLanes.uniforms = new Float64Array(2 * (count + addedCount));
  reachableLanes.uniforms.set(uniforms);
};
