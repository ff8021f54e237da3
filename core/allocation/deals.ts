import type { AllocationDeal } from '#shared/contract/allocation.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { isCommitted, termsAt } from '#shared/domain/contract.ts';
import type { Month } from '#shared/domain/time.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

/** A deal with its contract, with the plan's overrides, and its nominal dmt a year. */
export type Deal = AllocationDeal & { readonly contract: OfftakeContract; readonly named: number };

/** Whether all terms of a contract have the same tonnes a year. */
const isLevel = ({ terms }: OfftakeContract): boolean => new Set(terms.map(({ quantity }) => quantity.tonnesPerYear)).size === 1;

/** The tonnes a year of a contract: those of its terms in a month, or the largest of all its terms where these are zero. */
export const tonnesPerYearIn = (contract: OfftakeContract, month: Month): number =>
  termsAt(contract, month).quantity.tonnesPerYear || Math.max(...contract.terms.map(({ quantity }) => quantity.tonnesPerYear));

/** Lists every deal inside and outside the plan with default bounds: a signed one within the seller's tolerance, a draft from none to all. */
export const listDeals = (book: Workbook): readonly Deal[] => {
  const plan = book.plan();
  const included = new Set(plan.portfolio.contracts.map(({ contract }) => contract.id));
  return book.everyDeal().portfolio.contracts.flatMap(({ contract }): Deal[] => {
    const product = book.products.get(contract.productId);
    const base = tonnesPerYearIn(contract, book.valuationMonth);
    if (product === undefined || base === 0) return [];
    const { tolerance, toleranceOption } = termsAt(contract, book.valuationMonth).quantity;
    const swing = toleranceOption === 'seller' ? tolerance : 0;
    const signed = isCommitted(contract.status);
    const inPlan = included.has(contract.id);
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
