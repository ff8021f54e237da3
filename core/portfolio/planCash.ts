import {
  type CashFlow,
  type CashFlowForDebtInput,
  type ContractValue,
  cashFlowForDebt,
  type Market,
  operatingCostByMonth,
  type Portfolio,
  type PortfolioValue,
} from '#engine';
import { Rating } from '#shared/domain/buyer.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { LenderCase, ProjectFinance } from '#shared/domain/financing.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { memoizeWhile } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { isEndOfStep, type LazySteps, lazySteps, type Steps } from '#shared/steps.ts';

/** A plan valued on one market. */
export type ValuedOnMarket = {
  readonly portfolio: Portfolio;
  readonly market: Market;
  readonly value: Pick<PortfolioValue, 'contracts' | 'products' | 'revenueByMonth'>;
};

/** The cash flow of a plan available for debt service and its parts, USD by month from the valuation, month 1 first. */
export type PlanCash = {
  /** Of contracts and spot, less the haircut. */
  readonly revenue: readonly number[];
  readonly contractRevenue: readonly number[];
  readonly spotRevenue: readonly number[];
  /** Taken off revenue that a lender does not count. */
  readonly haircut: readonly number[];
  readonly operatingCost: readonly number[];
  readonly fixedCost: readonly number[];
  readonly sustainingCapital: readonly number[];
  readonly closureCost: readonly number[];
  readonly royalty: readonly number[];
  readonly tax: readonly number[];
  readonly cfads: readonly number[];
};

const REVENUE_WITHOUT: readonly CashFlow['kind'][] = ['prepayment'];

/**
 * Returns a function that sums the payments of a contract by payment month without those of some kinds; entry 0 = the month after the
 * valuation month. USD. The sums of the next contract take the place of the last one's: thousands of lists would fill the memory.
 */
const createPaymentSums = (
  valuationMonth: Month,
  excludedKinds: readonly CashFlow['kind'][],
): ((value: ContractValue) => { readonly sums: Float64Array; readonly length: number }) => {
  let sums = new Float64Array(0);
  return ({ ledger: { first, provisional, final, damages, others } }) => {
    const offset = first - valuationMonth - 1;
    let length = 0;
    for (let i = 0; i < final.length; i++) if (provisional[i] !== 0 || final[i] !== 0 || damages[i]) length = offset + i + 1;
    for (const { month, kind } of others) if (!excludedKinds.includes(kind)) length = Math.max(length, month - valuationMonth);
    if (length > sums.length) sums = new Float64Array(length);
    else sums.fill(0, 0, length);
    for (let i = 0; i < final.length; i++) if (offset + i < length) sums[offset + i]! += provisional[i]! + final[i]!;
    // no damages where nothing is cut
    for (let i = 0; i < damages.length; i++) if (damages[i] !== 0) sums[offset + i]! += damages[i]!;
    for (const { month, kind, amount } of others) if (!excludedKinds.includes(kind)) sums[month - valuationMonth - 1]! += amount;
    return { sums, length };
  };
};

const sumPayments = (value: ContractValue, valuationMonth: Month, excludedKinds: readonly CashFlow['kind'][]): number[] => {
  const { sums, length } = createPaymentSums(valuationMonth, excludedKinds)(value);
  return Array.from(sums.subarray(0, length));
};

/** Returns a function that sums the revenue of contracts as `contractRevenue` does; the sums of the next one take the place of the last one's. */
export const createRevenueSums = (valuationMonth: Month): ReturnType<typeof createPaymentSums> =>
  createPaymentSums(valuationMonth, REVENUE_WITHOUT);

/** Revenue of a contract by payment month, without prepayments; entry 0 = the month after the valuation month. USD. */
export const contractRevenue = (value: ContractValue, valuationMonth: Month): number[] =>
  sumPayments(value, valuationMonth, REVENUE_WITHOUT);

/** What the buyer of a contract pays by payment month, from which a prepayment is repaid; entry 0 = the month after the valuation month. */
export const buyerPayments = (value: ContractValue, valuationMonth: Month): number[] =>
  sumPayments(value, valuationMonth, ['prepayment', 'priceSupport']);

/** Whether the terms in force after the valuation month are paid by letter of credit. */
export const isPaidByLetterOfCredit = (contract: Pick<OfftakeContract, 'terms'>, valuationMonth: Month): boolean =>
  termsAt(contract, valuationMonth + 1).payment.letterOfCredit;

/** Whether a buyer's rating is the lowest that a lender accepts or better. */
export const isRatedAtLeast = (rating: Rating, lowestRating: Rating): boolean =>
  rating !== 'unrated' && Rating.options.indexOf(rating) <= Rating.options.indexOf(lowestRating);

/** The contracts that a lender counts: signed, of a rated buyer or paid by letter of credit, and not ended before the maturity. */
export const bankableContracts = (
  { contracts, valuationMonth }: Portfolio,
  { minimumRating, acceptsLetterOfCredit, mustOutlastMaturity }: LenderCase,
  maturity: Month | undefined,
): ReadonlySet<ContractId> => {
  const ids = new Set<ContractId>();
  for (const { contract, buyer, committedEnd } of contracts) {
    const isSigned = contract.status === 'signed' || contract.status === 'active';
    const isRated = isRatedAtLeast(buyer.rating, minimumRating);
    const isSecured = acceptsLetterOfCredit && isPaidByLetterOfCredit(contract, valuationMonth);
    const isLong = !mustOutlastMaturity || maturity === undefined || committedEnd >= maturity;
    if (isSigned && (isRated || isSecured) && isLong) ids.add(contract.id);
  }
  return ids;
};

/** Takes the haircut off positive revenue of a month that is not from bankable contracts, spot sales included. */
function* withHaircut({ portfolio, value }: ValuedOnMarket, bankable: ReadonlySet<ContractId>, haircut: number): Steps<number[]> {
  const { valuationMonth } = portfolio;
  const revenue = [...value.revenueByMonth];
  const cut = (at: number, amount: number): void => {
    // revenue x (1 - haircut) where it is positive
    if (at >= 0 && at < revenue.length) revenue[at]! -= haircut * Math.max(0, amount);
  };
  const revenueOf = createPaymentSums(valuationMonth, REVENUE_WITHOUT);
  for (let n = 0; n < value.contracts.length; n++) {
    const contract = value.contracts[n]!;
    if (isEndOfStep(n)) yield;
    if (bankable.has(contract.contractId)) continue;
    const { sums, length } = revenueOf(contract);
    for (let i = 0; i < length; i++) cut(i, sums[i]!);
  }
  for (const { months } of value.products) for (const { month, spotRevenue } of months) cut(month - valuationMonth - 1, spotRevenue);
  return revenue;
}

const byYear = ({ years }: ProjectFinance, key: 'fixedCost' | 'sustainingCapital' | 'closureCost' | 'depreciation') =>
  Object.fromEntries(years.map((row) => [row.year, row[key]]));

/** One twelfth of the amount of its calendar year in each month, month 1 first. */
const byMonth = (years: Readonly<Record<number, number>>, valuationMonth: Month, months: number): number[] =>
  Array.from({ length: months }, (_, i) => (years[yearOf(valuationMonth + 1 + i)] ?? 0) / 12);

const contractRevenues = memoizeWhile<ValuedOnMarket['value'], LazySteps<readonly number[]>>(createObjectField());

/** Sums the revenue of all contracts by payment month; once per valuation, which the lender's case shares with that of its deck. */
const sumContractRevenue = (value: ValuedOnMarket['value'], valuationMonth: Month): Steps<readonly number[]> => {
  const sumRevenue = function* (): Steps<readonly number[]> {
    const contracts = value.revenueByMonth.map(() => 0);
    const revenueOf = createPaymentSums(valuationMonth, REVENUE_WITHOUT);
    for (let n = 0; n < value.contracts.length; n++) {
      const contract = value.contracts[n]!;
      if (isEndOfStep(n)) yield;
      const { sums, length } = revenueOf(contract);
      for (let i = 0; i < length; i++) contracts[i]! += sums[i]!;
    }
    return contracts;
  };
  return contractRevenues(value, [valuationMonth], () => lazySteps(sumRevenue)).prepare();
};

function* cashInSteps(revenue: readonly number[], { portfolio, market, value }: ValuedOnMarket, project: ProjectFinance): Steps<PlanCash> {
  const { valuationMonth } = portfolio;
  const operatingCost = operatingCostByMonth(portfolio, market);
  const lastMonth = Math.max(revenue.length, operatingCost.length);
  const yearlyInputs = {
    fixedCost: byYear(project, 'fixedCost'),
    sustainingCapital: byYear(project, 'sustainingCapital'),
    closureCost: byYear(project, 'closureCost'),
  };
  const input: CashFlowForDebtInput = {
    netRevenue: revenue,
    operatingCost,
    ...yearlyInputs,
    depreciation: byYear(project, 'depreciation'),
    royaltyRate: project.royaltyRate,
    taxRate: project.taxRate,
    openingLosses: project.openingLosses,
    valuationMonth,
    lastMonth,
  };
  const result = cashFlowForDebt(input);
  const contracts = yield* sumContractRevenue(value, valuationMonth);
  return {
    revenue,
    contractRevenue: contracts,
    spotRevenue: value.revenueByMonth.map((amount, i) => amount - contracts[i]!),
    haircut: value.revenueByMonth.map((amount, i) => amount - revenue[i]!),
    operatingCost,
    fixedCost: byMonth(yearlyInputs.fixedCost, valuationMonth, lastMonth),
    sustainingCapital: byMonth(yearlyInputs.sustainingCapital, valuationMonth, lastMonth),
    closureCost: byMonth(yearlyInputs.closureCost, valuationMonth, result.cfads.length),
    ...result,
  };
}

/** The cash flow of a plan on a market. Errors: those of `cashFlowForDebt`. */
export const planCashInSteps = (valuedMarket: ValuedOnMarket, project: ProjectFinance): Steps<PlanCash> =>
  cashInSteps(valuedMarket.value.revenueByMonth, valuedMarket, project);

/** The cash flow of a plan that a lender counts; `valuedMarket` is on the low deck. Errors: those of `cashFlowForDebt`. */
export function* lenderCashInSteps(valuedMarket: ValuedOnMarket, project: ProjectFinance, maturity: Month | undefined): Steps<PlanCash> {
  const bankable = bankableContracts(valuedMarket.portfolio, project.lenderCase, maturity);
  yield;
  return yield* cashInSteps(yield* withHaircut(valuedMarket, bankable, project.lenderCase.haircut), valuedMarket, project);
}
