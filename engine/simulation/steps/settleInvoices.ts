import { CONTRACT_MEASURE, type ContractLanes, EXCEPTION, EXCEPTION_FIELDS, type ProductLanes } from '../batch/contractLanes.ts';
import { addContractMeasure, bookPayment, type PathBatch, receivablesOffset } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { DOUBLE_BYTES, ROW_BYTES } from '../kernel/layout.ts';
import type { FlatTerms } from '../plan/flatContract.ts';
import { CONTRACT_MEASURES } from '../types.ts';
import { addRevenue, evaluateFinalPrice, evaluatePriceAt, evaluateSinglePeriod, lastPricingMonth } from './evaluatePrices.ts';

/** Opens the contract year of month t where it is another than before. */
export const openContractYear = (contract: ContractLanes, t: number): void => {
  const { flat } = contract;
  const index = flat.contractYearOf[t]!;
  if (contract.contractYear === index) return;
  contract.contractYear = index;
  const { annual, commitment, carryForwardShare, taken, paidTonnes, paidValue } = flat.years[index]!;
  contract.yearCounters.fill(0);
  if (taken !== 0) contract.taken.fill(taken);
  if (paidTonnes !== 0) contract.paidTonnes.fill(paidTonnes);
  if (paidValue !== 0) contract.paidValue.fill(paidValue);
  contract.hasRefusedInYear.fill(0);
  const most = carryForwardShare * annual;
  for (let i = 0; i < LANES; i++) contract.takeOrPayQuantity[i] = Math.max(0, commitment - Math.min(contract.carriedForward[i]!, most));
};

/** Takes make-up tonnes of a lane from its lots, oldest first; answers what a charged rise in price comes to. */
const takeMakeUpLots = (contract: ContractLanes, i: number, tonnes: number, net: number, chargesRise: boolean): number => {
  let left = tonnes;
  let value = 0;
  for (const lot of contract.makeUpLots) {
    const taken = Math.min(left, lot.tonnes[i]!);
    lot.tonnes[i]! -= taken;
    left -= taken;
    if (chargesRise) value += taken * Math.max(0, net - lot.price[i]!);
  }
  contract.exceptions[i * EXCEPTION_FIELDS + EXCEPTION.makeUp]! -= tonnes;
  return value;
};

/** Tonnes of a delivery that are make-up: what lifts the contract year above its take-or-pay quantity, while lots last. */
const makeUpTonnes = (contract: ContractLanes, i: number, delivered: number): number => {
  const lots = contract.exceptions[i * EXCEPTION_FIELDS + EXCEPTION.makeUp]!;
  if (!(lots > 0)) return 0;
  const above = contract.taken[i]! - contract.takeOrPayQuantity[i]!;
  return Math.min(lots, Math.max(0, above + delivered) - Math.max(0, above));
};

/** Tonnes that every lane of a steady contract calls. */
export const deterministicCall = ({ flat }: ContractLanes, t: number): number => flat.nominal[t]! * flat.openShare[t]!;

const addDelivered = (batch: PathBatch, { index: place }: ContractLanes, called: number, delivered: number): void => {
  const at = place * CONTRACT_MEASURES.length;
  batch.sums.contracts[at + CONTRACT_MEASURE.called]! += called;
  batch.sums.contracts[at + CONTRACT_MEASURE.delivered]! += delivered;
};

/** Delivers and invoices a steady contract whose product does not lack. */
export const settleDeterministicInvoices = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { plan, count } = batch;
  const { flat, revenue } = contract;
  const set = flat.terms[flat.termsIndex[t]!]!;
  const tonnes = deterministicCall(contract, t);
  addDelivered(batch, contract, count * tonnes, count * tonnes);
  const until = t + lastPricingMonth(set);
  const finalYear = plan.yearIndex[Math.max(until, t) + set.paymentMonths]! * LANES;
  if (until <= t) {
    addRevenue(batch, contract, set, t, tonnes, revenue, finalYear);
    return;
  }
  const provisionalYear = plan.yearIndex[t + set.paymentMonths]! * LANES;
  evaluatePriceAt(batch, set.contractPrice, contract.netPrice, t);
  evaluateSinglePeriod(batch, contract, set, t);
  for (let i = 0; i < LANES; i++) {
    const provisional = set.provisionalShare * contract.netPrice[i]! * tonnes;
    revenue[provisionalYear + i]! += provisional;
    revenue[finalYear + i]! += tonnes * contract.spotPrice[i]! - provisional;
  }
};

/**
 * Delivered of the month's own call: without what is held back, cut down to what product there is. Notes what is called and what lacks,
 * and counts that in the year.
 */
const deliverCalls = (batch: PathBatch, contract: ContractLanes, { deliveredShare: kept, hasCuts: anyCut }: ProductLanes): Float64Array => {
  const { called, exceptions: side, exceptionLanes: odd } = contract;
  const { delivered: own, paid: payable, sums } = batch.work;
  if (!contract.hasHeldBack && !anyCut) {
    const sum = batch.kernel.sumRow(called.byteOffset);
    addDelivered(batch, contract, sum, sum);
    return called;
  }
  let offered = called;
  if (contract.hasHeldBack) {
    offered = anyCut ? payable : own;
    copyLanes(called, offered);
    for (let k = 0; k < contract.exceptionCount; k++) {
      const i = odd[k]!;
      offered[i] = called[i]! - side[i * EXCEPTION_FIELDS + EXCEPTION.refused]! - side[i * EXCEPTION_FIELDS + EXCEPTION.deferred]!;
    }
  }
  if (anyCut) {
    batch.kernel.cutCalls(offered.byteOffset, kept.byteOffset, own.byteOffset, contract.notOffered.byteOffset, sums.byteOffset);
    addContractMeasure(batch, contract, 'cut', sums[1]!);
    addDelivered(batch, contract, offered === called ? sums[0]! : batch.kernel.sumRow(called.byteOffset), sums[2]!);
  } else addDelivered(batch, contract, batch.kernel.sumRow(called.byteOffset), batch.kernel.sumRow(own.byteOffset));
  return own;
};

/** What counts in the contract year beside the delivery: tonnes put off, excused, and not offered. Ended lanes are not assessed. */
const updateYearCounters = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { flat, exceptions: side, callBeforeOpenShare: wanted, excused, notOffered, exceptionLanes: odd } = contract;
  const { count } = batch;
  const { terms: set } = contract;
  const nominal = flat.nominal[t]!;
  const openExcused = flat.openShareExcused[t]!;
  const closed = nominal * (1 - openExcused);
  for (let k = 0; contract.hasHeldBack && k < contract.exceptionCount; k++) {
    const i = odd[k]!;
    contract.taken[i]! += side[i * EXCEPTION_FIELDS + EXCEPTION.deferred]!;
    if (side[i * EXCEPTION_FIELDS + EXCEPTION.refused]! > 0) contract.hasRefusedInYear[i] = 1;
  }
  if (closed !== 0) for (let i = 0; i < count; i++) excused[i]! += closed;
  if (set.isPriceFallExcused) {
    for (let i = 0; i < count; i++) {
      if (contract.hasPriceFallen[i] === 1) excused[i]! += openExcused * Math.max(0, nominal - wanted[i]!);
    }
  }
  if (set.toleranceHolder === 'seller')
    for (let i = 0; i < count; i++) notOffered[i]! += flat.openShare[t]! * Math.max(0, nominal - wanted[i]!);
};

const copyLanes = (from: Float64Array, into: Float64Array): void => {
  for (let i = 0; i < LANES; i++) into[i] = from[i]!;
};

/** Deferred tonnes that are delivered now beside the call; whether there are any. */
const deliverDeferred = (
  batch: PathBatch,
  contract: ContractLanes,
  { deferredDeliveredShare: keptDeferred }: ProductLanes,
  delivered: Float64Array,
): boolean => {
  const { paid: payable } = batch.work;
  let any = false;
  for (let k = 0; k < contract.exceptionCount; k++) {
    const i = contract.exceptionLanes[k]!;
    const returned = contract.exceptions[i * EXCEPTION_FIELDS + EXCEPTION.deliverable]! * keptDeferred[i]!;
    if (!(returned > 0)) continue;
    if (!any) copyLanes(delivered, payable);
    any = true;
    payable[i]! += returned;
    contract.exceptions[i * EXCEPTION_FIELDS + EXCEPTION.overdue]! -= returned;
    addContractMeasure(batch, contract, 'deferredReturned', returned);
    addContractMeasure(batch, contract, 'delivered', returned);
  }
  return any;
};

/** Make-up of the month, which is paid for already, and what it pays for a rise of the price; whether there is any. */
const applyMakeUp = (
  batch: PathBatch,
  contract: ContractLanes,
  { deferredDeliveredShare: keptDeferred }: ProductLanes,
  delivered: Float64Array,
  paid: Float64Array,
  chargesRise: boolean,
): boolean => {
  const { paid: payable, priceRise: rise } = batch.work;
  let any = false;
  for (let k = 0; k < contract.exceptionCount; k++) {
    const i = contract.exceptionLanes[k]!;
    const tonnes = makeUpTonnes(contract, i, delivered[i]!);
    if (!(tonnes > 0)) continue;
    if (!any) {
      if (paid !== payable) copyLanes(paid, payable);
      rise.fill(0);
    }
    any = true;
    payable[i] = delivered[i]! - tonnes + contract.exceptions[i * EXCEPTION_FIELDS + EXCEPTION.deliverable]! * keptDeferred[i]!;
    rise[i] = takeMakeUpLots(contract, i, tonnes, batch.finalPrice.net[i]!, chargesRise);
    contract.makeUpTaken[i]! += tonnes;
    addContractMeasure(batch, contract, 'makeUp', tonnes);
  }
  return any;
};

/** Invoices the paid tonnes of a month where every lane's quotational period ends alike; whether the contract year counts them already. */
const invoiceUniform = (
  batch: PathBatch,
  contract: ContractLanes,
  t: number,
  set: FlatTerms,
  delivered: Float64Array,
  paid: Float64Array,
): boolean => {
  const { plan, kernel } = batch;
  const { net, lastPricingMonth: until } = batch.finalPrice;
  const { revenue, receivables: owed, flat } = contract;
  const last = Math.max(until, t) + set.paymentMonths;
  const lastAt = revenue.byteOffset + plan.yearIndex[last]! * ROW_BYTES;
  // what is paid in the month itself is owed to nobody who may still default
  const owes = owed.length > 0 && last > t;
  if (until > t) {
    const first = t + set.paymentMonths;
    const nowhere = batch.work.discarded.byteOffset;
    kernel.addProvisionalAndFinal(
      paid.byteOffset,
      contract.netPrice.byteOffset,
      net.byteOffset,
      set.provisionalShare,
      revenue.byteOffset + plan.yearIndex[first]! * ROW_BYTES,
      lastAt,
      owes ? owed.byteOffset + receivablesOffset(contract, first) * DOUBLE_BYTES : nowhere,
      owes ? owed.byteOffset + receivablesOffset(contract, last) * DOUBLE_BYTES : nowhere,
    );
    return false;
  }
  if (owes) kernel.addReceivables(paid.byteOffset, net.byteOffset, owed.byteOffset + receivablesOffset(contract, last) * DOUBLE_BYTES);
  if (!flat.isAssessed || until > flat.years[contract.contractYear]!.end) {
    kernel.addInvoices(paid.byteOffset, net.byteOffset, lastAt);
    return false;
  }
  kernel.addInvoicesAndYear(
    paid.byteOffset,
    net.byteOffset,
    lastAt,
    delivered.byteOffset,
    contract.taken.byteOffset,
    contract.paidTonnes.byteOffset,
    contract.paidValue.byteOffset,
  );
  return true;
};

/** The same lane by lane, where somebody chose the period, payments are kept by month, or a rise of the price is paid for. */
const invoiceByLane = (batch: PathBatch, contract: ContractLanes, t: number, set: FlatTerms, paid: Float64Array, rises: boolean): void => {
  const { finalPrice: final } = batch;
  const { priceRise: rise } = batch.work;
  for (let i = 0; i < batch.count; i++) {
    const raised = rises ? rise[i]! : 0;
    if (paid[i] === 0 && raised === 0) continue;
    const value = paid[i]! * final.net[i]! + raised;
    const until = set.hasQuotationOption ? final.lastPricingMonthByLane[i]! : final.lastPricingMonth;
    const provisional = until > t ? set.provisionalShare * contract.netPrice[i]! * paid[i]! : 0;
    if (provisional !== 0) bookPayment(batch, contract, t + set.paymentMonths, i, provisional);
    bookPayment(batch, contract, Math.max(until, t) + set.paymentMonths, i, value - provisional);
  }
};

/** Adds a delivery to its contract year; open tonnes are those whose final price comes after its end. */
const addDeliveryToYear = (
  batch: PathBatch,
  contract: ContractLanes,
  { hasQuotationOption: option }: FlatTerms,
  delivered: Float64Array,
  paid: Float64Array,
): void => {
  const { kernel, count } = batch;
  const { taken, paidTonnes, paidValue, unpricedTonnes: openTonnes } = contract;
  const { net, lastPricingMonth: until, lastPricingMonthByLane: untilOf } = batch.finalPrice;
  const last = contract.flat.years[contract.contractYear]!.end;
  kernel.addRows(delivered.byteOffset, taken.byteOffset, 1);
  kernel.addRows(paid.byteOffset, paidTonnes.byteOffset, 1);
  if (option) {
    for (let i = 0; i < count; i++) {
      if (untilOf[i]! <= last) paidValue[i]! += paid[i]! * net[i]!;
      else openTonnes[i]! += paid[i]!;
    }
  } else if (until <= last) kernel.addInvoices(paid.byteOffset, net.byteOffset, paidValue.byteOffset);
  else kernel.addRows(paid.byteOffset, openTonnes.byteOffset, 1);
};

/** Steps 9 and 11 for a contract: what it delivers, make-up, and its invoices. */
export const settleInvoices = (batch: PathBatch, contract: ContractLanes, product: ProductLanes, t: number): void => {
  const { flat } = contract;
  if (contract.isDeterministic) contract.terms = flat.terms[flat.termsIndex[t]!]!;
  const { terms: set } = contract;
  if (contract.isDeterministic) {
    evaluatePriceAt(batch, set.contractPrice, contract.netPrice, t);
    // lanes of no path call nothing, though those of a fuller block before did
    contract.called.fill(deterministicCall(contract, t), 0, batch.count).fill(0, batch.count);
  }
  evaluateFinalPrice(batch, contract, set, t);
  openContractYear(contract, t);
  if (flat.isAssessed) updateYearCounters(batch, contract, t);
  const delivered = deliverCalls(batch, contract, product);
  const { paid: payable } = batch.work;
  const given = contract.exceptionCount > 0 && deliverDeferred(batch, contract, product, delivered) ? payable : delivered;
  const madeUp = contract.exceptionCount > 0 && applyMakeUp(batch, contract, product, delivered, given, set.isRiseCharged);
  const paid = madeUp ? payable : given;
  const rises = madeUp && set.isRiseCharged;
  let counted = false;
  if (set.hasQuotationOption || rises || contract.paymentsByMonth.length > 0) invoiceByLane(batch, contract, t, set, paid, rises);
  else counted = invoiceUniform(batch, contract, t, set, delivered, paid);
  if (flat.isAssessed && !counted) addDeliveryToYear(batch, contract, set, delivered, paid);
};

/** Books what the months before the valuation left open, in every lane (start fields of a contract). */
export const bookOpeningBalances = (batch: PathBatch): void => {
  for (const contract of batch.contracts) {
    const { flat } = contract;
    for (const { month, terms: place, tonnes, provisionalPaid } of flat.openDeliveries) {
      const set = flat.terms[place]!;
      const final = evaluateFinalPrice(batch, contract, set, month);
      for (let i = 0; i < batch.count; i++) {
        const payment =
          Math.max(set.hasQuotationOption ? final.lastPricingMonthByLane[i]! : final.lastPricingMonth, month) + set.paymentMonths;
        if (payment >= 1) bookPayment(batch, contract, payment, i, tonnes * final.net[i]! - provisionalPaid);
      }
    }
    for (const { month, amount } of flat.unpaid) for (let i = 0; i < batch.count; i++) bookPayment(batch, contract, month, i, amount);
  }
};
