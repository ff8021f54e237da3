import type { ContractValue } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { throwIfIssues } from '../badInput.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { contractIssues } from './checks.ts';
import { contractValue } from './rows.ts';

/**
 * A contract, stored or drafted, valued in the chosen plan; nothing is written. Throws BAD_INPUT for what is gone, and what keeps the
 * contract from being priced.
 */
export const draftedIn = (book: Workbook, contract: OfftakeContract): { readonly plan: ValuedPlan; readonly value: ContractValue } => {
  throwIfIssues(
    contractIssues(contract, {
      buyers: [...book.buyers.values()],
      products: [...book.products.values()],
      references: [...book.references.values()],
    }),
  );
  const plan = book.withDraft(contract);
  const problem = plan.problems.get(contract.id);
  if (problem) throw problem;
  const value = contractValue(plan, contract.id);
  if (value === undefined) throw new OrebookError('NOT_FOUND', { kind: 'contract', id: contract.id });
  return { plan, value };
};
