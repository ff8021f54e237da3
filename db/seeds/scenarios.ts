import { ScenarioId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { EPISODES, type Episode } from './facts/episodes.ts';
import { REFERENCES } from './references.ts';

/** Months: the fall takes the metal's own time but no longer than this, the trough and the way back take these (house defaults). */
const LONGEST_FALL = 24;
const TROUGH = 6;
const RECOVERY = 24;
/** Share of the fall, in logarithms, that comes back. */
const RECOVERED = 0.5;

/** Demand in China at the bottom, and the months to it and back (house defaults). */
const DEMAND_LOW = 0.85;
const DEMAND_MONTHS = 12;

/** The fall that a metal's references take: its own of 2011 to 2016; for lithium that of carbonate in China, 2022 to 2024. */
const fallOf = (metal: Metal): Episode | undefined =>
  EPISODES.find((episode) =>
    metal === 'lithium'
      ? episode.product === 'lithium carbonate, China' && episode.episode === 'fall_2021_25'
      : episode.metal === metal && episode.episode === 'china_slowdown_2011_16',
  );

/** ln multiplier linear from 0 to ln(1 + change) over the fall, flat in the trough, half-way back over the recovery. */
const knotsOf = (fall: Episode): Scenario['prices'][number]['knots'] => {
  const low = 1 + fall.changePercent / 100;
  const down = Math.min(fall.months, LONGEST_FALL);
  return [
    { afterMonths: 0, value: 1 },
    { afterMonths: down, value: low },
    { afterMonths: down + TROUGH, value: low },
    // half-way back in the logarithm: exp(ln(low) x (1 - recovered))
    { afterMonths: down + TROUGH + RECOVERY, value: low ** (1 - RECOVERED) },
  ];
};

const sourceOf = (fall: Episode): string =>
  `${fall.changePercent} % from ${fall.start} to ${fall.end} (${fall.months} months): ${fall.source}.`.replace('-', '−');

/** A follower takes the shock of what it follows; a shock of its own would come on top. */
const shocksOf = (references: readonly Reference[]): Scenario['prices'] =>
  references.flatMap(({ code, kind, metal, follows }) => {
    const fall = metal && kind === 'price' && !follows ? fallOf(metal) : undefined;
    return fall ? [{ reference: code, knots: knotsOf(fall), source: sourceOf(fall) }] : [];
  });

/** The China slump: every metal falls as it did from 2011 to 2016, all at once, and China calls less for two years. */
export const CHINA_SLUMP: Scenario = {
  id: ScenarioId.parse('china-slump'),
  name: 'China slump',
  family: 'demandCycle',
  shipped: true,
  startsAfterMonths: 6,
  prices: shocksOf(REFERENCES),
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
  channels: [],
  note:
    'Falls as in the Chinese slowdown of 2011 to 2016, lithium as Chinese carbonate from 2022 to 2024, each over its own months but no ' +
    'longer than 24; flat for 6 months; half-way back over 24. Bauxite and alumina take the fall of aluminium.',
};

/** Scenarios that ship. */
export const SCENARIOS: readonly Scenario[] = [CHINA_SLUMP];
