// Revenue of contracts whose tonnes are the same on every path, and moments of revenue, as in referenceKernel.ts.
import { ARGUMENTS_AT, ROW_BYTES, SCRATCH_AT } from '../layout';
import { RowMoments } from './argumentBlocks';
import { addAt, clamp, firstLaneOnly, PAIR_BYTES, sumOfLanes } from './pair';

/** Bytes of an entry: address of a price's lanes, then 8 bytes each on weight, low and high. */
export const ENTRY_BYTES = 32;

@inline export function addSale(sum: v128, price: v128, weight: v128, low: v128, high: v128): v128 {
  return f64x2.add(sum, f64x2.mul(weight, clamp(price, low, high)));
}

export function addClampedSales(entriesAt: i32, entries: i32, intoAt: i32, base: f64): void {
  const end = entriesAt + entries * ENTRY_BYTES;
  const start = f64x2.splat(base);
  for (let at = 0; at < ROW_BYTES; at += 8 * PAIR_BYTES) {
    // eight sums in registers, so that an entry is loaded once for sixteen lanes
    const into = intoAt + at;
    let s0 = f64x2.add(v128.load(into), start);
    let s1 = f64x2.add(v128.load(into, 16), start);
    let s2 = f64x2.add(v128.load(into, 32), start);
    let s3 = f64x2.add(v128.load(into, 48), start);
    let s4 = f64x2.add(v128.load(into, 64), start);
    let s5 = f64x2.add(v128.load(into, 80), start);
    let s6 = f64x2.add(v128.load(into, 96), start);
    let s7 = f64x2.add(v128.load(into, 112), start);
    for (let entry = entriesAt; entry < end; entry += ENTRY_BYTES) {
      const price = load<i32>(entry) + at;
      const weight = v128.load64_splat(entry, 8);
      const low = v128.load64_splat(entry, 16);
      const high = v128.load64_splat(entry, 24);
      s0 = addSale(s0, v128.load(price), weight, low, high);
      s1 = addSale(s1, v128.load(price, 16), weight, low, high);
      s2 = addSale(s2, v128.load(price, 32), weight, low, high);
      s3 = addSale(s3, v128.load(price, 48), weight, low, high);
      s4 = addSale(s4, v128.load(price, 64), weight, low, high);
      s5 = addSale(s5, v128.load(price, 80), weight, low, high);
      s6 = addSale(s6, v128.load(price, 96), weight, low, high);
      s7 = addSale(s7, v128.load(price, 112), weight, low, high);
    }
    v128.store(into, s0);
    v128.store(into, s1, 16);
    v128.store(into, s2, 32);
    v128.store(into, s3, 48);
    v128.store(into, s4, 64);
    v128.store(into, s5, 80);
    v128.store(into, s6, 96);
    v128.store(into, s7, 112);
  }
}

/** Merges mean and squared deviations of the first `count` lanes of a row into those of `before` values (Chan, Golub and LeVeque 1983). */
function mergeMoments(row: i32, count: i32, before: i32, meanAt: i32, squaresAt: i32): void {
  const end = row + (count << 3);
  const lastWhole = end - PAIR_BYTES;
  let sum = f64x2.splat(0);
  for (let at = row; at < end; at += PAIR_BYTES) {
    let x = v128.load(at);
    if (at > lastWhole) x = v128.and(firstLaneOnly(), x);
    sum = f64x2.add(sum, x);
  }
  const n = <f64>count;
  const mean = sumOfLanes(sum) / n;
  const means = f64x2.splat(mean);
  sum = f64x2.splat(0);
  for (let at = row; at < end; at += PAIR_BYTES) {
    let deviation = f64x2.sub(v128.load(at), means);
    if (at > lastWhole) deviation = v128.and(firstLaneOnly(), deviation);
    sum = f64x2.add(sum, f64x2.mul(deviation, deviation));
  }
  const delta = mean - load<f64>(meanAt);
  const total = <f64>before + n;
  store<f64>(meanAt, load<f64>(meanAt) + (delta * n) / total);
  store<f64>(squaresAt, load<f64>(squaresAt) + (sumOfLanes(sum) + (delta * delta * <f64>before * n) / total));
}

export function mergeRowMoments(): void {
  const moments = changetype<RowMoments>(<usize>ARGUMENTS_AT);
  const count = moments.count;
  const before = moments.before;
  const end = moments.rowsAt + moments.years * ROW_BYTES;
  let into = moments.intoAt;
  for (let row = moments.rowsAt; row < end; row += ROW_BYTES, into += 8) {
    mergeMoments(row, count, before, into, into + moments.squaresOffset);
  }
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    let sum = f64x2.splat(0);
    for (let row = moments.rowsAt; row < end; row += ROW_BYTES) sum = f64x2.add(sum, v128.load(row + at));
    v128.store(SCRATCH_AT + at, sum);
  }
  mergeMoments(SCRATCH_AT, count, before, moments.totalAt, moments.totalAt + moments.squaresOffset);
}

export function addRows(fromAt: i32, intoAt: i32, rows: i32): void {
  const end = fromAt + rows * ROW_BYTES;
  for (; fromAt < end; fromAt += 2 * PAIR_BYTES, intoAt += 2 * PAIR_BYTES) {
    addAt(intoAt, v128.load(fromAt));
    addAt(intoAt + PAIR_BYTES, v128.load(fromAt, PAIR_BYTES));
  }
}
