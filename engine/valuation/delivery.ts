import type { Month } from '#shared/domain/time.ts';
import type { Call } from './calls.ts';
import { sumOf } from './series.ts';

/** Undelivered tonnes of a product waiting for resale, oldest first. */
export type QueueLot = { readonly month: Month; tonnes: number };

export const queued = (queue: readonly QueueLot[]): number => queue.reduce((sum, lot) => sum + lot.tonnes, 0);

/** Takes up to `tonnes` from the queue, oldest first, and answers how much there was. */
const draw = (queue: QueueLot[], tonnes: number): number => {
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

/** What a product delivered in a month (step 9), dmt: by call, deferred tonnes by call, in all, and from the queue. */
export type Deliveries = {
  readonly byCall: readonly number[];
  readonly deferred: readonly number[];
  readonly total: number;
  readonly drawn: number;
};

/**
 * Delivers calls, then the deferred tonnes that are due beside them, from the month's production, then from the queue; what both
 * lack is cut from every call alike, of the deferred tonnes first.
 */
export const deliver = (calls: readonly Call[], due: readonly number[], production: number, queue: QueueLot[]): Deliveries => {
  const called = sumOf(calls.map((call) => call.called));
  const deferred = sumOf(due);
  const wanted = called + deferred;
  const drawn = draw(queue, Math.max(0, wanted - production));
  const total = Math.min(wanted, production + drawn);
  const kept = called > total ? total / called : 1;
  const keptDeferred = deferred > 0 && wanted > total ? Math.max(0, total - called) / deferred : 1;
  return { byCall: calls.map((call) => call.called * kept), deferred: due.map((tonnes) => tonnes * keptDeferred), total, drawn };
};
