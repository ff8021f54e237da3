import type { ContractValue } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId, PlanId } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Year } from '#shared/domain/time.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import { throwIfIssues } from '../badInput.ts';
import { contractValue, firstFullYear, pricedMonths } from '../portfolio/contractValues.ts';
import { type ValuedPlan, valueAloneInSteps, valueInSteps, type Workbook } from '../portfolio/portfolio.ts';
import { netPriceLines, type PricedLine } from '../portfolio/priceLines.ts';
import { recordOf } from '../portfolio/records.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { contractIssues } from './contractIssues.ts';

/** A contract, stored or not, valued in a plan. */
export type DraftedContract = {
  readonly book: Workbook;
  readonly contract: OfftakeContract;
  readonly product: Product;
  /** The plan with the contract in it. */
  readonly plan: ValuedPlan;
  readonly value: ContractValue;
  /** The first whole calendar year of deliveries, or the one with most of them. */
  readonly year: Year;
  /** Lines of the net price of that year, the price itself last; undefined where nothing is delivered. */
  readonly netPrice: readonly PricedLine[] | undefined;
};

/**
 * Values a contract, stored or drafted, in a plan, by default the chosen one; nothing is stored. Throws BAD_INPUT for deleted records, and
 * the error of a contract that can't be priced.
 */
export const valueDraft = async (
  book: Workbook,
  contract: OfftakeContract,
  planId?: PlanId,
): Promise<{ readonly plan: ValuedPlan; readonly value: ContractValue }> => {
  throwIfIssues(
    contractIssues(contract, {
      buyers: [...book.buyers.values()],
      products: [...book.products.values()],
      references: [...book.references.values()],
    }),
  );
  const plan = book.withDraft(contract, planId);
  await valueAloneInSteps(plan);
  const problem = plan.problems.get(contract.id);
  if (problem) throw problem;
  const value = contractValue(plan, contract.id);
  if (value === undefined) throw new OrebookError('NOT_FOUND', { kind: 'contract', id: contract.id });
  return { plan, value };
};

function* valueDraftInSteps(
  book: Workbook,
  contract: OfftakeContract,
  excludedIds: readonly ContractId[],
): Steps<DraftedContract | OrebookError> {
  try {
    recordOf(book.buyers, contract.buyerId, 'buyer');
    const product = recordOf(book.products, contract.productId, 'product');
    const plan = book.withDraft(contract, undefined, excludedIds);
    yield;
    yield* plan.inSteps.valueAlone();
    yield;
    const value = contractValue(plan, contract.id);
    if (value === undefined) return plan.problems.get(contract.id) ?? new OrebookError('NOT_FOUND', { kind: 'contract', id: contract.id });
    yield;
    const year = firstFullYear(value, book.year);
    const netPrice = netPriceLines(plan, book, contract.id, pricedMonths(value, year));
    return { book, contract, product, plan, value, year, netPrice };
  } catch (error) {
    if (error instanceof OrebookError) return error;
    throw error;
  }
}

/**
 * Values a deal in the chosen plan in place of the contract with its id and without those of `excludedIds`; returns the error of one that
 * can't be priced.
 */
export const valueDraftAtOnce = (
  book: Workbook,
  contract: OfftakeContract,
  excludedIds: readonly ContractId[] = [],
): DraftedContract | OrebookError => runSteps(valueDraftInSteps(book, contract, excludedIds));

/** The same in steps between which other requests run; `isAlone` where only the value is read, no exposure and no limits. */
export const valueDraftOrError = async (
  book: Workbook,
  contract: OfftakeContract,
  excludedIds: readonly ContractId[] = [],
  { isAlone = false }: { readonly isAlone?: boolean } = {},
): Promise<DraftedContract | OrebookError> => {
  await yieldIfDue();
  const drafted = await runWithYielding(valueDraftInSteps(book, contract, excludedIds));
  await yieldIfDue();
  if (!isAlone && !(drafted instanceof OrebookError)) await valueInSteps(drafted.plan);
  return drafted;
};
