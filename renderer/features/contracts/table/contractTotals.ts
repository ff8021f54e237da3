import type { ContractRow } from '#shared/contract/contracts.ts';

/** What rows of contracts come to; undefined where there is nothing to add. */
export type ContractTotals = {
  readonly count: number;
  /** dmt a year; `mixed` where they are of more than one product, which is no sum. */
  readonly tonnesPerYear: number | 'mixed' | undefined;
  /** USD a year. */
  readonly revenue: number | undefined;
  /** Of the plan's revenue, a fraction. */
  readonly share: number | undefined;
  /** Mean over the contracts that have not ended, months. */
  readonly monthsLeft: number | undefined;
};

const sumOf = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
};

const tonnesOf = (rows: readonly ContractRow[]): ContractTotals['tonnesPerYear'] =>
  new Set(rows.map(({ productId }) => productId)).size > 1 ? 'mixed' : sumOf(rows.map(({ tonnesPerYear }) => tonnesPerYear));

/** The totals of the rows shown. */
export const totalsOf = (rows: readonly ContractRow[]): ContractTotals => {
  const running = rows.filter(({ status }) => status !== 'ended');
  const left = sumOf(running.map(({ monthsLeft }) => monthsLeft));
  return {
    count: rows.length,
    tonnesPerYear: tonnesOf(rows),
    revenue: sumOf(rows.map(({ revenue }) => revenue)),
    share: sumOf(rows.map(({ share }) => share)),
    monthsLeft: left === undefined ? undefined : left / running.length,
  };
};

/** The fewest decimals, of `least` to `most`, that show every value as it is: one column has one number of decimals. */
export const decimalsFor = (values: Iterable<number>, least: number, most: number): number => {
  let decimals = least;
  for (const value of values) {
    while (decimals < most && Math.abs(value - Number(value.toFixed(decimals))) > 1e-9) decimals += 1;
    if (decimals === most) break;
  }
  return decimals;
};
