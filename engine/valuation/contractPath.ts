import { termsAt } from '#shared/domain/contract.ts';
import type { Opening } from '#shared/domain/opening.ts';
import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { nominalTonnes } from '../schedule/deliverySchedule.ts';
import { type ZoneSplit, zoneSplit } from './channels.ts';
import { createLedger, longestPayment } from './ledger.ts';
import { contractPriceTerms, spotPriceTerms } from './pricedTerms.ts';
import type { Pricer } from './pricer.ts';
import type { FlowKind, Ledger, PortfolioContract, PortfolioProduct, TakeOrPayYear } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/** Make-up tonnes paid and not yet taken, oldest first. */
export type MakeUpLot = { readonly lastMonth: Month; readonly price: number; tonnes: number };

/** `each` comes due in every month to `last`; `waiting` is what has come due and is not delivered. */
export type DeferredTonnes = { readonly each: number; readonly last: Month; waiting: number };

/** Of a contract's calls month by month; tonnes in dmt. */
export type Calls = {
  readonly openShare: Float64Array;
  /** Nominal tonnes in which the buyer need not take or pay. */
  readonly excused: Float64Array;
  /** What a seller with the tolerance does not offer. */
  readonly heldBack: Float64Array;
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

/** Prices of one dated set of terms: the contract's own, and the spot sale it is compared with. */
export type TermsPricers = { readonly contract: Pricer; readonly spot: Pricer };

/** A contract on its way through the months: what is known from the start, and what the months so far have left. */
export type ContractPath = {
  readonly entry: PortfolioContract;
  readonly product: PortfolioProduct;
  readonly split: ZoneSplit;
  /** What its calls leave beside the ledger's `called`, by the ledger's months. */
  readonly calls: Calls;
  /** Tonnes as agreed in every month from the start to the committed end. */
  readonly nominal: Float64Array;
  /** Nominal tonnes and take-or-pay quantity before carry-forward by contract year. */
  readonly annual: readonly number[];
  readonly commitment: readonly number[];
  readonly pricersOf: (terms: Terms) => TermsPricers;
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

/** Most contracts never ask what spot would pay, so that pricer is made when first asked for. */
const termsPricers = (context: ValuationContext, terms: Terms, product: PortfolioProduct): TermsPricers => {
  let spot: Pricer | undefined;
  return {
    contract: context.pricer(contractPriceTerms(terms, product.moisture), product),
    get spot() {
      spot ??= context.pricer(product.spotPrice ?? spotPriceTerms(terms, product.moisture), product);
      return spot;
    },
  };
};

/** Pricers by set of terms, made when first asked for. A product's own spot terms go before those of the contract. */
export const createTermsPricers = (context: ValuationContext, product: PortfolioProduct): ((terms: Terms) => TermsPricers) => {
  // a contract has few sets of terms: a list is found through sooner than a map is made
  const made: { readonly terms: Terms; readonly pricers: TermsPricers }[] = [];
  return (terms) => {
    for (const one of made) if (one.terms === terms) return one.pricers;
    const pricers = termsPricers(context, terms, product);
    made.push({ terms, pricers });
    return pricers;
  };
};

/** Deferred tonnes come back in this many equal monthly parts (docs/model/valuation.md). */
const DEFERRED_PARTS = 6;

/** Lots of before the valuation that can still be taken, oldest first: the first to lapse. */
const openingLots = ({ firstMonth }: ValuationContext, opening: Opening | undefined): MakeUpLot[] =>
  (opening?.makeUpLots ?? [])
    .filter(({ lastMonth }) => lastMonth >= firstMonth)
    .map(({ lastMonth, priceUsdPerDmt, tonnes }) => ({ lastMonth, price: priceUsdPerDmt, tonnes }))
    .toSorted((a, b) => a.lastMonth - b.lastMonth);

export const createContractPath = (context: ValuationContext, entry: PortfolioContract, product: PortfolioProduct): ContractPath => {
  const { contract, committedEnd } = entry;
  const opening = openingOf(context, entry);
  const nominal = context.scratch(Math.max(0, committedEnd - contract.start + 1));
  const annual: number[] = [];
  const commitment: number[] = [];
  for (let i = 0; i < nominal.length; i++) {
    const { quantity } = termsAt(contract, contract.start + i);
    const tonnes = nominalTonnes(quantity, contract.start, contract.start + i);
    const year = Math.floor(i / 12);
    nominal[i] = tonnes;
    annual[year] = (annual[year] ?? 0) + tonnes;
    commitment[year] = (commitment[year] ?? 0) + tonnes * quantity.takeOrPayShare;
  }
  const first = Math.max(contract.start, context.firstMonth);
  const months = Math.max(0, Math.min(committedEnd, context.lastMonth) - first + 1);
  return {
    entry,
    product,
    split: zoneSplit(entry.buyer.destination, product.metal, context.portfolio.zoneWeights),
    nominal,
    annual,
    commitment,
    pricersOf: createTermsPricers(context, product),
    year: undefined,
    carried: 0,
    lots: openingLots(context, opening),
    deferred: { each: (opening?.deferredTonnes ?? 0) / DEFERRED_PARTS, last: (opening?.asOf ?? 0) + DEFERRED_PARTS, waiting: 0 },
    makeUpLapsed: 0,
    makeUpBalance: 0,
    takeOrPay: [],
    calls: { openShare: context.scratch(months), excused: context.scratch(months), heldBack: context.scratch(months) },
    ledger: createLedger(context.columns, first, months, longestPayment(contract)),
  };
};

/** Where the contract stood at the valuation, as far as it says; undefined also where that is a later month, or one before its start. */
export const openingOf = ({ portfolio }: Pick<ValuationContext, 'portfolio'>, { contract }: PortfolioContract): Opening | undefined => {
  const { opening } = contract;
  return opening !== undefined && opening.asOf >= contract.start && opening.asOf <= portfolio.valuationMonth ? opening : undefined;
};

/** Books cash that is no invoice of a delivery; nothing where there is none. */
export const book = (context: ValuationContext, { ledger }: ContractPath, month: Month, kind: FlowKind, amount: number): void => {
  if (amount !== 0) ledger.others.push({ month, date: context.dateOf(month), kind, amount });
};
