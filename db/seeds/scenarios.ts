import type { Metal } from '#shared/domain/metal.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { EPISODES, type Episode } from './facts/episodes.ts';
import { buildShocks, describeEpisodeSource, shippedScenario, temporaryKnots } from './scenarioParts.ts';
import { SHOCK_SCENARIOS } from './scenarioShocks.ts';

/** Months: the China slump's falls take the metal's own time but no longer than this (house default). */
const LONGEST_FALL = 24;

/** Demand in China at the bottom, and the months to it and back (house defaults). */
const DEMAND_LOW = 0.85;
const DEMAND_MONTHS = 12;

const episodeOf = (metal: Metal, name: Episode['episode'], product?: Episode['product']): Episode | undefined =>
  EPISODES.find((episode) => episode.metal === metal && episode.episode === name && episode.product === product);

const CARBONATE = 'lithium carbonate, China';

/** The fall that a metal's references take: its own of 2011 to 2016; for lithium that of carbonate in China, 2022 to 2024. */
const slumpOf = (metal: Metal): Episode | undefined =>
  metal === 'lithium' ? episodeOf(metal, 'fall_2021_25', CARBONATE) : episodeOf(metal, 'china_slowdown_2011_16');

/** The China slump: every metal falls as it did from 2011 to 2016, all at once, and China calls less for two years. */
export const CHINA_SLUMP: Scenario = shippedScenario('china-slump', {
  name: 'China slump',
  family: 'demandCycle',
  prices: buildShocks((metal) => {
    const fall = slumpOf(metal);
    return fall && { knots: temporaryKnots(fall.changePercent, Math.min(fall.months, LONGEST_FALL)), source: describeEpisodeSource(fall) };
  }),
  demand: [
    {
      zone: 'china',
      knots: [
        { afterMonths: 0, value: 1 },
        { afterMonths: DEMAND_MONTHS, value: DEMAND_LOW },
        { afterMonths: 2 * DEMAND_MONTHS, value: 1 },
      ],
      source: 'House default: demand in China falls to 0.85 of its plateau over 12 months and comes back in the same time.',
    },
  ],
  note:
    'Falls as in the Chinese slowdown of 2011 to 2016, lithium as Chinese carbonate from 2022 to 2024, each over its own months but no ' +
    'longer than 24; flat for 6 months; half-way back over 24. Bauxite and alumina take the fall of aluminium.',
});

const OWN_MONTHS =
  'Each metal moves as it did, over its own months; then flat for 6 and half-way back over 24, which are house defaults. Prices only: ' +
  'no figure for volume is known. Bauxite and alumina move as aluminium.';

/** A historic episode; lithium references take the price of carbonate in China, never that of the metal. */
const episode = (id: string, name: string, key: Episode['episode'], gaps: string): Scenario =>
  shippedScenario(id, {
    name,
    family: 'demandCycle',
    prices: buildShocks((metal) => {
      const move = episodeOf(metal, key, metal === 'lithium' ? CARBONATE : undefined);
      return move && { knots: temporaryKnots(move.changePercent, move.months), source: describeEpisodeSource(move) };
    }),
    note: `${OWN_MONTHS} ${gaps}`.trim(),
  });

const CARBONATE_STANDS_IN = 'Lithium moves as carbonate in China.';

/** Scenarios that ship. */
export const SCENARIOS: readonly Scenario[] = [
  CHINA_SLUMP,
  episode('financial-crisis', 'Financial crisis, 2008–09', 'gfc_2008_09', 'Lithium and manganese have no price for those years and stay.'),
  episode(
    'china-slowdown',
    'China slowdown, 2011–16',
    'china_slowdown_2011_16',
    'Lithium carbonate has no price for those years and stays.',
  ),
  episode('covid', 'Covid, 2020', 'covid_2020', CARBONATE_STANDS_IN),
  episode('boom', 'Boom, 2020–22', 'boom_2020_22', CARBONATE_STANDS_IN),
  episode('fall-after-boom', 'Fall after the boom, 2021–25', 'fall_2021_25', CARBONATE_STANDS_IN),
  ...SHOCK_SCENARIOS,
];
