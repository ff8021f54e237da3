import { createFinder } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import { dateOfMonth, daysToMonths, type IsoDate, type Month, monthOf, type Year } from '#shared/domain/time.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import type { PriceTerms } from '../pricing/netPrice.ts';
import { type AllocateColumn, createColumnAllocator } from './ledger.ts';
import type { WatchedMarket } from './marketView.ts';
import { createPricer, type Pricer, unitsOf } from './pricer.ts';
import type { Market, Portfolio, PortfolioContract, PortfolioProduct } from './types.ts';

/** Shared data of one valuation: the portfolio, the market, and tables derived from both once. */
export type ValuationContext = {
  readonly portfolio: Portfolio;
  readonly market: Market;
  readonly firstMonth: Month;
  readonly lastMonth: Month;
  readonly pricer: (terms: PriceTerms, product: Pick<PortfolioProduct, 'assay'>) => Pricer;
  /** The date of all cash flows of a month. */
  readonly dateOf: (month: Month) => IsoDate;
  /** For columns of ledgers, which outlive the valuation. */
  readonly allocateColumn: AllocateColumn;
  /** For columns that are not needed after the valuation. */
  readonly allocateScratch: AllocateColumn;
  /** Gives up the scratch columns, and with `isCopied` those of the ledgers too, which have been copied. Nothing may read them afterwards. */
  readonly release: (isCopied: boolean) => void;
  /** Present value on the valuation date of one USD paid in a month. */
  readonly discountFactor: (month: Month) => number;
};

/** Memoizes a function of a month from `first` on. */
const memoizeByMonth = <T>(first: Month, compute: (month: Month) => T): ((month: Month) => T) => {
  const values: T[] = [];
  return (month) => {
    values[month - first] ??= compute(month);
    return values[month - first]!;
  };
};

/** Finds a product of the portfolio. Errors: NOT_FOUND. */
export const findProduct = ({ products }: Pick<Portfolio, 'products'>, productId: ProductId): PortfolioProduct => {
  const product = products.find(({ id }) => id === productId);
  if (product === undefined) throw new OrebookError('NOT_FOUND', { kind: 'product', id: productId });
  return product;
};

const findEntry = createFinder(({ contract }: PortfolioContract) => contract.id);

/** Finds a contract of the portfolio with its product. Errors: NOT_FOUND. */
export const findContract = (portfolio: Portfolio, contractId: ContractId): { entry: PortfolioContract; product: PortfolioProduct } => {
  const entry = findEntry(portfolio.contracts, contractId);
  if (entry === undefined) throw new OrebookError('NOT_FOUND', { kind: 'contract', id: contractId });
  return { entry, product: findProduct(portfolio, entry.contract.productId) };
};

/** Returns the discount factor of a month, the present value on the valuation date of one USD: (1 + r)^(-days/365), as `xnpv`. */
export const createDiscountFactor = memoizeWeakly(
  ({ valuationDate, valuationMonth, discountRate }: Pick<Portfolio, 'valuationDate' | 'valuationMonth' | 'discountRate'>) => {
    const days = daysToMonths(valuationDate);
    return memoizeByMonth(valuationMonth, (month) => (1 + discountRate) ** (-days(month) / 365));
  },
);

/** Discount factors by month; entry 0 = the month `from`. */
export type DiscountTable = { readonly from: Month; readonly factors: Float64Array };

/** Lists the discount factors from the first month of a plan to the end of a calendar year. */
export const createDiscountTable = (valuationMonth: Month, discountFactor: (month: Month) => number, lastYear: Year): DiscountTable => {
  const from = valuationMonth + 1;
  return { from, factors: Float64Array.from({ length: monthOf(lastYear, 12) - from + 1 }, (_, i) => discountFactor(from + i)) };
};

const pricerOn = ({ references }: Portfolio, market: Market): ValuationContext['pricer'] => {
  const units = unitsOf(references);
  return (terms, product) => createPricer(terms, product.assay, market, references, units);
};

/** The context with another object for the same market. */
export const onWatchedMarket = (context: ValuationContext, { market }: WatchedMarket): ValuationContext => ({
  ...context,
  market,
  pricer: pricerOn(context.portfolio, market),
});

/**
 * Creates the context of a valuation. Errors: OUT_OF_RANGE (the plan ends before it begins, the market does not cover it, a discount rate of
 * -1 or less).
 */
export const createValuationContext = (portfolio: Portfolio, market: Market): ValuationContext => {
  const { valuationMonth, lastMonth, discountRate } = portfolio;
  const firstMonth = valuationMonth + 1;
  const marketEnd = market.start + market.length - 1;
  if (lastMonth < firstMonth) throw new OrebookError('OUT_OF_RANGE', { field: 'lastMonth', min: firstMonth, value: lastMonth });
  if (market.start > firstMonth) throw new OrebookError('OUT_OF_RANGE', { field: 'market.start', max: firstMonth, value: market.start });
  if (marketEnd < lastMonth) throw new OrebookError('OUT_OF_RANGE', { field: 'market.length', min: lastMonth, value: marketEnd });
  if (!(discountRate > -1)) throw new OrebookError('OUT_OF_RANGE', { field: 'discountRate', above: -1, value: discountRate });
  const [columns, scratch] = [createColumnAllocator(), createColumnAllocator()];
  return {
    portfolio,
    market,
    firstMonth,
    lastMonth,
    pricer: pricerOn(portfolio, market),
    allocateColumn: columns.allocate,
    allocateScratch: scratch.allocate,
    release: (isCopied) => {
      scratch.release();
      if (isCopied) columns.release();
    },
    dateOf: memoizeByMonth(valuationMonth, dateOfMonth),
    discountFactor: createDiscountFactor(portfolio),
  };
};
