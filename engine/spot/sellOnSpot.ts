import { MOST_SOLD_DEPTHS, QUEUE_DISCOUNT } from '#shared/domain/houseDefaults.ts';
import { type DepthDiscount, depthDiscount } from './marketDepth.ts';
import { countDueLots, joinQueue, type QueueLot } from './spotQueue.ts';

/** The cost of selling elsewhere: a share of the price, and USD/dmt. */
export type RerouteCost = { readonly discount: number; readonly freight: number };

export const NO_COST: RerouteCost = { discount: 0, freight: 0 };

export type SpotMonth = {
  month: number;
  /** In the last month of the plan all queued tonnes come to market and all is sold. */
  isLastMonth: boolean;
  /** Months that a queued tonne waits. */
  waitMonths: number;
  /** U, planned uncommitted production, dmt, and its cost in the product's spot zone. */
  uncommitted: number;
  spotZoneCost: RerouteCost;
  /** Other undelivered tonnes of the month, and their mean cost. */
  undelivered: number;
  undeliveredCost: RerouteCost;
  /** Market depth, the sum over the zones, dmt. */
  depth: number;
  terms: DepthDiscount;
  /** P, net spot, USD/dmt. */
  netSpot: number;
};

export type SpotSales = {
  uncommittedSold: number;
  resold: number;
  /** Tonnes that joined the queue. */
  queued: number;
  /** m, the share of the price lost to market depth. */
  depthDiscount: number;
  /** Price of uncommitted tonnes, USD/dmt. */
  price: number;
  revenue: number;
  /**
   * Parts of the value of all tonnes sold at net spot, USD: lost to market depth, to the discount of queued tonnes, and to discount and
   * freight of rows. Together with `revenue` they sum to that value. The loss to depth is that of a price after discount and freight.
   */
  depthLoss: number;
  queueLoss: number;
  rerouteLoss: number;
};

/** Computes the price of uncommitted tonnes, USD/dmt: P - (m + d - m d) max(0, P) - f. */
const uncommittedPrice = (netSpot: number, m: number, { discount: d, freight }: RerouteCost): number =>
  netSpot - (m + d - m * d) * Math.max(0, netSpot) - freight;

/** Computes the price of queued tonnes, USD/dmt: P - (1 - (1 - 0.03 - m)(1 - d)) max(0, P) - f. */
const queuedPrice = (netSpot: number, m: number, { discount: d, freight }: RerouteCost): number =>
  netSpot - (1 - (1 - QUEUE_DISCOUNT - m) * (1 - d)) * Math.max(0, netSpot) - freight;

/** Creates a result that `sellOnSpot` overwrites. */
export const createSpotSales = (): SpotSales => ({
  uncommittedSold: 0,
  resold: 0,
  queued: 0,
  depthDiscount: 0,
  price: 0,
  revenue: 0,
  depthLoss: 0,
  queueLoss: 0,
  rerouteLoss: 0,
});

/**
 * Sells a month's tonnes of a product on spot (step 10) and updates its queue: the month's undelivered tonnes join, tonnes that have waited
 * come to market, oldest first, then the uncommitted production. At most 6 x depth is sold, except in the last month; uncommitted tonnes
 * kept from sale join the queue. Tonnes beyond the depth lower the price of all. Overwrites and returns `sales`.
 */
export const sellOnSpot = (queue: QueueLot[], spotMonth: SpotMonth, sales: SpotSales = createSpotSales()): SpotSales => {
  const { month, isLastMonth, waitMonths, uncommitted, spotZoneCost, undelivered, undeliveredCost, depth, terms, netSpot } = spotMonth;
  joinQueue(queue, month, undelivered, undeliveredCost.discount, undeliveredCost.freight);
  const maximumTonnes = isLastMonth ? Number.POSITIVE_INFINITY : MOST_SOLD_DEPTHS * depth;
  const dueLots = countDueLots(queue, month, waitMonths, isLastMonth);
  let dueTonnes = 0;
  for (let k = 0; k < dueLots; k++) dueTonnes += queue[k]!.tonnes;
  const queuedSold = Math.min(dueTonnes, maximumTonnes);
  const uncommittedSold = Math.min(uncommitted, maximumTonnes - queuedSold);
  const m = depthDiscount(queuedSold + uncommittedSold, depth, terms);
  const price = uncommittedPrice(netSpot, m, spotZoneCost);
  const priceWithinDepth = uncommittedPrice(netSpot, 0, spotZoneCost);
  let revenue = uncommittedSold * price;
  let rerouteLoss = uncommittedSold * (netSpot - priceWithinDepth);
  let depthLoss = uncommittedSold * (priceWithinDepth - price);
  const queuedWithinDepth = queuedPrice(netSpot, 0, NO_COST);
  let remainingTonnes = queuedSold;
  for (let k = 0; k < dueLots; k++) {
    const lot = queue[0]!;
    // a lot is taken whole where all due tonnes are sold, so that rounding leaves no remainder of it
    const tonnes = queuedSold === dueTonnes ? lot.tonnes : Math.min(remainingTonnes, lot.tonnes);
    const lotPrice = queuedPrice(netSpot, m, lot);
    revenue += tonnes * lotPrice;
    const lotWithinDepth = queuedPrice(netSpot, 0, lot);
    rerouteLoss += tonnes * (queuedWithinDepth - lotWithinDepth);
    depthLoss += tonnes * (lotWithinDepth - lotPrice);
    remainingTonnes -= tonnes;
    lot.tonnes -= tonnes;
    if (lot.tonnes > 0) break;
    queue.shift();
  }
  const withheldTonnes = uncommitted - uncommittedSold;
  joinQueue(queue, month, withheldTonnes, spotZoneCost.discount, spotZoneCost.freight);
  sales.uncommittedSold = uncommittedSold;
  sales.resold = queuedSold;
  sales.queued = undelivered + withheldTonnes;
  sales.depthDiscount = m;
  sales.price = price;
  sales.revenue = revenue;
  sales.depthLoss = depthLoss;
  sales.queueLoss = queuedSold * QUEUE_DISCOUNT * Math.max(0, netSpot);
  sales.rerouteLoss = rerouteLoss;
  return sales;
};
