import { ScenarioId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { ChannelShock, Scenario } from '#shared/domain/scenario.ts';
import type { Episode } from './facts/episodes.ts';
import { REFERENCES } from './references.ts';

/** Months: the trough and the way back take these (house defaults). */
const TROUGH = 6;
const RECOVERY = 24;
/** Share of the move, in logarithms, that comes back (house default). */
const RECOVERED = 0.5;
/** Months after the valuation date at which shipped scenarios begin (house default). */
const STARTS_AFTER = 6;

export type Shock = Scenario['prices'][number];
export type Knots = Shock['knots'];

/** ln multiplier straight from 0 to ln(1 + change) over the months of the move, flat for six, half-way back over 24. */
export const temporaryKnots = (changePercent: number, months: number): Knots => {
  const end = (100 + changePercent) / 100;
  return [
    { afterMonths: 0, value: 1 },
    { afterMonths: months, value: end },
    { afterMonths: months + TROUGH, value: end },
    // half-way back in the logarithm: exp(ln(end) x (1 - recovered))
    { afterMonths: months + TROUGH + RECOVERY, value: end ** (1 - RECOVERED) },
  ];
};

/** The same way out, and no way back. */
export const permanentKnots = (changePercent: number, months: number): Knots => [
  { afterMonths: 0, value: 1 },
  { afterMonths: months, value: (100 + changePercent) / 100 },
];

export const describeEpisodeSource = (episode: Episode): string => {
  const change = `${episode.changePercent > 0 ? '+' : ''}${episode.changePercent}`.replace('-', '−');
  return `${change} % from ${episode.start} to ${episode.end} (${episode.months} months): ${episode.source}.`;
};

/** Shocks of each metal's references. A follower takes the shock of what it follows; a shock of its own would come on top. */
export const buildShocks = (shockOf: (metal: Metal, reference: Reference) => Omit<Shock, 'reference'> | undefined): Scenario['prices'] =>
  REFERENCES.flatMap((reference) => {
    const { code, kind, metal, follows } = reference;
    const shock = metal && kind === 'price' && !follows ? shockOf(metal, reference) : undefined;
    return shock ? [{ reference: code, ...shock }] : [];
  });

type Spec = Pick<Scenario, 'name' | 'family' | 'note'> & Partial<Pick<Scenario, 'prices' | 'demand' | 'channels'>>;

export const shippedScenario = (id: string, { prices = [], demand = [], channels = [], ...rest }: Spec): Scenario => ({
  id: ScenarioId.parse(id),
  shipped: true,
  startsAfterMonths: STARTS_AFTER,
  prices,
  demand,
  channels,
  ...rest,
});

/** A channel closed to China, wholly where nothing else is said. */
export const closeChinaChannel = (row: Partial<ChannelShock> & Pick<ChannelShock, 'months' | 'excused' | 'source'>): ChannelShock => ({
  zone: 'china',
  afterMonths: 0,
  openShare: 0,
  discount: 0,
  freightUsdPerWmt: 0,
  ...row,
});
