import type { ContractId } from '#shared/domain/ids.ts';
import { mean } from '#shared/math.ts';
import type { PortfolioValue } from '../../valuation/types.ts';
import { isolateContract, type SimulatedClauseKey, withoutClause } from '../requestVariants.ts';
import type { SimulationRequest } from '../types.ts';
import { type Estimate, standardErrorOfMean } from './outcomeDistribution.ts';
import type { PathPresentValues } from './presentValues.ts';

/** The run of one contract with all clauses, and a run without each clause. */
export type ClauseRuns = {
  readonly base: SimulationRequest;
  /** In the order of the keys. */
  readonly variants: readonly { readonly key: SimulatedClauseKey; readonly request: SimulationRequest }[];
};

/** Value of a clause, and its parts paid by the contract and by spot sales. Present values in USD. */
export type ClauseEstimate = { readonly value: Estimate; readonly contract: number; readonly spot: number };

/** Builds the runs that value the clauses of a contract, on the same draws. `value`: the portfolio's. Errors: NOT_FOUND (contract). */
export const buildClauseRuns = (
  request: SimulationRequest,
  value: PortfolioValue,
  contractId: ContractId,
  keys: readonly SimulatedClauseKey[],
): ClauseRuns => {
  const base = { ...request, portfolio: isolateContract(request.portfolio, value, contractId) };
  return { base, variants: keys.map((key) => ({ key, request: withoutClause(base, key) })) };
};

/**
 * Estimates the value of a clause from the same paths with and without it: the mean of the differences and its standard error. For an
 * escalator only the contract's payments count, because the spot terms that a product takes from its contract would change with it.
 */
export const estimateClause = (
  key: SimulatedClauseKey,
  base: PathPresentValues,
  valuesWithoutClause: PathPresentValues,
): ClauseEstimate => {
  const contract = base.contracts.map((value, i) => value - valuesWithoutClause.contracts[i]!);
  const spot = key === 'escalator' ? new Float64Array(base.spot.length) : base.spot.map((value, i) => value - valuesWithoutClause.spot[i]!);
  const total = contract.map((value, i) => value + spot[i]!);
  return { value: { value: mean(total), error: standardErrorOfMean(total) }, contract: mean(contract), spot: mean(spot) };
};
