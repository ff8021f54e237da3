import type { ProductId } from '#shared/domain/ids.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { bookContract } from './bookContract.ts';
import { createProductTables, type ProductTables, resolveAgreement } from './contractPath.ts';
import { createColumnAllocator, lastPaymentMonth } from './ledger.ts';
import { computeProductPath } from './productPath.ts';
import type { Market, Portfolio, PortfolioContract, PortfolioProduct } from './types.ts';
import { haveSameTables } from './unchangedEntries.ts';
import { createValuationContext, findProduct, type ValuationContext } from './valuationContext.ts';
import { emptyRevenue, revenueByKind, sumByYear, totalRevenue } from './yearlySeries.ts';

/** Revenue by year, entry 0 = the year of the first month; later years have none. */
type Years = readonly number[];

/** What a product earned on a market: its spot sales, and each of its contracts in their order. */
type ProductRevenue = { readonly spot: Years; readonly contracts: readonly Years[] };

/** A product and all that is sold of it. One object however many portfolios hold the very same. */
type ProductEntries = { readonly product: PortfolioProduct; readonly entries: readonly PortfolioContract[] };

/** The products of a portfolio, and where each of its contracts stands: the place of its product, and the one among its contracts. */
type GroupedEntries = { readonly sold: readonly ProductEntries[]; readonly places: readonly (readonly [number, number])[] };

type OnMarket = {
  readonly context: ValuationContext;
  readonly earned: WeakMap<ProductEntries, ProductRevenue>;
  readonly sharedOf: (product: PortfolioProduct) => ProductTables;
};

/** What portfolios of the same dates, rate and tables have in common on any market. */
type RevenueSetting = {
  readonly tables: Portfolio;
  readonly groupEntries: (portfolio: Portfolio) => GroupedEntries;
  readonly onMarket: (market: Market) => OnMarket;
};

/** So many different sets of contracts are remembered of a product: those of a few plans, and of what is tried in one of them. */
const MAX_SETS = 16;
/** For so many sets the prices of a product are kept: each draft of a contract may add a price that nobody asks for again. */
const MAX_PRICED_SETS = 64;

/** Makes once for each object, and forgets what was made for an object that is gone. */
const memoizeWeakly = <K extends object, T>(make: (key: K) => T): ((key: K) => T) => {
  const made = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    const known = made.get(key) ?? { value: make(key) };
    made.set(key, known);
    return known.value;
  };
};

const isSame = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((value, i) => value === other[i]);

/** What the contracts of each product share on a market; their prices are struck anew after so many sets. */
const createTablesCache = (context: ValuationContext, agreed: ProductTables['agreedOf']): OnMarket['sharedOf'] => {
  const held = new WeakMap<PortfolioProduct, { readonly shared: ProductTables; sets: number }>();
  return (product) => {
    const known = held.get(product);
    if (known !== undefined && ++known.sets <= MAX_PRICED_SETS) return known.shared;
    const shared = { ...createProductTables(context, product), agreedOf: agreed };
    held.set(product, { shared, sets: 1 });
    return shared;
  };
};

/** Finds the set that was met before, else takes this one in and lets go of the one that was met longest ago. */
const createEntriesCache = () => {
  const known = new Map<ProductId, readonly ProductEntries[]>();
  return (product: PortfolioProduct, entries: readonly PortfolioContract[]): ProductEntries => {
    const before = known.get(product.id) ?? [];
    const found = before.find((sold) => sold.product === product && isSame(sold.entries, entries)) ?? { product, entries };
    known.set(product.id, [found, ...before.filter((sold) => sold !== found)].slice(0, MAX_SETS));
    return found;
  };
};

const createRevenueSetting = (portfolio: Portfolio): RevenueSetting => {
  // its tables alone: products and contracts come and go
  const of: Portfolio = { ...portfolio, products: [], contracts: [] };
  const setOf = createEntriesCache();
  const columns = createColumnAllocator();
  const agreed = memoizeWeakly((entry: PortfolioContract) =>
    resolveAgreement({ firstMonth: of.valuationMonth + 1, lastMonth: of.lastMonth }, entry, columns),
  );
  return {
    tables: of,
    groupEntries: memoizeWeakly(({ products, contracts }) => {
      const placeOf = new Map(products.map(({ id }, i) => [id, i]));
      const entries: PortfolioContract[][] = products.map(() => []);
      const places = contracts.map((entry): readonly [number, number] => {
        const place = placeOf.get(findProduct({ products }, entry.contract.productId).id)!;
        return [place, entries[place]!.push(entry) - 1];
      });
      return { sold: products.map((product, i) => setOf(product, entries[i]!)), places };
    }),
    onMarket: memoizeWeakly((market) => {
      const context = createValuationContext(of, market);
      return { context, earned: new WeakMap(), sharedOf: createTablesCache(context, agreed) };
    }),
  };
};

/** Remembers what products earned on markets; see `yearlyRevenue`. */
export type RevenueCache = { readonly settingOf: (portfolio: Portfolio) => RevenueSetting };

export const createRevenueCache = (): RevenueCache => {
  let last: RevenueSetting | undefined;
  return {
    settingOf: (portfolio) => {
      if (last === undefined || !haveSameTables(portfolio, last.tables)) last = createRevenueSetting(portfolio);
      return last;
    },
  };
};

const yearsTo = (first: Year, last: Year): readonly Year[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

const computeProductRevenue = ({ context: whole, sharedOf }: OnMarket, { product, entries }: ProductEntries): ProductRevenue => {
  // columns of its own, which end with it
  const context: ValuationContext = { ...whole, allocateColumn: createColumnAllocator(), allocateScratch: createColumnAllocator() };
  const path = computeProductPath(context, product, entries, sharedOf(product));
  const first = yearOf(context.firstMonth);
  const planned = yearsTo(first, yearOf(context.lastMonth));
  const sums = emptyRevenue(planned);
  const ofEntry = new Map(
    path.contracts.map((one) => {
      const { ledger } = bookContract(context, one);
      const last = yearOf(lastPaymentMonth(ledger));
      const years = last > planned.at(-1)! ? yearsTo(first, last) : planned;
      return [one.entry, totalRevenue(revenueByKind(ledger, years, years === planned ? sums : emptyRevenue(years)), years)];
    }),
  );
  return {
    spot: sumByYear(
      path.months,
      planned,
      ({ month }) => month,
      ({ spotRevenue }) => spotRevenue,
    ),
    contracts: entries.map((entry) => ofEntry.get(entry)!),
  };
};

/**
 * What a portfolio earns by year on a market, USD: `valuePortfolio(portfolio, market).revenue` to the bit, and nothing else of it. A
 * product that `memory` met with the very same contracts (object for object) on the very same market is taken from there, and so are the
 * prices of a product on a market, and what a contract has agreed on. Errors: as `valuePortfolio`.
 */
export const yearlyRevenue = (portfolio: Portfolio, market: Market, memory: RevenueCache = createRevenueCache()): Years => {
  const setting = memory.settingOf(portfolio);
  const { sold, places } = setting.groupEntries(portfolio);
  const on = setting.onMarket(market);
  const earned = sold.map((one) => {
    const known = on.earned.get(one) ?? computeProductRevenue(on, one);
    on.earned.set(one, known);
    return known;
  });
  const series = [...places.map(([product, contract]) => earned[product]!.contracts[contract]!), ...earned.map(({ spot }) => spot)];
  const sums: number[] = new Array(series.reduce((most, { length }) => Math.max(most, length), 0)).fill(0);
  // in the order in which a value adds them; a year without entry adds nothing
  for (const one of series) for (let i = 0; i < one.length; i++) sums[i]! += one[i]!;
  return sums;
};
