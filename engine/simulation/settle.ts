import { LANES } from './draws.ts';
import type { FlatSet } from './flatContract.ts';
import { CONTRACT, type ContractLanes, type ProductLanes } from './lanes.ts';
import { book, noteContract, type Run } from './run.ts';
import { earn, finalPrice, lastOf, strikeAt, strikeFinal, strikeOnly } from './strikes.ts';
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

/** Delivered of the month's own call, and what lacks of it. */
const own = new Float64Array(LANES);
const lacking = new Float64Array(LANES);

/** Cuts what is offered down to what product there is, and sums what lacks. */
const cutDown = (count: number, offered: Float64Array, kept: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const tonnes = offered[i]!;
    lacking[i] = tonnes * (1 - kept[i]!);
    own[i] = tonnes * kept[i]!;
    sum += lacking[i]!;
  }
  return sum;
};

/** What counts in the contract year beside the delivery: tonnes put off, excused, and not offered. Ended lanes are not assessed. */
const countYear = (run: Run, contract: ContractLanes, t: number, cut: boolean): void => {
  const { flat, refused, held, wanted, excused, notOffered } = contract;
  const { count } = run;
  const set = flat.sets[flat.setOf[t]!]!;
  const nominal = flat.nominal[t]!;
  const openExcused = flat.openExcused[t]!;
  const closed = nominal * (1 - openExcused);
  if (contract.heldLast >= t) {
    for (let i = 0; i < count; i++) {
      contract.taken[i]! += held[i]!;
      if (refused[i]! > 0) contract.yearRefused[i] = 1;
    }
  }
  if (closed !== 0) for (let i = 0; i < count; i++) excused[i]! += closed;
  if (set.priceFallExcuses) {
    for (let i = 0; i < count; i++) {
      if (contract.priceFallen[i] === 1) excused[i]! += openExcused * Math.max(0, nominal - wanted[i]!);
    }
  }
  if (set.holder === 'seller') for (let i = 0; i < count; i++) notOffered[i]! += flat.open[t]! * Math.max(0, nominal - wanted[i]!);
  if (cut) for (let i = 0; i < count; i++) notOffered[i]! += lacking[i]!;
};

/** Tonnes that every lane of a steady contract calls. */
export const steadyCall = ({ flat }: ContractLanes, t: number): number => flat.nominal[t]! * flat.open[t]!;

const noteDelivered = (run: Run, { place }: ContractLanes, called: number, delivered: number): void => {
  const at = place * CONTRACT_MEASURES.length;
  run.sums.contracts[at + CONTRACT.called]! += called;
  run.sums.contracts[at + CONTRACT.delivered]! += delivered;
};

/** Delivers and invoices a steady contract whose product does not lack. */
export const settleSteady = (run: Run, contract: ContractLanes, t: number): void => {
  const { plan, count } = run;
  const { flat, revenue } = contract;
  const set = flat.sets[flat.setOf[t]!]!;
  const tonnes = steadyCall(contract, t);
  noteDelivered(run, contract, count * tonnes, count * tonnes);
  const until = t + lastOf(set);
  const finalYear = plan.yearOf[Math.max(until, t) + set.paymentMonths]! * LANES;
  if (until <= t) {
    earn(run, contract, set, t, tonnes, revenue, finalYear);
    return;
  }
  const provisionalYear = plan.yearOf[t + set.paymentMonths]! * LANES;
  strikeAt(run, set.contract, contract.net, t);
  strikeOnly(run, contract, set, t);
  for (let i = 0; i < LANES; i++) {
    const provisional = set.provisionalShare * contract.net[i]! * tonnes;
    revenue[provisionalYear + i]! += provisional;
    revenue[finalYear + i]! += tonnes * contract.spot[i]! - provisional;
  }
};

const NOTHING = new Float64Array(LANES);
const returned = new Float64Array(LANES);
const makeUp = new Float64Array(LANES);
const rise = new Float64Array(LANES);
const rest = new Float64Array(LANES);

/** Tonnes that are paid: delivered without what is make-up, and what was deferred. */
const paidOf = (count: number, delivered: Float64Array, free: Float64Array, back: Float64Array): Float64Array => {
  for (let i = 0; i < count; i++) rest[i] = delivered[i]! - free[i]! + back[i]!;
  return rest;
};

const sumOf = (count: number, a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[i]! + b[i]!;
  return sum;
};

/** Make-up of the month in every lane that has lots, and what it pays for a rise of the price. */
const takeMakeUp = (run: Run, contract: ContractLanes, delivered: Float64Array, net: Float64Array, chargesRise: boolean): void => {
  makeUp.fill(0);
  rise.fill(0);
  for (let i = 0; i < run.count; i++) {
    if (!(contract.lotTotal[i]! > 0)) continue;
    const tonnes = makeUpOf(contract, i, delivered[i]!);
    if (!(tonnes > 0)) continue;
    makeUp[i] = tonnes;
    rise[i] = takeLots(contract, i, tonnes, net[i]!, chargesRise);
    contract.madeUp[i]! += tonnes;
    noteContract(run, contract, 'makeUp', tonnes);
  }
};

/** Invoices the paid tonnes of a month where every lane's quotational period ends alike. */
const invoice = (run: Run, contract: ContractLanes, t: number, set: FlatSet, paid: Float64Array, rises: Float64Array): void => {
  const { plan, count } = run;
  const { net } = final;
  const until = final.until[0]!;
  const { revenue, owed, owedMonths } = contract;
  const now = contract.net;
  const last = Math.max(until, t) + set.paymentMonths;
  const finalYear = plan.yearOf[last]! * LANES;
  const finalOwed = (last % owedMonths) * LANES;
  const owes = owed.length > 0;
  if (until <= t) {
    for (let i = 0; i < count; i++) {
      const value = paid[i]! * net[i]! + rises[i]!;
      revenue[finalYear + i]! += value;
      if (owes && value > 0) owed[finalOwed + i]! += value;
    }
    return;
  }
  const share = set.provisionalShare;
  const provisionalYear = plan.yearOf[t + set.paymentMonths]! * LANES;
  const provisionalOwed = ((t + set.paymentMonths) % owedMonths) * LANES;
  for (let i = 0; i < count; i++) {
    const provisional = share * now[i]! * paid[i]!;
    const rest = paid[i]! * net[i]! + rises[i]! - provisional;
    revenue[provisionalYear + i]! += provisional;
    revenue[finalYear + i]! += rest;
    if (!owes) continue;
    if (provisional > 0) owed[provisionalOwed + i]! += provisional;
    if (rest > 0) owed[finalOwed + i]! += rest;
  }
};

/** The same lane by lane, where somebody chose the period or payments are kept by month. */
const invoiceEach = (run: Run, contract: ContractLanes, t: number, set: FlatSet, paid: Float64Array, rises: Float64Array): void => {
  for (let i = 0; i < run.count; i++) {
    if (paid[i] === 0 && rises[i] === 0) continue;
    const value = paid[i]! * final.net[i]! + rises[i]!;
    const until = final.until[i]!;
    const provisional = until > t ? set.provisionalShare * contract.net[i]! * paid[i]! : 0;
    if (provisional !== 0) book(run, contract, t + set.paymentMonths, i, provisional);
    book(run, contract, Math.max(until, t) + set.paymentMonths, i, value - provisional);
  }
};

/** Adds a delivery to its contract year; open tonnes are those whose final price comes after its end. */
const addToYear = (run: Run, contract: ContractLanes, { option }: FlatSet, delivered: Float64Array, paid: Float64Array): void => {
  const { taken, paidTonnes, paidValue, openTonnes } = contract;
  const { net, until } = final;
  const { count } = run;
  const last = contract.flat.years[contract.year]!.end;
  for (let i = 0; i < count; i++) {
    taken[i]! += delivered[i]!;
    paidTonnes[i]! += paid[i]!;
  }
  if (option) {
    for (let i = 0; i < count; i++) {
      if (until[i]! <= last) paidValue[i]! += paid[i]! * net[i]!;
      else openTonnes[i]! += paid[i]!;
    }
  } else if (until[0]! <= last) for (let i = 0; i < count; i++) paidValue[i]! += paid[i]! * net[i]!;
  else for (let i = 0; i < count; i++) openTonnes[i]! += paid[i]!;
};

/** Steps 9 and 11 for a contract: what it delivers, make-up, and its invoices. */
export const settle = (run: Run, contract: ContractLanes, product: ProductLanes, t: number): void => {
  const { count } = run;
  const { flat, called, refused, held } = contract;
  const set = flat.sets[flat.setOf[t]!]!;
  const cut = product.anyCut;
  if (contract.steady) {
    strikeAt(run, set.contract, contract.net, t);
    called.fill(steadyCall(contract, t));
  }
  strikeFinal(run, contract, set, t, final);
  openYear(contract, t);
  const holds = contract.heldLast >= t;
  if (holds) for (let i = 0; i < count; i++) own[i] = called[i]! - refused[i]! - held[i]!;
  if (cut) noteContract(run, contract, 'cut', cutDown(count, holds ? own : called, product.kept));
  if (flat.assessed) countYear(run, contract, t, cut);
  const delivered = holds || cut ? own : called;
  const { keptDeferred } = product;
  if (contract.anyDeferred) for (let i = 0; i < count; i++) returned[i] = contract.due[i]! * keptDeferred[i]!;
  const back = contract.anyDeferred ? returned : NOTHING;
  if (contract.anyLots) takeMakeUp(run, contract, delivered, final.net, set.chargesRise);
  const free = contract.anyLots ? makeUp : NOTHING;
  const rises = contract.anyLots ? rise : NOTHING;
  const whole = delivered === called && !contract.anyDeferred;
  const paid = whole && !contract.anyLots ? called : paidOf(count, delivered, free, back);
  const sumCalled = sumOf(count, called, NOTHING);
  noteDelivered(run, contract, sumCalled, whole ? sumCalled : sumOf(count, delivered, back));
  if (set.option || contract.paidIn.length > 0) invoiceEach(run, contract, t, set, paid, rises);
  else invoice(run, contract, t, set, paid, rises);
  if (contract.anyDeferred) noteReturned(run, contract);
  if (flat.assessed) addToYear(run, contract, set, delivered, paid);
};

const noteReturned = (run: Run, contract: ContractLanes): void => {
  for (let i = 0; i < run.count; i++) {
    if (!(returned[i]! > 0)) continue;
    contract.waiting[i]! -= returned[i]!;
    noteContract(run, contract, 'deferredReturned', returned[i]!);
  }
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
