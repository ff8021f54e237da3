import type { ContractMonth, ContractValue, Portfolio, PortfolioContract, PortfolioValue } from '#engine';
import { createFinder } from '#shared/collections.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { monthOf, type Year, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';

const findContractValue = createFinder(({ contractId }: ContractValue) => contractId);

/** Finds the value of a contract; undefined if the plan does not include it. */
export const contractValue = (
  { value }: { readonly value: Pick<PortfolioValue, 'contracts'> },
  id: ContractId,
): ContractValue | undefined => findContractValue(value.contracts, id);

const findEntry = createFinder(({ contract }: PortfolioContract) => contract.id);

/** Finds a contract as the plan values it; undefined if the plan does not include it. */
export const contractEntry = ({ portfolio }: { readonly portfolio: Portfolio }, id: ContractId): PortfolioContract | undefined =>
  findEntry(portfolio.contracts, id);

/** The entry of a series in a year; 0 outside the years of the value. */
export const amountInYear = ({ years }: Pick<PortfolioValue, 'years'>, series: readonly number[], year: Year): number =>
  series[years.indexOf(year)] ?? 0;

/** In one pass: a comparison reads all years. */
const revenuesByYear = memoizeWeakly(({ years, contracts }: PortfolioValue): readonly number[] => {
  const sums = years.map(() => 0);
  for (const { revenue } of contracts) for (let i = 0; i < sums.length; i++) sums[i]! += revenue[i] ?? 0;
  return sums;
}, createObjectField());

/** Revenue of the contracts of a plan in a year, USD; spot sales are not included. */
export const contractRevenue = ({ value }: { readonly value: PortfolioValue }, year: Year): number =>
  amountInYear(value, revenuesByYear(value), year);

/** Returns the first calendar year from `from` on with twelve months of delivery, else the year with most tonnes, else `from`. */
export const firstFullYear = ({ months }: Pick<ContractValue, 'months'>, from: Year): Year => {
  const byYear = Map.groupBy(
    months.filter(({ delivered }) => delivered > 0),
    ({ month }) => yearOf(month),
  );
  const years = [...byYear.keys()].filter((year) => year >= from).sort((a, b) => a - b);
  const fullYear = years.find((year) => byYear.get(year)!.length === 12);
  if (fullYear !== undefined) return fullYear;
  const tonnes = (year: Year) => sumBy(byYear.get(year)!, ({ delivered }) => delivered);
  return (
    [...byYear.keys()].reduce<Year | undefined>(
      (largestYear, year) => (largestYear === undefined || tonnes(year) > tonnes(largestYear) ? year : largestYear),
      undefined,
    ) ?? from
  );
};

/** Months of delivery that the price of a year is averaged over: those of the year, or the contract's first twelve where it has none. */
export const pricedMonths = (value: Pick<ContractValue, 'months' | 'monthsBetween'>, year: Year): readonly ContractMonth[] => {
  const isDelivery = ({ delivered }: ContractMonth) => delivered > 0;
  const monthsOfYear = value.monthsBetween(monthOf(year, 1), monthOf(year, 12)).filter(isDelivery);
  return monthsOfYear.length > 0 ? monthsOfYear : value.months.filter(isDelivery).slice(0, 12);
};

/** Mean net price of months, weighted by tonnes, USD/dmt; undefined without deliveries. */
export const meanNetPrice = (months: readonly ContractMonth[]): number | undefined => {
  const tonnes = sumBy(months, ({ delivered }) => delivered);
  return tonnes === 0 ? undefined : sumBy(months, ({ delivered, netPrice }) => delivered * netPrice) / tonnes;
};

/** Payments in the twelve months after `from` without prepayment, USD. */
export const revenueAfter = ({ flows }: Pick<ContractValue, 'flows'>, from: number): number =>
  sumBy(flows, ({ kind, month, amount }) => (kind !== 'prepayment' && month > from && month <= from + 12 ? amount : 0));
