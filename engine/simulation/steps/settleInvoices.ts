import { type ContractLanes, revenueOffset } from '../batch/contractLanes.ts';
import { addContractMeasure, bookPayment, type FinalPrice, measureOffset, type PathBatch, receivablesOffset } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { DOUBLE_BYTES } from '../kernel/layout.ts';
import { type FlatTerms, lastPricingOffset } from '../plan/flatContract.ts';
import { PATH_MEASURE } from '../types.ts';
import {
  addDeliveryMeasures,
  applyMakeUp,
  deliverCall,
  deliverDeferred,
  deterministicCall,
  sellerExtra,
  updateYearCounters,
} from './contractDelivery.ts';
import { openContractYear } from './contractYear.ts';
import { addFinalRevenue, evaluateFinalPrice, getClampedSpot, getPriceAt, getSinglePeriodPrice } from './evaluatePrices.ts';
import { bookPriceSupport } from './priceSupport.ts';
import { recordDelivery } from './recordDelivery.ts';

/** Last month of the quotational period of a delivery in lane i. */
const lastPricingMonthOf = (finalPrice: FinalPrice, { hasQuotationOption }: FlatTerms, i: number): number =>
  hasQuotationOption ? finalPrice.lastPricingMonthByLane[i]! : finalPrice.lastPricingMonth;

/** Delivers and invoices month t of a deterministic contract whose calls are not cut. */
export const settleDeterministicInvoices = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { plan, count } = batch;
  const { flat, revenue } = contract;
  const terms = flat.terms[flat.termsIndex[t]!]!;
  const tonnes = deterministicCall(contract, t);
  addDeliveryMeasures(batch, contract, count * tonnes, count * tonnes);
  recordDelivery(batch, contract, t, tonnes);
  const lastPricingMonth = t + lastPricingOffset(terms.alternatives[0]!);
  const finalYear = revenueOffset(contract, plan.yearIndex[Math.max(lastPricingMonth, t) + terms.paymentMonths]!);
  if (lastPricingMonth <= t) {
    addFinalRevenue(batch, terms, t, tonnes, revenue, finalYear);
    return;
  }
  const provisionalYear = revenueOffset(contract, plan.yearIndex[t + terms.paymentMonths]!);
  contract.netPrice = getPriceAt(batch, terms.contractPrice, t);
  const finalPrice = getSinglePeriodPrice(batch, terms, t);
  for (let i = 0; i < LANES; i++) {
    const provisional = terms.provisionalShare * contract.netPrice[i]! * tonnes;
    revenue[provisionalYear + i]! += provisional;
    revenue[finalYear + i]! += tonnes * finalPrice[i]! - provisional;
  }
};

/**
 * Invoices the paid tonnes of month t if every lane's quotational period ends in the same month. Returns whether the delivery is then
 * counted in its contract year.
 */
const invoiceUniform = (
  batch: PathBatch,
  contract: ContractLanes,
  t: number,
  deliveredTonnes: Float64Array,
  paidTonnes: Float64Array,
): boolean => {
  const { plan, kernel, work } = batch;
  const { net, lastPricingMonth } = batch.finalPrice;
  const { terms, revenue, receivables, flat } = contract;
  const finalMonth = Math.max(lastPricingMonth, t) + terms.paymentMonths;
  const revenueAt = (month: number): number => revenue.byteOffset + revenueOffset(contract, plan.yearIndex[month]!) * DOUBLE_BYTES;
  const receivablesAt = (month: number): number => receivables.byteOffset + receivablesOffset(contract, month) * DOUBLE_BYTES;
  // a payment in the month of delivery is made before a default, so it is not a receivable
  const hasReceivables = receivables.length > 0 && finalMonth > t;
  if (lastPricingMonth > t) {
    const provisionalMonth = t + terms.paymentMonths;
    kernel.addProvisionalAndFinal({
      paidAt: paidTonnes.byteOffset,
      currentPriceAt: contract.netPrice.byteOffset,
      finalPriceAt: net.byteOffset,
      provisionalShare: terms.provisionalShare,
      provisionalAt: revenueAt(provisionalMonth),
      finalAt: revenueAt(finalMonth),
      provisionalReceivableAt: hasReceivables ? receivablesAt(provisionalMonth) : work.discardedRow.byteOffset,
      finalReceivableAt: hasReceivables ? receivablesAt(finalMonth) : work.discardedRow.byteOffset,
    });
    return false;
  }
  if (hasReceivables) kernel.addReceivables(paidTonnes.byteOffset, net.byteOffset, receivablesAt(finalMonth));
  if (!flat.isAssessed || lastPricingMonth > flat.years[contract.contractYear]!.end) {
    kernel.addInvoices(paidTonnes.byteOffset, net.byteOffset, revenueAt(finalMonth));
    return false;
  }
  kernel.addInvoicesAndYear({
    paidAt: paidTonnes.byteOffset,
    priceAt: net.byteOffset,
    revenueAt: revenueAt(finalMonth),
    deliveredAt: deliveredTonnes.byteOffset,
    takenAt: contract.taken.byteOffset,
    paidTonnesAt: contract.paidTonnes.byteOffset,
    paidValueAt: contract.paidValue.byteOffset,
  });
  return true;
};

/** Invoices the paid tonnes of month t lane by lane: the period is declared, payments are kept by month, or a rise in price is charged. */
const invoiceByLane = (batch: PathBatch, contract: ContractLanes, t: number, paidTonnes: Float64Array, hasRise: boolean): void => {
  const { finalPrice } = batch;
  const { terms, netPrice } = contract;
  const { priceRise } = batch.work;
  for (let i = 0; i < batch.count; i++) {
    const rise = hasRise ? priceRise[i]! : 0;
    if (paidTonnes[i] === 0 && rise === 0) continue;
    const value = paidTonnes[i]! * finalPrice.net[i]! + rise;
    const lastPricingMonth = lastPricingMonthOf(finalPrice, terms, i);
    const provisional = lastPricingMonth > t ? terms.provisionalShare * netPrice[i]! * paidTonnes[i]! : 0;
    if (provisional !== 0) bookPayment(batch, contract, t + terms.paymentMonths, i, provisional);
    bookPayment(batch, contract, Math.max(lastPricingMonth, t) + terms.paymentMonths, i, value - provisional);
  }
};

/** Adds a delivery to its contract year. Paid tonnes whose final price is known only after the year's end are counted as unpriced. */
const addDeliveryToYear = (batch: PathBatch, contract: ContractLanes, deliveredTonnes: Float64Array, paidByLane: Float64Array): void => {
  const { kernel, count } = batch;
  const { terms, taken, paidTonnes, paidValue, unpricedTonnes } = contract;
  const { net, lastPricingMonth, lastPricingMonthByLane } = batch.finalPrice;
  const yearEnd = contract.flat.years[contract.contractYear]!.end;
  kernel.addRows(deliveredTonnes.byteOffset, taken.byteOffset, 1);
  kernel.addRows(paidByLane.byteOffset, paidTonnes.byteOffset, 1);
  if (terms.hasQuotationOption) {
    for (let i = 0; i < count; i++) {
      if (lastPricingMonthByLane[i]! <= yearEnd) paidValue[i]! += paidByLane[i]! * net[i]!;
      else unpricedTonnes[i]! += paidByLane[i]!;
    }
  } else if (lastPricingMonth <= yearEnd) kernel.addInvoices(paidByLane.byteOffset, net.byteOffset, paidValue.byteOffset);
  else kernel.addRows(paidByLane.byteOffset, unpricedTonnes.byteOffset, 1);
};

/** Books the damages that the seller pays for called tonnes of month t that are cut, even if the buyer later defaults (step 9). */
const bookDamages = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { flat, terms, cut, netPrice, revenue, paymentsByMonth } = contract;
  const { extra, damages } = batch.work;
  const paymentMonth = t + terms.paymentMonths;
  const isSellersOption = terms.toleranceHolder === 'seller';
  for (let i = 0; isSellersOption && i < batch.count; i++) extra[i] = cut[i]! > 0 ? sellerExtra(contract, t, i) : 0;
  const spot = getClampedSpot(batch, contract, t);
  const sum = batch.kernel.addDamages({
    cutAt: cut.byteOffset,
    extraAt: isSellersOption ? extra.byteOffset : batch.work.zeros.byteOffset,
    netAt: netPrice.byteOffset,
    averageAt: spot.at,
    outAt: damages.byteOffset,
    revenueAt: revenue.byteOffset + revenueOffset(contract, batch.plan.yearIndex[paymentMonth]!) * DOUBLE_BYTES,
    damagesSumAt: batch.measures.byteOffset + measureOffset(batch, PATH_MEASURE.damages, paymentMonth) * DOUBLE_BYTES,
    constant: spot.constant,
    share: spot.share,
    low: spot.low,
    high: spot.high,
    damagesShare: flat.damagesShare,
  });
  addContractMeasure(batch, contract, 'damages', -sum);
  if (paymentsByMonth.length > 0) for (let i = 0; i < batch.count; i++) paymentsByMonth[paymentMonth * LANES + i]! -= damages[i]!;
};

/** Steps 9 and 11 of a contract in month t: deliveries, make-up and invoices. */
export const settleInvoices = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { flat } = contract;
  if (contract.isDeterministic) {
    contract.terms = flat.terms[flat.termsIndex[t]!]!;
    contract.netPrice = getPriceAt(batch, contract.terms.contractPrice, t);
  }
  const { terms } = contract;
  evaluateFinalPrice(batch, contract, terms, t);
  openContractYear(contract, t);
  if (flat.isAssessed) updateYearCounters(batch, contract, t);
  const deliveredTonnes = deliverCall(batch, contract);
  if (contract.hasCut) bookDamages(batch, contract, t);
  const hasExceptions = contract.exceptions.count > 0;
  const deliveredWithDeferred = hasExceptions && deliverDeferred(batch, contract, deliveredTonnes) ? batch.work.paid : deliveredTonnes;
  recordDelivery(batch, contract, t, deliveredWithDeferred);
  bookPriceSupport(batch, contract, t, deliveredWithDeferred);
  const hasMakeUp = hasExceptions && applyMakeUp(batch, contract, deliveredTonnes, deliveredWithDeferred, terms.isRiseCharged);
  const paidTonnes = hasMakeUp ? batch.work.paid : deliveredWithDeferred;
  const hasRise = hasMakeUp && terms.isRiseCharged;
  let isCounted = false;
  if (terms.hasQuotationOption || hasRise || contract.paymentsByMonth.length > 0) invoiceByLane(batch, contract, t, paidTonnes, hasRise);
  else isCounted = invoiceUniform(batch, contract, t, deliveredTonnes, paidTonnes);
  if (flat.isAssessed && !isCounted) addDeliveryToYear(batch, contract, deliveredTonnes, paidTonnes);
};

/** Books in every lane the opening balances: final invoices of deliveries before the valuation, and unpaid amounts. */
export const bookOpeningBalances = (batch: PathBatch): void => {
  for (const contract of batch.contracts) {
    const { openDeliveries, unpaidAmounts } = contract.flat;
    for (const { month, contractYear, terms: termsIndex, tonnes, provisionalPaid } of openDeliveries) {
      const terms = contract.flat.terms[termsIndex]!;
      const finalPrice = evaluateFinalPrice(batch, contract, terms, month);
      for (let i = 0; i < batch.count; i++) {
        const paymentMonth = Math.max(lastPricingMonthOf(finalPrice, terms, i), month) + terms.paymentMonths;
        if (paymentMonth < 1) continue;
        bookPayment(batch, contract, paymentMonth, i, tonnes * finalPrice.net[i]! - provisionalPaid);
        // counts in the price of the current contract year
        if (contractYear !== contract.flat.contractYearOf[contract.flat.firstDelivery]) continue;
        contract.openPaidTonnes[i]! += tonnes;
        if (lastPricingMonthOf(finalPrice, terms, i) <= contract.flat.years[contractYear]!.end)
          contract.openPaidValue[i]! += tonnes * finalPrice.net[i]!;
        else contract.openUnpricedTonnes[i]! += tonnes;
      }
    }
    for (const { month, amount } of unpaidAmounts) for (let i = 0; i < batch.count; i++) bookPayment(batch, contract, month, i, amount);
  }
};
