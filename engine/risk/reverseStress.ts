import { OrebookError } from '#shared/contract/errors.ts';
import { requireFinite, requirePositive } from '../numberChecks.ts';
import { cholesky } from '../simulation/cholesky.ts';

export type ReverseStress = {
  /** The shift of each driver, standard deviations. */
  readonly shift: readonly number[];
  /** sqrt(z' C^-1 z): how far it lies from no shift. */
  readonly distance: number;
  readonly value: number;
  /** False where no shift within reach breaks the target; the shift is then the farthest in the direction that breaks it soonest. */
  readonly reached: boolean;
};

export type ReverseStressProblem = {
  /** What is watched, under a shift of the drivers; more is better. */
  readonly value: (shift: readonly number[]) => Promise<number>;
  readonly target: number;
  /** Of the drivers; positive definite. */
  readonly correlation: readonly (readonly number[])[];
  /** Distances beyond this are not looked at. */
  readonly reach: number;
};

/** Step of the difference quotients, standard deviations. */
const STEP = 0.1;
const MAX_ITERATIONS = 8;
/** A direction that turns by less than this is the last. */
const CONVERGED = 0.01;
const HALVINGS = 20;

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const norm = (a: readonly number[]): number => Math.sqrt(dot(a, a));
const scale = (a: readonly number[], by: number): number[] => a.map((value) => value * by);

/**
 * The least likely-distance shift z of correlated drivers that takes a value to a target: least sqrt(z' C^-1 z) with value(z) <= target.
 * Found in z = L u, L L' = C, by the steps of Hasofer, Lind, Rackwitz and Fiessler on difference quotients, then along the direction
 * found by halving; exact where the value is linear, a local least otherwise.
 * Errors: EMPTY, BAD_SHAPE (a matrix that is not positive definite), NOT_FINITE, OUT_OF_RANGE (a reach not above zero).
 * Source: Rackwitz and Fiessler 1978; docs/model/reverse-stress.md.
 */
export const reverseStress = async ({ value, target, correlation, reach }: ReverseStressProblem): Promise<ReverseStress> => {
  const drivers = correlation.length;
  if (drivers === 0) throw new OrebookError('EMPTY', { field: 'drivers' });
  requirePositive(reach, 'reach');
  requireFinite(target, 'target');
  const factor = cholesky(correlation);
  // z = L u
  const shiftOf = (u: readonly number[]): number[] => factor.map((row) => u.reduce((sum, one, j) => sum + row[j]! * one, 0));
  const at = async (u: readonly number[]): Promise<number> => requireFinite(await value(shiftOf(u)), 'value');
  const none = new Array<number>(drivers).fill(0);
  const base = await at(none);
  if (base <= target) return { shift: none, distance: 0, value: base, reached: true };

  let u = none;
  let here = base;
  let direction = none;
  for (let turn = 0; turn < MAX_ITERATIONS; turn++) {
    const gradient: number[] = [];
    for (let j = 0; j < drivers; j++) gradient.push(((await at(u.map((one, i) => (i === j ? one - STEP : one)))) - here) / -STEP);
    const steep = norm(gradient);
    if (steep === 0) break;
    const next = scale(gradient, -1 / steep);
    const turned = norm(next.map((one, i) => one - direction[i]!));
    direction = next;
    if (turned < CONVERGED) break;
    // u' = g (g.u - (v - target)) / |g|^2, kept within reach
    const along = (dot(gradient, u) - (here - target)) / steep ** 2;
    u = scale(gradient, along);
    if (norm(u) > reach) u = scale(u, reach / norm(u));
    here = await at(u);
  }
  if (norm(direction) === 0) return { shift: none, distance: 0, value: base, reached: false };

  // along the direction found: the first distance at which the target is broken
  let [near, far] = [0, reach];
  let found = await at(scale(direction, far));
  if (found > target) return { shift: shiftOf(scale(direction, far)), distance: far, value: found, reached: false };
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (near + far) / 2;
    const there = await at(scale(direction, middle));
    if (there > target) near = middle;
    else {
      far = middle;
      found = there;
    }
  }
  return { shift: shiftOf(scale(direction, far)), distance: far, value: found, reached: true };
};
