import type { TermsSpan } from '#shared/domain/contract.ts';
import { DAMAGES_SHARE, DELIVERY_PRIORITY } from '#shared/domain/houseDefaults.ts';
import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { lazy } from '#shared/memoize.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import { contractYearOf } from '../schedule/deliverySchedule.ts';
import { cutDamages, type Deliveries, type DeliveryClaim, deliverClaims } from '../spot/deliveries.ts';
import type { QueueLot } from '../spot/spotQueue.ts';
import { channelOfTerms, computeCalls } from './calls.ts';
import {
  type ContractPath,
  type ContractYear,
  createContractPath,
  createProductTables,
  type PricedPath,
  type ProductTables,
  spanAt,
} from './contractPath.ts';
import { bookInvoices, bookOpening } from './invoices.ts';
import { addAmount, isPaidByBuyer, listFlows } from './ledger.ts';
import { setOffPrepayment } from './prepayment.ts';
import { bookPriceSupport } from './priceSupport.ts';
import type { QueueDraw, SpotOffers } from './resale.ts';
import { createSpotSale, offerMonth, type SpotOffer, sellMonth } from './spotSales.ts';
import { contractYearAt, endMonth, takeMakeUp } from './takeOrPay.ts';
import type { ContractValue, PortfolioContract, PortfolioProduct, ProductMonth } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

export type ProductPath = {
  readonly contracts: readonly ContractPath[];
  readonly months: readonly ProductMonth[];
  readonly spotOffers: SpotOffers;
  /** Calls of all contracts by month of the plan, dmt; overwritten by the next path of the same context. */
  readonly called: Float64Array;
};

/**
 * Books the damages for the called tonnes that are cut under one set of terms, paid in the payment months of the contract (step 9). The tonnes
 * are columns by month of the ledger.
 */
export const bookDamages = (
  context: ValuationContext,
  path: PricedPath,
  { terms, from, to }: TermsSpan,
  cutTonnes: Float64Array,
  extraTonnes: Float64Array,
): void => {
  if (cutTonnes.length === 0) return;
  const { months, netSpotAt } = path.pricersOf(terms);
  const { damagesShare = DAMAGES_SHARE } = path.entry;
  const { ledger } = path;
  for (let month = from; month <= to; month++) {
    const i = month - ledger.first;
    if (cutTonnes[i]! <= 0) continue;
    const damages = cutDamages(cutTonnes[i]!, extraTonnes[i] ?? 0, months.netAt(month), netSpotAt(month), damagesShare);
    const paymentIndex = i + terms.payment.paymentMonths;
    ledger.damages = addAmount(ledger.damages, context.allocateColumn, ledger.final.length, paymentIndex, -damages);
  }
};

/** Takes the make-up tonnes of a delivery from the lots; a rise in price is charged on them with the final invoice. */
const bookMakeUp = (
  context: ValuationContext,
  path: ContractPath,
  year: ContractYear,
  terms: Terms,
  month: Month,
  deliveredTonnes: number,
): void => {
  const { ledger } = path;
  const { months: prices } = path.pricersOf(terms);
  const at = month - context.firstMonth;
  const { tonnes, valueUsd } = takeMakeUp(path, year, terms, deliveredTonnes, prices.net[at]!);
  year.makeUp += tonnes;
  ledger.makeUp = addAmount(ledger.makeUp, context.allocateColumn, ledger.called.length, month - ledger.first, tonnes);
  if (valueUsd !== 0) ledger.final[Math.max(prices.ends[at]!, month) + terms.payment.paymentMonths - ledger.first]! += valueUsd;
};

/** Prices and books a contract's deliveries month by month and ends each month: make-up, take-or-pay, invoices (steps 11 and 12). */
const settleInvoices = (context: ValuationContext, path: ContractPath): void => {
  const { ledger, calls } = path;
  const { start } = path.entry.contract;
  for (const span of path.spans) {
    const { terms } = span;
    const { months: prices } = path.pricersOf(terms);
    prices.evaluate(span.from, span.to);
    for (let month = span.from; month <= span.to; month++) {
      const i = month - ledger.first;
      const at = month - context.firstMonth;
      const cut = calls.cut[i] ?? 0;
      const deliveredTonnes = ledger.called[i]! - cut;
      const year = contractYearAt(context, path, contractYearOf(start, month));
      if (path.lots.length > 0) bookMakeUp(context, path, year, terms, month, deliveredTonnes);
      year.taken += deliveredTonnes;
      year.excused += calls.excused[i] ?? 0;
      // not offered = withheld by a seller's option + called tonnes cut for lack of product
      year.notOffered += (calls.withheld[i] ?? 0) + cut;
      ledger.delivered[i] = deliveredTonnes + (ledger.deferred[i] ?? 0);
      ledger.netPrice[i] = prices.net[at]!;
      // most months have the first alternative
      if (prices.alternative[at] !== 0)
        ledger.alternative = addAmount(ledger.alternative, context.allocateColumn, ledger.called.length, i, prices.alternative[at]!);
      // what lapses with the contract counts as untaken in its last year
      if (month === path.entry.committedEnd) year.taken -= path.deferred.waiting;
      endMonth(context, path, year, terms, month);
    }
    bookDamages(context, path, span, calls.cut, calls.extra);
    bookInvoices(ledger, span, prices, context.firstMonth);
    bookPriceSupport(context, path, span);
  }
};

/** Deferred tonnes due in a month of the plan, dmt; 0 while the channel is closed. */
const deferredDue = (context: ValuationContext, path: ContractPath, month: Month): number => {
  const span = spanAt(path.spans, month);
  if (span === undefined) return 0;
  const { openShare } = channelOfTerms(context, path, span.terms)(month);
  return openShare > 0 ? path.deferred.waiting : 0;
};

/** What the contracts of a product claim in a month, in the order of the contracts; overwritten each month. */
type ProductClaims = { readonly called: readonly DeliveryClaim[]; readonly deferred: readonly DeliveryClaim[] };

const createClaims = (contracts: readonly ContractPath[]): ProductClaims => {
  const listClaims = () => contracts.map(({ entry }) => ({ priority: entry.priority ?? DELIVERY_PRIORITY, tonnes: 0, delivered: 0 }));
  return { called: listClaims(), deferred: listClaims() };
};

/** Delivers the calls of a month and the deferred tonnes due (step 9); writes cuts and deliveries of deferred tonnes to the contracts. */
const deliverMonth = (
  context: ValuationContext,
  contracts: readonly ContractPath[],
  claimsOf: () => ProductClaims,
  month: Month,
  calledTonnes: number,
  production: number,
  queue: QueueLot[],
): Deliveries & { readonly isCovered: boolean } => {
  const hasDeferred = contracts.some(({ deferred }) => deferred.waiting > 0);
  // true in nearly every month: production meets all calls, so that the claims of single contracts need no computation
  if (!hasDeferred && calledTonnes <= production) return { total: calledTonnes, drawn: 0, isCovered: true };
  const claims = claimsOf();
  for (let k = 0; k < contracts.length; k++) {
    const path = contracts[k]!;
    const { first, called } = path.ledger;
    claims.called[k]!.tonnes = month >= first && month < first + called.length ? called[month - first]! : 0;
    claims.deferred[k]!.tonnes = path.deferred.waiting > 0 ? deferredDue(context, path, month) : 0;
  }
  const deliveries = deliverClaims(claims.called, claims.deferred, production, queue);
  for (let k = 0; k < contracts.length; k++) {
    const { ledger, calls, deferred } = contracts[k]!;
    const { tonnes, delivered } = claims.called[k]!;
    const { delivered: deferredDelivered } = claims.deferred[k]!;
    const i = month - ledger.first;
    calls.cut = addAmount(calls.cut, context.allocateScratch, ledger.called.length, i, tonnes - delivered);
    ledger.deferred = addAmount(ledger.deferred, context.allocateColumn, ledger.called.length, i, deferredDelivered);
    deferred.waiting -= deferredDelivered;
  }
  return { ...deliveries, isCovered: false };
};

const tonnesOfLots = (queue: readonly QueueLot[]): readonly number[] => queue.map(({ tonnes }) => tonnes);

/** Adds a column by month of a contract's ledger to sums by month of the plan; `at` = month of the plan of its first entry. */
export const addByPlanMonth = (sums: Float64Array, column: Float64Array, at: number): void => {
  for (let i = 0; i < column.length; i++) sums[at + i]! += column[i]!;
};

/** The order in which contracts of a product are computed. */
export const sortById = (entries: readonly PortfolioContract[]): readonly PortfolioContract[] =>
  entries.toSorted((a, b) => (a.contract.id < b.contract.id ? -1 : 1));

/** Nominal tonnes of the months of the ledger. */
const nominalOfLedger = ({ nominal, ledger, entry }: ContractPath): Float64Array =>
  nominal.subarray(ledger.first - entry.contract.start, ledger.first - entry.contract.start + ledger.called.length);

/**
 * Computes a product and its contracts to T, steps 5 to 12. A contract's calls depend on other contracts only through the production left
 * to sellers, and its deliveries only through the share of all calls that the product can deliver. So calls are computed contract by
 * contract for all months, then production, delivery and spot month by month, then invoices contract by contract. A simulated path draws
 * credit defaults and performance events (steps 7 and 8) between calls and delivery; the deterministic path has none.
 */
export function* computeProductPathInSteps(
  context: ValuationContext,
  product: PortfolioProduct,
  entries: readonly PortfolioContract[],
  tables: ProductTables = createProductTables(context, product),
): Steps<ProductPath> {
  const productionAt = (i: number) => product.production[i] ?? 0;
  const length = context.lastMonth - context.firstMonth + 1;
  const [nominal, calledTonnes] = [context.allocateScratch(length), context.allocateScratch(length)];
  const contracts: ContractPath[] = [];
  const sortedEntries = sortById(entries);
  for (let i = 0; i < sortedEntries.length; i++) {
    const path = createContractPath(context, sortedEntries[i]!, product, tables);
    bookOpening(context, path);
    addByPlanMonth(nominal, nominalOfLedger(path), path.ledger.first - context.firstMonth);
    contracts.push(path);
    if (isEndOfStep(i)) yield;
  }
  const spareTonnes = nominal.map((tonnes, i) => Math.max(0, productionAt(i) - tonnes));
  for (const path of contracts) {
    computeCalls(context, path, spareTonnes);
    addByPlanMonth(calledTonnes, path.ledger.called, path.ledger.first - context.firstMonth);
    yield;
  }

  const claimsOf = lazy(() => createClaims(contracts));
  const sale = createSpotSale(context, product, contracts);
  const queue: QueueLot[] = [];
  const months: ProductMonth[] = [];
  const offers: SpotOffer[] = [];
  const draws = new Map<number, QueueDraw>();
  for (let i = 0; i < calledTonnes.length; i++) {
    const month = context.firstMonth + i;
    const production = productionAt(i);
    const tonnesBefore = tonnesOfLots(queue);
    const { total, drawn, isCovered } = deliverMonth(context, contracts, claimsOf, month, calledTonnes[i]!, production, queue);
    if (!isCovered) draws.set(i, { before: tonnesBefore, after: tonnesOfLots(queue) });
    const contractSales = { month, production, nominal: nominal[i]!, delivered: total, drawn };
    const offer = offerMonth(context, product, sale, contracts, contractSales, queue);
    offers.push(offer);
    months.push(sellMonth(context, product, sale, offer, queue));
    yield;
  }
  for (const path of contracts) {
    settleInvoices(context, path);
    yield;
  }
  // without the pricers of the main contract, which would keep its columns
  const saleTerms = sale && { split: sale.split, meanProduction: sale.meanProduction, main: sale.main };
  return { contracts, months, spotOffers: { sale: saleTerms, offers, draws }, called: calledTonnes };
}

/** Creates the path of a contract with its product to itself, with its calls. */
const callAlone = (context: ValuationContext, product: PortfolioProduct, entry: PortfolioContract, tables: ProductTables): ContractPath => {
  const path = createContractPath(context, entry, product, tables);
  const nominal = nominalOfLedger(path);
  const firstIndex = path.ledger.first - context.firstMonth;
  const spareTonnes = Float64Array.from({ length: context.lastMonth - context.firstMonth + 1 }, (_, i) =>
    Math.max(0, (product.production[i] ?? 0) - (nominal[i - firstIndex] ?? 0)),
  );
  computeCalls(context, path, spareTonnes);
  return path;
};

/**
 * Computes the calls and net prices of a contract with its product to itself, which do not depend on deliveries: without the spot sales and
 * invoices of `computeProductPathInSteps`, whose objects would take hundreds of megabytes for thousands of contracts.
 */
export const computeStandaloneCalls = (
  context: ValuationContext,
  product: PortfolioProduct,
  entry: PortfolioContract,
  tables: ProductTables,
): ContractPath => {
  const path = callAlone(context, product, entry, tables);
  const { ledger, spans } = path;
  for (const { terms, from, to } of spans) {
    const { months: prices } = path.pricersOf(terms);
    prices.evaluate(from, to);
    for (let month = from; month <= to; month++) ledger.netPrice[month - ledger.first] = prices.net[month - context.firstMonth]!;
  }
  return path;
};

/**
 * Computes a contract with its product to itself as `computeProductPathInSteps`, without spot sales. Undefined where production does not
 * cover all its tonnes in each month: these are then delivered from the queue, which depends on spot sales.
 */
export const computeCoveredPath = (
  context: ValuationContext,
  product: PortfolioProduct,
  entry: PortfolioContract,
  tables: ProductTables,
): ContractPath | undefined => {
  const path = callAlone(context, product, entry, tables);
  const { first, called } = path.ledger;
  const hasProduction = (tonnes: number, i: number): boolean => tonnes <= (product.production[first + i - context.firstMonth] ?? 0);
  if (path.deferred.waiting > 0 || !called.every(hasProduction)) return undefined;
  bookOpening(context, path);
  settleInvoices(context, path);
  return path;
};

/** The parts of a contract's value that don't depend on the years of the plan. */
export type BookedContract = Pick<ContractValue, 'ledger' | 'takeOrPay' | 'makeUpBalance' | 'makeUpLapsed' | 'prepaymentLeft'>;

/** Sets off a contract's prepayment in its ledger, after its last month (step 13). */
export const bookContract = (context: ValuationContext, path: PricedPath): BookedContract => {
  const { ledger, takeOrPay, makeUpBalance, makeUpLapsed } = path;
  const { prepayment } = path.entry;
  const setOff =
    prepayment === undefined
      ? undefined
      : setOffPrepayment(prepayment, listFlows(ledger, context.dateOf).filter(isPaidByBuyer), context.portfolio.valuationMonth);
  if (setOff !== undefined) ledger.others.push(...setOff.flows);
  return { ledger, takeOrPay, makeUpBalance, makeUpLapsed, prepaymentLeft: setOff?.left ?? 0 };
};
