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
  const knownValues = values.filter((value) => value !== undefined);
  return knownValues.length === 0 ? undefined : sum(knownValues);
};

const tonnesOf = (rows: readonly ContractRow[]): ContractTotals['tonnesPerYear'] =>
  new Set(rows.map(({ productId }) => productId)).size > 1 ? 'mixed' : sumKnown(rows.map(({ tonnesPerYear }) => tonnesPerYear));

/** Computes the totals of the rows shown that the plan includes; of all rows if it includes none of them. */
export const computeTotals = (shownRows: readonly ContractRow[]): ContractTotals => {
  const plannedRows = shownRows.filter(({ isIncluded }) => isIncluded);
  const rows = plannedRows.length > 0 ? plannedRows : shownRows;
  const openRows = rows.filter(({ status }) => status !== 'ended');
  const totalMonths = sumKnown(openRows.map(({ monthsLeft }) => monthsLeft));
  return {
    count: rows.length,
    tonnesPerYear: tonnesOf(rows),
    revenue: sumKnown(rows.map(({ revenue }) => revenue)),
    share: sumKnown(rows.map(({ share }) => share)),
    monthsLeft: totalMonths === undefined ? undefined : totalMonths / openRows.length,
  };
};

/** The fewest decimals from `minimum` to `maximum` that show every value of a column exactly. */
export const decimalsFor = (values: Iterable<number>, minimum: number, maximum: number): number => {
  let decimals = minimum;
  for (const value of values) {
    while (decimals < maximum && Math.abs(value - Number(value.toFixed(decimals))) > 1e-9) decimals += 1;
    if (decimals === maximum) break;
  }
  return decimals;
};
