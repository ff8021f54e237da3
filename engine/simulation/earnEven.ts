import { LANES } from './draws.ts';
import type { Sale } from './even.ts';
import { ENTRY, tableOf } from './kernel/kernel.ts';
import { BYTES, ROW } from './kernel/layout.ts';
import { CONTRACT, MEASURE, PRODUCT } from './lanes.ts';
import type { Run } from './run.ts';
import { bookOpening } from './settle.ts';
import { strikeOver } from './strikes.ts';
import { CONTRACT_MEASURES, PRODUCT_MEASURES } from './types.ts';

/** Books what even products and their contracts earn, and their tonnes, for the paths under way. */
const earningsOf = (of: Run) => {
  const { plan, prices, entries } = of;
  const { sellers, called, spot, calledOf, spotOf, isEven } = of.even;
  const years: { readonly entriesAt: number; readonly count: number; readonly intoAt: number; readonly base: number }[] = [];
  const bent: { readonly sale: Sale; readonly into: Float64Array }[] = [];
  const placeEntry = tableOf(entries, ENTRY);
  let next = 0;
  for (const { kind, place, sales } of sellers) {
    const { revenue } = of[kind][place]!;
    for (const [y, ofYear] of Map.groupBy(sales, ({ year }) => year)) {
      const into = revenue.subarray(y * LANES, (y + 1) * LANES);
      const first = next;
      let base = 0;
      for (const sale of ofYear) {
        const { price, tonnes, from, length, less } = sale;
        if (!price.simple) {
          bent.push({ sale, into });
          continue;
        }
        const { slot, rest, share, low, high } = price.simple;
        const lanes = length === 1 ? prices.spot[slot]! : prices.average(slot, length);
        const at = lanes.byteOffset + (plan.valuationMonth + from - plan.base) * ROW;
        // tonnes (rest + share x the price held)
        placeEntry(next++, at, tonnes * share, low, high);
        base += tonnes * rest - less;
      }
      const entriesAt = entries.byteOffset + ENTRY * first * BYTES;
      if (next > first) years.push({ entriesAt, count: next - first, intoAt: into.byteOffset, base });
    }
  }
  const sold = of.products.filter((_, place) => isEven[place]! && spotOf[place]! > 0);
  const [struck] = of.scratch;

  return (run: Run): void => {
    const { kernel, measures, count, sums } = run;
    for (const { entriesAt, count: each, intoAt, base } of years) kernel.earn(entriesAt, each, intoAt, base);
    for (const { sale, into } of bent) {
      strikeOver(run, sale.price, struck!, sale.from, sale.length, sale.t);
      for (let i = 0; i < LANES; i++) into[i]! += sale.tonnes * struck![i]! - sale.less;
    }
    const row = (measure: number, y: number): Float64Array => {
      const at = (measure * plan.years + y) * LANES;
      return measures.subarray(at, at + LANES);
    };
    for (let y = 0; y < plan.years; y++) {
      row(MEASURE.called, y).fill(called[y]!);
      row(MEASURE.delivered, y).fill(called[y]!);
      row(MEASURE.spot, y).fill(spot[y]!);
    }
    for (const { revenue } of sold) kernel.add(revenue.byteOffset, row(MEASURE.spotRevenue, 0).byteOffset, plan.years);
    for (const [c, tonnes] of calledOf.entries()) {
      sums.contracts[c * CONTRACT_MEASURES.length + CONTRACT.called]! += count * tonnes;
      sums.contracts[c * CONTRACT_MEASURES.length + CONTRACT.delivered]! += count * tonnes;
    }
    for (const [p, tonnes] of spotOf.entries()) {
      sums.products[p * PRODUCT_MEASURES.length + PRODUCT.spot]! += count * tonnes;
      sums.products[p * PRODUCT_MEASURES.length + PRODUCT.uncommittedSold]! += count * tonnes;
    }
  };
};

/** Before the first month: what months before the valuation left open, and all of what is known of even products. */
export const starting = (of: Run): ((run: Run) => void) => {
  const earnEven = earningsOf(of);
  return (run) => {
    bookOpening(run);
    earnEven(run);
  };
};
