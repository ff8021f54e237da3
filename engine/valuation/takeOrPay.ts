import type { ScheduledMonth } from '../schedule/deliverySchedule.ts';
import type { Call } from './calls.ts';
import { book, type ContractPath, type ContractYear, type MakeUpLot, openingOf, type PaidTonnes } from './contractPath.ts';
import type { ValuationContext } from './valuationContext.ts';

/** A deficiency below this share of the annual quantity is rounding. */
const NO_DEFICIENCY = 1e-9;

/** Opens a contract year. Its months before the valuation count as the contract's opening says, those it doesn't know as taken at nominal. */
export const openYear = (context: ValuationContext, path: ContractPath, index: number): ContractYear => {
  const annual = path.annual[index]!;
  const elapsed = path.schedule.slice(index * 12, index * 12 + 12).filter(({ month }) => month < context.firstMonth);
  const opening = openingOf(context, path.entry);
  const known = opening !== undefined && elapsed.some(({ month }) => month === opening.asOf) ? opening : undefined;
  const assumed = known === undefined ? elapsed : elapsed.filter(({ month }) => month > known.asOf);
  const { carryForwardShare } = path.schedule[index * 12]!.terms.quantity;
  return {
    index,
    annual,
    quantity: Math.max(0, path.commitment[index]! - Math.min(path.carried, carryForwardShare * annual)),
    taken: assumed.reduce((sum, { nominal }) => sum + nominal, known?.takenTonnes ?? 0),
    makeUp: 0,
    excused: 0,
    notOffered: 0,
    openingPaid: { tonnes: known?.paidTonnes ?? 0, valueUsd: known?.paidValueUsd ?? 0 },
    paid: [],
  };
};

/** The contract year that a scheduled month falls in, opened when its first month comes. */
export const yearAt = (context: ValuationContext, path: ContractPath, { contractYear }: ScheduledMonth): ContractYear => {
  if (path.year?.index !== contractYear) path.year = openYear(context, path, contractYear);
  return path.year;
};

/** Make-up within a delivery: tonnes, and what they still pay where a rise in price is charged, USD. */
export type MakeUp = { readonly tonnes: number; readonly valueUsd: number };

const NO_MAKE_UP: MakeUp = { tonnes: 0, valueUsd: 0 };

/** Takes from the lots, oldest first, what `delivered` lifts the contract year above its take-or-pay quantity. */
export const takeMakeUp = (
  path: ContractPath,
  year: ContractYear,
  { terms }: ScheduledMonth,
  delivered: number,
  netPrice: number,
): MakeUp => {
  if (path.lots.length === 0) return NO_MAKE_UP;
  const above = (taken: number) => Math.max(0, taken - year.quantity);
  let left = above(year.taken + delivered) - above(year.taken);
  let tonnes = 0;
  let valueUsd = 0;
  for (const lot of path.lots) {
    const taken = Math.min(left, lot.tonnes);
    lot.tonnes -= taken;
    left -= taken;
    tonnes += taken;
    if (terms.quantity.makeUpPrice === 'rise') valueUsd += taken * Math.max(0, netPrice - lot.price);
  }
  path.lots = path.lots.filter((lot) => lot.tonnes > 0);
  return { tonnes, valueUsd };
};

/** Enters in its contract year what a call delivered, and the tonnes paid for: deferred ones were taken in an earlier one. */
export const countDelivery = (
  year: ContractYear,
  call: Call,
  delivered: number,
  makeUp: number,
  { tonnes, price, finalFrom }: PaidTonnes,
): void => {
  year.taken += delivered;
  year.makeUp += makeUp;
  year.excused += call.excused;
  const cut = call.called - delivered;
  const heldBack = call.scheduled.terms.quantity.toleranceOption === 'seller' ? Math.max(0, call.scheduled.nominal - call.wanted) : 0;
  // not offered = open share x max(0, nominal - call) of a seller's option + called tonnes cut for lack of product
  year.notOffered += call.openShare * heldBack + cut;
  if (tonnes > 0) year.paid.push({ tonnes, price, finalFrom });
};

/** The year's price weighted by paid tonnes: final where the quotational period has ended, else at the month's own prices. */
const yearPrice = (year: ContractYear, { terms, month }: ScheduledMonth, path: ContractPath): number => {
  const { contract } = path.pricersOf(terms);
  let { tonnes, valueUsd } = year.openingPaid;
  for (const paid of year.paid) {
    tonnes += paid.tonnes;
    valueUsd += paid.tonnes * (paid.finalFrom <= month ? paid.price : contract.netAt(month));
  }
  return tonnes > 0 ? valueUsd / tonnes : contract.netAt(month);
};

/** Credits a lapsed lot: its tonnes were resold at the net spot of the month. */
const credit = (context: ValuationContext, path: ContractPath, { terms, month }: ScheduledMonth, lots: readonly MakeUpLot[]): number => {
  const tonnes = lots.reduce((sum, lot) => sum + lot.tonnes, 0);
  if (tonnes > 0)
    book(context, path, month + terms.payment.paymentMonths, 'makeUpCredit', -tonnes * path.pricersOf(terms).spot.netAt(month));
  return tonnes;
};

/** Assesses the contract year in its last month (step 12): the deficiency, what is paid for it, and the make-up lot it leaves. */
const assess = (context: ValuationContext, path: ContractPath, year: ContractYear, scheduled: ScheduledMonth): void => {
  const { terms, month } = scheduled;
  const { takeOrPayBasis, makeUpMonths } = terms.quantity;
  // D = max(0, quantity - taken - excused - not offered)
  const short = year.quantity - year.taken - year.excused - year.notOffered;
  const deficiencyTonnes = short > NO_DEFICIENCY * year.annual ? short : 0;
  path.carried = Math.max(0, year.taken - year.makeUp - year.annual);
  let price = 0;
  if (deficiencyTonnes > 0) {
    price = yearPrice(year, scheduled, path);
    // full: D x price; difference: D x max(0, price - net spot)
    if (takeOrPayBasis === 'difference') price = Math.max(0, price - path.pricersOf(terms).spot.netAt(month));
    book(context, path, month + terms.payment.paymentMonths, 'deficiency', deficiencyTonnes * price);
    if (takeOrPayBasis === 'full') path.lots.push({ lastMonth: month + makeUpMonths, price, tonnes: deficiencyTonnes });
  }
  const { index: contractYear, annual, quantity, taken, excused, notOffered } = year;
  path.takeOrPay.push({
    contractYear,
    month,
    annual,
    quantity,
    taken,
    excused,
    notOffered,
    deficiencyTonnes,
    price,
    amount: deficiencyTonnes * price,
  });
};

/** Ends a month: assesses a contract year that ends, lapses lots past their last month or the contract, credits in T what is left. */
export const endMonth = (context: ValuationContext, path: ContractPath, year: ContractYear, scheduled: ScheduledMonth): void => {
  const { month } = scheduled;
  const contractEnds = month === path.entry.committedEnd;
  if (contractEnds || (month - path.entry.contract.start) % 12 === 11) assess(context, path, year, scheduled);
  if (path.lots.length === 0) return;
  const lapsing = path.lots.filter((lot) => contractEnds || lot.lastMonth <= month);
  path.lots = path.lots.filter((lot) => !lapsing.includes(lot));
  path.makeUpLapsed += credit(context, path, scheduled, lapsing);
  if (month === context.lastMonth) path.makeUpBalance = credit(context, path, scheduled, path.lots);
};
