import type { ContractId } from '#shared/domain/ids.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { REMOVE_CLAUSE, withoutPriceSupport } from '../valuation/clauses/clauseChanges.ts';
import type { ClauseKey } from '../valuation/clauses/types.ts';
import type { Portfolio, PortfolioValue } from '../valuation/types.ts';
import { findContract } from '../valuation/valuationContext.ts';
import type { SimulationRequest } from './types.ts';

/** Risks that can be switched off in a run: credit defaults, performance events, policy closures. */
type RiskKey = 'credit' | 'performance' | 'policy';
/** Clauses and risks that only the simulation values: deficiency payments, and risks. */
export type BehaviourKey = 'takeOrPay' | RiskKey;
export type SimulatedClauseKey = ClauseKey | BehaviourKey;

/**
 * Returns a run without some contracts, on the same draws: they are signed on no path, their tonnes are planned and uncommitted, and the
 * spot terms of their products stay. If the run does not weight deals by probability, all other contracts still count on every path.
 */
export const withoutContracts = (request: SimulationRequest, contracts: ReadonlySet<ContractId>): SimulationRequest => {
  const { portfolio, parameters } = request;
  return {
    ...request,
    portfolio: {
      ...portfolio,
      contracts: portfolio.contracts.map((entry) => {
        const probability = contracts.has(entry.contract.id) ? 0 : parameters.weighted ? entry.contract.probability : 1;
        return { ...entry, contract: { ...entry.contract, probability } };
      }),
    },
    parameters: { ...parameters, weighted: true },
  };
};

/** Returns a run with price risk only, on the same draws: no cycle, defaults or events. Closed-form clause values assume the same. */
export const withPricesOnly = (request: SimulationRequest): SimulationRequest => {
  const { parameters } = request;
  return {
    ...request,
    parameters: {
      ...parameters,
      cycle: { ...parameters.cycle, on: false },
      hazards: { ...parameters.hazards, credit: false, performance: false, policy: false },
    },
    centre: undefined,
  };
};

const REMOVE_FROM_TERMS: Readonly<Record<ClauseKey | 'takeOrPay', (terms: Terms) => Terms>> = {
  ...REMOVE_CLAUSE,
  quotation: (terms) => ({
    ...terms,
    quotation: { ...terms.quotation, alternatives: terms.quotation.alternatives.slice(0, 1), holder: 'none' },
  }),
  tolerance: (terms) => ({ ...terms, quantity: { ...terms.quantity, tolerance: 0, toleranceOption: 'none' } }),
  priceSupport: withoutPriceSupport,
  takeOrPay: (terms) => ({ ...terms, quantity: { ...terms.quantity, takeOrPayShare: 0 } }),
};

/** Returns a run in which no contract has a clause, or a risk is switched off, on the same draws. */
export const withoutClause = (request: SimulationRequest, key: SimulatedClauseKey): SimulationRequest => {
  if (key === 'credit' || key === 'performance' || key === 'policy') {
    const { parameters } = request;
    return { ...request, parameters: { ...parameters, hazards: { ...parameters.hazards, [key]: false } } };
  }
  const removeClause = REMOVE_FROM_TERMS[key];
  const contracts = request.portfolio.contracts.map((entry) => ({
    ...entry,
    contract: { ...entry.contract, terms: entry.contract.terms.map(removeClause) },
  }));
  return { ...request, portfolio: { ...request.portfolio, contracts } };
};

/** Months after a contract in which its queued tonnes have been sold and all its payments made, besides the resale months. */
const MONTHS_AFTER_END = 12;

/**
 * Returns the portfolio with one contract and the production that its product has for it: production less the nominal tonnes of the
 * others, or its share of production where that is less than the nominal tonnes of all. It ends when the contract has had its last
 * effect. `value` is the value of the portfolio. Errors: NOT_FOUND (contract).
 */
export const isolateContract = (portfolio: Portfolio, value: PortfolioValue, contractId: ContractId): Portfolio => {
  const { entry, product } = findContract(portfolio, contractId);
  const nominalOf = new Map(
    value.contracts.find((contract) => contract.contractId === contractId)?.months.map(({ month, nominal }) => [month, nominal]),
  );
  const months = value.products.find(({ productId }) => productId === product.id)?.months ?? [];
  const production = months.map(({ month, production: plannedTonnes, nominal }) => {
    const nominalTonnes = nominalOf.get(month) ?? 0;
    return nominal > plannedTonnes ? (plannedTonnes * nominalTonnes) / nominal : plannedTonnes - (nominal - nominalTonnes);
  });
  const end = Math.max(entry.committedEnd, portfolio.valuationMonth) + product.resaleMonths + MONTHS_AFTER_END;
  const otherContracts = portfolio.contracts.filter((candidate) => candidate !== entry);
  return {
    ...portfolio,
    contracts: [entry],
    otherBuyers: [...(portfolio.otherBuyers ?? []), ...otherContracts.map(({ buyer }) => buyer)],
    products: [{ ...product, production }],
    lastMonth: Math.min(portfolio.lastMonth, end),
  };
};
