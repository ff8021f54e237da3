import { findSpotContractInSteps } from '#engine';
import type { ProductId } from '#shared/domain/ids.ts';
import type { Steps } from '#shared/steps.ts';
import { contractEntry } from './contractValues.ts';
import type { ValuedPlan } from './portfolio.ts';

/** The code of the contract whose terms price a product's spot sales in a plan; undefined where the product has spot terms or no contract. */
export function* spotContractCode({ portfolio }: ValuedPlan, productId: ProductId): Steps<string | undefined> {
  const id = yield* findSpotContractInSteps(portfolio, productId);
  return id && contractEntry({ portfolio }, id)?.contract.code;
}
