import type { ProductId } from '#shared/domain/ids.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { bookContract } from './bookContract.ts';
import { agreedOf, type Shared, sharedOf } from './contractPath.ts';
import { createColumns, lastPayment } from './ledger.ts';
import { productPath } from './productPath.ts';
import { byYear, noRevenue, revenueByKind, totalRevenue } from './series.ts';
import type { Market, Portfolio, PortfolioContract, PortfolioProduct } from './types.ts';
import { isSetAlike } from './unchanged.ts';
import { createContext, productIn, type ValuationContext } from './valuationContext.ts';

/** Revenue by year, entry 0 = the year of the first month; later years have none. */
type Years = readonly number[];

/** What a product earned on a market: its spot sales, and each of its contracts in their order. */
type Earned = { readonly spot: Years; readonly contracts: readonly Years[] };

/** A product and all that is sold of it. One object however many portfolios hold the very same. */
type Sold = { readonly product: PortfolioProduct; readonly entries: readonly PortfolioContract[] };

/** The products of a portfolio, and where each of its contracts stands: the place of its product, and the one among its contracts. */
type Held = { readonly sold: readonly Sold[]; readonly places: readonly (readonly [number, number])[] };

type OnMarket = {
  readonly context: ValuationContext;
  readonly earned: WeakMap<Sold, Earned>;
  readonly sharedOf: (product: PortfolioProduct) => Shared;
};

/** What portfolios of the same dates, rate and tables have in common on any market. */
type Setting = {
  readonly of: Portfolio;
  readonly held: (portfolio: Portfolio) => Held;
  readonly on: (market: Market) => OnMarket;
};

/** So many different sets of contracts are remembered of a product: those of a few plans, and of what is tried in one of them. */
const SETS = 16;
/** For so many sets the prices of a product are kept: each draft of a contract may add a price that nobody asks for again. */
const SETS_PRICED = 64;

/** Makes once for each object, and forgets what was made for an object that is gone. */
const weakly = <K extends object, T>(make: (key: K) => T): ((key: K) => T) => {
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
const sharing = (context: ValuationContext, agreed: Shared['agreedOf']): OnMarket['sharedOf'] => {
  const held = new WeakMap<PortfolioProduct, { readonly shared: Shared; sets: number }>();
  return (product) => {
    const known = held.get(product);
    if (known !== undefined && ++known.sets <= SETS_PRICED) return known.shared;
    const shared = { ...sharedOf(context, product), agreedOf: agreed };
    held.set(product, { shared, sets: 1 });
    return shared;
  };
};

/** Finds the set that was met before, else takes this one in and lets go of the one that was met longest ago. */
const createSets = () => {
  const known = new Map<ProductId, readonly Sold[]>();
  return (product: PortfolioProduct, entries: readonly PortfolioContract[]): Sold => {
    const before = known.get(product.id) ?? [];
    const found = before.find((sold) => sold.product === product && isSame(sold.entries, entries)) ?? { product, entries };
    known.set(product.id, [found, ...before.filter((sold) => sold !== found)].slice(0, SETS));
    return found;
  };
};

const createSetting = (portfolio: Portfolio): Setting => {
  // its tables alone: products and contracts come and go
  const of: Portfolio = { ...portfolio, products: [], contracts: [] };
  const setOf = createSets();
  const columns = createColumns();
  const agreed = weakly((entry: PortfolioContract) =>
    agreedOf({ firstMonth: of.valuationMonth + 1, lastMonth: of.lastMonth }, entry, columns),
  );
  return {
    of,
    held: weakly(({ products, contracts }) => {
      const placeOf = new Map(products.map(({ id }, i) => [id, i]));
      const entries: PortfolioContract[][] = products.map(() => []);
      const places = contracts.map((entry): readonly [number, number] => {
        const place = placeOf.get(productIn({ products }, entry.contract.productId).id)!;
        return [place, entries[place]!.push(entry) - 1];
      });
      return { sold: products.map((product, i) => setOf(product, entries[i]!)), places };
    }),
    on: weakly((market) => {
      const context = createContext(of, market);
      return { context, earned: new WeakMap(), sharedOf: sharing(context, agreed) };
    }),
  };
};

/** Remembers what products earned on markets; see `yearlyRevenue`. */
export type RevenueMemory = { readonly settingOf: (portfolio: Portfolio) => Setting };

export const revenueMemory = (): RevenueMemory => {
  let last: Setting | undefined;
  return {
    settingOf: (portfolio) => {
      if (last === undefined || !isSetAlike(portfolio, last.of)) last = createSetting(portfolio);
      return last;
    },
  };
};

const yearsTo = (first: Year, last: Year): readonly Year[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

const earn = ({ context: whole, sharedOf }: OnMarket, { product, entries }: Sold): Earned => {
  // columns of its own, which end with it
  const context: ValuationContext = { ...whole, columns: createColumns(), scratch: createColumns() };
  const path = productPath(context, product, entries, sharedOf(product));
  const first = yearOf(context.firstMonth);
  const planned = yearsTo(first, yearOf(context.lastMonth));
  const sums = noRevenue(planned);
  const ofEntry = new Map(
    path.contracts.map((one) => {
      const { ledger } = bookContract(context, one);
      const last = yearOf(lastPayment(ledger));
      const years = last > planned.at(-1)! ? yearsTo(first, last) : planned;
      return [one.entry, totalRevenue(revenueByKind(ledger, years, years === planned ? sums : noRevenue(years)), years)];
    }),
  );
  return {
    spot: byYear(
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
export const yearlyRevenue = (portfolio: Portfolio, market: Market, memory: RevenueMemory = revenueMemory()): Years => {
  const setting = memory.settingOf(portfolio);
  const { sold, places } = setting.held(portfolio);
  const on = setting.on(market);
  const earned = sold.map((one) => {
    const known = on.earned.get(one) ?? earn(on, one);
    on.earned.set(one, known);
    return known;
  });
  const series = [...places.map(([product, contract]) => earned[product]!.contracts[contract]!), ...earned.map(({ spot }) => spot)];
  const sums: number[] = new Array(series.reduce((most, { length }) => Math.max(most, length), 0)).fill(0);
  // in the order in which a value adds them; a year without entry adds nothing
  for (const one of series) for (let i = 0; i < one.length; i++) sums[i]! += one[i]!;
  return sums;
};
