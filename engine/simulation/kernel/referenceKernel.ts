import { mergeMoments } from '../blocks.ts';
import { exp, log } from '../draws/elementary.ts';
import { normalOf } from '../draws/normalTable.ts';
import { fillUniforms } from '../draws/philox.ts';
import { type Kernel, type PriceKernel, RUN_DOUBLES, TERM_DOUBLES } from './kernel.ts';
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

  /** Visits the lanes of the rows of some months. */
  const forEachLane = (months: number, visit: (month: number, i: number) => void): void => {
    for (let i = 0; i < months * LANES; i++) visit(Math.floor(i / LANES), i);
  };

  const drawUniforms: PriceKernel['drawUniforms'] = ({ pathsAt, count, key, block, kind, entity }, outAt) => {
    const drawn = drawnLanes(count);
    const paths = words.subarray(pathsAt >> 2, (pathsAt >> 2) + drawn);
    fillUniforms(viewAt(outAt, MONTHS_PER_BLOCK * LANES), key, paths, drawn, block, kind, entity);
  };

  // sums go over even and odd lanes separately, as the vector instructions do
  const mergeMomentsOfRow = (row: number, count: number, before: number, into: number, squaresOffset: number): void => {
    const origin = all[row]!;
    const sums = [0, 0];
    const squares = [0, 0];
    for (let i = 0; i < count; i++) {
      const distance = all[row + i]! - origin;
      sums[i % 2]! += distance;
      squares[i % 2]! += distance * distance;
    }
    const sum = sums[0]! + sums[1]!;
    const deviations = squares[0]! + squares[1]! - sum * (sum / count);
    mergeMoments({ mean: all, squares: all.subarray(doubleIndex(squaresOffset)) }, into, before, origin + sum / count, deviations, count);
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
        for (let i = row; i < row + drawn; i++) all[i] = normalOf(all[i]!);
      }
    },
    advanceLogPrices: ({ firstMonth, months, termsAt, terms, yAt, vAt, multiplierAt, decay, scale }) => {
      const [y, v, multiplier] = [doubleIndex(yAt), doubleIndex(vAt), doubleIndex(multiplierAt)];
      const decaySquared = decay * decay;
      for (let month = firstMonth; month < firstMonth + months; month++) {
        const row = month * LANES;
        const before = ((month + MONTHS_PER_BLOCK - 1) % MONTHS_PER_BLOCK) * LANES;
        for (let i = 0; i < LANES; i++) {
          let e = 0;
          forEachTerm(termsAt, terms, (factor, share) => {
            e += share * all[factor + row + i]!;
          });
          const sigma = scale * all[multiplier + row + i]!;
          all[y + row + i] = decay * all[y + before + i]! + sigma * e;
          all[v + row + i] = decaySquared * all[v + before + i]! + sigma * sigma;
        }
      }
    },
    sumWeightedRows: (termsAt, terms, offset, outAt, months) => {
      for (let i = 0; i < months * LANES; i++) {
        let sum = 0;
        forEachTerm(termsAt, terms, (row, weight) => {
          sum += weight * all[row + doubleIndex(offset) + i]!;
        });
        all[doubleIndex(outAt) + i] = sum;
      }
    },
    computeLogDemand: (termsAt, terms, offset, outAt, months) => {
      for (let i = 0; i < months * LANES; i++) {
        let demand = 1;
        forEachTerm(termsAt, terms, (row, weight) => {
          demand += weight * (all[row + doubleIndex(offset) + i]! - 1);
        });
        all[doubleIndex(outAt) + i] = log(demand);
      }
    },
    computeLogPrices: ({ months, yAt, vAt, logDemandAt, outAt, logMeansAt, exponent }) => {
      const [y, v, d, out] = [doubleIndex(yAt), doubleIndex(vAt), doubleIndex(logDemandAt), doubleIndex(outAt)];
      forEachLane(months, (month, i) => {
        all[out + i] = all[y + i]! - 0.5 * all[v + i]! + (exponent * all[d + i]! - all[doubleIndex(logMeansAt) + month]!);
      });
    },
    computeFollowerLogPrices: ({ months, logQAt, followedVAt, yAt, vAt, outAt, logMeansAt, beta }) => {
      const [q, vq, out] = [doubleIndex(logQAt), doubleIndex(followedVAt), doubleIndex(outAt)];
      const [y, v] = [doubleIndex(yAt), doubleIndex(vAt)];
      const half = 0.5 * beta * (beta - 1);
      forEachLane(months, (month, i) => {
        const followed = beta * all[q + i]! - half * all[vq + i]!;
        all[out + i] = followed + (all[y + i]! - 0.5 * all[v + i]!) - all[doubleIndex(logMeansAt) + month]!;
      });
    },
    computeCycleFactors: (logDemandAt, outAt, months, exponent, logMeansAt) => {
      forEachLane(months, (month, i) => {
        all[doubleIndex(outAt) + i] = exp(exponent * all[doubleIndex(logDemandAt) + i]! - all[doubleIndex(logMeansAt) + month]!);
      });
    },
    computePrices: (xAt, outAt, months, count, levelsAt, sumsAt) => {
      for (let month = 0; month < months; month++) {
        const sums = [0, 0, 0, 0, 0, 0, 0, 0];
        for (let i = 0; i < count; i++) {
          const x = all[doubleIndex(xAt) + month * LANES + i]!;
          const ratio = exp(x);
          all[doubleIndex(outAt) + month * LANES + i] = all[doubleIndex(levelsAt) + month]! * ratio;
          const odd = i % 2;
          sums[odd]! += x;
          sums[2 + odd]! += x * x;
          sums[4 + odd]! += ratio;
          sums[6 + odd]! += ratio * ratio;
        }
        for (let k = 0; k < 4; k++) all[doubleIndex(sumsAt) + 4 * month + k] = sums[2 * k]! + sums[2 * k + 1]!;
      }
    },
    computeAdditivePrices: (yAt, outAt, months, count, levelsAt, sumsAt) => {
      for (let month = 0; month < months; month++) {
        const sums = [0, 0, 0, 0];
        for (let i = 0; i < count; i++) {
          const y = all[doubleIndex(yAt) + month * LANES + i]!;
          all[doubleIndex(outAt) + month * LANES + i] = all[doubleIndex(levelsAt) + month]! + y;
          sums[i % 2]! += y;
          sums[2 + (i % 2)]! += y * y;
        }
        for (let k = 0; k < 4; k++) {
          const at = 2 * (k % 2);
          all[doubleIndex(sumsAt) + 4 * month + k] = sums[at]! + sums[at + 1]!;
        }
      }
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
    bookClampedSales: (runsAt, runs, intoAt, base) => {
      for (let i = 0; i < LANES; i++) {
        let total = base;
        for (let k = 0; k < runs; k++) {
          const run = doubleIndex(runsAt) + RUN_DOUBLES * k;
          const [first, months] = [doubleIndex(words[2 * run]!) + i, words[2 * run + 1]!];
          const [weight, low, high] = [all[run + 1]!, all[run + 2]!, all[run + 3]!];
          let sum = 0;
          for (let month = 0; month < months; month++) sum += Math.min(Math.max(all[first + month * LANES]!, low), high);
          total += weight * sum;
        }
        all[doubleIndex(intoAt) + i] = total;
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
