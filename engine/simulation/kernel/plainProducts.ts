import { QUEUED_PRICE } from '../../valuation/houseDefaults.ts';
import { LANES } from './layout.ts';
import type { ProductKernel } from './productKernel.ts';

/** Place in doubles of a place in bytes. */
const of = (at: number): number => at >> 3;

/** The part of the kernel that works on products, in the words of this language. */
export const plainProducts = (buffer: ArrayBuffer): ProductKernel => {
  const all = new Float64Array(buffer);

  return {
    supply: (
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
        const called = all[of(calledAt) + i]!;
        const due = all[of(dueAt) + i]!;
        const wanted = called + due;
        const lacking = Math.max(0, wanted - production);
        let left = lacking;
        for (let row = 0; row < rows; row++) {
          const at = of(queueAt) + row * LANES + i;
          const taken = Math.min(left, all[at]!);
          all[at]! -= taken;
          left -= taken;
        }
        const drawn = lacking - left;
        const total = Math.min(wanted, production + drawn);
        const kept = called > total ? total / called : 1;
        if (kept < 1) cut = 1;
        all[of(keptAt) + i] = kept;
        all[of(keptDeferredAt) + i] = due > 0 && wanted > total ? Math.max(0, total - called) / due : 1;
        all[of(calledSumAt) + i]! += called + all[of(heldBackAt) + i]!;
        all[of(deliveredSumAt) + i]! += total;
        all[of(undeliveredAt) + i] = production - (total - drawn);
      }
      return cut;
    },
    market: (
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
        const undelivered = all[of(undeliveredAt) + i]!;
        const price = all[of(priceAt) + i]!;
        const fresh = open * Math.min(Math.max(0, production - all[of(nominalAt) + i]!), undelivered);
        const joins = undelivered - fresh;
        all[of(nowAt) + i] = joins;
        let resold = 0;
        for (let row = 0; row < rows; row++) {
          const at = of(queueAt) + row * LANES + i;
          resold += all[at]!;
          all[at] = 0;
        }
        const usd = fresh * (price * share - less) + resold * (QUEUED_PRICE * price * share - less);
        all[of(revenueAt) + i]! += usd;
        all[of(spotSumAt) + i]! += fresh + resold;
        all[of(spotRevenueAt) + i]! += usd;
        if (i >= count) continue;
        sums[i % 2]! += fresh + resold;
        sums[2 + (i % 2)]! += fresh;
        sums[4 + (i % 2)]! += joins;
        if (joins !== 0) any = 1;
      }
      for (let k = 0; k < 3; k++) all[of(sumsAt) + k] = sums[2 * k]! + sums[2 * k + 1]!;
      return any;
    },
  };
};
