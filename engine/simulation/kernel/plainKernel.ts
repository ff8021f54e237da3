import { exp, inverseNormal } from '../elementary.ts';
import { merge } from '../moments.ts';
import { fillUniforms } from '../philox.ts';
import { ENTRY, type Kernel, TERM } from './kernel.ts';
import { LANES, OWN_ROW } from './layout.ts';
import { plainContracts } from './plainContracts.ts';
import { plainProducts } from './plainProducts.ts';

/** Place in doubles of a place in bytes. */
const of = (at: number): number => at >> 3;

/** The kernel in the words of this language, on an arena of its own. */
export const plainKernel = (buffer: ArrayBuffer): Kernel => {
  const all = new Float64Array(buffer);
  const words = new Int32Array(buffer);
  const lanesAt = (at: number, length: number): Float64Array => all.subarray(of(at), of(at) + length);

  const uniforms: Kernel['uniforms'] = (pathsAt, outAt, count, key0, key1, month, kind, entity) => {
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
    merge({ mean: all, squares: all.subarray(of(apart)) }, into, before, mean, even + odd, count);
  };

  return {
    ...plainContracts(buffer, uniforms),
    ...plainProducts(buffer),
    uniforms,
    normals: (pathsAt, outAt, count, ...counter) => {
      uniforms(pathsAt, outAt, count, ...counter);
      const whole = Math.ceil(count / 8) * 8;
      for (let i = of(outAt); i < of(outAt) + whole; i++) all[i] = inverseNormal(all[i]!);
    },
    move: (termsAt, terms, yAt, vAt, multiplierAt, decay, square, scale) => {
      const [y, v, m] = [of(yAt), of(vAt), of(multiplierAt)];
      for (let i = 0; i < LANES; i++) {
        let e = 0;
        for (let k = 0; k < terms; k++) {
          const term = of(termsAt) + TERM * k;
          e += all[term + 1]! * all[of(words[2 * term]!) + i]!;
        }
        const sigma = scale * all[m + i]!;
        all[y + i] = decay * all[y + i]! + sigma * e;
        all[v + i] = square * all[v + i]! + sigma * sigma;
      }
    },
    logPrice: (yAt, vAt, logDemandAt, outAt, exponent, lessMean) => {
      const [y, v, d, out] = [of(yAt), of(vAt), of(logDemandAt), of(outAt)];
      for (let i = 0; i < LANES; i++) all[out + i] = all[y + i]! - 0.5 * all[v + i]! + exponent * all[d + i]! - lessMean;
    },
    logFollower: (logQAt, followedVAt, yAt, vAt, outAt, beta, lessMean) => {
      const [q, vq, y, v, out] = [of(logQAt), of(followedVAt), of(yAt), of(vAt), of(outAt)];
      const half = 0.5 * beta * (beta - 1);
      for (let i = 0; i < LANES; i++) {
        all[out + i] = beta * all[q + i]! - half * all[vq + i]! + all[y + i]! - 0.5 * all[v + i]! - lessMean;
      }
    },
    price: (xAt, outAt, sumsAt, count, level) => {
      const sums = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let i = 0; i < count; i++) {
        const x = all[of(xAt) + i]!;
        const ratio = exp(x);
        all[of(outAt) + i] = level * ratio;
        const odd = i % 2;
        sums[odd]! += x;
        sums[2 + odd]! += x * x;
        sums[4 + odd]! += ratio;
        sums[6 + odd]! += ratio * ratio;
      }
      for (let k = 0; k < 4; k++) all[of(sumsAt) + k] = sums[2 * k]! + sums[2 * k + 1]!;
    },
    average: (ofAt, outAt, n, length) => {
      for (let i = 0; i < n * LANES; i++) {
        let sum = 0;
        for (let k = 0; k < length; k++) sum += all[of(ofAt) + k * LANES + i]!;
        all[of(outAt) + i] = sum / length;
      }
    },
    earn: (entriesAt, entries, intoAt, base) => {
      for (let i = 0; i < LANES; i++) {
        let sum = all[of(intoAt) + i]! + base;
        for (let k = 0; k < entries; k++) {
          const entry = of(entriesAt) + ENTRY * k;
          const price = all[of(words[2 * entry]!) + i]!;
          const low = all[entry + 2]!;
          const high = all[entry + 3]!;
          sum += all[entry + 1]! * Math.min(Math.max(price, low), high);
        }
        all[of(intoAt) + i] = sum;
      }
    },
    keep: (rowsAt, years, count, before, intoAt, apart, totalAt) => {
      for (let y = 0; y < years; y++) moments(of(rowsAt) + y * LANES, count, before, of(intoAt) + y, apart);
      const own = OWN_ROW;
      for (let i = 0; i < LANES; i++) {
        let sum = 0;
        for (let y = 0; y < years; y++) sum += all[of(rowsAt) + y * LANES + i]!;
        all[own + i] = sum;
      }
      moments(own, count, before, of(totalAt), apart);
    },
    add: (fromAt, intoAt, rows) => {
      for (let i = 0; i < rows * LANES; i++) all[of(intoAt) + i]! += all[of(fromAt) + i]!;
    },
  };
};
