import { OrebookError } from '#shared/contract/errors.ts';
import { log } from '../draws/elementary.ts';
import { hashId } from '../draws/philox.ts';
import type { CycleMoments, SimulationRequest } from '../types.ts';
import { cholesky } from './cholesky.ts';
import type { FlatDriver } from './flatDrivers.ts';
import type { PlanRegistry } from './planRegistry.ts';

/** A price driver of the plan with its series by month after the valuation. */
export type PlanDriver = {
  readonly reference: string;
  readonly hash: number;
  /** Slot of its reference, -1 if no price uses it. */
  readonly slot: number;
  /** Whether its normals are drawn. */
  readonly isDrawn: boolean;
  /** Row of the Cholesky factor, -1 for a follower. */
  readonly factor: number;
  /** Non-zero entries of that row, by index of the driver whose normal is used. */
  readonly factorRow: readonly { readonly driver: number; readonly share: number }[];
  /** Index of the driver that it follows, -1 without. */
  readonly followedDriver: number;
  readonly beta: number;
  /** Index of its weight set, -1 without a cycle of its own. */
  readonly weightSet: number;
  /** a = e^(-k dt). */
  readonly decay: number;
  /** k per year. */
  readonly meanReversion: number;
  /** s_eff where the cycle moves the price, else s. */
  readonly volatility: number;
  /** False if the equation of the effective volatility had no solution. */
  readonly isVolatilitySolved: boolean;
  /** L; 0 for a follower. */
  readonly cycleExponent: number;
  readonly isAdditive: boolean;
  /** F x stress; F + shift where additive. */
  readonly level: Float64Array;
  /** ln M; for a follower ln of the mean of R^beta. */
  readonly logMean: Float64Array;
};

/** Indexes of the request's drivers, followers last, because they need the month's price of the driver that they follow. */
const orderDrivers = (drivers: readonly FlatDriver[]): number[] =>
  [...drivers.keys()].sort((a, b) => Number(drivers[a]!.followedDriver >= 0) - Number(drivers[b]!.followedDriver >= 0) || a - b);

/**
 * Builds the drivers of a plan, followers last. `levelOf` returns F x stress of a reference by month after the valuation.
 * Errors: BAD_SHAPE (the correlation does not match the drivers).
 */
export const buildPlanDrivers = (
  request: SimulationRequest & { readonly centre: CycleMoments },
  flatDrivers: readonly FlatDriver[],
  registry: PlanRegistry,
  levelOf: (reference: string) => Float64Array,
): PlanDriver[] => {
  const { centre, drivers } = request;
  const order = orderDrivers(flatDrivers);
  const indexOf = new Map(order.map((from, to) => [from, to]));
  const factor = cholesky(request.correlation);
  // drivers with a factor of their own, in the order of the matrix
  const factors = drivers.flatMap((driver, d) => (driver.follows === undefined ? [d] : []));
  if (factor.length !== factors.length) throw new OrebookError('BAD_SHAPE', { field: 'correlation', length: factor.length });
  const isUsed = (d: number): boolean => registry.findSlot(drivers[d]!.reference) >= 0;
  const drawnDrivers = new Set<number>();
  for (const [row, d] of factors.entries()) {
    if (!isUsed(d) || drivers[d]!.volatility === 0) continue;
    for (const [k, share] of factor[row]!.entries()) if (share !== 0) drawnDrivers.add(factors[k]!);
  }

  return order.map((d): PlanDriver => {
    const flat = flatDrivers[d]!;
    const { driver } = flat;
    const slot = registry.findSlot(driver.reference);
    const isFollower = flat.followedDriver >= 0;
    const level = levelOf(driver.reference);
    const means = isFollower ? centre.followerMeans[d]! : centre.means[d]!;
    return {
      reference: driver.reference,
      hash: hashId(driver.reference),
      slot,
      isDrawn: drawnDrivers.has(d) || (flat.factorIndex < 0 && slot >= 0 && driver.volatility > 0),
      factor: flat.factorIndex,
      factorRow:
        flat.factorIndex < 0
          ? []
          : [...factor[flat.factorIndex]!.entries()].flatMap(([k, share]) =>
              share === 0 ? [] : [{ driver: indexOf.get(factors[k]!)!, share }],
            ),
      followedDriver: isFollower ? indexOf.get(flat.followedDriver)! : -1,
      beta: flat.beta,
      weightSet: flat.weightSet,
      decay: flat.decay,
      meanReversion: driver.meanReversion,
      volatility: centre.volatility[d]!.value,
      isVolatilitySolved: centre.volatility[d]!.solved,
      cycleExponent: isFollower ? 0 : driver.cycleExponent,
      isAdditive: driver.additive,
      level,
      logMean: Float64Array.from(level, (_, t) => log(means[t]!)),
    };
  });
};
