import type { ContractKernel } from './contractKernel.ts';
import { LANES } from './layout.ts';

/** Place in doubles of a place in bytes. */
const of = (at: number): number => at >> 3;

/** The part of the kernel that works on contracts, in the words of this language; `uniforms` is the draws' part. */
export const plainContracts = (buffer: ArrayBuffer, uniforms: ContractKernel['uniforms']): Omit<ContractKernel, 'uniforms'> => {
  const all = new Float64Array(buffer);
  const words = new Int32Array(buffer);

  /** Even lanes and odd ones apart, then together. */
  const sum = (at: number): number => {
    let [even, odd] = [0, 0];
    for (let i = of(at); i < of(at) + LANES; i += 2) {
      even += all[i]!;
      odd += all[i + 1]!;
    }
    return even + odd;
  };

  const invoice: ContractKernel['invoice'] = (paidAt, netAt, revenueAt) => {
    const [paid, net, revenue] = [of(paidAt), of(netAt), of(revenueAt)];
    for (let i = 0; i < LANES; i++) all[revenue + i]! += all[paid + i]! * all[net + i]!;
  };

  return {
    strike: (averageAt, outAt, rest, share, low, high) => {
      const [average, out] = [of(averageAt), of(outAt)];
      for (let i = 0; i < LANES; i++) all[out + i] = rest + share * Math.min(Math.max(all[average + i]!, low), high);
    },
    call: (demandAt, outAt, nominal, beta, least, most, open) => {
      const [demand, out] = [of(demandAt), of(outAt)];
      for (let i = 0; i < LANES; i++) {
        all[out + i] = nominal * Math.min(Math.max(1 + beta * (all[demand + i]! - 1), least), most) * open;
      }
    },
    below: (pathsAt, outAt, count, key0, key1, month, kind, entity, most, listAt) => {
      uniforms(pathsAt, outAt, count, key0, key1, month, kind, entity);
      let n = 0;
      for (let i = 0; i < count; i++) if (all[of(outAt) + i]! < most) words[(listAt >> 2) + n++] = i * Float64Array.BYTES_PER_ELEMENT;
      return n;
    },
    weigh: (listAt, n, netAt, averageAt, slackAt, intoAt, rest, share, gaps, slacks, after) => {
      const into = of(intoAt);
      for (let k = 0; k < n; k++) {
        const i = of(words[(listAt >> 2) + k]!);
        const net = all[of(netAt) + i]!;
        const gap = net > 0 ? Math.max(0, (net - (rest + share * all[of(averageAt) + i]!)) / net) : 0;
        const x = gaps * gap + slacks * all[of(slackAt) + i]!;
        all[into + k] = after === 0 ? x : all[into + k]! + x;
      }
    },
    sieve: (listAt, n, uAt, exponentsAt, hazard) => {
      const list = listAt >> 2;
      let left = 0;
      for (let k = 0; k < n; k++) {
        const at = words[list + k]!;
        let y = Math.max(0, 1 - 0.125 * all[of(exponentsAt) + k]!);
        y *= y;
        y *= y;
        y *= y;
        if (!(y * (12 * all[of(uAt + at)]!) > hazard)) words[list + left++] = at;
      }
      return left;
    },
    cut: (offeredAt, keptAt, ownAt, lackingAt, sumsAt) => {
      const [offered, kept, own, lacking] = [of(offeredAt), of(keptAt), of(ownAt), of(lackingAt)];
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
      for (let k = 0; k < 3; k++) all[of(sumsAt) + k] = sums[2 * k]! + sums[2 * k + 1]!;
    },
    sum,
    invoice,
    invoiceYear: (paidAt, netAt, revenueAt, deliveredAt, takenAt, paidTonnesAt, paidValueAt) => {
      invoice(paidAt, netAt, revenueAt);
      invoice(paidAt, netAt, paidValueAt);
      for (let i = 0; i < LANES; i++) {
        all[of(takenAt) + i]! += all[of(deliveredAt) + i]!;
        all[of(paidTonnesAt) + i]! += all[of(paidAt) + i]!;
      }
    },
    invoiceTwice: (paidAt, nowAt, netAt, share, firstAt, lastAt, firstOwedAt, lastOwedAt) => {
      for (let i = 0; i < LANES; i++) {
        const tonnes = all[of(paidAt) + i]!;
        const provisional = share * all[of(nowAt) + i]! * tonnes;
        const rest = tonnes * all[of(netAt) + i]! - provisional;
        all[of(firstAt) + i]! += provisional;
        all[of(lastAt) + i]! += rest;
        all[of(firstOwedAt) + i]! += Math.max(0, provisional);
        all[of(lastOwedAt) + i]! += Math.max(0, rest);
      }
    },
    owe: (paidAt, netAt, owedAt) => {
      for (let i = 0; i < LANES; i++) all[of(owedAt) + i]! += Math.max(0, all[of(paidAt) + i]! * all[of(netAt) + i]!);
    },
  };
};
