import { mergeMoments } from '../blocks.ts';
import { exp, log } from '../draws/elementary.ts';
import { normalOf } from '../draws/normalTable.ts';
import { fillUniforms } from '../draws/philox.ts';
import { doubleIndex, type Kernel, type PriceKernel, RUN_DOUBLES, TERM_DOUBLES } from './kernel.ts';
import { LANES, MONTHS_PER_BLOCK, SCRATCH_AT } from './layout.ts';
import { createReferenceContractKernel } from './referenceContractKernel.ts';
import { createReferenceCycleKernel } from './referenceCycleKernel.ts';
import { createReferenceProductKernel } from './referenceProductKernel.ts';

/** Lanes that the draws of `count` paths fill: whole groups of eight, as in the WebAssembly kernel. */
const drawnLanes = (count: number): number => Math.ceil(count / 8) * 8;

/** Creates the kernel in TypeScript on the memory of an arena. It gives the same bits as the WebAssembly kernel. */
export const createReferenceKernel = (buffer: ArrayBuffer): Kernel => {
  const doubles = new Float64Array(buffer);
  const words = new Int32Array(buffer);
  const viewAt = (at: number, length: number): Float64Array => doubles.subarray(doubleIndex(at), doubleIndex(at) + length);

  const forEachTerm = (termsAt: number, terms: number, visit: (row: number, weight: number) => void): void => {
    for (let k = 0; k < terms; k++) {
      const term = doubleIndex(termsAt) + TERM_DOUBLES * k;
      visit(doubleIndex(words[2 * term]!), doubles[term + 1]!);
    }
  };

  /** Visits the lanes of the rows of some months. */
  const forEachLane = (months: number, visit: (month: number, i: number) => void): void => {
    for (let i = 0; i < months * LANES; i++) visit(Math.floor(i / LANES), i);
  };

  const drawUniforms: PriceKernel['drawUniforms'] = ({ pathsAt, count, key, block, kind, entity }, outAt) => {
    const laneCount = drawnLanes(count);
    const paths = words.subarray(pathsAt >> 2, (pathsAt >> 2) + laneCount);
    fillUniforms(viewAt(outAt, MONTHS_PER_BLOCK * LANES), key, paths, laneCount, block, kind, entity);
  };

  // sums go over even and odd lanes separately, as the vector instructions do
  const mergeMomentsOfRow = (row: number, count: number, countBefore: number, into: number, squaresOffset: number): void => {
    const origin = doubles[row]!;
    const sums = [0, 0];
    const squares = [0, 0];
    for (let i = 0; i < count; i++) {
      const distance = doubles[row + i]! - origin;
      sums[i % 2]! += distance;
      squares[i % 2]! += distance * distance;
    }
    const sum = sums[0]! + sums[1]!;
    const deviations = squares[0]! + squares[1]! - sum * (sum / count);
    mergeMoments(
      { mean: doubles, squares: doubles.subarray(doubleIndex(squaresOffset)) },
      into,
      countBefore,
      origin + sum / count,
      deviations,
      count,
    );
  };

  return {
    ...createReferenceCycleKernel(buffer),
    ...createReferenceContractKernel(buffer),
    ...createReferenceProductKernel(buffer),
    drawUniforms,
    drawNormals: (counter, outAt) => {
      drawUniforms(counter, outAt);
      const laneCount = drawnLanes(counter.count);
      for (let month = 0; month < MONTHS_PER_BLOCK; month++) {
        const row = doubleIndex(outAt) + month * LANES;
        for (let i = row; i < row + laneCount; i++) doubles[i] = normalOf(doubles[i]!);
      }
    },
    advanceLogPrices: ({ firstMonth, months, termsAt, terms, yAt, vAt, multiplierAt, decay, scale }) => {
      const [y, v, multiplier] = [doubleIndex(yAt), doubleIndex(vAt), doubleIndex(multiplierAt)];
      const decaySquared = decay * decay;
      for (let month = firstMonth; month < firstMonth + months; month++) {
        const row = month * LANES;
        const previousMonth = ((month + MONTHS_PER_BLOCK - 1) % MONTHS_PER_BLOCK) * LANES;
        for (let i = 0; i < LANES; i++) {
          let e = 0;
          forEachTerm(termsAt, terms, (factor, share) => {
            e += share * doubles[factor + row + i]!;
          });
          const sigma = scale * doubles[multiplier + row + i]!;
          doubles[y + row + i] = decay * doubles[y + previousMonth + i]! + sigma * e;
          doubles[v + row + i] = decaySquared * doubles[v + previousMonth + i]! + sigma * sigma;
        }
      }
    },
    sumWeightedRows: (termsAt, terms, offset, outAt, months) => {
      for (let i = 0; i < months * LANES; i++) {
        let sum = 0;
        forEachTerm(termsAt, terms, (row, weight) => {
          sum += weight * doubles[row + doubleIndex(offset) + i]!;
        });
        doubles[doubleIndex(outAt) + i] = sum;
      }
    },
    computeLogDemand: (termsAt, terms, offset, outAt, months) => {
      for (let i = 0; i < months * LANES; i++) {
        let demand = 1;
        forEachTerm(termsAt, terms, (row, weight) => {
          demand += weight * (doubles[row + doubleIndex(offset) + i]! - 1);
        });
        doubles[doubleIndex(outAt) + i] = log(demand);
      }
    },
    computeLogPrices: ({ months, yAt, vAt, logDemandAt, outAt, logMeansAt, exponent }) => {
      const [y, v, d, out] = [doubleIndex(yAt), doubleIndex(vAt), doubleIndex(logDemandAt), doubleIndex(outAt)];
      forEachLane(months, (month, i) => {
        doubles[out + i] =
          doubles[y + i]! - 0.5 * doubles[v + i]! + (exponent * doubles[d + i]! - doubles[doubleIndex(logMeansAt) + month]!);
      });
    },
    computeFollowerLogPrices: ({ months, logQAt, followedVAt, yAt, vAt, outAt, logMeansAt, beta }) => {
      const [q, vq, out] = [doubleIndex(logQAt), doubleIndex(followedVAt), doubleIndex(outAt)];
      const [y, v] = [doubleIndex(yAt), doubleIndex(vAt)];
      const half = 0.5 * beta * (beta - 1);
      forEachLane(months, (month, i) => {
        const followedTerm = beta * doubles[q + i]! - half * doubles[vq + i]!;
        doubles[out + i] = followedTerm + (doubles[y + i]! - 0.5 * doubles[v + i]!) - doubles[doubleIndex(logMeansAt) + month]!;
      });
    },
    computeCycleFactors: (logDemandAt, outAt, months, exponent, logMeansAt) => {
      forEachLane(months, (month, i) => {
        doubles[doubleIndex(outAt) + i] = exp(
          exponent * doubles[doubleIndex(logDemandAt) + i]! - doubles[doubleIndex(logMeansAt) + month]!,
        );
      });
    },
    computePrices: (xAt, outAt, months, count, levelsAt, sumsAt) => {
      for (let month = 0; month < months; month++) {
        const sums = [0, 0, 0, 0, 0, 0, 0, 0];
        for (let i = 0; i < count; i++) {
          const x = doubles[doubleIndex(xAt) + month * LANES + i]!;
          const ratio = exp(x);
          doubles[doubleIndex(outAt) + month * LANES + i] = doubles[doubleIndex(levelsAt) + month]! * ratio;
          const odd = i % 2;
          sums[odd]! += x;
          sums[2 + odd]! += x * x;
          sums[4 + odd]! += ratio;
          sums[6 + odd]! += ratio * ratio;
        }
        for (let k = 0; k < 4; k++) doubles[doubleIndex(sumsAt) + 4 * month + k] = sums[2 * k]! + sums[2 * k + 1]!;
      }
    },
    computeAdditivePrices: (yAt, outAt, months, count, levelsAt, sumsAt) => {
      for (let month = 0; month < months; month++) {
        const sums = [0, 0, 0, 0];
        for (let i = 0; i < count; i++) {
          const y = doubles[doubleIndex(yAt) + month * LANES + i]!;
          doubles[doubleIndex(outAt) + month * LANES + i] = doubles[doubleIndex(levelsAt) + month]! + y;
          sums[i % 2]! += y;
          sums[2 + (i % 2)]! += y * y;
        }
        for (let k = 0; k < 4; k++) {
          const at = 2 * (k % 2);
          doubles[doubleIndex(sumsAt) + 4 * month + k] = sums[at]! + sums[at + 1]!;
        }
      }
    },
    computeForwards: ({ yAt, vAt, cycleAt, outAt, level, decay }) => {
      const [y, v, r, out] = [doubleIndex(yAt), doubleIndex(vAt), doubleIndex(cycleAt), doubleIndex(outAt)];
      for (let i = 0; i < LANES; i++) {
        doubles[out + i] = level * exp(decay * doubles[y + i]! - 0.5 * decay * decay * doubles[v + i]!) * doubles[r + i]!;
      }
    },
    computeAverages: (seriesAt, outAt, n, length) => {
      for (let i = 0; i < n * LANES; i++) {
        let sum = 0;
        for (let k = 0; k < length; k++) sum += doubles[doubleIndex(seriesAt) + k * LANES + i]!;
        doubles[doubleIndex(outAt) + i] = sum / length;
      }
    },
    bookClampedSales: (runsAt, runs, intoAt, base) => {
      for (let i = 0; i < LANES; i++) {
        let total = base;
        for (let k = 0; k < runs; k++) {
          const run = doubleIndex(runsAt) + RUN_DOUBLES * k;
          const [first, months] = [doubleIndex(words[2 * run]!) + i, words[2 * run + 1]!];
          const [weight, low, high] = [doubles[run + 1]!, doubles[run + 2]!, doubles[run + 3]!];
          let sum = 0;
          for (let month = 0; month < months; month++) sum += Math.min(Math.max(doubles[first + month * LANES]!, low), high);
          total += weight * sum;
        }
        doubles[doubleIndex(intoAt) + i] = total;
      }
    },
    mergeRowMoments: ({ rowsAt, years, count, pathsBefore, intoAt, squaresOffset, totalAt }) => {
      const rows = doubleIndex(rowsAt);
      for (let y = 0; y < years; y++) mergeMomentsOfRow(rows + y * LANES, count, pathsBefore, doubleIndex(intoAt) + y, squaresOffset);
      const scratch = doubleIndex(SCRATCH_AT);
      for (let i = 0; i < LANES; i++) {
        let sum = 0;
        for (let y = 0; y < years; y++) sum += doubles[rows + y * LANES + i]!;
        doubles[scratch + i] = sum;
      }
      mergeMomentsOfRow(scratch, count, pathsBefore, doubleIndex(totalAt), squaresOffset);
    },
    addRows: (fromAt, intoAt, rows) => {
      for (let i = 0; i < rows * LANES; i++) doubles[doubleIndex(intoAt) + i]! += doubles[doubleIndex(fromAt) + i]!;
    },
  };
};
