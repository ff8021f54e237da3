import type { AllocationDeal } from '#shared/contract/allocation.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { isCommitted, termsAt } from '#shared/domain/contract.ts';
import type { Month } from '#shared/domain/time.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

/** A deal as it can be moved: the contract as the plan has it, what it names a year, and what the plan holds of it. */
export type Deal = AllocationDeal & { readonly contract: OfftakeContract; readonly named: number };

/** Whether its terms name one tonnage throughout: any other can't be moved as one. */
const isLevel = ({ terms }: OfftakeContract): boolean => new Set(terms.map(({ quantity }) => quantity.tonnesPerYear)).size === 1;

/** Tonnes a year that stand for a contract: what it names in a month, of one that takes nothing then the most that it ever names. */
export const tonnesPerYearIn = (contract: OfftakeContract, month: Month): number =>
  termsAt(contract, month).quantity.tonnesPerYear || Math.max(...contract.terms.map(({ quantity }) => quantity.tonnesPerYear));

/** Every deal of the plan and beside it, with the bounds that are offered: what is signed stays within the seller's tolerance, a draft may go or come in full. */
export const listDeals = (book: Workbook): readonly Deal[] => {
  const plan = book.plan();
  const held = new Set(plan.portfolio.contracts.map(({ contract }) => contract.id));
  return book.everyDeal().portfolio.contracts.flatMap(({ contract }): Deal[] => {
    const product = book.products.get(contract.productId);
    const base = tonnesPerYearIn(contract, book.valuationMonth);
    if (product === undefined || base === 0) return [];
    const { tolerance, toleranceOption } = termsAt(contract, book.valuationMonth).quantity;
    const swing = toleranceOption === 'seller' ? tolerance : 0;
    const signed = isCommitted(contract.status);
    const inPlan = held.has(contract.id);
    const fixed = !isLevel(contract);
    return [
      {
        contract,
        named: base,
        contractId: contract.id,
        code: contract.code,
        buyer: book.buyers.get(contract.buyerId)?.name ?? contract.code,
        product: product.name,
        metal: product.metal,
        now: inPlan ? base : 0,
        minimum: fixed && inPlan ? base : signed && inPlan ? base * (1 - swing) : 0,
        maximum: fixed && !inPlan ? 0 : signed ? base * (1 + swing) : base,
        fixed,
      },
    ];
  });
};
