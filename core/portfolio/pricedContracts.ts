import { type Portfolio, type PortfolioContract, type PortfolioValue, type Valuation, valuePortfolioInSteps } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Steps } from '#shared/steps.ts';
import type { Records } from './records.ts';

/** The portfolio of one product with some of its contracts. */
const portfolioOfProduct = (portfolio: Portfolio, productId: string, contracts: readonly PortfolioContract[]): Portfolio => ({
  ...portfolio,
  products: portfolio.products.filter(({ id }) => id === productId),
  contracts,
});

/** The contracts of a portfolio that can be priced, with their value, and why the others can't. */
export type PricedContracts = {
  readonly portfolio: Portfolio;
  readonly problems: ReadonlyMap<ContractId, OrebookError>;
  readonly value: PortfolioValue;
};

type ValueOrError = { readonly value: PortfolioValue } | { readonly error: OrebookError };

function* tryValue(portfolio: Portfolio, { market }: Pick<Records, 'market'>, earlierValuation?: Valuation): Steps<ValueOrError> {
  try {
    return { value: yield* valuePortfolioInSteps(portfolio, market, earlierValuation) };
  } catch (error) {
    if (!(error instanceof OrebookError)) throw error;
    return { error };
  }
}

/** Finds the contracts that can't be priced alone; a product that can be valued has none. */
function* findProblems(portfolio: Portfolio, records: Pick<Records, 'market'>): Steps<ReadonlyMap<ContractId, OrebookError>> {
  const problems = new Map<ContractId, OrebookError>();
  for (const [productId, entries] of Map.groupBy(portfolio.contracts, ({ contract }) => contract.productId)) {
    const ofProduct = yield* tryValue(portfolioOfProduct(portfolio, productId, entries), records);
    if ('value' in ofProduct) continue;
    for (const entry of entries) {
      const outcome = yield* tryValue(portfolioOfProduct(portfolio, productId, [entry]), records);
      if ('error' in outcome) problems.set(entry.contract.id, outcome.error);
    }
  }
  return problems;
}

/**
 * Values a portfolio. Contracts that can't be priced are excluded and listed with the reason. `earlierValuation`, a valuation of another
 * portfolio of the same records, is reused where contracts are the same.
 */
export function* valuePricedContracts(
  portfolio: Portfolio,
  records: Pick<Records, 'market'>,
  earlierValuation?: Valuation,
): Steps<PricedContracts> {
  const outcome = yield* tryValue(portfolio, records, earlierValuation);
  if ('value' in outcome) return { portfolio, problems: new Map(), value: outcome.value };
  const problems = yield* findProblems(portfolio, records);
  // every contract can be priced alone: the error has another cause
  if (problems.size === 0) throw outcome.error;
  const contracts = portfolio.contracts.filter(({ contract }) => !problems.has(contract.id));
  // the buyers of excluded contracts stay members of their groups
  const excludedBuyers = portfolio.contracts.filter(({ contract }) => problems.has(contract.id)).map(({ buyer }) => buyer);
  const pricedPortfolio = { ...portfolio, contracts, otherBuyers: [...(portfolio.otherBuyers ?? []), ...excludedBuyers] };
  const value = yield* valuePortfolioInSteps(pricedPortfolio, records.market, earlierValuation);
  return { portfolio: pricedPortfolio, problems, value };
}
