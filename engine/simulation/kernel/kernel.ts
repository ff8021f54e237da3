import type { ContractKernel, DrawFunction } from './contractKernel.ts';
import type { ProductKernel } from './productKernel.ts';

/**
 * What works on lanes of an arena; every argument that ends in `At` is a place of lanes in bytes. Twice there: as vector instructions
 * (*.wat) and as the plain reading of the same (plainKernel.ts), operation for operation, so that both give the same bits.
 */
export type Kernel = ContractKernel &
  ProductKernel & {
    /** Uniforms of the counters (path, month, kind, entity) of `count` paths, numbers of 32 bits at `pathsAt`; the last eight whole. */
    readonly drawUniforms: DrawFunction;
    /** The same through the inverse normal distribution. */
    readonly drawNormals: DrawFunction;
    /** Y = a Y + m sig e, V = a^2 V + m^2 sig^2, e the sum of `terms` factors by their shares (`tableOf`). */
    readonly advanceLogPrices: (
      termsAt: number,
      terms: number,
      yAt: number,
      vAt: number,
      multiplierAt: number,
      decay: number,
      square: number,
      scale: number,
    ) => void;
    /** ln S/F = Y - V/2 + L ln D - ln M. */
    readonly computeLogPrices: (yAt: number, vAt: number, logDemandAt: number, outAt: number, exponent: number, lessMean: number) => void;
    /** A follower's: beta ln Q - beta (beta - 1) V/2 of what it follows + Y - V/2 of its own - ln of the mean of R^beta. */
    readonly computeFollowerLogPrices: (
      logQAt: number,
      followedVAt: number,
      yAt: number,
      vAt: number,
      outAt: number,
      beta: number,
      lessMean: number,
    ) => void;
    /** S = F e^x; sums of x, x^2, S/F and its square over `count` lanes. */
    readonly computePrices: (xAt: number, outAt: number, sumsAt: number, count: number, level: number) => void;
    /** Means of `length` months from each of `n` months on. */
    readonly computeAverages: (ofAt: number, outAt: number, n: number, length: number) => void;
    /** Adds base + sum of weight x price held between bounds over `entries` entries (`tableOf`). */
    readonly addClampedSales: (entriesAt: number, entries: number, intoAt: number, base: number) => void;
    /** Merges moments of `years` rows, and of their sum, into those of `before` paths: means at `intoAt` and `totalAt`, squares `apart` on. */
    readonly mergeRowMoments: (
      rowsAt: number,
      years: number,
      count: number,
      before: number,
      intoAt: number,
      apart: number,
      totalAt: number,
    ) => void;
    /** Adds rows of lanes to others. */
    readonly addRows: (fromAt: number, intoAt: number, rows: number) => void;
  };

/** Doubles that a term takes: the place of a factor's lanes, and its share. */
export const TERM_DOUBLES = 2;

/** Doubles that an entry takes: the place of a price's lanes, weight, low and high. */
export const ENTRY_DOUBLES = 4;

/** Fills in terms or entries: a place of lanes in the first half of a double, and what follows it. */
export const createTableWriter = (room: Float64Array, each: typeof TERM_DOUBLES | typeof ENTRY_DOUBLES) => {
  const words = new Int32Array(room.buffer, room.byteOffset, 2 * room.length);
  return (k: number, lanesAt: number, ...numbers: readonly number[]): void => {
    words[2 * each * k] = lanesAt;
    for (let i = 0; i < numbers.length; i++) room[each * k + 1 + i] = numbers[i]!;
  };
};
