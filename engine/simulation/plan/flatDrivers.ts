import { OrebookError } from '#shared/contract/errors.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { exp } from '../draws/elementary.ts';
import type { CycleParameters, PriceDriver, SimulationRequest } from '../types.ts';

/** One set of zone weights that several drivers share. */
export type WeightSet = Float64Array;

/** A driver with what its months need, computed once. */
export type FlatDriver = {
  readonly driver: PriceDriver;
  /** Row of the Cholesky factor, -1 for one that follows another. */
  readonly factorIndex: number;
  /** Driver that it follows, -1 without. */
  readonly followed: number;
  readonly beta: number;
  /** Weight set, -1 without a cycle of its own. */
  readonly weightSet: number;
  /** a = e^(-k dt). */
  readonly decay: number;
};

export type FlatDrivers = { readonly drivers: readonly FlatDriver[]; readonly weightSets: readonly WeightSet[] };

const DT = 1 / 12;

/** Places of the drivers among each other, and the weight sets they share. Errors: BAD_SHAPE (follows nothing known, or a follower). */
export const flattenDrivers = ({ drivers }: Pick<SimulationRequest, 'drivers'>): FlatDrivers => {
  const weights: WeightSet[] = [];
  const known = new Map<string, number>();
  let factors = 0;
  const flat = drivers.map((driver): FlatDriver => {
    const { follows } = driver;
    const parent = follows === undefined ? -1 : drivers.findIndex(({ reference }) => reference === follows.reference);
    if (follows !== undefined && (parent < 0 || drivers[parent]!.follows !== undefined)) {
      throw new OrebookError('BAD_SHAPE', { field: `drivers.${driver.reference}.follows`, rule: 'followsADriver' });
    }
    let set = -1;
    if (driver.weights !== undefined && !driver.additive) {
      const own = driver.weights;
      const sum = ZONES.reduce((total, zone) => total + own[zone], 0);
      const row = Float64Array.from(ZONES, (zone) => own[zone] / sum);
      const key = row.join();
      set = known.get(key) ?? weights.push(row) - 1;
      known.set(key, set);
    }
    return {
      driver,
      factorIndex: follows === undefined ? factors++ : -1,
      followed: parent,
      beta: follows?.beta ?? 0,
      weightSet: set,
      decay: exp(-driver.meanReversion * DT),
    };
  });
  return { drivers: flat, weightSets: weights };
};

/** 1 - e^(-x) for x >= 0, by its series where the difference would lose digits. */
const oneMinusExp = (x: number): number => (x < 0.01 ? x * (1 - (x / 2) * (1 - (x / 3) * (1 - (x / 4) * (1 - x / 5)))) : 1 - exp(-x));

/** Variance after `years` per s^2: (1 - e^(-2k years)) / 2k, `years` in the limit k = 0. */
const varianceAfter = (k: number, years: number): number => (k === 0 ? years : oneMinusExp(2 * k * years) / (2 * k));

export const varianceAfterMonth = (k: number): number => varianceAfter(k, DT);
export const varianceAfterYear = (k: number): number => varianceAfter(k, 1);

/** D_i = sum w_iz D_z of a weight set for the lanes at `at`. */
export const computeWeightedDemand = (
  set: WeightSet,
  demand: readonly Float64Array[],
  at: number,
  count: number,
  out: Float64Array,
): void => {
  for (let i = 0; i < count; i++) {
    let sum = 1;
    // 1 + sum w (D - 1): exactly 1 on the plateau
    for (let z = 0; z < set.length; z++) sum += set[z]! * (demand[z]![at + i]! - 1);
    out[i] = sum;
  }
};

/** m_i = sum w_iz volMult(G_z). */
export const computeWeightedMultiplier = (
  set: WeightSet,
  regime: readonly Uint8Array[],
  multipliers: Float64Array,
  at: number,
  count: number,
  out: Float64Array,
): void => {
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let z = 0; z < set.length; z++) sum += set[z]! * multipliers[regime[z]![at + i]!]!;
    out[i] = sum;
  }
};

export const volatilityMultipliers = ({ volatilityMultipliers: of }: CycleParameters): Float64Array =>
  Float64Array.of(of.expansion, of.plateau, of.slump);
