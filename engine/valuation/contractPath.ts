import { type TermsSpan, termsBetween } from '#shared/domain/contract.ts';
import type { Opening } from '#shared/domain/opening.ts';
import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { memoizeWeakly, memoizeWhile } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { createNominalTonnes } from '../schedule/deliverySchedule.ts';
import { type Channel, demandWeights, splitDemand, type ZoneSplit, zoneSplit } from './channels.ts';
import { type AllocateColumn, createColumnAllocator, createLedger, maxPaymentLag, NO_AMOUNTS } from './ledger.ts';
import { mainPriceReference } from './priceTerms.ts';
import { createTermsPricers, type TermsPricers } from './termsPricers.ts';
import type { FlowKind, Ledger, PortfolioContract, PortfolioProduct, TakeOrPayYear } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/** Finds the set of terms of a month; undefined outside all spans. */
export const spanAt = (spans: readonly TermsSpan[], month: Month): TermsSpan | undefined => {
  for (const span of spans) if (span.from <= month && month <= span.to) return span;
  return undefined;
};

/** Make-up tonnes paid and not yet taken, oldest first. */
export type MakeUpLot = { readonly lastMonth: Month; readonly price: number; tonnes: number };

/** Deferred tonnes from before the valuation, due in its first month; `waiting` are those not yet delivered. */
export type DeferredTonnes = { readonly opening: number; waiting: number };

/** Results of a contract's calls by month, beside the tonnes called; dmt. A column is empty where all its tonnes are 0. */
export type Calls = {
  /** Nominal tonnes that the buyer is excused from taking or paying for. */
  excused: Float64Array;
  /** Tonnes that a seller with the tolerance does not offer. */
  withheld: Float64Array;
  /** Part of the call that a seller with the tolerance adds to the nominal tonnes. */
  extra: Float64Array;
  /** Called tonnes cut for lack of product. */
  cut: Float64Array;
};

/** A contract year with its running totals; its deficiency and price are 0 until its assessment. */
export type ContractYear = { -readonly [Field in keyof TakeOrPayYear]: TakeOrPayYear[Field] } & { makeUp: number };

/** A contract during its valuation: fixed data, and the state after the months processed so far. */
export type ContractPath = {
  readonly entry: PortfolioContract;
  readonly product: PortfolioProduct;
  readonly split: ZoneSplit;
  /** Demand of its destination by month of the plan, 1 = plateau. */
  readonly demand: Float64Array;
  /** By month of the ledger. */
  readonly calls: Calls;
  /** Tonnes agreed for every month from the start to the committed end or the end of the plan. */
  readonly nominal: Float64Array;
  /** Nominal tonnes, and take-or-pay quantity before carry-forward, by contract year. */
  readonly annual: readonly number[];
  readonly commitment: readonly number[];
  readonly pricersOf: (terms: Terms) => TermsPricers;
  /** The sets of terms of the ledger's months. */
  readonly spans: readonly TermsSpan[];
  /** The channel to its destination by set of terms and month; undefined until it is first needed. */
  channelsOf: ((terms: Terms) => (month: Month) => Channel) | undefined;
  year: ContractYear | undefined;
  /** Tonnes taken above the annual tonnes, which may lower the next year's take-or-pay quantity, dmt. */
  carried: number;
  lots: MakeUpLot[];
  /** Tonnes called before the valuation and delivered after it, dmt. */
  readonly deferred: DeferredTonnes;
  makeUpLapsed: number;
  /** Tonnes of lots left in T, which are credited then. */
  makeUpBalance: number;
  readonly takeOrPay: TakeOrPayYear[];
  readonly ledger: Ledger;
};

/** The parts of a contract in which its tonnes are priced and booked. */
export type PricedPath = Pick<ContractPath, 'entry' | 'product' | 'pricersOf' | 'spans' | 'ledger' | 'makeUpLapsed' | 'makeUpBalance'> & {
  readonly takeOrPay: readonly TakeOrPayYear[];
};

/** Lists lots from before the valuation that can still be taken, in the order in which they lapse. */
const openingLots = ({ firstMonth }: ValuationContext, { makeUpLots }: Opening): MakeUpLot[] =>
  makeUpLots
    .filter(({ lastMonth }) => lastMonth >= firstMonth)
    .map(({ lastMonth, priceUsdPerDmt, tonnes }) => ({ lastMonth, price: priceUsdPerDmt, tonnes }))
    .toSorted((a, b) => a.lastMonth - b.lastMonth);

/** A contract's destination: its demand zones and their demand by month of the plan. */
type Destination = Pick<ContractPath, 'split' | 'demand'>;

/** The parts of a contract that don't depend on the market: tonnes by month and year, and the sets of terms of the ledger's months. */
export type Agreement = Pick<ContractPath, 'nominal' | 'annual' | 'commitment' | 'spans'> & {
  /** First month and number of months of the ledger. */
  readonly first: Month;
  readonly months: number;
  /** Most months from a delivery to its last payment. */
  readonly paymentLag: number;
};

/** Tables shared by the contracts of a product: pricers by set of terms, destinations, agreements. */
export type ProductTables = {
  readonly pricersOf: ContractPath['pricersOf'];
  readonly destinationOf: (entry: PortfolioContract) => Destination;
  readonly agreementOf: (entry: PortfolioContract) => Agreement;
};

/** Resolves the agreement of a contract. */
export const resolveAgreement = (
  { firstMonth, lastMonth }: Pick<ValuationContext, 'firstMonth' | 'lastMonth'>,
  { contract, committedEnd }: PortfolioContract,
  allocateColumn: AllocateColumn,
): Agreement => {
  const agreedMonths = Math.max(0, committedEnd - contract.start + 1);
  const nominal = allocateColumn(Math.max(0, Math.min(agreedMonths, lastMonth - contract.start + 1)));
  const annual: number[] = new Array(Math.ceil(agreedMonths / 12)).fill(0);
  const commitment: number[] = new Array(annual.length).fill(0);
  for (const { terms, from, to } of termsBetween(contract, contract.start, committedEnd)) {
    const nominalAt = createNominalTonnes(terms.quantity);
    const { takeOrPayShare, rampUp } = terms.quantity;
    const [first, last] = [from - contract.start, to - contract.start];
    for (let i = first; i <= last; i++) {
      const year = Math.floor(i / 12);
      // a contract of decades has few different years: after its ramp-up they repeat
      if (i % 12 === 0 && i - 12 >= first && i + 11 <= last && year >= rampUp.length) {
        annual[year] = annual[year - 1]!;
        commitment[year] = commitment[year - 1]!;
        if (i < nominal.length) nominal.copyWithin(i, i - 12, i);
        i += 11;
        continue;
      }
      const tonnes = nominalAt(i);
      if (i < nominal.length) nominal[i] = tonnes;
      annual[year]! += tonnes;
      commitment[year]! += tonnes * takeOrPayShare;
    }
  }
  const first = Math.max(contract.start, firstMonth);
  const months = Math.max(0, Math.min(committedEnd, lastMonth) - first + 1);
  const spans = termsBetween(contract, first, first + months - 1);
  return { nominal, annual, commitment, spans, first, months, paymentLag: maxPaymentLag(contract) };
};

/** Agreements by contract, the same for every valuation of the same months. */
const agreements = memoizeWhile<PortfolioContract, Agreement>(createObjectField());

const destinationKey = memoizeWeakly(
  (destination: PortfolioContract['buyer']['destination']) => JSON.stringify(destination),
  createObjectField(),
);

/** Creates the tables of a product; each entry is computed on first use. */
export const createProductTables = (context: ValuationContext, product: PortfolioProduct): ProductTables => {
  const { portfolio, market, firstMonth, lastMonth, allocateScratch } = context;
  const destinations = new Map<string, Destination>();
  // agreements outlive the valuation
  const { allocate } = createColumnAllocator();
  const months = [firstMonth, lastMonth];
  return {
    pricersOf: createTermsPricers(context, product),
    destinationOf: ({ buyer: { destination }, contract }) => {
      const reference = mainPriceReference(portfolio, contract.terms[0]!.price);
      const key = `${reference} ${destinationKey(destination)}`;
      const cached = destinations.get(key);
      if (cached !== undefined) return cached;
      const split = zoneSplit(destination, () => demandWeights(portfolio, reference, product.metal));
      const zoneDemand = { split, demand: splitDemand(market, split, firstMonth, lastMonth, allocateScratch) };
      destinations.set(key, zoneDemand);
      return zoneDemand;
    },
    agreementOf: (entry) => agreements(entry, months, () => resolveAgreement(context, entry, allocate)),
  };
};

/** Creates the state of a contract before its first month. */
export const createContractPath = (
  context: ValuationContext,
  entry: PortfolioContract,
  product: PortfolioProduct,
  { pricersOf, destinationOf, agreementOf }: ProductTables = createProductTables(context, product),
): ContractPath => {
  const opening = currentOpening(context, entry);
  const { split, demand } = destinationOf(entry);
  const { nominal, annual, commitment, spans, first, months, paymentLag } = agreementOf(entry);
  return {
    entry,
    product,
    split,
    demand,
    nominal,
    annual,
    commitment,
    pricersOf,
    spans,
    channelsOf: undefined,
    year: undefined,
    carried: 0,
    lots: opening === undefined ? [] : openingLots(context, opening),
    deferred: { opening: opening?.deferredTonnes ?? 0, waiting: opening?.deferredTonnes ?? 0 },
    makeUpLapsed: 0,
    makeUpBalance: 0,
    takeOrPay: [],
    calls: { excused: NO_AMOUNTS, withheld: NO_AMOUNTS, extra: NO_AMOUNTS, cut: NO_AMOUNTS },
    ledger: createLedger(context.allocateColumn, first, months, paymentLag),
  };
};

/** The contract's opening position; undefined without one, or if it is dated before the contract's start or after the valuation. */
export const currentOpening = (
  { portfolio }: Pick<ValuationContext, 'portfolio'>,
  { contract }: PortfolioContract,
): Opening | undefined => {
  const { opening } = contract;
  return opening !== undefined && opening.asOf >= contract.start && opening.asOf <= portfolio.valuationMonth ? opening : undefined;
};

/** Books a cash flow other than an invoice; an amount of 0 is not booked. */
export const bookFlow = (
  context: ValuationContext,
  { ledger }: Pick<ContractPath, 'ledger'>,
  month: Month,
  kind: FlowKind,
  amount: number,
): void => {
  if (amount !== 0) ledger.others.push({ month, date: context.dateOf(month), kind, amount });
};
