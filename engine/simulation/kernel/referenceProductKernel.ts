import { QUEUED_PRICE } from '../../valuation/houseDefaults.ts';
import { LANES } from './layout.ts';
import type { ProductKernel } from './productKernel.ts';

/** Place in doubles of a place in bytes. */
const doubleIndex = (at: number): number => at >> 3;

/** The part of the kernel that works on products, in the words of this language. */
export const createReferenceProductKernel = (buffer: ArrayBuffer): ProductKernel => {
  const all = new Float64Array(buffer);

  return {
    supplyCalls: (
      calledAt,
      dueAt,
      heldBackAt,
      keptAt,
      keptDeferredAt,
      undeliveredAt,
      queueAt,
      rows,
      calledSumAt,
      deliveredSumAt,
      production,
    ) => {
      let cut = 0;
      for (let i = 0; i < LANES; i++) {
        const called = all[doubleIndex(calledAt) + i]!;
        const due = all[doubleIndex(dueAt) + i]!;
        const wanted = called + due;
        const lacking = Math.max(0, wanted - production);
        let left = lacking;
        for (let row = 0; row < rows; row++) {
          const at = doubleIndex(queueAt) + row * LANES + i;
          const taken = Math.min(left, all[at]!);
          all[at]! -= taken;
          left -= taken;
        }
        const drawn = lacking - left;
        const total = Math.min(wanted, production + drawn);
        const kept = called > total ? total / called : 1;
        if (kept < 1) cut = 1;
        all[doubleIndex(keptAt) + i] = kept;
        all[doubleIndex(keptDeferredAt) + i] = due > 0 && wanted > total ? Math.max(0, total - called) / due : 1;
        all[doubleIndex(calledSumAt) + i]! += called + all[doubleIndex(heldBackAt) + i]!;
        all[doubleIndex(deliveredSumAt) + i]! += total;
        all[doubleIndex(undeliveredAt) + i] = production - (total - drawn);
      }
      return cut;
    },
    sellOnSpot: (
      undeliveredAt,
      nominalAt,
      priceAt,
      queueAt,
      rows,
      nowAt,
      spotSumAt,
      spotRevenueAt,
      revenueAt,
      sumsAt,
      count,
      production,
      share,
      less,
      open,
    ) => {
      const sums = [0, 0, 0, 0, 0, 0];
      let any = 0;
      // an odd last lane has a neighbour that nobody asks for
      for (let i = 0; i < count + (count % 2); i++) {
        const undelivered = all[doubleIndex(undeliveredAt) + i]!;
        const price = all[doubleIndex(priceAt) + i]!;
        const fresh = open * Math.min(Math.max(0, production - all[doubleIndex(nominalAt) + i]!), undelivered);
        const joins = undelivered - fresh;
        all[doubleIndex(nowAt) + i] = joins;
        let resold = 0;
        for (let row = 0; row < rows; row++) {
          const at = doubleIndex(queueAt) + row * LANES + i;
          resold += all[at]!;
          all[at] = 0;
        }
        const usd = fresh * (price * share - less) + resold * (QUEUED_PRICE * price * share - less);
        all[doubleIndex(revenueAt) + i]! += usd;
        all[doubleIndex(spotSumAt) + i]! += fresh + resold;
        all[doubleIndex(spotRevenueAt) + i]! += usd;
        if (i >= count) continue;
        sums[i % 2]! += fresh + resold;
        sums[2 + (i % 2)]! += fresh;
        sums[4 + (i % 2)]! += joins;
        if (joins !== 0) any = 1;
      }
      for (let k = 0; k < 3; k++) all[doubleIndex(sumsAt) + k] = sums[2 * k]! + sums[2 * k + 1]!;
      return any;
    },
  };
};
