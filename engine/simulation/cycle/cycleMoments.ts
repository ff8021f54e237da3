import { ZONES } from '#shared/domain/zone.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { marketMonths } from '../../valuation/market.ts';
import { listBatches, type PathRange, splitIntoBlocks } from '../blocks.ts';
import { createDraws, DRAW_KIND, type Draws, LANES } from '../draws/draws.ts';
import { exp, log } from '../draws/elementary.ts';
import { createKey } from '../draws/philox.ts';
import { type AllocateLanes, createArena } from '../kernel/arena.ts';
import { TERM_DOUBLES } from '../kernel/kernel.ts';
import { DOUBLE_BYTES, MONTHS_PER_BLOCK, ROW_BYTES } from '../kernel/layout.ts';
import { type FlatDrivers, flattenDrivers, varianceAfterMonth, varianceAfterYear } from '../plan/flatDrivers.ts';
import type { CycleMoments, SimulationRequest } from '../types.ts';
import { allocateCycleLanes, createCycleSimulator, writeZoneTerms } from './demandCycle.ts';

/**
 * The pass for the effective volatility has its own draws. It starts on the plateau whatever the start state of the run, because price
 * history contains all regimes, and takes its moments over the months after the warm-up, because volatility is calibrated on annual changes.
 */
const LONG_RUN = { drawsFrom: 10_000, warmUpMonths: 120, matchedMonths: 12 } as const;
const LONG_RUN_MONTHS = LONG_RUN.warmUpMonths + LONG_RUN.matchedMonths;

/** Number of months after the valuation with prices: to the end of the latest quotational period. */
export const simulationHorizon = ({ portfolio }: Pick<SimulationRequest, 'portfolio'>): number =>
  marketMonths(portfolio).to - portfolio.valuationMonth;

/** Returns a request with the same moments of the cycle: the pre-pass reads of the contracts only how long they need prices. */
export const cycleInputs = (request: SimulationRequest): SimulationRequest => {
  const { portfolio } = request;
  return { ...request, portfolio: { ...portfolio, contracts: [], lastMonth: portfolio.valuationMonth + simulationHorizon(request) } };
};

/** A power of demand whose mean is needed: D_i^exponent for a weight set. */
type Power = { readonly weightSet: number; readonly exponent: number };

/** Layout of the sums of the pre-pass: powers by month, then exp(6 slack) by zone and month, then five sums by driver. */
type SumLayout = {
  readonly flat: FlatDrivers;
  readonly months: number;
  readonly powers: readonly Power[];
  readonly slackOffset: number;
  readonly volatilityOffset: number;
  readonly length: number;
};

/** Sums by driver: v, v^2, ln R, (ln R)^2, v ln R; v = V / s^2 and R over the matched months. */
const VOLATILITY_SUMS = 5;

const findPower = (powers: readonly Power[], weightSet: number, exponent: number): number =>
  powers.findIndex((power) => power.weightSet === weightSet && power.exponent === exponent);

const buildSumLayout = (request: SimulationRequest): SumLayout => {
  const flat = flattenDrivers(request);
  const months = simulationHorizon(request);
  const powers: Power[] = [];
  for (const { driver, followedDriver, beta, weightSet } of flat.drivers) {
    const parent = flat.drivers[followedDriver];
    const power =
      parent === undefined
        ? { weightSet, exponent: driver.cycleExponent }
        : { weightSet: parent.weightSet, exponent: parent.driver.cycleExponent * beta };
    if (power.weightSet < 0 || power.exponent === 0) continue;
    if (findPower(powers, power.weightSet, power.exponent) < 0) powers.push(power);
  }
  const slackOffset = powers.length * (months + 1);
  const volatilityOffset = slackOffset + ZONES.length * (months + 1);
  return { flat, months, powers, slackOffset, volatilityOffset, length: volatilityOffset + VOLATILITY_SUMS * flat.drivers.length };
};

/** Allocates the cycles of a batch of the pre-pass, rows for the months of a block, and the sums. */
const allocatePrePass = ({ flat: { drivers, weightSets }, months, length }: SumLayout, allocate: AllocateLanes) => {
  const allocateTerms = () => weightSets.map(() => allocate(TERM_DOUBLES * ZONES.length));
  const allocateBlocks = <T>(of: readonly T[]) => of.map(() => allocate(MONTHS_PER_BLOCK * LANES));
  return {
    run: allocateCycleLanes(months, allocate),
    longRun: allocateCycleLanes(LONG_RUN_MONTHS, allocate),
    /** Volatility multiplier by zone. */
    zoneMultiplier: allocateBlocks(ZONES),
    /** By weight set: terms of ln D by those of a month of the run and of the long run, and of the multiplier; and their rows. */
    runTerms: allocateTerms(),
    longRunTerms: allocateTerms(),
    multiplierTerms: allocateTerms(),
    logDemand: allocateBlocks(weightSets),
    startLogDemand: allocateBlocks(weightSets),
    multiplier: allocateBlocks(weightSets),
    /** V / s^2 by driver. */
    variance: drivers.map(() => allocate(LANES)),
    sums: allocate(length),
  };
};

/** Creates the sums of the pre-pass, and the function that adds a batch to them. */
const createPrePass = (request: SimulationRequest, layout: SumLayout) => {
  const { cycle, hazards } = request.parameters;
  const { flat, months, powers, slackOffset, volatilityOffset } = layout;
  const { drivers, weightSets } = flat;
  const { kernel, lanes } = createArena((allocate) => allocatePrePass(layout, allocate));
  const { run, longRun, logDemand, startLogDemand, multiplier, variance, zoneMultiplier, sums } = lanes;
  const { runTerms, longRunTerms, multiplierTerms } = lanes;
  writeZoneTerms(weightSets, runTerms, run.demand);
  writeZoneTerms(weightSets, longRunTerms, longRun.demand);
  writeZoneTerms(weightSets, multiplierTerms, zoneMultiplier);
  const kinds = { world: DRAW_KIND.centreWorld, zone: DRAW_KIND.centreZone };
  const simulateRun = createCycleSimulator(cycle, kinds, { months }, { kernel, lanes: run });
  const simulateLongRun = createCycleSimulator(
    { ...cycle, start: 'plateau' },
    kinds,
    { months: LONG_RUN_MONTHS, drawsFrom: LONG_RUN.drawsFrom },
    { kernel, lanes: longRun },
  );
  const { expansion, plateau, slump } = cycle.volatilityMultipliers;

  const computeLogDemand = (terms: readonly Float64Array[], first: number, rows: readonly Float64Array[], length: number): void => {
    for (const [w, { byteOffset }] of rows.entries()) {
      kernel.computeLogDemand(terms[w]!.byteOffset, ZONES.length, first * ROW_BYTES, byteOffset, length);
    }
  };

  /** Byte offset of the sum of month `first` in the series of sums that begins at `offset`. */
  const sumAt = (offset: number, first: number): number => sums.byteOffset + (offset + first) * DOUBLE_BYTES;

  /** Adds powers of demand and exp(6 slack) of `length` months from `first` on. */
  const addMeans = (first: number, length: number, count: number): void => {
    computeLogDemand(runTerms, first, logDemand, length);
    for (const [p, { weightSet, exponent }] of powers.entries()) {
      kernel.sumPowers(logDemand[weightSet]!.byteOffset, length, count, exponent, sumAt(p * (months + 1), first));
    }
    for (const [z, demand] of run.demand.entries()) {
      const demandAt = demand.byteOffset + first * ROW_BYTES;
      kernel.sumSlackPowers(demandAt, length, count, hazards.slack, sumAt(slackOffset + z * (months + 1), first));
    }
  };

  /** Advances the variances of all drivers through a block of the long run: V(t) / s^2 = a^2 V(t-1) / s^2 + m^2 (1 - a^2) / 2k. */
  const advanceVariances = (first: number): void => {
    for (const [z, { byteOffset }] of zoneMultiplier.entries()) {
      const regimeAt = longRun.regime[z]!.byteOffset + first * ROW_BYTES;
      kernel.selectByRegime(regimeAt, byteOffset, MONTHS_PER_BLOCK, expansion, plateau, slump);
    }
    for (const [w, { byteOffset }] of multiplier.entries()) {
      kernel.sumWeightedRows(multiplierTerms[w]!.byteOffset, ZONES.length, 0, byteOffset, MONTHS_PER_BLOCK);
    }
    for (const [d, { weightSet, decay, driver }] of drivers.entries()) {
      if (weightSet < 0) continue;
      const shock = varianceAfterMonth(driver.meanReversion);
      for (let month = 0; month < MONTHS_PER_BLOCK; month++) {
        const multiplierAt = multiplier[weightSet]!.byteOffset + month * ROW_BYTES;
        kernel.advanceVariance(variance[d]!.byteOffset, multiplierAt, decay * decay, shock);
      }
    }
  };

  /** Adds the sums of the effective volatility, from the paths of the long run. */
  const addVolatility = (count: number): void => {
    const { warmUpMonths } = LONG_RUN;
    computeLogDemand(longRunTerms, warmUpMonths, startLogDemand, 1);
    computeLogDemand(longRunTerms, LONG_RUN_MONTHS, logDemand, 1);
    for (const row of variance) row.fill(0);
    // a whole number of blocks
    for (let first = warmUpMonths + 1; first <= LONG_RUN_MONTHS; first += MONTHS_PER_BLOCK) advanceVariances(first);
    for (const [d, { weightSet, driver }] of drivers.entries()) {
      if (weightSet < 0) continue;
      const [v, end, start] = [variance[d]!, logDemand[weightSet]!, startLogDemand[weightSet]!];
      const base = volatilityOffset + VOLATILITY_SUMS * d;
      for (let i = 0; i < count; i++) {
        const logR = driver.cycleExponent * (end[i]! - start[i]!);
        sums[base]! += v[i]!;
        sums[base + 1]! += v[i]! * v[i]!;
        sums[base + 2]! += logR;
        sums[base + 3]! += logR * logR;
        sums[base + 4]! += v[i]! * logR;
      }
    }
  };

  const addBatch = (draws: Draws): void => {
    simulateRun(draws);
    for (let first = 0; first <= months; first += MONTHS_PER_BLOCK) {
      addMeans(first, Math.min(MONTHS_PER_BLOCK, months + 1 - first), draws.count);
    }
    simulateLongRun(draws);
    addVolatility(draws.count);
  };
  return { sums, addBatch };
};

/**
 * Computes the sums of the pre-pass over paths `from` to `to` (excluded), one entry for each 256 paths. Its kinds of draws differ from those
 * of the run, so that they are independent of its paths. Empty without a cycle.
 */
export const computeCycleSums = (request: SimulationRequest, { from, to }: PathRange): Float64Array[] => {
  const { cycle, seed } = request.parameters;
  if (!cycle.on) return [];
  const layout = buildSumLayout(request);
  const { sums, addBatch } = createPrePass(request, layout);
  return splitIntoBlocks({ from, to }).map((block) => {
    sums.fill(0);
    for (const batch of listBatches(block)) addBatch(createDraws(createKey(seed), batch));
    return sums.slice();
  });
};

/** Root x of x E v + x^2 Var v / 4 - x Cov(v, ln R) + Var ln R = target; 0.25 s^2 if no root is above 0. */
const effectiveVariance = (
  s: number,
  target: number,
  moments: { readonly meanV: number; readonly varV: number; readonly covariance: number; readonly varLogR: number },
): { readonly value: number; readonly solved: boolean } => {
  const a = moments.varV / 4;
  const b = moments.meanV - moments.covariance;
  const c = moments.varLogR - target;
  const discriminant = b * b - 4 * a * c;
  // the root that tends to -c/b as a tends to 0
  const x = discriminant < 0 ? Number.NaN : (-2 * c) / (b + Math.sqrt(discriminant));
  return x > 0 ? { value: x, solved: true } : { value: 0.25 * s * s, solved: s === 0 };
};

/** Computes the moments of the cycle from the sums of the pre-pass, given in the order of their paths. */
export const computeCycleMoments = (request: SimulationRequest, blocks: readonly Float64Array[]): CycleMoments => {
  const layout = buildSumLayout(request);
  const { flat, months, powers } = layout;
  const { cycle, centrePaths } = request.parameters;
  const createOnes = () => new Float64Array(months + 1).fill(1);
  const enteredVolatility = flat.drivers.map(({ driver }) => ({ value: driver.volatility, solved: true }));
  if (!cycle.on) {
    const ones = flat.drivers.map(createOnes);
    return { paths: 0, means: ones, followerMeans: ones, slack: ZONES.map(createOnes), volatility: enteredVolatility };
  }
  const sums = new Float64Array(layout.length);
  for (const block of blocks) for (let i = 0; i < sums.length; i++) sums[i]! += block[i]!;
  const meanAt = (index: number) => sums[index]! / centrePaths;
  const powerMeans = (weightSet: number, exponent: number) => {
    const p = findPower(powers, weightSet, exponent);
    return p < 0 ? createOnes() : Float64Array.from({ length: months + 1 }, (_, t) => meanAt(p * (months + 1) + t));
  };
  const means = flat.drivers.map(({ driver, followedDriver, weightSet }) =>
    followedDriver >= 0 || cycle.deckIsNoCycle ? createOnes() : powerMeans(weightSet, driver.cycleExponent),
  );
  const followerMeans = flat.drivers.map(({ followedDriver, beta }) => {
    if (followedDriver < 0) return createOnes();
    const { driver, weightSet } = flat.drivers[followedDriver]!;
    // mean of R^beta = mean of D^(L beta) / M^beta
    return powerMeans(weightSet, driver.cycleExponent * beta).map((mean, t) => mean / exp(beta * log(means[followedDriver]![t]!)));
  });
  const volatility = flat.drivers.map(({ driver, followedDriver, weightSet }, d) => {
    if (weightSet < 0 || followedDriver >= 0) return enteredVolatility[d]!;
    const base = layout.volatilityOffset + VOLATILITY_SUMS * d;
    const [v, vv, x, xx, vx] = [0, 1, 2, 3, 4].map((k) => meanAt(base + k)) as [number, number, number, number, number];
    const s = driver.volatility;
    const variance = effectiveVariance(s, s * s * varianceAfterYear(driver.meanReversion), {
      meanV: v,
      varV: vv - v * v,
      covariance: vx - v * x,
      varLogR: xx - x * x,
    });
    return { value: Math.sqrt(variance.value), solved: variance.solved };
  });
  return {
    paths: centrePaths,
    means,
    followerMeans,
    slack: ZONES.map((_, z) => Float64Array.from({ length: months + 1 }, (__, t) => meanAt(layout.slackOffset + z * (months + 1) + t))),
    volatility,
  };
};

/** Returns a key that is equal for requests with the same moments: it contains every input of the pre-pass. */
export const cycleMomentsKey = (request: SimulationRequest): string => {
  const { drivers, parameters } = request;
  const { cycle, seed, centrePaths, hazards } = parameters;
  return JSON.stringify([simulationHorizon(request), drivers, cycle, seed, centrePaths, hazards.slack]);
};

const simulateCycleMoments = memoizeWeakly(
  (request: SimulationRequest): CycleMoments =>
    request.centre ?? computeCycleMoments(request, computeCycleSums(request, { from: 0, to: request.parameters.centrePaths })),
);

/** Returns the request with the moments of its cycle, which are computed once per request if it has none. */
export const withCycleMoments = (request: SimulationRequest): SimulationRequest & { readonly centre: CycleMoments } => ({
  ...request,
  centre: simulateCycleMoments(request),
});
