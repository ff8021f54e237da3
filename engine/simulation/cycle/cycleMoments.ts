import { ZONES } from '#shared/domain/zone.ts';
import { BLOCK_PATHS, simulationHorizon } from '../blocks.ts';
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
  volatilityMultipliers,
} from '../plan/flatDrivers.ts';
import type { CycleMoments, SimulationRequest } from '../types.ts';
import { createCyclePaths, createCycleSimulator } from './demandCycle.ts';

/** Month at which the volatility is matched: history is calibrated on annual moves. */
const MATCHED_MONTH = 12;

/** An exponent of D whose mean is needed: D_i^exponent for a weight set. */
type Power = { readonly weights: number; readonly exponent: number };

/** What the pre-pass sums, laid out one after another: powers by month, exp(6 slack) by zone and month, five sums a driver. */
type SumLayout = {
  readonly flat: FlatDrivers;
  readonly months: number;
  readonly powers: readonly Power[];
  readonly powerOf: (weights: number, exponent: number) => number;
  readonly slackAt: number;
  readonly volatilityAt: number;
  readonly length: number;
};

/** v, v^2, ln R, (ln R)^2, v ln R. */
const VOLATILITY_SUMS = 5;

const buildSumLayout = (request: SimulationRequest): SumLayout => {
  const flat = flattenDrivers(request);
  const months = Math.max(MATCHED_MONTH, simulationHorizon(request));
  const powers: Power[] = [];
  const need = (weights: number, exponent: number) => {
    if (weights < 0 || exponent === 0) return;
    if (!powers.some((p) => p.weights === weights && p.exponent === exponent)) powers.push({ weights, exponent });
  };
  for (const { driver, followed: parent, beta, weightSet: weights } of flat.drivers) {
    if (parent < 0) need(weights, driver.cycleExponent);
    else need(flat.drivers[parent]!.weightSet, flat.drivers[parent]!.driver.cycleExponent * beta);
  }
  const slackAt = powers.length * (months + 1);
  const volatilityAt = slackAt + ZONES.length * (months + 1);
  return {
    flat,
    months,
    powers,
    powerOf: (weights, exponent) => powers.findIndex((p) => p.weights === weights && p.exponent === exponent),
    slackAt,
    volatilityAt,
    length: volatilityAt + VOLATILITY_SUMS * flat.drivers.length,
  };
};

/**
 * Sums of the pre-pass over paths `from` to `to` (the latter not included), one entry a block of 256. Its paths have kinds of their
 * own, so that it does not know the paths of the run. Empty without a cycle.
 */
export const computeCycleSums = (
  request: SimulationRequest,
  { from, to }: { readonly from: number; readonly to: number },
): Float64Array[] => {
  const { cycle, seed, hazards } = request.parameters;
  if (!cycle.on) return [];
  const layout = buildSumLayout(request);
  const { flat, months, powers } = layout;
  const run = createCycleSimulator(cycle, { world: DRAW_KIND.centreWorld, zone: DRAW_KIND.centreZone }, months);
  const paths = createCyclePaths(months);
  const multipliers = volatilityMultipliers(cycle);
  const logDemand = flat.weightSets.map(() => new Float64Array(LANES));
  const multiplier = flat.weightSets.map(() => new Float64Array(LANES));
  const variance = flat.drivers.map(() => new Float64Array(LANES));
  const blocks: Float64Array[] = [];
  for (let first = from; first < to; first += BLOCK_PATHS) {
    const sums = new Float64Array(layout.length);
    const end = Math.min(first + BLOCK_PATHS, to);
    for (let lane0 = first; lane0 < end; lane0 += LANES) {
      const count = Math.min(LANES, end - lane0);
      run(
        createDraws(
          createKey(seed),
          Int32Array.from({ length: count }, (_, i) => lane0 + i),
        ),
        paths,
      );
      for (const lanes of variance) lanes.fill(0);
      for (let t = 0; t <= months; t++) {
        const at = t * LANES;
        for (let w = 0; w < flat.weightSets.length; w++) {
          const of = logDemand[w]!;
          computeWeightedDemand(flat.weightSets[w]!, paths.demand, at, count, of);
          for (let i = 0; i < count; i++) of[i] = log(of[i]!);
        }
        for (let p = 0; p < powers.length; p++) {
          const { weights, exponent } = powers[p]!;
          const of = logDemand[weights]!;
          let sum = 0;
          for (let i = 0; i < count; i++) sum += exp(exponent * of[i]!);
          sums[p * (months + 1) + t]! += sum;
        }
        for (let z = 0; z < ZONES.length; z++) {
          const demand = paths.demand[z]!;
          let sum = 0;
          for (let i = 0; i < count; i++) sum += exp(hazards.slack * Math.max(0, 1 - demand[at + i]!));
          sums[layout.slackAt + z * (months + 1) + t]! += sum;
        }
        if (t === 0 || t > MATCHED_MONTH) continue;
        for (let w = 0; w < flat.weightSets.length; w++) {
          computeWeightedMultiplier(flat.weightSets[w]!, paths.regime, multipliers, at, count, multiplier[w]!);
        }
        flat.drivers.forEach(({ weightSet: weights, decay, driver }, d) => {
          if (weights < 0) return;
          const v = variance[d]!;
          const m = multiplier[weights]!;
          const shock = varianceAfterMonth(driver.meanReversion);
          // V(t) / s^2 = a^2 V(t-1) / s^2 + m^2 (1 - a^2) / 2k
          for (let i = 0; i < count; i++) v[i] = decay * decay * v[i]! + m[i]! * m[i]! * shock;
          if (t !== MATCHED_MONTH) return;
          const base = layout.volatilityAt + VOLATILITY_SUMS * d;
          for (let i = 0; i < count; i++) {
            const x = driver.cycleExponent * logDemand[weights]![i]!;
            sums[base]! += v[i]!;
            sums[base + 1]! += v[i]! * v[i]!;
            sums[base + 2]! += x;
            sums[base + 3]! += x * x;
            sums[base + 4]! += v[i]! * x;
          }
        });
      }
    }
    blocks.push(sums);
  }
  return blocks;
};

/** The root x of x E v + x^2 Var v / 4 - x Cov(v, ln R) + Var ln R = target, 0.25 s^2 where it has none above zero. */
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

/** The pre-pass from its blocks in their order. */
export const computeCycleMoments = (request: SimulationRequest, blocks: readonly Float64Array[]): CycleMoments => {
  const layout = buildSumLayout(request);
  const { flat, months } = layout;
  const { cycle, centrePaths } = request.parameters;
  const ones = () => new Float64Array(months + 1).fill(1);
  const stated = flat.drivers.map(({ driver }) => ({ value: driver.volatility, solved: true }));
  if (!cycle.on) {
    const neutral = flat.drivers.map(ones);
    return { paths: 0, means: neutral, followerMeans: neutral, slack: ZONES.map(ones), volatility: stated };
  }
  const sums = new Float64Array(layout.length);
  for (const block of blocks) for (let i = 0; i < sums.length; i++) sums[i]! += block[i]!;
  const meanOf = (index: number) => sums[index]! / centrePaths;
  const powerMeans = (weights: number, exponent: number) => {
    const p = layout.powerOf(weights, exponent);
    return p < 0 ? ones() : Float64Array.from({ length: months + 1 }, (_, t) => meanOf(p * (months + 1) + t));
  };
  const means = flat.drivers.map(({ driver, followed: parent, weightSet: weights }) =>
    parent >= 0 || cycle.deckIsNoCycle ? ones() : powerMeans(weights, driver.cycleExponent),
  );
  const followerMeans = flat.drivers.map(({ followed: parent, beta }) => {
    if (parent < 0) return ones();
    const { driver, weightSet: weights } = flat.drivers[parent]!;
    // mean of R^beta = mean of D^(L beta) / M^beta
    return powerMeans(weights, driver.cycleExponent * beta).map((mean, t) => mean / exp(beta * log(means[parent]![t]!)));
  });
  const volatility = flat.drivers.map(({ driver, followed: parent, weightSet: weights }, d) => {
    if (weights < 0 || parent >= 0) return stated[d]!;
    const base = layout.volatilityAt + VOLATILITY_SUMS * d;
    const [v, vv, x, xx, vx] = [0, 1, 2, 3, 4].map((k) => meanOf(base + k)) as [number, number, number, number, number];
    const s = driver.volatility;
    const found = effectiveVariance(s, s * s * varianceAfterYear(driver.meanReversion), {
      meanV: v,
      varV: vv - v * v,
      covariance: vx - v * x,
      varLogR: xx - x * x,
    });
    return { value: Math.sqrt(found.value), solved: found.solved };
  });
  return {
    paths: centrePaths,
    means,
    followerMeans,
    slack: ZONES.map((_, z) => Float64Array.from({ length: months + 1 }, (__, t) => meanOf(layout.slackAt + z * (months + 1) + t))),
    volatility,
  };
};

/** Means already computed, by request: simulating and merging one request do the pre-pass once. */
const knownMoments = new WeakMap<SimulationRequest, CycleMoments>();

/** The request with the means of its cycle, computed where it has none: what every worker needs. */
export const withCycleMoments = (request: SimulationRequest): SimulationRequest & { readonly centre: CycleMoments } => {
  const held = request.centre ?? knownMoments.get(request);
  const centre = held ?? computeCycleMoments(request, computeCycleSums(request, { from: 0, to: request.parameters.centrePaths }));
  knownMoments.set(request, centre);
  return { ...request, centre };
};
