import type { Month } from '#shared/domain/time.ts';

/** Undelivered tonnes of a product waiting for resale, oldest first. */
export type QueueLot = { readonly month: Month; tonnes: number };

export const queuedTonnes = (queue: readonly QueueLot[]): number => queue.reduce((sum, lot) => sum + lot.tonnes, 0);

/** Takes up to `tonnes` from the queue, oldest first, and answers how much there was. */
const drawFromQueue = (queue: QueueLot[], tonnes: number): number => {
  let left = tonnes;
  while (left > 0 && queue.length > 0) {
    const lot = queue[0]!;
    const taken = Math.min(left, lot.tonnes);
    lot.tonnes -= taken;
    left -= taken;
    if (lot.tonnes === 0) queue.shift();
  }
  return tonnes - left;
};

/** What a product delivered in a month (step 9): the shares kept of every call and of the deferred tonnes due, dmt in all and from the queue. */
export type Deliveries = { readonly kept: number; readonly keptDeferred: number; readonly total: number; readonly drawn: number };

/**
 * Delivers calls, then the deferred tonnes that are due beside them, from the month's production, then from the queue; what both
 * lack is cut from every call alike, of the deferred tonnes first.
 */
export const deliver = (called: number, deferred: number, production: number, queue: QueueLot[]): Deliveries => {
  const wanted = called + deferred;
  const drawn = drawFromQueue(queue, Math.max(0, wanted - production));
  const total = Math.min(wanted, production + drawn);
  return {
    kept: called > total ? total / called : 1,
    keptDeferred: deferred > 0 && wanted > total ? Math.max(0, total - called) / deferred : 1,
    total,
    drawn,
  };
};
