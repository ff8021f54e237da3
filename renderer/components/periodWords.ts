import { type Month, yearOf } from '#shared/domain/time.ts';
import { formatMonth, shortMonth } from '#shared/units/format.ts';

/** A quotational period: "Sep 2026", "Jul–Sep 2026", "Dec 2026–Feb 2027". */
export const periodWords = ({ from, to }: { readonly from: Month; readonly to: Month }): string => {
  if (from === to) return formatMonth(from);
  return `${yearOf(from) === yearOf(to) ? shortMonth(from) : formatMonth(from)}–${formatMonth(to)}`;
};
