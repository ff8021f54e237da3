import type { AllocationCell, SpotDeal, SpotMarket } from '#shared/domain/allocation.ts';
import { MOST_SOLD_DEPTHS, QUEUE_DISCOUNT } from '#shared/domain/houseDefaults.ts';
import { sumBy } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import { type DeliveryClaim, deliverClaims } from '../spot/deliveries.ts';
import { depthDiscount } from '../spot/marketDepth.ts';
import { createSpotSales, NO_COST, sellOnSpot } from '../spot/sellOnSpot.ts';
import { type QueueLot, type QueueOrigin, rerouteCost } from '../spot/spotQueue.ts';
import { damagesAt } from './damages.ts';

/** Share by which called tonnes may exceed production before they count as cut: rounding. */
const ROUNDING = 1e-12;
/** Step of the differences where spot revenue has no closed form, as a share of a deal's tonnes. */
const STEP_SHARE = 1e-3;

const NO_GRADIENT = new Float64Array(0);

/** Spot revenue of a product, and its change per dmt of each of its deals, USD. */
export type SpotRevenue = { readonly revenue: number; readonly gradient: Float64Array };

/** The months of the plan for which a deal has entries, from `first` up to `end`, excluded, and its first entries of a path. */
const entriesOf = ({ first = 0, called, nominalAt, calledAt, cutLoss, months = called.length }: SpotDeal, path: number) => ({
  first,
  end: first + months,
  nominalAt: nominalAt?.[path] ?? path * months,
  calledAt: calledAt?.[path] ?? path * months,
  lossAt: cutLoss.length > months ? path * months : 0,
});

/** What one dmt of each deal takes in a month of a path. */
const takenInMonth = (deals: readonly SpotDeal[], path: number, t: number) =>
  deals.map((deal) => {
    const { first, end, nominalAt, calledAt, lossAt } = entriesOf(deal, path);
    if (t < first || t >= end) return { nominal: 0, called: 0, cutLoss: 0 };
    const i = t - first;
    return { nominal: deal.nominal[nominalAt + i]!, called: deal.called[calledAt + i]!, cutLoss: deal.cutLoss[lossAt + i]! };
  });

/** Cost of the closed destinations of the deals that leave tonnes to the queue in a month; `nominalByDeal`: dmt of each deal. */
const costOfUndelivered = (
  deals: readonly SpotDeal[],
  nominalByDeal: ArrayLike<number>,
  deliveredTonnes: ArrayLike<number>,
  t: number,
  queued: number,
) =>
  rerouteCost(
    queued,
    deals.map(({ closed }, k): QueueOrigin => {
      return {
        nominal: nominalByDeal[k]!,
        delivered: deliveredTonnes[k]!,
        closedShare: closed?.share[t] ?? 0,
        closedDiscount: closed?.discount[t] ?? 0,
        closedFreight: closed?.freight[t] ?? 0,
      };
    }),
  );

/** Sells month by month with the queue, cuts for lack of product, the limit of tonnes a month and channel rows. Returns the revenue. */
export const sellSpotMonths = (market: SpotMarket, tonnes: ArrayLike<number>, path = 0): number => {
  const { production, netSpot, depth, depthTerms, waitMonths, spotZoneCost, cutLossRatio, deals } = market;
  const hasRows = deals.some(({ closed }) => closed !== undefined);
  const queue: QueueLot[] = [];
  const sales = createSpotSales();
  const nominalByDeal = new Float64Array(deals.length);
  const deliveredByDeal = new Float64Array(deals.length);
  const monthAt = path * production.length;
  let revenue = 0;
  for (let t = 0; t < production.length; t++) {
    let [nominal, calledTonnes] = [0, 0];
    const takenByDeal = takenInMonth(deals, path, t);
    for (let k = 0; k < deals.length; k++) {
      nominalByDeal[k] = takenByDeal[k]!.nominal * tonnes[k]!;
      deliveredByDeal[k] = takenByDeal[k]!.called * tonnes[k]!;
      nominal += nominalByDeal[k]!;
      calledTonnes += deliveredByDeal[k]!;
    }
    let deliveries = { total: calledTonnes, drawn: 0 };
    if (calledTonnes > production[t]! * (1 + ROUNDING)) {
      const claims = deals.map(({ priority }, k): DeliveryClaim => ({ priority, tonnes: deliveredByDeal[k]!, delivered: 0 }));
      deliveries = deliverClaims(claims, [], production[t]!, queue);
      for (let k = 0; k < claims.length; k++) {
        const claim = claims[k]!;
        revenue -= (claim.tonnes - claim.delivered) * takenByDeal[k]!.cutLoss * (cutLossRatio?.[monthAt + t] ?? 1);
        deliveredByDeal[k] = claim.delivered;
      }
    }
    const left = Math.max(0, production[t]! - (deliveries.total - deliveries.drawn));
    const uncommittedTonnes = Math.min(Math.max(0, production[t]! - nominal), left);
    const undeliveredTonnes = left - uncommittedTonnes;
    if (left === 0 && queue.length === 0) continue;
    revenue += sellOnSpot(
      queue,
      {
        month: t,
        isLastMonth: t === production.length - 1,
        waitMonths,
        uncommitted: uncommittedTonnes,
        spotZoneCost: spotZoneCost ? { discount: spotZoneCost.discount[t]!, freight: spotZoneCost.freight[t]! } : NO_COST,
        undelivered: undeliveredTonnes,
        undeliveredCost:
          hasRows && undeliveredTonnes > 0 ? costOfUndelivered(deals, nominalByDeal, deliveredByDeal, t, undeliveredTonnes) : NO_COST,
        depth: depth[monthAt + t]!,
        terms: depthTerms,
        netSpot: netSpot[monthAt + t]!,
      },
      sales,
    ).revenue;
  }
  return revenue;
};

/** Totals of a product's deals by month: nominal and called tonnes, and what all calls would lose if they were cut, USD. */
type DealTotals = { readonly nominal: Float64Array; readonly called: Float64Array; readonly loss: Float64Array };

// scratch by month, reused: its views are made again where the number of months differs
let scratch: readonly Float64Array[] = [];
const takeScratch = (months: number): readonly Float64Array[] => {
  if (scratch[0]?.length !== months) scratch = Array.from({ length: 5 }, () => new Float64Array(months));
  for (const row of scratch) row.fill(0);
  return scratch;
};

/** Adds what a deal takes on a path to totals, whose months begin at `into`. */
const addDeal = ({ nominal, called, loss }: DealTotals, into: number, deal: SpotDeal, tonnes: number, path: number): void => {
  const { first, end, nominalAt, calledAt, lossAt } = entriesOf(deal, path);
  for (let t = into + first, i = 0; t < into + end; t++, i++) {
    const calledTonnes = deal.called[calledAt + i]! * tonnes;
    nominal[t]! += deal.nominal[nominalAt + i]! * tonnes;
    called[t]! += calledTonnes;
    loss[t]! += calledTonnes * deal.cutLoss[lossAt + i]!;
  }
};

/** Totals of a market's deals on paths from `first` on, entry (path - first) * months + month. */
export type PathTotals = DealTotals & { readonly first: number };

/** Sums what the deals of a market take on `count` paths, in steps: one for each deal, whose entries of all paths lie side by side. */
export function* sumDealsInSteps(
  { production, deals }: SpotMarket,
  tonnes: ArrayLike<number>,
  first: number,
  count: number,
): Steps<PathTotals> {
  const months = production.length;
  const column = (): Float64Array => new Float64Array(count * months);
  const totals = { first, nominal: column(), called: column(), loss: column() };
  for (let k = 0; k < deals.length; k++) {
    if (tonnes[k] !== 0) for (let n = 0; n < count; n++) addDeal(totals, n * months, deals[k]!, tonnes[k]!, first + n);
    yield;
  }
  return totals;
}

/** The revenue of `sellSpotMonths` for deals of one priority and no channel rows. `queue`: scratch, tonnes by the month in which they were queued. */
const sellTotals = (market: SpotMarket, { nominal, called, loss }: DealTotals, queue: Float64Array, path: number): number => {
  const { production, netSpot, depth, depthTerms, waitMonths, cutLossRatio } = market;
  const months = production.length;
  const monthAt = path * months;
  let [revenue, oldestMonth] = [0, 0];
  for (let t = 0; t < months; t++) {
    const [produced, calledTonnes] = [production[t]!, called[t]!];
    let drawnTonnes = 0;
    for (let need = calledTonnes - produced; need > 0 && oldestMonth < t; ) {
      const takenTonnes = Math.min(need, queue[oldestMonth]!);
      queue[oldestMonth]! -= takenTonnes;
      drawnTonnes += takenTonnes;
      need -= takenTonnes;
      if (need > 0) oldestMonth++;
    }
    const deliveredTonnes = Math.min(calledTonnes, produced + drawnTonnes);
    if (deliveredTonnes < calledTonnes)
      revenue -= ((cutLossRatio?.[monthAt + t] ?? 1) * loss[t]! * (calledTonnes - deliveredTonnes)) / calledTonnes;
    const left = Math.max(0, produced + drawnTonnes - deliveredTonnes);
    const uncommittedTonnes = Math.min(Math.max(0, produced - nominal[t]!), left);
    queue[t] = left - uncommittedTonnes;
    const isLastMonth = t === months - 1;
    const lastDue = isLastMonth ? t : t - waitMonths;
    const maximumDue = isLastMonth ? Number.POSITIVE_INFINITY : MOST_SOLD_DEPTHS * depth[monthAt + t]!;
    let dueTonnes = 0;
    while (oldestMonth <= lastDue && dueTonnes < maximumDue) {
      const takenTonnes = Math.min(queue[oldestMonth]!, maximumDue - dueTonnes);
      dueTonnes += takenTonnes;
      queue[oldestMonth]! -= takenTonnes;
      if (dueTonnes < maximumDue) oldestMonth++;
    }
    const soldTonnes = Math.min(uncommittedTonnes, maximumDue - dueTonnes);
    if (soldTonnes < uncommittedTonnes) {
      queue[t]! += uncommittedTonnes - soldTonnes;
      oldestMonth = Math.min(oldestMonth, t);
    }
    const price = netSpot[monthAt + t]!;
    const positivePrice = Math.max(0, price);
    const m = depthDiscount(dueTonnes + soldTonnes, depth[monthAt + t]!, depthTerms);
    revenue += (dueTonnes + soldTonnes) * (price - m * positivePrice) - dueTonnes * QUEUE_DISCOUNT * positivePrice;
  }
  return revenue;
};

/**
 * Spot revenue and its change by differences; `sell` returns the revenue where the k-th deal takes `step` dmt more. The gradient is empty
 * unless it is asked for.
 */
const byDifferences = (tonnes: ArrayLike<number>, hasGradient: boolean, sell: (k: number, step: number) => number): SpotRevenue => {
  const revenue = sell(0, 0);
  if (!hasGradient) return { revenue, gradient: NO_GRADIENT };
  const gradient = Float64Array.from(tonnes, (x, k) => {
    const step = STEP_SHARE * Math.max(1, x);
    return (sell(k, step) - revenue) / step;
  });
  return { revenue, gradient };
};

const byMonths = (market: SpotMarket, tonnes: ArrayLike<number>, path: number, hasGradient: boolean): SpotRevenue => {
  const movedTonnes = Float64Array.from(tonnes);
  return byDifferences(tonnes, hasGradient, (k, step) => {
    movedTonnes[k]! += step;
    const revenue = sellSpotMonths(market, movedTonnes, path);
    movedTonnes[k] = tonnes[k]!;
    return revenue;
  });
};

const byTotals = (
  market: SpotMarket,
  tonnes: ArrayLike<number>,
  totals: DealTotals,
  queue: Float64Array,
  path: number,
  hasGradient: boolean,
): SpotRevenue => {
  const movedTotals: DealTotals = hasGradient
    ? { nominal: totals.nominal.slice(), called: totals.called.slice(), loss: totals.loss.slice() }
    : totals;
  return byDifferences(tonnes, hasGradient, (k, step) => {
    if (step === 0) return sellTotals(market, totals, queue.fill(0), path);
    movedTotals.nominal.set(totals.nominal);
    movedTotals.called.set(totals.called);
    movedTotals.loss.set(totals.loss);
    addDeal(movedTotals, 0, market.deals[k]!, step, path);
    return sellTotals(market, movedTotals, queue.fill(0), path);
  });
};

/** Whether the sales of a market follow from the totals of its deals. */
export const hasTotals = memoizeWeakly(
  ({ spotZoneCost, deals }: SpotMarket): boolean =>
    spotZoneCost === undefined && deals.every(({ closed, priority }) => closed === undefined && priority === deals[0]!.priority),
);

/**
 * Computes the spot revenue of a product beside its deals, USD over the plan (step 10), and its change per dmt of each. `tonnes`: aligned
 * with the market's deals; `path`: of a market with columns of several. Called tonnes that are cut for lack of product count at what they
 * lose. The gradient is exact where production covers all calls, nothing is kept from sale and no channel row applies; elsewhere it is a
 * difference. It is empty where `hasGradient` is false. `pathTotals`: the sums of the deals where they are known.
 */
export const spotRevenue = (
  market: SpotMarket,
  tonnes: ArrayLike<number>,
  path = 0,
  hasGradient = true,
  pathTotals?: PathTotals,
): SpotRevenue => {
  const { production, netSpot, depth, depthTerms, waitMonths, deals } = market;
  if (!hasTotals(market)) return byMonths(market, tonnes, path, hasGradient);
  const months = production.length;
  const monthAt = path * months;
  const { first: firstPath, ...columns } = pathTotals ?? runSteps(sumDealsInSteps(market, tonnes, path, 1));
  const from = (path - firstPath) * months;
  const onPath = (column: Float64Array): Float64Array => column.subarray(from, from + months);
  const totals: DealTotals = { nominal: onPath(columns.nominal), called: onPath(columns.called), loss: onPath(columns.loss) };
  const { nominal, called: calledTonnes } = totals;
  const [tonnesToMarket, marginal, queue, perNominal, perCalled] = takeScratch(months) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  // what is queued in t is sold in t + wait, or in the last month
  const saleMonth = (t: number): number => Math.min(t + waitMonths, months - 1);
  for (let t = 0; t < months; t++) {
    const produced = production[t]!;
    if (calledTonnes[t]! > produced * (1 + ROUNDING)) return byTotals(market, tonnes, totals, queue, path, hasGradient);
    const left = Math.max(0, produced - calledTonnes[t]!);
    const uncommittedTonnes = Math.min(Math.max(0, produced - nominal[t]!), left);
    tonnesToMarket[t]! += uncommittedTonnes;
    tonnesToMarket[saleMonth(t)]! += left - uncommittedTonnes;
  }
  let revenue = 0;
  for (let t = 0; t < months; t++) {
    const [soldTonnes, price, depthOfMonth] = [tonnesToMarket[t]!, netSpot[monthAt + t]!, depth[monthAt + t]!];
    if (t < months - 1 && soldTonnes > MOST_SOLD_DEPTHS * depthOfMonth) return byTotals(market, tonnes, totals, queue, path, hasGradient);
    const m = depthDiscount(soldTonnes, depthOfMonth, depthTerms);
    const positivePrice = Math.max(0, price);
    revenue += soldTonnes * (price - m * positivePrice);
    // d/dX of X (P - m(X) P)
    const slope = soldTonnes > depthOfMonth && m < depthTerms.cap ? depthTerms.slope / depthOfMonth : 0;
    marginal[t] = price - (m + slope * soldTonnes) * positivePrice;
  }
  // change of revenue per nominal and per called tonne of a month
  for (let t = 0; t < months; t++) {
    const produced = production[t]!;
    const left = Math.max(0, produced - calledTonnes[t]!);
    const committedTonnes = nominal[t]!;
    const at = saleMonth(t);
    const queueLoss = QUEUE_DISCOUNT * Math.max(0, netSpot[monthAt + at]!);
    if (produced - committedTonnes > left) {
      // called more than nominal: all that is left is uncommitted
      perNominal[t] = 0;
      perCalled[t] = marginal[t]!;
      continue;
    }
    const queued = left - Math.max(0, produced - committedTonnes);
    revenue -= queued * queueLoss;
    const ofQueued = marginal[at]! - queueLoss;
    // where all is committed, the slope of fewer tonnes: more can't be delivered
    const ofUncommitted = committedTonnes <= produced * (1 + ROUNDING) ? marginal[t]! : ofQueued;
    // U = made - nominal, R = nominal - called
    perNominal[t] = ofUncommitted - ofQueued;
    perCalled[t] = ofQueued;
  }
  const gradient = new Float64Array(hasGradient ? deals.length : 0);
  for (let k = 0; k < gradient.length; k++) {
    const deal = deals[k]!;
    const { first, end, nominalAt, calledAt } = entriesOf(deal, path);
    for (let t = first, i = 0; t < end; t++, i++)
      gradient[k]! -= deal.nominal[nominalAt + i]! * perNominal[t]! + deal.called[calledAt + i]! * perCalled[t]!;
  }
  return { revenue, gradient };
};

/** Spot revenue of a market, USD, and its change per dmt of the cells of its deals. */
export type MarketRevenue = { readonly revenue: number; readonly changes: ReadonlyMap<number, number> };

/** Net revenue at some tonnes, USD: margins and spot markets less damages. */
export type RevenueAt = {
  readonly tonnes: readonly number[];
  readonly revenue: number;
  readonly spot: readonly MarketRevenue[];
  readonly damages: number;
};

/** Finds the indices of the cells of each market's deals. */
export const findDealCells = (cells: readonly Pick<AllocationCell, 'id'>[], markets: readonly SpotMarket[]): readonly Int32Array[] => {
  const index = new Map(cells.map(({ id }, i) => [id, i]));
  return markets.map(({ deals }) => Int32Array.from(deals, ({ cell }) => index.get(cell)!));
};

/** Computes the spot revenue of a market at the tonnes of all cells. `dealCells`: the cell of each of its deals. */
export const marketRevenue = (market: SpotMarket, dealCells: Int32Array, tonnes: readonly number[], hasGradient = true): MarketRevenue => {
  const dealTonnes = Float64Array.from(dealCells, (i) => tonnes[i]!);
  const { revenue, gradient } = spotRevenue(market, dealTonnes, 0, hasGradient);
  const changes = new Map<number, number>();
  // several deals may be of one cell
  if (hasGradient) dealCells.forEach((i, k) => void changes.set(i, (changes.get(i) ?? 0) + gradient[k]!));
  return { revenue, changes };
};

/** Creates the net revenue of cells as a function of their tonnes; there are no changes per dmt where `hasGradient` is false. */
export const createRevenueFunction = (
  cells: readonly AllocationCell[],
  markets: readonly SpotMarket[] = [],
  hasGradient = true,
): ((tonnes: readonly number[]) => RevenueAt) => {
  const dealCells = findDealCells(cells, markets);
  return (tonnes) => {
    const spot = markets.map((market, p) => marketRevenue(market, dealCells[p]!, tonnes, hasGradient));
    const margins = sumBy(cells, ({ margin }, i) => margin * tonnes[i]!);
    const damages = damagesAt(cells, tonnes);
    return { tonnes, revenue: margins + sumBy(spot, ({ revenue }) => revenue) - damages, spot, damages };
  };
};
