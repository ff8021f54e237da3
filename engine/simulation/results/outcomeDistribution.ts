import { OrebookError } from '#shared/contract/errors.ts';
import type { DrawMethod } from '#shared/domain/simulation.ts';
import { mean } from '#shared/math.ts';
import { placeOrderStatistics, sortAscending } from '../../statistics/orderStatistics.ts';
import { quantileOfSorted } from '../../statistics/quantile.ts';
import { REPLICATES, standardErrorOfReplicates } from '../draws/quasiRandomPoints.ts';

/** A simulated figure with its standard error. */
export type Estimate = { readonly value: number; readonly error: number };

/** Distribution of outcomes; outcomes' unit. Part of stored results: names can't change. */
export type OutcomeDistribution = {
  readonly mean: Estimate;
  readonly sd: Estimate;
  /** Type 7, by probability as in `QUANTILE_PROBABILITIES`. */
  readonly quantiles: readonly (Estimate & { readonly probability: number })[];
  /** Mean of the worst 5 %. */
  readonly tailMean: Estimate;
  /** Mean less tail mean. */
  readonly shortfall: Estimate;
  /** Mean less the 5 % quantile. */
  readonly atRisk: Estimate;
};

/** Probabilities of the quantiles of a distribution. */
export const QUANTILE_PROBABILITIES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99] as const;

/** Probabilities of a fan chart: the 5-95 % and 25-75 % ranges and the median. */
export const FAN_PROBABILITIES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** Buffer for ordering outcomes; reused, because a run has about a hundred fans of equal length. */
let fanScratch = new Float64Array(0);

/** Computes the quantiles (type 7) at the probabilities of a fan. */
export const fanQuantiles = (outcomes: ArrayLike<number>): number[] => {
  if (fanScratch.length !== outcomes.length) fanScratch = new Float64Array(outcomes.length);
  const values = fanScratch;
  values.set(outcomes);
  const last = values.length - 1;
  // a quantile reads two order statistics: only those are put in place
  placeOrderStatistics(
    values,
    FAN_PROBABILITIES.flatMap((probability) => [Math.floor(last * probability), Math.min(last, Math.floor(last * probability) + 1)]),
  );
  return FAN_PROBABILITIES.map((probability) => quantileOfSorted(values, probability));
};

/** Confidence of tail figures. */
export const CONFIDENCE = 0.95;

/** Buffer for the values of a standard error; reused. */
let errorScratch = new Float64Array(0);

/** Standard error of the mean of a value of each of n paths: sd / sqrt n with random draws, from replicates with quasi-random ones. */
export const standardErrorOf = (n: number, valueAt: (path: number) => number, draws: DrawMethod = 'random'): number => {
  if (draws === 'quasi-random') {
    const sums = new Float64Array(REPLICATES);
    for (let i = 0; i < n; i++) sums[i % REPLICATES]! += valueAt(i);
    return standardErrorOfReplicates(sums, n);
  }
  if (errorScratch.length !== n) errorScratch = new Float64Array(n);
  const values = errorScratch;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    values[i] = valueAt(i);
    sum += values[i]!;
  }
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) * (values[i]! - mean);
  return n > 1 ? Math.sqrt(squares / (n - 1) / n) : 0;
};

/** Standard error of the mean of values, entry i of path i. */
export const standardErrorOfMean = (values: Float64Array, draws?: DrawMethod): number =>
  standardErrorOf(values.length, (i) => values[i]!, draws);

/** Mean of the worst (1 - c) n outcomes, the boundary outcome in part, and the influence of an outcome on it. They ascend. */
export const tailOfSorted = (sortedOutcomes: Float64Array, confidence: number) => {
  const share = 1 - confidence;
  const count = share * sortedOutcomes.length;
  const wholeCount = Math.floor(count + 1e-9);
  let worstSum = 0;
  for (let i = 0; i < wholeCount; i++) worstSum += sortedOutcomes[i]!;
  const tail = count - wholeCount > 1e-9 ? (worstSum + (count - wholeCount) * sortedOutcomes[wholeCount]!) / count : worstSum / wholeCount;
  const boundary = quantileOfSorted(sortedOutcomes, share);
  // influence = q - max(0, q - x) / (1 - c)
  return { tail, influence: (x: number) => boundary - Math.max(0, boundary - x) / share };
};

/**
 * Estimates the quantile (type 7) of outcomes in ascending order; its standard error from the order statistics one binomial standard error
 * to either side.
 */
export const estimateQuantile = (sortedOutcomes: Float64Array, probability: number): Estimate => {
  const step = Math.sqrt((probability * (1 - probability)) / sortedOutcomes.length);
  const valueBelow = quantileOfSorted(sortedOutcomes, Math.max(0, probability - step));
  const valueAbove = quantileOfSorted(sortedOutcomes, Math.min(1, probability + step));
  return { value: quantileOfSorted(sortedOutcomes, probability), error: (valueAbove - valueBelow) / 2 };
};

/**
 * Estimates the mean of the worst (1 - c) n of outcomes in ascending order, with its standard error from the influence function.
 * `quasiRandom`: the same outcomes, entry i of path i, where they have quasi-random draws and their error comes from replicates.
 */
export const estimateTailMean = (sortedOutcomes: Float64Array, confidence: number, quasiRandom?: Float64Array): Estimate => {
  const { tail, influence } = tailOfSorted(sortedOutcomes, confidence);
  const outcomes = quasiRandom ?? sortedOutcomes;
  return { value: tail, error: standardErrorOf(sortedOutcomes.length, (i) => influence(outcomes[i]!), quasiRandom && 'quasi-random') };
};

/** Tail mean, and mean less tail mean, with their standard errors. */
const estimateTail = (outcomes: Float64Array, sortedOutcomes: Float64Array, average: number, confidence: number, draws?: DrawMethod) => {
  const { tail, influence } = tailOfSorted(sortedOutcomes, confidence);
  const n = outcomes.length;
  return {
    tailMean: { value: tail, error: standardErrorOf(n, (i) => influence(outcomes[i]!), draws) },
    shortfall: { value: average - tail, error: standardErrorOf(n, (i) => outcomes[i]! - influence(outcomes[i]!), draws) },
  };
};

/** Mean of outcomes. Errors: EMPTY, NOT_FINITE. */
export const meanOutcome = (outcomes: Float64Array): number => {
  const value = mean(outcomes);
  if (outcomes.length === 0) throw new OrebookError('EMPTY', { field: 'outcomes' });
  if (!Number.isFinite(value)) throw new OrebookError('NOT_FINITE', { field: 'outcomes' });
  return value;
};

/**
 * Estimates the expected shortfall against the mean of equally likely outcomes at a confidence (0..1, 1 excluded), with its standard error
 * from the influence function. Errors: EMPTY, NOT_FINITE.
 */
export const estimateShortfall = (outcomes: Float64Array, confidence: number): Estimate =>
  estimateTail(outcomes, sortAscending(outcomes.slice()), meanOutcome(outcomes), confidence).shortfall;

/**
 * Summarises equally likely outcomes, entry i of path i. Standard errors: of mean, sd, tail mean and shortfall from their influence
 * functions (Hampel 1974), by replicates with quasi-random draws; of a quantile from the order statistics one binomial standard error to
 * either side, as of independent paths. Errors: EMPTY, NOT_FINITE.
 */
export const summariseOutcomes = (outcomes: Float64Array, draws: DrawMethod = 'random'): OutcomeDistribution => {
  const n = outcomes.length;
  const average = meanOutcome(outcomes);
  const sortedOutcomes = sortAscending(outcomes.slice());
  let squares = 0;
  for (const value of outcomes) squares += (value - average) ** 2;
  const variance = n > 1 ? squares / (n - 1) : 0;
  const sd = Math.sqrt(variance);
  const { tailMean, shortfall } = estimateTail(outcomes, sortedOutcomes, average, CONFIDENCE, draws);
  const meanError = draws === 'random' ? sd / Math.sqrt(n) : standardErrorOfMean(outcomes, draws);
  const tailQuantile = estimateQuantile(sortedOutcomes, 1 - CONFIDENCE);
  return {
    mean: { value: average, error: meanError },
    sd: { value: sd, error: sd === 0 ? 0 : standardErrorOf(n, (i) => ((outcomes[i]! - average) ** 2 - variance) / (2 * sd), draws) },
    quantiles: QUANTILE_PROBABILITIES.map((probability) => ({ probability, ...estimateQuantile(sortedOutcomes, probability) })),
    tailMean,
    shortfall,
    // mean and quantile are positively correlated: the root of their squared errors is an upper bound
    atRisk: { value: average - tailQuantile.value, error: Math.hypot(tailQuantile.error, meanError) },
  };
};
