// Tolerances and default assumptions shared by the deterministic valuation and the simulation; documented in docs/model/valuation.md.

/** Prices within this relative distance are equal: rounding exercises no option and excuses nothing. */
export const PRICE_TIE = 1e-9;

/** Whether a price is above another by more than rounding. */
export const isPriceAbove = (price: number, otherPrice: number): boolean => price - otherPrice > PRICE_TIE * Math.abs(otherPrice);

/** A deficiency below this share of the annual quantity is a rounding error. */
export const NO_DEFICIENCY = 1e-9;

/** Number of equal monthly parts in which tonnes deferred on a path become due. */
export const DEFERRED_PARTS = 6;
