import type { CapacityInput, CashFlowForDebtInput, Facility as EngineFacility } from '#engine';
import type { ProjectFinance } from '#shared/domain/financing.ts';
import type { Month } from '#shared/domain/time.ts';

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
