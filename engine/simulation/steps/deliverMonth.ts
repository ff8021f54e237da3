import { type ContractLanes, EXCEPTION, EXCEPTION_FIELDS } from '../batch/contractLanes.ts';
import { addContractMeasure, measureOffset, type PathBatch } from '../batch/pathBatch.ts';
import type { ProductLanes } from '../batch/productLanes.ts';
import { LANES } from '../draws/draws.ts';
import { DOUBLE_BYTES, ROW_BYTES } from '../kernel/layout.ts';
import { PATH_MEASURE, PRODUCT_MEASURE, PRODUCT_MEASURES } from '../types.ts';
import { deterministicCall } from './contractDelivery.ts';
import { endContractMonth } from './contractYear.ts';
import { evaluatePriceAt } from './evaluatePrices.ts';
import { drawPerformanceEvents, lapseDeferred } from './hazards.ts';
import { processExceptions } from './processExceptions.ts';
import { settleDeterministicInvoices, settleInvoices } from './settleInvoices.ts';

/** Whether a product can be sold on spot in month t: it has a spot price and an open channel. In T everything is sold. */
const canSellOnSpot = (batch: PathBatch, { flat }: ProductLanes, t: number): boolean =>
  flat.spotPriceIndex[t]! >= 0 && (flat.openShare[t]! > 0 || t === batch.plan.months);

/** Adds tonnes sold, uncommitted tonnes sold, and tonnes queued to the sums of the block. dmt. */
const addProductMeasures = (batch: PathBatch, { index }: ProductLanes, sold: number, uncommitted: number, queued: number): void => {
  const at = index * PRODUCT_MEASURES.length;
  batch.sums.products[at + PRODUCT_MEASURE.spot]! += sold;
  batch.sums.products[at + PRODUCT_MEASURE.uncommittedSold]! += uncommitted;
  batch.sums.products[at + PRODUCT_MEASURE.queued]! += queued;
};

/** Sells uncommitted tonnes in lane i at the spot price of month t. */
const sellUncommitted = (batch: PathBatch, product: ProductLanes, t: number, i: number, tonnes: number): void => {
  const { flat, spotPrice, revenue } = product;
  const usd = tonnes * (spotPrice[i]! * flat.priceShare[t]! - flat.priceDeduction[t]!);
  revenue[batch.plan.yearIndex[t]! * LANES + i]! += usd;
  batch.measures[measureOffset(batch, PATH_MEASURE.spot, t) + i]! += tonnes;
  batch.measures[measureOffset(batch, PATH_MEASURE.spotRevenue, t) + i]! += usd;
};

/**
 * Delivers a month in which every lane calls the same tonnes, if production covers them and the rest is sold at once. Returns false, and
 * does nothing, if lanes may differ.
 */
const deliverUniformCalls = (batch: PathBatch, product: ProductLanes, t: number, tonnes: number): boolean => {
  const { flat } = product;
  const remaining = flat.production[t]! - tonnes;
  if (product.hasQueue || remaining < 0) return false;
  const uncommitted = canSellOnSpot(batch, product, t) ? Math.min(Math.max(0, flat.production[t]! - product.nominal[0]!), remaining) : 0;
  if (uncommitted !== remaining) return false;
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

/** Computes the shares of calls that can be delivered (step 9), and spot sales and queue (step 10). */
const deliverProduct = (batch: PathBatch, product: ProductLanes, t: number): void => {
  const { flat } = product;
  const { kernel, plan, work } = batch;
  const production = flat.production[t]!;
  const isOpen = canSellOnSpot(batch, product, t);
  if (flat.spotPriceIndex[t]! >= 0) evaluatePriceAt(batch, flat.spotPrices[flat.spotPriceIndex[t]!]!, product.spotPrice, t);
  const measureAt = (measure: number): number => batch.measures.byteOffset + measureOffset(batch, measure, t) * DOUBLE_BYTES;
  const queueAt = (month: number): number => product.queue.byteOffset + month * ROW_BYTES;
  const hasCuts = kernel.supplyCalls({
    calledAt: product.called.byteOffset,
    deferredDueAt: product.deferredDue.byteOffset,
    heldBackAt: product.heldBack.byteOffset,
    deliveredShareAt: product.deliveredShare.byteOffset,
    deferredDeliveredShareAt: product.deferredDeliveredShare.byteOffset,
    undeliveredAt: product.undelivered.byteOffset,
    queueAt: queueAt(product.oldestQueueMonth),
    queueRows: t - product.oldestQueueMonth,
    calledSumAt: measureAt(PATH_MEASURE.called),
    deliveredSumAt: measureAt(PATH_MEASURE.delivered),
    production,
  });
  product.hasCuts = hasCuts !== 0;
  // tonnes that have waited the resale months come to market; in T all of them
  const lastResoldMonth = t === plan.months ? t : t - flat.resaleMonths;
  const resoldRows = isOpen ? Math.max(0, lastResoldMonth + 1 - product.oldestQueueMonth) : 0;
  const hasJoined = kernel.sellOnSpot({
    undeliveredAt: product.undelivered.byteOffset,
    nominalAt: product.nominal.byteOffset,
    spotPriceAt: product.spotPrice.byteOffset,
    queueAt: queueAt(product.oldestQueueMonth),
    queueRows: resoldRows,
    joinAt: queueAt(t),
    spotSumAt: measureAt(PATH_MEASURE.spot),
    spotRevenueAt: measureAt(PATH_MEASURE.spotRevenue),
    revenueAt: product.revenue.byteOffset + plan.yearIndex[t]! * ROW_BYTES,
    sumsAt: work.sums.byteOffset,
    count: batch.count,
    production,
    priceShare: flat.priceShare[t]!,
    priceDeduction: flat.priceDeduction[t]!,
    isOpen,
  });
  if (hasJoined !== 0) product.hasQueue = true;
  product.oldestQueueMonth += resoldRows;
  addProductMeasures(batch, product, work.sums[0]!, work.sums[1]!, work.sums[2]!);
};

/** The product's calls in the exception lanes before a contract is added. */
const calledBefore = new Float64Array(LANES);

/** Adds a contract's calls to those of its product, less what events refuse or defer (step 8). */
const addContractCalls = (batch: PathBatch, product: ProductLanes, contract: ContractLanes, t: number): void => {
  const { called, exceptions, exceptionLanes } = contract;
  contract.hasHeldBack = false;
  drawPerformanceEvents(batch, contract, t);
  if (contract.exceptionCount > 0) processExceptions(batch, product, contract, t);
  const corrected = contract.hasHeldBack ? contract.exceptionCount : 0;
  for (let k = 0; k < corrected; k++) calledBefore[k] = product.called[exceptionLanes[k]!]!;
  batch.kernel.addRows(called.byteOffset, product.called.byteOffset, 1);
  for (let k = 0; k < corrected; k++) {
    const i = exceptionLanes[k]!;
    const heldBack = exceptions[i * EXCEPTION_FIELDS + EXCEPTION.refused]! + exceptions[i * EXCEPTION_FIELDS + EXCEPTION.deferred]!;
    product.called[i] = calledBefore[k]! + (called[i]! - heldBack);
  }
};

/** Sums the calls of a product's contracts in month t. Returns them as one number if all lanes call alike; else they are in `called`. */
const sumCalls = (batch: PathBatch, product: ProductLanes, t: number): number | undefined => {
  let uniformCall = 0;
  let isUniform = true;
  for (const c of product.deliveringContracts[t]!) {
    const contract = batch.contracts[c]!;
    if (contract.isDeterministic) {
      const tonnes = deterministicCall(contract, t);
      if (isUniform) uniformCall += tonnes;
      else for (let i = 0; i < LANES; i++) product.called[i]! += tonnes;
      continue;
    }
    if (isUniform) product.called.fill(uniformCall);
    isUniform = false;
    addContractCalls(batch, product, contract, t);
  }
  return isUniform ? uniformCall : undefined;
};

/** Lets the tonnes that are still deferred lapse when a contract ends; they count as untaken in its last year. */
const lapseDeferredAtEnd = (batch: PathBatch, contract: ContractLanes): void => {
  for (let k = 0; k < contract.exceptionCount; k++) {
    const i = contract.exceptionLanes[k]!;
    const tonnes = lapseDeferred(contract, i);
    if (tonnes === 0) continue;
    addContractMeasure(batch, contract, 'deferredLapsed', tonnes);
    contract.taken[i]! -= tonnes;
  }
};

/** Settles month t of a contract after its product's deliveries are known. */
const settleContractMonth = (batch: PathBatch, contract: ContractLanes, product: ProductLanes, t: number): void => {
  if (contract.isDeterministic && !product.hasCuts) {
    settleDeterministicInvoices(batch, contract, t);
    return;
  }
  settleInvoices(batch, contract, product, t);
  if (t === contract.flat.end && contract.exceptionCount > 0) lapseDeferredAtEnd(batch, contract);
  endContractMonth(batch, contract, t);
};

/** Steps 8 to 12 of month t: performance events, deliveries, spot sales, invoices, ends of contract years. */
export const deliverMonth = (batch: PathBatch, t: number): void => {
  for (const product of batch.simulatedProducts) {
    if (product.hasHeldBack) product.heldBack.fill(0);
    product.hasHeldBack = false;
    if (product.hasDeferredDue) product.deferredDue.fill(0);
    product.hasDeferredDue = false;
    const uniformCall = sumCalls(batch, product, t);
    if (uniformCall === undefined || !deliverUniformCalls(batch, product, t, uniformCall)) {
      if (uniformCall !== undefined) product.called.fill(uniformCall);
      deliverProduct(batch, product, t);
    }
    for (const c of product.deliveringContracts[t]!) settleContractMonth(batch, batch.contracts[c]!, product, t);
  }
};
