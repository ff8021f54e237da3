// The draws of draws/philox.ts and draws/elementary.ts: the same operations in the same order, so the same bits.
import { ARGUMENTS_AT, LIST_AT, MONTHS_PER_BLOCK, ROW_BYTES, SCRATCH_AT } from '../layout';
import { DrawCounter } from './argumentBlocks';
import { CENTRAL_RANGE, storeCentralInverseNormals, tailInverseNormal } from './elementary';
import { appendLanes, both, HALF, PAIR_BYTES } from './pair';

const MULTIPLIER_0: i32 = <i32>memory.data<u32>([0xd2511f53]);
const MULTIPLIER_1: i32 = <i32>memory.data<u32>([0xcd9e8d57]);
const WEYL_0: i32 = <i32>memory.data<u32>([0x9e3779b9]);
const WEYL_1: i32 = <i32>memory.data<u32>([0xbb67ae85]);
/** Upper half of the double 2^52. */
const UPPER_HALF: i32 = <i32>memory.data<u32>([0x43300000]);

/** 2^52 - 0.5, and 2^-32. */
const TWO_TO_52_LESS_HALF: i32 = <i32>memory.data<f64>([4503599627370495.5]);
const UNIT: i32 = <i32>memory.data<f64>([2.3283064365386963e-10]);

/** Upper 32 bits of the products of four words. */
@inline function upperHalves(a: v128, b: v128): v128 {
  return i32x4.shuffle(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b), 1, 3, 5, 7);
}

/** Lower 32 bits of the products of four words. */
@inline function lowerHalves(a: v128, b: v128): v128 {
  return i32x4.shuffle(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b), 0, 2, 4, 6);
}

@inline function xor3(a: v128, b: v128, c: v128): v128 {
  return v128.xor(v128.xor(a, b), c);
}

/** (word + 0.5) / 2^32 of two words, each beside the upper half of 2^52: together they are the double 2^52 + word. */
@inline function uniformOf(words: v128): v128 {
  return f64x2.mul(both(UNIT), f64x2.sub(words, both(TWO_TO_52_LESS_HALF)));
}

/** Writes the uniforms of eight words. */
@inline function storeUniforms(at: i32, first: v128, second: v128): void {
  const upper = v128.load32_splat(UPPER_HALF);
  v128.store(at, uniformOf(i32x4.shuffle(first, upper, 0, 4, 1, 5)));
  v128.store(at, uniformOf(i32x4.shuffle(first, upper, 2, 6, 3, 7)), PAIR_BYTES);
  v128.store(at, uniformOf(i32x4.shuffle(second, upper, 0, 4, 1, 5)), 2 * PAIR_BYTES);
  v128.store(at, uniformOf(i32x4.shuffle(second, upper, 2, 6, 3, 7)), 3 * PAIR_BYTES);
}

/** Writes the uniforms of the counters (path, block, kind, entity) of the first paths, their count rounded up to a multiple of eight. */
function fillUniforms(counter: DrawCounter, outAt: i32): void {
  const m0 = v128.load32_splat(MULTIPLIER_0);
  const m1 = v128.load32_splat(MULTIPLIER_1);
  const step0 = v128.load32_splat(WEYL_0);
  const step1 = v128.load32_splat(WEYL_1);
  const first0 = i32x4.splat(counter.key0);
  const first1 = i32x4.splat(counter.key1);
  // the first round as far as all paths share it
  const kinds = <u64>(<u32>counter.kind) * <u64>load<u32>(MULTIPLIER_1);
  const after0 = i32x4.splat(<i32>(kinds >> 32) ^ counter.block ^ counter.key0);
  const after1 = i32x4.splat(<i32>kinds);
  const before2 = i32x4.splat(counter.entity ^ counter.key1);
  let paths = counter.pathsAt;
  const end = outAt + (counter.count << 3);
  for (let out = outAt; out < end; out += 4 * PAIR_BYTES, paths += 2 * PAIR_BYTES) {
    // two groups of four paths side by side, so that all units of the processor work
    const a = v128.load(paths);
    const b = v128.load(paths, PAIR_BYTES);
    let a0 = after0;
    let a1 = after1;
    let a2 = v128.xor(before2, upperHalves(a, m0));
    let a3 = lowerHalves(a, m0);
    let b0 = after0;
    let b1 = after1;
    let b2 = v128.xor(before2, upperHalves(b, m0));
    let b3 = lowerHalves(b, m0);
    let w0 = first0;
    let w1 = first1;
    for (let rounds = 9; rounds > 0; rounds--) {
      w0 = i32x4.add(w0, step0);
      w1 = i32x4.add(w1, step1);
      const nextA0 = xor3(a1, w0, upperHalves(a2, m1));
      a1 = lowerHalves(a2, m1);
      a2 = xor3(a3, w1, upperHalves(a0, m0));
      a3 = lowerHalves(a0, m0);
      a0 = nextA0;
      const nextB0 = xor3(b1, w0, upperHalves(b2, m1));
      b1 = lowerHalves(b2, m1);
      b2 = xor3(b3, w1, upperHalves(b0, m0));
      b3 = lowerHalves(b0, m0);
      b0 = nextB0;
    }
    storeUniforms(out, a0, b0);
    storeUniforms(out + ROW_BYTES, a1, b1);
    storeUniforms(out + 2 * ROW_BYTES, a2, b2);
    storeUniforms(out + 3 * ROW_BYTES, a3, b3);
  }
}

/** Copies a pair of uniforms p; returns p - 0.5. */
@inline function keepUniforms(from: i32, into: i32): v128 {
  const p = v128.load(from);
  v128.store(into, p);
  return f64x2.sub(p, both(HALF));
}

/** Appends the lanes whose p - 0.5 lies in a tail. */
@inline function appendTails(listEnd: i32, at: i32, q: v128): i32 {
  return appendLanes(listEnd, at, i64x2.bitmask(f64x2.gt(f64x2.abs(q), both(CENTRAL_RANGE))));
}

/** Replaces the uniforms of a row by standard normals. */
function convertToNormals(row: i32, count: i32): void {
  // all go through the function of the centre first; about one in seven lies in a tail, is listed and computed again
  let listEnd = LIST_AT;
  const end = ((count + 7) & -8) << 3;
  for (let at = 0; at < end; at += 4 * PAIR_BYTES) {
    const q0 = keepUniforms(row + at, SCRATCH_AT + at);
    const q1 = keepUniforms(row + at + 16, SCRATCH_AT + at + 16);
    const q2 = keepUniforms(row + at + 32, SCRATCH_AT + at + 32);
    const q3 = keepUniforms(row + at + 48, SCRATCH_AT + at + 48);
    storeCentralInverseNormals(row + at, q0, q1, q2, q3);
    listEnd = appendTails(listEnd, at, q0);
    listEnd = appendTails(listEnd, at + 16, q1);
    listEnd = appendTails(listEnd, at + 32, q2);
    listEnd = appendTails(listEnd, at + 48, q3);
  }
  if (listEnd === LIST_AT) return;
  // the last of an odd number is computed twice
  store<i32>(listEnd, load<i32>(listEnd - 4));
  for (let entry = LIST_AT; entry < listEnd; entry += 8) {
    const first = load<i32>(entry);
    const second = load<i32>(entry, 4);
    const z = tailInverseNormal(v128.load64_lane(SCRATCH_AT + second, v128.load64_zero(SCRATCH_AT + first), 1));
    v128.store64_lane(row + first, z, 0);
    v128.store64_lane(row + second, z, 1);
  }
}

export function drawUniforms(outAt: i32): void {
  fillUniforms(changetype<DrawCounter>(<usize>ARGUMENTS_AT), outAt);
}

export function drawNormals(outAt: i32): void {
  const counter = changetype<DrawCounter>(<usize>ARGUMENTS_AT);
  fillUniforms(counter, outAt);
  for (let row = outAt; row < outAt + MONTHS_PER_BLOCK * ROW_BYTES; row += ROW_BYTES) convertToNormals(row, counter.count);
}
