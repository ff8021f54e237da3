import { exp } from '../draws/elementary.ts';
import type { CycleKernel } from './kernel.ts';
import { LANES } from './layout.ts';

/** Index in doubles of a byte offset. */
const doubleIndex = (at: number): number => at >> 3;

/** Creates the part of the reference kernel that works on the demand cycle. */
export const createReferenceCycleKernel = (buffer: ArrayBuffer): CycleKernel => {
  const all = new Float64Array(buffer);

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
    selectByRegime: (regimeAt, outAt, ...values) => {
      for (let i = 0; i < LANES; i++) all[doubleIndex(outAt) + i] = values[all[doubleIndex(regimeAt) + i]!]!;
    },
    sumPowers: (rowAt, count, exponent) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += exp(exponent * all[doubleIndex(rowAt) + i]!);
      return sum;
    },
    sumSlackPowers: (demandAt, count, exponent) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += exp(exponent * Math.max(0, 1 - all[doubleIndex(demandAt) + i]!));
      return sum;
    },
    advanceVariance: (varianceAt, multiplierAt, decaySquared, shock) => {
      const [variance, multiplier] = [doubleIndex(varianceAt), doubleIndex(multiplierAt)];
      for (let i = 0; i < LANES; i++) {
        const m = all[multiplier + i]!;
        all[variance + i] = decaySquared * all[variance + i]! + m * m * shock;
      }
    },
  };
};
