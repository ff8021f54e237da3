import { OrebookError } from '#shared/contract/errors.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Month } from '#shared/domain/time.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import type { ChannelEvent, DestinationPart, Market, Portfolio } from './types.ts';

/** Weight of each demand zone that a destination touches; weights sum to 1. */
export type ZoneSplit = readonly { readonly zone: Zone; readonly weight: number }[];

/**
 * The demand zones behind a destination. What nobody knows takes the metal's own weights.
 * Errors: EMPTY with details.field `zoneWeights` where they are needed and missing.
 */
export const zoneSplit = (destination: readonly DestinationPart[], metal: Metal, zoneWeights: Portfolio['zoneWeights']): ZoneSplit => {
  const weights = new Map<Zone, number>();
  const add = (zone: Zone, weight: number) => weights.set(zone, (weights.get(zone) ?? 0) + weight);
  let known = 0;
  for (const { zone, share } of destination) {
    if (zone === 'unknown') continue;
    add(zone, share);
    known += share;
  }
  const unknown = 1 - known;
  // Shares are typed to a few decimals; a remainder of rounding is not an unknown destination.
  if (unknown > 1e-9) {
    const ofMetal = zoneWeights[metal];
    if (ofMetal === undefined) throw new OrebookError('EMPTY', { field: 'zoneWeights', metal });
    const sum = ZONES.reduce((total, zone) => total + ofMetal[zone], 0);
    for (const zone of ZONES) add(zone, (unknown * ofMetal[zone]) / sum);
  }
  return [...weights].filter(([, weight]) => weight > 0).map(([zone, weight]) => ({ zone, weight }));
};

/** Demand of a destination from month `from` to month `to`: the weighted mean of its zones, 1 = plateau. */
export const splitDemand = (market: Market, split: ZoneSplit, from: Month, to: Month): Float64Array => {
  const demand = new Float64Array(to - from + 1).fill(1);
  // 1 + sum w (D - 1): exactly 1 on the plateau whatever the weights' rounding
  for (const { zone, weight } of split) {
    const series = market.demand[zone];
    for (let i = 0; i < demand.length; i++) demand[i]! += weight * (series[from + i - market.start]! - 1);
  }
  return demand;
};

/** What the channel rows of a month leave of a destination. */
export type Channel = {
  readonly openShare: number;
  /** Open share by the rows that excuse the buyer alone. */
  readonly openShareExcused: number;
  readonly discount: number;
  readonly freightUsdPerWmt: number;
};

/** A channel that no row touches. */
export const OPEN_CHANNEL: Channel = { openShare: 1, openShareExcused: 1, discount: 0, freightUsdPerWmt: 0 };

/** What travels through a channel: a product, and the references it is priced on. */
export type TradedProduct = { readonly productId: string; readonly references: readonly string[] };

const appliesTo = (row: ChannelEvent, zone: Zone, traded: TradedProduct, month: Month): boolean =>
  row.zone === zone &&
  month >= row.from &&
  month <= row.to &&
  (row.productId === undefined || row.productId === traded.productId) &&
  (row.reference === undefined || traded.references.includes(row.reference));

/**
 * The channel to a destination in a month. Rows on one zone combine: least open share, largest discount, sum of freight; zones
 * combine by their weights. `excuses` says which rows excuse the buyer.
 */
export const channelAt = (
  market: Market,
  split: ZoneSplit,
  traded: TradedProduct,
  month: Month,
  excuses: (row: ChannelEvent) => boolean = () => false,
): Channel => {
  if (market.channels.length === 0) return OPEN_CHANNEL;
  let [openShare, openShareExcused, discount, freightUsdPerWmt] = [1, 1, 0, 0];
  for (const { zone, weight } of split) {
    let [open, openExcused, most, freight] = [1, 1, 0, 0];
    for (const row of market.channels) {
      if (!appliesTo(row, zone, traded, month)) continue;
      open = Math.min(open, row.openShare);
      if (excuses(row)) openExcused = Math.min(openExcused, row.openShare);
      most = Math.max(most, row.discount);
      freight += row.freightUsdPerWmt;
    }
    openShare -= weight * (1 - open);
    openShareExcused -= weight * (1 - openExcused);
    discount += weight * most;
    freightUsdPerWmt += weight * freight;
  }
  // What rounding leaves of a closed channel is closed.
  if (openShare < 1e-12) openShare = 0;
  return { openShare, openShareExcused, discount, freightUsdPerWmt };
};
