import { DEFERRED_PARTS } from '../../valuation/tolerances.ts';
import type { ContractLanes } from '../batch/contractLanes.ts';
import { DEFERRAL_RING_MONTHS, EVENT, EXCEPTION, EXCEPTION_FIELDS, moveException } from '../batch/exceptions.ts';
import { addPathMeasure, type PathBatch } from '../batch/pathBatch.ts';
import { openShareInLane } from '../batch/policyLanes.ts';
import type { ProductLanes } from '../batch/productLanes.ts';

/** Share of a call that a deferring buyer defers. */
const DEFERRED_SHARE = 0.5;
/** Months from the first of a deferral to the first return. */
const RETURN_DELAY = 3;

/** Writes the tonnes of the call that the event in lane i, with its fields at `at`, refuses or defers, and returns them, dmt. */
const holdBackCall = (batch: PathBatch, contract: ContractLanes, t: number, i: number, at: number): number => {
  const { fields } = contract.exceptions;
  fields[at + EXCEPTION.refused] = 0;
  fields[at + EXCEPTION.deferred] = 0;
  if (fields[at + EXCEPTION.lastEventMonth]! < t) return 0;
  const call = contract.called[i]!;
  if (call === 0) return 0;
  if (fields[at + EXCEPTION.event] === EVENT.refuse) {
    fields[at + EXCEPTION.refused] = call;
    addPathMeasure(batch, contract, 'refused', t, i, call);
    return call;
  }
  if (fields[at + EXCEPTION.event] !== EVENT.defer) return 0;
  const tonnes = DEFERRED_SHARE * call;
  fields[at + EXCEPTION.deferred] = tonnes;
  addPathMeasure(batch, contract, 'deferred', t, i, tonnes);
  // deferred tonnes of the three months return in equal parts over the six months after them
  const firstEventMonth = (fields[at + EXCEPTION.lastEventMonth]! | 0) - 2;
  for (let part = RETURN_DELAY; part < RETURN_DELAY + DEFERRED_PARTS; part++) {
    fields[at + EXCEPTION.ring + ((firstEventMonth + part) % DEFERRAL_RING_MONTHS)]! += tonnes / DEFERRED_PARTS;
  }
  return tonnes;
};

/** Returns the deferred tonnes deliverable in lane i beside the call: none while the channel is closed or the buyer refuses. */
const releaseDeferred = (contract: ContractLanes, t: number, i: number, at: number): number => {
  const { fields } = contract.exceptions;
  const dueAt = at + EXCEPTION.ring + (t % DEFERRAL_RING_MONTHS);
  const overdueAmount = fields[at + EXCEPTION.overdue]! + fields[dueAt]!;
  const isRefusing = fields[at + EXCEPTION.event] === EVENT.refuse && fields[at + EXCEPTION.lastEventMonth]! >= t;
  const deliverable = overdueAmount !== 0 && openShareInLane(contract, t, i) > 0 && !isRefusing ? overdueAmount : 0;
  fields[at + EXCEPTION.overdue] = overdueAmount;
  fields[at + EXCEPTION.deliverable] = deliverable;
  fields[dueAt] = 0;
  return deliverable;
};

/** Whether the lane with its fields at `at` is still an exception in the next month. */
const isStillException = (fields: Float64Array, t: number, at: number): boolean =>
  fields[at + EXCEPTION.lastEventMonth]! >= t ||
  fields[at + EXCEPTION.lastReturnMonth]! >= t ||
  fields[at + EXCEPTION.overdue]! > 0 ||
  fields[at + EXCEPTION.makeUp]! > 0;

/** Steps 8 and 9 in the exception lanes of a contract: holds back calls, releases deferred tonnes, drops lanes without exceptions. */
export const processExceptions = (batch: PathBatch, product: ProductLanes, contract: ContractLanes, t: number): void => {
  const { exceptions, isAlive } = contract;
  const { lanes, fields } = exceptions;
  let keptCount = 0;
  for (let k = 0; k < exceptions.count; k++) {
    const i = lanes[k]!;
    if (isAlive[i] === 0) continue;
    const at = k * EXCEPTION_FIELDS;
    const heldBack = holdBackCall(batch, contract, t, i, at);
    if (heldBack > 0) {
      contract.hasHeldBack = true;
      product.heldBack[i]! += heldBack;
      product.hasHeldBack = true;
    }
    const deliverable = releaseDeferred(contract, t, i, at);
    if (deliverable !== 0) {
      product.deferredDue[i]! += deliverable;
      product.hasDeferredDue = true;
    }
    if (isStillException(fields, t, at)) moveException(exceptions, k, keptCount++);
  }
  exceptions.count = keptCount;
};
