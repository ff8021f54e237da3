import { ZONES } from '#shared/domain/zone.ts';
import { type Draws, LANES } from '../draws/draws.ts';
import { inverseNormal } from '../draws/elementary.ts';
import { hashId } from '../draws/philox.ts';
import { type CycleParameters, REGIMES } from '../types.ts';

/** Regimes and demand of some paths by zone, month and lane: entry (month * LANES + lane), month 0 = valuation. */
export type CyclePaths = {
  /** 0 = expansion, 1 = plateau, 2 = slump. */
  readonly regime: readonly Uint8Array[];
  /** D_z, 1 = plateau. */
  readonly demand: readonly Float64Array[];
};

const ZONE_HASHES = ZONES.map(hashId);

/** Where the common and a zone's own normal leave a state: below `slump` the next one is a slump, below `plateau` a plateau. */
type Thresholds = { readonly slump: Float64Array; readonly plateau: Float64Array };

const normalBound = (probability: number): number =>
  probability <= 0 ? Number.NEGATIVE_INFINITY : probability >= 1 ? Number.POSITIVE_INFINITY : inverseNormal(probability);

/** u < p where u = Phi(x) is x < Phi^-1(p): the distribution function itself is never needed. */
const computeThresholds = ({ transition }: CycleParameters): Thresholds => {
  const rows = transition.map((row) => {
    const sum = row.reduce((total, p) => total + p, 0);
    return row.map((p) => p / sum);
  });
  return {
    slump: Float64Array.from(rows, (row) => normalBound(row[2]!)),
    plateau: Float64Array.from(rows, (row) => normalBound(row[2]! + row[1]!)),
  };
};

/** Room for the months up to one, every zone on the plateau. */
export const createCyclePaths = (months: number): CyclePaths => ({
  regime: ZONES.map(() => new Uint8Array((months + 1) * LANES).fill(1)),
  demand: ZONES.map(() => new Float64Array((months + 1) * LANES).fill(1)),
});

/** Fills in regimes and demand month by month (steps 1 and 2). Without regimes every zone stays on the plateau. */
export const createCycleSimulator = (
  parameters: CycleParameters,
  kinds: { readonly world: number; readonly zone: number },
  months: number,
) => {
  const { slump, plateau } = computeThresholds(parameters);
  const common = Math.sqrt(parameters.zoneCorrelation);
  const own = Math.sqrt(1 - parameters.zoneCorrelation);
  const levels = Float64Array.from(REGIMES, (regime) => parameters.demandLevels[regime]);
  const start = REGIMES.indexOf(parameters.start);
  const world = new Float64Array(LANES);
  const zone = new Float64Array(LANES);

  return (draws: Draws, { regime, demand }: CyclePaths): void => {
    if (!parameters.on) return;
    const count = draws.count;
    for (let z = 0; z < ZONES.length; z++) {
      regime[z]!.fill(start, 0, LANES);
      demand[z]!.fill(levels[start]!, 0, LANES);
    }
    for (let t = 1; t <= months; t++) {
      draws.normals(world, kinds.world, t, 0);
      for (let z = 0; z < ZONES.length; z++) {
        draws.normals(zone, kinds.zone, t, ZONE_HASHES[z]!);
        const states = regime[z]!;
        const levelsOfZone = demand[z]!;
        const now = t * LANES;
        const before = now - LANES;
        for (let i = 0; i < count; i++) {
          const state = states[before + i]!;
          // u = Phi(sqrt(r) g + sqrt(1 - r) h); next state = inverse of the row in the order slump, plateau, expansion
          const x = common * world[i]! + own * zone[i]!;
          const next = x < slump[state]! ? 2 : x < plateau[state]! ? 1 : 0;
          states[now + i] = next;
          // D += theta (d_G - D)
          const d = levelsOfZone[before + i]!;
          levelsOfZone[now + i] = d + parameters.demandSpeed * (levels[next]! - d);
        }
      }
    }
  };
};
