import type { AllocationCell, SpotDeal, SpotMarket } from '#shared/domain/allocation.ts';
import { MOST_SOLD_DEPTHS, QUEUE_DISCOUNT } from '#shared/domain/houseDefaults.ts';
import { sumBy } from '#shared/math.ts';
import { type DeliveryClaim, deliverClaims } from '../spot/deliveries.ts';
import { depthDiscount } from '../spot/marketDepth.ts';
import { createSpotSales, NO_COST, sellOnSpot } from '../spot/sellOnSpot.ts';
import { type QueueLot, type QueueOrigin, rerouteCost } from '../spot/spotQueue.ts';

/** Share by which called tonnes may exceed production before they count as cut: rounding. */
const ROUNDING = 1e-12;
/** Step of the differences where spot revenue has no closed form, as a share of a deal's tonnes. */
const STEP_SHARE = 1e-3;

/** Spot revenue of a product, and its change per dmt of each of its deals, USD. */
export type SpotRevenue = { readonly revenue: number; readonly gradient: Float64Array };

/** Cost of the closed destinations of the deals that leave tonnes to the queue in a month. */
const costOfUndelivered = (
  deals: readonly SpotDeal[],
  tonnes: ArrayLike<number>,
  delivered: ArrayLike<number>,
  t: number,
  queued: number,
) =>
  rerouteCost(
    queued,
    deals.map(({ nominal, closed }, k): QueueOrigin => {
      const x = tonnes[k]!;
      return {
        nominal: nominal[t]! * x,
        delivered: delivered[k]!,
        closedShare: closed?.share[t] ?? 0,
        closedDiscount: closed?.discount[t] ?? 0,
        closedFreight: closed?.freight[t] ?? 0,
      };
    }),
  );

/** Sells month by month with the queue, cuts for lack of product, the limit of tonnes a month and channel rows. Returns the revenue. */
export const sellSpotMonths = (market: SpotMarket, tonnes: ArrayLike<number>): number => {
  const { production, netSpot, depth, depthTerms, waitMonths, spotZoneCost, deals } = market;
  const hasRows = deals.some(({ closed }) => closed !== undefined);
  const queue: QueueLot[] = [];
  const sales = createSpotSales();
  const delivered = new Float64Array(deals.length);
  let revenue = 0;
  for (let t = 0; t < production.length; t++) {
    let [nominal, called] = [0, 0];
    deals.forEach((deal, k) => {
      nominal += deal.nominal[t]! * tonnes[k]!;
      delivered[k] = deal.called[t]! * tonnes[k]!;
      called += delivered[k];
    });
    let deliveries = { total: called, drawn: 0 };
    if (called > production[t]! * (1 + ROUNDING)) {
      const claims = deals.map(({ priority }, k): DeliveryClaim => {
        return { priority, called: delivered[k]!, deferred: 0, delivered: 0, deferredDelivered: 0 };
      });
      deliveries = deliverClaims(claims, production[t]!, queue);
      for (const [k, claim] of claims.entries()) {
        revenue -= (claim.called - claim.delivered) * deals[k]!.cutLoss[t]!;
        delivered[k] = claim.delivered;
      }
    }
    const left = Math.max(0, production[t]! - (deliveries.total - deliveries.drawn));
    const uncommitted = Math.min(Math.max(0, production[t]! - nominal), left);
    const undelivered = left - uncommitted;
    if (left === 0 && queue.length === 0) continue;
    revenue += sellOnSpot(
      queue,
      {
        month: t,
        isLastMonth: t === production.length - 1,
        waitMonths,
        uncommitted,
        spotZoneCost: spotZoneCost ? { discount: spotZoneCost.discount[t]!, freight: spotZoneCost.freight[t]! } : NO_COST,
        undelivered,
        undeliveredCost: hasRows && undelivered > 0 ? costOfUndelivered(deals, tonnes, delivered, t, undelivered) : NO_COST,
        depth: depth[t]!,
        terms: depthTerms,
        netSpot: netSpot[t]!,
      },
      sales,
    ).revenue;
  }
  return revenue;
};

const byDifferences = (market: SpotMarket, tonnes: ArrayLike<number>): SpotRevenue => {
  const revenue = sellSpotMonths(market, tonnes);
  const moved = Float64Array.from(tonnes);
  const gradient = Float64Array.from(tonnes, (x, k) => {
    const step = STEP_SHARE * Math.max(1, x);
    moved[k] = x + step;
    const change = sellSpotMonths(market, moved) - revenue;
    moved[k] = x;
    return change / step;
  });
  return { revenue, gradient };
};

/** Scratch by month, reused. */
let scratch = new Float64Array(0);
const scratchRows = (months: number): readonly [Float64Array, Float64Array, Float64Array, Float64Array] => {
  if (scratch.length < 4 * months) scratch = new Float64Array(4 * months);
  const row = (k: number) => scratch.subarray(k * months, (k + 1) * months).fill(0);
  return [row(0), row(1), row(2), row(3)];
};

/**
 * Computes the spot revenue of a product beside its deals, USD over the plan (step 10), and its change per dmt of each. `tonnes`: aligned
 * with the market's deals. The gradient is exact where production covers all calls, nothing is kept from sale and no channel row applies;
 * elsewhere it is a difference.
 */
export const spotRevenue = (market: SpotMarket, tonnes: ArrayLike<number>): SpotRevenue => {
  const { production, netSpot, depth, depthTerms, waitMonths, deals } = market;
  if (market.spotZoneCost !== undefined || deals.some(({ closed }) => closed !== undefined)) return byDifferences(market, tonnes);
  const months = production.length;
  const [nominal, called, come, marginal] = scratchRows(months);
  for (let k = 0; k < deals.length; k++) {
    const x = tonnes[k]!;
    if (x === 0) continue;
    const deal = deals[k]!;
    for (let t = 0; t < months; t++) {
      nominal[t]! += deal.nominal[t]! * x;
      called[t]! += deal.called[t]! * x;
    }
  }
  // come: tonnes that come to market; what is queued in t comes in t + wait, or in the last month
  const saleMonth = (t: number): number => Math.min(t + waitMonths, months - 1);
  for (let t = 0; t < months; t++) {
    const made = production[t]!;
    if (called[t]! > made * (1 + ROUNDING)) return byDifferences(market, tonnes);
    const left = Math.max(0, made - called[t]!);
    const uncommitted = Math.min(Math.max(0, made - nominal[t]!), left);
    come[t]! += uncommitted;
    come[saleMonth(t)]! += left - uncommitted;
  }
  let revenue = 0;
  for (let t = 0; t < months; t++) {
    const sold = come[t]!;
    const [market_, price] = [depth[t]!, netSpot[t]!];
    if (t < months - 1 && sold > MOST_SOLD_DEPTHS * market_) return byDifferences(market, tonnes);
    const m = depthDiscount(sold, market_, depthTerms);
    const lost = Math.max(0, price);
    revenue += sold * (price - m * lost);
    // d/dX of X (P - m(X) P)
    const slope = sold > market_ && m < depthTerms.cap ? depthTerms.slope / market_ : 0;
    marginal[t] = price - (m + slope * sold) * lost;
  }
  const gradient = new Float64Array(deals.length);
  for (let t = 0; t < months; t++) {
    const made = production[t]!;
    const left = Math.max(0, made - called[t]!);
    const committed = nominal[t]!;
    const at = saleMonth(t);
    const queueLoss = QUEUE_DISCOUNT * Math.max(0, netSpot[at]!);
    if (made - committed > left) {
      // called more than nominal: all that is left is uncommitted
      for (let k = 0; k < deals.length; k++) gradient[k]! -= deals[k]!.called[t]! * marginal[t]!;
      continue;
    }
    const queued = left - Math.max(0, made - committed);
    revenue -= queued * queueLoss;
    const ofQueued = marginal[at]! - queueLoss;
    const ofUncommitted = committed < made ? marginal[t]! : ofQueued;
    for (let k = 0; k < deals.length; k++) {
      const { nominal: agreed, called: taken } = deals[k]!;
      // U = made - nominal, R = nominal - called
      gradient[k]! -= agreed[t]! * (ofUncommitted - ofQueued) + taken[t]! * ofQueued;
    }
  }
  return { revenue, gradient };
};

/** Net revenue at some tonnes, USD: margins and spot markets, and the spot revenue of each with its change per dmt of the cells. */
export type RevenueAt = {
  readonly tonnes: readonly number[];
  readonly revenue: number;
  readonly spot: readonly { readonly revenue: number; readonly changes: ReadonlyMap<number, number> }[];
};

/** Creates the net revenue of cells as a function of their tonnes. */
export const createRevenueFunction = (
  cells: readonly AllocationCell[],
  markets: readonly SpotMarket[] = [],
): ((tonnes: readonly number[]) => RevenueAt) => {
  const index = new Map(cells.map(({ id }, i) => [id, i]));
  const places = markets.map(({ deals }) => deals.map(({ cell }) => index.get(cell)!));
  return (tonnes) => {
    const spot = markets.map((market, p) => {
      const { revenue, gradient } = spotRevenue(
        market,
        places[p]!.map((i) => tonnes[i]!),
      );
      return { revenue, changes: new Map(places[p]!.map((i, k) => [i, gradient[k]!])) };
    });
    const margins = sumBy(cells, ({ margin }, i) => margin * tonnes[i]!);
    return { tonnes, revenue: margins + sumBy(spot, ({ revenue }) => revenue), spot };
  };
};
