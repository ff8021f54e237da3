import { ZONES } from '#shared/domain/zone.ts';
import { sum } from '#shared/math.ts';
import { type Draws, LANES, rowInBlock, startsBlock } from '../draws/draws.ts';
import { inverseNormal } from '../draws/elementary.ts';
import { hashId } from '../draws/philox.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import { MONTHS_PER_BLOCK } from '../kernel/layout.ts';
import { type CycleParameters, REGIMES } from '../types.ts';

/** Regimes and demand of a batch by zone, month and lane: entry month * LANES + lane, month 0 = valuation. */
export type CyclePaths = {
  /** Index in `REGIMES`. */
  readonly regime: readonly Uint8Array[];
  /** D_z, 1 = plateau. */
  readonly demand: readonly Float64Array[];
};

const EXPANSION = 0;
const PLATEAU = 1;
const SLUMP = 2;

const ZONE_HASHES = ZONES.map(hashId);

/** Bounds of the normal by current regime: below `slump` the next regime is a slump, below `plateau` a plateau, else an expansion. */
type Thresholds = { readonly slump: Float64Array; readonly plateau: Float64Array };

const normalBound = (probability: number): number =>
  probability <= 0 ? Number.NEGATIVE_INFINITY : probability >= 1 ? Number.POSITIVE_INFINITY : inverseNormal(probability);

// u < p with u = Phi(x) is x < Phi^-1(p): the distribution function itself is not needed
const computeThresholds = ({ transition }: CycleParameters): Thresholds => {
  const rows = transition.map((row) => {
    const total = sum(row);
    return row.map((p) => p / total);
  });
  return {
    slump: Float64Array.from(rows, (row) => normalBound(row[SLUMP]!)),
    plateau: Float64Array.from(rows, (row) => normalBound(row[SLUMP]! + row[PLATEAU]!)),
  };
};

/** Allocates the paths of a batch from month 0 to `months`, every zone on the plateau. */
export const createCyclePaths = (months: number, allocate: AllocateLanes = (length) => new Float64Array(length)): CyclePaths => ({
  regime: ZONES.map(() => new Uint8Array((months + 1) * LANES).fill(PLATEAU)),
  demand: ZONES.map(() => allocate((months + 1) * LANES).fill(1)),
});

/**
 * Creates a function that writes regimes and demand of a batch month by month (steps 1 and 2). `kinds`: kinds of draws for the world
 * and the zones; month t uses the draws of month `drawsFrom` + t. With the cycle off every zone stays on the plateau.
 */
export const createCycleSimulator = (
  parameters: CycleParameters,
  kinds: { readonly world: number; readonly zone: number },
  months: number,
  drawsFrom = 0,
) => {
  const { slump, plateau } = computeThresholds(parameters);
  const worldShare = Math.sqrt(parameters.zoneCorrelation);
  const zoneShare = Math.sqrt(1 - parameters.zoneCorrelation);
  const levels = Float64Array.from(REGIMES, (regime) => parameters.demandLevels[regime]);
  const start = REGIMES.indexOf(parameters.start);
  const world = new Float64Array(MONTHS_PER_BLOCK * LANES);
  const zones = ZONES.map(() => new Float64Array(MONTHS_PER_BLOCK * LANES));

  return (draws: Draws, { regime, demand }: CyclePaths): void => {
    if (!parameters.on) return;
    const { count } = draws;
    for (let z = 0; z < ZONES.length; z++) {
      regime[z]!.fill(start, 0, LANES);
      demand[z]!.fill(levels[start]!, 0, LANES);
    }
    for (let t = 1; t <= months; t++) {
      const drawn = drawsFrom + t;
      const row = rowInBlock(drawn);
      const isNewBlock = t === 1 || startsBlock(drawn);
      if (isNewBlock) draws.blockNormals(world, kinds.world, drawn, 0);
      for (let z = 0; z < ZONES.length; z++) {
        const zone = zones[z]!;
        if (isNewBlock) draws.blockNormals(zone, kinds.zone, drawn, ZONE_HASHES[z]!);
        const states = regime[z]!;
        const demandOfZone = demand[z]!;
        const now = t * LANES;
        const before = now - LANES;
        for (let i = 0; i < count; i++) {
          const state = states[before + i]!;
          // u = Phi(sqrt(r) g + sqrt(1 - r) h); next regime = inverse of the row in the order slump, plateau, expansion
          const x = worldShare * world[row + i]! + zoneShare * zone[row + i]!;
          const next = x < slump[state]! ? SLUMP : x < plateau[state]! ? PLATEAU : EXPANSION;
          states[now + i] = next;
          // D += theta (d_G - D)
          const d = demandOfZone[before + i]!;
          demandOfZone[now + i] = d + parameters.demandSpeed * (levels[next]! - d);
        }
      }
    }
  };
};
