import type { HazardBound } from '../batch/hazardBounds.ts';
import type { PathBatch } from '../batch/pathBatch.ts';
import { ENTITY_STARTS, type ReachableLanes, reserveLanes } from '../batch/reachableLanes.ts';
import { blockOf, LANES } from '../draws/draws.ts';
import { DOUBLE_BYTES, MONTHS_PER_BLOCK } from '../kernel/layout.ts';
import { boundUniform, isLaneReachable, ROUNDING } from './boundHazards.ts';

/**
 * A draw of events of an entity: its place among those that are drawn, its hazard per year before the exponential of gap and slack, and the
 * bounds of its contracts.
 */
type EventDraw = {
  readonly kind: number;
  readonly entity: number;
  readonly place: number;
  readonly hazard: number;
  readonly bounds: readonly HazardBound[];
};

/** Draws the block of month t for an entity and keeps its reachable lanes. */
const drawBlock = (batch: PathBatch, reachableLanes: ReachableLanes, { kind, entity, place }: EventDraw, t: number): void => {
  const { draws, kernel, count, pathNumbersAt, work, plan } = batch;
  const { blockUniforms: rows, laneList, listedLanes } = work;
  kernel.drawUniforms({ pathsAt: pathNumbersAt, count, key: draws.key, block: blockOf(t), kind, entity }, rows.byteOffset);
  // P(month) < h/12
  const bound = (plan.parameters.hazards.most / 12) * ROUNDING;
  const { starts } = reachableLanes;
  for (let month = 0; month < MONTHS_PER_BLOCK; month++) {
    const first = month * LANES;
    const listedCount = kernel.listLanesBelow(rows.byteOffset + first * DOUBLE_BYTES, count, bound, laneList.byteOffset);
    reserveLanes(reachableLanes, listedCount);
    const { lanes, uniforms } = reachableLanes;
    let end = reachableLanes.count;
    starts[place * ENTITY_STARTS + month] = end;
    for (let k = 0; k < listedCount; k++) {
      const at = listedLanes[k]!;
      lanes[end] = at;
      uniforms[end++] = rows[first + at / DOUBLE_BYTES]!;
    }
    reachableLanes.count = end;
  }
  starts[place * ENTITY_STARTS + MONTHS_PER_BLOCK] = reachableLanes.count;
};

/**
 * Lists in `work.laneList` the lanes in which an event of an entity can occur in month t, with their uniforms in `work.uniforms`; returns
 * their number.
 */
export const listReachableLanes = (batch: PathBatch, reachableLanes: ReachableLanes, draw: EventDraw, t: number): number => {
  const { place, hazard, bounds } = draw;
  const { starts } = reachableLanes;
  if (reachableLanes.block !== blockOf(t) || reachableLanes.draws !== batch.draws) {
    reachableLanes.block = blockOf(t);
    reachableLanes.draws = batch.draws;
    reachableLanes.count = 0;
    starts.fill(-1);
  }
  const first = place * ENTITY_STARTS + (t % MONTHS_PER_BLOCK);
  if (starts[first]! < 0) drawBlock(batch, reachableLanes, draw, t);
  const bound = boundUniform(batch, bounds, t, hazard);
  const { listedLanes, uniforms: row } = batch.work;
  const { lanes, uniforms } = reachableLanes;
  const end = starts[first + 1]!;
  let count = 0;
  for (let k = starts[first]!; k < end; k++) {
    const drawnValue = uniforms[k]!;
    if (drawnValue >= bound) continue;
    const at = lanes[k]!;
    if (!isLaneReachable(bounds, at / DOUBLE_BYTES, drawnValue, hazard)) continue;
    listedLanes[count++] = at;
    row[at / DOUBLE_BYTES] = drawnValue;
  }
  return count;
};
