import { OrebookError } from '#shared/contract/errors.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { areItemsEqual } from '#shared/equality.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { isEndOfStep, type LazySteps, lazySteps, runSteps, type Steps } from '#shared/steps.ts';
import { createProductTables, type ProductTables } from './contractPath.ts';
import { createColumnAllocator, lastPaymentMonth } from './ledger.ts';
import { createMarketView, isSameButPrices, isSameView, type MarketView, type WatchedMarket, watchMarket } from './marketView.ts';
import { bookContract } from './productPath.ts';
import { type KnownTonnes, pricedProductPathInSteps } from './repricing.ts';
import { isSameButDepth, resell } from './resale.ts';
import type { Ledger, Market, Portfolio, PortfolioContract, PortfolioProduct, ProductMonth } from './types.ts';
import { haveSameTables } from './unchangedEntries.ts';
import { createValuationContext, onWatchedMarket, type ValuationContext } from './valuationContext.ts';
import { emptyRevenue, revenueByKind, sumByYear, totalRevenue } from './yearlySeries.ts';

/** Revenue by year, USD; entry 0 = the year of the first month; later years without an entry have none. */
type YearlyRevenue = readonly number[];

/**
 * Revenue of a product on a market: its spot sales, and its contracts in their order, `years` numbers for each in one array; and their calls
 * by month, dmt. An array for each contract would be an object that the garbage collector visits, for each scenario and plan.
 */
type ProductRevenue = KnownTonnes & {
  readonly spot: YearlyRevenue;
  readonly years: number;
  readonly contracts: Float64Array;
  readonly called: Float64Array;
};

/** A product and its contracts; one object for all portfolios with the same product and contracts. */
type ProductEntries = { readonly product: PortfolioProduct; readonly entries: readonly PortfolioContract[] };

/** The products of a portfolio, and for each contract the index of its product; the contracts of each product keep their order. */
type GroupedEntries = { readonly products: readonly ProductEntries[]; readonly productOf: Uint32Array };

/** The tables of a product on a market, and the context whose market notes what they read. */
type PricedProduct = { readonly context: ValuationContext; readonly tables: ProductTables; readonly watchedMarket: WatchedMarket };

type RevenueOnMarket = {
  readonly revenueOf: WeakMap<ProductEntries, ProductRevenue>;
  readonly pricedProductOf: (product: PortfolioProduct) => PricedProduct;
};

/** The revenue of a product, and what was read of the market. */
type RevenueInView = { readonly view: MarketView; readonly revenue: ProductRevenue };

/** Caches shared by portfolios with the same dates, rate and tables. */
type RevenueSetting = {
  readonly tables: Portfolio;
  readonly groupedEntriesOf: (portfolio: Portfolio) => LazySteps<GroupedEntries>;
  readonly onMarket: (market: Market) => RevenueOnMarket;
  readonly revenuesInViews: WeakMap<ProductEntries, readonly RevenueInView[]>;
  /** The known sets of the same contracts whose product differs in market depth. */
  readonly atOtherDepths: (set: ProductEntries) => readonly ProductEntries[];
};

/** Number of sets of contracts kept per product: those of a few plans and of the latest changes to one of them. */
const MAX_SETS = 16;
/** Number of sets after which a product's price tables are rebuilt, because each edit of a contract may add prices never used again. */
const MAX_PRICED_SETS = 64;
/** Number of views of which the revenue of a set is kept: those of the scenarios of a library. */
const MAX_VIEWS = 24;

/** Caches the tables of each product on a market. */
const createTablesCache = (marketContext: ValuationContext): RevenueOnMarket['pricedProductOf'] => {
  const cache = new WeakMap<PortfolioProduct, { readonly pricedProduct: PricedProduct; sets: number }>();
  return (product) => {
    const cached = cache.get(product);
    if (cached !== undefined && ++cached.sets <= MAX_PRICED_SETS) return cached.pricedProduct;
    const watchedMarket = watchMarket(marketContext.market);
    const context = onWatchedMarket(marketContext, watchedMarket);
    const pricedProduct = { context, watchedMarket, tables: createProductTables(context, product) };
    cache.set(product, { pricedProduct, sets: 1 });
    return pricedProduct;
  };
};

/** Returns the known set that equals the given one, else adds it and drops the least recently used one. */
const createEntriesCache = () => {
  const cache = new Map<ProductId, readonly ProductEntries[]>();
  return {
    entriesOf: (product: PortfolioProduct, entries: readonly PortfolioContract[]): ProductEntries => {
      const sets = cache.get(product.id) ?? [];
      const knownSet = sets.find((set) => set.product === product && areItemsEqual(set.entries, entries)) ?? { product, entries };
      cache.set(product.id, [knownSet, ...sets.filter((set) => set !== knownSet)].slice(0, MAX_SETS));
      return knownSet;
    },
    atOtherDepths: ({ product, entries }: ProductEntries): readonly ProductEntries[] =>
      (cache.get(product.id) ?? []).filter(
        (set) => set.product !== product && isSameButDepth(set.product, product) && areItemsEqual(set.entries, entries),
      ),
  };
};

const createRevenueSetting = (portfolio: Portfolio): RevenueSetting => {
  // without products and contracts, which would be kept alive by the cache
  const tables: Portfolio = { ...portfolio, products: [], contracts: [] };
  const { entriesOf, atOtherDepths } = createEntriesCache();
  return {
    tables,
    groupedEntriesOf: memoizeWeakly(({ products, contracts }) =>
      lazySteps(function* () {
        const productIndex = new Map(products.map(({ id }, i) => [id, i]));
        const entries: PortfolioContract[][] = products.map(() => []);
        const productOf = new Uint32Array(contracts.length);
        for (let i = 0; i < contracts.length; i++) {
          const { productId } = contracts[i]!.contract;
          const index = productIndex.get(productId);
          if (index === undefined) throw new OrebookError('NOT_FOUND', { kind: 'product', id: productId });
          productOf[i] = index;
          entries[index]!.push(contracts[i]!);
          if (isEndOfStep(i)) yield;
        }
        return { products: products.map((product, i) => entriesOf(product, entries[i]!)), productOf };
      }),
    ),
    onMarket: memoizeWeakly((market) => {
      const context = createValuationContext(tables, market);
      return { revenueOf: new WeakMap(), pricedProductOf: createTablesCache(context) };
    }),
    revenuesInViews: new WeakMap(),
    atOtherDepths,
  };
};

/** Caches the revenue of products on markets for `yearlyRevenue`. */
export type RevenueCache = { readonly settingOf: (portfolio: Portfolio) => RevenueSetting };

/** Creates an empty cache; it keeps the setting of the last portfolio only. */
export const createRevenueCache = (): RevenueCache => {
  let lastSetting: RevenueSetting | undefined;
  return {
    settingOf: (portfolio) => {
      if (lastSetting === undefined || !haveSameTables(portfolio, lastSetting.tables)) lastSetting = createRevenueSetting(portfolio);
      return lastSetting;
    },
  };
};

const yearsTo = (first: Year, last: Year): readonly Year[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

const planYearsOf = ({ firstMonth, lastMonth }: ValuationContext): readonly Year[] => yearsTo(yearOf(firstMonth), yearOf(lastMonth));

const spotRevenueByYear = (months: readonly ProductMonth[], years: readonly Year[]): YearlyRevenue =>
  sumByYear(
    months,
    years,
    ({ month }) => month,
    ({ spotRevenue }) => spotRevenue,
  );

function* computeProductRevenue(
  { context: marketContext, tables }: PricedProduct,
  { product, entries }: ProductEntries,
  knownTonnes: KnownTonnes | undefined,
): Steps<ProductRevenue> {
  // an allocator of its own: the tables of the market keep their columns
  const { allocate, release } = createColumnAllocator();
  const context: ValuationContext = { ...marketContext, allocateColumn: allocate, allocateScratch: allocate };
  const path = yield* pricedProductPathInSteps(context, product, entries, tables, knownTonnes);
  const planYears = planYearsOf(context);
  const ledgers = new Map<PortfolioContract, Ledger>();
  let last = planYears.at(-1)!;
  for (let i = 0; i < path.contracts.length; i++) {
    const contractPath = path.contracts[i]!;
    const { ledger } = bookContract(context, contractPath);
    ledgers.set(contractPath.entry, ledger);
    last = Math.max(last, yearOf(lastPaymentMonth(ledger)));
    if (isEndOfStep(i)) yield;
  }
  const years = yearsTo(planYears[0]!, last);
  const contracts = new Float64Array(entries.length * years.length);
  const [buffer, sums] = [emptyRevenue(years), years.map(() => 0)];
  for (let i = 0; i < entries.length; i++) {
    const revenueOfContract = totalRevenue(revenueByKind(ledgers.get(entries[i]!)!, years, buffer), years, sums);
    for (let year = 0; year < years.length; year++) contracts[i * years.length + year] = revenueOfContract[year]!;
    if (isEndOfStep(i)) yield;
  }
  const revenue: ProductRevenue = {
    spot: spotRevenueByYear(path.months, planYears),
    years: years.length,
    contracts,
    called: path.called.slice(),
    spotOffers: path.spotOffers,
    // without the contract years, which no revenue needs
    tonnes: path.tonnes && { ...path.tonnes, takeOrPay: [] },
  };
  release();
  return revenue;
}

/** The revenue of a product from that of the same contracts at another market depth; undefined where none is known. */
function* revenueAtDepth(
  set: ProductEntries,
  market: Market,
  { pricedProductOf }: RevenueOnMarket,
  { revenuesInViews, atOtherDepths }: RevenueSetting,
): Steps<RevenueInView | undefined> {
  for (const otherSet of atOtherDepths(set)) {
    yield;
    const knownRevenue = findRevenue(revenuesInViews.get(otherSet), market, otherSet);
    if (knownRevenue === undefined) continue;
    const { context } = pricedProductOf(set.product);
    const months = resell(context, set.product, knownRevenue.revenue.spotOffers);
    if (months === undefined) continue;
    return { view: knownRevenue.view, revenue: { ...knownRevenue.revenue, spot: spotRevenueByYear(months, planYearsOf(context)) } };
  }
  return undefined;
}

const findRevenue = (
  revenues: readonly RevenueInView[] | undefined,
  market: Market,
  { product, entries }: ProductEntries,
): RevenueInView | undefined => revenues?.find(({ view }) => isSameView(view, market, product, entries));

/** The revenue of a product on a market: known from another market where it reads the same, or from another depth, else computed. */
function* revenueOnMarket(set: ProductEntries, market: Market, onMarket: RevenueOnMarket, setting: RevenueSetting): Steps<ProductRevenue> {
  const { revenuesInViews, tables } = setting;
  const knownRevenues = revenuesInViews.get(set) ?? [];
  const knownRevenue = findRevenue(knownRevenues, market, set);
  if (knownRevenue !== undefined) return knownRevenue.revenue;
  let inView = yield* revenueAtDepth(set, market, onMarket, setting);
  if (inView === undefined) {
    const pricedProduct = onMarket.pricedProductOf(set.product);
    const otherPrices = knownRevenues.find(({ view }) => isSameButPrices(view, market, set.product, set.entries));
    const revenue = yield* computeProductRevenue(pricedProduct, set, otherPrices?.revenue);
    inView = { view: createMarketView(market, pricedProduct.watchedMarket, tables.references, set.product, set.entries), revenue };
  }
  revenuesInViews.set(set, [inView, ...knownRevenues].slice(0, MAX_VIEWS));
  return inView.revenue;
}

/** The revenue of each product of a portfolio, from the cache where its contracts are the same. */
function* computeRevenues(portfolio: Portfolio, market: Market, cache: RevenueCache) {
  const setting = cache.settingOf(portfolio);
  const { products, productOf } = yield* setting.groupedEntriesOf(portfolio).prepare();
  const onMarket = setting.onMarket(market);
  const revenues: ProductRevenue[] = [];
  for (const entries of products) {
    const revenue = onMarket.revenueOf.get(entries) ?? (yield* revenueOnMarket(entries, market, onMarket, setting));
    onMarket.revenueOf.set(entries, revenue);
    revenues.push(revenue);
  }
  return { revenues, productOf };
}

/**
 * Computes the calls of all contracts of each product by month, dmt, entry 0 = the month after the valuation month. `cache` as in
 * `yearlyRevenue`. Errors: as `valuePortfolio`.
 */
export const monthlyCalls = (portfolio: Portfolio, market: Market, cache: RevenueCache = createRevenueCache()): readonly Float64Array[] =>
  runSteps(computeRevenues(portfolio, market, cache)).revenues.map(({ called }) => called);

/**
 * Computes the revenue of a portfolio by year on a market, USD: bit for bit `valuePortfolio(portfolio, market).revenue` without the other
 * results. From `cache` it reuses the revenue of a product with the same contracts (same objects) on the same market, the prices of a
 * product on a market, and the agreement of a contract. Errors: as `valuePortfolio`.
 */
export function* yearlyRevenueInSteps(
  portfolio: Portfolio,
  market: Market,
  cache: RevenueCache = createRevenueCache(),
): Steps<YearlyRevenue> {
  const { revenues, productOf } = yield* computeRevenues(portfolio, market, cache);
  const sums: number[] = new Array(Math.max(0, ...revenues.map(({ years }) => years))).fill(0);
  // added in the order of `valuePortfolio`, which makes the sums equal bit for bit
  const addedRows = revenues.map(() => 0);
  for (let n = 0; n < productOf.length; n++) {
    const product = productOf[n]!;
    const { years, contracts } = revenues[product]!;
    const row = addedRows[product]!++ * years;
    for (let i = 0; i < years; i++) sums[i]! += contracts[row + i]!;
    if (isEndOfStep(n)) yield;
  }
  for (const { spot } of revenues) for (let i = 0; i < spot.length; i++) sums[i]! += spot[i]!;
  return sums;
}

/** `yearlyRevenueInSteps` without interruption. */
export const yearlyRevenue = (...of: Parameters<typeof yearlyRevenueInSteps>): YearlyRevenue => runSteps(yearlyRevenueInSteps(...of));
