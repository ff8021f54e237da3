import { LANES } from './draws.ts';
import type { Lanes } from './kernel/arena.ts';

/** A delivery's final net price lane by lane, and the last month of its quotational period: of every lane, or where somebody chose it by lane. */
export type FinalPrice = {
  net: Float64Array;
  until: number;
  readonly untilOf: Int32Array;
  readonly own: Float64Array;
  readonly spot: Float64Array;
};

export const finalPrice = (lanes: Lanes): FinalPrice => {
  const own = lanes(LANES);
  return { net: own, until: 0, untilOf: new Int32Array(LANES), own, spot: lanes(LANES) };
};
