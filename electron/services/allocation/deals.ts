import type { AllocationDeal } from '#shared/contract/allocation.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { isCommitted, termsAt } from '#shared/domain/contract.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

/** A deal as it can be moved: the contract as the plan has it, what it names a year, and what the plan holds of it. */
export type Deal = AllocationDeal & { readonly contract: OfftakeContract; readonly named: number };

/** The tonnes a year that all of a contract's terms name; undefined where they differ. */
const namedTonnes = ({ terms }: OfftakeContract): number | undefined => {
  const named = new Set(terms.map(({ quantity }) => quantity.tonnesPerYear));
  const [only] = named;
  return named.size === 1 ? only : undefined;
};

/** Every deal of the plan and beside it, with the bounds that are offered: what is signed stays within the seller's tolerance, a draft may go or come in full. */
export const dealsOf = (book: Workbook): readonly Deal[] => {
  const plan = book.plan();
  const held = new Set(plan.portfolio.contracts.map(({ contract }) => contract.id));
  return book.everyDeal().portfolio.contracts.flatMap(({ contract }): Deal[] => {
    const named = namedTonnes(contract);
    const product = book.products.get(contract.productId);
    if (product === undefined || named === 0) return [];
    const base = named ?? termsAt(contract, book.valuationMonth).quantity.tonnesPerYear;
    const { tolerance, toleranceOption } = termsAt(contract, book.valuationMonth).quantity;
    const swing = toleranceOption === 'seller' ? tolerance : 0;
    const signed = isCommitted(contract.status);
    const inPlan = held.has(contract.id);
    const fixed = named === undefined;
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
