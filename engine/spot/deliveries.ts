import { drawFromQueue, type QueueLot } from './spotQueue.ts';

/** What a contract claims of its product in a month, and what it gets, dmt. */
export type DeliveryClaim = {
  /** 1 is served first. */
  readonly priority: number;
  /** After the open share, less what the buyer refuses or defers. */
  readonly called: number;
  /** Deferred tonnes due. */
  readonly deferred: number;
  delivered: number;
  deferredDelivered: number;
};

/** Serves claims in the order of their priority, pro rata within one. Returns what is left of `available`. */
const serve = (
  claims: readonly DeliveryClaim[],
  available: number,
  wanted: (claim: DeliveryClaim) => number,
  give: (claim: DeliveryClaim, tonnes: number) => void,
): number => {
  let left = available;
  const served = claims.filter((claim) => wanted(claim) > 0);
  for (const priority of [...new Set(served.map((claim) => claim.priority))].sort((a, b) => a - b)) {
    const level = served.filter((claim) => claim.priority === priority);
    let sum = 0;
    for (const claim of level) sum += wanted(claim);
    const share = sum > left ? left / sum : 1;
    for (const claim of level) give(claim, wanted(claim) * share);
    left = Math.max(0, left - sum);
  }
  return left;
};

/** Deliveries of a product in a month, dmt: all of them, and the part that comes from the queue. */
export type Deliveries = { readonly total: number; readonly drawn: number };

/**
 * Delivers called tonnes and the deferred tonnes due (step 9) from the month's production, then from the queue, oldest first. A product
 * that is short goes to the called tonnes of priority 1, then 2, ...; what is left to deferred tonnes in the same order; pro rata within
 * one priority. Writes `delivered` and `deferredDelivered` of each claim.
 */
export const deliverClaims = (claims: readonly DeliveryClaim[], production: number, queue: QueueLot[]): Deliveries => {
  let [called, deferred] = [0, 0];
  for (const claim of claims) {
    called += claim.called;
    deferred += claim.deferred;
  }
  const wanted = called + deferred;
  const drawn = drawFromQueue(queue, Math.max(0, wanted - production));
  const total = Math.min(wanted, production + drawn);
  if (total === wanted) {
    for (const claim of claims) {
      claim.delivered = claim.called;
      claim.deferredDelivered = claim.deferred;
    }
    return { total, drawn };
  }
  for (const claim of claims) claim.delivered = claim.deferredDelivered = 0;
  const left = serve(
    claims,
    total,
    (claim) => claim.called,
    (claim, tonnes) => {
      claim.delivered = tonnes;
    },
  );
  serve(
    claims,
    left,
    (claim) => claim.deferred,
    (claim, tonnes) => {
      claim.deferredDelivered = tonnes;
    },
  );
  return { total, drawn };
};

/**
 * Computes the damages that a seller owes for called tonnes that it cuts for lack of product, USD: per tonne the buyer's cost of cover,
 * max(0, net spot - net contract), and a share of the contract's price. A seller's own extra is cut first and costs nothing.
 */
export const cutDamages = (cut: number, extra: number, netContract: number, netSpot: number, damagesShare: number): number =>
  Math.max(0, cut - extra) * (Math.max(0, netSpot - netContract) + damagesShare * Math.max(0, netContract));
