import type { ContractEffect } from '#shared/contract/contracts.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { computeEffect } from '../effect/effect.ts';
import { valueInSteps, type Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { limitResult } from './dealSentence.ts';
import { valueDraft } from './draftedContract.ts';

/**
 * Computes the effect of a contract, stored or drafted, on a plan, by default the chosen one, without its financing; nothing is stored. A
 * contract of the plan is compared with the plan without it. Throws as `contractPreview` does.
 */
export const contractEffect = async (contract: OfftakeContract, book: Workbook, planId?: PlanId): Promise<ContractEffect> => {
  const { plan } = await valueDraft(book, contract, planId);
  const planWithout = book.without([contract.id], planId);
  await valueInSteps(plan, planWithout);
  const effect = await computeEffect(book, recordOf(book.products, contract.productId, 'product'), planWithout, plan);
  const isIncluded = book.plan(planId).portfolio.contracts.some((entry) => entry.contract.id === contract.id);
  return { ...effect, result: limitResult(effect, isIncluded) };
};
