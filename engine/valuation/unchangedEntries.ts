import type { Market, Portfolio, PortfolioContract, PortfolioProduct, Valuation } from './types.ts';

/** Whether all but products and contracts is the same, tables object for object. */
export const haveSameTables = (a: Portfolio, b: Portfolio): boolean =>
  a.valuationDate === b.valuationDate &&
  a.valuationMonth === b.valuationMonth &&
  a.lastMonth === b.lastMonth &&
  a.discountRate === b.discountRate &&
  a.zoneWeights === b.zoneWeights &&
  a.references === b.references;

const areSetsEqual = (a: readonly PortfolioContract[], b: readonly PortfolioContract[]): boolean => {
  const known = new Set(a);
  return a.length === b.length && b.every((entry) => known.has(entry));
};

/**
 * The products of a portfolio that an earlier one held with the very same contracts (object for object) on the same market. No product
 * knows of another's contracts, so each is worth in both what it is worth in one.
 */
export const findUnchangedProducts = (
  portfolio: Portfolio,
  market: Market,
  earlier: Pick<Valuation, 'portfolio' | 'market'> | undefined,
): ReadonlySet<PortfolioProduct> => {
  if (earlier?.market !== market || !haveSameTables(portfolio, earlier.portfolio)) return new Set();
  const held = new Set(earlier.portfolio.products);
  const before = Map.groupBy(earlier.portfolio.contracts, ({ contract }) => contract.productId);
  const now = Map.groupBy(portfolio.contracts, ({ contract }) => contract.productId);
  return new Set(
    portfolio.products.filter((product) => held.has(product) && areSetsEqual(before.get(product.id) ?? [], now.get(product.id) ?? [])),
  );
};

/**
 * The contracts of a portfolio that an earlier one held, object for object, of the same product on the same market: what a contract is by
 * itself, its schedule and its own price, is the same in both.
 */
export const findUnchangedContracts = (
  portfolio: Portfolio,
  market: Market,
  earlier: Pick<Valuation, 'portfolio' | 'market'> | undefined,
): ReadonlySet<PortfolioContract> => {
  if (earlier?.market !== market || !haveSameTables(portfolio, earlier.portfolio)) return new Set();
  const products = new Set(earlier.portfolio.products);
  const same = new Set(portfolio.products.filter((product) => products.has(product)).map(({ id }) => id));
  const held = new Set(earlier.portfolio.contracts);
  return new Set(portfolio.contracts.filter((entry) => held.has(entry) && same.has(entry.contract.productId)));
};
