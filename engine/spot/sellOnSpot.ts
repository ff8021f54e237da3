import { MOST_SOLD_DEPTHS, QUEUE_DISCOUNT } from './houseDefaults.ts';
import { type DepthDiscount, depthDiscount } from './marketDepth.ts';
import { countDueLots, drawFromQueue, joinQueue, type QueueLot, queuedTonnes } from './spotQueue.ts';

/** The cost of selling elsewhere: a share of the price, and USD/dmt. */
export type RerouteCost = { readonly discount: number; readonly freight: number };

export const NO_COST: RerouteCost = { discount: 0, freight: 0 };

export type SpotMonth = {
  readonly month: number;
  /** In the last month of the plan all queued tonnes come to market and all is sold. */
  readonly isLastMonth: boolean;
  /** Months that a queued tonne waits. */
  readonly waitMonths: number;
  /** U, planned uncommitted production, dmt, and its cost in the product's spot zone. */
  readonly uncommitted: number;
  readonly spotZoneCost: RerouteCost;
  /** Other undelivered tonnes of the month, and their mean cost. */
  readonly undelivered: number;
  readonly undeliveredCost: RerouteCost;
  /** Sum over the zones, dmt. */
  readonly depth: number;
  readonly terms: DepthDiscount;
  /** P, net spot, USD/dmt. */
  readonly netSpot: number;
};

export type SpotSales = {
  readonly uncommittedSold: number;
  readonly resold: number;
  /** Tonnes that joined the queue. */
  readonly queued: number;
  /** m of the month. */
  readonly depthDiscount: number;
  /** Price of uncommitted tonnes, USD/dmt. */
  readonly price: number;
  readonly revenue: number;
  /** Parts of the price of all tonnes sold, USD: lost to market depth, and to discount and freight of rows. */
  readonly depthLoss: number;
  readonly rerouteLoss: number;
};

/** P - (m + d - m d) max(0, P) - f. */
const uncommittedPrice = (netSpot: number, m: number, { discount: d, freight }: RerouteCost): number =>
  netSpot - (m + d - m * d) * Math.max(0, netSpot) - freight;

/** P - (1 - (1 - 0.03 - m)(1 - d)) max(0, P) - f. */
const queuedPrice = (netSpot: number, m: number, { discount: d, freight }: RerouteCost): number =>
  netSpot - (1 - (1 - QUEUE_DISCOUNT - m) * (1 - d)) * Math.max(0, netSpot) - freight;

/**
 * Sells a month's tonnes of a product on spot (step 10) and updates its queue: the month's undelivered tonnes join, tonnes that have waited
 * come to market, oldest first, then the uncommitted production. At most 6 x depth is sold, except in the last month; uncommitted tonnes
 * kept from sale join the queue. Tonnes beyond the depth lower the price of all.
 */
export const sellOnSpot = (queue: QueueLot[], of: SpotMonth): SpotSales => {
  const { month, isLastMonth, waitMonths, uncommitted, spotZoneCost, undelivered, undeliveredCost, depth, terms, netSpot } = of;
  joinQueue(queue, { month, tonnes: undelivered, ...undeliveredCost });
  const most = isLastMonth ? Number.POSITIVE_INFINITY : MOST_SOLD_DEPTHS * depth;
  const dueLots = queue.slice(0, countDueLots(queue, month, waitMonths, isLastMonth));
  const dueTonnes = queuedTonnes(dueLots);
  const due = Math.min(dueTonnes, most);
  const uncommittedSold = Math.min(uncommitted, most - due);
  const m = depthDiscount(due + uncommittedSold, depth, terms);
  const price = uncommittedPrice(netSpot, m, spotZoneCost);
  let revenue = uncommittedSold * price;
  let rerouteLoss = uncommittedSold * (uncommittedPrice(netSpot, m, NO_COST) - price);
  const sell = (tonnes: number, lot: QueueLot): void => {
    const lotPrice = queuedPrice(netSpot, m, lot);
    revenue += tonnes * lotPrice;
    rerouteLoss += tonnes * (queuedPrice(netSpot, m, NO_COST) - lotPrice);
  };
  // whole lots, so that rounding leaves nothing of them
  if (due === dueTonnes) for (const lot of queue.splice(0, dueLots.length)) sell(lot.tonnes, lot);
  else drawFromQueue(queue, due, sell);
  const withheld = uncommitted - uncommittedSold;
  joinQueue(queue, { month, tonnes: withheld, ...spotZoneCost });
  return {
    uncommittedSold,
    resold: due,
    queued: undelivered + withheld,
    depthDiscount: m,
    price,
    revenue,
    depthLoss: (uncommittedSold + due) * m * Math.max(0, netSpot),
    rerouteLoss,
  };
};
