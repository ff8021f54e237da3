import type { ContractId } from '#shared/domain/ids.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { REMOVE_CLAUSE } from '../../valuation/clauses/clauseChanges.ts';
import type { ClauseKey } from '../../valuation/clauses/types.ts';
import type { Portfolio, PortfolioValue } from '../../valuation/types.ts';
import { findContract } from '../../valuation/valuationContext.ts';
import type { SimulationRequest } from '../types.ts';
import type { Estimate } from './outcomeDistribution.ts';
import type { PathPresentValues } from './presentValues.ts';

/** What no formula values: the buyer pays for tonnes it leaves, it fails, it does not do as agreed. */
export type BehaviourKey = 'takeOrPay' | 'credit' | 'performance';
export type SimulatedClauseKey = ClauseKey | BehaviourKey;

/** A contract of a run with a clause, and the same without it. */
export type ClauseRuns = {
  readonly base: SimulationRequest;
  /** In the order of `keys`. */
  readonly without: readonly { readonly key: SimulatedClauseKey; readonly request: SimulationRequest }[];
};

/** What a clause came to: value and standard error over the paths, and the value's two parts, present values in USD. */
export type ClauseEstimate = { readonly value: Estimate; readonly contract: number; readonly spot: number };

const TERMS_WITHOUT: Readonly<Record<ClauseKey | 'takeOrPay', (terms: Terms) => Terms>> = {
  ...REMOVE_CLAUSE,
  quotation: (terms) => ({
    ...terms,
    quotation: { ...terms.quotation, alternatives: terms.quotation.alternatives.slice(0, 1), holder: 'none' },
  }),
  tolerance: (terms) => ({ ...terms, quantity: { ...terms.quantity, tolerance: 0, toleranceOption: 'none' } }),
  takeOrPay: (terms) => ({ ...terms, quantity: { ...terms.quantity, takeOrPayShare: 0 } }),
};

/** Months after a contract in which nothing of it is left to sell or pay for, beside those that its tonnes wait for spot. */
const AFTER = 12;

/**
 * The portfolio with one contract and what its product has for it: production less the nominal tonnes of the others, or its share of
 * production where that is less than what is promised. It ends when the contract has had its last effect. `value` is the portfolio's.
 * Errors: NOT_FOUND (contract).
 */
const contractAlone = (portfolio: Portfolio, value: PortfolioValue, contractId: ContractId): Portfolio => {
  const { entry, product } = findContract(portfolio, contractId);
  const own = new Map(value.contracts.find((one) => one.contractId === contractId)?.months.map(({ month, nominal }) => [month, nominal]));
  const months = value.products.find(({ productId }) => productId === product.id)?.months ?? [];
  const production = months.map(({ month, production: planned, nominal }) => {
    const promised = own.get(month) ?? 0;
    return nominal > planned ? (planned * promised) / nominal : planned - (nominal - promised);
  });
  const end = Math.max(entry.committedEnd, portfolio.valuationMonth) + product.resaleMonths + AFTER;
  return { ...portfolio, contracts: [entry], products: [{ ...product, production }], lastMonth: Math.min(portfolio.lastMonth, end) };
};

const withoutClause = (request: SimulationRequest, key: SimulatedClauseKey): SimulationRequest => {
  if (key === 'credit' || key === 'performance') {
    const { parameters } = request;
    return { ...request, parameters: { ...parameters, hazards: { ...parameters.hazards, [key]: false } } };
  }
  const change = TERMS_WITHOUT[key];
  const contracts = request.portfolio.contracts.map((entry) => ({
    ...entry,
    contract: { ...entry.contract, terms: entry.contract.terms.map(change) },
  }));
  return { ...request, portfolio: { ...request.portfolio, contracts } };
};

/** The run of one contract of a request as it is, and without each clause, all on the same draws. Errors: NOT_FOUND (contract). */
export const buildClauseRuns = (
  request: SimulationRequest,
  value: PortfolioValue,
  contractId: ContractId,
  keys: readonly SimulatedClauseKey[],
): ClauseRuns => {
  const held = { ...request, portfolio: contractAlone(request.portfolio, value, contractId) };
  return { base: held, without: keys.map((key) => ({ key, request: withoutClause(held, key) })) };
};

/** The same paths of prices without cycle, defaults and events: what the formulas look at. */
export const withPricesOnly = (request: SimulationRequest): SimulationRequest => {
  const { parameters } = request;
  return {
    ...request,
    parameters: {
      ...parameters,
      cycle: { ...parameters.cycle, on: false },
      hazards: { ...parameters.hazards, credit: false, performance: false },
    },
    centre: undefined,
  };
};

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * What a clause is worth on the same paths with and without it: mean of the differences, and their deviation over the root of n. Of an
 * escalator the contract's payments alone count: the spot terms that a product takes from its contract would change with it.
 */
export const estimateClause = (key: SimulatedClauseKey, held: PathPresentValues, without: PathPresentValues): ClauseEstimate => {
  const paths = held.contracts.length;
  const contract = held.contracts.map((value, i) => value - without.contracts[i]!);
  const spot = key === 'escalator' ? new Float64Array(paths) : held.spot.map((value, i) => value - without.spot[i]!);
  const both = contract.map((value, i) => value + spot[i]!);
  const mean = meanOf(both);
  // sd / sqrt(n), sd with n - 1
  const squares = both.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = paths > 1 ? Math.sqrt(squares / (paths - 1) / paths) : 0;
  return { value: { value: mean, error }, contract: meanOf(contract), spot: meanOf(spot) };
};
