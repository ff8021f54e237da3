import type { OfftakeContract } from '#shared/domain/contract.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { PlanOverride } from '#shared/domain/plan.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { type Month, monthOf, type Year, yearOf } from '#shared/domain/time.ts';
import { isDeepEqual } from '#shared/equality.ts';

/** Most sets of terms of a contract. */
const MAX_TERMS = 12;

/** Terms without those that repeat the terms before them. */
const mergeEqual = (sets: readonly Terms[]): readonly Terms[] =>
  sets.filter((set, i) => {
    if (i === 0) return true;
    const { from: _from, ...terms } = set;
    const { from: _before, ...previousTerms } = sets[i - 1]!;
    return !isDeepEqual(terms, previousTerms);
  });

/**
 * Returns the terms of a contract with other tonnes a year in the months after the valuation month; what was delivered until then stays.
 * `tonnesIn` gives the tonnes a year of a set of terms in a calendar year, and is asked for `years` and for each later year at once.
 * Undefined where the contract would have more sets of terms than it may.
 */
export const withFutureTonnes = (
  contract: Pick<OfftakeContract, 'start' | 'terms'>,
  valuationMonth: Month,
  years: readonly Year[],
  tonnesIn: (terms: Terms, year: Year) => number,
): readonly Terms[] | undefined => {
  const earliestMonth = Math.min(contract.terms[0]!.from, contract.start);
  /** The first month whose tonnes may still change. */
  const firstChangeable = contract.start > valuationMonth ? earliestMonth : valuationMonth + 1;
  const setStarts = [
    ...contract.terms.map(({ from }) => from),
    firstChangeable,
    ...years.flatMap((year) => [monthOf(year, 1), monthOf(year + 1, 1)]).filter((month) => month > firstChangeable),
  ];
  // the first set is also in force before it begins
  const months = [...new Set([...(contract.terms[0]!.from > firstChangeable ? [earliestMonth] : []), ...setStarts])].sort((a, b) => a - b);
  const sets = months.map((from): Terms => {
    const terms = termsAt(contract, from);
    if (from < firstChangeable) return { ...terms, from };
    const tonnesPerYear = tonnesIn(terms, yearOf(from));
    return { ...terms, from, quantity: { ...terms.quantity, tonnesPerYear } };
  });
  const mergedSets = mergeEqual(sets);
  return mergedSets.length > MAX_TERMS ? undefined : mergedSets;
};

/** Returns a plan's override of a contract with other terms; its other fields stay. */
export const withTerms = (override: PlanOverride | undefined, contract: OfftakeContract, terms: readonly Terms[]): PlanOverride => {
  const { tonnesPerYear: _tonnes, terms: _terms, ...others } = override ?? { contractId: contract.id };
  return isDeepEqual(terms, contract.terms) ? others : { ...others, terms };
};

/** The terms of a contract with one amount of tonnes a year in all months after the valuation month. */
export const withFutureTonnesPerYear = (
  contract: Pick<OfftakeContract, 'start' | 'terms'>,
  tonnesPerYear: number,
  valuationMonth: Month,
): readonly Terms[] =>
  // at most one set is added, and equal ones are joined
  withFutureTonnes(contract, valuationMonth, [], () => tonnesPerYear) ?? contract.terms;
