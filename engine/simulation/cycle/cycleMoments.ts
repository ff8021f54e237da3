import { ZONES } from '#shared/domain/zone.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { marketMonths } from '../../valuation/market.ts';
import { BLOCK_PATHS, listBatches, type PathRange } from '../blocks.ts';
import { createDraws, DRAW_KIND, LANES } from '../draws/draws.ts';
import { exp, log } from '../draws/elementary.ts';
import { createKey } from '../draws/philox.ts';
import {
  computeWeightedDemand,
  computeWeightedMultiplier,
  type FlatDrivers,
  flattenDrivers,
  varianceAfterMonth,
  varianceAfterYear,
  volatilityMultipliersByRegime,
} from '../plan/flatDrivers.ts';
import type { CycleMoments, CycleParameters, SimulationRequest } from '../types.ts';
import { type CyclePaths, createCyclePaths, createCycleSimulator } from './demandCycle.ts';

/**
 * The pass of the effective volatility has draws of its own, starts on the plateau whatever the run's start state, because history knows
 * all states, and takes its moments over the months after the warm-up: history is calibrated on annual changes.
 */
const LONG_RUN = { drawsFrom: 10_000, warmUpMonths: 120, matchedMonths: 12 } as const;

/** Number of months after the valuation with prices: to the end of the latest quotational period. */
export const simulationHorizon = ({ portfolio }: Pick<SimulationRequest, 'portfolio'>): number =>
  marketMonths(portfolio).to - portfolio.valuationMonth;

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
  for (const { driver, followed, beta, weightSet } of flat.drivers) {
    const parent = flat.drivers[followed];
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

/** Rows of lanes that a month of the pre-pass needs. */
const createWorkRows = ({ drivers, weightSets }: FlatDrivers) => ({
  logDemand: weightSets.map(() => new Float64Array(LANES)),
  startLogDemand: weightSets.map(() => new Float64Array(LANES)),
  multiplier: weightSets.map(() => new Float64Array(LANES)),
  /** V / s^2 by driver. */
  variance: drivers.map(() => new Float64Array(LANES)),
});
type WorkRows = ReturnType<typeof createWorkRows>;

/** Writes ln D_i of every weight set in month t. */
const computeLogDemand = (
  { weightSets }: FlatDrivers,
  { demand }: Pick<CyclePaths, 'demand'>,
  t: number,
  count: number,
  logDemand: readonly Float64Array[],
): void => {
  for (let w = 0; w < weightSets.length; w++) {
    const row = logDemand[w]!;
    computeWeightedDemand(weightSets[w]!, demand, t * LANES, count, row);
    for (let i = 0; i < count; i++) row[i] = log(row[i]!);
  }
};

/** Adds powers of demand and exp(6 slack) of month t to the sums. */
const addMeans = (
  { flat, months, powers, slackOffset }: SumLayout,
  { logDemand }: WorkRows,
  { demand }: CyclePaths,
  { t, count, slackExponent }: { readonly t: number; readonly count: number; readonly slackExponent: number },
  sums: Float64Array,
): void => {
  const at = t * LANES;
  computeLogDemand(flat, { demand }, t, count, logDemand);
  for (let p = 0; p < powers.length; p++) {
    const { weightSet, exponent } = powers[p]!;
    const row = logDemand[weightSet]!;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += exp(exponent * row[i]!);
    sums[p * (months + 1) + t]! += sum;
  }
  for (let z = 0; z < ZONES.length; z++) {
    const demandOfZone = demand[z]!;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += exp(slackExponent * Math.max(0, 1 - demandOfZone[at + i]!));
    sums[slackOffset + z * (months + 1) + t]! += sum;
  }
};

/** Adds the sums of the effective volatility of a batch, from its paths of the long run. */
const addVolatility = (
  { flat, volatilityOffset }: SumLayout,
  { logDemand, startLogDemand, multiplier, variance }: WorkRows,
  paths: CyclePaths,
  multipliers: Float64Array,
  count: number,
  sums: Float64Array,
): void => {
  const { warmUpMonths, matchedMonths } = LONG_RUN;
  const last = warmUpMonths + matchedMonths;
  computeLogDemand(flat, paths, warmUpMonths, count, startLogDemand);
  computeLogDemand(flat, paths, last, count, logDemand);
  for (const lanes of variance) lanes.fill(0);
  for (let t = warmUpMonths + 1; t <= last; t++) {
    for (let w = 0; w < flat.weightSets.length; w++) {
      computeWeightedMultiplier(flat.weightSets[w]!, paths.regime, multipliers, t * LANES, count, multiplier[w]!);
    }
    flat.drivers.forEach(({ weightSet, decay, driver }, d) => {
      if (weightSet < 0) return;
      const v = variance[d]!;
      const m = multiplier[weightSet]!;
      const shock = varianceAfterMonth(driver.meanReversion);
      // V(t) / s^2 = a^2 V(t-1) / s^2 + m^2 (1 - a^2) / 2k
      for (let i = 0; i < count; i++) v[i] = decay * decay * v[i]! + m[i]! * m[i]! * shock;
    });
  }
  flat.drivers.forEach(({ weightSet, driver }, d) => {
    if (weightSet < 0) return;
    const v = variance[d]!;
    const base = volatilityOffset + VOLATILITY_SUMS * d;
    for (let i = 0; i < count; i++) {
      const logR = driver.cycleExponent * (logDemand[weightSet]![i]! - startLogDemand[weightSet]![i]!);
      sums[base]! += v[i]!;
      sums[base + 1]! += v[i]! * v[i]!;
      sums[base + 2]! += logR;
      sums[base + 3]! += logR * logR;
      sums[base + 4]! += v[i]! * logR;
    }
  });
};

/** Creates the simulator of the paths of the effective volatility, and the paths that it writes. */
const createLongRun = (cycle: CycleParameters, kinds: { readonly world: number; readonly zone: number }) => {
  const months = LONG_RUN.warmUpMonths + LONG_RUN.matchedMonths;
  const simulate = createCycleSimulator({ ...cycle, start: 'plateau' }, kinds, months, LONG_RUN.drawsFrom);
  return { simulate, paths: createCyclePaths(months) };
};

/**
 * Computes the sums of the pre-pass over paths `from` to `to` (excluded), one entry for each 256 paths. Its draws have kinds of their own,
 * so that they are independent of the paths of the run. Empty without a cycle.
 */
export const computeCycleSums = (request: SimulationRequest, { from, to }: PathRange): Float64Array[] => {
  const { cycle, seed, hazards } = request.parameters;
  if (!cycle.on) return [];
  const layout = buildSumLayout(request);
  const { flat, months } = layout;
  const kinds = { world: DRAW_KIND.centreWorld, zone: DRAW_KIND.centreZone };
  const simulateCycle = createCycleSimulator(cycle, kinds, months);
  const paths = createCyclePaths(months);
  const longRun = createLongRun(cycle, kinds);
  const multipliers = volatilityMultipliersByRegime(cycle);
  const rows = createWorkRows(flat);
  const blocks: Float64Array[] = [];
  for (let first = from; first < to; first += BLOCK_PATHS) {
    const sums = new Float64Array(layout.length);
    for (const batch of listBatches({ from: first, to: Math.min(first + BLOCK_PATHS, to) })) {
      const count = batch.length;
      const draws = createDraws(createKey(seed), batch);
      simulateCycle(draws, paths);
      for (let t = 0; t <= months; t++) addMeans(layout, rows, paths, { t, count, slackExponent: hazards.slack }, sums);
      longRun.simulate(draws, longRun.paths);
      addVolatility(layout, rows, longRun.paths, multipliers, count, sums);
    }
    blocks.push(sums);
  }
  return blocks;
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
  const stated = flat.drivers.map(({ driver }) => ({ value: driver.volatility, solved: true }));
  if (!cycle.on) {
    const neutral = flat.drivers.map(createOnes);
    return { paths: 0, means: neutral, followerMeans: neutral, slack: ZONES.map(createOnes), volatility: stated };
  }
  const sums = new Float64Array(layout.length);
  for (const block of blocks) for (let i = 0; i < sums.length; i++) sums[i]! += block[i]!;
  const meanAt = (index: number) => sums[index]! / centrePaths;
  const powerMeans = (weightSet: number, exponent: number) => {
    const p = findPower(powers, weightSet, exponent);
    return p < 0 ? createOnes() : Float64Array.from({ length: months + 1 }, (_, t) => meanAt(p * (months + 1) + t));
  };
  const means = flat.drivers.map(({ driver, followed, weightSet }) =>
    followed >= 0 || cycle.deckIsNoCycle ? createOnes() : powerMeans(weightSet, driver.cycleExponent),
  );
  const followerMeans = flat.drivers.map(({ followed, beta }) => {
    if (followed < 0) return createOnes();
    const { driver, weightSet } = flat.drivers[followed]!;
    // mean of R^beta = mean of D^(L beta) / M^beta
    return powerMeans(weightSet, driver.cycleExponent * beta).map((mean, t) => mean / exp(beta * log(means[followed]![t]!)));
  });
  const volatility = flat.drivers.map(({ driver, followed, weightSet }, d) => {
    if (weightSet < 0 || followed >= 0) return stated[d]!;
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

const simulateCycleMoments = memoizeWeakly(
  (request: SimulationRequest): CycleMoments =>
    request.centre ?? computeCycleMoments(request, computeCycleSums(request, { from: 0, to: request.parameters.centrePaths })),
);

/** Returns the request with the moments of its cycle, which are computed once per request if it has none. */
export const withCycleMoments = (request: SimulationRequest): SimulationRequest & { readonly centre: CycleMoments } => ({
  ...request,
  centre: simulateCycleMoments(request),
});
