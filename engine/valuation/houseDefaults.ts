// What the deterministic path and every simulated one must hold alike; house defaults, said in docs/model/valuation.md.

/** Below this relative distance two prices are one: no option is exercised, and nothing excused, on rounding. */
export const PRICE_TIE = 1e-9;

/** A deficiency below this share of the annual quantity is rounding. */
export const NO_DEFICIENCY = 1e-9;

/** What queued tonnes fetch of the net spot price: material that has to find a buyer. */
export const QUEUED_PRICE = 0.97;

/** Deferred tonnes come back in so many equal monthly parts. */
export const DEFERRED_PARTS = 6;
