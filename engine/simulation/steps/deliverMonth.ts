import type { ContractLanes } from '../batch/contractLanes.ts';
import { EXCEPTION, EXCEPTION_FIELDS } from '../batch/exceptions.ts';
import { addContractMeasure, measureOffset, type PathBatch, type ProductFamily } from '../batch/pathBatch.ts';
import { PREFETCHED_CONTRACTS, prefetchContracts } from '../batch/prefetchContracts.ts';
import { isSimulatedMonth, type ProductLanes } from '../batch/productLanes.ts';
import { LANES } from '../draws/draws.ts';
import { CLAIM, CLAIM_WORDS } from '../kernel/kernel.ts';
import { DOUBLE_BYTES, ROW_BYTES } from '../kernel/layout.ts';
import { PATH_MEASURE } from '../types.ts';
import { lapseDeferred, startEvents } from './beginEvents.ts';
import { computeContractCalls } from './computeCalls.ts';
import { deterministicCall } from './contractDelivery.ts';
import { endContractMonth } from './contractYear.ts';
import { getRenegotiatedPrice } from './evaluatePrices.ts';
import { processExceptions } from './processExceptions.ts';
import { sellProduct } from './sellProduct.ts';
import { settleDeterministicInvoices, settleInvoices } from './settleInvoices.ts';

/** Delivers a month in which every lane calls the tonnes produced and none are queued. */
const deliverUniformCalls = (batch: PathBatch, product: ProductLanes, t: number, tonnes: number): void => {
  const calledAt = measureOffset(batch, PATH_MEASURE.called, t);
  const deliveredAt = measureOffset(batch, PATH_MEASURE.delivered, t);
  for (let i = 0; i < LANES; i++) {
    batch.measures[calledAt + i]! += tonnes;
    batch.measures[deliveredAt + i]! += tonnes;
  }
  product.oldestQueueMonth = t + 1;
};

/** Tonnes that all contracts call in month t, the same in every lane; undefined if lanes may differ. */
const uniformCall = (batch: PathBatch, product: ProductLanes, t: number): number | undefined => {
  let tonnes = 0;
  for (const c of product.deliveringContracts[t]!) {
    const contract = batch.contracts[c]!;
    if (!contract.isDeterministic) return undefined;
    tonnes += deterministicCall(contract, t);
  }
  return tonnes;
};

/** Computes the tonnes that a contract's events refuse or defer in month t, and the deferred tonnes due (step 8). */
const processEvents = (batch: PathBatch, product: ProductLanes, contract: ContractLanes, t: number): void => {
  const { exceptions } = contract;
  contract.hasHeldBack = false;
  contract.hasDeferredDue = false;
  startEvents(batch, product, contract, t);
  if (exceptions.count === 0) return;
  processExceptions(batch, product, contract, t);
  const { lanes, fields, count } = exceptions;
  const { called, offered, deferredDelivered } = contract;
  if (contract.hasHeldBack) {
    offered.set(called);
    for (let k = 0; k < count; k++) {
      const at = k * EXCEPTION_FIELDS;
      const i = lanes[k]!;
      offered[i] = called[i]! - (fields[at + EXCEPTION.refused]! + fields[at + EXCEPTION.deferred]!);
    }
  }
  for (let k = 0; k < count; k++) {
    const deliverable = fields[k * EXCEPTION_FIELDS + EXCEPTION.deliverable]!;
    if (!(deliverable > 0)) continue;
    if (!contract.hasDeferredDue) deferredDelivered.fill(0);
    contract.hasDeferredDue = true;
    deferredDelivered[lanes[k]!] = deliverable;
  }
};

/**
 * Prepares the k-th claim on a product in month t, that of a contract. A deterministic contract has the same call in every lane with a
 * path.
 */
const prepareClaim = (batch: PathBatch, product: ProductLanes, k: number, contract: ContractLanes, t: number): void => {
  const { offered, cut, deferredDelivered } = batch.work.claimRows[k]!;
  contract.offered = offered;
  contract.cut = cut;
  contract.deferredDelivered = deferredDelivered;
  contract.hasCut = false;
  if (!product.hasSellerOption) computeContractCalls(batch, contract, product, t);
  if (!contract.isDeterministic) processEvents(batch, product, contract, t);
  else contract.called.fill(deterministicCall(contract, t), 0, batch.count).fill(0, batch.count);
};

/** Delivers the calls and deferred tonnes of a product's contracts in month t, by priority (step 9). */
const deliverProduct = (batch: PathBatch, product: ProductLanes, t: number): void => {
  const { claims, oldestQueueMonth } = product;
  const contracts = product.deliveringContracts[t]!;
  for (const [k, c] of contracts.entries()) {
    const contract = batch.contracts[c]!;
    const word = k * CLAIM_WORDS;
    claims[word + CLAIM.offeredAt] = contract.hasHeldBack ? contract.offered.byteOffset : contract.called.byteOffset;
    claims[word + CLAIM.deferredAt] = contract.hasDeferredDue ? contract.deferredDelivered.byteOffset : 0;
    claims[word + CLAIM.cutAt] = contract.cut.byteOffset;
    claims[word + CLAIM.priority] = contract.flat.priority;
  }
  const measureAt = (measure: number): number => batch.measures.byteOffset + measureOffset(batch, measure, t) * DOUBLE_BYTES;
  const hasCuts = batch.kernel.deliverClaims({
    claimsAt: claims.byteOffset,
    claims: contracts.length,
    deferredDueAt: product.deferredDue.byteOffset,
    heldBackAt: product.heldBack.byteOffset,
    remainingAt: product.remainingTonnes.byteOffset,
    queueAt: product.queue.tonnes.byteOffset + oldestQueueMonth * ROW_BYTES,
    queueRows: t - oldestQueueMonth,
    calledSumAt: measureAt(PATH_MEASURE.called),
    deliveredSumAt: measureAt(PATH_MEASURE.delivered),
    production: product.flat.production[t]!,
  });
  product.hasCuts = hasCuts !== 0;
  if (!product.hasCuts) return;
  for (const [k, c] of contracts.entries()) batch.contracts[c]!.hasCut = claims[k * CLAIM_WORDS + CLAIM.isCut] !== 0;
};

/** Lapses the tonnes that are still deferred when a contract ends; they count as untaken in its last year. */
const lapseDeferredAtEnd = (batch: PathBatch, contract: ContractLanes): void => {
  const { count, lanes } = contract.exceptions;
  for (let k = 0; k < count; k++) {
    const tonnes = lapseDeferred(contract, k * EXCEPTION_FIELDS);
    if (tonnes === 0) continue;
    addContractMeasure(batch, contract, 'deferredLapsed', tonnes);
    if (contract.flat.isAssessed) contract.taken[lanes[k]!]! -= tonnes;
  }
};

/** Settles month t of a contract after its product's deliveries are known. */
const settleContractMonth = (batch: PathBatch, contract: ContractLanes, product: ProductLanes, t: number): void => {
  if (contract.isDeterministic && !product.hasCuts) {
    settleDeterministicInvoices(batch, contract, t);
    return;
  }
  const { netPrice } = contract;
  contract.netPrice = getRenegotiatedPrice(batch, contract, t);
  settleInvoices(batch, contract, t);
  if (t === contract.flat.end && contract.exceptions.count > 0) lapseDeferredAtEnd(batch, contract);
  endContractMonth(batch, contract, t);
  contract.netPrice = netPrice;
};

/** Calls `visit` with the contracts of a product that deliver in month t, and their place among them. */
const forEachDelivering = (
  batch: PathBatch,
  product: ProductLanes,
  t: number,
  visit: (contract: ContractLanes, k: number) => void,
): void => {
  const contracts = product.deliveringContracts[t]!;
  for (let k = 0; k < contracts.length; k++) {
    if (k % PREFETCHED_CONTRACTS === 0) prefetchContracts(batch, contracts, k, t);
    visit(batch.contracts[contracts[k]!]!, k);
  }
};

/** Steps 8 to 12 of month t: performance events, deliveries, spot sales, invoices, ends of contract years. */
export const deliverMonth = (batch: PathBatch, { products }: ProductFamily, t: number): void => {
  for (const product of products) {
    if (!isSimulatedMonth(product, t)) continue;
    product.hasCuts = false;
    const tonnes = product.oldestQueueMonth === t ? uniformCall(batch, product, t) : undefined;
    if (tonnes !== undefined && tonnes === product.flat.production[t]) deliverUniformCalls(batch, product, t, tonnes);
    else {
      if (product.hasHeldBack) product.heldBack.fill(0);
      product.hasHeldBack = false;
      if (product.hasDeferredDue) product.deferredDue.fill(0);
      product.hasDeferredDue = false;
      forEachDelivering(batch, product, t, (contract, k) => prepareClaim(batch, product, k, contract, t));
      deliverProduct(batch, product, t);
      sellProduct(batch, product, t);
    }
    forEachDelivering(batch, product, t, (contract) => settleContractMonth(batch, contract, product, t));
  }
};
