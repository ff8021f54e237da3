import { DEFERRED_PARTS } from '../../valuation/houseDefaults.ts';
import {
  type ContractLanes,
  DEFERRAL_RING_MONTHS,
  EVENT,
  EXCEPTION,
  EXCEPTION_FIELDS,
  PATH_MEASURE,
  PRODUCT_MEASURE,
  type ProductLanes,
} from '../batch/contractLanes.ts';
import { addContractMeasure, addPathMeasure, measureOffset, type PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { DOUBLE_BYTES, ROW_BYTES } from '../kernel/layout.ts';
import { PRODUCT_MEASURES } from '../types.ts';
import { endContractMonth } from './contractYear.ts';
import { evaluatePriceAt } from './evaluatePrices.ts';
import { drawPerformanceEvents, lapseDeferred } from './hazards.ts';
import { deterministicCall, settleDeterministicInvoices, settleInvoices } from './settleInvoices.ts';

/** Share of a call that a deferring buyer puts off. */
const DEFERRED_SHARE = 0.5;

/** What of a lane's call is refused or put off by the event that it is in. */
const holdBackCall = (batch: PathBatch, contract: ContractLanes, t: number, i: number): number => {
  const { exceptions: side, called } = contract;
  const at = i * EXCEPTION_FIELDS;
  side[at + EXCEPTION.refused] = 0;
  side[at + EXCEPTION.deferred] = 0;
  const calls = called[i]!;
  if (side[at + EXCEPTION.lastEventMonth]! < t || calls === 0) return 0;
  if (side[at + EXCEPTION.event] === EVENT.refuse) {
    side[at + EXCEPTION.refused] = calls;
    addPathMeasure(batch, contract, 'refused', t, i, calls);
    return calls;
  }
  if (side[at + EXCEPTION.event] !== EVENT.defer) return 0;
  const tonnes = DEFERRED_SHARE * calls;
  side[at + EXCEPTION.deferred] = tonnes;
  addPathMeasure(batch, contract, 'deferred', t, i, tonnes);
  // the event's months come back in equal parts over the six months after its three
  const began = (side[at + EXCEPTION.lastEventMonth]! | 0) - 2;
  for (let part = 3; part < 3 + DEFERRED_PARTS; part++) {
    contract.deferralRing[i * DEFERRAL_RING_MONTHS + ((began + part) % DEFERRAL_RING_MONTHS)]! += tonnes / DEFERRED_PARTS;
  }
  return tonnes;
};

/** Deferred tonnes that are to be delivered in a lane beside the call; none while the channel is shut or the buyer refuses. */
const releaseDeferred = ({ exceptions: side, deferralRing: returning, flat }: ContractLanes, t: number, i: number): number => {
  const at = i * EXCEPTION_FIELDS;
  const slot = i * DEFERRAL_RING_MONTHS + (t % DEFERRAL_RING_MONTHS);
  const tonnes = side[at + EXCEPTION.overdue]! + returning[slot]!;
  const refuses = side[at + EXCEPTION.event] === EVENT.refuse && side[at + EXCEPTION.lastEventMonth]! >= t;
  const due = flat.openShare[t]! > 0 && !refuses ? tonnes : 0;
  side[at + EXCEPTION.overdue] = tonnes;
  side[at + EXCEPTION.deliverable] = due;
  returning[slot] = 0;
  return due;
};

/** Whether a lane is still to be looked at in the next month. */
const isStillException = ({ exceptions: side }: ContractLanes, t: number, i: number): boolean => {
  const at = i * EXCEPTION_FIELDS;
  return (
    side[at + EXCEPTION.lastEventMonth]! >= t ||
    side[at + EXCEPTION.lastReturnMonth]! >= t ||
    side[at + EXCEPTION.overdue]! > 0 ||
    side[at + EXCEPTION.makeUp]! > 0
  );
};

/** Steps 8 and 9 of the lanes that do not go the straight way; those that do again leave the list. */
const processExceptions = (batch: PathBatch, product: ProductLanes, contract: ContractLanes, t: number): void => {
  const { exceptionLanes: odd, alive } = contract;
  let kept = 0;
  for (let k = 0; k < contract.exceptionCount; k++) {
    const i = odd[k]!;
    if (alive[i] === 0) continue;
    const back = holdBackCall(batch, contract, t, i);
    if (back > 0) {
      contract.hasHeldBack = true;
      product.heldBack[i]! += back;
      product.hasHeldBack = true;
    }
    const due = releaseDeferred(contract, t, i);
    if (due !== 0) {
      product.deferredDue[i]! += due;
      product.hasDeferredDue = true;
    }
    if (isStillException(contract, t, i)) odd[kept++] = i;
  }
  contract.exceptionCount = kept;
};

/** Sells tonnes of the month at its spot price in a lane. */
const sellUncommitted = (batch: PathBatch, product: ProductLanes, t: number, i: number, uncommitted: number): void => {
  const { flat, spotPrice: price, revenue } = product;
  const usd = uncommitted * (price[i]! * flat.priceShare[t]! - flat.priceDeduction[t]!);
  revenue[batch.plan.yearIndex[t]! * LANES + i]! += usd;
  batch.measures[measureOffset(batch, PATH_MEASURE.spot, t) + i]! += uncommitted;
  batch.measures[measureOffset(batch, PATH_MEASURE.spotRevenue, t) + i]! += usd;
};

const addProductMeasures = (batch: PathBatch, { index: place }: ProductLanes, sold: number, fresh: number, joined: number): void => {
  const at = place * PRODUCT_MEASURES.length;
  batch.sums.products[at + PRODUCT_MEASURE.spot]! += sold;
  batch.sums.products[at + PRODUCT_MEASURE.uncommittedSold]! += fresh;
  batch.sums.products[at + PRODUCT_MEASURE.queued]! += joined;
};

/** The month of a product of which every lane calls `tonnes`; false, and nothing done, where lanes may come to differ. */
const deliverUniformCalls = (batch: PathBatch, product: ProductLanes, t: number, tonnes: number): boolean => {
  const { flat } = product;
  const left = flat.production[t]! - tonnes;
  if (product.hasQueue || left < 0) return false;
  const open = flat.spotPriceIndex[t]! >= 0 && (flat.openShare[t]! > 0 || t === batch.plan.months);
  const uncommitted = open ? Math.min(Math.max(0, flat.production[t]! - product.nominal[0]!), left) : 0;
  if (uncommitted !== left) return false;
  product.hasCuts = false;
  product.oldestQueueMonth = t + 1;
  const calledAt = measureOffset(batch, PATH_MEASURE.called, t);
  const deliveredAt = measureOffset(batch, PATH_MEASURE.delivered, t);
  for (let i = 0; i < LANES; i++) {
    batch.measures[calledAt + i]! += tonnes;
    batch.measures[deliveredAt + i]! += tonnes;
  }
  if (uncommitted === 0) return true;
  evaluatePriceAt(batch, flat.spotPrices[flat.spotPriceIndex[t]!]!, product.spotPrice, t);
  for (let i = 0; i < batch.count; i++) sellUncommitted(batch, product, t, i, uncommitted);
  addProductMeasures(batch, product, batch.count * uncommitted, batch.count * uncommitted, 0);
  return true;
};

/** Step 10 and the shares of calls that step 9 can deliver. */
const deliverProduct = (batch: PathBatch, product: ProductLanes, t: number): void => {
  const { flat, queue, undelivered } = product;
  const { kernel, work } = batch;
  const production = flat.production[t]!;
  const sells = flat.spotPriceIndex[t]! >= 0;
  const open = sells && (flat.openShare[t]! > 0 || t === batch.plan.months);
  if (sells) evaluatePriceAt(batch, flat.spotPrices[flat.spotPriceIndex[t]!]!, product.spotPrice, t);
  const measures = batch.measures.byteOffset;
  const queueAt = (month: number): number => queue.byteOffset + month * ROW_BYTES;
  const cut = kernel.supplyCalls(
    product.called.byteOffset,
    product.deferredDue.byteOffset,
    product.heldBack.byteOffset,
    product.deliveredShare.byteOffset,
    product.deferredDeliveredShare.byteOffset,
    undelivered.byteOffset,
    queueAt(product.oldestQueueMonth),
    t - product.oldestQueueMonth,
    measures + measureOffset(batch, PATH_MEASURE.called, t) * DOUBLE_BYTES,
    measures + measureOffset(batch, PATH_MEASURE.delivered, t) * DOUBLE_BYTES,
    production,
  );
  product.hasCuts = cut !== 0;
  // what waited its months is sold, all of it in the last month
  const until = t === batch.plan.months ? t : t - flat.resaleMonths;
  const resold = open ? Math.max(0, until + 1 - product.oldestQueueMonth) : 0;
  const joins = kernel.sellOnSpot(
    undelivered.byteOffset,
    product.nominal.byteOffset,
    product.spotPrice.byteOffset,
    queueAt(product.oldestQueueMonth),
    resold,
    queueAt(t),
    measures + measureOffset(batch, PATH_MEASURE.spot, t) * DOUBLE_BYTES,
    measures + measureOffset(batch, PATH_MEASURE.spotRevenue, t) * DOUBLE_BYTES,
    product.revenue.byteOffset + batch.plan.yearIndex[t]! * ROW_BYTES,
    work.sums.byteOffset,
    batch.count,
    production,
    flat.priceShare[t]!,
    flat.priceDeduction[t]!,
    open ? 1 : 0,
  );
  if (joins !== 0) product.hasQueue = true;
  product.oldestQueueMonth += resold;
  addProductMeasures(batch, product, work.sums[0]!, work.sums[1]!, work.sums[2]!);
};

/** What the product's lanes came to before a contract, in its odd lanes. */
const calledBefore = new Float64Array(LANES);

/** Steps 6 to 8 of a contract as its product sees them: what is called, what of it is held back, and what was deferred and is due. */
const collectCalls = (batch: PathBatch, product: ProductLanes, contract: ContractLanes, t: number): void => {
  const { called, exceptions: side, exceptionLanes: odd } = contract;
  const into = product.called;
  contract.hasHeldBack = false;
  drawPerformanceEvents(batch, contract, t);
  if (contract.exceptionCount > 0) processExceptions(batch, product, contract, t);
  const some = contract.hasHeldBack ? contract.exceptionCount : 0;
  for (let k = 0; k < some; k++) calledBefore[k] = into[odd[k]!]!;
  batch.kernel.addRows(called.byteOffset, into.byteOffset, 1);
  for (let k = 0; k < some; k++) {
    const i = odd[k]!;
    into[i] =
      calledBefore[k]! +
      (called[i]! - (side[i * EXCEPTION_FIELDS + EXCEPTION.refused]! + side[i * EXCEPTION_FIELDS + EXCEPTION.deferred]!));
  }
};

/** Steps 8 to 12: events, deliveries, spot, invoices, ends of contract years. */
export const deliverMonth = (batch: PathBatch, t: number): void => {
  for (const product of batch.simulatedProducts) {
    if (product.hasHeldBack) product.heldBack.fill(0);
    product.hasHeldBack = false;
    if (product.hasDeferredDue) product.deferredDue.fill(0);
    product.hasDeferredDue = false;
    // what every lane calls, as long as only steady contracts came
    let even = 0;
    let differ = false;
    for (const c of product.deliveringContracts[t]!) {
      const contract = batch.contracts[c]!;
      if (!contract.isDeterministic) {
        if (!differ) {
          product.called.fill(even);
          differ = true;
        }
        collectCalls(batch, product, contract, t);
        continue;
      }
      const tonnes = deterministicCall(contract, t);
      if (differ) for (let i = 0; i < LANES; i++) product.called[i]! += tonnes;
      else even += tonnes;
    }
    if (differ || !deliverUniformCalls(batch, product, t, even)) {
      if (!differ) product.called.fill(even);
      deliverProduct(batch, product, t);
    }
    for (const c of product.deliveringContracts[t]!) settleContractMonth(batch, batch.contracts[c]!, product, t);
  }
};

const settleContractMonth = (batch: PathBatch, contract: ContractLanes, product: ProductLanes, t: number): void => {
  if (contract.isDeterministic && !product.hasCuts) {
    settleDeterministicInvoices(batch, contract, t);
    return;
  }
  settleInvoices(batch, contract, product, t);
  if (t === contract.flat.end && contract.exceptionCount > 0) lapseDeferredAtEnd(batch, contract);
  endContractMonth(batch, contract, t);
};

/** What is still deferred when a contract ends lapses with it and counts as untaken in its last year. */
const lapseDeferredAtEnd = (batch: PathBatch, contract: ContractLanes): void => {
  for (let k = 0; k < contract.exceptionCount; k++) {
    const i = contract.exceptionLanes[k]!;
    const tonnes = lapseDeferred(contract, i);
    if (tonnes === 0) continue;
    addContractMeasure(batch, contract, 'deferredLapsed', tonnes);
    contract.taken[i]! -= tonnes;
  }
};
