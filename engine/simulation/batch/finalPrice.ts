import { LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';

/** A delivery's final net price lane by lane, and the last month of its quotational period: of every lane, or where somebody chose it by lane. */
export type FinalPrice = {
  net: Float64Array;
  lastPricingMonth: number;
  readonly lastPricingMonthByLane: Int32Array;
  readonly ownNet: Float64Array;
  readonly spot: Float64Array;
};

export const createFinalPrice = (lanes: AllocateLanes): FinalPrice => {
  const own = lanes(LANES);
  return { net: own, lastPricingMonth: 0, lastPricingMonthByLane: new Int32Array(LANES), ownNet: own, spot: lanes(LANES) };
};
