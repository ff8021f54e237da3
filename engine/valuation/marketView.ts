import { ZONES } from '#shared/domain/zone.ts';
import { isDeepEqual } from '#shared/equality.ts';
import type { ChannelEvent, Market, Portfolio, PortfolioContract, PortfolioProduct } from './types.ts';

/**
 * What the valuation of a product and its contracts reads of a market: on another market on which that is the same, it comes to the same bit
 * for bit. A scenario changes few references, and most products read none of them.
 */
export type MarketView = {
  readonly market: Pick<Market, 'start' | 'length' | 'deck' | 'demand'>;
  readonly prices: ReadonlyMap<string, Float64Array | undefined>;
  /** The rows that can close a channel of the product. */
  readonly channels: readonly ChannelEvent[];
};

/** A market that notes the references whose prices, or deck prices, are read. */
export type WatchedMarket = { readonly market: Market; readonly readReferences: ReadonlySet<string> };

export const watchMarket = (market: Market): WatchedMarket => {
  const readReferences = new Set<string>();
  const watch = (prices: Market['prices']): Market['prices'] =>
    new Proxy(prices, {
      get: (series, reference: string) => {
        readReferences.add(reference);
        return series[reference];
      },
    });
  return { market: { ...market, prices: watch(market.prices), deck: watch(market.deck) }, readReferences };
};

const rowsOf = (
  { channels }: Market,
  product: PortfolioProduct,
  entries: readonly PortfolioContract[],
  readReferences: { readonly has: (reference: string) => boolean },
): readonly ChannelEvent[] => {
  if (channels.length === 0) return channels;
  const buyerIds = new Set<string>(entries.map(({ buyer }) => buyer.id));
  return channels.filter(
    ({ productId, countryOfOrigin, reference, buyerId }) =>
      (productId === undefined || productId === product.id) &&
      (countryOfOrigin === undefined || countryOfOrigin === product.countryOfOrigin) &&
      (reference === undefined || readReferences.has(reference)) &&
      (buyerId === undefined || buyerIds.has(buyerId)),
  );
};

/** Lists what a valuation of a product has read of a market while it was watched. */
export const createMarketView = (
  market: Market,
  { readReferences }: Pick<WatchedMarket, 'readReferences'>,
  references: Portfolio['references'],
  product: PortfolioProduct,
  entries: readonly PortfolioContract[],
): MarketView => {
  const { start, length, deck, demand } = market;
  // rates also convert unit costs, after the valuation
  const rates = Object.values(references).flatMap(({ kind, code }) => (kind === 'rate' ? [code] : []));
  return {
    market: { start, length, deck, demand },
    prices: new Map([...readReferences, ...rates].map((reference) => [reference, market.prices[reference]])),
    channels: rowsOf(market, product, entries, readReferences),
  };
};

const isSameSeries = (a: Float64Array | undefined, b: Float64Array | undefined): boolean => {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
};

/** Whether what a product with the same contracts reads of a market differs from where it was valued in prices and deck alone. */
export const isSameButPrices = (
  { market: before, prices, channels }: MarketView,
  market: Market,
  product: PortfolioProduct,
  entries: readonly PortfolioContract[],
): boolean =>
  before.start === market.start &&
  before.length === market.length &&
  ZONES.every((zone) => isSameSeries(before.demand[zone], market.demand[zone])) &&
  isDeepEqual(channels, rowsOf(market, product, entries, prices));

/** Whether a product with the same contracts comes to the same on a market as where it was valued. */
export const isSameView = (view: MarketView, market: Market, product: PortfolioProduct, entries: readonly PortfolioContract[]): boolean =>
  [...view.prices].every(
    ([reference, series]) =>
      isSameSeries(series, market.prices[reference]) && isSameSeries(view.market.deck[reference], market.deck[reference]),
  ) && isSameButPrices(view, market, product, entries);
