import { type Portfolio, type PortfolioContract, type PortfolioValue, type Valuation, valuePortfolio } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Records } from './records.ts';

/** The portfolio of one contract and its product. */
const portfolioOfContract = (portfolio: Portfolio, entry: PortfolioContract): Portfolio => ({
  ...portfolio,
  products: portfolio.products.filter(({ id }) => id === entry.contract.productId),
  contracts: [entry],
});

/** The contracts of a portfolio that can be priced, with their value, and why the others can't. */
export type PricedContracts = {
  readonly portfolio: Portfolio;
  readonly problems: ReadonlyMap<ContractId, OrebookError>;
  readonly value: PortfolioValue;
};

/**
 * Values a portfolio. Contracts that can't be priced are excluded and listed with the reason. `earlier`, a valuation of another
 * portfolio of the same records, is reused where contracts are the same.
 */
export const valuePricedContracts = (
  portfolio: Portfolio,
  { market }: Pick<Records, 'market'>,
  earlierValuation?: Valuation,
): PricedContracts => {
  try {
    return { portfolio, problems: new Map(), value: valuePortfolio(portfolio, market, earlierValuation) };
  } catch (error) {
    if (!(error instanceof OrebookError)) throw error;
    const problems = new Map<ContractId, OrebookError>();
    const contracts = portfolio.contracts.filter((entry) => {
      try {
        valuePortfolio(portfolioOfContract(portfolio, entry), market);
        return true;
      } catch (reason) {
        if (!(reason instanceof OrebookError)) throw reason;
        problems.set(entry.contract.id, reason);
        return false;
      }
    });
    // every contract can be priced alone: the error has another cause
    if (problems.size === 0) throw error;
    // the buyers of excluded contracts stay members of their groups
    const excludedBuyers = portfolio.contracts.filter(({ contract }) => problems.has(contract.id)).map(({ buyer }) => buyer);
    const pricedPortfolio = { ...portfolio, contracts, otherBuyers: [...(portfolio.otherBuyers ?? []), ...excludedBuyers] };
    return { portfolio: pricedPortfolio, problems, value: valuePortfolio(pricedPortfolio, market, earlierValuation) };
  }
};
