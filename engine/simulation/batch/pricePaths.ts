import { ZONES } from '#shared/domain/zone.ts';
import { type CyclePaths, writeZoneTerms } from '../cycle/demandCycle.ts';
import { blockOf, DRAW_KIND, type Draws, LANES, rowInBlock } from '../draws/draws.ts';
import { createKey } from '../draws/philox.ts';
import type { AllocateLanes, Arena } from '../kernel/arena.ts';
import { createTableWriter, TERM_DOUBLES, viewWords } from '../kernel/kernel.ts';
import { DOUBLE_BYTES, MONTHS_PER_BLOCK, ROW_BYTES } from '../kernel/layout.ts';
import type { FlatComposition } from '../plan/flatAverages.ts';
import { varianceAfterMonth } from '../plan/flatDrivers.ts';
import { type FlatPlan, priceIndex } from '../plan/flatPlan.ts';
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

/** Months of one block of draws, counted from the valuation. */
type BlockMonths = { readonly first: number; readonly months: number };

/** Allocates a row of each slot and month whose forward a QP option needs. */
const allocateHistory = ({ hasForward, horizon }: FlatPlan, allocate: AllocateLanes): Float64Array[] =>
  hasForward.map((isNeeded) => allocate(isNeeded ? (horizon + 1) * LANES : 0));

/** Allocates a row for each month of a block. */
const allocateBlock = (allocate: AllocateLanes): Float64Array => allocate(MONTHS_PER_BLOCK * LANES);

/** Allocates the rows of the prices of a plan. */
export const allocatePriceLanes = (plan: FlatPlan, allocate: AllocateLanes) => ({
  /** Numbers of the paths, two in a double. */
  paths: allocate(LANES / 2),
  /** By driver and month of a block: Y, V, ln Q = Y - V/2 + ln R, the normals; the terms of e; level and ln M by month. */
  states: plan.drivers.map(({ factorRow, level }) => ({
    y: allocateBlock(allocate),
    v: allocateBlock(allocate),
    logQ: allocateBlock(allocate),
    normals: allocateBlock(allocate),
    terms: allocate(TERM_DOUBLES * Math.max(1, factorRow.length)),
    level: allocate(level.length),
    logMean: allocate(level.length),
  })),
  /** By month of a block: ln D and m by weight set; the last of each, 0 and 1, are for drivers without a weight set. */
  logDemand: [...plan.weightSets, 0].map(() => allocateBlock(allocate)),
  multiplier: [...plan.weightSets, 0].map(() => allocateBlock(allocate)),
  /** By zone and month of a block: volatility multiplier; by weight set: the terms of ln D, then those of m. */
  zoneMultiplier: ZONES.map(() => allocateBlock(allocate)),
  demandTerms: plan.weightSets.map(() => allocate(TERM_DOUBLES * ZONES.length)),
  multiplierTerms: plan.weightSets.map(() => allocate(TERM_DOUBLES * ZONES.length)),
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
  const { drivers, slots, horizon, weightSets, averages, priceMonths, hasForward } = plan;
  const { spot, states, logDemand, multiplier, zoneMultiplier, demandTerms, multiplierTerms, sums: batchSums } = lanes;
  const isCycleOn = plan.parameters.cycle.on;
  const { expansion, plateau, slump } = plan.parameters.cycle.volatilityMultipliers;
  const pathNumbers = viewWords(lanes.paths);
  const createHistory = (isNeeded: boolean) => new Float64Array(isNeeded ? (horizon + 1) * LANES : 0);
  const { deviation, variance, cycle } = lanes;
  const isFollowedForward = drivers.map((_, d) =>
    drivers.some(({ followedDriver, slot }) => followedDriver === d && hasForward[slot] === true),
  );
  const history = isFollowedForward.map((isNeeded) => ({
    deviation: createHistory(isNeeded),
    variance: createHistory(isNeeded),
    logCycle: createHistory(isNeeded),
  }));

  /** Index of the weight set that moves a driver, that of "no weight set" if the cycle does not. */
  const weightSetOf = ({ weightSet, isAdditive }: PlanDriver): number =>
    isCycleOn && weightSet >= 0 && !isAdditive ? weightSet : weightSets.length;

  /** Whether the cycle moves the price of a driver directly; a follower's moves with what it follows. */
  const isCyclical = (driver: PlanDriver): boolean =>
    weightSetOf(driver) < weightSets.length && driver.cycleExponent !== 0 && driver.followedDriver < 0;

  // months up to the valuation have their fixings, and so have all months of a reference without a random process
  slots.forEach(({ fixings }, s) => {
    for (let m = 0; m < priceMonths; m++) spot[s]!.fill(fixings[m]!, m * LANES, (m + 1) * LANES);
  });
  for (const row of multiplier) row.fill(1);
  writeZoneTerms(weightSets, demandTerms, demandCycle.demand);
  writeZoneTerms(weightSets, multiplierTerms, zoneMultiplier);
  drivers.forEach((driver, d) => {
    const { terms, normals, level, logMean } = states[d]!;
    const { factor, factorRow } = driver;
    const writeTerm = createTableWriter(terms, TERM_DOUBLES);
    if (factor < 0) writeTerm(0, normals.byteOffset, 1);
    for (const [k, { driver: otherDriver, share }] of factorRow.entries()) writeTerm(k, states[otherDriver]!.normals.byteOffset, share);
    level.set(driver.level);
    if (isCyclical(driver) || driver.followedDriver >= 0) logMean.set(driver.logMean);
  });

  /** Stores Y, V and R of a driver in the months of a block for conditional forwards. */
  const writeHistory = (d: number, { first, months }: BlockMonths): void => {
    const driver = drivers[d]!;
    const { y, v, logMean } = states[d]!;
    const row = rowInBlock(first);
    const at = first * LANES;
    const length = months * LANES;
    const isCyclic = isCyclical(driver);
    const cycleDemand = logDemand[isCyclic ? driver.weightSet : weightSets.length]!;
    const exponent = isCyclic ? driver.cycleExponent : 0;
    if (isFollowedForward[d]) {
      const driverHistory = history[d]!;
      driverHistory.deviation.set(y.subarray(row, row + length), at);
      driverHistory.variance.set(v.subarray(row, row + length), at);
      for (let i = 0; i < length; i++) {
        driverHistory.logCycle[at + i] = exponent * cycleDemand[row + i]! - logMean[first + Math.floor(i / LANES)]!;
      }
    }
    if (!hasForward[driver.slot]) return;
    deviation[driver.slot]!.set(y.subarray(row, row + length), at);
    variance[driver.slot]!.set(v.subarray(row, row + length), at);
    kernel.computeCycleFactors(
      cycleDemand.byteOffset + row * DOUBLE_BYTES,
      cycle[driver.slot]!.byteOffset + at * DOUBLE_BYTES,
      months,
      exponent,
      logMean.byteOffset + first * DOUBLE_BYTES,
    );
  };

  /** sig of every driver. */
  const scales = drivers.map(({ volatility, meanReversion }) => volatility * Math.sqrt(varianceAfterMonth(meanReversion)));

  /** Advances Y and V of a driver through the months of a block; they stay 0 without volatility. */
  const advanceDeviation = (d: number, { first, months }: BlockMonths): void => {
    const driver = drivers[d]!;
    const { y, v, terms } = states[d]!;
    if (driver.volatility === 0) return;
    kernel.advanceLogPrices({
      firstMonth: first % MONTHS_PER_BLOCK,
      months,
      termsAt: terms.byteOffset,
      terms: driver.factor < 0 ? 1 : driver.factorRow.length,
      yAt: y.byteOffset,
      vAt: v.byteOffset,
      multiplierAt: multiplier[weightSetOf(driver)]!.byteOffset,
      decay: driver.decay,
      scale: scales[d]!,
    });
  };

  /** Writes the prices of a driver in the months of a block. */
  const writePrices = (d: number, { first, months }: BlockMonths, count: number): void => {
    const driver = drivers[d]!;
    const { y, v, logQ, level, logMean } = states[d]!;
    const rowAt = rowInBlock(first) * DOUBLE_BYTES;
    const outAt = spot[driver.slot]!.byteOffset + priceIndex(plan, first) * ROW_BYTES;
    const levelsAt = level.byteOffset + first * DOUBLE_BYTES;
    const logMeansAt = logMean.byteOffset + first * DOUBLE_BYTES;
    const sumsAt = batchSums.byteOffset + (d * (horizon + 1) + first) * 4 * DOUBLE_BYTES;
    const [yAt, vAt, logQAt] = [y.byteOffset + rowAt, v.byteOffset + rowAt, logQ.byteOffset + rowAt];
    if (driver.isAdditive) {
      kernel.computeAdditivePrices(yAt, outAt, months, count, levelsAt, sumsAt);
      return;
    }
    if (driver.followedDriver >= 0) {
      const followedState = states[driver.followedDriver]!;
      kernel.computeFollowerLogPrices({
        months,
        logQAt: followedState.logQ.byteOffset + rowAt,
        followedVAt: followedState.v.byteOffset + rowAt,
        ...{ yAt, vAt, outAt: logQAt, logMeansAt },
        beta: driver.beta,
      });
    } else {
      const isCyclic = isCyclical(driver);
      const logDemandAt = logDemand[isCyclic ? driver.weightSet : weightSets.length]!.byteOffset + rowAt;
      kernel.computeLogPrices({ months, yAt, vAt, logDemandAt, outAt: logQAt, logMeansAt, exponent: isCyclic ? driver.cycleExponent : 0 });
    }
    kernel.computePrices(logQAt, outAt, months, count, levelsAt, sumsAt);
  };

  /** Computes ln D and m of every weight set in the months of a block. */
  const applyCycle = ({ first, months }: BlockMonths): void => {
    const rowAt = rowInBlock(first) * DOUBLE_BYTES;
    const offset = first * ROW_BYTES;
    for (let z = 0; z < ZONES.length; z++) {
      const regimeAt = demandCycle.regime[z]!.byteOffset + offset;
      kernel.selectByRegime(regimeAt, zoneMultiplier[z]!.byteOffset + rowAt, months, expansion, plateau, slump);
    }
    for (let w = 0; w < weightSets.length; w++) {
      kernel.computeLogDemand(demandTerms[w]!.byteOffset, ZONES.length, offset, logDemand[w]!.byteOffset + rowAt, months);
      kernel.sumWeightedRows(multiplierTerms[w]!.byteOffset, ZONES.length, rowAt, multiplier[w]!.byteOffset + rowAt, months);
    }
  };

  /** Writes the prices of a weighted average of indices in the months after the valuation. */
  const writeAveragePrices = (out: Float64Array, average: readonly FlatComposition[]): void => {
    for (let m = priceIndex(plan, 1); m < priceMonths; m++) {
      const composition = average[m]!;
      if (composition.isFixed) continue;
      const row = out.subarray(m * LANES, (m + 1) * LANES);
      row.fill(composition.constant);
      for (const { slot, month, share } of composition.terms) {
        const prices = spot[slot]!;
        for (let i = 0; i < LANES; i++) row[i]! += share * prices[month * LANES + i]!;
      }
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
    for (let first = 1; first <= horizon; ) {
      const block = { first, months: Math.min(MONTHS_PER_BLOCK - (first % MONTHS_PER_BLOCK), horizon + 1 - first) };
      for (let d = 0; d < drivers.length; d++) {
        if (!drivers[d]!.isDrawn) continue;
        const quasiRandomRows = quasiRandom?.block(d, blockOf(first));
        if (quasiRandomRows === undefined) drawBlock(d, blockOf(first));
        else states[d]!.normals.set(quasiRandomRows);
      }
      if (isCycleOn) applyCycle(block);
      for (let d = 0; d < drivers.length; d++) {
        if (drivers[d]!.slot < 0) continue;
        advanceDeviation(d, block);
        writePrices(d, block, count);
        if (hasForward[drivers[d]!.slot] || isFollowedForward[d]) writeHistory(d, block);
      }
      first += block.months;
    }
    for (let i = 0; i < batchSums.length; i++) sums[i]! += batchSums[i]!;
    for (const [s, { average }] of slots.entries()) if (average !== undefined) writeAveragePrices(spot[s]!, average);
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
