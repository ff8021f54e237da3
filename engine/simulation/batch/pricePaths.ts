import type { CyclePaths } from '../cycle/demandCycle.ts';
import { DRAW_KIND, type Draws, LANES } from '../draws/draws.ts';
import { exp, log } from '../draws/elementary.ts';
import type { AllocateLanes, Arena } from '../kernel/arena.ts';
import { createTableWriter, TERM_DOUBLES } from '../kernel/kernel.ts';
import { DOUBLE_BYTES } from '../kernel/layout.ts';
import { computeWeightedDemand, computeWeightedMultiplier, varianceAfterMonth, volatilityMultipliers } from '../plan/flatDrivers.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';

/** Prices of every slot by month and lane, averages of several months, and what a conditional forward needs. */
export type PricePaths = {
  /** S by slot, entry ((month - first) * LANES + lane). */
  readonly spot: readonly Float64Array[];
  /** By slot: Y, V, and R where the plan has options of quotational periods; entry (month after the valuation * LANES + lane). */
  readonly deviation: readonly Float64Array[];
  readonly variance: readonly Float64Array[];
  readonly cycle: readonly Float64Array[];
  /** The same by driver, with ln R, of those that others follow. */
  readonly history: readonly { readonly deviation: Float64Array; readonly variance: Float64Array; readonly logCycle: Float64Array }[];
  /** Means of `length` months by slot, the first month as in `spot`. */
  readonly average: (slot: number, length: number) => Float64Array;
};

/** Sums of ln S/F (of Y where additive) and S/F and of their squares, by driver and month: (driver * (horizon + 1) + month) * 4. */
export const priceSumsLength = (plan: FlatPlan): number => plan.drivers.length * (plan.horizon + 1) * 4;

/** What the prices of a plan take in an arena. */
export const allocatePriceLanes = (plan: FlatPlan, lanes: AllocateLanes) => {
  const { drivers, slots, averages, weightSets: weights, priceMonths: monthsHeld } = plan;
  return {
    /** Numbers of the paths, two in a double. */
    paths: lanes(LANES / 2),
    /** By driver: Y, V, ln Q = Y - V/2 + ln R, this month's normals, and the terms of e. */
    states: drivers.map(({ factorRow: row }) => ({
      y: lanes(LANES),
      v: lanes(LANES),
      logQ: lanes(LANES),
      normals: lanes(LANES),
      terms: lanes(TERM_DOUBLES * Math.max(1, row.length)),
    })),
    /** By weight set: ln D and m; those of no set are the last, 0 and 1. */
    logDemand: [...weights, 0].map(() => lanes(LANES)),
    multiplier: [...weights, 0].map(() => lanes(LANES)),
    spot: slots.map(() => lanes(monthsHeld * LANES)),
    averages: averages.map(() => lanes(monthsHeld * LANES)),
    sums: lanes(priceSumsLength(plan)),
  };
};

/** Draws the prices of some paths (step 3) on their cycle, in the lanes of an arena. */
export const createPricePaths = (plan: FlatPlan, { kernel, lanes: room }: Arena<ReturnType<typeof allocatePriceLanes>>) => {
  const { drivers, slots, horizon, firstMonth: base, weightSets: weights, averages } = plan;
  const { spot, states, logDemand, multiplier, sums: own } = room;
  const months = plan.priceMonths;
  slots.forEach(({ fixings }, s) => {
    // months up to the valuation are fixings, and so is all of a reference that nothing moves
    for (let m = 0; m < months; m++) spot[s]!.fill(fixings[m]!, m * LANES, (m + 1) * LANES);
  });
  const history = () => slots.map(() => new Float64Array(plan.hasQuotationOptions ? (horizon + 1) * LANES : 0));
  const followed = drivers.map(({ isFollowed }) => {
    const held = () => new Float64Array(plan.hasQuotationOptions && isFollowed ? (horizon + 1) * LANES : 0);
    return { deviation: held(), variance: held(), logCycle: held() };
  });
  const paths = { history: followed, spot, deviation: history(), variance: history(), cycle: history() };
  const numbers = new Int32Array(room.paths.buffer, room.paths.byteOffset, LANES);
  const multipliers = volatilityMultipliers(plan.parameters.cycle);
  const cycleOn = plan.parameters.cycle.on;
  for (const m of multiplier) m.fill(1);
  drivers.forEach(({ factor, factorRow: row }, d) => {
    const { terms, normals } = states[d]!;
    const place = createTableWriter(terms, TERM_DOUBLES);
    if (factor < 0) place(0, normals.byteOffset, 1);
    else for (const [k, { driver, share }] of row.entries()) place(k, states[driver]!.normals.byteOffset, share);
  });

  /** Place among the weight sets of what moves a driver with the cycle; that of none without. */
  const setOf = ({ weightSet: set, additive }: (typeof drivers)[number]): number =>
    cycleOn && set >= 0 && !additive ? set : weights.length;

  /** S = F + Y, a stress is a shift; sums of Y stand in for those of ln S/F and S/F. */
  const shift = (y: Float64Array, level: number, out: Float64Array, at: number, sumsAt: number, count: number): void => {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < count; i++) {
      out[at + i] = level + y[i]!;
      sum += y[i]!;
      squares += y[i]! * y[i]!;
    }
    own.set([sum, squares, sum, squares], sumsAt);
  };

  const advance = (t: number, count: number): void => {
    for (let d = 0; d < drivers.length; d++) {
      const driver = drivers[d]!;
      if (driver.slot < 0) continue;
      const { y, v, logQ, terms } = states[d]!;
      const { decay, volatility, additive, cycleExponent: exponent, followed: parent } = driver;
      const set = setOf(driver);
      if (volatility !== 0) {
        const count = driver.factor < 0 ? 1 : driver.factorRow.length;
        const scale = volatility * Math.sqrt(varianceAfterMonth(driver.meanReversion));
        kernel.advanceLogPrices(
          terms.byteOffset,
          count,
          y.byteOffset,
          v.byteOffset,
          multiplier[set]!.byteOffset,
          decay,
          decay * decay,
          scale,
        );
      }
      const at = (plan.valuationMonth + t - base) * LANES;
      const out = spot[driver.slot]!;
      const level = driver.level[t]!;
      const sumsAt = (d * (horizon + 1) + t) * 4;
      if (additive) shift(y, level, out, at, sumsAt, count);
      else {
        const lessMean = driver.logMean[t]!;
        if (parent >= 0) {
          const { logQ: q, v: vq } = states[parent]!;
          kernel.computeFollowerLogPrices(q.byteOffset, vq.byteOffset, y.byteOffset, v.byteOffset, logQ.byteOffset, driver.beta, lessMean);
        } else {
          const cyclic = set < weights.length && exponent !== 0;
          const ofDemand = logDemand[cyclic ? set : weights.length]!;
          kernel.computeLogPrices(
            y.byteOffset,
            v.byteOffset,
            ofDemand.byteOffset,
            logQ.byteOffset,
            cyclic ? exponent : 0,
            cyclic ? lessMean : 0,
          );
        }
        kernel.computePrices(logQ.byteOffset, out.byteOffset + at * DOUBLE_BYTES, own.byteOffset + sumsAt * DOUBLE_BYTES, count, level);
      }
      if (plan.hasQuotationOptions) remember(d, t, set < weights.length && exponent !== 0 && parent < 0);
    }
  };

  const remember = (d: number, t: number, cyclic: boolean): void => {
    const driver = drivers[d]!;
    const { y, v } = states[d]!;
    const at = t * LANES;
    const logCycle = (i: number) => (cyclic ? driver.cycleExponent * logDemand[driver.weightSet]![i]! - driver.logMean[t]! : 0);
    if (driver.isFollowed) {
      const { deviation, variance, logCycle: of } = followed[d]!;
      deviation.set(y, at);
      variance.set(v, at);
      for (let i = 0; i < LANES; i++) of[at + i] = logCycle(i);
    }
    paths.deviation[driver.slot]!.set(y, at);
    paths.variance[driver.slot]!.set(v, at);
    const r = paths.cycle[driver.slot]!;
    for (let i = 0; i < LANES; i++) r[at + i] = exp(logCycle(i));
  };

  const run = (draws: Draws, cycle: CyclePaths, sums: Float64Array): void => {
    const { count, key } = draws;
    numbers.set(draws.paths);
    for (const { y, v } of states) {
      y.fill(0);
      v.fill(0);
    }
    for (let t = 1; t <= horizon; t++) {
      const at = t * LANES;
      for (let d = 0; d < drivers.length; d++) {
        const { isDrawn, hash } = drivers[d]!;
        if (isDrawn) {
          kernel.drawNormals(numbers.byteOffset, states[d]!.normals.byteOffset, count, key[0], key[1], t, DRAW_KIND.priceFactor, hash);
        }
      }
      if (cycleOn) {
        for (let w = 0; w < weights.length; w++) {
          const of = logDemand[w]!;
          computeWeightedDemand(weights[w]!, cycle.demand, at, count, of);
          for (let i = 0; i < count; i++) of[i] = log(of[i]!);
          computeWeightedMultiplier(weights[w]!, cycle.regime, multipliers, at, count, multiplier[w]!);
        }
      }
      advance(t, count);
    }
    for (let i = 0; i < own.length; i++) sums[i]! += own[i]!;
    averages.forEach(({ slot, length }, a) => {
      kernel.computeAverages(spot[slot]!.byteOffset, room.averages[a]!.byteOffset, months - length + 1, length);
    });
  };

  const bySlot: Float64Array[][] = slots.map(() => []);
  averages.forEach(({ slot, length }, a) => {
    bySlot[slot]![length] = room.averages[a]!;
  });
  const average: PricePaths['average'] = (slot, length) => bySlot[slot]![length]!;
  return { paths: { ...paths, average } satisfies PricePaths, run };
};
