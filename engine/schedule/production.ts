import type { Product } from '#shared/domain/product.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';

/** Planned dmt of the months `from` to `to`: a twelfth of the calendar year's production in each, none in a year not named. */
export const productionByMonth = (production: Product['production'], from: Month, to: Month): number[] => {
  const byYear = new Map(production.map(({ year, tonnes }) => [year, tonnes]));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => (byYear.get(yearOf(from + i)) ?? 0) / 12);
};
