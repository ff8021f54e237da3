import { LANES } from './draws.ts';
import type { FlatSet } from './flatContract.ts';
import { CONTRACT, type ContractLanes, MEASURE, type ProductLanes } from './lanes.ts';
import { book, measureAt, noteContract, type Run } from './run.ts';
import { finalPrice, inEvents, strikeFinal } from './strikes.ts';
import { CONTRACT_MEASURES } from './types.ts';

const final = finalPrice();

/** Opens the contract year of month t where it is another than before. */
export const openYear = (contract: ContractLanes, t: number): void => {
  const { flat } = contract;
  const index = flat.yearOf[t]!;
  if (contract.year === index) return;
  contract.year = index;
  const { annual, commitment, carryForwardShare, taken, paidTonnes, paidValue } = flat.years[index]!;
  contract.taken.fill(taken);
  contract.madeUp.fill(0);
  contract.excused.fill(0);
  contract.notOffered.fill(0);
  contract.paidTonnes.fill(paidTonnes);
  contract.openTonnes.fill(0);
  contract.paidValue.fill(paidValue);
  contract.yearRefused.fill(0);
  const most = carryForwardShare * annual;
  for (let i = 0; i < LANES; i++) contract.quantity[i] = Math.max(0, commitment - Math.min(contract.carried[i]!, most));
};

/** Takes make-up tonnes of a lane from its lots, oldest first; answers what a charged rise in price comes to. */
const takeLots = (contract: ContractLanes, i: number, tonnes: number, net: number, chargesRise: boolean): number => {
  let left = tonnes;
  let value = 0;
  for (const lot of contract.lots) {
    const taken = Math.min(left, lot.tonnes[i]!);
    lot.tonnes[i]! -= taken;
    left -= taken;
    if (chargesRise) value += taken * Math.max(0, net - lot.price[i]!);
  }
  contract.lotTotal[i]! -= tonnes;
  return value;
};

/** Tonnes of a delivery that are make-up: what lifts the contract year above its take-or-pay quantity, while lots last. */
const makeUpOf = (contract: ContractLanes, i: number, delivered: number): number => {
  const lots = contract.lotTotal[i]!;
  if (!(lots > 0)) return 0;
  const above = contract.taken[i]! - contract.quantity[i]!;
  return Math.min(lots, Math.max(0, above + delivered) - Math.max(0, above));
};

/** What counts in the contract year beside the delivery: tonnes put off, excused, and not offered. */
const countYear = (run: Run, contract: ContractLanes, t: number, cut: boolean, product: ProductLanes): void => {
  const { flat, refused, held, wanted, called } = contract;
  const set = flat.sets[flat.setOf[t]!]!;
  const nominal = flat.nominal[t]!;
  const open = flat.open[t]!;
  const openExcused = flat.openExcused[t]!;
  const closed = nominal * (1 - openExcused);
  const seller = set.holder === 'seller';
  for (let i = 0; i < run.count; i++) {
    if (contract.alive[i] === 0) continue;
    contract.taken[i]! += held[i]!;
    if (refused[i]! > 0) contract.yearRefused[i] = 1;
    if (closed !== 0) contract.excused[i]! += closed;
    if (contract.priceFallen[i] === 1) contract.excused[i]! += openExcused * Math.max(0, nominal - wanted[i]!);
    if (seller) contract.notOffered[i]! += open * Math.max(0, nominal - wanted[i]!);
    if (cut) contract.notOffered[i]! += (called[i]! - refused[i]! - held[i]!) * (1 - product.kept[i]!);
  }
};

/** Delivers a whole call and invoices it: a contract without take-or-pay that is in no event, on product that does not lack. */
const settlePlain = (run: Run, contract: ContractLanes, t: number, { provisionalShare, paymentMonths }: FlatSet): void => {
  const { plan, count } = run;
  const { called, net, revenue, owed, owedMonths } = contract;
  const until = final.until[0]!;
  const paid = Math.max(until, t) + paymentMonths;
  const finalYear = plan.yearOf[paid]! * LANES;
  const calledAt = measureAt(run, MEASURE.called, t);
  const deliveredAt = measureAt(run, MEASURE.delivered, t);
  const { measures } = run;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += called[i]!;
    measures[calledAt + i]! += called[i]!;
    measures[deliveredAt + i]! += called[i]!;
  }
  const at = contract.place * CONTRACT_MEASURES.length;
  run.sums.contracts[at + CONTRACT.called]! += sum;
  run.sums.contracts[at + CONTRACT.delivered]! += sum;
  if (until <= t && owed.length === 0) {
    for (let i = 0; i < count; i++) revenue[finalYear + i]! += called[i]! * final.net[i]!;
    return;
  }
  const share = until > t ? provisionalShare : 0;
  const provisionalYear = plan.yearOf[t + paymentMonths]! * LANES;
  const provisionalOwed = ((t + paymentMonths) % owedMonths) * LANES;
  const finalOwed = (paid % owedMonths) * LANES;
  for (let i = 0; i < count; i++) {
    const provisional = share * net[i]! * called[i]!;
    const rest = called[i]! * final.net[i]! - provisional;
    revenue[provisionalYear + i]! += provisional;
    revenue[finalYear + i]! += rest;
    if (owed.length === 0) continue;
    owed[provisionalOwed + i]! += Math.max(0, provisional);
    owed[finalOwed + i]! += Math.max(0, rest);
  }
};

/** Steps 9 and 11 for a contract: what it delivers, make-up, and its invoices. */
export const settle = (run: Run, contract: ContractLanes, product: ProductLanes, t: number): void => {
  const { plan, count } = run;
  const { flat, called, refused, held, due, net } = contract;
  const set = flat.sets[flat.setOf[t]!]!;
  const { provisionalShare, paymentMonths } = set;
  strikeFinal(run, contract, set, t, final);
  const plain = !flat.assessed && !set.option && !contract.anyDeferred && !product.anyCut && contract.paidIn.length === 0;
  if (plain && !inEvents(contract, t)) {
    settlePlain(run, contract, t, set);
    return;
  }
  openYear(contract, t);
  const cut = product.anyCut;
  if (flat.assessed) countYear(run, contract, t, cut, product);

  const lastMonth = flat.assessed ? flat.years[contract.year]!.end : 0;
  const provisionalYear = plan.yearOf[t + paymentMonths]! * LANES;
  const owes = contract.owed.length > 0;
  const provisionalOwed = ((t + paymentMonths) % contract.owedMonths) * LANES;
  const detailed = contract.paidIn.length > 0;
  const calledAt = measureAt(run, MEASURE.called, t);
  const deliveredAt = measureAt(run, MEASURE.delivered, t);
  const oneEnd = !set.option;
  const until = final.until[0]!;
  const finalYear = plan.yearOf[Math.max(until, t) + paymentMonths]! * LANES;
  const finalOwed = ((Math.max(until, t) + paymentMonths) % contract.owedMonths) * LANES;
  let [sumCalled, sumDelivered] = [0, 0];
  for (let i = 0; i < count; i++) {
    const own = (called[i]! - refused[i]! - held[i]!) * product.kept[i]!;
    const returned = contract.anyDeferred ? due[i]! * product.keptDeferred[i]! : 0;
    sumCalled += called[i]!;
    sumDelivered += own + returned;
    run.measures[calledAt + i]! += called[i]!;
    run.measures[deliveredAt + i]! += own + returned;
    if (own + returned === 0) continue;
    const price = final.net[i]!;
    let makeUp = 0;
    let rise = 0;
    if (contract.anyLots) {
      makeUp = makeUpOf(contract, i, own);
      if (makeUp > 0) {
        rise = takeLots(contract, i, makeUp, price, set.chargesRise);
        contract.madeUp[i]! += makeUp;
        noteContract(run, contract, 'makeUp', makeUp);
      }
    }
    const paid = own - makeUp + returned;
    const value = paid * price + rise;
    const ends = oneEnd ? until : final.until[i]!;
    const provisional = ends > t ? provisionalShare * net[i]! * paid : 0;
    if (detailed || !oneEnd) {
      if (provisional !== 0) book(run, contract, t + paymentMonths, i, provisional);
      book(run, contract, Math.max(ends, t) + paymentMonths, i, value - provisional);
    } else {
      contract.revenue[provisionalYear + i]! += provisional;
      contract.revenue[finalYear + i]! += value - provisional;
      if (owes) {
        if (provisional > 0) contract.owed[provisionalOwed + i]! += provisional;
        if (value > provisional) contract.owed[finalOwed + i]! += value - provisional;
      }
    }
    if (returned > 0) {
      contract.waiting[i]! -= returned;
      noteContract(run, contract, 'deferredReturned', returned);
    }
    if (!flat.assessed) continue;
    contract.taken[i]! += own;
    contract.paidTonnes[i]! += paid;
    if (ends <= lastMonth) contract.paidValue[i]! += paid * price;
    else contract.openTonnes[i]! += paid;
  }
  if (cut) {
    for (let i = 0; i < count; i++) {
      noteContract(run, contract, 'cut', (called[i]! - refused[i]! - held[i]!) * (1 - product.kept[i]!));
    }
  }
  const at = contract.place * CONTRACT_MEASURES.length;
  run.sums.contracts[at + CONTRACT.called]! += sumCalled;
  run.sums.contracts[at + CONTRACT.delivered]! += sumDelivered;
};

/** Books what the months before the valuation left open, in every lane (start fields of a contract). */
export const bookOpening = (run: Run): void => {
  for (const contract of run.contracts) {
    const { flat } = contract;
    for (const { month, set: place, tonnes, provisionalPaid } of flat.openDeliveries) {
      const set = flat.sets[place]!;
      strikeFinal(run, contract, set, month, final);
      for (let i = 0; i < run.count; i++) {
        const payment = Math.max(final.until[i]!, month) + set.paymentMonths;
        if (payment >= 1) book(run, contract, payment, i, tonnes * final.net[i]! - provisionalPaid);
      }
    }
    for (const { month, amount } of flat.unpaid) for (let i = 0; i < run.count; i++) book(run, contract, month, i, amount);
  }
};
