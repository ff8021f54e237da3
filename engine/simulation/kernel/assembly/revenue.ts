// Revenue of contracts whose tonnes are the same on every path, and moments of revenue, as in referenceKernel.ts.
import { ARGUMENTS_AT, ROW_BYTES, SCRATCH_AT } from '../layout';
import { RowMoments } from './argumentBlocks';
import { addAt, clamp, PAIR_BYTES, sumOfLanes } from './pair';

/** Bytes of a run of sales: address of the first month's price, number of months, then 8 bytes each on weight, low and high. */
const RUN_BYTES = 32;

@inline function addClamped(sum: v128, price: v128, low: v128, high: v128): v128 {
  return f64x2.add(sum, clamp(price, low, high));
}

/** Adds weight x sum to the pair at an address. */
@inline function addWeighted(at: i32, weight: v128, sum: v128): void {
  addAt(at, f64x2.mul(weight, sum));
}

export function bookClampedSales(runsAt: i32, runs: i32, intoAt: i32, base: f64): void {
  const start = f64x2.splat(base);
  for (let at = intoAt; at < intoAt + ROW_BYTES; at += PAIR_BYTES) v128.store(at, start);
  const end = runsAt + runs * RUN_BYTES;
  for (let run = runsAt; run < end; run += RUN_BYTES) {
    const monthsEnd = load<i32>(run, 4) * ROW_BYTES;
    const weight = v128.load64_splat(run, 8);
    const low = v128.load64_splat(run, 16);
    const high = v128.load64_splat(run, 24);
    // eight sums in registers
    for (let at = 0; at < ROW_BYTES; at += 8 * PAIR_BYTES) {
      let s0 = f64x2.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let s4 = s0;
      let s5 = s0;
      let s6 = s0;
      let s7 = s0;
      const first = load<i32>(run) + at;
      for (let price = first; price < first + monthsEnd; price += ROW_BYTES) {
        s0 = addClamped(s0, v128.load(price), low, high);
        s1 = addClamped(s1, v128.load(price, 16), low, high);
        s2 = addClamped(s2, v128.load(price, 32), low, high);
        s3 = addClamped(s3, v128.load(price, 48), low, high);
        s4 = addClamped(s4, v128.load(price, 64), low, high);
        s5 = addClamped(s5, v128.load(price, 80), low, high);
        s6 = addClamped(s6, v128.load(price, 96), low, high);
        s7 = addClamped(s7, v128.load(price, 112), low, high);
      }
      const into = intoAt + at;
      addWeighted(into, weight, s0);
      addWeighted(into + 16, weight, s1);
      addWeighted(into + 32, weight, s2);
      addWeighted(into + 48, weight, s3);
      addWeighted(into + 64, weight, s4);
      addWeighted(into + 80, weight, s5);
      addWeighted(into + 96, weight, s6);
      addWeighted(into + 112, weight, s7);
    }
  }
}

/**
 * Merges mean and squared deviations of the first `count` lanes of a row into those of `pathsBefore` values (Chan, Golub and LeVeque 1983). Their
 * sums are taken about the first lane, in one pass that loses no digits.
 */
function mergeMoments(row: i32, count: i32, pathsBefore: i32, meanAt: i32, squaresAt: i32): void {
  const end = row + (count << 3);
  const origin = load<f64>(row);
  // the lane after an odd number of them belongs to no path
  if ((count & 1) !== 0) store<f64>(end, origin);
  const origins = f64x2.splat(origin);
  let sums = f64x2.splat(0);
  let squares = sums;
  for (let at = row; at < end; at += PAIR_BYTES) {
    const distance = f64x2.sub(v128.load(at), origins);
    sums = f64x2.add(sums, distance);
    squares = f64x2.add(squares, f64x2.mul(distance, distance));
  }
  const n = <f64>count;
  const sum = sumOfLanes(sums);
  const distance = sum / n;
  const delta = origin + distance - load<f64>(meanAt);
  const total = <f64>pathsBefore + n;
  store<f64>(meanAt, load<f64>(meanAt) + (delta * n) / total);
  const deviations = sumOfLanes(squares) - sum * distance;
  store<f64>(squaresAt, load<f64>(squaresAt) + (deviations + (delta * delta * <f64>pathsBefore * n) / total));
}

export function mergeRowMoments(): void {
  const moments = changetype<RowMoments>(<usize>ARGUMENTS_AT);
  const count = moments.count;
  const pathsBefore = moments.pathsBefore;
  const end = moments.rowsAt + moments.years * ROW_BYTES;
  let into = moments.intoAt;
  for (let row = moments.rowsAt; row < end; row += ROW_BYTES, into += 8) {
    mergeMoments(row, count, pathsBefore, into, into + moments.squaresOffset);
  }
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    let sum = f64x2.splat(0);
    for (let row = moments.rowsAt; row < end; row += ROW_BYTES) sum = f64x2.add(sum, v128.load(row + at));
    v128.store(SCRATCH_AT + at, sum);
  }
  mergeMoments(SCRATCH_AT, count, pathsBefore, moments.totalAt, moments.totalAt + moments.squaresOffset);
}

export function addRows(fromAt: i32, intoAt: i32, rows: i32): void {
  const end = fromAt + rows * ROW_BYTES;
  for (; fromAt < end; fromAt += 2 * PAIR_BYTES, intoAt += 2 * PAIR_BYTES) {
    addAt(intoAt, v128.load(fromAt));
    addAt(intoAt + PAIR_BYTES, v128.load(fromAt, PAIR_BYTES));
  }
}
