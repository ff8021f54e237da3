import { OrebookError } from '#shared/contract/errors.ts';
import { requireWhole, requireWithin } from '../numberChecks.ts';

type Matrix = readonly (readonly number[])[];

/** Rows typed to a few decimals sum to 1 within this. */
const ROW_TOLERANCE = 1e-9;

/** Size of a square matrix of probabilities whose rows sum to 1. */
const checkTransition = (transition: Matrix): number => {
  const n = transition.length;
  if (n === 0) throw new OrebookError('EMPTY', { field: 'transition' });
  for (const [i, row] of transition.entries()) {
    if (row.length !== n) throw new OrebookError('BAD_SHAPE', { field: `transition.${i}`, length: row.length });
    let sum = 0;
    for (const [j, p] of row.entries()) sum += requireWithin(p, `transition.${i}.${j}`, 0, 1);
    requireWithin(sum, `transition.${i}`, 1 - ROW_TOLERANCE, 1 + ROW_TOLERANCE);
  }
  return n;
};

/**
 * Long-run shares of the states of a Markov chain with one closed class; entry (i, j) is the probability of going from i to j.
 * Errors: EMPTY, BAD_SHAPE, NOT_FINITE, OUT_OF_RANGE; BAD_SHAPE with rule `irreducible` where the shares depend on the start.
 * Source: Grassmann, Taksar and Heyman 1985 (elimination without subtraction); docs/model/regimes.md.
 */
export const stationaryDistribution = (transition: Matrix): number[] => {
  const n = checkTransition(transition);
  const order = closedClass(transition);
  const size = order.length;
  const a = order.map((i) => order.map((j) => transition[i]![j]!));
  // Fold the last state into the others, again and again: p_ij += p_ik p_kj / sum_{m<k} p_km
  for (let k = size - 1; k > 0; k--) {
    let leave = 0;
    for (let m = 0; m < k; m++) leave += a[k]![m]!;
    for (let i = 0; i < k; i++) {
      a[i]![k]! /= leave;
      for (let j = 0; j < k; j++) a[i]![j]! += a[i]![k]! * a[k]![j]!;
    }
  }
  const weights = [1];
  for (let k = 1; k < size; k++) {
    let weight = 0;
    for (let i = 0; i < k; i++) weight += weights[i]! * a[i]![k]!;
    weights.push(weight);
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const shares = new Array<number>(n).fill(0);
  order.forEach((state, k) => {
    shares[state] = weights[k]! / sum;
  });
  return shares;
};

/** States that each state can reach, itself included. */
const reachableStates = (transition: Matrix): boolean[][] => {
  const reach = transition.map((row, i) => row.map((p, j) => i === j || p > 0));
  for (let k = 0; k < reach.length; k++) {
    for (const row of reach) {
      if (row[k]) for (let j = 0; j < reach.length; j++) row[j] ||= reach[k]![j]!;
    }
  }
  return reach;
};

/** The states of the one closed class; the others are left for good and hold no long-run share. */
const closedClass = (transition: Matrix): number[] => {
  const reach = reachableStates(transition);
  const states = reach.map((_, i) => i);
  const closed = states.filter((i) => states.every((j) => !reach[i]![j] || reach[j]![i]));
  const first = closed[0]!;
  if (closed.some((i) => !reach[first]![i])) throw new OrebookError('BAD_SHAPE', { field: 'transition', rule: 'irreducible' });
  return closed;
};

/**
 * Distribution over the states after a whole number of steps from `start`, whose entries sum to 1.
 * Errors: EMPTY, BAD_SHAPE, NOT_FINITE, OUT_OF_RANGE.
 */
export const distributionAfter = (transition: Matrix, start: readonly number[], steps: number): number[] => {
  const n = checkTransition(transition);
  if (start.length !== n) throw new OrebookError('BAD_SHAPE', { field: 'start', length: start.length });
  let sum = 0;
  for (const [i, p] of start.entries()) sum += requireWithin(p, `start.${i}`, 0, 1);
  requireWithin(sum, 'start', 1 - ROW_TOLERANCE, 1 + ROW_TOLERANCE);
  requireWhole(steps, 'steps', 0);
  let now = [...start];
  for (let step = 0; step < steps; step++) {
    // p' = p P
    now = now.map((_, j) => now.reduce((total, p, i) => total + p * transition[i]![j]!, 0));
  }
  return now;
};

/**
 * Expected number of steps spent in a state from entering it until leaving it, 1 / (1 - p_ii).
 * Errors: EMPTY, BAD_SHAPE, NOT_FINITE, OUT_OF_RANGE (no such state, or one that is never left).
 */
export const expectedDuration = (transition: Matrix, state: number): number => {
  const n = checkTransition(transition);
  requireWithin(requireWhole(state, 'state', 0), 'state', 0, n - 1);
  let leave = 0;
  for (const [j, p] of transition[state]!.entries()) if (j !== state) leave += p;
  if (leave === 0) throw new OrebookError('OUT_OF_RANGE', { field: `transition.${state}.${state}`, below: 1, value: 1 });
  return 1 / leave;
};
