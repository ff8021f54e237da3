import type { Year } from '#shared/domain/time.ts';
import type { PayableExchange } from './payableExchange.ts';

/** The clauses with a closed-form value, in the order of display. */
export const CLAUSES = ['floor', 'cap', 'participation', 'escalator', 'blend', 'quotation', 'tolerance', 'priceSupport'] as const;
export type ClauseKey = (typeof CLAUSES)[number];

/** Present value of a clause, USD; positive = to the seller. */
export type ClauseValue = {
  readonly key: ClauseKey;
  readonly value: number;
  /** By year of payment; they sum to `value`. */
  readonly years: readonly { readonly year: Year; readonly amount: number }[];
  /** Whether part of a quotational period is over at the declaration, so that the holder chooses with known prices. */
  readonly isDeclaredAfterKnown: boolean;
};

/** The terms that the parties can trade for a clause. */
export const TRADE_UNITS = ['payablePoint', 'treatmentCharge', 'refiningCharge', 'premium', 'paymentMonth'] as const;
export type TradeUnitKey = (typeof TRADE_UNITS)[number];

/**
 * Present value to the seller of one trade unit, USD: one payable point more, treatment charge 1 USD/dmt
 * lower, refining charge of the first metal 1 USc/lb (1 USD/toz) lower, premium 1 USD/dmt higher, payment one month earlier.
 */
export type TradeUnit = { readonly key: TradeUnitKey; readonly value: number };

export type ClauseValues = {
  readonly clauses: readonly ClauseValue[];
  readonly units: readonly TradeUnit[];
  /** The exchange of payable for value; undefined for terms without a payable share. */
  readonly payable: PayableExchange | undefined;
  /** Tonnes not finally priced, dmt. */
  readonly tonnes: number;
  /** Expected present value of their invoices, USD. */
  readonly expected: number;
};

/** What uncertain prices add to a contract's value at the deck through its clauses, USD; the lines sum to the total. */
export type ClauseTimeValues = {
  readonly total: number;
  readonly lines: readonly { readonly key: ClauseKey | 'together'; readonly value: number }[];
};
