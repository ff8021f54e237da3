import { areItemsEqual } from '#shared/equality.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { isEndOfStep, lazySteps, type Steps } from '#shared/steps.ts';
import { isSameButPrices, isSameView, type MarketView } from './marketView.ts';
import type { KnownTonnes } from './repricing.ts';
import { isSameButDepth, resell } from './resale.ts';
import type { EarlierValuation, Market, Portfolio, PortfolioContract, PortfolioProduct, ProductMonth, ProductValue } from './types.ts';
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

/** The contracts of a list by product; plans, markets and their variants share lists. */
export const contractsByProduct = memoizeWeakly(
  (contracts: readonly PortfolioContract[]) => Map.groupBy(contracts, ({ contract }) => contract.productId),
  createObjectField(),
);

const areSetsEqual = (a: readonly PortfolioContract[], b: readonly PortfolioContract[]): boolean => {
  if (areItemsEqual(a, b)) return true;
  const members = new Set(a);
  return a.length === b.length && b.every((entry) => members.has(entry));
};

/** What the value of a product was computed from, by which it is reused on other markets and at other market depths. */
export type ProductBasis = KnownTonnes & { readonly view: MarketView };

const basisOfValue = createObjectField<ProductValue, ProductBasis>();

export const noteBasis = (value: ProductValue, basis: ProductBasis): void => {
  basisOfValue.set(value, basis);
};

/** The earlier value of a product, and its months, which differ from those of the value at another market depth. */
type EarlierProduct = { readonly value: ProductValue; readonly months: readonly ProductMonth[] };

/** Products of an earlier valuation that come to the same, and tonnes of products that differ in prices alone. */
type EarlierProducts = {
  readonly unchangedProducts: ReadonlyMap<PortfolioProduct, EarlierProduct>;
  readonly knownTonnes: ReadonlyMap<PortfolioProduct, KnownTonnes>;
};

/**
 * Finds the products that an earlier valuation has with the same contracts (same objects), on the same market or on one of which they read
 * the same, at most at another market depth. A product's value does not depend on other products' contracts, and its contracts do not
 * depend on the depth, so they are equal in both. Of a product that reads other prices the tonnes are known.
 */
export function* findUnchangedProducts(context: ValuationContext, earlierValuation: EarlierValuation | undefined): Steps<EarlierProducts> {
  const { portfolio, market } = context;
  const unchangedProducts = new Map<PortfolioProduct, EarlierProduct>();
  const knownTonnes = new Map<PortfolioProduct, KnownTonnes>();
  if (earlierValuation === undefined || !haveSameTables(portfolio, earlierValuation.portfolio)) return { unchangedProducts, knownTonnes };
  const earlierEntries = contractsByProduct(earlierValuation.portfolio.contracts);
  yield;
  const currentEntries = contractsByProduct(portfolio.contracts);
  const places = new Map(earlierValuation.portfolio.products.map(({ id }, place) => [id, place]));
  for (const product of portfolio.products) {
    yield;
    const place = places.get(product.id);
    const entries = currentEntries.get(product.id) ?? [];
    if (place === undefined || !areSetsEqual(earlierEntries.get(product.id) ?? [], entries)) continue;
    const [earlierProduct, value] = [earlierValuation.portfolio.products[place]!, earlierValuation.value.products[place]!];
    const basis = basisOfValue.get(value);
    const readsTheSame = earlierValuation.market === market || (basis !== undefined && isSameView(basis.view, market, product, entries));
    if (!readsTheSame) {
      const differsInPrices = earlierProduct === product && basis !== undefined && isSameButPrices(basis.view, market, product, entries);
      if (differsInPrices) knownTonnes.set(product, basis);
    } else if (earlierProduct === product) unchangedProducts.set(product, { value, months: value.months });
    else if (basis !== undefined && isSameButDepth(earlierProduct, product)) {
      const months = resell(context, product, basis.spotOffers);
      if (months !== undefined) unchangedProducts.set(product, { value, months });
    }
  }
  return { unchangedProducts, knownTonnes };
}

const placesInList = memoizeWeakly(
  (contracts: readonly PortfolioContract[]) =>
    lazySteps(function* (): Steps<ReadonlyMap<PortfolioContract, number>> {
      const places = new Map<PortfolioContract, number>();
      for (let i = 0; i < contracts.length; i++) {
        places.set(contracts[i]!, i);
        if (isEndOfStep(i)) yield;
      }
      return places;
    }),
  createObjectField(),
);

/** Returns the contracts of a portfolio with their places in it; each list is indexed once. */
export const listPlaces = ({ contracts }: Portfolio): Steps<ReadonlyMap<PortfolioContract, number>> => placesInList(contracts).prepare();

/**
 * Returns a function that tells whether an earlier portfolio has a contract (same object) with the same product on the same market. Results
 * that depend on one contract alone, its schedule and its price, are equal in both. `places` are those of the earlier contracts.
 */
export const createUnchangedTest = (
  portfolio: Portfolio,
  market: Market,
  earlierValuation: Pick<EarlierValuation, 'portfolio' | 'market'> | undefined,
  places: ReadonlyMap<PortfolioContract, number>,
): ((entry: PortfolioContract) => boolean) => {
  if (earlierValuation?.market !== market || !haveSameTables(portfolio, earlierValuation.portfolio)) return () => false;
  const earlierProducts = new Set(earlierValuation.portfolio.products);
  const unchangedIds = new Set(portfolio.products.filter((product) => earlierProducts.has(product)).map(({ id }) => id));
  return (entry) => unchangedIds.has(entry.contract.productId) && places.has(entry);
};
