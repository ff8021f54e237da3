import { DEFERRED_PARTS } from '../../valuation/tolerances.ts';
import {
  type ContractLanes,
  DEFERRAL_RING_MONTHS,
  EVENT,
  EXCEPTION,
  EXCEPTION_FIELDS,
  getDeferralRing,
  releaseDeferralRing,
} from '../batch/contractLanes.ts';
import { addPathMeasure, type PathBatch } from '../batch/pathBatch.ts';
import { openShareInLane } from '../batch/policyLanes.ts';
import type { ProductLanes } from '../batch/productLanes.ts';

/** Share of a call that a deferring buyer defers. */
const DEFERRED_SHARE = 0.5;
/** Months from the first of a deferral to the first return. */
const RETURN_DELAY = 3;

/** Writes the tonnes of the call that the event in lane i refuses or defers, and returns them, dmt. */
const holdBackCall = (batch: PathBatch, contract: ContractLanes, t: number, i: number): number => {
  const { exceptions, called } = contract;
  const at = i * EXCEPTION_FIELDS;
  exceptions[at + EXCEPTION.refused] = 0;
  exceptions[at + EXCEPTION.deferred] = 0;
  const call = called[i]!;
  if (exceptions[at + EXCEPTION.lastEventMonth]! < t || call === 0) return 0;
  if (exceptions[at + EXCEPTION.event] === EVENT.refuse) {
    exceptions[at + EXCEPTION.refused] = call;
    addPathMeasure(batch, contract, 'refused', t, i, call);
    return call;
  }
  if (exceptions[at + EXCEPTION.event] !== EVENT.defer) return 0;
  const tonnes = DEFERRED_SHARE * call;
  exceptions[at + EXCEPTION.deferred] = tonnes;
  addPathMeasure(batch, contract, 'deferred', t, i, tonnes);
  // deferred tonnes of the three months return in equal parts over the six months after them
  const firstEventMonth = (exceptions[at + EXCEPTION.lastEventMonth]! | 0) - 2;
  const ring = getDeferralRing(contract, i);
  for (let part = RETURN_DELAY; part < RETURN_DELAY + DEFERRED_PARTS; part++) {
    ring[(firstEventMonth + part) % DEFERRAL_RING_MONTHS]! += tonnes / DEFERRED_PARTS;
  }
  return tonnes;
};

/** Returns the deferred tonnes deliverable in lane i beside the call: none while the channel is closed or the buyer refuses. */
const releaseDeferred = (contract: ContractLanes, t: number, i: number): number => {
  const { exceptions } = contract;
  const at = i * EXCEPTION_FIELDS;
  const ring = contract.deferralRings.get(i);
  const slot = t % DEFERRAL_RING_MONTHS;
  const overdueAmount = exceptions[at + EXCEPTION.overdue]! + (ring?.[slot] ?? 0);
  const isRefusing = exceptions[at + EXCEPTION.event] === EVENT.refuse && exceptions[at + EXCEPTION.lastEventMonth]! >= t;
  const deliverable = openShareInLane(contract, t, i) > 0 && !isRefusing ? overdueAmount : 0;
  exceptions[at + EXCEPTION.overdue] = overdueAmount;
  exceptions[at + EXCEPTION.deliverable] = deliverable;
  if (ring !== undefined) ring[slot] = 0;
  return deliverable;
};

/** Whether lane i is still an exception in the next month. */
const isStillException = ({ exceptions }: ContractLanes, t: number, i: number): boolean => {
  const at = i * EXCEPTION_FIELDS;
  return (
    exceptions[at + EXCEPTION.lastEventMonth]! >= t ||
    exceptions[at + EXCEPTION.lastReturnMonth]! >= t ||
    exceptions[at + EXCEPTION.overdue]! > 0 ||
    exceptions[at + EXCEPTION.makeUp]! > 0
  );
};

/** Steps 8 and 9 in the exception lanes of a contract: holds back calls, releases deferred tonnes, drops lanes without exceptions. */
export const processExceptions = (batch: PathBatch, product: ProductLanes, contract: ContractLanes, t: number): void => {
  const { exceptionLanes, isAlive } = contract;
  let keptCount = 0;
  for (let k = 0; k < contract.exceptionCount; k++) {
    const i = exceptionLanes[k]!;
    if (isAlive[i] === 0) continue;
    const heldBack = holdBackCall(batch, contract, t, i);
    if (heldBack > 0) {
      contract.hasHeldBack = true;
      product.heldBack[i]! += heldBack;
      product.hasHeldBack = true;
    }
    const deliverable = releaseDeferred(contract, t, i);
    if (deliverable !== 0) {
      product.deferredDue[i]! += deliverable;
      product.hasDeferredDue = true;
    }
    if (isStillException(contract, t, i)) exceptionLanes[keptCount++] = i;
    else releaseDeferralRing(contract, i);
  }
  contract.exceptionCount = keptCount;
};
