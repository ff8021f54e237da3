import { mergeMoments } from '../blocks.ts';
import { exp, inverseNormal, log } from '../draws/elementary.ts';
import { fillUniforms } from '../draws/philox.ts';
import { ENTRY_DOUBLES, type Kernel, type PriceKernel, TERM_DOUBLES } from './kernel.ts';
import { LANES, MONTHS_PER_BLOCK, SCRATCH_AT } from './layout.ts';
import { createReferenceContractKernel } from './referenceContractKernel.ts';
import { createReferenceCycleKernel } from './referenceCycleKernel.ts';
import { createReferenceProductKernel } from './referenceProductKernel.ts';

/** Index in doubles of a byte offset. */
const doubleIndex = (at: number): number => at >> 3;

/** Lanes that the draws of `count` paths fill: whole groups of eight, as in the WebAssembly kernel. */
const drawnLanes = (count: number): number => Math.ceil(count / 8) * 8;

/** Creates the kernel in TypeScript on the memory of an arena. It gives the same bits as the WebAssembly kernel. */
export const createReferenceKernel = (buffer: ArrayBuffer): Kernel => {
  const all = new Float64Array(buffer);
  const words = new Int32Array(buffer);
  const viewAt = (at: number, length: number): Float64Array => all.subarray(doubleIndex(at), doubleIndex(at) + length);

  const forEachTerm = (termsAt: number, terms: number, visit: (row: number, weight: number) => void): void => {
    for (let k = 0; k < terms; k++) {
      const term = doubleIndex(termsAt) + TERM_DOUBLES * k;
      visit(doubleIndex(words[2 * term]!), all[term + 1]!);
    }
  };

  const drawUniforms: PriceKernel['drawUniforms'] = ({ pathsAt, count, key, block, kind, entity }, outAt) => {
    const drawn = drawnLanes(count);
    const paths = words.subarray(pathsAt >> 2, (pathsAt >> 2) + drawn);
    fillUniforms(viewAt(outAt, MONTHS_PER_BLOCK * LANES), key, paths, drawn, block, kind, entity);
  };

  // sums go over even and odd lanes separately, as the vector instructions do
  const mergeMomentsOfRow = (row: number, count: number, before: number, into: number, squaresOffset: number): void => {
    const pairs = count - (count % 2);
    let [even, odd] = [0, 0];
    for (let i = 0; i < pairs; i += 2) {
      even += all[row + i]!;
      odd += all[row + i + 1]!;
    }
    if (pairs < count) even += all[row + pairs]!;
    const mean = (even + odd) / count;
    [even, odd] = [0, 0];
    for (let i = 0; i < pairs; i += 2) {
      const [a, b] = [all[row + i]! - mean, all[row + i + 1]! - mean];
      even += a * a;
      odd += b * b;
    }
    if (pairs < count) even += (all[row + pairs]! - mean) * (all[row + pairs]! - mean);
    mergeMoments({ mean: all, squares: all.subarray(doubleIndex(squaresOffset)) }, into, before, mean, even + odd, count);
  };

  return {
    ...createReferenceCycleKernel(buffer),
    ...createReferenceContractKernel(buffer),
    ...createReferenceProductKernel(buffer),
    drawUniforms,
    drawNormals: (counter, outAt) => {
      drawUniforms(counter, outAt);
      const drawn = drawnLanes(counter.count);
      for (let month = 0; month < MONTHS_PER_BLOCK; month++) {
        const row = doubleIndex(outAt) + month * LANES;
        for (let i = row; i < row + drawn; i++) all[i] = inverseNormal(all[i]!);
      }
    },
    advanceLogPrices: ({ termsAt, terms, yAt, vAt, multiplierAt, decay, scale }) => {
      const [y, v, m] = [doubleIndex(yAt), doubleIndex(vAt), doubleIndex(multiplierAt)];
      const decaySquared = decay * decay;
      for (let i = 0; i < LANES; i++) {
        let e = 0;
        for (let k = 0; k < terms; k++) {
          const term = doubleIndex(termsAt) + TERM_DOUBLES * k;
          e += all[term + 1]! * all[doubleIndex(words[2 * term]!) + i]!;
        }
        const sigma = scale * all[m + i]!;
        all[y + i] = decay * all[y + i]! + sigma * e;
        all[v + i] = decaySquared * all[v + i]! + sigma * sigma;
      }
    },
    sumWeightedRows: (termsAt, terms, outAt) => {
      for (let i = 0; i < LANES; i++) {
        let sum = 0;
        forEachTerm(termsAt, terms, (row, weight) => {
          sum += weight * all[row + i]!;
        });
        all[doubleIndex(outAt) + i] = sum;
      }
    },
    computeLogDemand: (termsAt, terms, offset, outAt) => {
      for (let i = 0; i < LANES; i++) {
        let demand = 1;
        forEachTerm(termsAt, terms, (row, weight) => {
          demand += weight * (all[row + doubleIndex(offset) + i]! - 1);
        });
        all[doubleIndex(outAt) + i] = log(demand);
      }
    },
    computeLogPrices: (yAt, vAt, logDemandAt, outAt, exponent, lessMean) => {
      const [y, v, d, out] = [doubleIndex(yAt), doubleIndex(vAt), doubleIndex(logDemandAt), doubleIndex(outAt)];
      for (let i = 0; i < LANES; i++) all[out + i] = all[y + i]! - 0.5 * all[v + i]! + exponent * all[d + i]! - lessMean;
    },
    computeFollowerLogPrices: ({ logQAt, followedVAt, yAt, vAt, outAt, beta, lessMean }) => {
      const [q, vq, out] = [doubleIndex(logQAt), doubleIndex(followedVAt), doubleIndex(outAt)];
      const [y, v] = [doubleIndex(yAt), doubleIndex(vAt)];
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
    computeForwards: ({ yAt, vAt, cycleAt, outAt, level, decay }) => {
      const [y, v, r, out] = [doubleIndex(yAt), doubleIndex(vAt), doubleIndex(cycleAt), doubleIndex(outAt)];
      for (let i = 0; i < LANES; i++) {
        all[out + i] = level * exp(decay * all[y + i]! - 0.5 * decay * decay * all[v + i]!) * all[r + i]!;
      }
    },
    computeAverages: (seriesAt, outAt, n, length) => {
      for (let i = 0; i < n * LANES; i++) {
        let sum = 0;
        for (let k = 0; k < length; k++) sum += all[doubleIndex(seriesAt) + k * LANES + i]!;
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
    mergeRowMoments: ({ rowsAt, years, count, before, intoAt, squaresOffset, totalAt }) => {
      const rows = doubleIndex(rowsAt);
      for (let y = 0; y < years; y++) mergeMomentsOfRow(rows + y * LANES, count, before, doubleIndex(intoAt) + y, squaresOffset);
      const scratch = doubleIndex(SCRATCH_AT);
      for (let i = 0; i < LANES; i++) {
        let sum = 0;
        for (let y = 0; y < years; y++) sum += all[rows + y * LANES + i]!;
        all[scratch + i] = sum;
      }
      mergeMomentsOfRow(scratch, count, before, doubleIndex(totalAt), squaresOffset);
    },
    addRows: (fromAt, intoAt, rows) => {
      for (let i = 0; i < rows * LANES; i++) all[doubleIndex(intoAt) + i]! += all[doubleIndex(fromAt) + i]!;
    },
  };
};
