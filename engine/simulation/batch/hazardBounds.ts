import { unique } from '#shared/collections.ts';
import { areItemsEqual } from '#shared/equality.ts';
import { memoize } from '#shared/memoize.ts';
import { LANES } from '../draws/draws.ts';
import type { GroupMonth } from '../plan/deliveringContracts.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';
import type { FlatPrice } from '../plan/flatPrice.ts';

/**
 * The most that the price gap and slack add to the exponent of a hazard in each lane in `month`, NaN before the first, and e to the power of
 * the highest. Contracts with the same prices and split share it.
 */
export type HazardBound = {
  readonly contractPrice: FlatPrice;
  readonly spotPrice: FlatPrice;
  readonly split: number;
  month: number;
  readonly exponents: Float64Array;
  highestFactor: number;
};

export type HazardBounds = {
  readonly bounds: readonly HazardBound[];
  /** By contract and index of its terms, a list of one. */
  readonly ofContracts: readonly (readonly (readonly HazardBound[])[])[];
  /** By group and month after the valuation: those of its delivering contracts. */
  readonly ofGroups: readonly (readonly (readonly HazardBound[])[])[];
};

/** Creates the bounds of a plan. Equal prices of a plan are one object (`PlanRegistry`). */
export const createHazardBounds = ({ contracts }: FlatPlan, groupMonths: readonly (readonly GroupMonth[])[]): HazardBounds => {
  const bounds: HazardBound[] = [];
  const bySplit = memoize((contractPrice: FlatPrice) =>
    memoize((spotPrice: FlatPrice) =>
      memoize((split: number): readonly HazardBound[] => {
        const bound = { contractPrice, spotPrice, split, month: Number.NaN, exponents: new Float64Array(LANES), highestFactor: 1 };
        bounds.push(bound);
        return [bound];
      }),
    ),
  );
  const ofContracts = contracts.map(({ terms, split }) =>
    terms.map(({ contractPrice, spotPrice }) => bySplit(contractPrice)(spotPrice)(split)),
  );
  const ofGroups = groupMonths.map((months) => {
    let last: readonly HazardBound[] = [];
    return months.map(({ contracts: indexes }, t) => {
      const monthBounds = unique(indexes.flatMap((c) => ofContracts[c]![contracts[c]!.termsIndex[t]!]!));
      // most months have those of the month before
      if (!areItemsEqual(monthBounds, last)) last = monthBounds;
      return last;
    });
  });
  return { bounds, ofContracts, ofGroups };
};

/** Forgets the bounds of earlier paths. */
export const resetHazardBounds = ({ bounds }: HazardBounds): void => {
  for (const bound of bounds) bound.month = Number.NaN;
};
