import { cutDamages } from '../../spot/deliveries.ts';
import { type ContractKernel, ENTRY_DOUBLES } from './kernel.ts';
import { DOUBLE_BYTES, LANES } from './layout.ts';

/** Index in doubles of a byte offset. */
const doubleIndex = (at: number): number => at >> 3;

/** Creates the part of the reference kernel that works on contracts. */
export const createReferenceContractKernel = (buffer: ArrayBuffer): ContractKernel => {
  const all = new Float64Array(buffer);
  const words = new Int32Array(buffer);

  // even and odd lanes are summed separately, as the vector instructions do
  const sumRow: ContractKernel['sumRow'] = (at) => {
    let [even, odd] = [0, 0];
    for (let i = doubleIndex(at); i < doubleIndex(at) + LANES; i += 2) {
      even += all[i]!;
      odd += all[i + 1]!;
    }
    return even + odd;
  };

  const addInvoices: ContractKernel['addInvoices'] = (paidAt, priceAt, revenueAt) => {
    const [paid, price, revenue] = [doubleIndex(paidAt), doubleIndex(priceAt), doubleIndex(revenueAt)];
    for (let i = 0; i < LANES; i++) all[revenue + i]! += all[paid + i]! * all[price + i]!;
  };

  return {
    evaluateSimplePrices: (averageAt, outAt, constant, share, low, high) => {
      const [average, out] = [doubleIndex(averageAt), doubleIndex(outAt)];
      for (let i = 0; i < LANES; i++) all[out + i] = constant + share * Math.min(Math.max(all[average + i]!, low), high);
    },
    evaluateLinearPrices: (entriesAt, entries, outAt, constant, costs) => {
      for (let i = 0; i < LANES; i++) {
        let sum = constant;
        for (let k = 0; k < entries; k++) {
          const entry = doubleIndex(entriesAt) + ENTRY_DOUBLES * k;
          const price = all[doubleIndex(words[2 * entry]!) + i]!;
          sum += all[entry + 1]! * Math.min(Math.max(price, all[entry + 2]!), all[entry + 3]!);
        }
        all[doubleIndex(outAt) + i] = sum - costs;
      }
    },
    computeBuyerCalls: ({ demandAt, outAt, nominal, beta, least, most, openShare }) => {
      const [demand, out] = [doubleIndex(demandAt), doubleIndex(outAt)];
      for (let i = 0; i < LANES; i++) {
        all[out + i] = nominal * Math.min(Math.max(1 + beta * (all[demand + i]! - 1), least), most) * openShare;
      }
    },
    listLanesBelow: (rowAt, count, bound, listAt) => {
      const [row, list] = [doubleIndex(rowAt), listAt >> 2];
      let listed = 0;
      for (let i = 0; i < count; i++) if (all[row + i]! < bound) words[list + listed++] = i * DOUBLE_BYTES;
      return listed;
    },
    weighGapAndSlack: ({ listAt, listed, constant, share, gapFactor, slackFactor, isAdded, ...input }) => {
      const [netRow, averageRow] = [doubleIndex(input.netAt), doubleIndex(input.averageAt)];
      const [slackRow, into] = [doubleIndex(input.slackAt), doubleIndex(input.intoAt)];
      for (let k = 0; k < listed; k++) {
        const i = doubleIndex(words[(listAt >> 2) + k]!);
        const net = all[netRow + i]!;
        const gap = net > 0 ? Math.max(0, (net - (constant + share * all[averageRow + i]!)) / net) : 0;
        const exponent = gapFactor * gap + slackFactor * all[slackRow + i]!;
        all[into + k] = isAdded ? all[into + k]! + exponent : exponent;
      }
    },
    // (1 - x/8)^-8 > e^x, so a lane that 12 u (1 - x/8)^8 > h rules out needs no exponential
    keepReachableLanes: (listAt, listed, uniformsAt, exponentsAt, hazard) => {
      const list = listAt >> 2;
      let kept = 0;
      for (let k = 0; k < listed; k++) {
        const at = words[list + k]!;
        let y = Math.max(0, 1 - 0.125 * all[doubleIndex(exponentsAt) + k]!);
        y *= y;
        y *= y;
        y *= y;
        if (!(y * (12 * all[doubleIndex(uniformsAt + at)]!) > hazard)) words[list + kept++] = at;
      }
      return kept;
    },
    deliverCutCalls: (offeredAt, cutAt, deliveredAt, notOfferedAt, sumsAt) => {
      const [offeredRow, cutRow] = [doubleIndex(offeredAt), doubleIndex(cutAt)];
      const [deliveredRow, notOfferedRow] = [doubleIndex(deliveredAt), doubleIndex(notOfferedAt)];
      const sums = [0, 0, 0, 0];
      for (let i = 0; i < LANES; i++) {
        const cut = all[cutRow + i]!;
        const delivered = all[offeredRow + i]! - cut;
        all[deliveredRow + i] = delivered;
        all[notOfferedRow + i]! += cut;
        sums[i % 2]! += cut;
        sums[2 + (i % 2)]! += delivered;
      }
      for (let k = 0; k < 2; k++) all[doubleIndex(sumsAt) + k] = sums[2 * k]! + sums[2 * k + 1]!;
    },
    addDamages: ({ constant, share, low, high, damagesShare, ...input }) => {
      const [cutRow, extraRow] = [doubleIndex(input.cutAt), doubleIndex(input.extraAt)];
      const [netRow, averageRow] = [doubleIndex(input.netAt), doubleIndex(input.averageAt)];
      const sums = [0, 0];
      for (let i = 0; i < LANES; i++) {
        const spot = constant + share * Math.min(Math.max(all[averageRow + i]!, low), high);
        const damages = cutDamages(all[cutRow + i]!, all[extraRow + i]!, all[netRow + i]!, spot, damagesShare);
        all[doubleIndex(input.outAt) + i] = damages;
        all[doubleIndex(input.revenueAt) + i]! -= damages;
        all[doubleIndex(input.damagesSumAt) + i]! -= damages;
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
        all[doubleIndex(takenAt) + i]! += all[doubleIndex(deliveredAt) + i]!;
        all[doubleIndex(paidTonnesAt) + i]! += all[doubleIndex(paidAt) + i]!;
      }
    },
    addProvisionalAndFinal: ({ provisionalShare, ...input }) => {
      const [paidRow, currentRow, finalRow] = [
        doubleIndex(input.paidAt),
        doubleIndex(input.currentPriceAt),
        doubleIndex(input.finalPriceAt),
      ];
      for (let i = 0; i < LANES; i++) {
        const tonnes = all[paidRow + i]!;
        const provisional = provisionalShare * all[currentRow + i]! * tonnes;
        const rest = tonnes * all[finalRow + i]! - provisional;
        all[doubleIndex(input.provisionalAt) + i]! += provisional;
        all[doubleIndex(input.finalAt) + i]! += rest;
        all[doubleIndex(input.provisionalReceivableAt) + i]! += Math.max(0, provisional);
        all[doubleIndex(input.finalReceivableAt) + i]! += Math.max(0, rest);
      }
    },
    addReceivables: (paidAt, priceAt, receivablesAt) => {
      const [paid, price, receivables] = [doubleIndex(paidAt), doubleIndex(priceAt), doubleIndex(receivablesAt)];
      for (let i = 0; i < LANES; i++) all[receivables + i]! += Math.max(0, all[paid + i]! * all[price + i]!);
    },
  };
};
