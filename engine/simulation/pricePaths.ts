import type { CyclePaths } from './cycle.ts';
import { DRAW, type Draws, LANES } from './draws.ts';
import { monthVariance, multipliersOf, weightedDemand, weightedMultiplier } from './drivers.ts';
import { exp, log } from './elementary.ts';
import type { FlatPlan } from './flatPlan.ts';

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

/** Where a driver stands in a month, lane by lane. */
type DriverState = {
  readonly y: Float64Array;
  readonly v: Float64Array;
  /** ln Q = Y - V/2 + ln R. */
  readonly logQ: Float64Array;
};

/** Sums of ln S/F (of Y where additive) and S/F and of their squares, by driver and month: (driver * (horizon + 1) + month) * 4. */
export const priceSumsLength = (plan: FlatPlan): number => plan.drivers.length * (plan.horizon + 1) * 4;

/** Draws the prices of some paths (step 3) on their cycle. */
export const createPricePaths = (plan: FlatPlan) => {
  const { drivers, slots, horizon, base, weights } = plan;
  const months = plan.monthsHeld;
  const spot = slots.map(({ fixings }) => {
    const lanes = new Float64Array(months * LANES);
    // months up to the valuation are fixings, and so is all of a reference that nothing moves
    for (let m = 0; m < months; m++) lanes.fill(fixings[m]!, m * LANES, (m + 1) * LANES);
    return lanes;
  });
  const history = () => slots.map(() => new Float64Array(plan.hasOptions ? (horizon + 1) * LANES : 0));
  const followed = drivers.map(({ isFollowed }) => {
    const held = () => new Float64Array(plan.hasOptions && isFollowed ? (horizon + 1) * LANES : 0);
    return { deviation: held(), variance: held(), logCycle: held() };
  });
  const paths = { history: followed, spot, deviation: history(), variance: history(), cycle: history() };
  const averages = plan.averages.map(({ slot, length }) => ({ slot, length, lanes: new Float64Array(months * LANES) }));
  const states = drivers.map(
    (): DriverState => ({ y: new Float64Array(LANES), v: new Float64Array(LANES), logQ: new Float64Array(LANES) }),
  );
  const normals = drivers.map(() => new Float64Array(LANES));
  const logDemand = weights.map(() => new Float64Array(LANES));
  const multiplier = weights.map(() => new Float64Array(LANES).fill(1));
  const multipliers = multipliersOf(plan.parameters.cycle);
  const shock = new Float64Array(LANES);
  const cycleOn = plan.parameters.cycle.on;

  const shockOf = (d: number): boolean => {
    const { factor, row, volatility } = drivers[d]!;
    if (volatility === 0) return false;
    if (factor < 0) {
      shock.set(normals[d]!);
      return true;
    }
    shock.fill(0);
    let k = 0;
    // e = L z, three terms at a time in their order
    for (; k + 2 < row.length; k += 3) {
      const [a, b, c] = [row[k]!.share, row[k + 1]!.share, row[k + 2]!.share];
      const [x, y, z] = [normals[row[k]!.driver]!, normals[row[k + 1]!.driver]!, normals[row[k + 2]!.driver]!];
      for (let i = 0; i < LANES; i++) shock[i] = shock[i]! + a * x[i]! + b * y[i]! + c * z[i]!;
    }
    for (; k < row.length; k++) {
      const a = row[k]!.share;
      const x = normals[row[k]!.driver]!;
      for (let i = 0; i < LANES; i++) shock[i]! += a * x[i]!;
    }
    return true;
  };

  const advance = (t: number, count: number, sums: Float64Array): void => {
    for (let d = 0; d < drivers.length; d++) {
      const driver = drivers[d]!;
      if (driver.slot < 0) continue;
      const { y, v, logQ } = states[d]!;
      const { decay, volatility, additive, exponent } = driver;
      const moved = shockOf(d);
      const set = driver.weights;
      const cyclic = cycleOn && set >= 0 && !additive;
      if (moved) {
        const m = cyclic ? multiplier[set]! : undefined;
        const scale = volatility * Math.sqrt(monthVariance(driver.meanReversion));
        const square = decay * decay;
        for (let i = 0; i < LANES; i++) {
          // Y = a Y + m sig e; V = a^2 V + m^2 sig^2
          const sigma = m === undefined ? scale : scale * m[i]!;
          y[i] = decay * y[i]! + sigma * shock[i]!;
          v[i] = square * v[i]! + sigma * sigma;
        }
      }
      const at = (plan.valuationMonth + t - base) * LANES;
      const out = spot[driver.slot]!;
      const sumsAt = (d * (horizon + 1) + t) * 4;
      if (additive) {
        const centre = driver.level[t]!;
        let [sum, squares] = [0, 0];
        for (let i = 0; i < count; i++) {
          // S = F + Y, a stress is a shift
          out[at + i] = centre + y[i]!;
          sum += y[i]!;
          squares += y[i]! * y[i]!;
        }
        sums[sumsAt]! += sum;
        sums[sumsAt + 1]! += squares;
        sums[sumsAt + 2]! += sum;
        sums[sumsAt + 3]! += squares;
      } else {
        if (driver.parent >= 0) {
          const parent = states[driver.parent]!;
          const { beta } = driver;
          const half = 0.5 * beta * (beta - 1);
          // ln (Q^beta / E) without the mean of R^beta, which stands in `level`
          for (let i = 0; i < count; i++) logQ[i] = beta * parent.logQ[i]! - half * parent.v[i]! + y[i]! - 0.5 * v[i]!;
        } else if (cyclic && exponent !== 0) {
          const of = logDemand[set]!;
          const lessMean = driver.logMean[t]!;
          for (let i = 0; i < count; i++) logQ[i] = y[i]! - 0.5 * v[i]! + exponent * of[i]! - lessMean;
        } else {
          for (let i = 0; i < count; i++) logQ[i] = y[i]! - 0.5 * v[i]!;
        }
        const level = driver.level[t]!;
        const lessMean = driver.parent >= 0 ? driver.logMean[t]! : 0;
        let [sum, squares, logs, logSquares] = [0, 0, 0, 0];
        for (let i = 0; i < count; i++) {
          const x = logQ[i]! - lessMean;
          const ratio = exp(x);
          // S = F exp(Y - V/2) R x stress
          out[at + i] = level * ratio;
          sum += ratio;
          squares += ratio * ratio;
          logs += x;
          logSquares += x * x;
        }
        sums[sumsAt]! += logs;
        sums[sumsAt + 1]! += logSquares;
        sums[sumsAt + 2]! += sum;
        sums[sumsAt + 3]! += squares;
      }
      if (plan.hasOptions) remember(d, t, cyclic && exponent !== 0 && driver.parent < 0);
    }
  };

  const remember = (d: number, t: number, cyclic: boolean): void => {
    const driver = drivers[d]!;
    const { y, v } = states[d]!;
    const at = t * LANES;
    const logCycle = (i: number) => (cyclic ? driver.exponent * logDemand[driver.weights]![i]! - driver.logMean[t]! : 0);
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

  const averageAll = (): void => {
    for (const { slot, length, lanes } of averages) {
      const of = spot[slot]!;
      const last = months - length;
      for (let m = 0; m <= last; m++) {
        const at = m * LANES;
        for (let i = 0; i < LANES; i++) {
          let sum = 0;
          for (let k = 0; k < length; k++) sum += of[at + k * LANES + i]!;
          lanes[at + i] = sum / length;
        }
      }
    }
  };

  const run = (draws: Draws, cycle: CyclePaths, sums: Float64Array): void => {
    const { count } = draws;
    for (const { y, v } of states) {
      y.fill(0);
      v.fill(0);
    }
    for (let t = 1; t <= horizon; t++) {
      const at = t * LANES;
      for (let d = 0; d < drivers.length; d++) {
        if (drivers[d]!.draws) draws.normals(normals[d]!, DRAW.priceFactor, t, drivers[d]!.hash);
      }
      if (cycleOn) {
        for (let w = 0; w < weights.length; w++) {
          const of = logDemand[w]!;
          weightedDemand(weights[w]!, cycle.demand, at, count, of);
          for (let i = 0; i < count; i++) of[i] = log(of[i]!);
          weightedMultiplier(weights[w]!, cycle.regime, multipliers, at, count, multiplier[w]!);
        }
      }
      advance(t, count, sums);
    }
    averageAll();
  };

  const bySlot: Float64Array[][] = slots.map(() => []);
  for (const { slot, length, lanes } of averages) bySlot[slot]![length] = lanes;
  const average: PricePaths['average'] = (slot, length) => bySlot[slot]![length]!;
  return { paths: { ...paths, average } satisfies PricePaths, run };
};
