import { type Deliveries, type DeliveryClaim, deliverClaims } from '../../spot/deliveries.ts';
import { marketDepth } from '../../spot/marketDepth.ts';
import { createSpotSales, NO_COST, type SpotMonth, sellOnSpot } from '../../spot/sellOnSpot.ts';
import { joinQueue, type QueueOrigin, rerouteCost } from '../../spot/spotQueue.ts';
import { type ContractLanes, EXCEPTION, EXCEPTION_FIELDS } from '../batch/contractLanes.ts';
import { addContractMeasure, measureOffset, type PathBatch } from '../batch/pathBatch.ts';
import type { ProductLanes } from '../batch/productLanes.ts';
import { LANES } from '../draws/draws.ts';
import { PATH_MEASURE, PRODUCT_MEASURE, PRODUCT_MEASURES } from '../types.ts';
import { callBeforeOpenShareInLane, deterministicCall, refusedOrDeferredInLane } from './contractDelivery.ts';
import { endContractMonth } from './contractYear.ts';
import { evaluatePriceAt } from './evaluatePrices.ts';
import { drawPerformanceEvents, lapseDeferred } from './hazards.ts';
import { processExceptions } from './processExceptions.ts';
import { settleDeterministicInvoices, settleInvoices } from './settleInvoices.ts';

/** The tonnes that the contracts of month t leave to the queue in lane i, and what their closed destinations cost. */
const queueOriginsInLane = (batch: PathBatch, product: ProductLanes, t: number, i: number): QueueOrigin[] =>
  product.deliveringContracts[t]!.flatMap((c): QueueOrigin[] => {
    const contract = batch.contracts[c]!;
    const { flat, isDeterministic } = contract;
    if (t >= contract.unplannedFrom[i]!) return [];
    const nominal = flat.nominal[t]!;
    const isAlive = isDeterministic || contract.alive[i] === 1;
    const called = isDeterministic ? deterministicCall(contract, t) : contract.called[i]! - refusedOrDeferredInLane(contract, i);
    return [
      {
        nominal,
        wanted: isDeterministic || !isAlive ? nominal : callBeforeOpenShareInLane(batch, contract, t, i),
        delivered: isAlive ? called - contract.cut[i]! : 0,
        closedShare: 1 - flat.openShare[t]!,
        closedDiscount: flat.closedDiscount[t]!,
        closedFreight: flat.closedFreight[t]!,
      },
    ];
  });

// the sale under way and its result: reused, so that selling allocates nothing but lots
const sale: SpotMonth = {
  month: 0,
  isLastMonth: false,
  waitMonths: 0,
  uncommitted: 0,
  spotZoneCost: NO_COST,
  undelivered: 0,
  undeliveredCost: NO_COST,
  depth: 0,
  terms: { slope: 0, cap: 0 },
  netSpot: 0,
};
const sales = createSpotSales();

/** Writes what all lanes of a product share in month t to the sale under way. */
const beginSales = ({ plan }: PathBatch, { flat }: ProductLanes, t: number): void => {
  sale.month = t;
  sale.isLastMonth = t === plan.months;
  sale.waitMonths = flat.resaleMonths;
  sale.spotZoneCost = { discount: flat.spotZoneDiscount[t]!, freight: flat.spotZoneFreight[t]! };
  sale.terms = flat.depthTerms;
};

/** Adds a loss of the spot sales of month t in lane i to the measures of the path and of the product. */
const addSpotLoss = (
  batch: PathBatch,
  product: ProductLanes,
  name: 'depthLoss' | 'rerouteLoss',
  t: number,
  i: number,
  loss: number,
): void => {
  batch.measures[measureOffset(batch, PATH_MEASURE[name], t) + i]! += loss;
  batch.sums.products[product.index * PRODUCT_MEASURES.length + PRODUCT_MEASURE[name]]! += loss;
};

/** Sells what contracts leave in lane i in month t on spot, and books the revenue (step 10). `left`: production not delivered, dmt. */
const sellLane = (batch: PathBatch, product: ProductLanes, t: number, i: number, left: number): void => {
  const { flat, queues, spotPrice, revenue, nominal } = product;
  const queue = queues[i]!;
  const { sums, measures, plan, cycle } = batch;
  const at = product.index * PRODUCT_MEASURES.length;
  if (flat.spotPriceIndex[t]! < 0) {
    joinQueue(queue, t, left, 0, 0);
    if (left > 0) product.hasQueue = true;
    sums.products[at + PRODUCT_MEASURE.queued]! += left;
    return;
  }
  if (left === 0 && queue.length === 0) return;
  sale.uncommitted = Math.min(Math.max(0, flat.production[t]! - nominal[i]!), left);
  sale.undelivered = left - sale.uncommitted;
  const hasCost = sale.undelivered > 0 && flat.hasClosedDestination[t] === 1;
  sale.undeliveredCost = hasCost ? rerouteCost(sale.undelivered, queueOriginsInLane(batch, product, t, i)) : NO_COST;
  sale.depth = marketDepth(flat.zoneDepths[t]!, cycle.demand, t * LANES + i);
  sale.netSpot = spotPrice[i]!;
  sellOnSpot(queue, sale, sales);
  if (queue.length > 0) product.hasQueue = true;
  const tonnes = sales.uncommittedSold + sales.resold;
  revenue[plan.yearIndex[t]! * LANES + i]! += sales.revenue;
  measures[measureOffset(batch, PATH_MEASURE.spot, t) + i]! += tonnes;
  measures[measureOffset(batch, PATH_MEASURE.spotRevenue, t) + i]! += sales.revenue;
  sums.products[at + PRODUCT_MEASURE.spot]! += tonnes;
  sums.products[at + PRODUCT_MEASURE.uncommittedSold]! += sales.uncommittedSold;
  sums.products[at + PRODUCT_MEASURE.queued]! += sales.queued;
  sums.products[at + PRODUCT_MEASURE.queueLoss]! += sales.queueLoss;
  addSpotLoss(batch, product, 'depthLoss', t, i, sales.depthLoss);
  addSpotLoss(batch, product, 'rerouteLoss', t, i, sales.rerouteLoss);
};

/** Delivers the claims of lane i in a month in which production does not cover them; writes cuts and deferred tonnes delivered. */
const deliverShortLane = (batch: PathBatch, product: ProductLanes, t: number, i: number): Deliveries => {
  const contracts = product.deliveringContracts[t]!.map((c) => batch.contracts[c]!);
  const claims = contracts.map((contract): DeliveryClaim => {
    const isException = contract.exceptionLanes.subarray(0, contract.exceptionCount).includes(i);
    return {
      priority: contract.flat.priority,
      called: contract.isDeterministic ? deterministicCall(contract, t) : contract.called[i]! - refusedOrDeferredInLane(contract, i),
      deferred: isException ? contract.exceptions[i * EXCEPTION_FIELDS + EXCEPTION.deliverable]! : 0,
      delivered: 0,
      deferredDelivered: 0,
    };
  });
  const deliveries = deliverClaims(claims, product.flat.production[t]!, product.queues[i]!);
  for (const [k, contract] of contracts.entries()) {
    const { called, delivered, deferredDelivered } = claims[k]!;
    contract.cut[i] = called - delivered;
    contract.deferredDelivered[i] = deferredDelivered;
    if (called > delivered) contract.hasCut = product.hasCuts = true;
  }
  return deliveries;
};

/** Delivers calls and deferred tonnes (step 9), and sells the rest on spot (step 10), lane by lane. */
const deliverProduct = (batch: PathBatch, product: ProductLanes, t: number): void => {
  const { flat, called, heldBack, deferredDue } = product;
  const production = flat.production[t]!;
  if (flat.spotPriceIndex[t]! >= 0) evaluatePriceAt(batch, flat.spotPrices[flat.spotPriceIndex[t]!]!, product.spotPrice, t);
  const calledAt = measureOffset(batch, PATH_MEASURE.called, t);
  const deliveredAt = measureOffset(batch, PATH_MEASURE.delivered, t);
  beginSales(batch, product, t);
  for (let i = 0; i < batch.count; i++) {
    let total = called[i]! + deferredDue[i]!;
    let drawn = 0;
    if (total > production) {
      const deliveries = deliverShortLane(batch, product, t, i);
      total = deliveries.total;
      drawn = deliveries.drawn;
    }
    batch.measures[calledAt + i]! += called[i]! + heldBack[i]!;
    batch.measures[deliveredAt + i]! += total;
    sellLane(batch, product, t, i, production - (total - drawn));
  }
};

/** Delivers a month in which every lane calls the same tonnes and production covers them. Returns false, and does nothing, otherwise. */
const deliverUniformCalls = (batch: PathBatch, product: ProductLanes, t: number, tonnes: number): boolean => {
  const { flat } = product;
  const left = flat.production[t]! - tonnes;
  if (product.hasQueue || left !== 0) return false;
  const calledAt = measureOffset(batch, PATH_MEASURE.called, t);
  const deliveredAt = measureOffset(batch, PATH_MEASURE.delivered, t);
  for (let i = 0; i < LANES; i++) {
    batch.measures[calledAt + i]! += tonnes;
    batch.measures[deliveredAt + i]! += tonnes;
  }
  return true;
};

/** Clears the cuts of the month before, and assumes that all deferred tonnes due are delivered. */
const resetDeliveries = (batch: PathBatch, product: ProductLanes, t: number): void => {
  product.hasCuts = false;
  for (const c of product.deliveringContracts[t]!) {
    const contract = batch.contracts[c]!;
    if (contract.hasCut) contract.cut.fill(0);
    contract.hasCut = false;
    for (let k = 0; k < contract.exceptionCount; k++) {
      const i = contract.exceptionLanes[k]!;
      contract.deferredDelivered[i] = contract.exceptions[i * EXCEPTION_FIELDS + EXCEPTION.deliverable]!;
    }
  }
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
  settleInvoices(batch, contract, t);
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
    resetDeliveries(batch, product, t);
    if (uniformCall === undefined || !deliverUniformCalls(batch, product, t, uniformCall)) {
      if (uniformCall !== undefined) product.called.fill(uniformCall);
      deliverProduct(batch, product, t);
    }
    for (const c of product.deliveringContracts[t]!) settleContractMonth(batch, batch.contracts[c]!, product, t);
  }
};
