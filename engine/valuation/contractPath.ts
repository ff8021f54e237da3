import { type TermsSpan, termsBetween } from '#shared/domain/contract.ts';
import type { Opening } from '#shared/domain/opening.ts';
import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { createNominalTonnes } from '../schedule/deliverySchedule.ts';
import { splitDemand, type ZoneSplit, zoneSplit } from './channels.ts';
import { DEFERRED_PARTS } from './houseDefaults.ts';
import { type AllocateColumn, createLedger, maxPaymentLag } from './ledger.ts';
import { createTermsPricers, type TermsPricers } from './termsPricers.ts';
import type { FlowKind, Ledger, PortfolioContract, PortfolioProduct, TakeOrPayYear } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/** Make-up tonnes paid and not yet taken, oldest first. */
export type MakeUpLot = { readonly lastMonth: Month; readonly price: number; tonnes: number };

/** `each` comes due in every month to `last`; `waiting` is what has come due and is not delivered. */
export type DeferredTonnes = { readonly each: number; readonly last: Month; waiting: number };

/** Of a contract's calls month by month; tonnes in dmt. */
export type Calls = {
  /** Nominal tonnes in which the buyer need not take or pay. */
  readonly excused: Float64Array;
  /** What a seller with the tolerance does not offer. */
  readonly withheld: Float64Array;
};

/** A contract year as it fills. */
export type ContractYear = {
  readonly index: number;
  readonly annual: number;
  /** Take-or-pay quantity after carry-forward. */
  readonly quantity: number;
  taken: number;
  makeUp: number;
  excused: number;
  notOffered: number;
  readonly openingPaid: { readonly tonnes: number; readonly valueUsd: number };
};

/** A contract on its way through the months: what is known from the start, and what the months so far have left. */
export type ContractPath = {
  readonly entry: PortfolioContract;
  readonly product: PortfolioProduct;
  readonly split: ZoneSplit;
  /** Of its zones by month of the plan, 1 = plateau. */
  readonly demand: Float64Array;
  /** What its calls leave beside the ledger's `called`, by the ledger's months. */
  readonly calls: Calls;
  /** Tonnes as agreed in every month from the start to the committed end. */
  readonly nominal: Float64Array;
  /** Nominal tonnes and take-or-pay quantity before carry-forward by contract year. */
  readonly annual: readonly number[];
  readonly commitment: readonly number[];
  readonly pricersOf: (terms: Terms) => TermsPricers;
  /** The sets of terms of the ledger's months. */
  readonly spans: readonly TermsSpan[];
  year: ContractYear | undefined;
  /** Tonnes above annual that may lower the next year's quantity. */
  carried: number;
  lots: MakeUpLot[];
  /** Tonnes called before the valuation that come back, dmt. */
  readonly deferred: DeferredTonnes;
  makeUpLapsed: number;
  /** What no later month took of the lots, credited in T. */
  makeUpBalance: number;
  readonly takeOrPay: TakeOrPayYear[];
  readonly ledger: Ledger;
};

/** Lots of before the valuation that can still be taken, oldest first: the first to lapse. */
const openingLots = ({ firstMonth }: ValuationContext, opening: Opening | undefined): MakeUpLot[] =>
  (opening?.makeUpLots ?? [])
    .filter(({ lastMonth }) => lastMonth >= firstMonth)
    .map(({ lastMonth, priceUsdPerDmt, tonnes }) => ({ lastMonth, price: priceUsdPerDmt, tonnes }))
    .toSorted((a, b) => a.lastMonth - b.lastMonth);

/** Where a contract's tonnes end: its demand zones, and their demand by month of the plan. */
type Destination = Pick<ContractPath, 'split' | 'demand'>;

/** What a contract agrees on, on every market alike: tonnes by month and year, and the sets of terms of the ledger's months. */
export type Agreement = Pick<ContractPath, 'nominal' | 'annual' | 'commitment' | 'spans'> & {
  /** First month and number of months of the ledger, and the most months from a delivery to its last payment. */
  readonly first: Month;
  readonly months: number;
  readonly longest: number;
};

/** What the contracts of a product share: prices by set of terms, demand by destination; and what each has agreed on. */
export type ProductTables = {
  readonly pricersOf: ContractPath['pricersOf'];
  readonly destinationOf: (buyer: PortfolioContract['buyer']) => Destination;
  readonly agreedOf: (entry: PortfolioContract) => Agreement;
};

/** What a contract has agreed on, its tonnes in columns of `columns`. */
export const resolveAgreement = (
  { firstMonth, lastMonth }: Pick<ValuationContext, 'firstMonth' | 'lastMonth'>,
  { contract, committedEnd }: PortfolioContract,
  columns: AllocateColumn,
): Agreement => {
  const nominal = columns(Math.max(0, committedEnd - contract.start + 1));
  const annual: number[] = new Array(Math.ceil(nominal.length / 12)).fill(0);
  const commitment: number[] = new Array(annual.length).fill(0);
  for (const { terms, from, to } of termsBetween(contract, contract.start, committedEnd)) {
    const nominalAt = createNominalTonnes(terms.quantity);
    const { takeOrPayShare } = terms.quantity;
    for (let i = from - contract.start; i <= to - contract.start; i++) {
      const tonnes = nominalAt(i);
      const year = Math.floor(i / 12);
      nominal[i] = tonnes;
      annual[year]! += tonnes;
      commitment[year]! += tonnes * takeOrPayShare;
    }
  }
  const first = Math.max(contract.start, firstMonth);
  const months = Math.max(0, Math.min(committedEnd, lastMonth) - first + 1);
  const spans = termsBetween(contract, first, first + months - 1);
  return { nominal, annual, commitment, spans, first, months, longest: maxPaymentLag(contract) };
};

/** Destinations as text: written out once, however many contracts go there and however often they are valued. */
const keys = new WeakMap<PortfolioContract['buyer']['destination'], string>();

const keyOf = (destination: PortfolioContract['buyer']['destination']): string => {
  const key = keys.get(destination) ?? JSON.stringify(destination);
  keys.set(destination, key);
  return key;
};

export const createProductTables = (context: ValuationContext, product: PortfolioProduct): ProductTables => {
  const { portfolio, market, firstMonth, lastMonth } = context;
  const known = new Map<string, Destination>();
  return {
    pricersOf: createTermsPricers(context, product),
    destinationOf: ({ destination }) => {
      const key = keyOf(destination);
      const found = known.get(key);
      if (found !== undefined) return found;
      const split = zoneSplit(destination, product.metal, portfolio.zoneWeights);
      const made = { split, demand: splitDemand(market, split, firstMonth, lastMonth) };
      known.set(key, made);
      return made;
    },
    agreedOf: (entry) => resolveAgreement(context, entry, context.allocateScratch),
  };
};

export const createContractPath = (
  context: ValuationContext,
  entry: PortfolioContract,
  product: PortfolioProduct,
  { pricersOf, destinationOf, agreedOf: agreementOf }: ProductTables = createProductTables(context, product),
): ContractPath => {
  const opening = currentOpening(context, entry);
  const { nominal, annual, commitment, spans, first, months, longest } = agreementOf(entry);
  return {
    entry,
    product,
    ...destinationOf(entry.buyer),
    nominal,
    annual,
    commitment,
    pricersOf,
    spans,
    year: undefined,
    carried: 0,
    lots: openingLots(context, opening),
    deferred: { each: (opening?.deferredTonnes ?? 0) / DEFERRED_PARTS, last: (opening?.asOf ?? 0) + DEFERRED_PARTS, waiting: 0 },
    makeUpLapsed: 0,
    makeUpBalance: 0,
    takeOrPay: [],
    calls: { excused: context.allocateScratch(months), withheld: context.allocateScratch(months) },
    ledger: createLedger(context.allocateColumn, first, months, longest),
  };
};

/** Where the contract stood at the valuation, as far as it says; undefined also where that is a later month, or one before its start. */
export const currentOpening = (
  { portfolio }: Pick<ValuationContext, 'portfolio'>,
  { contract }: PortfolioContract,
): Opening | undefined => {
  const { opening } = contract;
  return opening !== undefined && opening.asOf >= contract.start && opening.asOf <= portfolio.valuationMonth ? opening : undefined;
};

/** Books cash that is no invoice of a delivery; nothing where there is none. */
export const bookFlow = (context: ValuationContext, { ledger }: ContractPath, month: Month, kind: FlowKind, amount: number): void => {
  if (amount !== 0) ledger.others.push({ month, date: context.dateOf(month), kind, amount });
};
