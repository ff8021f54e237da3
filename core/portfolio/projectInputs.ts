import { type CapacityInput, type CashFlowForDebtInput, type Facility as EngineFacility, unitCostAt } from '#engine';
import type { ProjectFinance } from '#shared/domain/financing.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Month, Year } from '#shared/domain/time.ts';

/** The targets at which a loan is sized. */
export const capacityTargets = (
  { repayment }: Pick<EngineFacility, 'repayment'>,
  { lenderCase: { targetDscr, targetLlcr, targetPlcr, gearing } }: ProjectFinance,
): CapacityInput['targets'] => ({
  dscr: repayment.style === 'sculpted' ? repayment.targetDscr : targetDscr,
  ...(targetLlcr !== undefined && { llcr: targetLlcr }),
  ...(targetPlcr !== undefined && { plcr: targetPlcr }),
  ...(gearing !== undefined && { gearing }),
});

/** Project cost by month, month 0 first; undefined where the draws set it. */
export const usesSeries = ({ uses }: ProjectFinance, valuationMonth: Month): readonly number[] | undefined =>
  uses?.reduce<number[]>((series, { month, amount }) => {
    const at = month - valuationMonth;
    while (series.length <= at) series.push(0);
    if (at >= 0) series[at]! += amount;
    return series;
  }, []);

/** What the cash flow of a plan depends on besides revenue and operating cost. `lastMonth`: the last month with a payment. */
export const projectCosts = (
  project: ProjectFinance,
  valuationMonth: Month,
  lastMonth: number,
): Omit<CashFlowForDebtInput, 'netRevenue' | 'operatingCost'> => {
  const byYear = (key: 'fixedCost' | 'sustainingCapital' | 'closureCost' | 'depreciation') =>
    Object.fromEntries(project.years.map((row) => [row.year, row[key]]));
  return {
    fixedCost: byYear('fixedCost'),
    sustainingCapital: byYear('sustainingCapital'),
    closureCost: byYear('closureCost'),
    depreciation: byYear('depreciation'),
    royaltyRate: project.royaltyRate,
    taxRate: project.taxRate,
    openingLosses: project.openingLosses,
    valuationMonth,
    lastMonth,
  };
};

/** Unit cash cost of a product in a year at the deck's exchange rates, USD/dmt; undefined without entries. */
export const unitCost = ({ unitCost: costs }: Pick<Product, 'unitCost'>, year: Year): number | undefined =>
  costs.length === 0 ? undefined : unitCostAt({ unitCost: [...costs].sort((a, b) => a.year - b.year) }, year);
