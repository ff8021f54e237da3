import { OrebookError } from '#shared/contract/errors.ts';
import { sum, sumBy } from '#shared/math.ts';
import { requireWhole, requireWithin } from '../numberChecks.ts';

type Matrix = readonly (readonly number[])[];

/** Rows entered to a few decimals sum to 1 within this. */
const ROW_TOLERANCE = 1e-9;

/** Returns the size of a transition matrix. Errors: EMPTY, BAD_SHAPE (not square), NOT_FINITE, OUT_OF_RANGE (rows that don't sum to 1). */
const requireTransition = (transition: Matrix): number => {
  const n = transition.length;
  if (n === 0) throw new OrebookError('EMPTY', { field: 'transition' });
  for (const [i, row] of transition.entries()) {
    if (row.length !== n) throw new OrebookError('BAD_SHAPE', { field: `transition.${i}`, length: row.length });
    const rowSum = sumBy(row, (p, j) => requireWithin(p, `transition.${i}.${j}`, 0, 1));
    requireWithin(rowSum, `transition.${i}`, 1 - ROW_TOLERANCE, 1 + ROW_TOLERANCE);
  }
  return n;
};

/**
 * Computes the long-run shares of the states of a Markov chain with one closed class; entry (i, j) is the probability of moving from i
 * to j. Errors: EMPTY, BAD_SHAPE, NOT_FINITE, OUT_OF_RANGE; BAD_SHAPE with rule `irreducible` if the shares depend on the start.
 * Source: Grassmann, Taksar and Heyman 1985 (elimination without subtraction); docs/model/regimes.md.
 */
export const stationaryDistribution = (transition: Matrix): number[] => {
  const n = requireTransition(transition);
  const order = closedClass(transition);
  const size = order.length;
  const a = order.map((i) => order.map((j) => transition[i]![j]!));
  // eliminate the last state, then the one before it, and so on: p_ij += p_ik p_kj / sum_{m<k} p_km
  for (let k = size - 1; k > 0; k--) {
    let exit = 0;
    for (let m = 0; m < k; m++) exit += a[k]![m]!;
    for (let i = 0; i < k; i++) {
      a[i]![k]! /= exit;
      for (let j = 0; j < k; j++) a[i]![j]! += a[i]![k]! * a[k]![j]!;
    }
  }
  const weights = [1];
  for (let k = 1; k < size; k++) {
    let weight = 0;
    for (let i = 0; i < k; i++) weight += weights[i]! * a[i]![k]!;
    weights.push(weight);
  }
  const totalWeight = sum(weights);
  const shares = new Array<number>(n).fill(0);
  order.forEach((state, k) => {
    shares[state] = weights[k]! / totalWeight;
  });
  return shares;
};

/** For each state the states that it can reach, itself included. */
const reachableStates = (transition: Matrix): boolean[][] => {
  const reach = transition.map((row, i) => row.map((p, j) => i === j || p > 0));
  for (let k = 0; k < reach.length; k++) {
    for (const row of reach) {
      if (row[k]) for (let j = 0; j < reach.length; j++) row[j] ||= reach[k]![j]!;
    }
  }
  return reach;
};

/** The states of the only closed class; every other state is transient and has no long-run share. */
const closedClass = (transition: Matrix): number[] => {
  const reach = reachableStates(transition);
  const states = reach.map((_, i) => i);
  const closedStates = states.filter((i) => states.every((j) => !reach[i]![j] || reach[j]![i]));
  const firstClosed = closedStates[0]!;
  if (closedStates.some((i) => !reach[firstClosed]![i])) throw new OrebookError('BAD_SHAPE', { field: 'transition', rule: 'irreducible' });
  return closedStates;
};

/**
 * Computes the distribution over the states after a whole number of steps from `start`, whose entries sum to 1.
 * Errors: EMPTY, BAD_SHAPE, NOT_FINITE, OUT_OF_RANGE.
 */
export const distributionAfter = (transition: Matrix, start: readonly number[], steps: number): number[] => {
  const n = requireTransition(transition);
  if (start.length !== n) throw new OrebookError('BAD_SHAPE', { field: 'start', length: start.length });
  const total = sumBy(start, (p, i) => requireWithin(p, `start.${i}`, 0, 1));
  requireWithin(total, 'start', 1 - ROW_TOLERANCE, 1 + ROW_TOLERANCE);
  requireWhole(steps, 'steps', 0);
  let distribution = [...start];
  for (let step = 0; step < steps; step++) {
    // p' = p P
    distribution = distribution.map((_, j) => sumBy(distribution, (p, i) => p * transition[i]![j]!));
  }
  return distribution;
};

/**
 * Expected number of steps in a state from entering it until leaving it, 1 / (1 - p_ii).
 * Errors: EMPTY, BAD_SHAPE, NOT_FINITE, OUT_OF_RANGE (no such state, or an absorbing one).
 */
export const expectedDuration = (transition: Matrix, state: number): number => {
  const n = requireTransition(transition);
  requireWithin(requireWhole(state, 'state', 0), 'state', 0, n - 1);
  let exit = 0;
  for (const [j, p] of transition[state]!.entries()) if (j !== state) exit += p;
  if (exit === 0) throw new OrebookError('OUT_OF_RANGE', { field: `transition.${state}.${state}`, below: 1, value: 1 });
  return 1 / exit;
};
