import { findSpotContract } from '#engine';
import type { ProductId } from '#shared/domain/ids.ts';
import { contractEntry } from './contractValues.ts';
import type { ValuedPlan } from './portfolio.ts';

/** The code of the contract whose terms price a product's spot sales in a plan; undefined where the product has spot terms or no contract. */
export const spotContractCode = ({ portfolio }: ValuedPlan, productId: ProductId): string | undefined => {
  const id = findSpotContract(portfolio, productId);
  return id && contractEntry({ portfolio }, id)?.contract.code;
};
