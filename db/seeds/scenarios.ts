import type { Metal } from '#shared/domain/metal.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { storedText } from '#shared/messages/shipped.ts';
import { EPISODES, type Episode } from './facts/episodes.ts';
import { buildShocks, describeEpisodeSource, type ShippedScenarioId, shippedScenario, temporaryKnots } from './scenarioParts.ts';
import { SHOCK_SCENARIOS } from './scenarioShocks.ts';

/** The longest fall of a price in the China slump, months; a shorter one takes as long as it took for the metal (default assumption). */
const MAX_FALL_MONTHS = 24;

/** The lowest demand in China, as a share of normal demand, and the months of its fall and of its recovery (default assumptions). */
const DEMAND_LOW = 0.85;
const DEMAND_MONTHS = 12;

const episodeOf = (metal: Metal, name: Episode['episode'], product?: Episode['product']): Episode | undefined =>
  EPISODES.find((episode) => episode.metal === metal && episode.episode === name && episode.product === product);

const CARBONATE = 'lithium carbonate, China';

/** The fall of a metal's references: its own of 2011 to 2016; for lithium that of carbonate in China, 2022 to 2024. */
const slumpOf = (metal: Metal): Episode | undefined =>
  metal === 'lithium' ? episodeOf(metal, 'fall_2021_25', CARBONATE) : episodeOf(metal, 'china_slowdown_2011_16');

/** The China slump: every metal falls as it did from 2011 to 2016, all at once, and China's demand is lower for two years. */
export const CHINA_SLUMP: Scenario = shippedScenario('china-slump', {
  family: 'demandCycle',
  prices: buildShocks((metal) => {
    const fall = slumpOf(metal);
    return (
      fall && { knots: temporaryKnots(fall.changePercent, Math.min(fall.months, MAX_FALL_MONTHS)), source: describeEpisodeSource(fall) }
    );
  }),
  demand: [
    {
      zone: 'china',
      knots: [
        { afterMonths: 0, value: 1 },
        { afterMonths: DEMAND_MONTHS, value: DEMAND_LOW },
        { afterMonths: 2 * DEMAND_MONTHS, value: 1 },
      ],
      source: storedText('shipped.move.chinaDemand'),
    },
  ],
});

/** A historic episode; lithium references take the price of carbonate in China, never that of the metal. */
const episode = (id: ShippedScenarioId, key: Episode['episode']): Scenario =>
  shippedScenario(id, {
    family: 'demandCycle',
    prices: buildShocks((metal) => {
      const move = episodeOf(metal, key, metal === 'lithium' ? CARBONATE : undefined);
      return move && { knots: temporaryKnots(move.changePercent, move.months), source: describeEpisodeSource(move) };
    }),
    noteValues: { episode: storedText('shipped.note.episode') },
  });

/** Scenarios that ship. */
export const SCENARIOS: readonly Scenario[] = [
  CHINA_SLUMP,
  episode('financial-crisis', 'gfc_2008_09'),
  episode('china-slowdown', 'china_slowdown_2011_16'),
  episode('covid', 'covid_2020'),
  episode('boom', 'boom_2020_22'),
  episode('fall-after-boom', 'fall_2021_25'),
  ...SHOCK_SCENARIOS,
];
