import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import { listContractMonths, listFlows } from './ledger.ts';
import type { BookedContract } from './productPath.ts';
import type { CashFlow, ContractMonth, ContractValue, Ledger, PortfolioContract, PortfolioProduct } from './types.ts';
import { createUnitCosts, type UnitCosts } from './unitCosts.ts';
import { createDiscountTable, type DiscountTable, type ValuationContext } from './valuationContext.ts';
import { clearSums, emptyRevenue, presentValueByYear, revenueByKind, totalRevenue } from './yearlySeries.ts';

/** The years, discount factors and unit costs of values, and buffers that are overwritten for each contract. */
export type YearTables = {
  readonly years: readonly Year[];
  readonly discounts: DiscountTable;
  readonly unitCostsOf: (product: PortfolioProduct) => UnitCosts;
  readonly noAmounts: readonly number[];
  readonly revenue: ReturnType<typeof emptyRevenue>;
  readonly sums: number[];
};

export const createYearTables = (
  { portfolio: { valuationMonth, references }, market, discountFactor }: ValuationContext,
  years: readonly Year[],
): YearTables => ({
  years,
  discounts: createDiscountTable(valuationMonth, discountFactor, years.at(-1)!),
  unitCostsOf: memoize((product) => createUnitCosts(product, market, references)),
  noAmounts: years.map(() => 0),
  revenue: emptyRevenue(years),
  sums: years.map(() => 0),
});

/** Sums the delivered tonnes of a contract by year, dmt; overwrites `sums`. */
const tonnesByYear = ({ first, delivered }: Ledger, years: readonly Year[], sums: number[]): readonly number[] => {
  clearSums(sums);
  for (let i = 0; i < delivered.length; i++) sums[yearOf(first + i) - years[0]!]! += delivered[i]!;
  return sums;
};

/**
 * Computes the value of a contract from its ledger. A class, because an object with accessors of its own is a hash table ten times as large;
 * `months` and `flows` are listed when they are read, because those of a large plan would take a hundred megabytes.
 */
export class BookedValue implements ContractValue {
  readonly contractId: ContractValue['contractId'];
  readonly productId: ContractValue['productId'];
  readonly buyerId: ContractValue['buyerId'];
  readonly years: readonly Year[];
  readonly ledger: ContractValue['ledger'];
  readonly takeOrPay: ContractValue['takeOrPay'];
  readonly makeUpBalance: number;
  readonly makeUpLapsed: number;
  readonly prepaymentLeft: number;
  readonly revenue: readonly number[];
  readonly tonnes: readonly number[];
  readonly cost: readonly number[];
  readonly deficiency: readonly number[];
  readonly damages: readonly number[];
  readonly npv: number;
  readonly #entry: PortfolioContract;
  readonly #dateOf: ValuationContext['dateOf'];

  constructor(
    { dateOf }: ValuationContext,
    entry: PortfolioContract,
    product: PortfolioProduct,
    { ledger, takeOrPay, makeUpBalance, makeUpLapsed, prepaymentLeft }: BookedContract,
    { years, discounts, unitCostsOf, noAmounts, revenue, sums }: YearTables,
  ) {
    revenueByKind(ledger, years, revenue);
    // most contracts have neither deficiencies nor damages: these share one list
    const copyAmounts = (amounts: readonly number[]) => (amounts.some((amount) => amount !== 0) ? amounts.slice() : noAmounts);
    this.contractId = entry.contract.id;
    this.productId = product.id;
    this.buyerId = entry.buyer.id;
    this.years = years;
    this.ledger = ledger;
    this.takeOrPay = takeOrPay;
    this.makeUpBalance = makeUpBalance;
    this.makeUpLapsed = makeUpLapsed;
    this.prepaymentLeft = prepaymentLeft;
    this.revenue = totalRevenue(revenue, years, sums).slice();
    this.tonnes = tonnesByYear(ledger, years, sums).slice();
    this.cost = unitCostsOf(product).byYear(years, ledger.first, ledger.delivered, sums).slice();
    this.deficiency = copyAmounts(revenue.deficiency);
    this.damages = copyAmounts(revenue.damages);
    this.npv = sum(presentValueByYear(ledger, discounts, years, sums));
    this.#entry = entry;
    this.#dateOf = dateOf;
  }

  get months(): readonly ContractMonth[] {
    return this.monthsBetween(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  monthsBetween(from: Month, to: Month): readonly ContractMonth[] {
    return listContractMonths(this.#entry, this.ledger, from, to);
  }

  get flows(): readonly CashFlow[] {
    return listFlows(this.ledger, this.#dateOf);
  }
}
