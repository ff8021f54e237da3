import { drawFromQueue, type QueueLot } from './spotQueue.ts';

/** The tonnes that a contract claims of its product in a month, and those delivered to it, dmt. */
export type DeliveryClaim = {
  /** 1 is served first. */
  readonly priority: number;
  tonnes: number;
  delivered: number;
};

const sumClaims = (claims: readonly DeliveryClaim[]): number => {
  let claimedTonnes = 0;
  for (const { tonnes } of claims) claimedTonnes += tonnes;
  return claimedTonnes;
};

/** Serves claims in the order of their priority, pro rata within one. Returns the remainder of `availableTonnes`, dmt. */
const serve = (claims: readonly DeliveryClaim[], availableTonnes: number): number => {
  const priorities = new Set<number>();
  for (const claim of claims) {
    if (claim.tonnes > 0) priorities.add(claim.priority);
    else claim.delivered = 0;
  }
  let remainingTonnes = availableTonnes;
  for (const priority of [...priorities].sort((a, b) => a - b)) {
    let requestedTonnes = 0;
    for (const claim of claims) if (claim.priority === priority) requestedTonnes += claim.tonnes;
    const share = requestedTonnes > remainingTonnes ? remainingTonnes / requestedTonnes : 1;
    for (const claim of claims) if (claim.priority === priority) claim.delivered = claim.tonnes * share;
    remainingTonnes = Math.max(0, remainingTonnes - requestedTonnes);
  }
  return remainingTonnes;
};

/** Deliveries of a product in a month, dmt: `total`, and the part `drawn` from the queue. */
export type Deliveries = { readonly total: number; readonly drawn: number };

/**
 * Delivers called tonnes (after the open share, less what buyers refuse or defer) and the deferred tonnes due (step 9) from the month's
 * production, then from the queue, oldest first. A product that is short goes to the called tonnes of priority 1, then 2, ...; what is left
 * to deferred tonnes in the same order; pro rata within one priority. Writes `delivered` of each claim.
 */
export const deliverClaims = (
  calls: readonly DeliveryClaim[],
  deferredClaims: readonly DeliveryClaim[],
  production: number,
  queue: QueueLot[],
): Deliveries => {
  const claimedTonnes = sumClaims(calls) + sumClaims(deferredClaims);
  const drawnTonnes = drawFromQueue(queue, Math.max(0, claimedTonnes - production));
  const total = Math.min(claimedTonnes, production + drawnTonnes);
  if (total === claimedTonnes) {
    for (const claim of calls) claim.delivered = claim.tonnes;
    for (const claim of deferredClaims) claim.delivered = claim.tonnes;
  } else serve(deferredClaims, serve(calls, total));
  return { total, drawn: drawnTonnes };
};

/**
 * Computes the damages that a seller owes for called tonnes that it cuts for lack of product, USD: per tonne the buyer's cost of cover,
 * max(0, net spot - net contract), and a share of the contract's price. A seller's own extra is cut first and costs nothing.
 */
export const cutDamages = (cut: number, extraCost: number, netContract: number, netSpot: number, damagesShare: number): number =>
  Math.max(0, cut - extraCost) * (Math.max(0, netSpot - netContract) + damagesShare * Math.max(0, netContract));
