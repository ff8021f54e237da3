/** What works on the lanes of products month by month (products.wat, plainProducts.ts). Every row has all lanes. */
export type ProductKernel = {
  /**
   * What there is for the calls: production and, oldest first, `rows` rows of the queue. Writes the shares of calls and of deferred tonnes
   * that are delivered and the production that is not; answers 1 where a call is cut.
   */
  readonly supplyCalls: (
    calledAt: number,
    dueAt: number,
    heldBackAt: number,
    keptAt: number,
    keptDeferredAt: number,
    undeliveredAt: number,
    queueAt: number,
    rows: number,
    calledSumAt: number,
    deliveredSumAt: number,
    production: number,
  ) => number;
  /**
   * Sells what was never committed, where `open` is 1, and `rows` rows of the queue; the rest joins the queue at `nowAt`, which may be the
   * last of them. Price = net spot x share - less. Sums of what is sold, uncommitted and queued go to three doubles; answers 1 where
   * anything joined the queue.
   */
  readonly sellOnSpot: (
    undeliveredAt: number,
    nominalAt: number,
    priceAt: number,
    queueAt: number,
    rows: number,
    nowAt: number,
    spotSumAt: number,
    spotRevenueAt: number,
    revenueAt: number,
    sumsAt: number,
    count: number,
    production: number,
    share: number,
    less: number,
    open: number,
  ) => number;
};
