import { drawFromQueue, type QueueLot } from './spotQueue.ts';

/** The tonnes that a contract claims of its product in a month, and those delivered to it, dmt. */
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

/** Serves claims in the order of their priority, pro rata within one. Returns the remainder of `availableTonnes`, dmt. */
const serve = (
  claims: readonly DeliveryClaim[],
  availableTonnes: number,
  claimedTonnes: (claim: DeliveryClaim) => number,
  deliver: (claim: DeliveryClaim, tonnes: number) => void,
): number => {
  let remainingTonnes = availableTonnes;
  const claimants = claims.filter((claim) => claimedTonnes(claim) > 0);
  for (const priority of [...new Set(claimants.map((claim) => claim.priority))].sort((a, b) => a - b)) {
    const claimsOfPriority = claimants.filter((claim) => claim.priority === priority);
    let requestedTonnes = 0;
    for (const claim of claimsOfPriority) requestedTonnes += claimedTonnes(claim);
    const share = requestedTonnes > remainingTonnes ? remainingTonnes / requestedTonnes : 1;
    for (const claim of claimsOfPriority) deliver(claim, claimedTonnes(claim) * share);
    remainingTonnes = Math.max(0, remainingTonnes - requestedTonnes);
  }
  return remainingTonnes;
};

/** Deliveries of a product in a month, dmt: `total`, and the part `drawn` from the queue. */
export type Deliveries = { readonly total: number; readonly drawn: number };

/**
 * Delivers called tonnes and the deferred tonnes due (step 9) from the month's production, then from the queue, oldest first. A product
 * that is short goes to the called tonnes of priority 1, then 2, ...; what is left to deferred tonnes in the same order; pro rata within
 * one priority. Writes `delivered` and `deferredDelivered` of each claim.
 */
export const deliverClaims = (claims: readonly DeliveryClaim[], production: number, queue: QueueLot[]): Deliveries => {
  let [calledTonnes, deferredTonnes] = [0, 0];
  for (const claim of claims) {
    calledTonnes += claim.called;
    deferredTonnes += claim.deferred;
  }
  const claimedTonnes = calledTonnes + deferredTonnes;
  const drawnTonnes = drawFromQueue(queue, Math.max(0, claimedTonnes - production));
  const total = Math.min(claimedTonnes, production + drawnTonnes);
  if (total === claimedTonnes) {
    for (const claim of claims) {
      claim.delivered = claim.called;
      claim.deferredDelivered = claim.deferred;
    }
    return { total, drawn: drawnTonnes };
  }
  for (const claim of claims) claim.delivered = claim.deferredDelivered = 0;
  const remainingTonnes = serve(
    claims,
    total,
    (claim) => claim.called,
    (claim, tonnes) => {
      claim.delivered = tonnes;
    },
  );
  serve(
    claims,
    remainingTonnes,
    (claim) => claim.deferred,
    (claim, tonnes) => {
      claim.deferredDelivered = tonnes;
    },
  );
  return { total, drawn: drawnTonnes };
};

/**
 * Computes the damages that a seller owes for called tonnes that it cuts for lack of product, USD: per tonne the buyer's cost of cover,
 * max(0, net spot - net contract), and a share of the contract's price. A seller's own extra is cut first and costs nothing.
 */
export const cutDamages = (cut: number, extraCost: number, netContract: number, netSpot: number, damagesShare: number): number =>
  Math.max(0, cut - extraCost) * (Math.max(0, netSpot - netContract) + damagesShare * Math.max(0, netContract));
