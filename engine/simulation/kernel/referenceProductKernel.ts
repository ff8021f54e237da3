import { QUEUED_PRICE } from '../../valuation/assumptions.ts';
import type { ProductKernel } from './kernel.ts';
import { LANES } from './layout.ts';

/** Index in doubles of a byte offset. */
const doubleIndex = (at: number): number => at >> 3;

/** Creates the part of the reference kernel that works on products. */
export const createReferenceProductKernel = (buffer: ArrayBuffer): ProductKernel => {
  const all = new Float64Array(buffer);

  return {
    supplyCalls: (input) => {
      const { production, queueRows } = input;
      const calledRow = doubleIndex(input.calledAt);
      const dueRow = doubleIndex(input.deferredDueAt);
      const heldBackRow = doubleIndex(input.heldBackAt);
      const shareRow = doubleIndex(input.deliveredShareAt);
      const deferredShareRow = doubleIndex(input.deferredDeliveredShareAt);
      const undeliveredRow = doubleIndex(input.undeliveredAt);
      const queueRow = doubleIndex(input.queueAt);
      const calledSumRow = doubleIndex(input.calledSumAt);
      const deliveredSumRow = doubleIndex(input.deliveredSumAt);
      let hasCuts = 0;
      for (let i = 0; i < LANES; i++) {
        const called = all[calledRow + i]!;
        const due = all[dueRow + i]!;
        const wanted = called + due;
        const lacking = Math.max(0, wanted - production);
        let left = lacking;
        for (let row = 0; row < queueRows; row++) {
          const at = queueRow + row * LANES + i;
          const taken = Math.min(left, all[at]!);
          all[at]! -= taken;
          left -= taken;
        }
        const drawn = lacking - left;
        const total = Math.min(wanted, production + drawn);
        const share = called > total ? total / called : 1;
        if (share < 1) hasCuts = 1;
        all[shareRow + i] = share;
        all[deferredShareRow + i] = due > 0 && wanted > total ? Math.max(0, total - called) / due : 1;
        all[calledSumRow + i]! += called + all[heldBackRow + i]!;
        all[deliveredSumRow + i]! += total;
        all[undeliveredRow + i] = production - (total - drawn);
      }
      return hasCuts;
    },

    sellOnSpot: (input) => {
      const { count, production, queueRows, priceShare, priceDeduction, isOpen } = input;
      const undeliveredRow = doubleIndex(input.undeliveredAt);
      const nominalRow = doubleIndex(input.nominalAt);
      const priceRow = doubleIndex(input.spotPriceAt);
      const queueRow = doubleIndex(input.queueAt);
      const joinRow = doubleIndex(input.joinAt);
      const spotSumRow = doubleIndex(input.spotSumAt);
      const spotRevenueRow = doubleIndex(input.spotRevenueAt);
      const revenueRow = doubleIndex(input.revenueAt);
      const sums = [0, 0, 0, 0, 0, 0];
      let hasJoined = 0;
      // an odd last lane is computed with its neighbour, which holds nothing
      for (let i = 0; i < count + (count % 2); i++) {
        const undelivered = all[undeliveredRow + i]!;
        const price = all[priceRow + i]!;
        const uncommitted = (isOpen ? 1 : 0) * Math.min(Math.max(0, production - all[nominalRow + i]!), undelivered);
        const joins = undelivered - uncommitted;
        all[joinRow + i] = joins;
        let resold = 0;
        for (let row = 0; row < queueRows; row++) {
          const at = queueRow + row * LANES + i;
          resold += all[at]!;
          all[at] = 0;
        }
        const usd = uncommitted * (price * priceShare - priceDeduction) + resold * (QUEUED_PRICE * price * priceShare - priceDeduction);
        all[revenueRow + i]! += usd;
        all[spotSumRow + i]! += uncommitted + resold;
        all[spotRevenueRow + i]! += usd;
        if (i >= count) continue;
        sums[i % 2]! += uncommitted + resold;
        sums[2 + (i % 2)]! += uncommitted;
        sums[4 + (i % 2)]! += joins;
        if (joins !== 0) hasJoined = 1;
      }
      for (let k = 0; k < 3; k++) all[doubleIndex(input.sumsAt) + k] = sums[2 * k]! + sums[2 * k + 1]!;
      return hasJoined;
    },
  };
};
