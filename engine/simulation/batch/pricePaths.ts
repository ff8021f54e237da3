import { ZONES } from '#shared/domain/zone.ts';
import { type CyclePaths, writeZoneTerms } from '../cycle/demandCycle.ts';
import { blockOf, DRAW_KIND, type Draws, LANES, startsBlock } from '../draws/draws.ts';
import { exp } from '../draws/elementary.ts';
import { createKey } from '../draws/philox.ts';
import type { AllocateLanes, Arena } from '../kernel/arena.ts';
import type { LogPriceStep } from '../kernel/argumentBlocks.ts';
import { createTableWriter, TERM_DOUBLES } from '../kernel/kernel.ts';
import { DOUBLE_BYTES, MONTHS_PER_BLOCK, ROW_BYTES } from '../kernel/layout.ts';
import { varianceAfterMonth } from '../plan/flatDrivers.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';
import type { PlanDriver } from '../plan/planDrivers.ts';
import { createQuasiRandomPrices } from './quasiRandomPrices.ts';

/** Prices of a batch, their averages, and the state that conditional forwards need. */
export type PricePaths = {
  /** S by slot, entry (month - first month) * LANES + lane. */
  readonly spot: readonly Float64Array[];
  /** Y, V and R by slot, entry (month after the valuation) * LANES + lane; empty where no QP option needs its forward. */
  readonly deviation: readonly Float64Array[];
  readonly variance: readonly Float64Array[];
  readonly cycle: readonly Float64Array[];
  /** Y, V and ln R by driver, of drivers that others with a needed forward follow; else empty. */
  readonly history: readonly { readonly deviation: Float64Array; readonly variance: Float64Array; readonly logCycle: Float64Array }[];
  /** Means of `length` months by slot; the entry is that of the first month, as in `spot`. */
  readonly average: (slot: number, length: number) => Float64Array;
};

/** Length of the sums and sums of squares of ln S/F (of Y where additive) and S/F, at (driver * (horizon + 1) + month) * 4. */
export const priceSumsLength = (plan: FlatPlan): number => plan.drivers.length * (plan.horizon + 1) * 4;

/** Allocates a row of each slot and month whose forward a QP option needs. */
const allocateHistory = ({ hasForward, horizon }: FlatPlan, allocate: AllocateLanes): Float64Array[] =>
  hasForward.map((isKept) => allocate(isKept ? (horizon + 1) * LANES : 0));

/** Allocates the rows of the prices of a plan. */
export const allocatePriceLanes = (plan: FlatPlan, allocate: AllocateLanes) => ({
  /** Numbers of the paths, two in a double. */
  paths: allocate(LANES / 2),
  /** By driver: Y, V, ln Q = Y - V/2 + ln R; by month of a block: the normals, and the terms of e. */
  states: plan.drivers.map(({ factorRow }) => ({
    y: allocate(LANES),
    v: allocate(LANES),
    logQ: allocate(LANES),
    normals: allocate(MONTHS_PER_BLOCK * LANES),
    terms: allocate(MONTHS_PER_BLOCK * TERM_DOUBLES * Math.max(1, factorRow.length)),
  })),
  /** ln D and m by weight set; the last of each, 0 and 1, are for drivers without a weight set. */
  logDemand: [...plan.weightSets, 0].map(() => allocate(LANES)),
  /** By zone: volatility multiplier of the month; by weight set: the terms of ln D, then those of m. */
  zoneMultiplier: ZONES.map(() => allocate(LANES)),
  demandTerms: plan.weightSets.map(() => allocate(TERM_DOUBLES * ZONES.length)),
  multiplierTerms: plan.weightSets.map(() => allocate(TERM_DOUBLES * ZONES.length)),
  multiplier: [...plan.weightSets, 0].map(() => allocate(LANES)),
  spot: plan.slots.map(() => allocate(plan.priceMonths * LANES)),
  averages: plan.averages.map(() => allocate(plan.priceMonths * LANES)),
  sums: allocate(priceSumsLength(plan)),
  deviation: allocateHistory(plan, allocate),
  variance: allocateHistory(plan, allocate),
  cycle: allocateHistory(plan, allocate),
});

/**
 * Creates the function that simulates the prices of a batch on its demand cycle (step 3), whose rows are in the same arena, and the paths
 * that it writes.
 */
export const createPriceSimulator = (
  plan: FlatPlan,
  demandCycle: CyclePaths,
  { kernel, lanes }: Arena<ReturnType<typeof allocatePriceLanes>>,
) => {
  const { drivers, slots, horizon, firstMonth, weightSets, averages, priceMonths, hasForward } = plan;
  const { spot, states, logDemand, multiplier, zoneMultiplier, demandTerms, multiplierTerms, sums: batchSums } = lanes;
  const isCycleOn = plan.parameters.cycle.on;
  const { expansion, plateau, slump } = plan.parameters.cycle.volatilityMultipliers;
  const pathNumbers = new Int32Array(lanes.paths.buffer, lanes.paths.byteOffset, LANES);
  const createHistory = (isKept: boolean) => new Float64Array(isKept ? (horizon + 1) * LANES : 0);
  const { deviation, variance, cycle } = lanes;
  const isFollowedForward = drivers.map((_, d) => drivers.some(({ followed, slot }) => followed === d && hasForward[slot] === true));
  const history = isFollowedForward.map((isKept) => ({
    deviation: createHistory(isKept),
    variance: createHistory(isKept),
    logCycle: createHistory(isKept),
  }));

  // months up to the valuation keep their fixings, and so do all months of a reference without a random process
  slots.forEach(({ fixings }, s) => {
    for (let m = 0; m < priceMonths; m++) spot[s]!.fill(fixings[m]!, m * LANES, (m + 1) * LANES);
  });
  for (const row of multiplier) row.fill(1);
  writeZoneTerms(weightSets, demandTerms, demandCycle.demand);
  writeZoneTerms(weightSets, multiplierTerms, zoneMultiplier);
  drivers.forEach(({ factor, factorRow }, d) => {
    const { terms, normals } = states[d]!;
    const writeTerm = createTableWriter(terms, TERM_DOUBLES);
    for (let month = 0; month < MONTHS_PER_BLOCK; month++) {
      const rowAt = month * ROW_BYTES;
      if (factor < 0) writeTerm(month, normals.byteOffset + rowAt, 1);
      for (const [k, { driver, share }] of factorRow.entries()) {
        writeTerm(month * factorRow.length + k, states[driver]!.normals.byteOffset + rowAt, share);
      }
    }
  });

  /** Index of the weight set that moves a driver, that of "no weight set" if the cycle does not. */
  const weightSetOf = ({ weightSet, additive }: PlanDriver): number =>
    isCycleOn && weightSet >= 0 && !additive ? weightSet : weightSets.length;

  /** Whether the cycle moves the price of a driver directly; a follower's moves with what it follows. */
  const isCyclical = (driver: PlanDriver): boolean =>
    weightSetOf(driver) < weightSets.length && driver.cycleExponent !== 0 && driver.followed < 0;

  /** Writes S = F + Y of a treatment charge. Its sums of Y stand in for those of both ln S/F and S/F. */
  const writeAdditivePrices = (y: Float64Array, level: number, out: Float64Array, at: number, sumsAt: number, count: number): void => {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < count; i++) {
      out[at + i] = level + y[i]!;
      sum += y[i]!;
      squares += y[i]! * y[i]!;
    }
    batchSums.set([sum, squares, sum, squares], sumsAt);
  };

  /** Keeps Y, V and R of a driver in month t for conditional forwards. */
  const writeHistory = (d: number, t: number): void => {
    const driver = drivers[d]!;
    const { y, v } = states[d]!;
    const at = t * LANES;
    const isCyclic = isCyclical(driver);
    const logCycle = (i: number) => (isCyclic ? driver.cycleExponent * logDemand[driver.weightSet]![i]! - driver.logMean[t]! : 0);
    if (isFollowedForward[d]) {
      const ofDriver = history[d]!;
      ofDriver.deviation.set(y, at);
      ofDriver.variance.set(v, at);
      for (let i = 0; i < LANES; i++) ofDriver.logCycle[at + i] = logCycle(i);
    }
    if (!hasForward[driver.slot]) return;
    deviation[driver.slot]!.set(y, at);
    variance[driver.slot]!.set(v, at);
    const r = cycle[driver.slot]!;
    for (let i = 0; i < LANES; i++) r[at + i] = exp(logCycle(i));
  };

  /** The step of Y and V of a driver in each month of a block; none without volatility. */
  const logPriceSteps = drivers.map((driver, d): LogPriceStep[] => {
    const { y, v, terms: table } = states[d]!;
    const { decay, volatility, meanReversion, factor, factorRow } = driver;
    const terms = factor < 0 ? 1 : factorRow.length;
    return Array.from({ length: volatility === 0 ? 0 : MONTHS_PER_BLOCK }, (_, month) => ({
      termsAt: table.byteOffset + month * terms * TERM_DOUBLES * DOUBLE_BYTES,
      terms,
      yAt: y.byteOffset,
      vAt: v.byteOffset,
      multiplierAt: multiplier[weightSetOf(driver)]!.byteOffset,
      decay,
      scale: volatility * Math.sqrt(varianceAfterMonth(meanReversion)),
    }));
  });

  /** Computes the prices of month t from the month's normals, demand and multipliers. */
  const advanceMonth = (t: number, count: number): void => {
    for (let d = 0; d < drivers.length; d++) {
      const driver = drivers[d]!;
      if (driver.slot < 0) continue;
      const { y, v, logQ } = states[d]!;
      const { followed, cycleExponent } = driver;
      const step = logPriceSteps[d]![t % MONTHS_PER_BLOCK];
      if (step !== undefined) kernel.advanceLogPrices(step);
      const at = (plan.valuationMonth + t - firstMonth) * LANES;
      const out = spot[driver.slot]!;
      const level = driver.level[t]!;
      const sumsAt = (d * (horizon + 1) + t) * 4;
      if (driver.additive) writeAdditivePrices(y, level, out, at, sumsAt, count);
      else {
        const lessMean = driver.logMean[t]!;
        if (followed >= 0) {
          kernel.computeFollowerLogPrices({
            logQAt: states[followed]!.logQ.byteOffset,
            followedVAt: states[followed]!.v.byteOffset,
            yAt: y.byteOffset,
            vAt: v.byteOffset,
            outAt: logQ.byteOffset,
            beta: driver.beta,
            lessMean,
          });
        } else {
          const isCyclic = isCyclical(driver);
          const { byteOffset: logDemandAt } = logDemand[isCyclic ? driver.weightSet : weightSets.length]!;
          kernel.computeLogPrices(
            y.byteOffset,
            v.byteOffset,
            logDemandAt,
            logQ.byteOffset,
            isCyclic ? cycleExponent : 0,
            isCyclic ? lessMean : 0,
          );
        }
        kernel.computePrices(
          logQ.byteOffset,
          out.byteOffset + at * DOUBLE_BYTES,
          batchSums.byteOffset + sumsAt * DOUBLE_BYTES,
          count,
          level,
        );
      }
      if (hasForward[driver.slot] || isFollowedForward[d]) writeHistory(d, t);
    }
  };

  const quasiRandom = plan.priceComponents && createQuasiRandomPrices(createKey(plan.parameters.seed), plan.priceComponents);

  const simulate = (draws: Draws, sums: Float64Array): void => {
    const { count, key } = draws;
    pathNumbers.set(draws.paths);
    const drawBlock = (d: number, block: number): Float64Array => {
      const { normals } = states[d]!;
      const counter = { pathsAt: pathNumbers.byteOffset, count, key, block, kind: DRAW_KIND.priceFactor, entity: drivers[d]!.hash };
      kernel.drawNormals(counter, normals.byteOffset);
      return normals;
    };
    quasiRandom?.draw(draws.paths, drawBlock);
    for (const { y, v } of states) {
      y.fill(0);
      v.fill(0);
    }
    for (let t = 1; t <= horizon; t++) {
      for (let d = 0; startsBlock(t) && d < drivers.length; d++) {
        if (!drivers[d]!.isDrawn) continue;
        const replaced = quasiRandom?.block(d, blockOf(t));
        if (replaced === undefined) drawBlock(d, blockOf(t));
        else states[d]!.normals.set(replaced);
      }
      if (isCycleOn) {
        for (let z = 0; z < ZONES.length; z++) {
          const regimeAt = demandCycle.regime[z]!.byteOffset + t * ROW_BYTES;
          kernel.selectByRegime(regimeAt, zoneMultiplier[z]!.byteOffset, expansion, plateau, slump);
        }
        for (let w = 0; w < weightSets.length; w++) {
          kernel.computeLogDemand(demandTerms[w]!.byteOffset, ZONES.length, t * ROW_BYTES, logDemand[w]!.byteOffset);
          kernel.sumWeightedRows(multiplierTerms[w]!.byteOffset, ZONES.length, multiplier[w]!.byteOffset);
        }
      }
      advanceMonth(t, count);
    }
    for (let i = 0; i < batchSums.length; i++) sums[i]! += batchSums[i]!;
    averages.forEach(({ slot, length }, a) => {
      kernel.computeAverages(spot[slot]!.byteOffset, lanes.averages[a]!.byteOffset, priceMonths - length + 1, length);
    });
  };

  const averagesBySlot: Float64Array[][] = slots.map(() => []);
  averages.forEach(({ slot, length }, a) => {
    averagesBySlot[slot]![length] = lanes.averages[a]!;
  });
  const average: PricePaths['average'] = (slot, length) => averagesBySlot[slot]![length]!;
  return { paths: { spot, deviation, variance, cycle, history, average } satisfies PricePaths, simulate };
};
