import type { ProductId } from '#shared/domain/ids.ts';
import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { sum, sumBy } from '#shared/math.ts';
import { isEndOfStep, runSteps, type Steps } from '#shared/steps.ts';
import { createProductTables } from './contractPath.ts';
import { BookedValue, createYearTables, type YearTables } from './contractValue.ts';
import { type AllocateColumn, copyLedger, createColumnAllocator, isSameLedger, lastPaymentMonth } from './ledger.ts';
import { createMarketView, watchMarket } from './marketView.ts';
import { type BookedContract, bookContract } from './productPath.ts';
import { type KnownTonnes, pricedProductPathInSteps } from './repricing.ts';
import type {
  ContractValue,
  EarlierValuation,
  Ledger,
  Market,
  Portfolio,
  PortfolioContract,
  PortfolioProduct,
  PortfolioValue,
  ProductMonth,
  ProductValue,
} from './types.ts';
import {
  contractsByProduct,
  createUnchangedTest,
  findUnchangedProducts,
  listPlaces,
  noteBasis,
  type ProductBasis,
} from './unchangedEntries.ts';
import { createValuationContext, findProduct, onWatchedMarket, type ValuationContext } from './valuationContext.ts';
import { addToSeries, sumByYear } from './yearlySeries.ts';

type BookedProduct = {
  readonly product: PortfolioProduct;
  readonly contractOf: (entry: PortfolioContract) => BookedContract;
  readonly months: readonly ProductMonth[];
  /** What its value is reused by; absent where an earlier value is. */
  readonly basis?: ProductBasis;
};

function* bookProduct(
  context: ValuationContext,
  product: PortfolioProduct,
  entries: readonly PortfolioContract[],
  knownTonnes: KnownTonnes | undefined,
): Steps<BookedProduct> {
  const watchedMarket = watchMarket(context.market);
  const watchedContext = onWatchedMarket(context, watchedMarket);
  const tables = createProductTables(watchedContext, product);
  const path = yield* pricedProductPathInSteps(watchedContext, product, entries, tables, knownTonnes);
  const contracts = new Map<PortfolioContract, BookedContract>();
  for (let i = 0; i < path.contracts.length; i++) {
    const contractPath = path.contracts[i]!;
    contracts.set(contractPath.entry, bookContract(context, contractPath));
    if (isEndOfStep(i)) yield;
  }
  const view = createMarketView(context.market, watchedMarket, context.portfolio.references, product, entries);
  return {
    product,
    months: path.months,
    contractOf: (entry) => contracts.get(entry)!,
    basis: { view, spotOffers: path.spotOffers, tonnes: path.tonnes },
  };
}

const productValue = (
  context: ValuationContext,
  product: PortfolioProduct,
  months: readonly ProductMonth[],
  { years, unitCostsOf }: YearTables,
): ProductValue => {
  const sumMonths = (amount: (month: ProductMonth) => number) => sumByYear(months, years, ({ month }) => month, amount);
  const soldIn = ({ uncommittedSold, resold }: ProductMonth): number => uncommittedSold + resold;
  return {
    productId: product.id,
    years,
    months,
    spotRevenue: sumMonths(({ spotRevenue }) => spotRevenue),
    depthLoss: sumMonths(({ depthLoss }) => depthLoss),
    queueLoss: sumMonths(({ queueLoss }) => queueLoss),
    rerouteLoss: sumMonths(({ rerouteLoss }) => rerouteLoss),
    spotTonnes: sumMonths(soldIn),
    spotCost: unitCostsOf(product).byYear(years, context.firstMonth, Float64Array.from(months, soldIn)),
    // spot is paid in the month of sale
    npv: sum(sumMonths(({ month, spotRevenue }) => spotRevenue * context.discountFactor(month))),
    presentLosses: {
      depth: sumBy(months, ({ month, depthLoss }) => depthLoss * context.discountFactor(month)),
      queue: sumBy(months, ({ month, queueLoss }) => queueLoss * context.discountFactor(month)),
      reroute: sumBy(months, ({ month, rerouteLoss }) => rerouteLoss * context.discountFactor(month)),
    },
  };
};

/** Adds a contract's revenue to sums by month of payment; entry 0 = the month `from`. */
const addRevenueByMonth = (sums: number[], from: Month, { first, provisional, final, damages, others }: Ledger): void => {
  // the columns reach to the latest possible payment, the sums to the last actual one
  const length = Math.min(final.length, sums.length + from - first);
  for (let i = 0; i < length; i++) sums[first + i - from]! += provisional[i]! + final[i]!;
  for (let i = 0; i < damages.length; i++) if (damages[i] !== 0) sums[first + i - from]! += damages[i]!;
  for (const { month, kind, amount } of others) if (kind !== 'prepayment') sums[month - from]! += amount;
};

/** Whether two bookings of one contract are equal bit for bit. */
const isSameBooking = (a: BookedContract, b: BookedContract): boolean =>
  a.makeUpBalance === b.makeUpBalance &&
  a.makeUpLapsed === b.makeUpLapsed &&
  a.prepaymentLeft === b.prepaymentLeft &&
  isSameLedger(a.ledger, b.ledger) &&
  isDeepEqual(a.takeOrPay, b.takeOrPay);

const withCopiedLedger = (bookedContract: BookedContract, allocateColumn: AllocateColumn): BookedContract => ({
  ...bookedContract,
  ledger: copyLedger(bookedContract.ledger, allocateColumn),
});

/** Returns lookups of the values that an earlier valuation has of unchanged products and their contracts. */
function* createReuse(context: ValuationContext, earlierValuation: EarlierValuation | undefined) {
  const { portfolio, market } = context;
  const { unchangedProducts: earlierProducts, knownTonnes } = yield* findUnchangedProducts(context, earlierValuation);
  yield;
  const places: ReadonlyMap<PortfolioContract, number> = earlierValuation ? yield* listPlaces(earlierValuation.portfolio) : new Map();
  const isUnchanged = createUnchangedTest(portfolio, market, earlierValuation, places);
  const earlierValueOf = (entry: PortfolioContract) => earlierValuation?.value.contracts[places.get(entry) ?? -1];
  return {
    contract: (entry: PortfolioContract, product: PortfolioProduct) => (earlierProducts.has(product) ? earlierValueOf(entry) : undefined),
    monthsOf: (product: PortfolioProduct) => earlierProducts.get(product)?.months,
    /** The value of a product whose spot sales are the same too. */
    product: (product: PortfolioProduct): ProductValue | undefined => {
      const earlierProduct = earlierProducts.get(product);
      return earlierProduct?.value.months === earlierProduct?.months ? earlierProduct?.value : undefined;
    },
    /** The value of an unchanged contract that comes to the same although others of its product changed. */
    equalContract: (entry: PortfolioContract, bookedContract: BookedContract): ContractValue | undefined => {
      const earlierValue = isUnchanged(entry) ? earlierValueOf(entry) : undefined;
      return earlierValue !== undefined && isSameBooking(earlierValue, bookedContract) ? earlierValue : undefined;
    },
    knownTonnes: (product: PortfolioProduct) => knownTonnes.get(product),
    hasEarlier: portfolio.contracts.some(isUnchanged),
  };
}

/**
 * Values a portfolio month by month at the market's prices, demand and channels, without random draws: steps 4 to 13 of the path
 * (docs/model/valuation.md). Tonnes in dmt, money in USD nominal, dated mid-month; NPV actual/365 at the portfolio's effective annual
 * rate on the valuation date. Values that `earlierValuation` has of products with the same contracts (same objects), on a market of which
 * they read the same, are reused; the result is the same bit for bit.
 * Errors: MISSING_PRICE (reference, month), NOT_FOUND (a contract's product), OUT_OF_RANGE, EMPTY (zone weights), and those of `netPrice`.
 */
export function* valuePortfolioInSteps(portfolio: Portfolio, market: Market, earlierValuation?: EarlierValuation): Steps<PortfolioValue> {
  const context = createValuationContext(portfolio, market);
  const {
    contract: reusableContract,
    monthsOf: reusableMonths,
    product: reusableProduct,
    equalContract,
    knownTonnes,
    hasEarlier,
  } = yield* createReuse(context, earlierValuation);
  yield;
  const byProduct = contractsByProduct(portfolio.contracts);
  for (const id of byProduct.keys()) findProduct(portfolio, id);
  yield;
  const bookedProducts: BookedProduct[] = [];
  const bookedById = new Map<ProductId, BookedProduct>();
  for (const product of portfolio.products) {
    const entries = byProduct.get(product.id) ?? [];
    const months = reusableMonths(product);
    const bookedProduct =
      months === undefined
        ? yield* bookProduct(context, product, entries, knownTonnes(product))
        : { product, months, contractOf: (entry: PortfolioContract) => reusableContract(entry, product)! };
    bookedProducts.push(bookedProduct);
    bookedById.set(product.id, bookedProduct);
    yield;
  }
  let lastFlow = context.lastMonth;
  for (let i = 0; i < portfolio.contracts.length; i++) {
    const entry = portfolio.contracts[i]!;
    lastFlow = Math.max(lastFlow, lastPaymentMonth(bookedById.get(entry.contract.productId)!.contractOf(entry).ledger));
    if (isEndOfStep(i)) yield;
  }
  const firstYear = yearOf(context.firstMonth);
  const years = Array.from({ length: yearOf(lastFlow) - firstYear + 1 }, (_, i) => firstYear + i);

  // both valuations begin in the same year, so equal lengths mean equal years
  const reuseIfSameYears = <T extends { readonly years: readonly Year[] }>(earlierValue: T | undefined): T | undefined =>
    earlierValue?.years.length === years.length ? earlierValue : undefined;
  const yearTables = createYearTables(context, years);
  const revenueByMonth: number[] = new Array(lastFlow - context.firstMonth + 1).fill(0);
  const yearlyRevenue: number[] = new Array(years.length).fill(0);
  let npv = 0;
  const { allocate } = createColumnAllocator();
  const contracts: ContractValue[] = [];
  for (let i = 0; i < portfolio.contracts.length; i++) {
    const entry = portfolio.contracts[i]!;
    const { product, contractOf } = bookedById.get(entry.contract.productId)!;
    const bookedContract = contractOf(entry);
    const reusedValue = reuseIfSameYears(reusableContract(entry, product) ?? equalContract(entry, bookedContract));
    const value =
      reusedValue ??
      // beside values of an earlier valuation, copies of the ledgers that differ release the columns of those that are equal
      new BookedValue(context, entry, product, hasEarlier ? withCopiedLedger(bookedContract, allocate) : bookedContract, yearTables);
    addRevenueByMonth(revenueByMonth, context.firstMonth, value.ledger);
    addToSeries(yearlyRevenue, value.revenue);
    npv += value.npv;
    contracts.push(value);
    if (reusedValue === undefined || isEndOfStep(i)) yield;
  }
  const products: ProductValue[] = [];
  for (const { product, months, basis } of bookedProducts) {
    const value = reuseIfSameYears(reusableProduct(product)) ?? productValue(context, product, months, yearTables);
    if (basis !== undefined) noteBasis(value, basis);
    products.push(value);
    yield;
  }
  for (const { months, spotRevenue: yearlySpotRevenue, npv: productNpv } of products) {
    for (const { month, spotRevenue } of months) revenueByMonth[month - context.firstMonth]! += spotRevenue;
    addToSeries(yearlyRevenue, yearlySpotRevenue);
    npv += productNpv;
  }
  context.release(hasEarlier);
  return {
    years,
    contracts,
    products,
    revenue: yearlyRevenue,
    revenueByMonth,
    npv,
  };
}

/** `valuePortfolioInSteps` without interruption. */
export const valuePortfolio = (...of: Parameters<typeof valuePortfolioInSteps>): PortfolioValue => runSteps(valuePortfolioInSteps(...of));
