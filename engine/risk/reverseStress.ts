import { OrebookError } from '#shared/contract/errors.ts';
import { dot, sum } from '#shared/math.ts';
import { requireFinite, requirePositive } from '../numberChecks.ts';
import { cholesky } from '../simulation/plan/cholesky.ts';
import { bracketedRootSteps } from '../valuation/bracketedRoot.ts';

export type ReverseStress = {
  /** The shift of each driver in standard deviations. */
  readonly shift: readonly number[];
  /** sqrt(z' C^-1 z), the distance from no shift. */
  readonly distance: number;
  readonly value: number;
  /** False if no shift within reach lowers the value to the target; the shift is then the farthest in the search direction. */
  readonly isReached: boolean;
};

export type ReverseStressProblem<V extends { readonly value: number }> = {
  /** Finds the value under a shift of the drivers; higher is better. `nearbyPoint`: what it returned for a shift that may differ in one driver alone. */
  readonly valueAt: (shift: readonly number[], nearbyPoint?: V) => Promise<V>;
  readonly target: number;
  /** Correlation of the drivers; positive definite. */
  readonly correlation: readonly (readonly number[])[];
  /** Largest distance searched. */
  readonly reach: number;
};

/** Step of the difference quotients in standard deviations. */
const STEP = 0.1;
const MAX_ITERATIONS = 8;
/** The search ends when the unit direction changes by less than this. */
const CONVERGED = 0.01;
/** To which the distance is found. */
const TOLERANCE = 5e-6;

const norm = (a: readonly number[]): number => Math.sqrt(dot(a, a));
const scale = (a: readonly number[], by: number): number[] => a.map((value) => value * by);

/**
 * Finds the most likely shift z of correlated drivers that lowers a value to a target: minimise sqrt(z' C^-1 z) subject to
 * value(z) <= target. It iterates in u, z = L u, L L' = C, by Hasofer-Lind-Rackwitz-Fiessler steps on difference quotients in z, then searches
 * along the direction found; exact for a linear value, a local minimum otherwise.
 * Errors: EMPTY, BAD_SHAPE (a matrix that is not positive definite), NOT_FINITE, OUT_OF_RANGE (a reach of zero or less).
 * Source: Rackwitz and Fiessler 1978; docs/model/reverse-stress.md.
 */
export const reverseStress = async <V extends { readonly value: number }>({
  valueAt,
  target,
  correlation,
  reach,
}: ReverseStressProblem<V>): Promise<ReverseStress> => {
  const drivers = correlation.length;
  if (drivers === 0) throw new OrebookError('EMPTY', { field: 'drivers' });
  requirePositive(reach, 'reach');
  requireFinite(target, 'target');
  const factor = cholesky(correlation);
  // z = L u
  const shiftOf = (u: readonly number[]): number[] => factor.map((row) => dot(u, row));
  const measure = async (shift: readonly number[], nearbyPoint?: V): Promise<V> => {
    const valuedPoint = await valueAt(shift, nearbyPoint);
    requireFinite(valuedPoint.value, 'value');
    return valuedPoint;
  };
  const noShift = new Array<number>(drivers).fill(0);
  const base = await measure(noShift);
  if (base.value <= target) return { shift: noShift, distance: 0, value: base.value, isReached: true };

  let u = noShift;
  let valuedPoint = base;
  let direction = noShift;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const shift = shiftOf(u);
    // dV/dz, one driver at a time
    const slopes: number[] = [];
    for (let j = 0; j < drivers; j++) {
      const { value } = await measure(shift.with(j, shift[j]! - STEP), valuedPoint);
      slopes.push((value - valuedPoint.value) / -STEP);
    }
    // dV/du = L' dV/dz
    const gradient = noShift.map((_, j) => sum(slopes.map((slope, i) => factor[i]![j]! * slope)));
    const steepness = norm(gradient);
    if (steepness === 0) break;
    const next = scale(gradient, -1 / steepness);
    const change = norm(next.map((coordinate, i) => coordinate - direction[i]!));
    direction = next;
    if (change < CONVERGED) break;
    // u' = g (g.u - (v - target)) / |g|^2, limited to the reach
    const stepLength = (dot(gradient, u) - (valuedPoint.value - target)) / steepness ** 2;
    u = scale(gradient, stepLength);
    if (norm(u) > reach) u = scale(u, reach / norm(u));
    valuedPoint = await measure(shiftOf(u));
  }
  if (norm(direction) === 0) return { shift: noShift, distance: 0, value: base.value, isReached: false };

  // along the direction, where target - V turns from negative to 0 or positive
  const shiftAt = (distance: number): number[] => shiftOf(scale(direction, distance));
  const farthest = await measure(shiftAt(reach));
  if (farthest.value > target) return { shift: shiftAt(reach), distance: reach, value: farthest.value, isReached: false };
  const search = bracketedRootSteps({ low: 0, high: reach, atLow: target - base.value, atHigh: target - farthest.value }, TOLERANCE);
  let step = search.next();
  while (!step.done) step = search.next(target - (await measure(shiftAt(step.value))).value);
  const { high: distance, atHigh } = step.value;
  return { shift: shiftAt(distance), distance, value: target - atHigh, isReached: true };
};
