import { OrebookError } from '#shared/contract/errors.ts';
import { quantileOfSorted } from '../statistics/quantile.ts';
import { CONFIDENCE, type Estimated } from './spread.ts';

/** What a change does to outcomes on the same paths, in their unit: after less before, each with its standard error. */
export type PairedChange = {
  readonly mean: Estimated;
  /** Of the mean of the worst twentieth, each world's own. */
  readonly tailMean: Estimated;
  readonly shortfall: Estimated;
};

const TAIL = 1 - CONFIDENCE;

/** Mean, tail mean, and how far each path moves the tail mean. */
const world = (outcomes: Float64Array) => {
  const n = outcomes.length;
  const sorted = outcomes.slice().sort();
  const mean = outcomes.reduce((sum, value) => sum + value, 0) / n;
  // the worst (1 - c) n outcomes, the boundary one in part
  const count = TAIL * n;
  const whole = Math.floor(count + 1e-9);
  let worst = 0;
  for (let i = 0; i < whole; i++) worst += sorted[i]!;
  const tail = (worst + (count - whole > 1e-9 ? (count - whole) * sorted[whole]! : 0)) / (count - whole > 1e-9 ? count : whole);
  const boundary = quantileOfSorted(sorted, TAIL);
  // influence on the tail mean: q - max(0, q - x) / (1 - c)
  return { mean, tail, onTail: (x: number) => boundary - Math.max(0, boundary - x) / TAIL };
};

/** sd / sqrt n of what every path says of a change. */
const errorOf = (n: number, said: (path: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += said(i);
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (said(i) - sum / n) ** 2;
  return n > 1 ? Math.sqrt(squares / (n - 1) / n) : 0;
};

/**
 * Change of mean, tail mean (95 %) and expected shortfall between two worlds that share their draws: entry i of both is path i. Standard
 * errors from the differences of the paths' influences (Hampel 1974), so that what both worlds share cancels. Errors: EMPTY, BAD_SHAPE
 * (as many paths), NOT_FINITE.
 */
export const pairedChange = (before: Float64Array, after: Float64Array): PairedChange => {
  const n = before.length;
  if (n === 0) throw new OrebookError('EMPTY', { field: 'outcomes' });
  if (after.length !== n) throw new OrebookError('BAD_SHAPE', { field: 'outcomes', length: after.length });
  const [was, is] = [world(before), world(after)];
  if (!Number.isFinite(was.mean) || !Number.isFinite(is.mean)) throw new OrebookError('NOT_FINITE', { field: 'outcomes' });
  const moved = (i: number) => after[i]! - before[i]!;
  const tailMoved = (i: number) => is.onTail(after[i]!) - was.onTail(before[i]!);
  const [mean, tail] = [is.mean - was.mean, is.tail - was.tail];
  return {
    mean: { value: mean, error: errorOf(n, moved) },
    tailMean: { value: tail, error: errorOf(n, tailMoved) },
    shortfall: { value: mean - tail, error: errorOf(n, (i) => moved(i) - tailMoved(i)) },
  };
};
