// The draws of draws/philox.ts and draws/elementary.ts: the same operations in the same order, so the same bits.
import { ARGUMENTS_AT, MONTHS_PER_BLOCK, NORMAL_TABLE_AT, OCTAVE_BITS, OCTAVES, ROW_BYTES } from '../layout';
import { DrawCounter } from './argumentBlocks';
import { SIGN_BIT } from './elementary';
import { constantPair, HALF, ONE, PAIR_BYTES } from './pair';

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
  return f64x2.mul(constantPair(UNIT), f64x2.sub(words, constantPair(TWO_TO_52_LESS_HALF)));
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
    // two groups of four paths side by side, so that the processor computes both at the same time
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

/** The bits of a mantissa below its first OCTAVE_BITS, and the middle of the first segment of the octave from 1 on. */
const IN_SEGMENT_BITS: i32 = <i32>memory.data<u64>([0x000fffffffffffff >> OCTAVE_BITS]);
const MIDDLE: i32 = <i32>memory.data<f64>([1.015625]);
/** Address bits of a segment in the table. */
const SEGMENT_BITS: i32 = <i32>memory.data<u64>([((OCTAVES << OCTAVE_BITS) - 1) << 6]);

/** Coefficients k and k + 1 of the polynomial at a place of the table. */
@inline function coefficients(segment: i32, k: i32): v128 {
  return v128.load(segment + NORMAL_TABLE_AT + 8 * k);
}

/** z t + c of a pair, c being the first, or the second, of two coefficients of each. */
@inline function nextFirst(z: v128, t: v128, a: v128, b: v128): v128 {
  return f64x2.add(f64x2.mul(z, t), i64x2.shuffle(a, b, 0, 2));
}

@inline function nextSecond(z: v128, t: v128, a: v128, b: v128): v128 {
  return f64x2.add(f64x2.mul(z, t), i64x2.shuffle(a, b, 1, 3));
}

/** Replaces the uniforms of a row by standard normals (normalOf of draws/normalTable.ts). */
function convertToNormals(row: i32, count: i32): void {
  const one = constantPair(ONE);
  const half = constantPair(HALF);
  const middle = constantPair(MIDDLE);
  const segmentBits = constantPair(SEGMENT_BITS);
  const inSegmentBits = constantPair(IN_SEGMENT_BITS);
  const signBit = constantPair(SIGN_BIT);
  const end = row + (((count + 7) & -8) << 3);
  for (let at = row; at < end; at += PAIR_BYTES) {
    const p = v128.load(at);
    const nearerEnd = f64x2.pmin(p, f64x2.sub(one, p));
    // exponent and first bits of the mantissa number the segment; its polynomials are 64 bytes apart
    const segments = v128.and(i64x2.shr_u(nearerEnd, 46 - OCTAVE_BITS), segmentBits);
    const a = i32x4.extract_lane(segments, 0);
    const b = i32x4.extract_lane(segments, 2);
    const t = f64x2.sub(v128.or(v128.and(nearerEnd, inSegmentBits), one), middle);
    const a4 = coefficients(a, 4);
    const b4 = coefficients(b, 4);
    const a2 = coefficients(a, 2);
    const b2 = coefficients(b, 2);
    const a0 = coefficients(a, 0);
    const b0 = coefficients(b, 0);
    let z = i64x2.shuffle(a4, b4, 1, 3);
    z = nextFirst(z, t, a4, b4);
    z = nextSecond(z, t, a2, b2);
    z = nextFirst(z, t, a2, b2);
    z = nextSecond(z, t, a0, b0);
    z = nextFirst(z, t, a0, b0);
    v128.store(at, v128.xor(z, v128.and(f64x2.sub(half, p), signBit)));
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
