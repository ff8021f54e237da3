import { exp } from '../draws/elementary.ts';
import { type CycleKernel, doubleIndex } from './kernel.ts';
import { LANES } from './layout.ts';

/** Creates the part of the reference kernel that works on the demand cycle. */
export const createReferenceCycleKernel = (buffer: ArrayBuffer): CycleKernel => {
  const doubles = new Float64Array(buffer);

  /** Adds the values of a row's first lanes to a sum for each month, even and odd ones separately, as the vector instructions do. */
  const addRowSums = (months: number, count: number, sumsAt: number, valueAt: (i: number) => number): void => {
    for (let month = 0; month < months; month++) {
      const sums = [0, 0];
      for (let i = 0; i < count; i++) sums[i % 2]! += valueAt(month * LANES + i);
      doubles[doubleIndex(sumsAt) + month]! += sums[0]! + sums[1]!;
    }
  };

  return {
    advanceCycle: ({ months, worldShare, zoneShare, demandSpeed, ...input }) => {
      const regimes = doubleIndex(input.regimesAt);
      for (let month = 0; month < months; month++) {
        const [world, zone] = [doubleIndex(input.worldAt) + month * LANES, doubleIndex(input.zoneAt) + month * LANES];
        const [regime, demand] = [doubleIndex(input.regimeAt) + month * LANES, doubleIndex(input.demandAt) + month * LANES];
        for (let i = 0; i < LANES; i++) {
          const from = regimes + 3 * doubles[regime + i]!;
          const x = worldShare * doubles[world + i]! + zoneShare * doubles[zone + i]!;
          const next = x < doubles[from]! ? 2 : x < doubles[from + 1]! ? 1 : 0;
          doubles[regime + LANES + i] = next;
          doubles[demand + LANES + i] = doubles[demand + i]! + demandSpeed * (doubles[regimes + 3 * next + 2]! - doubles[demand + i]!);
        }
      }
    },
    addZoneDemand: (zoneAt, demandAt, slackAt, weight, multiplier) => {
      const [zone, demand, slack] = [doubleIndex(zoneAt), doubleIndex(demandAt), doubleIndex(slackAt)];
      for (let i = 0; i < LANES; i++) {
        const d = doubles[zone + i]! * multiplier;
        doubles[demand + i]! += weight * (d - 1);
        doubles[slack + i]! += weight * Math.max(0, 1 - d);
      }
    },
    selectByRegime: (regimeAt, outAt, months, ...values) => {
      for (let i = 0; i < months * LANES; i++) doubles[doubleIndex(outAt) + i] = values[doubles[doubleIndex(regimeAt) + i]!]!;
    },
    sumPowers: (rowsAt, months, count, exponent, sumsAt) =>
      addRowSums(months, count, sumsAt, (i) => exp(exponent * doubles[doubleIndex(rowsAt) + i]!)),
    sumSlackPowers: (demandAt, months, count, exponent, sumsAt) =>
      addRowSums(months, count, sumsAt, (i) => exp(exponent * Math.max(0, 1 - doubles[doubleIndex(demandAt) + i]!))),
    advanceVariance: (varianceAt, multiplierAt, decaySquared, shock) => {
      const [variance, multiplier] = [doubleIndex(varianceAt), doubleIndex(multiplierAt)];
      for (let i = 0; i < LANES; i++) {
        const m = doubles[multiplier + i]!;
        doubles[variance + i] = decaySquared * doubles[variance + i]! + m * m * shock;
      }
    },
  };
};
