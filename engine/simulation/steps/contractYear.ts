import { carriedForward, deficiencyPrice, deficiencyTonnes, takeOrPayQuantity } from '../../valuation/takeOrPayFormula.ts';
import { allocateLot, type ContractLanes, releaseLot } from '../batch/contractLanes.ts';
import { EXCEPTION, findException, markException } from '../batch/exceptions.ts';
import { addContractMeasure, addPathMeasure, bookPayment, type PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { getNetSpot } from './evaluatePrices.ts';

/** Share of a deficiency that is collected for a year in which the buyer refused tonnes. */
const COLLECTED_AFTER_REFUSAL = 0.5;

/** Opens the contract year of month t if it is a new one. */
export const openContractYear = (contract: ContractLanes, t: number): void => {
  const { flat } = contract;
  const index = flat.contractYearOf[t]!;
  if (contract.contractYear === index) return;
  const isFirst = contract.contractYear < 0;
  contract.contractYear = index;
  if (!flat.isAssessed) return;
  if (isFirst) contract.carriedForward.fill(0);
  const { annual, commitment, carryForwardShare, taken, paidTonnes, paidValue } = flat.years[index]!;
  contract.yearCounters.fill(0);
  if (taken !== 0) contract.taken.fill(taken);
  if (paidTonnes !== 0) contract.paidTonnes.fill(paidTonnes);
  if (paidValue !== 0) contract.paidValue.fill(paidValue);
  if (index === flat.contractYearOf[flat.firstDelivery] && flat.openDeliveries.length > 0) {
    for (let i = 0; i < LANES; i++) {
      contract.paidTonnes[i]! += contract.openPaidTonnes[i]!;
      contract.paidValue[i]! += contract.openPaidValue[i]!;
      contract.unpricedTonnes[i]! += contract.openUnpricedTonnes[i]!;
    }
  }
  contract.hasRefusedInYear.fill(0);
  const { takeOrPayQuantity: quantity, carriedForward: carriedTonnes } = contract;
  for (let i = 0; i < LANES; i++) quantity[i] = takeOrPayQuantity(commitment, carriedTonnes[i]!, carryForwardShare, annual);
};

/** Books the payment of a deficiency of the contract year that ends in month t, in lane i, and adds the make-up lot that it leaves. */
const bookDeficiency = (batch: PathBatch, contract: ContractLanes, t: number, i: number, deficiency: number): void => {
  const { netPrice, terms } = contract;
  const paidAmounts = {
    paidTonnes: contract.paidTonnes[i]!,
    // final prices where the quotational period has ended, else net contract at S(t)
    paidValue: contract.paidValue[i]! + contract.unpricedTonnes[i]! * netPrice[i]!,
    netContract: netPrice[i]!,
  };
  const price = deficiencyPrice(paidAmounts, terms.isFullTakeOrPay, () => getNetSpot(batch, contract, t)[i]!);
  const collectedTonnes = deficiency * (contract.hasRefusedInYear[i] === 1 ? COLLECTED_AFTER_REFUSAL : 1);
  addContractMeasure(batch, contract, 'deficiencyTonnes', deficiency);
  addContractMeasure(batch, contract, 'deficiencyCollectedTonnes', collectedTonnes);
  addPathMeasure(batch, contract, 'deficiency', t, i, collectedTonnes * price);
  bookPayment(batch, contract, t + terms.paymentMonths, i, collectedTonnes * price);
  if (!terms.isFullTakeOrPay) return;
  const newestLot = contract.makeUpLots.at(-1);
  const lot = newestLot?.assessedMonth === t ? newestLot : allocateLot(t + terms.makeUpMonths, t);
  if (lot !== newestLot) contract.makeUpLots.push(lot);
  lot.tonnes[i] = collectedTonnes;
  lot.price[i] = price;
  const at = markException(contract.exceptions, i);
  contract.exceptions.fields[at + EXCEPTION.makeUp]! += collectedTonnes;
};

/** Step 12: computes the deficiency of the contract year that ends in month t. */
const assessContractYear = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { isAlive, taken, takeOrPayQuantity: quantity, excused, notOffered, makeUpTaken } = contract;
  const { annual } = contract.flat.years[contract.contractYear]!;
  for (let i = 0; i < batch.count; i++) {
    if (isAlive[i] === 0) continue;
    const takenTonnes = taken[i]!;
    const year = { annual, quantity: quantity[i]!, taken: takenTonnes, excused: excused[i]!, notOffered: notOffered[i]! };
    const deficiency = deficiencyTonnes(year);
    contract.carriedForward[i] = carriedForward(takenTonnes, makeUpTaken[i]!, annual);
    if (deficiency !== 0) bookDeficiency(batch, contract, t, i, deficiency);
  }
};

/** Credits make-up tonnes that lapse, or remain in T, at the net spot of month t, because they are resold. Returns the credit, USD. */
const creditMakeUp = (batch: PathBatch, contract: ContractLanes, t: number, i: number, tonnes: number): number => {
  const amount = -tonnes * getNetSpot(batch, contract, t)[i]!;
  const at = findException(contract.exceptions, i);
  if (at >= 0) contract.exceptions.fields[at + EXCEPTION.makeUp]! -= tonnes;
  addContractMeasure(batch, contract, 'makeUpCredit', amount);
  bookPayment(batch, contract, t + contract.terms.paymentMonths, i, amount);
  return amount;
};

/** Ends month t of a contract: assesses a contract year that ends, lapses lots, and in T credits the tonnes that remain in lots. */
export const endContractMonth = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { flat, makeUpLots, isAlive } = contract;
  if (!flat.isAssessed) return;
  if (flat.years[contract.contractYear]!.end === t) assessContractYear(batch, contract, t);
  if (makeUpLots.length === 0) return;
  let keptCount = 0;
  for (const lot of makeUpLots) {
    const hasLapsed = flat.end === t || lot.lastMonth <= t;
    if (!hasLapsed) makeUpLots[keptCount++] = lot;
    if (!hasLapsed && t !== batch.plan.months) continue;
    for (let i = 0; i < batch.count; i++) {
      const tonnes = lot.tonnes[i]!;
      if (!(tonnes > 0) || isAlive[i] === 0) continue;
      addContractMeasure(batch, contract, hasLapsed ? 'makeUpLapsed' : 'makeUpBalance', tonnes);
      const credit = creditMakeUp(batch, contract, t, i, tonnes);
      if (!hasLapsed) addContractMeasure(batch, contract, 'makeUpCreditAtEnd', credit);
      lot.tonnes[i] = 0;
    }
    if (hasLapsed) releaseLot(lot);
  }
  makeUpLots.length = keptCount;
};
