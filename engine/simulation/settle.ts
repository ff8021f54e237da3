import { LANES } from './draws.ts';
import type { FlatSet } from './flatContract.ts';
import { BYTES, ROW } from './kernel/layout.ts';
import { CONTRACT, type ContractLanes, type ProductLanes, SIDE, SIDES } from './lanes.ts';
import { book, noteContract, owedAt, type Run } from './run.ts';
import { earn, lastOf, strikeAt, strikeFinal, strikeOnly } from './strikes.ts';
import { CONTRACT_MEASURES } from './types.ts';

/** Opens the contract year of month t where it is another than before. */
export const openYear = (contract: ContractLanes, t: number): void => {
  const { flat } = contract;
  const index = flat.yearOf[t]!;
  if (contract.year === index) return;
  contract.year = index;
  const { annual, commitment, carryForwardShare, taken, paidTonnes, paidValue } = flat.years[index]!;
  contract.counted.fill(0);
  if (taken !== 0) contract.taken.fill(taken);
  if (paidTonnes !== 0) contract.paidTonnes.fill(paidTonnes);
  if (paidValue !== 0) contract.paidValue.fill(paidValue);
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
  contract.side[i * SIDES + SIDE.lots]! -= tonnes;
  return value;
};

/** Tonnes of a delivery that are make-up: what lifts the contract year above its take-or-pay quantity, while lots last. */
const makeUpOf = (contract: ContractLanes, i: number, delivered: number): number => {
  const lots = contract.side[i * SIDES + SIDE.lots]!;
  if (!(lots > 0)) return 0;
  const above = contract.taken[i]! - contract.quantity[i]!;
  return Math.min(lots, Math.max(0, above + delivered) - Math.max(0, above));
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

/**
 * Delivered of the month's own call: without what is held back, cut down to what product there is. Notes what is called and what lacks,
 * and counts that in the year.
 */
const deliverOwn = (run: Run, contract: ContractLanes, { kept, anyCut }: ProductLanes): Float64Array => {
  const { called, side, odd } = contract;
  const { own, payable, sums } = run.work;
  if (!contract.anyHeld && !anyCut) {
    const sum = run.kernel.sum(called.byteOffset);
    noteDelivered(run, contract, sum, sum);
    return called;
  }
  let offered = called;
  if (contract.anyHeld) {
    offered = anyCut ? payable : own;
    copy(called, offered);
    for (let k = 0; k < contract.odds; k++) {
      const i = odd[k]!;
      offered[i] = called[i]! - side[i * SIDES + SIDE.refused]! - side[i * SIDES + SIDE.held]!;
    }
  }
  if (anyCut) {
    run.kernel.cut(offered.byteOffset, kept.byteOffset, own.byteOffset, contract.notOffered.byteOffset, sums.byteOffset);
    noteContract(run, contract, 'cut', sums[1]!);
    noteDelivered(run, contract, offered === called ? sums[0]! : run.kernel.sum(called.byteOffset), sums[2]!);
  } else noteDelivered(run, contract, run.kernel.sum(called.byteOffset), run.kernel.sum(own.byteOffset));
  return own;
};

/** What counts in the contract year beside the delivery: tonnes put off, excused, and not offered. Ended lanes are not assessed. */
const countYear = (run: Run, contract: ContractLanes, t: number): void => {
  const { flat, side, wanted, excused, notOffered, odd } = contract;
  const { count } = run;
  const { set } = contract;
  const nominal = flat.nominal[t]!;
  const openExcused = flat.openExcused[t]!;
  const closed = nominal * (1 - openExcused);
  for (let k = 0; contract.anyHeld && k < contract.odds; k++) {
    const i = odd[k]!;
    contract.taken[i]! += side[i * SIDES + SIDE.held]!;
    if (side[i * SIDES + SIDE.refused]! > 0) contract.yearRefused[i] = 1;
  }
  if (closed !== 0) for (let i = 0; i < count; i++) excused[i]! += closed;
  if (set.priceFallExcuses) {
    for (let i = 0; i < count; i++) {
      if (contract.priceFallen[i] === 1) excused[i]! += openExcused * Math.max(0, nominal - wanted[i]!);
    }
  }
  if (set.holder === 'seller') for (let i = 0; i < count; i++) notOffered[i]! += flat.open[t]! * Math.max(0, nominal - wanted[i]!);
};

const copy = (from: Float64Array, into: Float64Array): void => {
  for (let i = 0; i < LANES; i++) into[i] = from[i]!;
};

/** Deferred tonnes that are delivered now beside the call; whether there are any. */
const bringBack = (run: Run, contract: ContractLanes, { keptDeferred }: ProductLanes, delivered: Float64Array): boolean => {
  const { payable } = run.work;
  let any = false;
  for (let k = 0; k < contract.odds; k++) {
    const i = contract.odd[k]!;
    const returned = contract.side[i * SIDES + SIDE.due]! * keptDeferred[i]!;
    if (!(returned > 0)) continue;
    if (!any) copy(delivered, payable);
    any = true;
    payable[i]! += returned;
    contract.side[i * SIDES + SIDE.waiting]! -= returned;
    noteContract(run, contract, 'deferredReturned', returned);
    noteContract(run, contract, 'delivered', returned);
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
  const { payable, rise } = run.work;
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
    payable[i] = delivered[i]! - tonnes + contract.side[i * SIDES + SIDE.due]! * keptDeferred[i]!;
    rise[i] = takeLots(contract, i, tonnes, run.final.net[i]!, chargesRise);
    contract.madeUp[i]! += tonnes;
    noteContract(run, contract, 'makeUp', tonnes);
  }
  return any;
};

/** Invoices the paid tonnes of a month where every lane's quotational period ends alike; whether the contract year counts them already. */
const invoice = (run: Run, contract: ContractLanes, t: number, set: FlatSet, delivered: Float64Array, paid: Float64Array): boolean => {
  const { plan, kernel } = run;
  const { net, until } = run.final;
  const { revenue, owed, flat } = contract;
  const last = Math.max(until, t) + set.paymentMonths;
  const lastAt = revenue.byteOffset + plan.yearOf[last]! * ROW;
  // what is paid in the month itself is owed to nobody who may still default
  const owes = owed.length > 0 && last > t;
  if (until > t) {
    const first = t + set.paymentMonths;
    const nowhere = run.work.nowhere.byteOffset;
    kernel.invoiceTwice(
      paid.byteOffset,
      contract.net.byteOffset,
      net.byteOffset,
      set.provisionalShare,
      revenue.byteOffset + plan.yearOf[first]! * ROW,
      lastAt,
      owes ? owed.byteOffset + owedAt(contract, first) * BYTES : nowhere,
      owes ? owed.byteOffset + owedAt(contract, last) * BYTES : nowhere,
    );
    return false;
  }
  if (owes) kernel.owe(paid.byteOffset, net.byteOffset, owed.byteOffset + owedAt(contract, last) * BYTES);
  if (!flat.assessed || until > flat.years[contract.year]!.end) {
    kernel.invoice(paid.byteOffset, net.byteOffset, lastAt);
    return false;
  }
  kernel.invoiceYear(
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
const invoiceEach = (run: Run, contract: ContractLanes, t: number, set: FlatSet, paid: Float64Array, rises: boolean): void => {
  const { final } = run;
  const { rise } = run.work;
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
  const { kernel, count } = run;
  const { taken, paidTonnes, paidValue, openTonnes } = contract;
  const { net, until, untilOf } = run.final;
  const last = contract.flat.years[contract.year]!.end;
  kernel.add(delivered.byteOffset, taken.byteOffset, 1);
  kernel.add(paid.byteOffset, paidTonnes.byteOffset, 1);
  if (option) {
    for (let i = 0; i < count; i++) {
      if (untilOf[i]! <= last) paidValue[i]! += paid[i]! * net[i]!;
      else openTonnes[i]! += paid[i]!;
    }
  } else if (until <= last) kernel.invoice(paid.byteOffset, net.byteOffset, paidValue.byteOffset);
  else kernel.add(paid.byteOffset, openTonnes.byteOffset, 1);
};

/** Steps 9 and 11 for a contract: what it delivers, make-up, and its invoices. */
export const settle = (run: Run, contract: ContractLanes, product: ProductLanes, t: number): void => {
  const { flat } = contract;
  if (contract.steady) contract.set = flat.sets[flat.setOf[t]!]!;
  const { set } = contract;
  if (contract.steady) {
    strikeAt(run, set.contract, contract.net, t);
    // lanes of no path call nothing, though those of a fuller block before did
    contract.called.fill(steadyCall(contract, t), 0, run.count).fill(0, run.count);
  }
  strikeFinal(run, contract, set, t);
  openYear(contract, t);
  if (flat.assessed) countYear(run, contract, t);
  const delivered = deliverOwn(run, contract, product);
  const { payable } = run.work;
  const given = contract.odds > 0 && bringBack(run, contract, product, delivered) ? payable : delivered;
  const madeUp = contract.odds > 0 && takeMakeUp(run, contract, product, delivered, given, set.chargesRise);
  const paid = madeUp ? payable : given;
  const rises = madeUp && set.chargesRise;
  let counted = false;
  if (set.option || rises || contract.paidIn.length > 0) invoiceEach(run, contract, t, set, paid, rises);
  else counted = invoice(run, contract, t, set, delivered, paid);
  if (flat.assessed && !counted) addToYear(run, contract, set, delivered, paid);
};

/** Books what the months before the valuation left open, in every lane (start fields of a contract). */
export const bookOpening = (run: Run): void => {
  for (const contract of run.contracts) {
    const { flat } = contract;
    for (const { month, set: place, tonnes, provisionalPaid } of flat.openDeliveries) {
      const set = flat.sets[place]!;
      const final = strikeFinal(run, contract, set, month);
      for (let i = 0; i < run.count; i++) {
        const payment = Math.max(set.option ? final.untilOf[i]! : final.until, month) + set.paymentMonths;
        if (payment >= 1) book(run, contract, payment, i, tonnes * final.net[i]! - provisionalPaid);
      }
    }
    for (const { month, amount } of flat.unpaid) for (let i = 0; i < run.count; i++) book(run, contract, month, i, amount);
  }
};
