import { LANES } from './draws.ts';
import type { FlatSet } from './flatContract.ts';
import { CONTRACT, type ContractLanes, type ProductLanes } from './lanes.ts';
import { book, noteContract, owedAt, type Run } from './run.ts';
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

/** Of the month: delivered of the own call, what of it is paid, and what is paid for a rise of the price of make-up. */
const own = new Float64Array(LANES);
const payable = new Float64Array(LANES);
const rise = new Float64Array(LANES);

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

const sumOf = (count: number, of: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += of[i]!;
  return sum;
};

/** Delivered of the month's own call: without what is held back, cut down to what product there is. Counts in the year what lacks. */
const deliverOwn = (run: Run, contract: ContractLanes, { kept, anyCut }: ProductLanes): Float64Array => {
  const { called, refused, held, odd, notOffered } = contract;
  const { count } = run;
  if (!contract.anyHeld && !anyCut) return called;
  for (let i = 0; i < count; i++) own[i] = called[i]!;
  for (let k = 0; contract.anyHeld && k < contract.odds; k++) {
    const i = odd[k]!;
    own[i] = called[i]! - refused[i]! - held[i]!;
  }
  if (!anyCut) return own;
  let cut = 0;
  if (contract.flat.assessed) {
    for (let i = 0; i < count; i++) {
      const tonnes = own[i]!;
      const lacking = tonnes * (1 - kept[i]!);
      own[i] = tonnes * kept[i]!;
      notOffered[i]! += lacking;
      cut += lacking;
    }
  } else {
    for (let i = 0; i < count; i++) {
      const tonnes = own[i]!;
      own[i] = tonnes * kept[i]!;
      cut += tonnes * (1 - kept[i]!);
    }
  }
  noteContract(run, contract, 'cut', cut);
  return own;
};

/** What counts in the contract year beside the delivery: tonnes put off, excused, and not offered. Ended lanes are not assessed. */
const countYear = (run: Run, contract: ContractLanes, t: number): void => {
  const { flat, refused, held, wanted, excused, notOffered, odd } = contract;
  const { count } = run;
  const set = flat.sets[flat.setOf[t]!]!;
  const nominal = flat.nominal[t]!;
  const openExcused = flat.openExcused[t]!;
  const closed = nominal * (1 - openExcused);
  for (let k = 0; contract.anyHeld && k < contract.odds; k++) {
    const i = odd[k]!;
    contract.taken[i]! += held[i]!;
    if (refused[i]! > 0) contract.yearRefused[i] = 1;
  }
  if (closed !== 0) for (let i = 0; i < count; i++) excused[i]! += closed;
  if (set.priceFallExcuses) {
    for (let i = 0; i < count; i++) {
      if (contract.priceFallen[i] === 1) excused[i]! += openExcused * Math.max(0, nominal - wanted[i]!);
    }
  }
  if (set.holder === 'seller') for (let i = 0; i < count; i++) notOffered[i]! += flat.open[t]! * Math.max(0, nominal - wanted[i]!);
};

/** Deferred tonnes that are delivered now beside the call; whether there are any. */
const bringBack = (run: Run, contract: ContractLanes, { keptDeferred }: ProductLanes, delivered: Float64Array): boolean => {
  let any = false;
  for (let k = 0; k < contract.odds; k++) {
    const i = contract.odd[k]!;
    const returned = contract.due[i]! * keptDeferred[i]!;
    if (!(returned > 0)) continue;
    if (!any) copy(delivered, payable);
    any = true;
    payable[i]! += returned;
    contract.waiting[i]! -= returned;
    noteContract(run, contract, 'deferredReturned', returned);
  }
  return any;
};

/** Make-up of the month, which is paid for already, and what it pays for a rise of the price; whether there is any. */
const takeMakeUp = (
  run: Run,
  contract: ContractLanes,
  { keptDeferred }: ProductLanes,
  delivered: Float64Array,
  paid: Float64Array,
  chargesRise: boolean,
): boolean => {
  let any = false;
  for (let k = 0; k < contract.odds; k++) {
    const i = contract.odd[k]!;
    const tonnes = makeUpOf(contract, i, delivered[i]!);
    if (!(tonnes > 0)) continue;
    if (!any) {
      if (paid !== payable) copy(paid, payable);
      rise.fill(0);
    }
    any = true;
    payable[i] = delivered[i]! - tonnes + contract.due[i]! * keptDeferred[i]!;
    rise[i] = takeLots(contract, i, tonnes, final.net[i]!, chargesRise);
    contract.madeUp[i]! += tonnes;
    noteContract(run, contract, 'makeUp', tonnes);
  }
  return any;
};

const copy = (from: Float64Array, into: Float64Array): void => {
  for (let i = 0; i < LANES; i++) into[i] = from[i]!;
};

/** Invoices the paid tonnes of a month where every lane's quotational period ends alike. */
const invoice = (run: Run, contract: ContractLanes, t: number, set: FlatSet, paid: Float64Array): void => {
  const { plan, count } = run;
  const { net, until } = final;
  const { revenue, owed } = contract;
  const last = Math.max(until, t) + set.paymentMonths;
  const finalYear = plan.yearOf[last]! * LANES;
  // what is paid in the month itself is owed to nobody who may still default
  const owes = owed.length > 0 && last > t;
  if (until <= t) {
    for (let i = 0; i < count; i++) revenue[finalYear + i]! += paid[i]! * net[i]!;
    if (!owes) return;
    const at = owedAt(contract, last);
    for (let i = 0; i < count; i++) owed[at + i]! += Math.max(0, paid[i]! * net[i]!);
    return;
  }
  const now = contract.net;
  const share = set.provisionalShare;
  const first = t + set.paymentMonths;
  const provisionalYear = plan.yearOf[first]! * LANES;
  for (let i = 0; i < count; i++) {
    const provisional = share * now[i]! * paid[i]!;
    revenue[provisionalYear + i]! += provisional;
    revenue[finalYear + i]! += paid[i]! * net[i]! - provisional;
  }
  if (!owes) return;
  const firstAt = owedAt(contract, first);
  const lastAt = owedAt(contract, last);
  for (let i = 0; i < count; i++) {
    const provisional = share * now[i]! * paid[i]!;
    owed[firstAt + i]! += Math.max(0, provisional);
    owed[lastAt + i]! += Math.max(0, paid[i]! * net[i]! - provisional);
  }
};

/** The same lane by lane, where somebody chose the period, payments are kept by month, or a rise of the price is paid for. */
const invoiceEach = (run: Run, contract: ContractLanes, t: number, set: FlatSet, paid: Float64Array, rises: boolean): void => {
  for (let i = 0; i < run.count; i++) {
    const raised = rises ? rise[i]! : 0;
    if (paid[i] === 0 && raised === 0) continue;
    const value = paid[i]! * final.net[i]! + raised;
    const until = set.option ? final.untilOf[i]! : final.until;
    const provisional = until > t ? set.provisionalShare * contract.net[i]! * paid[i]! : 0;
    if (provisional !== 0) book(run, contract, t + set.paymentMonths, i, provisional);
    book(run, contract, Math.max(until, t) + set.paymentMonths, i, value - provisional);
  }
};

/** Adds a delivery to its contract year; open tonnes are those whose final price comes after its end. */
const addToYear = (run: Run, contract: ContractLanes, { option }: FlatSet, delivered: Float64Array, paid: Float64Array): void => {
  const { taken, paidTonnes, paidValue, openTonnes } = contract;
  const { net, until, untilOf } = final;
  const { count } = run;
  const last = contract.flat.years[contract.year]!.end;
  for (let i = 0; i < count; i++) {
    taken[i]! += delivered[i]!;
    paidTonnes[i]! += paid[i]!;
  }
  if (option) {
    for (let i = 0; i < count; i++) {
      if (untilOf[i]! <= last) paidValue[i]! += paid[i]! * net[i]!;
      else openTonnes[i]! += paid[i]!;
    }
  } else if (until <= last) for (let i = 0; i < count; i++) paidValue[i]! += paid[i]! * net[i]!;
  else for (let i = 0; i < count; i++) openTonnes[i]! += paid[i]!;
};

/** Steps 9 and 11 for a contract: what it delivers, make-up, and its invoices. */
export const settle = (run: Run, contract: ContractLanes, product: ProductLanes, t: number): void => {
  const { count } = run;
  const { flat, called } = contract;
  const set = flat.sets[flat.setOf[t]!]!;
  if (contract.steady) {
    strikeAt(run, set.contract, contract.net, t);
    called.fill(steadyCall(contract, t));
  }
  strikeFinal(run, contract, set, t, final);
  openYear(contract, t);
  if (flat.assessed) countYear(run, contract, t);
  const delivered = deliverOwn(run, contract, product);
  const given = bringBack(run, contract, product, delivered) ? payable : delivered;
  const sumCalled = sumOf(count, called);
  noteDelivered(run, contract, sumCalled, given === called ? sumCalled : sumOf(count, given));
  const madeUp = takeMakeUp(run, contract, product, delivered, given, set.chargesRise);
  const paid = madeUp ? payable : given;
  const rises = madeUp && set.chargesRise;
  if (set.option || rises || contract.paidIn.length > 0) invoiceEach(run, contract, t, set, paid, rises);
  else invoice(run, contract, t, set, paid);
  if (flat.assessed) addToYear(run, contract, set, delivered, paid);
};

/** Books what the months before the valuation left open, in every lane (start fields of a contract). */
export const bookOpening = (run: Run): void => {
  for (const contract of run.contracts) {
    const { flat } = contract;
    for (const { month, set: place, tonnes, provisionalPaid } of flat.openDeliveries) {
      const set = flat.sets[place]!;
      strikeFinal(run, contract, set, month, final);
      for (let i = 0; i < run.count; i++) {
        const payment = Math.max(set.option ? final.untilOf[i]! : final.until, month) + set.paymentMonths;
        if (payment >= 1) book(run, contract, payment, i, tonnes * final.net[i]! - provisionalPaid);
      }
    }
    for (const { month, amount } of flat.unpaid) for (let i = 0; i < run.count; i++) book(run, contract, month, i, amount);
  }
};
