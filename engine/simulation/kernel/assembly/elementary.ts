// exp and log of draws/elementary.ts: the same operations in the same order, so the same bits.
import { constantPair, clamp, HALF, ONE, PAIR_BYTES, TWO } from './pair';

@inline function hornerStep(sum: v128, x: v128, coefficient: i32): v128 {
  return f64x2.add(f64x2.mul(sum, x), constantPair(coefficient));
}

// polynomials by Horner's rule; the coefficients are at an address, that of the highest power first

@inline function quadratic(at: i32, x: v128): v128 {
  return hornerStep(hornerStep(constantPair(at), x, at + 8), x, at + 16);
}

@inline function cubic(at: i32, x: v128): v128 {
  return hornerStep(quadratic(at, x), x, at + 24);
}

const LEAST_EXPONENT: i32 = <i32>memory.data<f64>([-700]);
const LARGEST_EXPONENT: i32 = <i32>memory.data<f64>([700]);
const STEPS_PER_UNIT: i32 = <i32>memory.data<f64>([92.33248261689366]);
const STEP_HEAD: i32 = <i32>memory.data<f64>([0.010830424667801708]);
const STEP_TAIL: i32 = <i32>memory.data<f64>([2.8447437476627285e-11]);
/** 1.5 x 2^52: a sum with it has the nearest whole number in its last bits. */
const ROUNDING: i32 = <i32>memory.data<f64>([6755399441055744]);
/** The bits above the last six, of a mantissa, and of a sign. */
const ABOVE_LAST_SIX: i32 = <i32>memory.data<u64>([0xffffffffffffffc0]);
const MANTISSA_BITS: i32 = <i32>memory.data<u64>([0x000fffffffffffff]);
export const SIGN_BIT: i32 = <i32>memory.data<u64>([0x8000000000000000]);
const EXP_SERIES: i32 = <i32>memory.data<f64>([0.008333333333333333, 0.041666666666666664, 0.16666666666666666, 0.5]);

/** Address of 2^(j/64), j being the last six bits of a whole number. */
@inline function powerAt(n: i32): i32 {
  return (n & 63) << 3;
}

/** Writes e^x of the lanes from `xAt` to `xEnd`, which may be written to their own place. */
export function exponentiate(xAt: i32, xEnd: i32, outAt: i32): void {
  // read once: a constant in memory takes an instruction at each use
  const least = constantPair(LEAST_EXPONENT);
  const largest = constantPair(LARGEST_EXPONENT);
  const stepsPerUnit = constantPair(STEPS_PER_UNIT);
  const rounding = constantPair(ROUNDING);
  const stepHead = constantPair(STEP_HEAD);
  const stepTail = constantPair(STEP_TAIL);
  const aboveLastSix = constantPair(ABOVE_LAST_SIX);
  const fifth = constantPair(EXP_SERIES);
  const fourth = constantPair(EXP_SERIES + 8);
  const third = constantPair(EXP_SERIES + 16);
  const second = constantPair(EXP_SERIES + 24);
  for (; xAt < xEnd; xAt += PAIR_BYTES, outAt += PAIR_BYTES) {
    const x = clamp(v128.load(xAt), least, largest);
    const rounded = f64x2.add(f64x2.mul(x, stepsPerUnit), rounding);
    const steps = f64x2.sub(rounded, rounding);
    const r = f64x2.sub(f64x2.sub(x, f64x2.mul(steps, stepHead)), f64x2.mul(steps, stepTail));
    // 2^(n div 64) 2^(n mod 64 / 64): the last six bits choose a power, those above them are added to its exponent
    const root = v128.load64_lane(
      powerAt(i32x4.extract_lane(rounded, 2)),
      v128.load64_zero(powerAt(i32x4.extract_lane(rounded, 0))),
      1,
    );
    const power = i64x2.add(root, i64x2.shl(v128.and(rounded, aboveLastSix), 46));
    let series = f64x2.add(f64x2.mul(fifth, r), fourth);
    series = f64x2.add(f64x2.mul(series, r), third);
    series = f64x2.add(f64x2.mul(series, r), second);
    series = f64x2.add(r, f64x2.mul(f64x2.mul(r, r), series));
    v128.store(outAt, f64x2.add(power, f64x2.mul(power, series)));
  }
}

const SQRT_TWO: i32 = <i32>memory.data<f64>([1.4142135623730951]);
const LN2_HEAD: i32 = <i32>memory.data<f64>([0.6931471803691238]);
const LN2_TAIL: i32 = <i32>memory.data<f64>([1.9082149292705877e-10]);
const LOG_EVEN: i32 = <i32>memory.data<f64>([0.15313837699209373, 0.22222198432149784, 0.3999999999940942]);
const LOG_ODD: i32 = <i32>memory.data<f64>([0.14798198605116586, 0.1818357216161805, 0.2857142874366239, 0.6666666666666735]);

@inline export function log(x: v128): v128 {
  // x = 2^k m, sqrt(1/2) < m <= sqrt 2
  const exponents = i32x4.sub(i32x4.shr_u(i32x4.shuffle(x, x, 1, 3, 1, 3), 20), i32x4.splat(1023));
  const mantissa = v128.or(v128.and(x, constantPair(MANTISSA_BITS)), constantPair(ONE));
  const isLarge = f64x2.gt(mantissa, constantPair(SQRT_TWO));
  const k = f64x2.add(f64x2.convert_low_i32x4_s(exponents), v128.and(isLarge, constantPair(ONE)));
  const m = f64x2.mul(mantissa, v128.bitselect(constantPair(HALF), constantPair(ONE), isLarge));
  const f = f64x2.sub(m, constantPair(ONE));
  const s = f64x2.div(f, f64x2.add(constantPair(TWO), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const half = f64x2.mul(f64x2.mul(constantPair(HALF), f), f);
  const even = f64x2.mul(w, quadratic(LOG_EVEN, w));
  const odd = f64x2.mul(z, cubic(LOG_ODD, w));
  const sum = f64x2.add(f64x2.add(half, even), odd);
  const tail = f64x2.add(f64x2.mul(s, sum), f64x2.mul(k, constantPair(LN2_TAIL)));
  return f64x2.sub(f64x2.mul(k, constantPair(LN2_HEAD)), f64x2.sub(f64x2.sub(half, tail), f));
}
