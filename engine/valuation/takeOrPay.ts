import { termsAt } from '#shared/domain/contract.ts';
import type { Opening } from '#shared/domain/opening.ts';
import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { invoicePaymentMonths } from '../schedule/deliverySchedule.ts';
import { alternativePricingMonths } from '../schedule/pricingMonths.ts';
import { bookFlow, type ContractPath, type ContractYear, currentOpening, type MakeUpLot } from './contractPath.ts';
import { declaredPricing } from './declaration.ts';
import { carriedForward, deficiencyPrice, deficiencyTonnes, makeUpTonnes, takeOrPayQuantity } from './takeOrPayFormula.ts';
import type { PortfolioContract } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/** The first month of a contract year, and the month after the last one that elapsed by the valuation. */
const elapsedMonths = ({ firstMonth }: ValuationContext, { contract, committedEnd }: PortfolioContract, contractYear: number) => {
  const start = contract.start + contractYear * 12;
  return { start, elapsedEnd: Math.min(start + 12, committedEnd + 1, firstMonth) };
};

/** The opening position of a contract year, in which its months before the valuation count; undefined without one. */
export const openingOfYear = (context: ValuationContext, entry: PortfolioContract, contractYear: number): Opening | undefined => {
  const opening = currentOpening(context, entry);
  if (opening === undefined) return undefined;
  const { start, elapsedEnd } = elapsedMonths(context, entry, contractYear);
  return opening.asOf >= start && opening.asOf < elapsedEnd ? opening : undefined;
};

/** Opens a contract year. Its months before the valuation count by the opening position; months without one count as taken at nominal. */
export const openContractYear = (context: ValuationContext, path: ContractPath, contractYear: number): ContractYear => {
  const annual = path.annual[contractYear]!;
  const { contract, committedEnd } = path.entry;
  const { start, elapsedEnd } = elapsedMonths(context, path.entry, contractYear);
  const opening = openingOfYear(context, path.entry, contractYear);
  let takenTonnes = opening?.takenTonnes ?? 0;
  for (let month = opening === undefined ? start : opening.asOf + 1; month < elapsedEnd; month++)
    takenTonnes += path.nominal[month - contract.start]!;
  const { carryForwardShare } = termsAt(contract, start).quantity;
  return {
    contractYear,
    month: Math.min(start + 11, committedEnd),
    annual,
    quantity: takeOrPayQuantity(path.commitment[contractYear]!, path.carried, carryForwardShare, annual),
    taken: takenTonnes,
    makeUp: 0,
    excused: 0,
    notOffered: 0,
    deficiencyTonnes: 0,
    price: 0,
    amount: 0,
  };
};

/** The contract year of a path, opened in its first month. */
export const contractYearAt = (context: ValuationContext, path: ContractPath, contractYear: number): ContractYear => {
  if (path.year?.contractYear !== contractYear) path.year = openContractYear(context, path, contractYear);
  return path.year;
};

/** Make-up tonnes in a delivery and the price rise charged on them, USD. */
export type MakeUpDelivery = { readonly tonnes: number; readonly valueUsd: number };

const NO_MAKE_UP: MakeUpDelivery = { tonnes: 0, valueUsd: 0 };

/** Takes the tonnes by which `delivered` raises the contract year above its take-or-pay quantity from the lots, oldest first. */
export const takeMakeUp = (
  path: ContractPath,
  year: ContractYear,
  terms: Terms,
  deliveredTonnes: number,
  netPrice: number,
): MakeUpDelivery => {
  let remainingTonnes = makeUpTonnes(
    year.taken,
    year.quantity,
    deliveredTonnes,
    sumBy(path.lots, (lot) => lot.tonnes),
  );
  if (remainingTonnes === 0) return NO_MAKE_UP;
  let tonnes = 0;
  let valueUsd = 0;
  for (const lot of path.lots) {
    const takenTonnes = Math.min(remainingTonnes, lot.tonnes);
    lot.tonnes -= takenTonnes;
    remainingTonnes -= takenTonnes;
    tonnes += takenTonnes;
    if (terms.quantity.makeUpPrice === 'rise') valueUsd += takenTonnes * Math.max(0, netPrice - lot.price);
  }
  path.lots = path.lots.filter((lot) => lot.tonnes > 0);
  return { tonnes, valueUsd };
};

/**
 * The contract year's paid tonnes and their value up to the assessment month, whose net contract price values the deliveries that have no
 * final price by then.
 */
const paidOfYear = (
  context: ValuationContext,
  { contractYear, month: assessmentMonth }: ContractYear,
  { entry, ledger, pricersOf }: ContractPath,
  terms: Terms,
): Parameters<typeof deficiencyPrice>[0] => {
  const start = entry.contract.start + contractYear * 12;
  const currentNetPrice = pricersOf(terms).contract.netAt(assessmentMonth);
  const opening = openingOfYear(context, entry, contractYear);
  let [tonnes, valueUsd] = [opening?.paidTonnes ?? 0, opening?.paidValueUsd ?? 0];
  for (const openDelivery of currentOpening(context, entry)?.openDeliveries ?? []) {
    const { month } = openDelivery;
    if (month < start || month >= start + 12) continue;
    const termsOfMonth = termsAt(entry.contract, month);
    const { contract } = pricersOf(termsOfMonth);
    const pricing = declaredPricing({ terms: termsOfMonth, month }, contract);
    const { finalPayment } = invoicePaymentMonths(month, pricing, termsOfMonth.payment.paymentMonths);
    // a delivery whose final invoice was due by the valuation is among those paid
    if (finalPayment < context.firstMonth) continue;
    tonnes += openDelivery.tonnes;
    valueUsd += openDelivery.tonnes * (pricing.to <= assessmentMonth ? contract.net(pricing, month) : currentNetPrice);
  }
  for (let month = Math.max(start, ledger.first); month <= assessmentMonth; month++) {
    const i = month - ledger.first;
    const paidTonnes = ledger.delivered[i]! - (ledger.makeUp[i] ?? 0);
    const { to } = alternativePricingMonths(termsAt(entry.contract, month), month, ledger.alternative[i] ?? 0);
    tonnes += paidTonnes;
    valueUsd += paidTonnes * (to <= assessmentMonth ? ledger.netPrice[i]! : currentNetPrice);
  }
  return { paidTonnes: tonnes, paidValue: valueUsd, netContract: currentNetPrice };
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
    bookFlow(context, path, month + terms.payment.paymentMonths, 'makeUpCredit', -tonnes * path.pricersOf(terms).netSpotAt(month));
  return tonnes;
};

/** Assesses a contract year in its last month (step 12): the deficiency, its payment and the make-up lot. */
const assessContractYear = (context: ValuationContext, path: ContractPath, year: ContractYear, terms: Terms): void => {
  const { takeOrPayBasis, makeUpMonths } = terms.quantity;
  const { month } = year;
  const tonnes = deficiencyTonnes(year);
  path.carried = carriedForward(year.taken, year.makeUp, year.annual);
  if (tonnes > 0) {
    const isFull = takeOrPayBasis === 'full';
    const price = deficiencyPrice(paidOfYear(context, year, path, terms), isFull, () => path.pricersOf(terms).netSpotAt(month));
    year.deficiencyTonnes = tonnes;
    year.price = price;
    year.amount = tonnes * price;
    bookFlow(context, path, month + terms.payment.paymentMonths, 'deficiency', year.amount);
    if (isFull) path.lots.push({ lastMonth: month + makeUpMonths, price, tonnes });
  }
  path.takeOrPay.push(year);
};

/** Ends a month: assesses a contract year that ends, credits lots that lapse with their last month or the contract, and in T all lots. */
export const endMonth = (context: ValuationContext, path: ContractPath, year: ContractYear, terms: Terms, month: Month): void => {
  if (month === year.month) assessContractYear(context, path, year, terms);
  if (path.lots.length === 0) return;
  const isLastMonth = month === path.entry.committedEnd;
  const lapsingLots = path.lots.filter((lot) => isLastMonth || lot.lastMonth <= month);
  path.lots = path.lots.filter((lot) => !lapsingLots.includes(lot));
  path.makeUpLapsed += creditLapsedLots(context, path, terms, month, lapsingLots);
  if (month === context.lastMonth) path.makeUpBalance = creditLapsedLots(context, path, terms, month, path.lots);
};
