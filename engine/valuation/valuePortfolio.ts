import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import { type BookedContract, bookContract } from './bookContract.ts';
import { lastPaymentMonth, listContractMonths, listFlows } from './ledger.ts';
import { computeProductPath } from './productPath.ts';
import type {
  CashFlow,
  ContractMonth,
  ContractValue,
  Ledger,
  Market,
  Portfolio,
  PortfolioContract,
  PortfolioProduct,
  PortfolioValue,
  ProductMonth,
  ProductValue,
  Valuation,
} from './types.ts';
import { findUnchangedProducts } from './unchangedEntries.ts';
import { createDiscountTable, createValuationContext, type DiscountTable, findProduct, type ValuationContext } from './valuationContext.ts';
import { addSeries, emptyRevenue, presentValueByYear, revenueByKind, sumByYear, sumOf, totalRevenue, unitCostAt } from './yearlySeries.ts';

type BookedProduct = {
  readonly product: PortfolioProduct;
  readonly contracts: ReadonlyMap<PortfolioContract, BookedContract>;
  readonly months: readonly ProductMonth[];
};

const bookProduct = (context: ValuationContext, product: PortfolioProduct, entries: readonly PortfolioContract[]): BookedProduct => {
  const path = computeProductPath(context, product, entries);
  return { product, months: path.months, contracts: new Map(path.contracts.map((one) => [one.entry, bookContract(context, one)])) };
};

/** What contracts are summed up by: the years, their discount factors, and sums that are emptied and filled anew for each. */
type YearTables = {
  readonly years: readonly Year[];
  readonly discounts: DiscountTable;
  readonly revenue: ReturnType<typeof emptyRevenue>;
  readonly present: number[];
};

/** A value with its months and flows written out when first asked for: most of a large plan's are never looked at. */
const contractValue = (
  context: ValuationContext,
  entry: PortfolioContract,
  product: PortfolioProduct,
  booked: BookedContract,
  { years, discounts, revenue, present }: YearTables,
): ContractValue => {
  const { contract, buyer } = entry;
  const { ledger } = booked;
  const { dateOf } = context;
  revenueByKind(ledger, years, revenue);
  const npv = sumOf(presentValueByYear(ledger, discounts, years, present));
  const tonnes = years.map(() => 0);
  for (let i = 0; i < ledger.delivered.length; i++) tonnes[yearOf(ledger.first + i) - years[0]!]! += ledger.delivered[i]!;
  let months: readonly ContractMonth[] | undefined;
  let flows: readonly CashFlow[] | undefined;
  return {
    contractId: contract.id,
    productId: product.id,
    buyerId: buyer.id,
    years,
    ledger,
    get months() {
      months ??= listContractMonths(entry, ledger);
      return months;
    },
    get flows() {
      flows ??= listFlows(ledger, dateOf);
      return flows;
    },
    takeOrPay: booked.takeOrPay,
    makeUpBalance: booked.makeUpBalance,
    makeUpLapsed: booked.makeUpLapsed,
    prepaymentLeft: booked.prepaymentLeft,
    revenue: totalRevenue(revenue, years),
    tonnes,
    cost: tonnes.map((delivered, i) => delivered * unitCostAt(product, years[i]!)),
    deficiency: [...revenue.deficiency],
    npv,
  };
};

const productValue = (
  context: ValuationContext,
  product: PortfolioProduct,
  months: readonly ProductMonth[],
  years: readonly Year[],
): ProductValue => {
  const sold = (amount: (month: ProductMonth) => number) => sumByYear(months, years, ({ month }) => month, amount);
  const spotTonnes = sold(({ uncommittedSold, resold }) => uncommittedSold + resold);
  return {
    productId: product.id,
    years,
    months,
    spotRevenue: sold(({ spotRevenue }) => spotRevenue),
    spotTonnes,
    spotCost: spotTonnes.map((tonnes, i) => tonnes * unitCostAt(product, years[i]!)),
    // spot is paid in the month of sale
    npv: sumOf(sold(({ month, spotRevenue }) => spotRevenue * context.discountFactor(month))),
  };
};

/** Adds a contract's revenue to sums by month of payment, entry 0 = the month `from`. */
const addRevenueByMonth = (sums: number[], from: Month, { first, provisional, final, others }: Ledger): void => {
  // the columns reach as far as the latest payment could lie, the sums as far as there is one
  const length = Math.min(final.length, sums.length + from - first);
  for (let i = 0; i < length; i++) sums[first + i - from]! += provisional[i]! + final[i]!;
  for (const { month, kind, amount } of others) if (kind !== 'prepayment') sums[month - from]! += amount;
};

/** What an earlier valuation has of each product that is unchanged since. */
const createReuse = (portfolio: Portfolio, market: Market, earlier: Valuation | undefined) => {
  const unchanged = findUnchangedProducts(portfolio, market, earlier);
  const contracts = new Map(earlier?.portfolio.contracts.map((entry, i) => [entry, earlier.value.contracts[i]!]));
  const products = new Map(earlier?.portfolio.products.map((product, i) => [product, earlier.value.products[i]!]));
  return {
    contract: (entry: PortfolioContract, product: PortfolioProduct) => (unchanged.has(product) ? contracts.get(entry) : undefined),
    product: (product: PortfolioProduct) => (unchanged.has(product) ? products.get(product) : undefined),
  };
};

/**
 * Values a portfolio month by month at the market's prices, demand and channels, without draws: steps 4 to 13 of the path
 * (docs/model/valuation.md). Tonnes in dmt, money in USD nominal, dated mid-month; NPV actual/365 at the portfolio's effective
 * annual rate on the valuation date. Products that `earlier` valued on the same market with the very same contracts are taken from
 * there: the answer is the same to the bit.
 * Errors: MISSING_PRICE (reference, month), NOT_FOUND (a contract's product), OUT_OF_RANGE, EMPTY (zone weights), and those of
 * `netPrice`.
 */
export const valuePortfolio = (portfolio: Portfolio, market: Market, earlier?: Valuation): PortfolioValue => {
  const context = createValuationContext(portfolio, market);
  const { contract: knownContract, product: knownProduct } = createReuse(portfolio, market, earlier);
  const ofContracts = new Map(portfolio.contracts.map((entry) => [entry, findProduct(portfolio, entry.contract.productId)]));
  const byProduct = Map.groupBy(portfolio.contracts, ({ contract }) => contract.productId);
  const booked = portfolio.products.map((product): BookedProduct => {
    const entries = byProduct.get(product.id) ?? [];
    const before = knownProduct(product);
    if (before === undefined) return bookProduct(context, product, entries);
    return { product, months: before.months, contracts: new Map(entries.map((entry) => [entry, knownContract(entry, product)!])) };
  });
  const bookedContracts = new Map(booked.flatMap(({ contracts: of }) => [...of]));
  let lastFlow = context.lastMonth;
  for (const { ledger } of bookedContracts.values()) lastFlow = Math.max(lastFlow, lastPaymentMonth(ledger));
  const firstYear = yearOf(context.firstMonth);
  const years = Array.from({ length: yearOf(lastFlow) - firstYear + 1 }, (_, i) => firstYear + i);

  // both began in the same year: as many years are the same years
  const sameYears = <T extends { readonly years: readonly Year[] }>(before: T | undefined): T | undefined =>
    before?.years.length === years.length ? before : undefined;
  const summing: YearTables = {
    years,
    discounts: createDiscountTable(portfolio.valuationMonth, context.discountFactor, years.at(-1)!),
    revenue: emptyRevenue(years),
    present: years.map(() => 0),
  };
  const revenueByMonth: number[] = new Array(lastFlow - context.firstMonth + 1).fill(0);
  const contracts = [...ofContracts].map(([entry, product]) => {
    const value = sameYears(knownContract(entry, product)) ?? contractValue(context, entry, product, bookedContracts.get(entry)!, summing);
    addRevenueByMonth(revenueByMonth, context.firstMonth, value.ledger);
    return value;
  });
  const products = booked.map(({ product, months }) => sameYears(knownProduct(product)) ?? productValue(context, product, months, years));
  for (const { months } of products)
    for (const { month, spotRevenue } of months) revenueByMonth[month - context.firstMonth]! += spotRevenue;
  return {
    years,
    contracts,
    products,
    revenue: addSeries([...contracts.map(({ revenue }) => revenue), ...products.map(({ spotRevenue }) => spotRevenue)], years.length),
    revenueByMonth,
    npv: sumOf([...contracts, ...products].map(({ npv }) => npv)),
  };
};
