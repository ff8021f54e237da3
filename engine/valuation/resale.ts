import type { QueueLot } from '../spot/spotQueue.ts';
import { type SpotOffer, type SpotSale, sellMonth } from './spotSales.ts';
import type { PortfolioProduct, ProductMonth } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/** The tonnes of the lots of a queue before and after contracts could take from it, oldest first. */
export type QueueDraw = { readonly before: readonly number[]; readonly after: readonly number[] };

/** What a product's contracts leave to its spot sales, from which these are computed again at another market depth. */
export type SpotOffers = {
  /** Undefined without spot terms. */
  readonly sale: Omit<SpotSale, 'pricerAt'> | undefined;
  readonly offers: readonly SpotOffer[];
  /** By the index of a month in which production does not cover all claims, so that deliveries depend on the queue. */
  readonly draws: ReadonlyMap<number, QueueDraw>;
};

const DEPTH_TERMS: readonly string[] = ['depthShare', 'depthSlope', 'depthCap'] satisfies (keyof PortfolioProduct)[];

/** Whether two products differ at most in the market depth of their spot sales. */
export const isSameButDepth = (a: PortfolioProduct, b: PortfolioProduct): boolean =>
  Object.keys({ ...a, ...b }).every((key) => DEPTH_TERMS.includes(key) || a[key as keyof typeof a] === b[key as keyof typeof b]);

/**
 * Sells what the contracts of a product leave at another market depth; contracts come to the same. Undefined where contracts would find
 * another queue in a month in which they take from it, or tonnes would be for sale in a month in which none were.
 */
export const resell = (
  context: ValuationContext,
  product: PortfolioProduct,
  { sale, offers, draws }: SpotOffers,
): readonly ProductMonth[] | undefined => {
  const queue: QueueLot[] = [];
  const months: ProductMonth[] = [];
  for (const [i, offer] of offers.entries()) {
    const draw = draws.get(i);
    if (draw !== undefined) {
      const hasSameQueue = queue.length === draw.before.length && queue.every(({ tonnes }, n) => tonnes === draw.before[n]);
      if (!hasSameQueue) return undefined;
      queue.splice(0, queue.length - draw.after.length);
      for (const [n, lot] of queue.entries()) lot.tonnes = draw.after[n]!;
    }
    if (sale !== undefined && offer.pricer === undefined && queue.length > 0) return undefined;
    months.push(sellMonth(context, product, sale, offer, queue));
  }
  return months;
};
