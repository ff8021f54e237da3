import { termsAt } from '#shared/domain/contract.ts';
import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { clamp, sumBy } from '#shared/math.ts';
import { invoicePaymentMonths } from '../schedule/deliverySchedule.ts';
import { alternativePricingMonths } from '../schedule/pricingMonths.ts';
import { DEFERRED_PARTS, NO_DEFICIENCY } from './assumptions.ts';
import { bookFlow, type ContractPath, type ContractYear, currentOpening, type MakeUpLot } from './contractPath.ts';
import { declaredPricing } from './declaration.ts';
import type { ValuationContext } from './valuationContext.ts';

/** Opens a contract year. Its months before the valuation count by the opening position; months without one count as taken at nominal. */
export const openContractYear = (context: ValuationContext, path: ContractPath, index: number): ContractYear => {
  const annual = path.annual[index]!;
  const { contract, committedEnd } = path.entry;
  const start = contract.start + index * 12;
  const elapsed = Math.min(start + 12, committedEnd + 1, context.firstMonth);
  const opening = currentOpening(context, path.entry);
  const known = opening !== undefined && opening.asOf >= start && opening.asOf < elapsed ? opening : undefined;
  let taken = known?.takenTonnes ?? 0;
  for (let month = known === undefined ? start : known.asOf + 1; month < elapsed; month++) taken += path.nominal[month - contract.start]!;
  const { carryForwardShare } = termsAt(contract, start).quantity;
  return {
    index,
    annual,
    quantity: Math.max(0, path.commitment[index]! - Math.min(path.carried, carryForwardShare * annual)),
    taken,
    makeUp: 0,
    excused: 0,
    notOffered: 0,
    openingPaid: { tonnes: known?.paidTonnes ?? 0, valueUsd: known?.paidValueUsd ?? 0 },
  };
};

/** The contract year of a path, opened in its first month. */
export const contractYearAt = (context: ValuationContext, path: ContractPath, index: number): ContractYear => {
  if (path.year?.index !== index) path.year = openContractYear(context, path, index);
  return path.year;
};

/** Make-up tonnes in a delivery and the price rise charged on them, USD. */
export type MakeUpDelivery = { readonly tonnes: number; readonly valueUsd: number };

const NO_MAKE_UP: MakeUpDelivery = { tonnes: 0, valueUsd: 0 };

/** Takes the tonnes by which `delivered` raises the contract year above its take-or-pay quantity from the lots, oldest first. */
export const takeMakeUp = (path: ContractPath, year: ContractYear, terms: Terms, delivered: number, netPrice: number): MakeUpDelivery => {
  if (path.lots.length === 0) return NO_MAKE_UP;
  let remaining = Math.max(0, year.taken + delivered - year.quantity) - Math.max(0, year.taken - year.quantity);
  if (remaining === 0) return NO_MAKE_UP;
  let tonnes = 0;
  let valueUsd = 0;
  for (const lot of path.lots) {
    const taken = Math.min(remaining, lot.tonnes);
    lot.tonnes -= taken;
    remaining -= taken;
    tonnes += taken;
    if (terms.quantity.makeUpPrice === 'rise') valueUsd += taken * Math.max(0, netPrice - lot.price);
  }
  path.lots = path.lots.filter((lot) => lot.tonnes > 0);
  return { tonnes, valueUsd };
};

/** The contract year's price weighted by paid tonnes: final if the quotational period has ended, else at the prices of month `now`. */
const yearPrice = (
  context: ValuationContext,
  { index, openingPaid }: ContractYear,
  { entry, ledger, pricersOf }: ContractPath,
  terms: Terms,
  now: Month,
): number => {
  const { start } = entry.contract;
  const atNow = pricersOf(terms).contract.netAt(now);
  let { tonnes, valueUsd } = openingPaid;
  for (const open of currentOpening(context, entry)?.openDeliveries ?? []) {
    if (open.month < start + index * 12 || open.month >= start + index * 12 + 12) continue;
    const termsOfMonth = termsAt(entry.contract, open.month);
    const { contract } = pricersOf(termsOfMonth);
    const pricing = declaredPricing({ terms: termsOfMonth, month: open.month }, contract);
    const { finalPayment } = invoicePaymentMonths(open.month, pricing, termsOfMonth.payment.paymentMonths);
    // a delivery whose final invoice was due by the valuation is among those paid
    if (finalPayment < context.firstMonth) continue;
    tonnes += open.tonnes;
    valueUsd += open.tonnes * (pricing.to <= now ? contract.net(pricing, open.month) : atNow);
  }
  for (let month = Math.max(start + index * 12, ledger.first); month <= now; month++) {
    const i = month - ledger.first;
    const paid = ledger.delivered[i]! - ledger.makeUp[i]!;
    const { to } = alternativePricingMonths(termsAt(entry.contract, month), month, ledger.alternative[i]!);
    tonnes += paid;
    valueUsd += paid * (to <= now ? ledger.netPrice[i]! : atNow);
  }
  return tonnes > 0 ? valueUsd / tonnes : atNow;
};

/** Credits lapsed lots to the buyer at the net spot price of the month, at which the tonnes count as resold; returns their tonnes. */
const creditLapsedLots = (
  context: ValuationContext,
  path: ContractPath,
  terms: Terms,
  month: Month,
  lots: readonly MakeUpLot[],
): number => {
  const tonnes = sumBy(lots, (lot) => lot.tonnes);
  if (tonnes > 0)
    bookFlow(context, path, month + terms.payment.paymentMonths, 'makeUpCredit', -tonnes * path.pricersOf(terms).spot.netAt(month));
  return tonnes;
};

/** Assesses a contract year in its last month (step 12): the deficiency, its payment and the make-up lot. */
const assessContractYear = (context: ValuationContext, path: ContractPath, year: ContractYear, terms: Terms, month: Month): void => {
  const { takeOrPayBasis, makeUpMonths } = terms.quantity;
  // D = max(0, quantity - taken - excused - not offered)
  const shortfall = year.quantity - year.taken - year.excused - year.notOffered;
  const deficiencyTonnes = shortfall > NO_DEFICIENCY * year.annual ? shortfall : 0;
  path.carried = Math.max(0, year.taken - year.makeUp - year.annual);
  let price = 0;
  if (deficiencyTonnes > 0) {
    price = yearPrice(context, year, path, terms, month);
    // full basis: D * price; difference basis: D * max(0, price - net spot)
    if (takeOrPayBasis === 'difference') price = Math.max(0, price - path.pricersOf(terms).spot.netAt(month));
    bookFlow(context, path, month + terms.payment.paymentMonths, 'deficiency', deficiencyTonnes * price);
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

/** Deferred tonnes that lapse with the contract: those still waiting and those due after its end. They counted as taken when they were called. */
export const lapsingDeferred = ({ deferred: { each, last, waiting }, entry: { committedEnd } }: ContractPath): number =>
  waiting + each * clamp(last - committedEnd, 0, DEFERRED_PARTS);

/** Ends a month: assesses a contract year that ends, credits lots that lapse with their last month or the contract, and in T all lots. */
export const endMonth = (context: ValuationContext, path: ContractPath, year: ContractYear, terms: Terms, month: Month): void => {
  const isLastMonth = month === path.entry.committedEnd;
  if (isLastMonth || (month - path.entry.contract.start) % 12 === 11) assessContractYear(context, path, year, terms, month);
  if (path.lots.length === 0) return;
  const lapsing = path.lots.filter((lot) => isLastMonth || lot.lastMonth <= month);
  path.lots = path.lots.filter((lot) => !lapsing.includes(lot));
  path.makeUpLapsed += creditLapsedLots(context, path, terms, month, lapsing);
  if (month === context.lastMonth) path.makeUpBalance = creditLapsedLots(context, path, terms, month, path.lots);
};
