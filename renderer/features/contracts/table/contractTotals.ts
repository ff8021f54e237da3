import type { ContractRow } from '#shared/contract/contracts.ts';
import { sum } from '#shared/math.ts';

/** Totals of rows of contracts; undefined where no row has a value. */
export type ContractTotals = {
  readonly count: number;
  /** dmt a year; `mixed` for several products, whose tonnes are not added. */
  readonly tonnesPerYear: number | 'mixed' | undefined;
  /** USD a year. */
  readonly revenue: number | undefined;
  /** Of the plan's revenue, a fraction. */
  readonly share: number | undefined;
  /** Mean over the contracts that have not ended, months. */
  readonly monthsLeft: number | undefined;
};

const sumKnown = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : sum(known);
};

const tonnesOf = (rows: readonly ContractRow[]): ContractTotals['tonnesPerYear'] =>
  new Set(rows.map(({ productId }) => productId)).size > 1 ? 'mixed' : sumKnown(rows.map(({ tonnesPerYear }) => tonnesPerYear));

/** Computes the totals of the rows shown that the plan includes; of all rows if it includes none of them. */
export const computeTotals = (shown: readonly ContractRow[]): ContractTotals => {
  const inPlan = shown.filter(({ isIncluded }) => isIncluded);
  const rows = inPlan.length > 0 ? inPlan : shown;
  const running = rows.filter(({ status }) => status !== 'ended');
  const left = sumKnown(running.map(({ monthsLeft }) => monthsLeft));
  return {
    count: rows.length,
    tonnesPerYear: tonnesOf(rows),
    revenue: sumKnown(rows.map(({ revenue }) => revenue)),
    share: sumKnown(rows.map(({ share }) => share)),
    monthsLeft: left === undefined ? undefined : left / running.length,
  };
};

/** The fewest decimals from `least` to `most` that show every value of a column exactly. */
export const decimalsFor = (values: Iterable<number>, least: number, most: number): number => {
  let decimals = least;
  for (const value of values) {
    while (decimals < most && Math.abs(value - Number(value.toFixed(decimals))) > 1e-9) decimals += 1;
    if (decimals === most) break;
  }
  return decimals;
};
