import type { PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import { createTableWriter, ENTRY_DOUBLES } from '../kernel/kernel.ts';
import { DOUBLE_BYTES, ROW_BYTES } from '../kernel/layout.ts';
import type { DeterministicPlan, Sale } from '../plan/deterministicProducts.ts';
import { CONTRACT_MEASURE, CONTRACT_MEASURES, PATH_MEASURE, PRODUCT_MEASURE, PRODUCT_MEASURES } from '../types.ts';
import { evaluatePriceOver } from './evaluatePrices.ts';

/** Path measures that deterministic products and their contracts can change, and their cost. */
export const DETERMINISTIC_MEASURES = [
  PATH_MEASURE.contractRevenue,
  PATH_MEASURE.spotRevenue,
  PATH_MEASURE.called,
  PATH_MEASURE.delivered,
  PATH_MEASURE.spot,
  PATH_MEASURE.cost,
];

/** Allocates one kernel entry for each sale. */
export const allocateSaleEntries = ({ sellers }: DeterministicPlan, allocate: AllocateLanes): Float64Array =>
  allocate(ENTRY_DOUBLES * sellers.reduce((count, { sales }) => count + sales.length, 0));

/** Sales of one seller paid in one year, as entries of the kernel; they are added to the row at `intoAt`. */
type SaleEntries = { readonly entriesAt: number; readonly count: number; readonly intoAt: number; readonly base: number };

/** Groups the sales by seller and year; those of a product's year, which read the same prices, follow one another. */
const groupSales = ({ sellers }: DeterministicPlan) =>
  sellers
    .flatMap(({ sales, ...seller }) =>
      [...Map.groupBy(sales, (sale) => sale.year)].map(([year, salesOfYear]) => ({ ...seller, year, salesOfYear })),
    )
    .sort((a, b) => a.product - b.product || a.year - b.year);

/**
 * Writes the sales at simple prices to the batch's entries, and returns them by seller and year, and the sales at other prices, which are
 * evaluated one by one.
 */
const writeSaleEntries = (batch: PathBatch) => {
  const { plan, prices, saleEntries } = batch;
  const entries: SaleEntries[] = [];
  const otherSales: { readonly sale: Sale; readonly into: Float64Array }[] = [];
  const writeEntry = createTableWriter(saleEntries, ENTRY_DOUBLES);
  let next = 0;
  for (const { kind, index, year, salesOfYear } of groupSales(batch.deterministic)) {
    const into = batch[kind][index]!.revenue.subarray(year * LANES, (year + 1) * LANES);
    const first = next;
    let base = 0;
    for (const sale of salesOfYear) {
      const { price, tonnes, firstPricingMonth, pricingMonths, deduction } = sale;
      if (!price.simple) {
        otherSales.push({ sale, into });
        continue;
      }
      const { slot, constant, share, low, high } = price.simple;
      const averages = pricingMonths === 1 ? prices.spot[slot]! : prices.average(slot, pricingMonths);
      const at = averages.byteOffset + (plan.valuationMonth + firstPricingMonth - plan.firstMonth) * ROW_BYTES;
      // tonnes (constant + share x clamped average) - deduction
      writeEntry(next++, at, tonnes * share, low, high);
      base += tonnes * constant - deduction;
    }
    const entriesAt = saleEntries.byteOffset + ENTRY_DOUBLES * first * DOUBLE_BYTES;
    if (next > first) entries.push({ entriesAt, count: next - first, intoAt: into.byteOffset, base });
  }
  return { entries, otherSales };
};

/** Creates a function that books the revenue and tonnes of the deterministic products and their contracts for the batch under way. */
export const createDeterministicBooking = (simulated: PathBatch) => {
  const { plan, deterministic } = simulated;
  const { calledByYear, spotByYear, calledByContract, spotByProduct, isDeterministic } = deterministic;
  const { entries, otherSales } = writeSaleEntries(simulated);
  const soldOnSpot = simulated.products.filter((_, p) => isDeterministic[p]! && spotByProduct[p]! > 0);
  const [price] = simulated.scratch;

  return ({ kernel, measures, count, sums }: PathBatch): void => {
    for (const { entriesAt, count: sales, intoAt, base } of entries) kernel.addClampedSales(entriesAt, sales, intoAt, base);
    for (const { sale, into } of otherSales) {
      const period = { from: sale.firstPricingMonth, length: sale.pricingMonths };
      evaluatePriceOver(simulated, sale.price, price!, period, sale.deliveryMonth);
      for (let i = 0; i < LANES; i++) into[i]! += sale.tonnes * price![i]! - sale.deduction;
    }
    const rowOf = (measure: number, year: number): Float64Array => {
      const at = (measure * plan.years + year) * LANES;
      return measures.subarray(at, at + LANES);
    };
    for (let year = 0; year < plan.years; year++) {
      rowOf(PATH_MEASURE.called, year).fill(calledByYear[year]!);
      rowOf(PATH_MEASURE.delivered, year).fill(calledByYear[year]!);
      rowOf(PATH_MEASURE.spot, year).fill(spotByYear[year]!);
    }
    for (const { revenue } of soldOnSpot) kernel.addRows(revenue.byteOffset, rowOf(PATH_MEASURE.spotRevenue, 0).byteOffset, plan.years);
    for (const [c, tonnes] of calledByContract.entries()) {
      sums.contracts[c * CONTRACT_MEASURES.length + CONTRACT_MEASURE.called]! += count * tonnes;
      sums.contracts[c * CONTRACT_MEASURES.length + CONTRACT_MEASURE.delivered]! += count * tonnes;
    }
    for (const [p, tonnes] of spotByProduct.entries()) {
      sums.products[p * PRODUCT_MEASURES.length + PRODUCT_MEASURE.spot]! += count * tonnes;
      sums.products[p * PRODUCT_MEASURES.length + PRODUCT_MEASURE.uncommittedSold]! += count * tonnes;
    }
  };
};
