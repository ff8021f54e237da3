import type { Opening } from '#shared/domain/opening.ts';
import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { deliverySchedule, type ScheduledMonth } from '../schedule/deliverySchedule.ts';
import { type ZoneSplit, zoneSplit } from './channels.ts';
import { contractPriceTerms, spotPriceTerms } from './pricedTerms.ts';
import type { Pricer } from './pricer.ts';
import type { CashFlow, ContractMonth, FlowKind, PortfolioContract, PortfolioProduct, TakeOrPayYear } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/** Make-up tonnes paid and not yet taken, oldest first. */
export type MakeUpLot = { readonly lastMonth: Month; readonly price: number; tonnes: number };

/** `each` comes due in every month to `last`; `waiting` is what has come due and is not delivered. */
export type DeferredTonnes = { readonly each: number; readonly last: Month; waiting: number };

/** Tonnes paid for in the contract year, with the price they carry and the month that price is final. */
export type PaidTonnes = { readonly tonnes: number; readonly price: number; readonly finalFrom: Month };

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
  readonly paid: PaidTonnes[];
};

/** Prices of one dated set of terms: the contract's own, and the spot sale it is compared with. */
export type TermsPricers = { readonly contract: Pricer; readonly spot: Pricer };

/** A contract on its way through the months: what is known from the start, and what the months so far have left. */
export type ContractPath = {
  readonly entry: PortfolioContract;
  readonly product: PortfolioProduct;
  readonly split: ZoneSplit;
  /** Every month from the start to the committed end. */
  readonly schedule: readonly ScheduledMonth[];
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
  readonly months: ContractMonth[];
  readonly takeOrPay: TakeOrPayYear[];
  readonly flows: CashFlow[];
};

/** Sums of a quantity by contract year. */
const byContractYear = (schedule: readonly ScheduledMonth[], of: (month: ScheduledMonth) => number): number[] => {
  const sums: number[] = [];
  for (const month of schedule) sums[month.contractYear] = (sums[month.contractYear] ?? 0) + of(month);
  return sums;
};

/** Pricers by set of terms, made when first asked for. A product's own spot terms go before those of the contract. */
export const createTermsPricers = (context: ValuationContext, product: PortfolioProduct): ((terms: Terms) => TermsPricers) => {
  const made = new Map<Terms, TermsPricers>();
  let last: { readonly terms: Terms; readonly pricers: TermsPricers } | undefined;
  return (terms) => {
    if (last?.terms === terms) return last.pricers;
    const pricers = made.get(terms) ?? {
      contract: context.pricer(contractPriceTerms(terms, product.moisture), product),
      spot: context.pricer(product.spotPrice ?? spotPriceTerms(terms, product.moisture), product),
    };
    made.set(terms, pricers);
    last = { terms, pricers };
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
  const schedule = deliverySchedule(contract, contract.start, committedEnd, committedEnd);
  const opening = openingOf(context, entry);
  return {
    entry,
    product,
    split: zoneSplit(entry.buyer.destination, product.metal, context.portfolio.zoneWeights),
    schedule,
    annual: byContractYear(schedule, ({ nominal }) => nominal),
    commitment: byContractYear(schedule, ({ nominal, terms }) => nominal * terms.quantity.takeOrPayShare),
    pricersOf: createTermsPricers(context, product),
    year: undefined,
    carried: 0,
    lots: openingLots(context, opening),
    deferred: { each: (opening?.deferredTonnes ?? 0) / DEFERRED_PARTS, last: (opening?.asOf ?? 0) + DEFERRED_PARTS, waiting: 0 },
    makeUpLapsed: 0,
    makeUpBalance: 0,
    months: [],
    takeOrPay: [],
    flows: [],
  };
};

/** Where the contract stood at the valuation, as far as it says; undefined also where that is a later month, or one before its start. */
export const openingOf = ({ portfolio }: Pick<ValuationContext, 'portfolio'>, { contract }: PortfolioContract): Opening | undefined => {
  const { opening } = contract;
  return opening !== undefined && opening.asOf >= contract.start && opening.asOf <= portfolio.valuationMonth ? opening : undefined;
};

/** The month as agreed; undefined before the start and after the committed end. */
export const scheduledAt = ({ schedule, entry }: ContractPath, month: Month): ScheduledMonth | undefined =>
  schedule[month - entry.contract.start];

/** Books cash; nothing where there is none. */
export const book = (context: ValuationContext, path: ContractPath, month: Month, kind: FlowKind, amount: number): void => {
  if (amount !== 0) path.flows.push({ month, date: context.dateOf(month), kind, amount });
};
