import { findSpotContract } from '#engine';
import type { ProductId } from '#shared/domain/ids.ts';
import type { ValuedPlan } from './portfolio.ts';

/** The code of the contract whose terms price a product's spot sales in a plan; undefined where the product has spot terms or no contract. */
export const spotContractCode = ({ portfolio }: ValuedPlan, productId: ProductId): string | undefined => {
  const id = findSpotContract(portfolio, productId);
  return portfolio.contracts.find(({ contract }) => contract.id === id)?.contract.code;
};
