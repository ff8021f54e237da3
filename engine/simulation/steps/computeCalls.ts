import { QUEUE_DISCOUNT } from '#shared/domain/houseDefaults.ts';
import { PRICE_TIE } from '../../valuation/tolerances.ts';
import type { ContractLanes } from '../batch/contractLanes.ts';
import type { PathBatch, ProductFamily } from '../batch/pathBatch.ts';
import { isSimulatedMonth, type ProductLanes } from '../batch/productLanes.ts';
import { LANES } from '../draws/draws.ts';
import { ROW_BYTES } from '../kernel/layout.ts';
import { callBeforeOpenShareInLane } from './contractDelivery.ts';
import { getNetSpot, getPriceAt, getRenegotiatedPrice } from './evaluatePrices.ts';

/** Takes a contract's nominal tonnes of month t off those planned for contracts in the lanes in which they are no longer planned. */
const removeUnplanned = ({ nominal }: ProductLanes, { flat, endedCount, endedLanes, unplannedFrom }: ContractLanes, t: number): void => {
  for (let k = 0; k < endedCount; k++) {
    const i = endedLanes[k]!;
    // 0 where all contracts have ended, whatever the rounding
    if (t >= unplannedFrom[i]!) nominal[i] = Math.max(0, nominal[i]! - flat.nominal[t]!);
  }
};

/** Calls at the buyer's option: nominal clamp(1 + beta (D - 1), max(1 - tol, share), 1 + tol) x open share. */
const computeBuyerCalls = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { flat, terms, callBeforeOpenShare, hasPriceFallen, called } = contract;
  const nominal = flat.nominal[t]!;
  const openShare = flat.openShare[t]!;
  const demand = batch.demand[flat.split]!;
  const { beta, tolerance } = terms;
  const maximum = 1 + tolerance;
  const minimum = Math.max(1 - tolerance, terms.minimumShare);
  if (terms.isPriceFallExcused) {
    for (let i = 0; i < LANES; i++) {
      const low = hasPriceFallen[i] === 1 ? 1 - tolerance : minimum;
      callBeforeOpenShare[i] = nominal * Math.min(Math.max(1 + beta * (demand[t * LANES + i]! - 1), low), maximum);
      called[i] = callBeforeOpenShare[i]! * openShare;
    }
    return;
  }
  batch.kernel.computeBuyerCalls({
    demandAt: demand.byteOffset + t * ROW_BYTES,
    outAt: called.byteOffset,
    nominal,
    beta,
    minimum,
    maximum,
    openShare,
  });
};

/** Calls at the seller's option: more where the contract pays more than spot, limited to spare production; less where it pays less. */
const computeSellerCalls = (batch: PathBatch, contract: ContractLanes, product: ProductLanes, t: number): void => {
  const { flat, callBeforeOpenShare, called, isAlive } = contract;
  const netPrice = getRenegotiatedPrice(batch, contract, t);
  const nominal = flat.nominal[t]!;
  const swing = nominal * contract.terms.tolerance;
  const netSpot = getNetSpot(batch, contract, t);
  for (let i = 0; i < LANES; i++) {
    callBeforeOpenShare[i] = nominal;
    if (netPrice[i]! > netSpot[i]! * (1 + PRICE_TIE)) {
      const extraTonnes = isAlive[i] === 1 ? Math.min(swing, product.spareProduction[i]!) : 0;
      callBeforeOpenShare[i]! += extraTonnes;
      product.spareProduction[i]! -= extraTonnes;
    } else if (netPrice[i]! < (1 - QUEUE_DISCOUNT) * netSpot[i]! * (1 - PRICE_TIE)) callBeforeOpenShare[i]! -= swing;
    called[i] = callBeforeOpenShare[i]! * flat.openShare[t]!;
  }
};

/** Marks the lanes in which the net price is below that at the deck, which excuses the buyer. */
const markPriceFall = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { flat, terms, hasPriceFallen } = contract;
  if (terms.isPriceFallExcused) {
    const netPrice = getRenegotiatedPrice(batch, contract, t);
    const bound = flat.netAtDeck[t]! * (1 - PRICE_TIE);
    for (let i = 0; i < LANES; i++) hasPriceFallen[i] = netPrice[i]! < bound ? 1 : 0;
  } else if (flat.hasPriceFallExcuse) hasPriceFallen.fill(0);
};

/** Sets the terms and net price of a contract that delivers in month t, on the first call of the month. */
const openContractMonth = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  if (contract.month === t) return;
  const { flat } = contract;
  contract.month = t;
  contract.terms = flat.terms[flat.termsIndex[t]!]!;
  contract.netPrice = getPriceAt(batch, contract.terms.contractPrice, t);
};

/** Computes the calls of a contract in month t, and takes its nominal tonnes off those planned where it has ended. */
export const computeContractCalls = (batch: PathBatch, contract: ContractLanes, product: ProductLanes, t: number): void => {
  const { flat, called, callBeforeOpenShare, endedLanes, uniformCall, closedLanes } = contract;
  // all were removed before the first call at the seller's option
  if (!product.hasSellerOption) removeUnplanned(product, contract, t);
  if (contract.isDeterministic) return;
  openContractMonth(batch, contract, t);
  const { terms } = contract;
  markPriceFall(batch, contract, t);
  contract.uniformCall = Number.NaN;
  if (terms.toleranceHolder === 'buyer') computeBuyerCalls(batch, contract, t);
  else if (terms.toleranceHolder === 'seller') computeSellerCalls(batch, contract, product, t);
  else {
    if (terms.isPriceFallExcused) callBeforeOpenShare.fill(flat.nominal[t]!);
    const tonnes = flat.nominal[t]! * flat.openShare[t]!;
    contract.uniformCall = tonnes;
    // else the row still has the same call from the previous month
    if (uniformCall !== tonnes) called.fill(tonnes);
  }
  if (closedLanes.count > 0) {
    for (let k = 0; k < closedLanes.count; k++) {
      const i = closedLanes.lanes[k]!;
      called[i] = callBeforeOpenShareInLane(batch, contract, t, i) * closedLanes.openShare[i]!;
    }
    contract.uniformCall = Number.NaN;
  }
  // lanes without a path, and lanes in which the contract has ended, call nothing
  for (let i = batch.count; i < LANES; i++) called[i] = 0;
  for (let k = 0; k < contract.endedCount; k++) called[endedLanes[k]!] = 0;
};

/**
 * Step 6 of products with a seller's option, whose extra tonnes depend on all other calls. Any other contract's calls are computed with its
 * deliveries, so that it is fetched from memory once.
 */
export const computeCalls = (batch: PathBatch, { products }: ProductFamily, t: number): void => {
  for (const product of products) {
    if (!isSimulatedMonth(product, t)) continue;
    const contracts = product.deliveringContracts[t]!;
    product.nominal.fill(product.plannedNominal[t]!);
    if (!product.hasSellerOption) continue;
    for (const c of contracts) removeUnplanned(product, batch.contracts[c]!, t);
    const production = product.flat.production[t]!;
    for (let i = 0; i < LANES; i++) product.spareProduction[i] = Math.max(0, production - product.nominal[i]!);
    for (const c of contracts) computeContractCalls(batch, batch.contracts[c]!, product, t);
  }
};
