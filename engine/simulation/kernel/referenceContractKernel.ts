import { cutDamages } from '../../spot/deliveries.ts';
import { type ContractKernel, doubleIndex, ENTRY_DOUBLES } from './kernel.ts';
import { DOUBLE_BYTES, LANES } from './layout.ts';

/** Creates the part of the reference kernel that works on contracts. */
export const createReferenceContractKernel = (buffer: ArrayBuffer): ContractKernel => {
  const doubles = new Float64Array(buffer);
  const words = new Int32Array(buffer);

  // even and odd lanes are summed separately, as the vector instructions do
  const sumRow: ContractKernel['sumRow'] = (at) => {
    let [evenSum, odd] = [0, 0];
    for (let i = doubleIndex(at); i < doubleIndex(at) + LANES; i += 2) {
      evenSum += doubles[i]!;
      odd += doubles[i + 1]!;
    }
    return evenSum + odd;
  };

  const addInvoices: ContractKernel['addInvoices'] = (paidAt, priceAt, revenueAt) => {
    const [paidTonnes, price, revenue] = [doubleIndex(paidAt), doubleIndex(priceAt), doubleIndex(revenueAt)];
    for (let i = 0; i < LANES; i++) doubles[revenue + i]! += doubles[paidTonnes + i]! * doubles[price + i]!;
  };

  return {
    evaluateSimplePrices: (averageAt, outAt, constant, share, low, high) => {
      const [average, out] = [doubleIndex(averageAt), doubleIndex(outAt)];
      for (let i = 0; i < LANES; i++) doubles[out + i] = constant + share * Math.min(Math.max(doubles[average + i]!, low), high);
    },
    evaluateLinearPrices: (entriesAt, entries, outAt, constant, costs) => {
      for (let i = 0; i < LANES; i++) {
        let sum = constant;
        for (let k = 0; k < entries; k++) {
          const entry = doubleIndex(entriesAt) + ENTRY_DOUBLES * k;
          const price = doubles[doubleIndex(words[2 * entry]!) + i]!;
          sum += doubles[entry + 1]! * Math.min(Math.max(price, doubles[entry + 2]!), doubles[entry + 3]!);
        }
        doubles[doubleIndex(outAt) + i] = sum - costs;
      }
    },
    computeBuyerCalls: ({ demandAt, outAt, nominal, beta, minimum, maximum, openShare }) => {
      const [demand, out] = [doubleIndex(demandAt), doubleIndex(outAt)];
      for (let i = 0; i < LANES; i++) {
        doubles[out + i] = nominal * Math.min(Math.max(1 + beta * (doubles[demand + i]! - 1), minimum), maximum) * openShare;
      }
    },
    listLanesBelow: (rowAt, count, bound, listAt) => {
      const [row, list] = [doubleIndex(rowAt), listAt >> 2];
      let listedCount = 0;
      for (let i = 0; i < count; i++) if (doubles[row + i]! < bound) words[list + listedCount++] = i * DOUBLE_BYTES;
      return listedCount;
    },
    deliverCutCalls: (offeredAt, cutAt, deliveredAt, notOfferedAt, sumsAt) => {
      const [offeredRow, cutRow] = [doubleIndex(offeredAt), doubleIndex(cutAt)];
      const [deliveredRow, notOfferedRow] = [doubleIndex(deliveredAt), doubleIndex(notOfferedAt)];
      const sums = [0, 0, 0, 0];
      for (let i = 0; i < LANES; i++) {
        const cut = doubles[cutRow + i]!;
        const deliveredTonnes = doubles[offeredRow + i]! - cut;
        doubles[deliveredRow + i] = deliveredTonnes;
        doubles[notOfferedRow + i]! += cut;
        sums[i % 2]! += cut;
        sums[2 + (i % 2)]! += deliveredTonnes;
      }
      for (let k = 0; k < 2; k++) doubles[doubleIndex(sumsAt) + k] = sums[2 * k]! + sums[2 * k + 1]!;
    },
    addDamages: ({ constant, share, low, high, damagesShare, ...input }) => {
      const [cutRow, extraRow] = [doubleIndex(input.cutAt), doubleIndex(input.extraAt)];
      const [netRow, averageRow] = [doubleIndex(input.netAt), doubleIndex(input.averageAt)];
      const sums = [0, 0];
      for (let i = 0; i < LANES; i++) {
        const spot = constant + share * Math.min(Math.max(doubles[averageRow + i]!, low), high);
        const damages = cutDamages(doubles[cutRow + i]!, doubles[extraRow + i]!, doubles[netRow + i]!, spot, damagesShare);
        doubles[doubleIndex(input.outAt) + i] = damages;
        doubles[doubleIndex(input.revenueAt) + i]! -= damages;
        doubles[doubleIndex(input.damagesSumAt) + i]! -= damages;
        sums[i % 2]! += damages;
      }
      return sums[0]! + sums[1]!;
    },
    sumRow,
    addInvoices,
    addInvoicesAndYear: ({ paidAt, priceAt, revenueAt, deliveredAt, takenAt, paidTonnesAt, paidValueAt }) => {
      addInvoices(paidAt, priceAt, revenueAt);
      addInvoices(paidAt, priceAt, paidValueAt);
      for (let i = 0; i < LANES; i++) {
        doubles[doubleIndex(takenAt) + i]! += doubles[doubleIndex(deliveredAt) + i]!;
        doubles[doubleIndex(paidTonnesAt) + i]! += doubles[doubleIndex(paidAt) + i]!;
      }
    },
    addProvisionalAndFinal: ({ provisionalShare, ...input }) => {
      const [paidRow, currentRow, finalRow] = [
        doubleIndex(input.paidAt),
        doubleIndex(input.currentPriceAt),
        doubleIndex(input.finalPriceAt),
      ];
      for (let i = 0; i < LANES; i++) {
        const tonnes = doubles[paidRow + i]!;
        const provisional = provisionalShare * doubles[currentRow + i]! * tonnes;
        const finalAmount = tonnes * doubles[finalRow + i]! - provisional;
        doubles[doubleIndex(input.provisionalAt) + i]! += provisional;
        doubles[doubleIndex(input.finalAt) + i]! += finalAmount;
        doubles[doubleIndex(input.provisionalReceivableAt) + i]! += Math.max(0, provisional);
        doubles[doubleIndex(input.finalReceivableAt) + i]! += Math.max(0, finalAmount);
      }
    },
    addReceivables: (paidAt, priceAt, receivablesAt) => {
      const [paidTonnes, price, receivables] = [doubleIndex(paidAt), doubleIndex(priceAt), doubleIndex(receivablesAt)];
      for (let i = 0; i < LANES; i++) doubles[receivables + i]! += Math.max(0, doubles[paidTonnes + i]! * doubles[price + i]!);
    },
  };
};
