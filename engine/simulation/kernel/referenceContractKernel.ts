import type { ContractKernel } from './contractKernel.ts';
import { LANES } from './layout.ts';

/** Place in doubles of a place in bytes. */
const doubleIndex = (at: number): number => at >> 3;

/** The part of the kernel that works on contracts, in the words of this language; `uniforms` is the draws' part. */
export const createReferenceContractKernel = (
  buffer: ArrayBuffer,
  uniforms: ContractKernel['drawUniforms'],
): Omit<ContractKernel, 'drawUniforms'> => {
  const all = new Float64Array(buffer);
  const words = new Int32Array(buffer);

  /** Even lanes and odd ones apart, then together. */
  const sum = (at: number): number => {
    let [even, odd] = [0, 0];
    for (let i = doubleIndex(at); i < doubleIndex(at) + LANES; i += 2) {
      even += all[i]!;
      odd += all[i + 1]!;
    }
    return even + odd;
  };

  const invoice: ContractKernel['addInvoices'] = (paidAt, netAt, revenueAt) => {
    const [paid, net, revenue] = [doubleIndex(paidAt), doubleIndex(netAt), doubleIndex(revenueAt)];
    for (let i = 0; i < LANES; i++) all[revenue + i]! += all[paid + i]! * all[net + i]!;
  };

  return {
    evaluateSimplePrices: (averageAt, outAt, rest, share, low, high) => {
      const [average, out] = [doubleIndex(averageAt), doubleIndex(outAt)];
      for (let i = 0; i < LANES; i++) all[out + i] = rest + share * Math.min(Math.max(all[average + i]!, low), high);
    },
    computeBuyerCalls: (demandAt, outAt, nominal, beta, least, most, open) => {
      const [demand, out] = [doubleIndex(demandAt), doubleIndex(outAt)];
      for (let i = 0; i < LANES; i++) {
        all[out + i] = nominal * Math.min(Math.max(1 + beta * (all[demand + i]! - 1), least), most) * open;
      }
    },
    listLanesBelow: (pathsAt, outAt, count, key0, key1, month, kind, entity, most, listAt) => {
      uniforms(pathsAt, outAt, count, key0, key1, month, kind, entity);
      let n = 0;
      for (let i = 0; i < count; i++)
        if (all[doubleIndex(outAt) + i]! < most) words[(listAt >> 2) + n++] = i * Float64Array.BYTES_PER_ELEMENT;
      return n;
    },
    weighGapAndSlack: (listAt, n, netAt, averageAt, slackAt, intoAt, rest, share, gaps, slacks, after) => {
      const into = doubleIndex(intoAt);
      for (let k = 0; k < n; k++) {
        const i = doubleIndex(words[(listAt >> 2) + k]!);
        const net = all[doubleIndex(netAt) + i]!;
        const gap = net > 0 ? Math.max(0, (net - (rest + share * all[doubleIndex(averageAt) + i]!)) / net) : 0;
        const x = gaps * gap + slacks * all[doubleIndex(slackAt) + i]!;
        all[into + k] = after === 0 ? x : all[into + k]! + x;
      }
    },
    keepReachableLanes: (listAt, n, uAt, exponentsAt, hazard) => {
      const list = listAt >> 2;
      let left = 0;
      for (let k = 0; k < n; k++) {
        const at = words[list + k]!;
        let y = Math.max(0, 1 - 0.125 * all[doubleIndex(exponentsAt) + k]!);
        y *= y;
        y *= y;
        y *= y;
        if (!(y * (12 * all[doubleIndex(uAt + at)]!) > hazard)) words[list + left++] = at;
      }
      return left;
    },
    cutCalls: (offeredAt, keptAt, ownAt, lackingAt, sumsAt) => {
      const [offered, kept, own, lacking] = [doubleIndex(offeredAt), doubleIndex(keptAt), doubleIndex(ownAt), doubleIndex(lackingAt)];
      const sums = [0, 0, 0, 0, 0, 0];
      for (let i = 0; i < LANES; i++) {
        const tonnes = all[offered + i]!;
        const share = all[kept + i]!;
        const lacks = tonnes * (1 - share);
        all[own + i] = tonnes * share;
        all[lacking + i]! += lacks;
        sums[i % 2]! += tonnes;
        sums[2 + (i % 2)]! += lacks;
        sums[4 + (i % 2)]! += tonnes * share;
      }
      for (let k = 0; k < 3; k++) all[doubleIndex(sumsAt) + k] = sums[2 * k]! + sums[2 * k + 1]!;
    },
    sumRow: sum,
    addInvoices: invoice,
    addInvoicesAndYear: (paidAt, netAt, revenueAt, deliveredAt, takenAt, paidTonnesAt, paidValueAt) => {
      invoice(paidAt, netAt, revenueAt);
      invoice(paidAt, netAt, paidValueAt);
      for (let i = 0; i < LANES; i++) {
        all[doubleIndex(takenAt) + i]! += all[doubleIndex(deliveredAt) + i]!;
        all[doubleIndex(paidTonnesAt) + i]! += all[doubleIndex(paidAt) + i]!;
      }
    },
    addProvisionalAndFinal: (paidAt, nowAt, netAt, share, firstAt, lastAt, firstOwedAt, lastOwedAt) => {
      for (let i = 0; i < LANES; i++) {
        const tonnes = all[doubleIndex(paidAt) + i]!;
        const provisional = share * all[doubleIndex(nowAt) + i]! * tonnes;
        const rest = tonnes * all[doubleIndex(netAt) + i]! - provisional;
        all[doubleIndex(firstAt) + i]! += provisional;
        all[doubleIndex(lastAt) + i]! += rest;
        all[doubleIndex(firstOwedAt) + i]! += Math.max(0, provisional);
        all[doubleIndex(lastOwedAt) + i]! += Math.max(0, rest);
      }
    },
    addReceivables: (paidAt, netAt, owedAt) => {
      for (let i = 0; i < LANES; i++)
        all[doubleIndex(owedAt) + i]! += Math.max(0, all[doubleIndex(paidAt) + i]! * all[doubleIndex(netAt) + i]!);
    },
  };
};
