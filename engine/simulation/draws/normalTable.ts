/**
 * The inverse normal distribution of the draws by a table of polynomials: about twice as fast as the rational functions of AS 241
 * (elementary.ts), from which the table is computed.
 */
import { lazy } from '#shared/memoize.ts';
import { NORMAL_DEGREE, OCTAVE_BITS, OCTAVES, SEGMENT_DOUBLES } from '../kernel/layout.ts';
import { inverseNormal } from './elementary.ts';

const SEGMENTS = 2 ** OCTAVE_BITS;
/** The middle of the first segment of the octave from 1 on. */
const MIDDLE = 1 + 0.5 / SEGMENTS;

/** The six Chebyshev nodes cos((2 i + 1) pi / 12): interpolation at them is close to the best approximation of degree 5. */
const NODES = [0.9659258262890683, Math.SQRT1_2, 0.2588190451025207, -0.2588190451025207, -Math.SQRT1_2, -0.9659258262890683];

/** Coefficients of the polynomial through the points (x, y), constant first, by divided differences (Newton). */
const interpolate = (x: readonly number[], y: readonly number[]): number[] => {
  const differences = [...y];
  for (let order = 1; order < x.length; order++) {
    for (let i = x.length - 1; i >= order; i--) differences[i] = (differences[i]! - differences[i - 1]!) / (x[i]! - x[i - order]!);
  }
  let coefficients: number[] = [];
  for (let i = x.length - 1; i >= 0; i--) {
    // times (t - x), plus the next difference
    const shiftedCoefficients = [0, ...coefficients];
    coefficients = shiftedCoefficients.map((value, k) => value - x[i]! * (coefficients[k] ?? 0));
    coefficients[0]! += differences[i]!;
  }
  return coefficients;
};

const computeNormalTable = (): Float64Array => {
  const table = new Float64Array(OCTAVES * SEGMENTS * SEGMENT_DOUBLES);
  for (let octave = 0; octave < OCTAVES; octave++) {
    // the kernel numbers octaves by the last five bits of the exponent: 2^-31 is 0, 2^-2 is 29, 2^-33 is 30
    const start = 2 ** (octave < OCTAVES - 2 ? octave - 31 : octave - 63);
    for (let segment = 0; segment < SEGMENTS; segment++) {
      const middle = MIDDLE + segment / SEGMENTS;
      const points = NODES.map((node) => middle + (node * 0.5) / SEGMENTS);
      const polynomial = interpolate(
        points.map((m) => m - middle),
        points.map((m) => inverseNormal(m * start)),
      );
      table.set(polynomial, (octave * SEGMENTS + segment) * SEGMENT_DOUBLES);
    }
  }
  return table;
};

/** The polynomials by segment, SEGMENT_DOUBLES apart: the constant first. */
export const normalTable = lazy(computeNormalTable);

const doubleView = new Float64Array(1);
const words = new Int32Array(doubleView.buffer);
const SEGMENT_SHIFT = 20 - OCTAVE_BITS;

/**
 * Computes the standard normal of a uniform p = (word + 0.5) / 2^32 with an error below 5e-14: two neighbouring uniforms are at least
 * 5e-10 apart. Method: a polynomial in p, or 1 - p if that is less, on each of 32 parts of every octave.
 */
export const normalOf = (p: number): number => {
  doubleView[0] = Math.min(p, 1 - p);
  const segment = (words[1]! >>> SEGMENT_SHIFT) & (OCTAVES * SEGMENTS - 1);
  // the part of the mantissa within the segment
  words[1] = (words[1]! & (2 ** SEGMENT_SHIFT - 1)) | 0x3ff00000;
  const t = doubleView[0] - MIDDLE;
  const at = segment * SEGMENT_DOUBLES;
  const table = normalTable();
  let z = table[at + NORMAL_DEGREE]!;
  for (let k = NORMAL_DEGREE - 1; k >= 0; k--) z = z * t + table[at + k]!;
  return p < 0.5 ? z : -z;
};
