import { createObjectField } from '#shared/objectField.ts';
import { isSameView, type MarketView } from './marketView.ts';
import { isSameButDepth, resell, type SpotOffers } from './resale.ts';
import type { Market, Portfolio, PortfolioContract, PortfolioProduct, ProductMonth, ProductValue, Valuation } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

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

/** What the value of a product was computed from, by which it is reused on other markets and at other market depths. */
export type ProductBasis = { readonly view: MarketView; readonly spotOffers: SpotOffers };

const basisOfValue = createObjectField<ProductValue, ProductBasis>();

export const noteBasis = (value: ProductValue, basis: ProductBasis): void => {
  basisOfValue.set(value, basis);
};

/** The earlier value of a product, and its months, which differ from those of the value at another market depth. */
export type EarlierProduct = { readonly value: ProductValue; readonly months: readonly ProductMonth[] };

/**
 * Finds the products that an earlier valuation has with the same contracts (same objects), on the same market or on one of which they read
 * the same, at most at another market depth. A product's value does not depend on other products' contracts, and its contracts do not
 * depend on the depth, so they are equal in both.
 */
export const findUnchangedProducts = (
  context: ValuationContext,
  earlierValuation: Valuation | undefined,
): ReadonlyMap<PortfolioProduct, EarlierProduct> => {
  const { portfolio, market } = context;
  const earlierProducts = new Map<PortfolioProduct, EarlierProduct>();
  if (earlierValuation === undefined || !haveSameTables(portfolio, earlierValuation.portfolio)) return earlierProducts;
  const earlierEntries = Map.groupBy(earlierValuation.portfolio.contracts, ({ contract }) => contract.productId);
  const currentEntries = Map.groupBy(portfolio.contracts, ({ contract }) => contract.productId);
  const places = new Map(earlierValuation.portfolio.products.map(({ id }, place) => [id, place]));
  for (const product of portfolio.products) {
    const place = places.get(product.id);
    const entries = currentEntries.get(product.id) ?? [];
    if (place === undefined || !areSetsEqual(earlierEntries.get(product.id) ?? [], entries)) continue;
    const [earlierProduct, value] = [earlierValuation.portfolio.products[place]!, earlierValuation.value.products[place]!];
    const basis = basisOfValue.get(value);
    const readsTheSame = earlierValuation.market === market || (basis !== undefined && isSameView(basis.view, market, product, entries));
    if (!readsTheSame) continue;
    if (earlierProduct === product) earlierProducts.set(product, { value, months: value.months });
    else if (basis !== undefined && isSameButDepth(earlierProduct, product)) {
      const months = resell(context, product, basis.spotOffers);
      if (months !== undefined) earlierProducts.set(product, { value, months });
    }
  }
  return earlierProducts;
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
