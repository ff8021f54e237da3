import { NO_DEFICIENCY } from '../valuation/houseDefaults.ts';
import { type ContractLanes, giveBack, makeOdd, SIDE, SIDES, takeLot } from './lanes.ts';
import { book, note, noteContract, type Run } from './run.ts';
import { spotOf } from './strikes.ts';

/** What is collected of a deficiency in a year in which the buyer refused. */
const COLLECTED_AFTER_REFUSAL = 0.5;

/** Step 12 in one lane: the deficiency of the contract year, what is paid for it, and the lot it leaves. */
const assess = (run: Run, contract: ContractLanes, t: number, i: number) => {
  const { flat, net } = contract;
  const { set } = contract;
  const { annual } = flat.years[contract.year]!;
  // D = max(0, quantity - taken - excused - not offered)
  const short = contract.quantity[i]! - contract.taken[i]! - contract.excused[i]! - contract.notOffered[i]!;
  contract.carried[i] = Math.max(0, contract.taken[i]! - contract.madeUp[i]! - annual);
  if (!(short > NO_DEFICIENCY * annual)) return;
  const tonnes = contract.paidTonnes[i]!;
  // final prices where the QP has ended, else net contract at S(t)
  const value = contract.paidValue[i]! + contract.openTonnes[i]! * net[i]!;
  const yearPrice = tonnes > 0 ? value / tonnes : net[i]!;
  const price = set.full ? yearPrice : Math.max(0, yearPrice - spotOf(run, contract, t)[i]!);
  const collected = short * (contract.yearRefused[i] === 1 ? COLLECTED_AFTER_REFUSAL : 1);
  noteContract(run, contract, 'deficiencyTonnes', short);
  noteContract(run, contract, 'deficiencyCollectedTonnes', collected);
  note(run, contract, 'deficiency', t, i, collected * price);
  book(run, contract, t + set.paymentMonths, i, collected * price);
  if (!set.full) return;
  const last = t + set.makeUpMonths;
  const newest = contract.lots.at(-1);
  const lot = newest?.made === t ? newest : takeLot(last, t);
  if (lot !== newest) contract.lots.push(lot);
  lot.tonnes[i] = collected;
  lot.price[i] = price;
  contract.side[i * SIDES + SIDE.lots]! += collected;
  makeOdd(contract, i);
};

/** Credits what lapses, or is left in T, at the net spot of the month; the tonnes were resold. */
const credit = (run: Run, contract: ContractLanes, t: number, i: number, tonnes: number): void => {
  const { set } = contract;
  const amount = -tonnes * spotOf(run, contract, t)[i]!;
  contract.side[i * SIDES + SIDE.lots]! -= tonnes;
  noteContract(run, contract, 'makeUpCredit', amount);
  book(run, contract, t + set.paymentMonths, i, amount);
};

/** Ends a month of a contract: assesses a contract year that ends, lapses lots, credits in T what is left. */
export const endMonth = (run: Run, contract: ContractLanes, t: number): void => {
  const { flat, lots, alive } = contract;
  if (!flat.assessed) return;
  if (flat.years[contract.year]!.end === t) for (let i = 0; i < run.count; i++) if (alive[i] === 1) assess(run, contract, t, i);
  if (lots.length === 0) return;
  let kept = 0;
  for (const lot of lots) {
    const lapses = flat.end === t || lot.last <= t;
    if (!lapses) lots[kept++] = lot;
    if (!lapses && t !== run.plan.months) continue;
    for (let i = 0; i < run.count; i++) {
      const tonnes = lot.tonnes[i]!;
      if (!(tonnes > 0) || alive[i] === 0) continue;
      noteContract(run, contract, lapses ? 'makeUpLapsed' : 'makeUpBalance', tonnes);
      credit(run, contract, t, i, tonnes);
      lot.tonnes[i] = 0;
    }
    if (lapses) giveBack(lot);
  }
  lots.length = kept;
};
