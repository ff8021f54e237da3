import { NO_DEFICIENCY } from './tolerances.ts';

/** Counters of a contract year, dmt. `taken` counts deferred tonnes in the year in which they are called. */
export type YearTonnes = {
  readonly annual: number;
  /** Take-or-pay quantity after carry-forward. */
  readonly quantity: number;
  readonly taken: number;
  readonly excused: number;
  readonly notOffered: number;
};

/** Computes the take-or-pay quantity of a contract year: carried-forward tonnes lower it by at most their cap. */
export const takeOrPayQuantity = (commitment: number, carriedTonnes: number, carryForwardShare: number, annual: number): number =>
  Math.max(0, commitment - Math.min(carriedTonnes, carryForwardShare * annual));

/** Computes the tonnes of a contract year that may lower the next year's quantity: those above annual, make-up excluded. */
export const carriedForward = (takenTonnes: number, makeUp: number, annual: number): number => Math.max(0, takenTonnes - makeUp - annual);

/** Computes the deficiency of a contract year, D = max(0, quantity - taken - excused - not offered), dmt; a rounding error is 0. */
export const deficiencyTonnes = ({ annual, quantity, taken, excused, notOffered }: YearTonnes): number => {
  const shortfall = quantity - taken - excused - notOffered;
  return shortfall > NO_DEFICIENCY * annual ? shortfall : 0;
};

/**
 * Computes the price of a deficiency, USD/dmt: the year's price on the full basis, its excess over net spot on the difference basis.
 * `paidValue` of `paidTonnes` gives the year's price; without them it is `netContract`, net contract at the month's prices.
 */
export const deficiencyPrice = (
  year: { readonly paidTonnes: number; readonly paidValue: number; readonly netContract: number },
  isFull: boolean,
  netSpot: () => number,
): number => {
  const price = year.paidTonnes > 0 ? year.paidValue / year.paidTonnes : year.netContract;
  return isFull ? price : Math.max(0, price - netSpot());
};

/** Computes the make-up tonnes of a delivery: those that take the contract year above its take-or-pay quantity, while lots last. */
export const makeUpTonnes = (takenTonnes: number, quantity: number, deliveredTonnes: number, availableTonnes: number): number => {
  const tonnesAbove = takenTonnes - quantity;
  return Math.min(availableTonnes, Math.max(0, tonnesAbove + deliveredTonnes) - Math.max(0, tonnesAbove));
};
