import { type Year, yearOf } from '#shared/domain/time.ts';
import { memoize } from '#shared/memoize.ts';
import { createProductTables } from './contractPath.ts';
import { BookedValue, createYearTables } from './contractValue.ts';
import { lastPaymentMonth } from './ledger.ts';
import { bookContract, computeCoveredPath } from './productPath.ts';
import type { ContractValue, Market, Portfolio, PortfolioContract, PortfolioProduct } from './types.ts';
import { createValuationContext, findProduct } from './valuationContext.ts';

/**
 * Returns the value of a contract with its product to itself, bit for bit that of `valuePortfolioInSteps`, without valuing spot sales, which
 * take most of that valuation. Undefined where the value depends on these: production does not cover all tonnes of the contract. Errors: those of
 * `valuePortfolioInSteps` without those of spot prices.
 */
export const createStandaloneValues = (portfolio: Portfolio, market: Market): ((entry: PortfolioContract) => ContractValue | undefined) => {
  const context = createValuationContext(portfolio, market);
  const firstYear = yearOf(context.firstMonth);
  const tablesOf = memoize((product: PortfolioProduct) => createProductTables(context, product));
  const yearTables = memoize((lastYear: Year) =>
    createYearTables(
      context,
      Array.from({ length: lastYear - firstYear + 1 }, (_, i) => firstYear + i),
    ),
  );
  return (entry) => {
    const product = findProduct(portfolio, entry.contract.productId);
    const path = computeCoveredPath(context, product, entry, tablesOf(product));
    if (path === undefined) return undefined;
    const bookedContract = bookContract(context, path);
    const lastMonth = Math.max(context.lastMonth, lastPaymentMonth(bookedContract.ledger));
    return new BookedValue(context, entry, product, bookedContract, yearTables(yearOf(lastMonth)));
  };
};
