import { findById } from '#shared/collections.ts';
import type { AllocationDeal } from '#shared/contract/allocation.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { isCommitted, termsAt, termsBetween } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Month } from '#shared/domain/time.ts';
import type { Steps } from '#shared/steps.ts';
import { findBreachedBy } from '../limits/breachingRows.ts';
import { contractEntry } from '../portfolio/contractValues.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

/** Maximum tonnes a year of a deal without another bound. */
const MAX_TONNES = 1e9;

export type Deal = AllocationDeal & {
  /** With the plan's overrides. */
  readonly contract: OfftakeContract;
  /** dmt a year. */
  readonly nominalTonnes: number;
  /** Minimum tonnes of a signed deal without damages, dmt a year. */
  readonly undamagedMinimum: number;
};

/** Whether all terms of a contract in the months after the valuation have the same tonnes a year. */
const hasConstantTonnes = (contract: OfftakeContract, valuationMonth: Month): boolean =>
  new Set(
    termsBetween(contract, Math.max(contract.start, valuationMonth + 1), contract.end).map(({ terms }) => terms.quantity.tonnesPerYear),
  ).size <= 1;

/** Whether a limit counts the product of a contract. */
export const isProductInScope = (book: Workbook, { metal, productId }: Limit, contract: Pick<OfftakeContract, 'productId'>): boolean => {
  const product = book.products.get(contract.productId);
  return (metal ?? product?.metal) === product?.metal && (productId ?? contract.productId) === contract.productId;
};

/** The tonnes a year of a contract: those of its terms in a month, or the largest of all its terms where these are zero. */
export const tonnesPerYearIn = (contract: OfftakeContract, month: Month): number =>
  termsAt(contract, month).quantity.tonnesPerYear || Math.max(...contract.terms.map(({ quantity }) => quantity.tonnesPerYear));

/**
 * Lists every deal inside and outside the plan with default bounds: a signed one within the seller's tolerance, a draft from none to all. No
 * tonnes are added to a deal that a breached limit counts.
 */
export function* listDealsInSteps(book: Workbook): Steps<readonly Deal[]> {
  const plan = book.plan();
  const findBreachedLimit = yield* findBreachedBy(book.limits, plan.limits(), plan.exposure());
  const cappingLimits = new Map<ContractId, Limit>();
  for (const row of book.everyDeal().exposure().rows) {
    const breachedLimit = cappingLimits.has(row.contractId) ? undefined : findBreachedLimit(row);
    if (breachedLimit !== undefined) cappingLimits.set(row.contractId, breachedLimit);
    yield;
  }
  const deals: Deal[] = [];
  for (const { contract } of book.everyDeal().portfolio.contracts) {
    yield;
    const product = book.products.get(contract.productId);
    const tonnesPerYear = tonnesPerYearIn(contract, book.valuationMonth);
    if (product === undefined || tonnesPerYear === 0) continue;
    const { tolerance, toleranceOption } = termsAt(contract, book.valuationMonth).quantity;
    const swing = toleranceOption === 'seller' ? tolerance : 0;
    const isSigned = isCommitted(contract.status);
    const isInPlan = contractEntry(plan, contract.id) !== undefined;
    const isFixed = !hasConstantTonnes(contract, book.valuationMonth);
    const storedContract = findById(book.contracts, contract.id) ?? contract;
    const signedTonnes = tonnesPerYearIn(storedContract, book.valuationMonth);
    const cappingLimit = cappingLimits.get(contract.id);
    const currentTonnes = isInPlan ? tonnesPerYear : 0;
    const permittedTonnes = isSigned ? Math.max(currentTonnes, signedTonnes * (1 + swing)) : Number.POSITIVE_INFINITY;
    const permittedMaximum = cappingLimit === undefined ? Math.min(MAX_TONNES, permittedTonnes) : currentTonnes;
    deals.push({
      contract,
      nominalTonnes: tonnesPerYear,
      contractId: contract.id,
      code: contract.code,
      buyer: book.buyers.get(contract.buyerId)?.name ?? contract.code,
      productId: product.id,
      product: product.name,
      metal: product.metal,
      currentTonnes,
      permittedMaximum,
      undamagedMinimum: isSigned && isInPlan ? Math.min(currentTonnes, signedTonnes * (1 - swing)) : 0,
      ...(cappingLimit === undefined ? {} : { cappedBy: cappingLimit.name }),
      minimum: isFixed && isInPlan ? tonnesPerYear : isSigned && isInPlan ? Math.min(currentTonnes, signedTonnes * (1 - swing)) : 0,
      maximum: isFixed ? currentTonnes : Math.min(permittedMaximum, isSigned ? permittedTonnes : tonnesPerYear),
      isFixed,
    });
  }
  return deals;
}

/** The chosen plan with other tonnes of its deals; a deal whose terms set different tonnes by date does not change. */
export const planWithTonnes = (book: Workbook, deals: readonly Deal[], tonnes: readonly number[]): ValuedPlan =>
  book.withTonnes(new Map(deals.flatMap(({ contractId, isFixed }, i) => (isFixed ? [] : [[contractId, tonnes[i]!] as const]))));
