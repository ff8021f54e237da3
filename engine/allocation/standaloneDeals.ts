import { OrebookError } from '#shared/contract/errors.ts';
import { termsAt } from '#shared/domain/contract.ts';
import { ProductId } from '#shared/domain/ids.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { groupBuyers } from '../diversification/groupBuyers.ts';
import { spotPriceTerms } from '../valuation/priceTerms.ts';
import { mainContract } from '../valuation/spotSales.ts';
import type { Portfolio, PortfolioBuyer, PortfolioContract, PortfolioProduct } from '../valuation/types.ts';

const byId = (a: PortfolioContract, b: PortfolioContract): number => (a.contract.id < b.contract.id ? -1 : 1);

/** A product with its spot terms: its own, else the next terms of its largest contract. */
const withSpotTerms = (product: PortfolioProduct, { contracts, valuationMonth }: Portfolio): PortfolioProduct => {
  if (product.spotPrice !== undefined) return product;
  const annualTonnes = contracts
    .filter(({ contract }) => contract.productId === product.id)
    .toSorted(byId)
    .map(({ contract }) => ({ contract, annual: contract.terms.map(({ quantity }) => quantity.tonnesPerYear) }));
  const main = mainContract(annualTonnes)?.contract;
  return main === undefined ? product : { ...product, spotPrice: spotPriceTerms(termsAt(main, valuationMonth + 1), product.moisture) };
};

/** The products of a portfolio with their spot terms; large books ask for them part by part. */
const productsWithSpotTerms = memoizeWeakly(
  (portfolio: Portfolio): ReadonlyMap<ProductId, PortfolioProduct> =>
    new Map(portfolio.products.map((product) => [product.id, withSpotTerms(product, portfolio)])),
);

/**
 * Creates a portfolio in which each of `contracts` is the only one of a copy of its product, beside every product without a contract.
 * Prices, buyers and ids are those of `portfolio`, so that its paths have the same prices, defaults and events. Contracts are in the order
 * of their ids. Errors: NOT_FOUND (a contract's product).
 */
export const standaloneDeals = (portfolio: Portfolio, contracts: readonly PortfolioContract[]): Portfolio => {
  const products = productsWithSpotTerms(portfolio);
  const standaloneEntries = contracts.toSorted(byId).map((entry, c) => {
    const product = products.get(entry.contract.productId);
    if (product === undefined) throw new OrebookError('NOT_FOUND', { kind: 'product', id: entry.contract.productId });
    return { entry, product: { ...product, id: ProductId.parse(`standalone:${c}`) } };
  });
  return {
    ...portfolio,
    products: [...products.values(), ...standaloneEntries.map(({ product }) => product)],
    contracts: standaloneEntries.map(({ entry, product }) => ({ ...entry, contract: { ...entry.contract, productId: product.id } })),
  };
};

/**
 * Splits contracts into parts of at least `size`, the last one aside. Buyers of a group are in one part, because the group defaults by the
 * tonnes of all its contracts. `otherBuyers`: buyers without contracts, which may join others to a group.
 */
export const splitByBuyerGroup = (
  contracts: readonly PortfolioContract[],
  size: number,
  otherBuyers: readonly PortfolioBuyer[] = [],
): readonly (readonly PortfolioContract[])[] => {
  const byBuyer = Map.groupBy(contracts, ({ buyer }) => buyer.id);
  const parts: PortfolioContract[][] = [];
  for (const { buyers } of groupBuyers([...contracts.map(({ buyer }) => buyer), ...otherBuyers])) {
    const groupContracts = buyers.flatMap(({ id }) => byBuyer.get(id) ?? []);
    if (groupContracts.length === 0) continue;
    const lastPart = parts.at(-1);
    const part = lastPart !== undefined && lastPart.length < size ? lastPart : [];
    if (part !== lastPart) parts.push(part);
    part.push(...groupContracts);
  }
  return parts;
};
