import { type Month, monthOf, type Year } from '#shared/domain/time.ts';
import type { CashFlowForDebtInput } from '../cashFlowForDebt.ts';

/** Costs of the project that do not depend on the path, and the rates of royalty and tax. */
export type PathCosts = Pick<
  CashFlowForDebtInput,
  | 'fixedCost'
  | 'sustainingCapital'
  | 'closureCost'
  | 'depreciation'
  | 'royaltyRate'
  | 'taxRate'
  | 'openingLosses'
  | 'valuationMonth'
  | 'lastMonth'
>;

export type PathCashInput = PathCosts & {
  readonly firstYear: Year;
  readonly years: number;
  readonly paths: number;
  /** USD by calendar year and path; absent years have none. */
  readonly netRevenue: readonly Float64Array[];
  readonly operatingCost: readonly Float64Array[];
};

/** Months of a calendar year after the valuation, up to `lastMonth` months after it. */
const monthsIn = (year: Year, valuationMonth: Month, lastMonth: number): number =>
  Math.max(0, Math.min(lastMonth, monthOf(year, 12) - valuationMonth) - Math.max(0, monthOf(year, 1) - 1 - valuationMonth));

/**
 * Computes the cash flow available for debt service by calendar year and path, USD: the yearly form of `cashFlowForDebt`, with royalty and
 * tax on the revenue of the path and losses carried forward on it. Equals the sums by year of `cashFlowForDebt` where no month has negative
 * revenue.
 */
export const cashOnPaths = (input: PathCashInput): Float64Array[] => {
  const { firstYear, years, paths, valuationMonth, lastMonth, royaltyRate, taxRate } = input;
  const losses = new Float64Array(paths).fill(input.openingLosses);
  return Array.from({ length: years }, (_, y) => {
    const year = firstYear + y;
    const share = monthsIn(year, valuationMonth, lastMonth) / 12;
    const fixedCost = (input.fixedCost[year] ?? 0) * share;
    const sustaining = (input.sustainingCapital[year] ?? 0) * share;
    const depreciation = (input.depreciation[year] ?? 0) * share;
    const closure = ((input.closureCost[year] ?? 0) * monthsIn(year, valuationMonth, Number.POSITIVE_INFINITY)) / 12;
    const [revenue, cost] = [input.netRevenue[y], input.operatingCost[y]];
    const cfads = new Float64Array(paths);
    for (let i = 0; i < paths; i++) {
      const net = revenue?.[i] ?? 0;
      // income = net revenue - operating cost - fixed cost - royalty
      const income = net - (cost?.[i] ?? 0) - fixedCost - royaltyRate * Math.max(0, net);
      const taxable = income - depreciation;
      const lossesUsed = Math.min(losses[i]!, Math.max(0, taxable));
      losses[i] = losses[i]! + Math.max(0, -taxable) - lossesUsed;
      const tax = share > 0 ? taxRate * Math.max(0, taxable - lossesUsed) : 0;
      cfads[i] = income - sustaining - tax - closure;
    }
    return cfads;
  });
};
