import { ScenarioId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { ChannelShock, Scenario } from '#shared/domain/scenario.ts';
import { type ShippedKey, storedText } from '#shared/messages/shipped.ts';
import type { Episode } from './facts/episodes.ts';
import { REFERENCES } from './references.ts';

/** Months of the trough and of the recovery (default assumptions). */
const TROUGH_MONTHS = 6;
const RECOVERY_MONTHS = 24;
/** The recovered share of a move, in logarithms (default assumption). */
const RECOVERED_SHARE = 0.5;
/** Months after the valuation date at which shipped scenarios begin (default assumption). */
const STARTS_AFTER_MONTHS = 6;

export type Shock = Scenario['prices'][number];
export type Knots = Shock['knots'];

/** ln multiplier linear from 0 to ln(1 + change) over the months of the move, flat for six, half-way back over 24. */
export const temporaryKnots = (changePercent: number, months: number): Knots => {
  const end = (100 + changePercent) / 100;
  return [
    { afterMonths: 0, value: 1 },
    { afterMonths: months, value: end },
    { afterMonths: months + TROUGH_MONTHS, value: end },
    // half-way back in the logarithm: exp(ln(end) x (1 - recovered))
    { afterMonths: months + TROUGH_MONTHS + RECOVERY_MONTHS, value: end ** (1 - RECOVERED_SHARE) },
  ];
};

/** The same path without a recovery. */
export const permanentKnots = (changePercent: number, months: number): Knots => [
  { afterMonths: 0, value: 1 },
  { afterMonths: months, value: (100 + changePercent) / 100 },
];

/** The stored source of a move in percent between two months, both YYYY-MM; `source` is a stored text. */
export const observedMove = (change: string, from: string, to: string, months: number, source: string): string =>
  storedText('shipped.move.observed', { change, from, to, months: String(months), source });

/** The stored source of an episode. */
export const describeEpisodeSource = ({ changePercent, start, end, months, source }: Episode): string =>
  observedMove(`${changePercent > 0 ? '+' : ''}${changePercent}`.replace('-', '−'), start, end, months, source);

/** Shocks of each metal's references. A follower takes the shock of its leader; a shock of its own would be added. */
export const buildShocks = (shockOf: (metal: Metal, reference: Reference) => Omit<Shock, 'reference'> | undefined): Scenario['prices'] =>
  REFERENCES.flatMap((reference) => {
    const { code, kind, metal, follows } = reference;
    const shock = metal && kind === 'price' && !follows ? shockOf(metal, reference) : undefined;
    return shock ? [{ reference: code, ...shock }] : [];
  });

type NameId<Key> = Key extends `shipped.scenario.${infer Id}.name` ? Id : never;
/** The id of a scenario that ships; its name and its note are messages of that id. */
export type ShippedScenarioId = NameId<ShippedKey>;

type Spec = Pick<Scenario, 'family'> &
  Partial<Pick<Scenario, 'prices' | 'demand' | 'channels'>> & { readonly noteValues?: Readonly<Record<string, string>> };

/** Builds a scenario that ships; its name and note are stored messages. */
export const shippedScenario = (
  id: ShippedScenarioId,
  { family, prices = [], demand = [], channels = [], noteValues }: Spec,
): Scenario => ({
  id: ScenarioId.parse(id),
  name: storedText(`shipped.scenario.${id}.name`),
  family,
  shipped: true,
  startsAfterMonths: STARTS_AFTER_MONTHS,
  prices,
  demand,
  channels,
  note: storedText(`shipped.scenario.${id}.note`, noteValues),
});

/** A channel closed to China, completely by default. */
export const closeChinaChannel = (row: Partial<ChannelShock> & Pick<ChannelShock, 'months' | 'excused' | 'source'>): ChannelShock => ({
  zone: 'china',
  afterMonths: 0,
  openShare: 0,
  discount: 0,
  freightUsdPerWmt: 0,
  ...row,
});
