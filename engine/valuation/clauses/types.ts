import type { Year } from '#shared/domain/time.ts';

/** The clauses that a formula can value, in the order in which a page lists them. */
export const CLAUSES = ['floor', 'cap', 'participation', 'escalator', 'blend', 'quotation', 'tolerance'] as const;
export type ClauseKey = (typeof CLAUSES)[number];

/** What one clause is worth today, USD, positive = to the seller. */
export type ClauseValue = {
  readonly key: ClauseKey;
  readonly value: number;
  /** By year of payment; they sum to `value`. */
  readonly years: readonly { readonly year: Year; readonly amount: number }[];
  /** Part of a quotational period is over when the holder declares: it chooses with the outcome in hand. */
  readonly declaredAfterKnown: boolean;
};

/** What the parties can trade a clause against. */
export const TRADE_UNITS = ['payablePoint', 'treatmentCharge', 'refiningCharge', 'premium', 'paymentMonth'] as const;
export type TradeUnitKey = (typeof TRADE_UNITS)[number];

/**
 * One unit of something tradeable, USD, as what it is worth to the seller: a payable point more (measured as what one less costs), the
 * treatment charge a dollar per dmt lower, the refining charge of the first metal a US cent per pound (a dollar per ounce) lower, the
 * premium a dollar per dmt higher, payment a month sooner.
 */
export type TradeUnit = { readonly key: TradeUnitKey; readonly value: number };

export type ClauseValues = {
  readonly clauses: readonly ClauseValue[];
  readonly units: readonly TradeUnit[];
  /** Tonnes that are still to be priced, dmt. */
  readonly tonnes: number;
  /** Expected present value of what they are invoiced at, USD. */
  readonly expected: number;
};
