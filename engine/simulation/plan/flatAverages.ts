import { averageComposition, type IndexAverage } from '#shared/domain/indexAverage.ts';
import type { Month } from '#shared/domain/time.ts';
import type { PlanRegistry } from './planRegistry.ts';

/** An average of indices in a month: `constant` + the sum of share x price of a slot in a month, counted from the plan's first price. */
export type FlatComposition = {
  readonly constant: number;
  readonly terms: readonly { readonly slot: number; readonly month: number; readonly share: number }[];
  /** Whether its price does not depend on the path: it has none, or needs a price before the plan's first month. */
  readonly isFixed: boolean;
};

const FIXED: FlatComposition = { constant: 0, terms: [], isFixed: true };

/** Flattens an average by month from `firstMonth` on; the registry has the slots of its indices. */
export const flattenAverage = (
  average: IndexAverage,
  registry: Pick<PlanRegistry, 'findSlot'>,
  firstMonth: Month,
  months: number,
): readonly FlatComposition[] =>
  Array.from({ length: months }, (_, m): FlatComposition => {
    const composition = averageComposition(average, firstMonth + m);
    if (composition === undefined || composition.terms.some(({ month }) => month < firstMonth)) return FIXED;
    return {
      constant: composition.constant,
      terms: composition.terms.map(({ reference, month, share }) => ({
        slot: registry.findSlot(reference),
        month: month - firstMonth,
        share,
      })),
      isFixed: false,
    };
  });
