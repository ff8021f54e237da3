import { exp } from '../draws/elementary.ts';
import type { CycleKernel } from './kernel.ts';
import { LANES } from './layout.ts';

/** Index in doubles of a byte offset. */
const doubleIndex = (at: number): number => at >> 3;

/** Creates the part of the reference kernel that works on the demand cycle. */
export const createReferenceCycleKernel = (buffer: ArrayBuffer): CycleKernel => {
  const all = new Float64Array(buffer);

  /** Adds the values of a row's first lanes to a sum for each month, even and odd ones separately, as the vector instructions do. */
  const addRowSums = (months: number, count: number, sumsAt: number, valueAt: (i: number) => number): void => {
    for (let month = 0; month < months; month++) {
      const sums = [0, 0];
      for (let i = 0; i < count; i++) sums[i % 2]! += valueAt(month * LANES + i);
      all[doubleIndex(sumsAt) + month]! += sums[0]! + sums[1]!;
    }
  };

  return {
    advanceCycle: ({ months, worldShare, zoneShare, demandSpeed, ...input }) => {
      const regimes = doubleIndex(input.regimesAt);
      for (let month = 0; month < months; month++) {
        const [world, zone] = [doubleIndex(input.worldAt) + month * LANES, doubleIndex(input.zoneAt) + month * LANES];
        const [regime, demand] = [doubleIndex(input.regimeAt) + month * LANES, doubleIndex(input.demandAt) + month * LANES];
        for (let i = 0; i < LANES; i++) {
          const from = regimes + 3 * all[regime + i]!;
          const x = worldShare * all[world + i]! + zoneShare * all[zone + i]!;
          const next = x < all[from]! ? 2 : x < all[from + 1]! ? 1 : 0;
          all[regime + LANES + i] = next;
          all[demand + LANES + i] = all[demand + i]! + demandSpeed * (all[regimes + 3 * next + 2]! - all[demand + i]!);
        }
      }
    },
    addZoneDemand: (zoneAt, demandAt, slackAt, weight, multiplier) => {
      const [zone, demand, slack] = [doubleIndex(zoneAt), doubleIndex(demandAt), doubleIndex(slackAt)];
      for (let i = 0; i < LANES; i++) {
        const d = all[zone + i]! * multiplier;
        all[demand + i]! += weight * (d - 1);
        all[slack + i]! += weight * Math.max(0, 1 - d);
      }
    },
    selectByRegime: (regimeAt, outAt, months, ...values) => {
      for (let i = 0; i < months * LANES; i++) all[doubleIndex(outAt) + i] = values[all[doubleIndex(regimeAt) + i]!]!;
    },
    sumPowers: (rowsAt, months, count, exponent, sumsAt) =>
      addRowSums(months, count, sumsAt, (i) => exp(exponent * all[doubleIndex(rowsAt) + i]!)),
    sumSlackPowers: (demandAt, months, count, exponent, sumsAt) =>
      addRowSums(months, count, sumsAt, (i) => exp(exponent * Math.max(0, 1 - all[doubleIndex(demandAt) + i]!))),
    advanceVariance: (varianceAt, multiplierAt, decaySquared, shock) => {
      const [variance, multiplier] = [doubleIndex(varianceAt), doubleIndex(multiplierAt)];
      for (let i = 0; i < LANES; i++) {
        const m = all[multiplier + i]!;
        all[variance + i] = decaySquared * all[variance + i]! + m * m * shock;
      }
    },
  };
};
