import { addAmount } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Month } from '#shared/domain/time.ts';
import { type CountryCode, ZONES, type Zone } from '#shared/domain/zone.ts';
import { sumBy } from '#shared/math.ts';
import type { AllocateColumn } from './ledger.ts';
import type { ChannelEvent, DestinationPart, Market, Portfolio } from './types.ts';

/** Weight of each demand zone of a destination; weights sum to 1. */
export type ZoneSplit = readonly { readonly zone: Zone; readonly weight: number }[];

/** Share of each zone in demand. */
export type ZoneWeights = Readonly<Record<Zone, number>>;

/**
 * Returns the demand weights of a reference: its own, else those of the metal. Errors: EMPTY with details.field `zoneWeights` if there are
 * none.
 */
export const demandWeights = (
  { zoneWeights, referenceWeights }: Pick<Portfolio, 'zoneWeights' | 'referenceWeights'>,
  reference: string | undefined,
  metal: Metal,
): ZoneWeights => {
  const weights = referenceWeights?.[reference ?? ''] ?? zoneWeights[metal];
  if (weights === undefined) throw new OrebookError('EMPTY', { field: 'zoneWeights', metal });
  return weights;
};

/** Splits a destination by demand zone; the unknown share takes the weights that `weightsOf` returns. Errors: those of `weightsOf`. */
export const zoneSplit = (destination: readonly DestinationPart[], weightsOf: () => ZoneWeights): ZoneSplit => {
  const weights = new Map<Zone, number>();
  let knownShare = 0;
  for (const { zone, share } of destination) {
    if (zone === 'unknown') continue;
    addAmount(weights, zone, share);
    knownShare += share;
  }
  const unknownShare = 1 - knownShare;
  // shares are entered to a few decimals: a rounding remainder is no unknown destination
  if (unknownShare > 1e-9) {
    const demand = weightsOf();
    const total = sumBy(ZONES, (zone) => demand[zone]);
    for (const zone of ZONES) addAmount(weights, zone, (unknownShare * demand[zone]) / total);
  }
  return [...weights].filter(([, weight]) => weight > 0).map(([zone, weight]) => ({ zone, weight }));
};

/** Computes the demand of a destination from month `from` to month `to` in a column, the weighted mean of its zones; 1 = plateau. */
export const splitDemand = (market: Market, split: ZoneSplit, from: Month, to: Month, allocateColumn: AllocateColumn): Float64Array => {
  const demand = allocateColumn(to - from + 1).fill(1);
  // 1 + sum w (D - 1) is exactly 1 on the plateau, whatever the rounding of the weights
  for (const { zone, weight } of split) {
    const series = market.demand[zone];
    for (let i = 0; i < demand.length; i++) demand[i]! += weight * (series[from + i - market.start]! - 1);
  }
  return demand;
};

/** Access to a destination in a month under the channel rows. */
export type Channel = {
  readonly openShare: number;
  /** Open share under the excused rows alone. */
  readonly openShareExcused: number;
  /** Discount and freight of the closed part: sum over zones of weight x (1 - open share) x the row's. */
  readonly closedDiscount: number;
  readonly closedFreightUsdPerWmt: number;
};

/** A channel without rows. */
export const OPEN_CHANNEL: Channel = { openShare: 1, openShareExcused: 1, closedDiscount: 0, closedFreightUsdPerWmt: 0 };

/** What is shipped through a channel: a product, its country of origin, the references that price it, and the buyer if it goes to a contract's. */
export type TradedProduct = {
  readonly productId: string;
  readonly countryOfOrigin?: CountryCode | undefined;
  readonly references: readonly string[];
  readonly buyerId?: string | undefined;
};

const concerns = (row: ChannelEvent, zone: Zone, traded: TradedProduct): boolean =>
  (row.zone === undefined || row.zone === zone) &&
  // a row on a buyer concerns its contracts only: it closes no market
  (row.buyerId === undefined || row.buyerId === traded.buyerId) &&
  (row.productId === undefined || row.productId === traded.productId) &&
  (row.countryOfOrigin === undefined || row.countryOfOrigin === traded.countryOfOrigin) &&
  (row.reference === undefined || traded.references.includes(row.reference));

/** Lists the channel rows that concern what is shipped to a destination in any month. */
export const channelsTo = ({ channels }: Pick<Market, 'channels'>, split: ZoneSplit, traded: TradedProduct): readonly ChannelEvent[] =>
  channels.filter((row) => split.some(({ zone }) => concerns(row, zone, traded)));

/** Access to a zone in a month: open share under all rows and under the excused ones, and the cost of selling elsewhere what is closed. */
export type ZoneAccess = {
  readonly openShare: number;
  readonly openShareExcused: number;
  readonly discount: number;
  readonly freightUsdPerWmt: number;
};

/** Access to a zone without rows. */
const OPEN_ACCESS: ZoneAccess = { openShare: 1, openShareExcused: 1, discount: 0, freightUsdPerWmt: 0 };

/** Combines the channel rows of a zone in a month: smallest open share, largest discount, sum of freight. `isExcused` as in `channelAt`. */
export const zoneAccess = (
  { channels }: Pick<Market, 'channels'>,
  zone: Zone,
  traded: TradedProduct,
  month: Month,
  isExcused: (row: ChannelEvent) => boolean = () => false,
): ZoneAccess => {
  let [openShare, openShareExcused, discount, freightUsdPerWmt] = [1, 1, 0, 0];
  let hasRows = false;
  for (const row of channels) {
    if (month < row.from || month > row.to || !concerns(row, zone, traded)) continue;
    hasRows = true;
    openShare = Math.min(openShare, row.openShare);
    if (isExcused(row)) openShareExcused = Math.min(openShareExcused, row.openShare);
    discount = Math.max(discount, row.discount);
    freightUsdPerWmt += row.freightUsdPerWmt;
  }
  return hasRows ? { openShare, openShareExcused, discount, freightUsdPerWmt } : OPEN_ACCESS;
};

/** Combines the zones of a destination, weighted by their shares. `accessOf` returns the access to the n-th zone of the split. */
export const combineZones = (split: ZoneSplit, accessOf: (zone: Zone, n: number) => ZoneAccess): Channel => {
  let [openShare, openShareExcused, closedDiscount, closedFreightUsdPerWmt] = [1, 1, 0, 0];
  for (let n = 0; n < split.length; n++) {
    const { zone, weight } = split[n]!;
    const access = accessOf(zone, n);
    const closedShare = weight * (1 - access.openShare);
    openShare -= closedShare;
    openShareExcused -= weight * (1 - access.openShareExcused);
    closedDiscount += closedShare * access.discount;
    closedFreightUsdPerWmt += closedShare * access.freightUsdPerWmt;
  }
  // a rounding remainder of a closed channel is closed
  if (openShare < 1e-12) openShare = 0;
  return { openShare, openShareExcused, closedDiscount, closedFreightUsdPerWmt };
};

/**
 * Combines the channel rows of a destination in a month. Within a zone: smallest open share, largest discount, sum of freight; zones are
 * weighted. `isExcused` tells whether a row excuses the buyer.
 */
export const channelAt = (
  market: Pick<Market, 'channels'>,
  split: ZoneSplit,
  traded: TradedProduct,
  month: Month,
  isExcused: (row: ChannelEvent) => boolean = () => false,
): Channel => {
  if (market.channels.length === 0) return OPEN_CHANNEL;
  return combineZones(split, (zone) => zoneAccess(market, zone, traded, month, isExcused));
};
