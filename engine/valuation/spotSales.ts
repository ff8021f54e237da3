import { termsAt } from '#shared/domain/contract.ts';
import type { Month } from '#shared/domain/time.ts';
import { perDryTonne } from '#shared/units/conversions.ts';
import { QUEUED_PRICE } from './assumptions.ts';
import { channelAt, type ZoneSplit } from './channels.ts';
import type { ContractPath } from './contractPath.ts';
import { type QueueLot, queuedTonnes } from './deliveryQueue.ts';
import type { Pricer } from './pricer.ts';
import type { PortfolioProduct, ProductMonth } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/** Spot terms of a product: its pricer by month and its zones. */
export type SpotSale = { readonly pricerAt: (month: Month) => Pricer; readonly split: ZoneSplit };

/** The contract of a product with the largest contract year; on a tie the first id (`paths` are sorted by id). */
export const mainContract = <T extends Pick<ContractPath, 'annual'>>(paths: readonly T[]): T | undefined => {
  let main: T | undefined;
  let largest = Number.NEGATIVE_INFINITY;
  for (const path of paths) {
    const largestYear = Math.max(...path.annual);
    if (largestYear > largest) {
      main = path;
      largest = largestYear;
    }
  }
  return main;
};

/** Creates the spot terms of a product: its own, else those of its main contract without clauses; undefined if it has neither. */
export const createSpotSale = (
  context: ValuationContext,
  product: PortfolioProduct,
  paths: readonly ContractPath[],
): SpotSale | undefined => {
  const main = mainContract(paths);
  const split = product.spotZone === undefined ? (main?.split ?? []) : [{ zone: product.spotZone, weight: 1 }];
  if (product.spotPrice !== undefined) {
    const own = context.pricer(product.spotPrice, product);
    return { pricerAt: () => own, split };
  }
  if (main === undefined) return undefined;
  return { pricerAt: (month) => main.pricersOf(termsAt(main.entry.contract, month)).spot, split };
};

/** Spot prices of a month, USD/dmt, for a tonne sold in its month of production and for a queued one, and whether any zone is open. */
const spotPrices = (context: ValuationContext, product: PortfolioProduct, { pricerAt, split }: SpotSale, month: Month) => {
  const pricer = pricerAt(month);
  const channel = channelAt(context.market, split, { productId: product.id, references: pricer.references }, month);
  // net spot * (1 - discount (1 - open)) - freight (1 - open), by zone
  const freight = perDryTonne(channel.closedFreightUsdPerWmt, product.moisture);
  const price = (net: number) => net * (1 - channel.closedDiscount) - freight;
  const net = pricer.netAt(month);
  return { fresh: price(net), queued: price(QUEUED_PRICE * net), open: channel.openShare > 0 };
};

/** Takes tonnes from the queue that have waited the resale months; all tonnes in the last month of the plan. Returns the tonnes. */
const takeDueFromQueue = (context: ValuationContext, product: PortfolioProduct, queue: QueueLot[], month: Month): number => {
  let tonnes = 0;
  while (queue.length > 0 && (month === context.lastMonth || queue[0]!.month + product.resaleMonths <= month)) {
    tonnes += queue.shift()!.tonnes;
  }
  return tonnes;
};

/** Production and contract sales of a product in a month, dmt. */
export type ContractSales = { readonly production: number; readonly nominal: number; readonly delivered: number; readonly drawn: number };

/**
 * Sells the tonnes left by contracts on spot (step 10): planned uncommitted production in its month; other undelivered tonnes wait in the
 * queue. With no zone open both wait, except in the last month of the plan. Without spot terms nothing is sold.
 */
export const sellSpot = (
  context: ValuationContext,
  product: PortfolioProduct,
  sale: SpotSale | undefined,
  month: Month,
  { production, nominal, delivered, drawn }: ContractSales,
  queue: QueueLot[],
): ProductMonth => {
  const undelivered = production - (delivered - drawn);
  const uncommitted = Math.min(Math.max(0, production - nominal), undelivered);
  const prices = sale === undefined || (undelivered === 0 && queue.length === 0) ? undefined : spotPrices(context, product, sale, month);
  const canSell = prices !== undefined && (prices.open || month === context.lastMonth);
  const uncommittedSold = canSell ? uncommitted : 0;
  const toQueue = undelivered - uncommittedSold;
  if (toQueue > 0) queue.push({ month, tonnes: toQueue });
  const resold = canSell ? takeDueFromQueue(context, product, queue, month) : 0;
  return {
    month,
    production,
    nominal,
    delivered,
    uncommittedSold,
    queued: toQueue,
    drawn,
    resold,
    queue: queuedTonnes(queue),
    spotPrice: prices?.fresh,
    spotRevenue: prices === undefined ? 0 : uncommittedSold * prices.fresh + resold * prices.queued,
  };
};
