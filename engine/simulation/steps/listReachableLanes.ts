import type { HazardBound } from '../batch/hazardBounds.ts';
import type { PathBatch } from '../batch/pathBatch.ts';
import type { ReachableLanes } from '../batch/reachableLanes.ts';
import { blockOf, LANES } from '../draws/draws.ts';
import { DOUBLE_BYTES, MONTHS_PER_BLOCK } from '../kernel/layout.ts';
import { boundUniform, isLaneReachable, ROUNDING } from './boundHazards.ts';

const reserve = (reachableLanes: ReachableLanes, length: number): void => {
  const { lanes, uniforms } = reachableLanes;
  if (length <= lanes.length) return;
  reachableLanes.lanes = new Uint16Array(2 * length);
  reachableLanes.lanes.set(lanes);
  reachableLanes.uniforms = new Float64Array(2 * length);
  reachableLanes.uniforms.set(uniforms);
};

/** Draws the block of month t and keeps its reachable lanes. */
const drawBlock = (batch: PathBatch, reachableLanes: ReachableLanes, kind: number, t: number, entity: number): void => {
  const { draws, kernel, count, pathNumbersAt, work, plan } = batch;
  const { blockUniforms: rows, laneList, listedLanes } = work;
  const block = blockOf(t);
  kernel.drawUniforms({ pathsAt: pathNumbersAt, count, key: draws.key, block, kind, entity }, rows.byteOffset);
  // P(month) < h/12
  const bound = (plan.parameters.hazards.most / 12) * ROUNDING;
  let end = 0;
  for (let month = 0; month < MONTHS_PER_BLOCK; month++) {
    const first = month * LANES;
    const listedCount = kernel.listLanesBelow(rows.byteOffset + first * DOUBLE_BYTES, count, bound, laneList.byteOffset);
    reserve(reachableLanes, end + listedCount);
    const { lanes, uniforms } = reachableLanes;
    for (let k = 0; k < listedCount; k++) {
      const at = listedLanes[k]!;
      lanes[end] = at;
      uniforms[end++] = rows[first + at / DOUBLE_BYTES]!;
    }
    reachableLanes.ends[month] = end;
  }
  reachableLanes.block = block;
  reachableLanes.draws = draws;
};

/** A draw of events: its hazard per year before the exponential of gap and slack, and the bounds of its contracts. */
type EventDraw = { readonly kind: number; readonly entity: number; readonly hazard: number; readonly bounds: readonly HazardBound[] };

/**
 * Lists in `work.laneList` the lanes in which an event of an entity can occur in month t, with their uniforms in `work.uniforms`; returns
 * their number.
 */
export const listReachableLanes = (
  batch: PathBatch,
  reachableLanes: ReachableLanes,
  { kind, entity, hazard, bounds }: EventDraw,
  t: number,
): number => {
  if (reachableLanes.block !== blockOf(t) || reachableLanes.draws !== batch.draws) drawBlock(batch, reachableLanes, kind, t, entity);
  const bound = boundUniform(batch, bounds, t, hazard);
  const { listedLanes, uniforms: row } = batch.work;
  const { ends, lanes, uniforms } = reachableLanes;
  const month = t % MONTHS_PER_BLOCK;
  let count = 0;
  for (let k = month === 0 ? 0 : ends[month - 1]!; k < ends[month]!; k++) {
    const drawnValue = uniforms[k]!;
    const at = lanes[k]!;
    if (drawnValue >= bound || !isLaneReachable(bounds, at / DOUBLE_BYTES, drawnValue, hazard)) continue;
    listedLanes[count++] = at;
    row[at / DOUBLE_BYTES] = drawnValue;
  }
  return count;
};
