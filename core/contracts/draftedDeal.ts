import { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { netPriceLines } from '../portfolio/explain.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { type DraftedContract, firstFullYear } from './previewFigures.ts';
import { contractValue, pricedMonths } from './rows.ts';

/** A deal valued in the chosen plan, in the place of a contract of its id; or why it can't be. */
export const draftedDeal = (book: Workbook, contract: OfftakeContract): DraftedContract | OrebookError => {
  try {
    recordOf(book.buyers, contract.buyerId, 'buyer');
    const product = recordOf(book.products, contract.productId, 'product');
    const plan = book.withDraft(contract);
    const value = contractValue(plan, contract.id);
    if (value === undefined) return plan.problems.get(contract.id) ?? new OrebookError('NOT_FOUND', { kind: 'contract', id: contract.id });
    const year = firstFullYear(value, book.year);
    return { book, contract, product, plan, value, year, netPrice: netPriceLines(plan, book, contract.id, pricedMonths(value, year)) };
  } catch (error) {
    if (error instanceof OrebookError) return error;
    throw error;
  }
};
