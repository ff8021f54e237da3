import type { HazardBound } from '../batch/hazardBounds.ts';
import type { PathBatch } from '../batch/pathBatch.ts';
import { exp } from '../draws/elementary.ts';
import { getPriceAt } from './evaluatePrices.ts';

/** Factor on a bound of a hazard, so that rounding excludes no lane in which an event can occur. */
export const ROUNDING = 1 + 1e-9;

/** gap = (net contract - net spot) / net contract where that is above 0, else 0. */
export const priceGap = (netContract: number, netSpot: number): number =>
  netContract > 0 ? Math.max(0, (netContract - netSpot) / netContract) : 0;

/** Returns a bound of the exponent in month t, evaluated once a month. */
const getExponent = (batch: PathBatch, bound: HazardBound, t: number): number => {
  if (bound.month === t) return bound.exponent;
  const { gap, slack } = batch.plan.parameters.hazards;
  const netContract = getPriceAt(batch, bound.contractPrice, t);
  const netSpot = getPriceAt(batch, bound.spotPrice, t);
  const slackRow = batch.slack[bound.split]!;
  let exponent = 0;
  for (let i = 0; i < batch.count; i++) {
    // a renegotiation takes the contract price nearer to spot, which makes the gap smaller unless spot is below 0
    if (netContract[i]! > 0 && netSpot[i]! < 0) exponent = Number.POSITIVE_INFINITY;
    exponent = Math.max(exponent, gap * priceGap(netContract[i]!, netSpot[i]!) + slack * slackRow[i]!);
  }
  bound.month = t;
  bound.exponent = exponent;
  return exponent;
};

/** Returns a uniform that no draw of an event reaches: P(month) < h/12 with the highest hazard of some contracts. `hazard`: per year. */
export const boundUniform = (batch: PathBatch, bounds: readonly HazardBound[], t: number, hazard: number): number => {
  let exponent = 0;
  for (const bound of bounds) exponent = Math.max(exponent, getExponent(batch, bound, t));
  return (Math.min(batch.plan.parameters.hazards.most, hazard * exp(exponent)) / 12) * ROUNDING;
};
