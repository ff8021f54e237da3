import { type DeliveryClaim, deliverClaims } from '../../spot/deliveries.ts';
import { createSpotSales, NO_COST, sellOnSpot } from '../../spot/sellOnSpot.ts';
import type { QueueLot } from '../../spot/spotQueue.ts';
import { CLAIM, CLAIM_WORDS, doubleIndex, type ProductKernel } from './kernel.ts';
import { LANES } from './layout.ts';

/** Rows of a queue, oldest first. */
type QueueRows = { readonly queueAt: number; readonly queueRows: number };

/** Creates the part of the reference kernel that works on products: it calls the functions of engine/spot lane by lane. */
export const createReferenceProductKernel = (buffer: ArrayBuffer): ProductKernel => {
  const doubles = new Float64Array(buffer);
  const words = new Int32Array(buffer);

  const readLots = (
    { queueAt, queueRows }: QueueRows,
    i: number,
    costAt: (row: number) => Omit<QueueLot, 'month' | 'tonnes'>,
  ): QueueLot[] => {
    const lots: QueueLot[] = [];
    for (let row = 0; row < queueRows; row++) {
      const tonnes = doubles[doubleIndex(queueAt) + row * LANES + i]!;
      if (tonnes > 0) lots.push({ month: row, tonnes, ...costAt(row) });
    }
    return lots;
  };
  const writeTonnes = ({ queueAt, queueRows }: QueueRows, i: number, lots: readonly QueueLot[]): void => {
    for (let row = 0; row < queueRows; row++) doubles[doubleIndex(queueAt) + row * LANES + i] = 0;
    for (const { month, tonnes } of lots) doubles[doubleIndex(queueAt) + month * LANES + i] = tonnes;
  };

  return {
    deliverClaims: (input) => {
      const { claims, production } = input;
      const claimWord = (k: number, field: keyof typeof CLAIM): number => (input.claimsAt >> 2) + k * CLAIM_WORDS + CLAIM[field];
      const rowOf = (k: number, field: 'offeredAt' | 'deferredAt' | 'cutAt'): number => doubleIndex(words[claimWord(k, field)]!);
      let isShort = 0;
      let hasCuts = 0;
      const isCutByClaim = Array.from({ length: claims }, () => 0);
      const lanes = Array.from({ length: LANES }, (_, i) => {
        const listClaims = (tonnesOf: (k: number) => number): readonly DeliveryClaim[] =>
          Array.from({ length: claims }, (__, k) => ({ priority: words[claimWord(k, 'priority')]!, tonnes: tonnesOf(k), delivered: 0 }));
        const calls = listClaims((k) => doubles[rowOf(k, 'offeredAt') + i]!);
        const deferredClaims = listClaims((k) => (rowOf(k, 'deferredAt') === 0 ? 0 : doubles[rowOf(k, 'deferredAt') + i]!));
        const lots = readLots(input, i, () => NO_COST);
        const { total, drawn } = deliverClaims(calls, deferredClaims, production, lots);
        writeTonnes(input, i, lots);
        let [calledTonnes, claimedTonnes] = [0, doubles[doubleIndex(input.deferredDueAt) + i]!];
        for (const { tonnes } of calls) calledTonnes += tonnes;
        claimedTonnes = calledTonnes + claimedTonnes;
        if (total !== claimedTonnes) isShort = 1;
        doubles[doubleIndex(input.calledSumAt) + i]! += calledTonnes + doubles[doubleIndex(input.heldBackAt) + i]!;
        doubles[doubleIndex(input.deliveredSumAt) + i]! += total;
        doubles[doubleIndex(input.remainingAt) + i] = production - (total - drawn);
        return { calls, deferredClaims };
      });
      for (const [i, { calls, deferredClaims }] of lanes.entries()) {
        if (isShort === 0) break;
        for (const [k, { tonnes, delivered }] of calls.entries()) {
          doubles[rowOf(k, 'cutAt') + i] = tonnes - delivered;
          if (tonnes > delivered) isCutByClaim[k] = hasCuts = 1;
          if (rowOf(k, 'deferredAt') !== 0) doubles[rowOf(k, 'deferredAt') + i] = deferredClaims[k]!.delivered;
        }
      }
      if (isShort === 1) for (const [k, isCut] of isCutByClaim.entries()) words[claimWord(k, 'isCut')] = isCut;
      return hasCuts;
    },

    sellOnSpot: (input) => {
      const { count, production, slope, cap, isLastMonth, hasCosts, queueRows, dueRows } = input;
      const sums = Array.from({ length: 12 }, () => 0);
      const sales = createSpotSales();
      const rowAt = (at: number, row: number): number => doubleIndex(at) + row * LANES;
      let emptyRows = queueRows;
      for (let i = 0; i < count; i++) {
        const costOf = (discountAt: number, freightAt: number, row: number) =>
          hasCosts ? { discount: doubles[rowAt(discountAt, row) + i]!, freight: doubles[rowAt(freightAt, row) + i]! } : NO_COST;
        const remainingTonnes = doubles[doubleIndex(input.remainingAt) + i]!;
        const uncommittedTonnes = Math.min(Math.max(0, production - doubles[doubleIndex(input.nominalAt) + i]!), remainingTonnes);
        // the month's row may have earlier values and is overwritten
        const lots = readLots({ queueAt: input.queueAt, queueRows: queueRows - 1 }, i, (row) =>
          costOf(input.discountAt, input.freightAt, row),
        );
        sellOnSpot(
          lots,
          {
            month: queueRows - 1,
            isLastMonth,
            waitMonths: queueRows - dueRows,
            uncommitted: uncommittedTonnes,
            spotZoneCost: costOf(input.costsAt, input.costsAt + LANES * 8, 2),
            undelivered: remainingTonnes - uncommittedTonnes,
            undeliveredCost: costOf(input.costsAt, input.costsAt + LANES * 8, 0),
            depth: doubles[doubleIndex(input.depthAt) + i]!,
            terms: { slope, cap },
            netSpot: doubles[doubleIndex(input.spotPriceAt) + i]!,
          },
          sales,
        );
        writeTonnes(input, i, lots);
        emptyRows = Math.min(emptyRows, lots[0]?.month ?? queueRows);
        if (hasCosts) {
          doubles[rowAt(input.discountAt, queueRows - 1) + i] = doubles[rowAt(input.costsAt, 0) + i]!;
          doubles[rowAt(input.freightAt, queueRows - 1) + i] = doubles[rowAt(input.costsAt, 1) + i]!;
          for (const { month, discount, freight } of lots) {
            doubles[rowAt(input.discountAt, month) + i] = discount;
            doubles[rowAt(input.freightAt, month) + i] = freight;
          }
        }
        const soldTonnes = sales.uncommittedSold + sales.resold;
        doubles[doubleIndex(input.revenueAt) + i]! += sales.revenue;
        doubles[doubleIndex(input.spotSumAt) + i]! += soldTonnes;
        doubles[doubleIndex(input.spotRevenueAt) + i]! += sales.revenue;
        doubles[doubleIndex(input.depthLossAt) + i]! += sales.depthLoss;
        doubles[doubleIndex(input.rerouteLossAt) + i]! += sales.rerouteLoss;
        const { uncommittedSold, queued, depthLoss, queueLoss, rerouteLoss } = sales;
        for (const [k, amount] of [soldTonnes, uncommittedSold, queued, depthLoss, queueLoss, rerouteLoss].entries())
          sums[2 * k + (i % 2)]! += amount;
      }
      for (let k = 0; k < 6; k++) doubles[doubleIndex(input.sumsAt) + k] = sums[2 * k]! + sums[2 * k + 1]!;
      return emptyRows;
    },
  };
};
