import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';

/** Undelivered tonnes of a product that wait for resale; a queue holds the oldest first. */
export type QueueLot = { readonly month: Month; tonnes: number };

export const queuedTonnes = (queue: readonly QueueLot[]): number => sumBy(queue, ({ tonnes }) => tonnes);

/** Takes up to `tonnes` from the queue, oldest first, and returns the tonnes taken. */
const drawFromQueue = (queue: QueueLot[], tonnes: number): number => {
  let remaining = tonnes;
  while (remaining > 0 && queue.length > 0) {
    const lot = queue[0]!;
    const taken = Math.min(remaining, lot.tonnes);
    lot.tonnes -= taken;
    remaining -= taken;
    if (lot.tonnes === 0) queue.shift();
  }
  return tonnes - remaining;
};

/** Deliveries of a product in a month (step 9): delivered share of the calls and of the deferred tonnes due; dmt in total and from the queue. */
export type Deliveries = {
  readonly callShare: number;
  readonly deferredShare: number;
  readonly total: number;
  readonly drawn: number;
};

/**
 * Delivers calls and the deferred tonnes due from the month's production, then from the queue. A shortage cuts the deferred tonnes
 * first, then all calls in proportion.
 */
export const deliver = (called: number, deferred: number, production: number, queue: QueueLot[]): Deliveries => {
  const wanted = called + deferred;
  const drawn = drawFromQueue(queue, Math.max(0, wanted - production));
  const total = Math.min(wanted, production + drawn);
  return {
    callShare: called > total ? total / called : 1,
    deferredShare: deferred > 0 && wanted > total ? Math.max(0, total - called) / deferred : 1,
    total,
    drawn,
  };
};
