import { OrebookError } from '#shared/contract/errors.ts';
import { termsAt } from '#shared/domain/contract.ts';
import { type ContractId, ProductId } from '#shared/domain/ids.ts';
import { spotPriceTerms } from '../valuation/priceTerms.ts';
import { mainContract } from '../valuation/spotSales.ts';
import type { Portfolio, PortfolioContract, PortfolioProduct } from '../valuation/types.ts';

/** A portfolio of deals alone, and the rows of its `simulatePathRevenue` from which each deal's margin is computed. */
export type StandaloneDeals = {
  readonly portfolio: Portfolio;
  readonly deals: readonly {
    readonly contractId: ContractId;
    readonly row: number;
    /** Spot sales of the tonnes besides the deal, and of the whole production; undefined for a product without spot terms. */
    readonly spot: { readonly beside: number; readonly whole: number } | undefined;
  }[];
};

const byId = (a: PortfolioContract, b: PortfolioContract): number => (a.contract.id < b.contract.id ? -1 : 1);

/** A product with its spot terms: its own, else the next terms of its largest contract. */
const withSpotTerms = (product: PortfolioProduct, { contracts, valuationMonth }: Portfolio): PortfolioProduct => {
  if (product.spotPrice !== undefined) return product;
  const own = contracts
    .filter(({ contract }) => contract.productId === product.id)
    .toSorted(byId)
    .map(({ contract }) => ({ contract, annual: contract.terms.map(({ quantity }) => quantity.tonnesPerYear) }));
  const main = mainContract(own)?.contract;
  return main === undefined ? product : { ...product, spotPrice: spotPriceTerms(termsAt(main, valuationMonth + 1), product.moisture) };
};

/**
 * Creates a portfolio in which each of `contracts` is the only one of a copy of its product, beside every product without a contract.
 * Prices, buyers and ids are those of `portfolio`, so that its paths have the same prices, defaults and events.
 */
export const standaloneDeals = (portfolio: Portfolio, contracts: readonly PortfolioContract[]): StandaloneDeals => {
  const products = portfolio.products.map((product) => withSpotTerms(product, portfolio));
  // rows: contracts in the order of their ids, then products
  const own = contracts.toSorted(byId).map((entry, c) => {
    const place = products.findIndex(({ id }) => id === entry.contract.productId);
    if (place < 0) throw new OrebookError('NOT_FOUND', { kind: 'product', id: entry.contract.productId });
    return { entry, place, product: { ...products[place]!, id: ProductId.parse(`standalone:${c}`) } };
  });
  return {
    portfolio: {
      ...portfolio,
      products: [...products, ...own.map(({ product }) => product)],
      contracts: own.map(({ entry, product }) => ({ ...entry, contract: { ...entry.contract, productId: product.id } })),
    },
    deals: own.map(({ entry, place, product }, c) => ({
      contractId: entry.contract.id,
      row: c,
      spot: product.spotPrice === undefined ? undefined : { beside: own.length + products.length + c, whole: own.length + place },
    })),
  };
};

/**
 * Computes the margin of each deal over spot sales on each path, USD over the plan: its revenue plus spot sales of the other tonnes, minus
 * spot sales of the whole production. `revenue` is that of `simulatePathRevenue` of the deals' portfolio. Without spot terms, spot is zero.
 */
export const marginOverSpotOnPaths = (
  { deals }: StandaloneDeals,
  revenue: Float64Array,
  paths: number,
): ReadonlyMap<ContractId, Float64Array> => {
  const at = (row: number, k: number): number => revenue[row * paths + k]!;
  return new Map(
    deals.map(({ contractId, row, spot }) => {
      // contract + spot beside it - spot of all of it
      const over = (k: number): number => at(row, k) + (spot === undefined ? 0 : at(spot.beside, k) - at(spot.whole, k));
      return [contractId, Float64Array.from({ length: paths }, (_, k) => over(k))];
    }),
  );
};
