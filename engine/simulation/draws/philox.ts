/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, 2011): random words as a function of a
 * key and a counter. The key is the run's seed. The counter holds path, block of months, kind of draw and entity, so that no draw depends on
 * the order in which other draws are made. Each of the four words of a counter serves one month of its block.
 */
import { LANES } from '../kernel/layout.ts';

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
/** Increments of the key's words before every round after the first. */
const WEYL_0 = 0x9e3779b9 | 0;
const WEYL_1 = 0xbb67ae85 | 0;
const ROUNDS = 10;

const LOW_0 = MULTIPLIER_0 & 0xffff;
const HIGH_0 = MULTIPLIER_0 >>> 16;
const LOW_1 = MULTIPLIER_1 & 0xffff;
const HIGH_1 = MULTIPLIER_1 >>> 16;

/** 2^-32. */
const UNIT = 1 / 4_294_967_296;

/** Upper 32 of the 64 bits of a word times the multiplier with the 16-bit halves `low` and `high`. */
const upperHalf = (word: number, low: number, high: number): number => {
  const a = word & 0xffff;
  const b = word >>> 16;
  const first = (Math.imul(b, low) + (Math.imul(a, low) >>> 16)) | 0;
  const second = (Math.imul(a, high) + (first & 0xffff)) | 0;
  return (Math.imul(b, high) + (first >>> 16) + (second >>> 16)) | 0;
};

/** The seed of a run as two 32-bit words. */
export type Key = readonly [number, number];

/** Splits a seed, a whole number of at most 53 bits, into the key of a run. */
export const createKey = (seed: number): Key => [seed | 0, Math.floor(seed / 4_294_967_296) | 0];

/** Computes the four random words of a counter, as signed integers. */
export const philox = (key: Key, counter: readonly [number, number, number, number]): [number, number, number, number] => {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const upper0 = upperHalf(c0, LOW_0, HIGH_0);
    const lower0 = Math.imul(c0, MULTIPLIER_0);
    const upper1 = upperHalf(c2, LOW_1, HIGH_1);
    const lower1 = Math.imul(c2, MULTIPLIER_1);
    c0 = upper1 ^ c1 ^ k0;
    c1 = lower1;
    c2 = upper0 ^ c3 ^ k1;
    c3 = lower0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  return [c0, c1, c2, c3];
};

/** Uniform of a word, strictly between 0 and 1. */
export const uniformOf = (word: number): number => ((word >>> 0) + 0.5) * UNIT;

/**
 * Writes four rows of LANES, one uniform per path and month of a block: (word + 0.5) / 2^32 of the counter (path, block, kind, entity).
 *
 * The half of the first round that does not depend on the path is computed once. Two paths
 * are computed side by side; of the two products of a round one is taken in integers and one in doubles, so that both units of the
 * processor work. The double product rounds to within 2^10, so less its exact lower half it is a multiple of 2^32 to within 2^11.
 */
export const fillUniforms = (
  out: Float64Array,
  key: Key,
  paths: Int32Array,
  count: number,
  block: number,
  kind: number,
  entity: number,
): void => {
  const [key0, key1] = key;
  const after0 = upperHalf(kind, LOW_1, HIGH_1) ^ block ^ key0;
  const after1 = Math.imul(kind, MULTIPLIER_1);
  const before2 = entity ^ key1;
  for (let i = 0; i < count; i += 2) {
    const j = i + 1 < count ? i + 1 : i;
    let a0 = after0;
    let a1 = after1;
    let a2 = upperHalf(paths[i]!, LOW_0, HIGH_0) ^ before2;
    let a3 = Math.imul(paths[i]!, MULTIPLIER_0);
    let b0 = after0;
    let b1 = after1;
    let b2 = upperHalf(paths[j]!, LOW_0, HIGH_0) ^ before2;
    let b3 = Math.imul(paths[j]!, MULTIPLIER_0);
    let k0 = (key0 + WEYL_0) | 0;
    let k1 = (key1 + WEYL_1) | 0;
    for (let round = 1; round < ROUNDS; round++) {
      let low = a0 & 0xffff;
      let high = a0 >>> 16;
      let first = (Math.imul(high, LOW_0) + (Math.imul(low, LOW_0) >>> 16)) | 0;
      let second = (Math.imul(low, HIGH_0) + (first & 0xffff)) | 0;
      let upper0 = (Math.imul(high, HIGH_0) + (first >>> 16) + (second >>> 16)) | 0;
      let lower0 = Math.imul(a0, MULTIPLIER_0);
      let lower1 = Math.imul(a2, MULTIPLIER_1);
      let upper1 = (((a2 >>> 0) * MULTIPLIER_1 - (lower1 >>> 0)) * UNIT + 0.5) | 0;
      a0 = upper1 ^ a1 ^ k0;
      a1 = lower1;
      a2 = upper0 ^ a3 ^ k1;
      a3 = lower0;

      low = b0 & 0xffff;
      high = b0 >>> 16;
      first = (Math.imul(high, LOW_0) + (Math.imul(low, LOW_0) >>> 16)) | 0;
      second = (Math.imul(low, HIGH_0) + (first & 0xffff)) | 0;
      upper0 = (Math.imul(high, HIGH_0) + (first >>> 16) + (second >>> 16)) | 0;
      lower0 = Math.imul(b0, MULTIPLIER_0);
      lower1 = Math.imul(b2, MULTIPLIER_1);
      upper1 = (((b2 >>> 0) * MULTIPLIER_1 - (lower1 >>> 0)) * UNIT + 0.5) | 0;
      b0 = upper1 ^ b1 ^ k0;
      b1 = lower1;
      b2 = upper0 ^ b3 ^ k1;
      b3 = lower0;

      k0 = (k0 + WEYL_0) | 0;
      k1 = (k1 + WEYL_1) | 0;
    }
    out[i] = uniformOf(a0);
    out[LANES + i] = uniformOf(a1);
    out[2 * LANES + i] = uniformOf(a2);
    out[3 * LANES + i] = uniformOf(a3);
    out[j] = uniformOf(b0);
    out[LANES + j] = uniformOf(b1);
    out[2 * LANES + j] = uniformOf(b2);
    out[3 * LANES + j] = uniformOf(b3);
  }
};

/**
 * Hashes a stable id to a 32-bit word: FNV-1a over its characters, then the finalizer of MurmurHash3, so that similar ids get unrelated
 * words.
 */
export const hashId = (id: string): number => {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b | 0);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35 | 0);
  return hash ^ (hash >>> 16);
};
