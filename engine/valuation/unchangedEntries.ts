import type { Market, Portfolio, PortfolioContract, PortfolioProduct, Valuation } from './types.ts';

/** Whether two portfolios agree in everything except products and contracts; tables are compared by identity. */
export const haveSameTables = (a: Portfolio, b: Portfolio): boolean =>
  a.valuationDate === b.valuationDate &&
  a.valuationMonth === b.valuationMonth &&
  a.lastMonth === b.lastMonth &&
  a.discountRate === b.discountRate &&
  a.zoneWeights === b.zoneWeights &&
  a.referenceWeights === b.referenceWeights &&
  a.references === b.references;

const areSetsEqual = (a: readonly PortfolioContract[], b: readonly PortfolioContract[]): boolean => {
  const members = new Set(a);
  return a.length === b.length && b.every((entry) => members.has(entry));
};

/**
 * Finds the products of a portfolio that an earlier one has with the same contracts (same objects) on the same market. A product's value
 * does not depend on other products' contracts, so it is equal in both.
 */
export const findUnchangedProducts = (
  portfolio: Portfolio,
  market: Market,
  earlierValuation: Pick<Valuation, 'portfolio' | 'market'> | undefined,
): ReadonlySet<PortfolioProduct> => {
  if (earlierValuation?.market !== market || !haveSameTables(portfolio, earlierValuation.portfolio)) return new Set();
  const earlierProducts = new Set(earlierValuation.portfolio.products);
  const earlierEntries = Map.groupBy(earlierValuation.portfolio.contracts, ({ contract }) => contract.productId);
  const currentEntries = Map.groupBy(portfolio.contracts, ({ contract }) => contract.productId);
  return new Set(
    portfolio.products.filter(
      (product) => earlierProducts.has(product) && areSetsEqual(earlierEntries.get(product.id) ?? [], currentEntries.get(product.id) ?? []),
    ),
  );
};

/**
 * Finds the contracts of a portfolio that an earlier one has (same objects) with the same product on the same market. Results that
 * depend on one contract alone, its schedule and its price, are equal in both.
 */
export const findUnchangedContracts = (
  portfolio: Portfolio,
  market: Market,
  earlierValuation: Pick<Valuation, 'portfolio' | 'market'> | undefined,
): ReadonlySet<PortfolioContract> => {
  if (earlierValuation?.market !== market || !haveSameTables(portfolio, earlierValuation.portfolio)) return new Set();
  const earlierProducts = new Set(earlierValuation.portfolio.products);
  const unchangedIds = new Set(portfolio.products.filter((product) => earlierProducts.has(product)).map(({ id }) => id));
  const earlierContracts = new Set(earlierValuation.portfolio.contracts);
  return new Set(portfolio.contracts.filter((entry) => earlierContracts.has(entry) && unchangedIds.has(entry.contract.productId)));
};
