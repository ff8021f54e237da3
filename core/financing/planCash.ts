import {
  type CashFlowForDebtInput,
  type ContractValue,
  cashFlowForDebt,
  type Market,
  operatingCostByMonth,
  type Portfolio,
  type PortfolioValue,
} from '#engine';
import { Rating } from '#shared/domain/buyer.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { LenderCase, ProjectFinance } from '#shared/domain/financing.ts';
import type { Month } from '#shared/domain/time.ts';

/** A plan valued on one market. */
export type ValuedOnMarket = { readonly portfolio: Portfolio; readonly market: Market; readonly value: PortfolioValue };

/** The cash flow of a plan available for debt service and its parts, USD by month from the valuation, month 1 first. */
export type PlanCash = {
  readonly revenue: readonly number[];
  readonly operatingCost: readonly number[];
  readonly royalty: readonly number[];
  readonly tax: readonly number[];
  readonly cfads: readonly number[];
};

/** Revenue of a contract by payment month, without prepayments; entry 0 = the month after the valuation month. USD. */
export const contractRevenue = ({ flows }: ContractValue, valuationMonth: Month): number[] => {
  const revenue: number[] = [];
  for (const { month, kind, amount } of flows) {
    if (kind === 'prepayment') continue;
    const at = month - valuationMonth - 1;
    while (revenue.length <= at) revenue.push(0);
    revenue[at]! += amount;
  }
  return revenue;
};

/** The contracts that a lender counts: signed, of a rated buyer or paid by letter of credit, and not ended before the maturity. */
export const bankableContracts = (
  { contracts, valuationMonth }: Portfolio,
  { minimumRating, acceptsLetterOfCredit, mustOutlastMaturity }: LenderCase,
  maturity: Month | undefined,
): ReadonlySet<string> => {
  const worst = Rating.options.indexOf(minimumRating);
  return new Set(
    contracts.flatMap(({ contract, buyer, committedEnd }) => {
      const isSigned = contract.status === 'signed' || contract.status === 'active';
      const isRated = buyer.rating !== 'unrated' && Rating.options.indexOf(buyer.rating) <= worst;
      const isSecured = acceptsLetterOfCredit && termsAt(contract, valuationMonth + 1).payment.letterOfCredit;
      const isLong = !mustOutlastMaturity || maturity === undefined || committedEnd >= maturity;
      return isSigned && (isRated || isSecured) && isLong ? [contract.id] : [];
    }),
  );
};

/** Takes the haircut off positive revenue of a month that is not from bankable contracts, spot sales included. */
const withHaircut = ({ portfolio, value }: ValuedOnMarket, bankable: ReadonlySet<string>, haircut: number): number[] => {
  const { valuationMonth } = portfolio;
  const revenue = [...value.revenueByMonth];
  const cut = (at: number, amount: number): void => {
    // revenue x (1 - haircut) where it is positive
    if (at >= 0 && at < revenue.length) revenue[at]! -= haircut * Math.max(0, amount);
  };
  for (const contract of value.contracts) {
    if (bankable.has(contract.contractId)) continue;
    for (const [at, amount] of contractRevenue(contract, valuationMonth).entries()) cut(at, amount);
  }
  for (const { months } of value.products) for (const { month, spotRevenue } of months) cut(month - valuationMonth - 1, spotRevenue);
  return revenue;
};

const byYear = ({ years }: ProjectFinance, key: 'fixedCost' | 'sustainingCapital' | 'closureCost' | 'depreciation') =>
  Object.fromEntries(years.map((row) => [row.year, row[key]]));

const cashOf = (revenue: readonly number[], { portfolio, market }: ValuedOnMarket, project: ProjectFinance): PlanCash => {
  const operatingCost = operatingCostByMonth(portfolio, market);
  const input: CashFlowForDebtInput = {
    netRevenue: revenue,
    operatingCost,
    fixedCost: byYear(project, 'fixedCost'),
    sustainingCapital: byYear(project, 'sustainingCapital'),
    closureCost: byYear(project, 'closureCost'),
    depreciation: byYear(project, 'depreciation'),
    royaltyRate: project.royaltyRate,
    taxRate: project.taxRate,
    openingLosses: project.openingLosses,
    valuationMonth: portfolio.valuationMonth,
    lastMonth: Math.max(revenue.length, operatingCost.length),
  };
  return { revenue, operatingCost, ...cashFlowForDebt(input) };
};

/** The cash flow of a plan on a market. Errors: those of `cashFlowForDebt`. */
export const planCash = (valued: ValuedOnMarket, project: ProjectFinance): PlanCash => cashOf(valued.value.revenueByMonth, valued, project);

/** The cash flow of a plan that a lender counts; `valued` is on the low deck. Errors: those of `cashFlowForDebt`. */
export const lenderCash = (valued: ValuedOnMarket, project: ProjectFinance, maturity: Month | undefined): PlanCash => {
  const bankable = bankableContracts(valued.portfolio, project.lenderCase, maturity);
  return cashOf(withHaircut(valued, bankable, project.lenderCase.haircut), valued, project);
};
