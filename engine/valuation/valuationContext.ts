import { OrebookError } from '#shared/contract/errors.ts';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import { dateOfMonth, daysToMonths, type IsoDate, type Month, monthOf, type Year } from '#shared/domain/time.ts';
import type { PriceTerms } from '../pricing/netPrice.ts';
import { type AllocateColumn, createColumnAllocator } from './ledger.ts';
import { createPricer, type Pricer, unitsOf } from './pricer.ts';
import type { Market, Portfolio, PortfolioContract, PortfolioProduct } from './types.ts';

/** What every step of one valuation shares: the portfolio, the market it is struck on, and tables derived from both once. */
export type ValuationContext = {
  readonly portfolio: Portfolio;
  readonly market: Market;
  readonly firstMonth: Month;
  readonly lastMonth: Month;
  readonly pricer: (terms: PriceTerms, product: Pick<PortfolioProduct, 'assay'>) => Pricer;
  /** The day everything of a month is dated. */
  readonly dateOf: (month: Month) => IsoDate;
  /** Columns for the ledgers of the valuation, and those that it needs no longer than it lasts. */
  readonly allocateColumn: AllocateColumn;
  readonly allocateScratch: AllocateColumn;
  /** Present value on the valuation date of one USD paid in a month. */
  readonly discountFactor: (month: Month) => number;
};

/** A function of a month, not before `first`, that remembers what it answered. */
const memoizeByMonth = <T>(first: Month, of: (month: Month) => T): ((month: Month) => T) => {
  const known: T[] = [];
  return (month) => {
    known[month - first] ??= of(month);
    return known[month - first]!;
  };
};

/** A product of the portfolio. Errors: NOT_FOUND. */
export const findProduct = ({ products }: Pick<Portfolio, 'products'>, productId: ProductId): PortfolioProduct => {
  const product = products.find(({ id }) => id === productId);
  if (product === undefined) throw new OrebookError('NOT_FOUND', { kind: 'product', id: productId });
  return product;
};

/** A contract of the portfolio with its product. Errors: NOT_FOUND. */
export const findContract = (portfolio: Portfolio, contractId: ContractId): { entry: PortfolioContract; product: PortfolioProduct } => {
  const entry = portfolio.contracts.find(({ contract }) => contract.id === contractId);
  if (entry === undefined) throw new OrebookError('NOT_FOUND', { kind: 'contract', id: contractId });
  return { entry, product: findProduct(portfolio, entry.contract.productId) };
};

/** Present value on the valuation date of one USD paid in a month: (1 + r)^(-days/365), as `xnpv`. */
export const createDiscountFactor = ({ valuationDate, valuationMonth, discountRate }: Portfolio): ((month: Month) => number) => {
  const days = daysToMonths(valuationDate);
  return memoizeByMonth(valuationMonth, (month) => (1 + discountRate) ** (-days(month) / 365));
};

/** Discount factors month by month, entry 0 = the month `from`. */
export type DiscountTable = { readonly from: Month; readonly factors: Float64Array };

/** From the first month of a plan to the end of a calendar year. */
export const createDiscountTable = (valuationMonth: Month, discountFactor: (month: Month) => number, last: Year): DiscountTable => {
  const from = valuationMonth + 1;
  return { from, factors: Float64Array.from({ length: monthOf(last, 12) - from + 1 }, (_, i) => discountFactor(from + i)) };
};

/** Errors: OUT_OF_RANGE where the plan ends before it begins, the market does not cover it, or the rate is not above -1. */
export const createValuationContext = (portfolio: Portfolio, market: Market): ValuationContext => {
  const { valuationMonth, lastMonth, discountRate } = portfolio;
  const firstMonth = valuationMonth + 1;
  const marketEnd = market.start + market.length - 1;
  if (lastMonth < firstMonth) throw new OrebookError('OUT_OF_RANGE', { field: 'lastMonth', min: firstMonth, value: lastMonth });
  if (market.start > firstMonth) throw new OrebookError('OUT_OF_RANGE', { field: 'market.start', max: firstMonth, value: market.start });
  if (marketEnd < lastMonth) throw new OrebookError('OUT_OF_RANGE', { field: 'market.length', min: lastMonth, value: marketEnd });
  if (!(discountRate > -1)) throw new OrebookError('OUT_OF_RANGE', { field: 'discountRate', above: -1, value: discountRate });
  const units = unitsOf(portfolio.references);
  return {
    portfolio,
    market,
    firstMonth,
    lastMonth,
    pricer: (terms, product) => createPricer(terms, product.assay, market, portfolio.references, units),
    allocateColumn: createColumnAllocator(),
    allocateScratch: createColumnAllocator(),
    dateOf: memoizeByMonth(valuationMonth, dateOfMonth),
    discountFactor: createDiscountFactor(portfolio),
  };
};
