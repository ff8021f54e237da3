import type { CureMove } from '#engine';
import { findById } from '#shared/collections.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { overrideOf } from '#shared/domain/plan.ts';
import type { Year } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { withFutureTonnes } from '../portfolio/futureTonnes.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { applyOverride } from '../portfolio/resolver.ts';

/**
 * What a lever does: `reduce` and `raise` a signed contract within the seller's tolerance, `break` it below that, `drop` an unsigned deal
 * from the plan, `sign` a deal outside it.
 */
export type CureChangeKind = 'reduce' | 'raise' | 'break' | 'drop' | 'sign';

export type CureChange = {
  readonly kind: CureChangeKind;
  /** With the overrides of the plan. */
  readonly contract: OfftakeContract;
  /** The delivery year that changes; absent: all years after the valuation. */
  readonly year?: Year;
  /** Tonnes of the contract by year in the plan as it is, dmt. */
  readonly tonnesNow: readonly number[];
  /** Damages for the whole of the lever, present value in USD; 0 unless it breaks a contract. */
  readonly damages: number;
  readonly move: CureMove;
};

/** A change whose loss and damages are not known yet. */
export type CureCandidate = Omit<CureChange, 'damages'>;

/** The contract of an id with the overrides of the chosen plan, without the prepayments of facilities. */
export const contractInPlan = (book: Workbook, id: ContractId): OfftakeContract | undefined => {
  const contract = findById(book.contracts, id);
  return contract && applyOverride(contract, overrideOf(book.plan().plan, id));
};

/** The terms of a contract in which these tonnes by year replace those of now. */
export const termsWithTonnes = (
  book: Workbook,
  contract: OfftakeContract,
  change: readonly { readonly year: Year; readonly now: number; readonly after: number }[],
  roundTonnes: (tonnesPerYear: number) => number = (tonnes) => tonnes,
): OfftakeContract['terms'] | undefined => {
  const factors = new Map(change.map(({ year, now, after }) => [year, now > 0 ? after / now : 1]));
  return withFutureTonnes(contract, book.valuationMonth, [...factors.keys()], ({ quantity }, year) => {
    const factor = factors.get(year);
    return factor === undefined ? quantity.tonnesPerYear : roundTonnes(quantity.tonnesPerYear * factor);
  });
};

/** Tonnes of a contract by year after some shares of its levers, dmt. */
export const tonnesAfter = (
  currentTonnes: readonly number[],
  leverChanges: readonly { readonly change: CureChange; readonly share: number }[],
): number[] =>
  currentTonnes.map((tonnes, i) => Math.max(0, tonnes + sum(leverChanges.map(({ change, share }) => share * change.move.tonnes[i]!))));
