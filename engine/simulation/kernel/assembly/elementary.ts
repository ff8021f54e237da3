// exp and the inverse normal distribution of draws/elementary.ts for a pair: the same operations in the same order, so the same bits.
import { both, clamp, HALF, ONE, TWO } from './pair';

@inline function next(sum: v128, x: v128, coefficient: i32): v128 {
  return f64x2.add(f64x2.mul(sum, x), both(coefficient));
}

// polynomials by Horner's rule; the coefficients are at an address, that of the highest power first

@inline function quadratic(at: i32, x: v128): v128 {
  return next(next(both(at), x, at + 8), x, at + 16);
}

@inline function cubic(at: i32, x: v128): v128 {
  return next(quadratic(at, x), x, at + 24);
}

@inline function septic(at: i32, x: v128): v128 {
  return next(next(next(next(cubic(at, x), x, at + 32), x, at + 40), x, at + 48), x, at + 56);
}

const LEAST_EXPONENT: i32 = <i32>memory.data<f64>([-700]);
const LARGEST_EXPONENT: i32 = <i32>memory.data<f64>([700]);
const STEPS_PER_UNIT: i32 = <i32>memory.data<f64>([92.33248261689366]);
const STEP_HEAD: i32 = <i32>memory.data<f64>([0.010830424667801708]);
const STEP_TAIL: i32 = <i32>memory.data<f64>([2.8447437476627285e-11]);
/** 1.5 x 2^52: a sum with it has the nearest whole number in its last bits. */
const ROUNDING: i32 = <i32>memory.data<f64>([6755399441055744]);
/** The bits of a double 1, those above the last six, of a mantissa, and of a sign. */
const ONE_BITS: i32 = <i32>memory.data<u64>([0x3ff0000000000000]);
const ABOVE_LAST_SIX: i32 = <i32>memory.data<u64>([0xffffffffffffffc0]);
const MANTISSA_BITS: i32 = <i32>memory.data<u64>([0x000fffffffffffff]);
const SIGN_BIT: i32 = <i32>memory.data<u64>([0x8000000000000000]);
const EXP_SERIES: i32 = <i32>memory.data<f64>([0.008333333333333333, 0.041666666666666664, 0.16666666666666666, 0.5]);

/** Address of 2^(j/64), j being the last six bits of a whole number. */
@inline function powerAt(n: i32): i32 {
  return (n & 63) << 3;
}

@inline export function exp(x: v128): v128 {
  const clamped = clamp(x, both(LEAST_EXPONENT), both(LARGEST_EXPONENT));
  const rounded = f64x2.add(f64x2.mul(clamped, both(STEPS_PER_UNIT)), both(ROUNDING));
  const steps = f64x2.sub(rounded, both(ROUNDING));
  const r = f64x2.sub(f64x2.sub(clamped, f64x2.mul(steps, both(STEP_HEAD))), f64x2.mul(steps, both(STEP_TAIL)));
  const power = v128.load64_lane(
    powerAt(i32x4.extract_lane(rounded, 2)),
    v128.load64_zero(powerAt(i32x4.extract_lane(rounded, 0))),
    1,
  );
  const series = f64x2.add(r, f64x2.mul(f64x2.mul(r, r), cubic(EXP_SERIES, r)));
  // the bits above the last six are moved to the exponent of 1: a power of two
  const scale = i64x2.add(both(ONE_BITS), i64x2.shl(v128.and(rounded, both(ABOVE_LAST_SIX)), 46));
  return f64x2.mul(f64x2.add(power, f64x2.mul(power, series)), scale);
}

const SQRT_TWO: i32 = <i32>memory.data<f64>([1.4142135623730951]);
const LN2_HEAD: i32 = <i32>memory.data<f64>([0.6931471803691238]);
const LN2_TAIL: i32 = <i32>memory.data<f64>([1.9082149292705877e-10]);
const LOG_EVEN: i32 = <i32>memory.data<f64>([0.15313837699209373, 0.22222198432149784, 0.3999999999940942]);
const LOG_ODD: i32 = <i32>memory.data<f64>([0.14798198605116586, 0.1818357216161805, 0.2857142874366239, 0.6666666666666735]);

@inline export function log(x: v128): v128 {
  // x = 2^k m, sqrt(1/2) < m <= sqrt 2
  const exponents = i32x4.sub(i32x4.shr_u(i32x4.shuffle(x, x, 1, 3, 1, 3), 20), i32x4.splat(1023));
  const mantissa = v128.or(v128.and(x, both(MANTISSA_BITS)), both(ONE));
  const isLarge = f64x2.gt(mantissa, both(SQRT_TWO));
  const k = f64x2.add(f64x2.convert_low_i32x4_s(exponents), v128.and(isLarge, both(ONE)));
  const m = f64x2.mul(mantissa, v128.bitselect(both(HALF), both(ONE), isLarge));
  const f = f64x2.sub(m, both(ONE));
  const s = f64x2.div(f, f64x2.add(both(TWO), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const half = f64x2.mul(f64x2.mul(both(HALF), f), f);
  const even = f64x2.mul(w, quadratic(LOG_EVEN, w));
  const odd = f64x2.mul(z, cubic(LOG_ODD, w));
  const sum = f64x2.add(f64x2.add(half, even), odd);
  const tail = f64x2.add(f64x2.mul(s, sum), f64x2.mul(k, both(LN2_TAIL)));
  return f64x2.sub(f64x2.mul(k, both(LN2_HEAD)), f64x2.sub(f64x2.sub(half, tail), f));
}

/** Distance from 0.5 within which the inverse normal is one rational function. */
export const CENTRAL_RANGE: i32 = <i32>memory.data<f64>([0.425]);
const CENTRAL_RANGE_SQUARED: i32 = <i32>memory.data<f64>([0.180625]);
const CENTRAL_NUMERATOR: i32 = <i32>memory.data<f64>([
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438,
  3.3871328727963665,
]);
const CENTRAL_DENOMINATOR: i32 = <i32>memory.data<f64>([
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091, 1,
]);

/** 0.425^2 - q^2, the argument of the central rational function. */
@inline function centralArgument(q: v128): v128 {
  return f64x2.sub(both(CENTRAL_RANGE_SQUARED), f64x2.mul(q, q));
}

/**
 * Writes the inverse normal of four pairs where |p - 0.5| <= 0.425, by q = p - 0.5. They share each coefficient that is loaded, and the
 * eight chains of operations fill the processor's units.
 */
@inline export function storeCentralInverseNormals(at: i32, q0: v128, q1: v128, q2: v128, q3: v128): void {
  const r0 = centralArgument(q0);
  const r1 = centralArgument(q1);
  const r2 = centralArgument(q2);
  const r3 = centralArgument(q3);
  let above0 = both(CENTRAL_NUMERATOR);
  let above1 = above0;
  let above2 = above0;
  let above3 = above0;
  let below0 = both(CENTRAL_DENOMINATOR);
  let below1 = below0;
  let below2 = below0;
  let below3 = below0;
  for (let k = 8; k < 64; k += 8) {
    const numerator = both(CENTRAL_NUMERATOR + k);
    const denominator = both(CENTRAL_DENOMINATOR + k);
    above0 = f64x2.add(f64x2.mul(above0, r0), numerator);
    above1 = f64x2.add(f64x2.mul(above1, r1), numerator);
    above2 = f64x2.add(f64x2.mul(above2, r2), numerator);
    above3 = f64x2.add(f64x2.mul(above3, r3), numerator);
    below0 = f64x2.add(f64x2.mul(below0, r0), denominator);
    below1 = f64x2.add(f64x2.mul(below1, r1), denominator);
    below2 = f64x2.add(f64x2.mul(below2, r2), denominator);
    below3 = f64x2.add(f64x2.mul(below3, r3), denominator);
  }
  v128.store(at, f64x2.div(f64x2.mul(q0, above0), below0));
  v128.store(at, f64x2.div(f64x2.mul(q1, above1), below1), 16);
  v128.store(at, f64x2.div(f64x2.mul(q2, above2), below2), 32);
  v128.store(at, f64x2.div(f64x2.mul(q3, above3), below3), 48);
}

const TAIL_SHIFT: i32 = <i32>memory.data<f64>([1.6]);
const TAIL_NUMERATOR: i32 = <i32>memory.data<f64>([
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691,
  4.630337846156546, 1.4234371107496835,
]);
const TAIL_DENOMINATOR: i32 = <i32>memory.data<f64>([
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038,
  2.053191626637759, 1,
]);

/** Inverse normal where |p - 0.5| > 0.425. */
@inline export function tailInverseNormal(p: v128): v128 {
  const nearerEnd = f64x2.pmin(p, f64x2.sub(both(ONE), p));
  const r = f64x2.sub(f64x2.sqrt(f64x2.neg(log(nearerEnd))), both(TAIL_SHIFT));
  const z = f64x2.div(septic(TAIL_NUMERATOR, r), septic(TAIL_DENOMINATOR, r));
  // the sign of p - 0.5
  return v128.xor(z, v128.and(f64x2.sub(p, both(HALF)), both(SIGN_BIT)));
}
