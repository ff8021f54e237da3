import { CONTRACT_MEASURE, PATH_MEASURE, PRODUCT_MEASURE } from '../batch/contractLanes.ts';
import type { PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { createTableWriter, ENTRY_DOUBLES } from '../kernel/kernel.ts';
import { DOUBLE_BYTES, ROW_BYTES } from '../kernel/layout.ts';
import type { Sale } from '../plan/deterministicProducts.ts';
import { CONTRACT_MEASURES, PRODUCT_MEASURES } from '../types.ts';
import { evaluatePriceOver } from './evaluatePrices.ts';
import { bookOpeningBalances } from './settleInvoices.ts';

/** Books what even products and their contracts earn, and their tonnes, for the paths under way. */
const createDeterministicBooking = (of: PathBatch) => {
  const { plan, prices, saleEntries: entries } = of;
  const {
    sellers,
    calledByYear: called,
    spotByYear: spot,
    calledByContract: calledOf,
    spotByProduct: spotOf,
    isDeterministic: isEven,
  } = of.deterministic;
  const years: { readonly entriesAt: number; readonly count: number; readonly intoAt: number; readonly base: number }[] = [];
  const bent: { readonly sale: Sale; readonly into: Float64Array }[] = [];
  const placeEntry = createTableWriter(entries, ENTRY_DOUBLES);
  let next = 0;
  for (const { kind, index: place, sales } of sellers) {
    const { revenue } = of[kind][place]!;
    for (const [y, ofYear] of Map.groupBy(sales, ({ year }) => year)) {
      const into = revenue.subarray(y * LANES, (y + 1) * LANES);
      const first = next;
      let base = 0;
      for (const sale of ofYear) {
        const { price, tonnes, firstPricingMonth: from, pricingMonths: length, deduction: less } = sale;
        if (!price.simple) {
          bent.push({ sale, into });
          continue;
        }
        const { slot, constant: rest, share, low, high } = price.simple;
        const lanes = length === 1 ? prices.spot[slot]! : prices.average(slot, length);
        const at = lanes.byteOffset + (plan.valuationMonth + from - plan.firstMonth) * ROW_BYTES;
        // tonnes (rest + share x the price held)
        placeEntry(next++, at, tonnes * share, low, high);
        base += tonnes * rest - less;
      }
      const entriesAt = entries.byteOffset + ENTRY_DOUBLES * first * DOUBLE_BYTES;
      if (next > first) years.push({ entriesAt, count: next - first, intoAt: into.byteOffset, base });
    }
  }
  const sold = of.products.filter((_, place) => isEven[place]! && spotOf[place]! > 0);
  const [struck] = of.scratch;

  return (batch: PathBatch): void => {
    const { kernel, measures, count, sums } = batch;
    for (const { entriesAt, count: each, intoAt, base } of years) kernel.addClampedSales(entriesAt, each, intoAt, base);
    for (const { sale, into } of bent) {
      evaluatePriceOver(batch, sale.price, struck!, sale.firstPricingMonth, sale.pricingMonths, sale.deliveryMonth);
      for (let i = 0; i < LANES; i++) into[i]! += sale.tonnes * struck![i]! - sale.deduction;
    }
    const row = (measure: number, y: number): Float64Array => {
      const at = (measure * plan.years + y) * LANES;
      return measures.subarray(at, at + LANES);
    };
    for (let y = 0; y < plan.years; y++) {
      row(PATH_MEASURE.called, y).fill(called[y]!);
      row(PATH_MEASURE.delivered, y).fill(called[y]!);
      row(PATH_MEASURE.spot, y).fill(spot[y]!);
    }
    for (const { revenue } of sold) kernel.addRows(revenue.byteOffset, row(PATH_MEASURE.spotRevenue, 0).byteOffset, plan.years);
    for (const [c, tonnes] of calledOf.entries()) {
      sums.contracts[c * CONTRACT_MEASURES.length + CONTRACT_MEASURE.called]! += count * tonnes;
      sums.contracts[c * CONTRACT_MEASURES.length + CONTRACT_MEASURE.delivered]! += count * tonnes;
    }
    for (const [p, tonnes] of spotOf.entries()) {
      sums.products[p * PRODUCT_MEASURES.length + PRODUCT_MEASURE.spot]! += count * tonnes;
      sums.products[p * PRODUCT_MEASURES.length + PRODUCT_MEASURE.uncommittedSold]! += count * tonnes;
    }
  };
};

/** Before the first month: what months before the valuation left open, and all of what is known of even products. */
export const createOpeningStep = (of: PathBatch): ((batch: PathBatch) => void) => {
  const earnEven = createDeterministicBooking(of);
  return (batch) => {
    bookOpeningBalances(batch);
    earnEven(batch);
  };
};
