import { NO_DEFICIENCY } from '../../valuation/houseDefaults.ts';
import { allocateLot, type ContractLanes, EXCEPTION, EXCEPTION_FIELDS, markException, releaseLot } from '../batch/contractLanes.ts';
import { addContractMeasure, addPathMeasure, bookPayment, type PathBatch } from '../batch/pathBatch.ts';
import { getNetSpot } from './evaluatePrices.ts';

/** What is collected of a deficiency in a year in which the buyer refused. */
const COLLECTED_AFTER_REFUSAL = 0.5;

/** Step 12 in one lane: the deficiency of the contract year, what is paid for it, and the lot it leaves. */
const assessContractYear = (batch: PathBatch, contract: ContractLanes, t: number, i: number) => {
  const { flat, netPrice: net } = contract;
  const { terms: set } = contract;
  const { annual } = flat.years[contract.contractYear]!;
  // D = max(0, quantity - taken - excused - not offered)
  const short = contract.takeOrPayQuantity[i]! - contract.taken[i]! - contract.excused[i]! - contract.notOffered[i]!;
  contract.carriedForward[i] = Math.max(0, contract.taken[i]! - contract.makeUpTaken[i]! - annual);
  if (!(short > NO_DEFICIENCY * annual)) return;
  const tonnes = contract.paidTonnes[i]!;
  // final prices where the QP has ended, else net contract at S(t)
  const value = contract.paidValue[i]! + contract.unpricedTonnes[i]! * net[i]!;
  const yearPrice = tonnes > 0 ? value / tonnes : net[i]!;
  const price = set.isFullTakeOrPay ? yearPrice : Math.max(0, yearPrice - getNetSpot(batch, contract, t)[i]!);
  const collected = short * (contract.hasRefusedInYear[i] === 1 ? COLLECTED_AFTER_REFUSAL : 1);
  addContractMeasure(batch, contract, 'deficiencyTonnes', short);
  addContractMeasure(batch, contract, 'deficiencyCollectedTonnes', collected);
  addPathMeasure(batch, contract, 'deficiency', t, i, collected * price);
  bookPayment(batch, contract, t + set.paymentMonths, i, collected * price);
  if (!set.isFullTakeOrPay) return;
  const last = t + set.makeUpMonths;
  const newest = contract.makeUpLots.at(-1);
  const lot = newest?.assessedMonth === t ? newest : allocateLot(last, t);
  if (lot !== newest) contract.makeUpLots.push(lot);
  lot.tonnes[i] = collected;
  lot.price[i] = price;
  contract.exceptions[i * EXCEPTION_FIELDS + EXCEPTION.makeUp]! += collected;
  markException(contract, i);
};

/** Credits what lapses, or is left in T, at the net spot of the month; the tonnes were resold. */
const creditMakeUp = (batch: PathBatch, contract: ContractLanes, t: number, i: number, tonnes: number): void => {
  const { terms: set } = contract;
  const amount = -tonnes * getNetSpot(batch, contract, t)[i]!;
  contract.exceptions[i * EXCEPTION_FIELDS + EXCEPTION.makeUp]! -= tonnes;
  addContractMeasure(batch, contract, 'makeUpCredit', amount);
  bookPayment(batch, contract, t + set.paymentMonths, i, amount);
};

/** Ends a month of a contract: assesses a contract year that ends, lapses lots, credits in T what is left. */
export const endContractMonth = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { flat, makeUpLots: lots, alive } = contract;
  if (!flat.isAssessed) return;
  if (flat.years[contract.contractYear]!.end === t)
    for (let i = 0; i < batch.count; i++) if (alive[i] === 1) assessContractYear(batch, contract, t, i);
  if (lots.length === 0) return;
  let kept = 0;
  for (const lot of lots) {
    const lapses = flat.end === t || lot.lastMonth <= t;
    if (!lapses) lots[kept++] = lot;
    if (!lapses && t !== batch.plan.months) continue;
    for (let i = 0; i < batch.count; i++) {
      const tonnes = lot.tonnes[i]!;
      if (!(tonnes > 0) || alive[i] === 0) continue;
      addContractMeasure(batch, contract, lapses ? 'makeUpLapsed' : 'makeUpBalance', tonnes);
      creditMakeUp(batch, contract, t, i, tonnes);
      lot.tonnes[i] = 0;
    }
    if (lapses) releaseLot(lot);
  }
  lots.length = kept;
};
