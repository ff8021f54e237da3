import { makeUpTonnes } from '../../valuation/takeOrPayFormula.ts';
import type { ContractLanes } from '../batch/contractLanes.ts';
import { EXCEPTION, EXCEPTION_FIELDS, findException } from '../batch/exceptions.ts';
import { addContractMeasure, type PathBatch } from '../batch/pathBatch.ts';
import { openShareExcusedInLane, openShareInLane } from '../batch/policyLanes.ts';
import { LANES } from '../draws/draws.ts';
import { CONTRACT_MEASURE, CONTRACT_MEASURES } from '../types.ts';

/** Tonnes that a deterministic contract calls in every lane in month t, dmt. */
export const deterministicCall = ({ flat }: ContractLanes, t: number): number => flat.nominal[t]! * flat.openShare[t]!;

/** Call of lane i in month t before the open share, dmt. */
export const callBeforeOpenShareInLane = (batch: PathBatch, contract: ContractLanes, t: number, i: number): number => {
  const { flat, terms, callBeforeOpenShare, hasPriceFallen } = contract;
  const nominal = flat.nominal[t]!;
  if (terms.toleranceHolder === 'seller') return callBeforeOpenShare[i]!;
  if (terms.toleranceHolder === 'none') return nominal;
  const { beta, tolerance, minimumShare } = terms;
  const minimum = hasPriceFallen[i] === 1 ? 1 - tolerance : Math.max(1 - tolerance, minimumShare);
  return nominal * Math.min(Math.max(1 + beta * (batch.demand[flat.split]![t * LANES + i]! - 1), minimum), 1 + tolerance);
};

/** Tonnes of the month that an event in lane i refuses or defers. */
export const refusedOrDeferredInLane = (contract: ContractLanes, i: number): number => {
  const at = contract.hasHeldBack ? findException(contract.exceptions, i) : -1;
  if (at < 0) return 0;
  const { fields } = contract.exceptions;
  return fields[at + EXCEPTION.refused]! + fields[at + EXCEPTION.deferred]!;
};

/** Tonnes above nominal in the offered call of lane i, which a seller with the tolerance adds; reduced in proportion to the call. */
export const sellerExtra = (contract: ContractLanes, t: number, i: number): number => {
  const { flat, terms, called, callBeforeOpenShare } = contract;
  if (terms.toleranceHolder !== 'seller' || called[i] === 0) return 0;
  const offeredShare = 1 - refusedOrDeferredInLane(contract, i) / called[i]!;
  return openShareInLane(contract, t, i) * Math.max(0, callBeforeOpenShare[i]! - flat.nominal[t]!) * offeredShare;
};

/** Adds tonnes called and delivered to the sums of the block. */
export const addDeliveryMeasures = (batch: PathBatch, { index }: ContractLanes, calledTonnes: number, deliveredTonnes: number): void => {
  const at = index * CONTRACT_MEASURES.length;
  batch.sums.contracts[at + CONTRACT_MEASURE.called]! += calledTonnes;
  batch.sums.contracts[at + CONTRACT_MEASURE.delivered]! += deliveredTonnes;
};

/** Delivers the month's call, less what is refused or deferred and what is cut for lack of product. Returns the row of delivered tonnes. */
export const deliverCall = (batch: PathBatch, contract: ContractLanes): Float64Array => {
  const { called, hasHeldBack, hasCut, cut, flat } = contract;
  const { kernel, work } = batch;
  const offeredTonnes = hasHeldBack ? contract.offered : called;
  const calledTonnes = kernel.sumRow(called.byteOffset);
  if (!hasCut) {
    addDeliveryMeasures(batch, contract, calledTonnes, hasHeldBack ? kernel.sumRow(offeredTonnes.byteOffset) : calledTonnes);
    return offeredTonnes;
  }
  const { delivered, sums } = work;
  const notOffered = flat.isAssessed ? contract.notOffered : work.discardedRow;
  kernel.deliverCutCalls(offeredTonnes.byteOffset, cut.byteOffset, delivered.byteOffset, notOffered.byteOffset, sums.byteOffset);
  const [cutTonnes, deliveredTonnes] = sums;
  addContractMeasure(batch, contract, 'cut', cutTonnes!);
  addDeliveryMeasures(batch, contract, calledTonnes, deliveredTonnes!);
  return delivered;
};

/**
 * Counts in the contract year what its deliveries do not: tonnes deferred, excused, and not offered. Lanes in which the contract has ended
 * are not assessed.
 */
export const updateYearCounters = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { flat, terms, callBeforeOpenShare, excused, notOffered, closedLanes } = contract;
  const { lanes, fields, count: exceptionCount } = contract.exceptions;
  const { count } = batch;
  const nominal = flat.nominal[t]!;
  const closedTonnes = nominal * (1 - flat.openShareExcused[t]!);
  for (let k = 0; contract.hasHeldBack && k < exceptionCount; k++) {
    const i = lanes[k]!;
    contract.taken[i]! += fields[k * EXCEPTION_FIELDS + EXCEPTION.deferred]!;
    if (fields[k * EXCEPTION_FIELDS + EXCEPTION.refused]! > 0) contract.hasRefusedInYear[i] = 1;
  }
  if (closedTonnes !== 0) for (let i = 0; i < count; i++) excused[i]! += nominal * (1 - openShareExcusedInLane(contract, t, i));
  else {
    for (let k = 0; k < closedLanes.count; k++) {
      const i = closedLanes.lanes[k]!;
      excused[i]! += nominal * (1 - closedLanes.openShareExcused[i]!);
    }
  }
  if (terms.isPriceFallExcused) {
    for (let i = 0; i < count; i++) {
      if (contract.hasPriceFallen[i] === 1)
        excused[i]! += openShareExcusedInLane(contract, t, i) * Math.max(0, nominal - callBeforeOpenShare[i]!);
    }
  }
  if (terms.toleranceHolder === 'seller') {
    for (let i = 0; i < count; i++) notOffered[i]! += openShareInLane(contract, t, i) * Math.max(0, nominal - callBeforeOpenShare[i]!);
  }
};

/** Adds delivered deferred tonnes to a copy of the delivered row in `work.paid`. Returns whether there are any; else nothing is copied. */
export const deliverDeferred = (batch: PathBatch, contract: ContractLanes, deliveredTonnes: Float64Array): boolean => {
  const { paid } = batch.work;
  const { lanes, fields, count } = contract.exceptions;
  let hasReturns = false;
  for (let k = 0; contract.hasDeferredDue && k < count; k++) {
    const i = lanes[k]!;
    const returnedTonnes = contract.deferredDelivered[i]!;
    if (!(returnedTonnes > 0)) continue;
    if (!hasReturns) paid.set(deliveredTonnes);
    hasReturns = true;
    paid[i]! += returnedTonnes;
    fields[k * EXCEPTION_FIELDS + EXCEPTION.overdue]! -= returnedTonnes;
    addContractMeasure(batch, contract, 'deferredReturned', returnedTonnes);
    addContractMeasure(batch, contract, 'delivered', returnedTonnes);
  }
  return hasReturns;
};

/** Takes make-up tonnes of lane i from its lots, oldest first. Returns the charge for a rise in price, USD; 0 if a rise is not charged. */
const takeMakeUpLots = (contract: ContractLanes, i: number, tonnes: number, netPrice: number, isRiseCharged: boolean): number => {
  let remainingTonnes = tonnes;
  let charge = 0;
  for (const lot of contract.makeUpLots) {
    const takenTonnes = Math.min(remainingTonnes, lot.tonnes[i]!);
    lot.tonnes[i]! -= takenTonnes;
    remainingTonnes -= takenTonnes;
    if (isRiseCharged) charge += takenTonnes * Math.max(0, netPrice - lot.price[i]!);
  }
  return charge;
};

/**
 * Takes make-up tonnes, which have been paid for, off a copy of the paid row in `work.paid`, and writes the charges for a rise in price to
 * `work.priceRise`. Returns whether there are any; otherwise nothing is copied.
 */
export const applyMakeUp = (
  batch: PathBatch,
  contract: ContractLanes,
  deliveredTonnes: Float64Array,
  paidByLane: Float64Array,
  isRiseCharged: boolean,
): boolean => {
  const { paid: paidTonnes, priceRise } = batch.work;
  const { lanes, fields, count } = contract.exceptions;
  let hasMakeUp = false;
  for (let k = 0; k < count; k++) {
    const makeUp = k * EXCEPTION_FIELDS + EXCEPTION.makeUp;
    const availableTonnes = fields[makeUp]!;
    if (!(availableTonnes > 0)) continue;
    const i = lanes[k]!;
    const tonnes = makeUpTonnes(contract.taken[i]!, contract.takeOrPayQuantity[i]!, deliveredTonnes[i]!, availableTonnes);
    if (!(tonnes > 0)) continue;
    if (!hasMakeUp) {
      if (paidByLane !== paidTonnes) paidTonnes.set(paidByLane);
      priceRise.fill(0);
    }
    hasMakeUp = true;
    const returnedTonnes = contract.hasDeferredDue ? contract.deferredDelivered[i]! : 0;
    paidTonnes[i] = deliveredTonnes[i]! - tonnes + returnedTonnes;
    fields[makeUp]! -= tonnes;
    priceRise[i] = takeMakeUpLots(contract, i, tonnes, batch.finalPrice.net[i]!, isRiseCharged);
    contract.makeUpTaken[i]! += tonnes;
    addContractMeasure(batch, contract, 'makeUp', tonnes);
  }
  return hasMakeUp;
};
