import { exp, inverseNormal } from '../draws/elementary.ts';
import { fillUniforms } from '../draws/philox.ts';
import { mergeMoments } from '../moments.ts';
import { ENTRY_DOUBLES, type Kernel, TERM_DOUBLES } from './kernel.ts';
import { LANES, SCRATCH_ROW } from './layout.ts';
import { createReferenceContractKernel } from './referenceContractKernel.ts';
import { createReferenceProductKernel } from './referenceProductKernel.ts';

/** Place in doubles of a place in bytes. */
const doubleIndex = (at: number): number => at >> 3;

/** The kernel in the words of this language, on an arena of its own. */
export const createReferenceKernel = (buffer: ArrayBuffer): Kernel => {
  const all = new Float64Array(buffer);
  const words = new Int32Array(buffer);
  const lanesAt = (at: number, length: number): Float64Array => all.subarray(doubleIndex(at), doubleIndex(at) + length);

  const uniforms: Kernel['drawUniforms'] = (pathsAt, outAt, count, key0, key1, month, kind, entity) => {
    const whole = Math.ceil(count / 8) * 8;
    const paths = words.subarray(pathsAt >> 2, (pathsAt >> 2) + whole);
    fillUniforms(lanesAt(outAt, whole), [key0, key1], paths, whole, month, kind, entity);
  };

  const moments = (at: number, count: number, before: number, into: number, apart: number): void => {
    const whole = count - (count % 2);
    let [even, odd] = [0, 0];
    for (let i = 0; i < whole; i += 2) {
      even += all[at + i]!;
      odd += all[at + i + 1]!;
    }
    if (whole < count) even += all[at + whole]!;
    const mean = (even + odd) / count;
    [even, odd] = [0, 0];
    for (let i = 0; i < whole; i += 2) {
      const [a, b] = [all[at + i]! - mean, all[at + i + 1]! - mean];
      even += a * a;
      odd += b * b;
    }
    if (whole < count) even += (all[at + whole]! - mean) * (all[at + whole]! - mean);
    mergeMoments({ mean: all, squares: all.subarray(doubleIndex(apart)) }, into, before, mean, even + odd, count);
  };

  return {
    ...createReferenceContractKernel(buffer, uniforms),
    ...createReferenceProductKernel(buffer),
    drawUniforms: uniforms,
    drawNormals: (pathsAt, outAt, count, ...counter) => {
      uniforms(pathsAt, outAt, count, ...counter);
      const whole = Math.ceil(count / 8) * 8;
      for (let i = doubleIndex(outAt); i < doubleIndex(outAt) + whole; i++) all[i] = inverseNormal(all[i]!);
    },
    advanceLogPrices: (termsAt, terms, yAt, vAt, multiplierAt, decay, square, scale) => {
      const [y, v, m] = [doubleIndex(yAt), doubleIndex(vAt), doubleIndex(multiplierAt)];
      for (let i = 0; i < LANES; i++) {
        let e = 0;
        for (let k = 0; k < terms; k++) {
          const term = doubleIndex(termsAt) + TERM_DOUBLES * k;
          e += all[term + 1]! * all[doubleIndex(words[2 * term]!) + i]!;
        }
        const sigma = scale * all[m + i]!;
        all[y + i] = decay * all[y + i]! + sigma * e;
        all[v + i] = square * all[v + i]! + sigma * sigma;
      }
    },
    computeLogPrices: (yAt, vAt, logDemandAt, outAt, exponent, lessMean) => {
      const [y, v, d, out] = [doubleIndex(yAt), doubleIndex(vAt), doubleIndex(logDemandAt), doubleIndex(outAt)];
      for (let i = 0; i < LANES; i++) all[out + i] = all[y + i]! - 0.5 * all[v + i]! + exponent * all[d + i]! - lessMean;
    },
    computeFollowerLogPrices: (logQAt, followedVAt, yAt, vAt, outAt, beta, lessMean) => {
      const [q, vq, y, v, out] = [doubleIndex(logQAt), doubleIndex(followedVAt), doubleIndex(yAt), doubleIndex(vAt), doubleIndex(outAt)];
      const half = 0.5 * beta * (beta - 1);
      for (let i = 0; i < LANES; i++) {
        all[out + i] = beta * all[q + i]! - half * all[vq + i]! + all[y + i]! - 0.5 * all[v + i]! - lessMean;
      }
    },
    computePrices: (xAt, outAt, sumsAt, count, level) => {
      const sums = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let i = 0; i < count; i++) {
        const x = all[doubleIndex(xAt) + i]!;
        const ratio = exp(x);
        all[doubleIndex(outAt) + i] = level * ratio;
        const odd = i % 2;
        sums[odd]! += x;
        sums[2 + odd]! += x * x;
        sums[4 + odd]! += ratio;
        sums[6 + odd]! += ratio * ratio;
      }
      for (let k = 0; k < 4; k++) all[doubleIndex(sumsAt) + k] = sums[2 * k]! + sums[2 * k + 1]!;
    },
    computeAverages: (ofAt, outAt, n, length) => {
      for (let i = 0; i < n * LANES; i++) {
        let sum = 0;
        for (let k = 0; k < length; k++) sum += all[doubleIndex(ofAt) + k * LANES + i]!;
        all[doubleIndex(outAt) + i] = sum / length;
      }
    },
    addClampedSales: (entriesAt, entries, intoAt, base) => {
      for (let i = 0; i < LANES; i++) {
        let sum = all[doubleIndex(intoAt) + i]! + base;
        for (let k = 0; k < entries; k++) {
          const entry = doubleIndex(entriesAt) + ENTRY_DOUBLES * k;
          const price = all[doubleIndex(words[2 * entry]!) + i]!;
          const low = all[entry + 2]!;
          const high = all[entry + 3]!;
          sum += all[entry + 1]! * Math.min(Math.max(price, low), high);
        }
        all[doubleIndex(intoAt) + i] = sum;
      }
    },
    mergeRowMoments: (rowsAt, years, count, before, intoAt, apart, totalAt) => {
      for (let y = 0; y < years; y++) moments(doubleIndex(rowsAt) + y * LANES, count, before, doubleIndex(intoAt) + y, apart);
      const own = SCRATCH_ROW;
      for (let i = 0; i < LANES; i++) {
        let sum = 0;
        for (let y = 0; y < years; y++) sum += all[doubleIndex(rowsAt) + y * LANES + i]!;
        all[own + i] = sum;
      }
      moments(own, count, before, doubleIndex(totalAt), apart);
    },
    addRows: (fromAt, intoAt, rows) => {
      for (let i = 0; i < rows * LANES; i++) all[doubleIndex(intoAt) + i]! += all[doubleIndex(fromAt) + i]!;
    },
  };
};
