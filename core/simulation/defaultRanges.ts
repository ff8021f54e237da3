import type { Portfolio } from '#engine';
import { DAMAGES_SHARE, DEPTH_SHARE, DEPTH_SLOPE } from '#shared/domain/houseDefaults.ts';

/** A default assumption of the market for spot sales, with the factors of its low and high value (docs/model/simulation.md). */
export type MarketAssumption = {
  readonly key: 'depthShare' | 'depthSlope' | 'damages';
  readonly low: number;
  readonly high: number;
  /** The portfolio with the assumption, stored or default, times a factor. */
  readonly scale: (portfolio: Portfolio, factor: number) => Portfolio;
};

const withProducts = (
  portfolio: Portfolio,
  change: (product: Portfolio['products'][number]) => Partial<Portfolio['products'][number]>,
) => ({
  ...portfolio,
  products: portfolio.products.map((product) => ({ ...product, ...change(product) })),
});

/** Market depth and its slope at half and double the value, damages at zero and double. */
export const MARKET_ASSUMPTIONS: readonly MarketAssumption[] = [
  {
    key: 'depthShare',
    low: 0.5,
    high: 2,
    scale: (portfolio, factor) =>
      withProducts(portfolio, ({ metal, depthShare = DEPTH_SHARE[metal] }) => ({ depthShare: depthShare * factor })),
  },
  {
    key: 'depthSlope',
    low: 0.5,
    high: 2,
    scale: (portfolio, factor) => withProducts(portfolio, ({ depthSlope = DEPTH_SLOPE }) => ({ depthSlope: depthSlope * factor })),
  },
  {
    key: 'damages',
    low: 0,
    high: 2,
    scale: (portfolio, factor) => ({
      ...portfolio,
      contracts: portfolio.contracts.map((entry) => ({ ...entry, damagesShare: (entry.damagesShare ?? DAMAGES_SHARE) * factor })),
    }),
  },
];
