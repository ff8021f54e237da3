import { ZONES } from '#shared/domain/zone.ts';
import { sum } from '#shared/math.ts';
import { blockOf, DRAW_KIND, type Draws, LANES } from '../draws/draws.ts';
import { inverseNormal } from '../draws/elementary.ts';
import { hashId } from '../draws/philox.ts';
import { type AllocateLanes, type Arena, createArena } from '../kernel/arena.ts';
import { createTableWriter, REGIME_DOUBLES, TERM_DOUBLES, viewWords } from '../kernel/kernel.ts';
import { MONTHS_PER_BLOCK, ROW_BYTES } from '../kernel/layout.ts';
import type { WeightSet } from '../plan/flatDrivers.ts';
import { type CycleParameters, REGIMES } from '../types.ts';

/** Regimes and demand of a batch by zone, month and lane: entry month * LANES + lane, month 0 = valuation. */
export type CyclePaths = {
  /** Index in `REGIMES`. */
  readonly regime: readonly Float64Array[];
  /** D_z, 1 = plateau. */
  readonly demand: readonly Float64Array[];
};

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

/** Allocates the rows of the cycle of a batch from month 0 to `months`. */
export const allocateCycleLanes = (months: number, allocate: AllocateLanes) => ({
  regime: ZONES.map(() => allocate((months + 1) * LANES)),
  demand: ZONES.map(() => allocate((months + 1) * LANES)),
  /** Numbers of the paths, two in a double. */
  paths: allocate(LANES / 2),
  /** Normals of a block of months. */
  world: allocate(MONTHS_PER_BLOCK * LANES),
  zone: allocate(MONTHS_PER_BLOCK * LANES),
  regimes: allocate(REGIME_DOUBLES * REGIMES.length),
});

/** Months after the valuation that a cycle is simulated for; month t uses the draws of month `drawsFrom` + t. */
export type CycleMonths = { readonly months: number; readonly drawsFrom?: number };

/** Kinds of draws of a cycle. */
export type CycleDraws = { readonly world: number; readonly zone: number };

/** Those of a run. */
export const RUN_CYCLE_DRAWS: CycleDraws = { world: DRAW_KIND.worldCycle, zone: DRAW_KIND.zoneCycle };

/**
 * Creates the function that writes regimes and demand of a batch (steps 1 and 2) to rows of `allocateCycleLanes`. With the cycle off every
 * zone stays on the plateau.
 */
export const createCycleSimulator = (
  parameters: CycleParameters,
  kinds: CycleDraws,
  { months, drawsFrom = 0 }: CycleMonths,
  { kernel, lanes }: Arena<ReturnType<typeof allocateCycleLanes>>,
) => {
  const { slump, plateau } = computeThresholds(parameters);
  const { regime, demand, world, zone } = lanes;
  const levels = REGIMES.map((name) => parameters.demandLevels[name]);
  for (const [r, level] of levels.entries()) lanes.regimes.set([slump[r]!, plateau[r]!, level], r * REGIME_DOUBLES);
  const start = parameters.on ? REGIMES.indexOf(parameters.start) : PLATEAU;
  for (const rows of regime) rows.fill(start);
  for (const rows of demand) rows.fill(parameters.on ? levels[start]! : 1);
  const pathNumbers = viewWords(lanes.paths);
  const terms = {
    regimesAt: lanes.regimes.byteOffset,
    // u = Phi(sqrt(r) g + sqrt(1 - r) h)
    worldShare: Math.sqrt(parameters.zoneCorrelation),
    zoneShare: Math.sqrt(1 - parameters.zoneCorrelation),
    demandSpeed: parameters.demandSpeed,
  };

  return ({ key, paths, count }: Draws): void => {
    if (!parameters.on) return;
    pathNumbers.set(paths);
    const drawNormals = (kind: number, month: number, entity: number, out: Float64Array): void =>
      kernel.drawNormals({ pathsAt: pathNumbers.byteOffset, count, key, block: blockOf(month), kind, entity }, out.byteOffset);
    for (let monthsDone = 0; monthsDone < months; ) {
      const firstDrawn = drawsFrom + monthsDone + 1;
      const firstRow = firstDrawn % MONTHS_PER_BLOCK;
      const monthsOfBlock = Math.min(MONTHS_PER_BLOCK - firstRow, months - monthsDone);
      drawNormals(kinds.world, firstDrawn, 0, world);
      for (let z = 0; z < ZONES.length; z++) {
        drawNormals(kinds.zone, firstDrawn, ZONE_HASHES[z]!, zone);
        kernel.advanceCycle({
          ...terms,
          worldAt: world.byteOffset + firstRow * ROW_BYTES,
          zoneAt: zone.byteOffset + firstRow * ROW_BYTES,
          regimeAt: regime[z]!.byteOffset + monthsDone * ROW_BYTES,
          demandAt: demand[z]!.byteOffset + monthsDone * ROW_BYTES,
          months: monthsOfBlock,
        });
      }
      monthsDone += monthsOfBlock;
    }
  };
};

/** Creates the simulator of a cycle in an arena of its own, and the paths that it writes. */
export const createCycle = (parameters: CycleParameters, kinds: CycleDraws, months: CycleMonths) => {
  const arena = createArena((allocate) => allocateCycleLanes(months.months, allocate));
  const paths: CyclePaths = arena.lanes;
  return { paths, simulate: createCycleSimulator(parameters, kinds, months, arena) };
};

/** Writes the terms of every weight set: the row of a zone, and its weight. */
export const writeZoneTerms = (weightSets: readonly WeightSet[], tables: readonly Float64Array[], rows: readonly Float64Array[]): void => {
  for (const [w, weights] of weightSets.entries()) {
    const writeTerm = createTableWriter(tables[w]!, TERM_DOUBLES);
    for (const [z, weight] of weights.entries()) writeTerm(z, rows[z]!.byteOffset, weight);
  }
};
