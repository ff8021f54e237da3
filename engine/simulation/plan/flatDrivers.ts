import { OrebookError } from '#shared/contract/errors.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { sumBy } from '#shared/math.ts';
import { exp } from '../draws/elementary.ts';
import type { PriceDriver, SimulationRequest } from '../types.ts';

/** Zone weights of demand, summing to 1; several drivers share one set. D_i = 1 + sum w (D_z - 1): exactly 1 on the plateau. */
export type WeightSet = Float64Array;

/** A driver with the constants of its monthly step. */
export type FlatDriver = {
  readonly driver: PriceDriver;
  /** Row of the Cholesky factor, -1 for a follower. */
  readonly factorIndex: number;
  /** Index of the driver that it follows, -1 without. */
  readonly followedDriver: number;
  readonly beta: number;
  /** Index of its weight set, -1 without a cycle of its own. */
  readonly weightSet: number;
  /** a = e^(-k dt). */
  readonly decay: number;
};

/** Drivers in the order of the request. */
export type FlatDrivers = { readonly drivers: readonly FlatDriver[]; readonly weightSets: readonly WeightSet[] };

/** One month in years. */
const DT = 1 / 12;

/** Flattens the drivers of a request. Errors: BAD_SHAPE (a driver follows an unknown reference or another follower). */
export const flattenDrivers = ({ drivers }: Pick<SimulationRequest, 'drivers'>): FlatDrivers => {
  const weightSets: WeightSet[] = [];
  const indexOf = new Map<string, number>();
  let factors = 0;
  const flat = drivers.map((driver): FlatDriver => {
    const { follows } = driver;
    const followedDriver = follows === undefined ? -1 : drivers.findIndex(({ reference }) => reference === follows.reference);
    if (follows !== undefined && (followedDriver < 0 || drivers[followedDriver]!.follows !== undefined)) {
      throw new OrebookError('BAD_SHAPE', { field: `drivers.${driver.reference}.follows`, rule: 'followsADriver' });
    }
    let weightSet = -1;
    if (driver.weights !== undefined && !driver.additive) {
      const { weights } = driver;
      const total = sumBy(ZONES, (zone) => weights[zone]);
      const set = Float64Array.from(ZONES, (zone) => weights[zone] / total);
      const key = set.join();
      weightSet = indexOf.get(key) ?? weightSets.push(set) - 1;
      indexOf.set(key, weightSet);
    }
    return {
      driver,
      factorIndex: follows === undefined ? factors++ : -1,
      followedDriver,
      beta: follows?.beta ?? 0,
      weightSet,
      decay: exp(-driver.meanReversion * DT),
    };
  });
  return { drivers: flat, weightSets };
};

/** 1 - e^(-x) for x >= 0; by its series where x is small, because the difference would lose digits. */
const oneMinusExp = (x: number): number => (x < 0.01 ? x * (1 - (x / 2) * (1 - (x / 3) * (1 - (x / 4) * (1 - x / 5)))) : 1 - exp(-x));

// (1 - e^(-2k years)) / 2k; its limit `years` where k = 0
const varianceAfter = (k: number, years: number): number => (k === 0 ? years : oneMinusExp(2 * k * years) / (2 * k));

/** Variance of the log deviation after a month, per s^2. `k` per year. */
export const varianceAfterMonth = (k: number): number => varianceAfter(k, DT);
/** Variance of the log deviation after a year, per s^2. `k` per year. */
export const varianceAfterYear = (k: number): number => varianceAfter(k, 1);
