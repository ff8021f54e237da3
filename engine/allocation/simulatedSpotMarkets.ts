import { unique } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { PathSpotMarkets, SpotDeal, SpotMarket } from '#shared/domain/allocation.ts';
import { sum, sumBy } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import type { Steps } from '#shared/steps.ts';
import { createBlockSums, type PathBatch, type ProductFamily } from '../simulation/batch/pathBatch.ts';
import { LANES } from '../simulation/draws/draws.ts';
import { getFlatPlan } from '../simulation/plan/flatPlan.ts';
import { createSimulator } from '../simulation/simulator.ts';
import type { SimulationRequest } from '../simulation/types.ts';

// columns are in memory that threads share
const sharedColumn = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT * length));

const isSameRow = (a: Float64Array, b: Float64Array): boolean => a.every((amount, i) => amount === b[i]);

/**
 * Copies rows of arrays of one type to parts of one buffer that threads share, a part for each list of rows: a message with thousands of buffers
 * would hold its sender for a tenth of a second.
 */
const shareRows = <T extends Float64Array | Uint32Array>(lists: readonly (readonly T[])[]): readonly T[] => {
  const first = lists[0]?.[0];
  if (first === undefined) return [];
  const ArrayOf = first.constructor as new (buffer: SharedArrayBuffer, at: number, length: number) => T;
  const lengths = lists.map((rows) => sumBy(rows, ({ length }) => length));
  const buffer = new SharedArrayBuffer(sum(lengths) * first.BYTES_PER_ELEMENT);
  let end = 0;
  return lists.map((rows, k) => {
    const sharedArray = new ArrayOf(buffer, end, lengths[k]!);
    let at = 0;
    for (const row of rows) {
      sharedArray.set(row, at);
      at += row.length;
    }
    end += sharedArray.byteLength;
    return sharedArray;
  });
};

const shareArrays = <T extends Float64Array | Uint32Array>(arrays: readonly T[]): readonly T[] => shareRows(arrays.map((array) => [array]));

/** From this size on glibc gives the memory of a buffer back as soon as it is freed; that of smaller ones stays with the process. */
const RETURNED_BYTES = 2 ** 25 + 2 ** 20;

/** Hands out parts of buffers of at least `length` numbers. The part of a buffer that is not used takes no memory. */
const createColumns = (length = 0): ((columnLength: number) => Float64Array) => {
  let numbers = new Float64Array(0);
  let end = 0;
  return (columnLength) => {
    if (end + columnLength > numbers.length) {
      numbers = new Float64Array(Math.max(length, columnLength, RETURNED_BYTES / Float64Array.BYTES_PER_ELEMENT));
      end = 0;
    }
    end += columnLength;
    return numbers.subarray(end - columnLength, end);
  };
};

/**
 * Collects amounts of a deal by path, of which many are the same: nominal tonnes on all paths on which its contract is not ended or changed,
 * called tonnes where the buyer takes the least or the most. Paths with the same amounts share a row; `rowAt`: the first entry of each path.
 */
const createRowCollector = (paths: number, months: number, takeRow: (length: number) => Float64Array) => {
  const rows: Float64Array[] = [];
  // the sum finds a row that may be the same
  const rowBySum = new Map<number, number>();
  const rowAt = new Uint32Array(paths);
  return {
    rows,
    rowAt,
    add: (path: number, amounts: Float64Array): void => {
      const total = sum(amounts);
      let row = rowBySum.get(total);
      if (row === undefined || !isSameRow(rows[row]!, amounts)) {
        const newRow = takeRow(months);
        newRow.set(amounts);
        row = rows.push(newRow) - 1;
        rowBySum.set(total, row);
      }
      rowAt[path] = row * months;
    },
  };
};

/** A deal to simulate as a standalone deal: its loss per tonne cut at the deck, its market, its tonnes a year, and whether they may change. */
export type SimulatedDeal = {
  readonly deal: Pick<SpotDeal, 'cell' | 'priority' | 'cutLoss'>;
  /** Index of its market. */
  readonly market: number;
  /** dmt a year for which its contract is simulated. */
  readonly nominalTonnes: number;
  /** dmt a year of a deal that can't change: it is summed with the others of its market and priority. */
  readonly fixedTonnes?: number | undefined;
};

/** What deals that can't change take in a market: dmt by path and month, and the USD that their called tonnes would lose if they were cut. */
export type FixedDealSums = {
  readonly market: number;
  readonly priority: number;
  readonly nominal: Float64Array;
  readonly called: Float64Array;
  readonly loss: Float64Array;
};

export type SimulatedDeals = {
  /** The deals that may change, in the order in which they were asked for, with columns. */
  readonly deals: readonly SpotDeal[];
  /** Their revenue over the plan by path, USD. */
  readonly revenue: readonly Float64Array[];
  readonly fixed: readonly FixedDealSums[];
};

/** Reorders columns from month, then path, to path, then month. */
const transposeColumns = (columns: readonly Float64Array[], paths: number): void => {
  const byMonth = new Float64Array(Math.max(0, ...columns.map(({ length }) => length)));
  for (const column of columns) {
    byMonth.set(column);
    const months = column.length / paths;
    for (let path = 0; path < paths; path++) {
      for (let month = 0; month < months; month++) column[path * months + month] = byMonth[month * paths + path]!;
    }
  }
};

/** Simulates paths batch by batch; `observe` is called after each month of a family with the place of the batch's first path. */
const simulateBatches = (
  request: SimulationRequest,
  paths: Int32Array,
  shouldStop: () => boolean,
  skipsSpotMonths: boolean,
  observe: {
    readonly month?: (batch: PathBatch, family: ProductFamily, t: number, place: number) => void;
    readonly end?: (batch: PathBatch, place: number) => void;
  },
): void => {
  // no product is deterministic, so that every month has a price and a depth
  const simulator = createSimulator(request, { shouldSimulateEveryProduct: true, skipsSpotMonths });
  const sums = createBlockSums(simulator.batch.plan);
  for (let place = 0; place < paths.length; place += LANES) {
    if (shouldStop()) throw new OrebookError('CANCELLED');
    const batch = simulator.simulateBatch(paths.slice(place, place + LANES), sums, (t, monthBatch, family) =>
      observe.month?.(monthBatch, family, t, place),
    );
    observe.end?.(batch, place);
  }
};

/**
 * Simulates standalone deals on paths. `request`: of the portfolio of these deals (`standaloneDeals`). What a deal takes is the part of its
 * product's production that is not left. `shouldStop` is called before each batch. Errors: CANCELLED.
 */
export const simulateSpotDeals = (
  request: SimulationRequest,
  simulatedDeals: readonly SimulatedDeal[],
  production: readonly Float64Array[],
  paths: Int32Array,
  shouldStop: () => boolean = () => false,
): SimulatedDeals => {
  const { products, contracts } = request.portfolio;
  const productIndex = new Map(products.map(({ id }, p) => [String(id), p]));
  const contractIndex = new Map(contracts.map(({ contract }, c) => [String(contract.id), c]));
  const { contracts: flatContracts } = getFlatPlan(request);
  /** The first month in which a contract delivers, and the months to its last: without a delivery it takes nothing. */
  const deliveryMonths = (c: number): { readonly first: number; readonly months: number } => {
    // from month 1 on
    const terms = flatContracts[c]!.termsIndex.subarray(1);
    const first = Math.max(
      0,
      terms.findIndex((index) => index >= 0),
    );
    return { first, months: Math.max(0, terms.findLastIndex((index) => index >= 0) + 1 - first) };
  };
  const keyOf = ({ market, deal: { priority } }: SimulatedDeal): string => `${market} ${priority}`;
  const marketsByKey = new Map(
    simulatedDeals.flatMap((simulatedDeal) =>
      simulatedDeal.fixedTonnes === undefined ? [] : [[keyOf(simulatedDeal), simulatedDeal.market]],
    ),
  );
  const takeColumn = createColumns(sumBy([...marketsByKey.values()], (market) => 3 * paths.length * production[market]!.length));
  const takeRow = createColumns();
  const fixedSums = new Map<string, FixedDealSums>();
  const targets = simulatedDeals.map((simulatedDeal) => {
    const { deal, market, nominalTonnes, fixedTonnes } = simulatedDeal;
    const c = contractIndex.get(deal.cell)!;
    const place = { c, p: productIndex.get(contracts[c]!.contract.productId)!, cutLoss: deal.cutLoss, production: production[market]! };
    if (fixedTonnes === undefined) {
      const { first, months } = deliveryMonths(c);
      const into = { nominal: new Float64Array(LANES * months), called: new Float64Array(LANES * months) };
      const collector = () => createRowCollector(paths.length, months, takeRow);
      const rows = { nominal: collector(), called: collector() };
      return { ...place, factor: 1 / nominalTonnes, first, months, into, loss: undefined, changing: { deal, rows } };
    }
    const key = keyOf(simulatedDeal);
    const months = production[market]!.length;
    const column = (): Float64Array => takeColumn(paths.length * months);
    const sums = fixedSums.get(key) ?? { market, priority: deal.priority, nominal: column(), called: column(), loss: column() };
    fixedSums.set(key, sums);
    return { ...place, factor: fixedTonnes / nominalTonnes, first: 0, months, into: sums, loss: sums.loss, changing: undefined };
  });
  const changing = targets.flatMap((target) => (target.changing === undefined ? [] : [{ ...target, ...target.changing }]));
  const targetsOf = memoize(({ products: lanes }: ProductFamily) => {
    const indexes = new Set(lanes.map(({ index }) => index));
    return targets.filter(({ p }) => indexes.has(p));
  });
  const revenue = changing.map(() => new Float64Array(paths.length));
  // columns are first by month, then path: the lanes of a month lie side by side
  simulateBatches(request, paths, shouldStop, true, {
    month: ({ plan, products: lanes, count }, family, t, place) => {
      for (const { c, p, factor, first, into, loss, cutLoss, production: produced, changing: isOfBatch } of targetsOf(family)) {
        // without a delivery the contract takes nothing
        if (plan.contracts[c]!.termsIndex[t]! < 0) continue;
        const { remainingTonnes, nominal } = lanes[p]!;
        const [lossPerTonne, producedTonnes] = [cutLoss[t - 1]!, produced[t - 1]!];
        const month = t - 1 - first;
        // amounts of a deal that may change are those of the batch
        const at = isOfBatch ? month * LANES : month * paths.length + place;
        for (let i = 0; i < count; i++) {
          const calledTonnes = (producedTonnes - remainingTonnes[i]!) * factor;
          into.nominal[at + i]! += nominal[i]! * factor;
          into.called[at + i]! += calledTonnes;
          if (loss !== undefined) loss[at + i]! += calledTonnes * lossPerTonne;
        }
      }
    },
    end: ({ contracts: lanes, count }, place) => {
      for (const [d, { c, months, into, rows }] of changing.entries()) {
        const byYear = lanes[c]!.revenue;
        transposeColumns([into.nominal, into.called], LANES);
        for (let i = 0; i < count; i++) {
          for (let at = i; at < byYear.length; at += LANES) revenue[d]![place + i]! += byYear[at]!;
          for (const amounts of ['nominal', 'called'] as const)
            rows[amounts].add(place + i, into[amounts].subarray(i * months, (i + 1) * months));
        }
        into.nominal.fill(0);
        into.called.fill(0);
      }
    },
  });
  transposeColumns(
    [...fixedSums.values()].flatMap(({ nominal, called, loss }) => [nominal, called, loss]),
    paths.length,
  );
  const nominalAmounts = shareRows(changing.map(({ rows }) => rows.nominal.rows));
  const calledAmounts = shareRows(changing.map(({ rows }) => rows.called.rows));
  const nominalAt = shareArrays(changing.map(({ rows }) => rows.nominal.rowAt));
  const calledAt = shareArrays(changing.map(({ rows }) => rows.called.rowAt));
  const cutLoss = shareArrays(changing.map(({ deal, first, months }) => deal.cutLoss.subarray(first, first + months)));
  return {
    deals: changing.map(
      ({ deal, first, months }, d): SpotDeal => ({
        ...deal,
        first,
        months,
        nominal: nominalAmounts[d]!,
        nominalAt: nominalAt[d]!,
        called: calledAmounts[d]!,
        calledAt: calledAt[d]!,
        cutLoss: cutLoss[d]!,
      }),
    ),
    revenue,
    fixed: [...fixedSums.values()],
  };
};

/** Simulates net spot and market depth of the products of markets. `request`: of a portfolio that has these products, in any order. */
export const simulateSpotPrices = (
  request: SimulationRequest,
  markets: readonly Pick<SpotMarket, 'product' | 'production'>[],
  paths: Int32Array,
): readonly Pick<SpotMarket, 'netSpot' | 'depth'>[] => {
  const productIndex = new Map(request.portfolio.products.map(({ id }, p) => [String(id), p]));
  const columns = markets.map(({ product, production }) => ({
    p: productIndex.get(product)!,
    months: production.length,
    netSpot: sharedColumn(paths.length * production.length),
    depth: sharedColumn(paths.length * production.length),
  }));
  simulateBatches(request, paths, () => false, false, {
    month: ({ products, count }, family, t, place) => {
      for (const { p, months, netSpot, depth } of columns) {
        const lanes = products[p]!;
        if (!family.products.includes(lanes)) continue;
        for (let i = 0; i < count; i++) {
          netSpot[(place + i) * months + t - 1] = lanes.spotPrice[i]!;
          depth[(place + i) * months + t - 1] = lanes.depth[i]!;
        }
      }
    },
  });
  return columns;
};

/** Amounts that are added in a step: the first access to a new array also makes its memory. */
const AMOUNTS_PER_STEP = 50_000;

function* addAmounts(into: Float64Array, amounts: Float64Array): Steps<void> {
  for (let first = 0; first < into.length; first += AMOUNTS_PER_STEP) {
    const end = Math.min(first + AMOUNTS_PER_STEP, into.length);
    for (let i = first; i < end; i++) into[i]! += amounts[i]!;
    yield;
  }
}

/**
 * Collects simulated parts of the deals, one after another: the sums of those that can't change are added up in the order of the parts, which
 * lose them.
 */
export const createDealCollector = () => {
  const deals: SpotDeal[] = [];
  const revenue: Float64Array[] = [];
  const fixedSums = new Map<string, FixedDealSums>();
  return {
    *addInSteps(part: SimulatedDeals): Steps<void> {
      deals.push(...part.deals);
      revenue.push(...part.revenue);
      let isKept = false;
      for (const sums of part.fixed) {
        const key = `${sums.market} ${sums.priority}`;
        const total = fixedSums.get(key);
        if (total === undefined) {
          fixedSums.set(key, sums);
          isKept = true;
        } else {
          for (const column of ['nominal', 'called', 'loss'] as const) yield* addAmounts(total[column], sums[column]);
        }
      }
      // at once: the garbage collector would free those of several parts later
      const addedBuffers = isKept ? [] : unique(part.fixed.map(({ nominal }) => nominal.buffer as ArrayBuffer));
      for (const buffer of addedBuffers) buffer.transfer(0);
    },
    total: (): SimulatedDeals => ({ deals, revenue, fixed: [...fixedSums.values()] }),
  };
};

/** Joins simulated markets: deck markets, their prices on paths, and their deals; deals that can't change are of `fixedCell`. */
export const joinPathMarkets = (
  markets: readonly SpotMarket[],
  prices: readonly Pick<SpotMarket, 'netSpot' | 'depth'>[],
  { deals, fixed }: SimulatedDeals,
  fixedCell: { readonly cell: string; readonly tonnes: number },
  paths: number,
): PathSpotMarkets => {
  const dealsById = new Map(deals.map((deal) => [deal.cell, deal]));
  return {
    paths,
    markets: markets.map((market, m): SpotMarket => {
      const { netSpot, depth } = prices[m]!;
      const months = market.production.length;
      const fixedDeals = fixed
        .filter((sums) => sums.market === m)
        .map(({ priority, nominal, called, loss }): SpotDeal => {
          const perTonne = (amounts: Float64Array): Float64Array => {
            const column = sharedColumn(amounts.length);
            for (let i = 0; i < amounts.length; i++) column[i] = amounts[i]! / fixedCell.tonnes;
            return column;
          };
          const cutLoss = sharedColumn(loss.length);
          // the loss of a cut tonne is the mean of the deals, since a product that is short is cut pro rata within a priority
          for (let i = 0; i < loss.length; i++) cutLoss[i] = called[i]! > 0 ? loss[i]! / called[i]! : 0;
          return { cell: fixedCell.cell, priority, months, nominal: perTonne(nominal), called: perTonne(called), cutLoss };
        });
      const cutLossRatio = sharedColumn(paths * months);
      // the loss per tonne cut is scaled with net spot: an approximation
      for (let i = 0; i < cutLossRatio.length; i++) {
        const deckPrice = market.netSpot[i % months]!;
        cutLossRatio[i] = deckPrice > 0 ? Math.max(0, netSpot[i]!) / deckPrice : 1;
      }
      return {
        ...market,
        netSpot,
        depth,
        cutLossRatio,
        deals: [...market.deals.flatMap(({ cell }) => dealsById.get(cell) ?? []), ...fixedDeals],
      };
    }),
  };
};
