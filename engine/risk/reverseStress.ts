import { OrebookError } from '#shared/contract/errors.ts';
import { dot } from '#shared/math.ts';
import { requireFinite, requirePositive } from '../numberChecks.ts';
import { cholesky } from '../simulation/plan/cholesky.ts';

export type ReverseStress = {
  /** The shift of each driver in standard deviations. */
  readonly shift: readonly number[];
  /** sqrt(z' C^-1 z), the distance from no shift. */
  readonly distance: number;
  readonly value: number;
  /** False if no shift within reach lowers the value to the target; the shift is then the farthest in the search direction. */
  readonly isReached: boolean;
};

export type ReverseStressProblem = {
  /** The value under a shift of the drivers; higher is better. */
  readonly value: (shift: readonly number[]) => Promise<number>;
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
const HALVINGS = 20;

const norm = (a: readonly number[]): number => Math.sqrt(dot(a, a));
const scale = (a: readonly number[], by: number): number[] => a.map((value) => value * by);

/**
 * Finds the most likely shift z of correlated drivers that lowers a value to a target: minimise sqrt(z' C^-1 z) subject to
 * value(z) <= target. It iterates in u, z = L u, L L' = C, by Hasofer-Lind-Rackwitz-Fiessler steps on difference quotients, then bisects
 * along the direction found; exact for a linear value, a local minimum otherwise.
 * Errors: EMPTY, BAD_SHAPE (a matrix that is not positive definite), NOT_FINITE, OUT_OF_RANGE (a reach of zero or less).
 * Source: Rackwitz and Fiessler 1978; docs/model/reverse-stress.md.
 */
export const reverseStress = async ({ value, target, correlation, reach }: ReverseStressProblem): Promise<ReverseStress> => {
  const drivers = correlation.length;
  if (drivers === 0) throw new OrebookError('EMPTY', { field: 'drivers' });
  requirePositive(reach, 'reach');
  requireFinite(target, 'target');
  const factor = cholesky(correlation);
  // z = L u
  const shiftOf = (u: readonly number[]): number[] => factor.map((row) => dot(u, row));
  const valueAt = async (u: readonly number[]): Promise<number> => requireFinite(await value(shiftOf(u)), 'value');
  const noShift = new Array<number>(drivers).fill(0);
  const base = await valueAt(noShift);
  if (base <= target) return { shift: noShift, distance: 0, value: base, isReached: true };

  let u = noShift;
  let currentValue = base;
  let direction = noShift;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const gradient: number[] = [];
    for (let j = 0; j < drivers; j++)
      gradient.push(((await valueAt(u.map((coordinate, i) => (i === j ? coordinate - STEP : coordinate)))) - currentValue) / -STEP);
    const steepness = norm(gradient);
    if (steepness === 0) break;
    const next = scale(gradient, -1 / steepness);
    const change = norm(next.map((coordinate, i) => coordinate - direction[i]!));
    direction = next;
    if (change < CONVERGED) break;
    // u' = g (g.u - (v - target)) / |g|^2, limited to the reach
    const stepLength = (dot(gradient, u) - (currentValue - target)) / steepness ** 2;
    u = scale(gradient, stepLength);
    if (norm(u) > reach) u = scale(u, reach / norm(u));
    currentValue = await valueAt(u);
  }
  if (norm(direction) === 0) return { shift: noShift, distance: 0, value: base, isReached: false };

  // bisect along the direction for the first distance at which the value falls to the target
  let [lowerBound, upperBound] = [0, reach];
  let farValue = await valueAt(scale(direction, upperBound));
  if (farValue > target) return { shift: shiftOf(scale(direction, upperBound)), distance: upperBound, value: farValue, isReached: false };
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (lowerBound + upperBound) / 2;
    const middleValue = await valueAt(scale(direction, middle));
    if (middleValue > target) lowerBound = middle;
    else {
      upperBound = middle;
      farValue = middleValue;
    }
  }
  return { shift: shiftOf(scale(direction, upperBound)), distance: upperBound, value: farValue, isReached: true };
};
