import type { ContractId } from '#shared/domain/ids.ts';
import type { SimulationRequest } from './types.ts';

/**
 * The same run without some contracts, which are then signed on no path: their tonnes are planned and uncommitted, and every draw, the
 * spot terms of their products included, stays as it is. Where the run does not weigh deals by their probability, all others count on
 * every path as before.
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
