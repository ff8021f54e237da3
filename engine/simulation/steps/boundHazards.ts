import type { HazardBound } from '../batch/hazardBounds.ts';
import type { PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { exp } from '../draws/elementary.ts';
import { getPriceAt } from './evaluatePrices.ts';

/** Factor on a bound of a hazard, so that rounding excludes no lane in which an event can occur. */
export const ROUNDING = 1 + 1e-9;

/** gap = (net contract - net spot) / net contract where that is above 0, else 0. */
export const priceGap = (netContract: number, netSpot: number): number =>
  netContract > 0 ? Math.max(0, (netContract - netSpot) / netContract) : 0;

/** Computes a bound for month t, once a month. */
const updateBound = (batch: PathBatch, bound: HazardBound, t: number): void => {
  if (bound.month === t) return;
  const { gap, slack } = batch.plan.parameters.hazards;
  const { exponents } = bound;
  const netContract = getPriceAt(batch, bound.contractPrice, t);
  const netSpot = getPriceAt(batch, bound.spotPrice, t);
  const slackRow = batch.slack[bound.split]!;
  const { count } = batch;
  let highestExponent = 0;
  for (let i = 0; i < count; i++) {
    const net = netContract[i]!;
    const spot = netSpot[i]!;
    // a renegotiation takes the contract price nearer to spot, which makes the gap smaller unless spot is below 0
    const isUnbounded = net > 0 && spot < 0;
    const exponent = isUnbounded ? Number.POSITIVE_INFINITY : gap * priceGap(net, spot) + slack * slackRow[t * LANES + i]!;
    exponents[i] = exponent;
    if (exponent > highestExponent) highestExponent = exponent;
  }
  bound.month = t;
  bound.highestFactor = exp(highestExponent);
};

/**
 * Returns a uniform that no draw of an event in month t reaches in any lane: P(month) < h/12 with the highest hazard of contracts with some
 * bounds. `hazard`: per year, before the exponential of gap and slack.
 */
export const boundUniform = (batch: PathBatch, bounds: readonly HazardBound[], t: number, hazard: number): number => {
  let factor = 1;
  for (let k = 0; k < bounds.length; k++) {
    updateBound(batch, bounds[k]!, t);
    factor = Math.max(factor, bounds[k]!.highestFactor);
  }
  return (Math.min(batch.plan.parameters.hazards.most, hazard * factor) / 12) * ROUNDING;
};

/**
 * Whether an event with uniform u can occur in lane i, by bounds that `boundUniform` has computed. With the exponent x, P(month) < h/12 e^x and
 * e^x < (1 - x/8)^-8: most lanes are excluded without an exponential. An exponent beyond 8 excludes none.
 */
export const isLaneReachable = (bounds: readonly HazardBound[], i: number, u: number, hazard: number): boolean => {
  let exponent = 0;
  for (let k = 0; k < bounds.length; k++) exponent = Math.max(exponent, bounds[k]!.exponents[i]!);
  const root = Math.max(0, 1 - exponent / 8);
  const square = root * root;
  return square * square * square * square * (12 * u) <= hazard * ROUNDING;
};
