import { type Month, monthOf, type Year, yearOf } from '#shared/domain/time.ts';
import { requireFinite, requireNotNegative, requireWhole, requireWithin } from '../numberChecks.ts';

type ByYear = Readonly<Record<Year, number>>;

export type CashFlowForDebtInput = {
  /** Invoices, deficiency payments and spot sales by payment month, month 1 first. */
  readonly netRevenue: readonly number[];
  /** By production month, month 1 first. */
  readonly operatingCost: readonly number[];
  readonly fixedCost: ByYear;
  readonly sustainingCapital: ByYear;
  readonly closureCost: ByYear;
  readonly depreciation: ByYear;
  readonly royaltyRate: number;
  readonly taxRate: number;
  readonly openingLosses: number;
  readonly valuationMonth: Month;
  /** The last month with a payment. */
  readonly lastMonth: number;
};

export type CashFlowForDebt = { readonly cfads: number[]; readonly royalty: number[]; readonly tax: number[] };

const requireYears = (amounts: ByYear, field: string): void => {
  for (const [year, amount] of Object.entries(amounts)) requireFinite(amount, `${field}.${year}`);
};

/** The last month of the results: December of the last year with a closure cost, if that is later than the last payment. */
const lastResultMonth = ({ closureCost, valuationMonth, lastMonth }: CashFlowForDebtInput): number => {
  let latestMonth = lastMonth;
  for (const [year, amount] of Object.entries(closureCost)) {
    if (amount !== 0) latestMonth = Math.max(latestMonth, monthOf(Number(year), 12) - valuationMonth);
  }
  return latestMonth;
};

/**
 * Computes the cash flow available for debt service, royalty and tax by month, month 1 first, in the currency of the input. A yearly
 * amount is spread evenly over twelve months; only months of the plan count. Interest is not deducted from taxable income.
 * Errors: NOT_FINITE; OUT_OF_RANGE (rates outside 0..1, negative losses, a last month below 0).
 */
export const cashFlowForDebt = (input: CashFlowForDebtInput): CashFlowForDebt => {
  const { netRevenue, operatingCost, fixedCost, sustainingCapital, closureCost, depreciation, valuationMonth, lastMonth } = input;
  requireWhole(lastMonth, 'lastMonth', 0);
  const royaltyRate = requireWithin(input.royaltyRate, 'royaltyRate', 0, 1);
  const taxRate = requireWithin(input.taxRate, 'taxRate', 0, 1);
  let losses = requireNotNegative(input.openingLosses, 'openingLosses');
  for (const [i, revenue] of netRevenue.entries()) requireFinite(revenue, `netRevenue.${i}`);
  for (const [i, cost] of operatingCost.entries()) requireFinite(cost, `operatingCost.${i}`);
  requireYears(fixedCost, 'fixedCost');
  requireYears(sustainingCapital, 'sustainingCapital');
  requireYears(closureCost, 'closureCost');
  requireYears(depreciation, 'depreciation');

  const cfads: number[] = [];
  const royalty: number[] = [];
  const tax: number[] = [];
  const lastResult = lastResultMonth(input);
  for (let from = 1; from <= lastResult; ) {
    const year = yearOf(valuationMonth + from);
    const to = Math.min(lastResult, monthOf(year, 12) - valuationMonth);
    const monthly = (amounts: ByYear): number => (amounts[year] ?? 0) / 12;
    let taxable = 0;
    for (let month = from; month <= Math.min(to, lastMonth); month++) {
      const revenue = netRevenue[month - 1] ?? 0;
      // royalty = rate x max(0, net revenue)
      royalty[month - 1] = royaltyRate * Math.max(0, revenue);
      const income = revenue - (operatingCost[month - 1] ?? 0) - monthly(fixedCost) - royalty[month - 1]!;
      cfads[month - 1] = income - monthly(sustainingCapital);
      // taxable = net revenue - operating cost - fixed cost - royalty - depreciation
      taxable += income - monthly(depreciation);
    }
    const lossesUsed = Math.min(losses, Math.max(0, taxable));
    // tax = rate x max(0, taxable - losses used), in equal parts in the plan's months of the year
    const planMonths = Math.min(to, lastMonth) - from + 1;
    const monthlyTax = planMonths > 0 ? (taxRate * Math.max(0, taxable - lossesUsed)) / planMonths : 0;
    losses += Math.max(0, -taxable) - lossesUsed;
    for (let month = from; month <= to; month++) {
      const isInPlan = month <= lastMonth;
      royalty[month - 1] ??= 0;
      tax[month - 1] = isInPlan ? monthlyTax : 0;
      // CFADS = net revenue - operating cost - fixed cost - sustaining capital - royalty - tax - closure cost
      cfads[month - 1] = (cfads[month - 1] ?? 0) - tax[month - 1]! - monthly(closureCost);
    }
    from = to + 1;
  }
  return { cfads, royalty, tax };
};
