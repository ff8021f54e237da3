import type { Fact } from '#shared/domain/fact.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { ZONES } from '#shared/domain/zone.ts';

const UNLISTED = 'importers not listed are counted as rest of the world';
const DEFAULT_ASSUMPTION = 'Default assumption: no public split found.';

type Row = readonly [metal: Metal, weights: readonly [number, number, number, number, number], basis: string];

/** Each metal's demand by zone, in the order of ZONES; shares of imports stand for demand. */
const WEIGHTS: readonly Row[] = [
  ['aluminium', [0.751, 0.037, 0.057, 0.028, 0.127], 'aluminium ores 2606, 2022'],
  ['cobalt', [0.545, 0.137, 0.084, 0.073, 0.161], 'cobalt intermediates, oxides, metal, 2023'],
  ['copper', [0.602, 0.244, 0.08, 0, 0.074], 'copper ores, slag, mattes, 2023'],
  ['iron', [0.691, 0.148, 0.065, 0.006, 0.09], 'iron ore 2601, 2019'],
  ['lead', [0.55, 0.2, 0.15, 0.08, 0.02], ''],
  ['lithium', [0.342, 0.581, 0.031, 0.016, 0.03], 'lithium carbonate and hydroxide, 2023'],
  ['manganese', [0.702, 0.214, 0.041, 0, 0.043], 'manganese ores 2602, 2023'],
  ['nickel', [0.558, 0.154, 0.228, 0.05, 0.01], 'nickel ores, mattes, intermediates, 2023'],
  ['tin', [0.55, 0.2, 0.15, 0.08, 0.02], ''],
  ['zinc', [0.55, 0.2, 0.15, 0.08, 0.02], ''],
];

export const ZONE_WEIGHT_FACTS: readonly Fact[] = WEIGHTS.flatMap(([metal, weights, basis]) =>
  ZONES.map(
    (zone, i): Fact => ({
      topic: 'zoneWeight',
      metal,
      subject: zone,
      period: basis.slice(-4),
      value: weights[i]!,
      unit: 'fraction',
      source: basis === '' ? DEFAULT_ASSUMPTION : `Shares of world imports: ${basis}; ${UNLISTED}.`,
      note: 'Import shares stand for demand.',
      check: '',
    }),
  ),
);
