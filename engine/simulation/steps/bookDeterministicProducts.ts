import { revenueOffset } from '../batch/contractLanes.ts';
import type { PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import { createRunWriter, RUN_DOUBLES } from '../kernel/kernel.ts';
import { DOUBLE_BYTES, ROW_BYTES } from '../kernel/layout.ts';
import type { DeterministicPlan, Sale } from '../plan/deterministicProducts.ts';
import { priceIndex } from '../plan/flatPlan.ts';
import { CONTRACT_MEASURE, CONTRACT_MEASURES, PATH_MEASURE, type PathMeasure, PRODUCT_MEASURE, PRODUCT_MEASURES } from '../types.ts';
import { evaluatePriceOver } from './evaluatePrices.ts';

/** Path measures that deterministic products and their contracts can change, and their cost. All others are 0. */
export const DETERMINISTIC_MEASURES: readonly PathMeasure[] = ['contractRevenue', 'spotRevenue', 'called', 'delivered', 'spot', 'cost'];

/** Allocates one run of the kernel for each sale, which is the largest possible number of runs. */
export const allocateSaleRuns = ({ sellers }: DeterministicPlan, allocate: AllocateLanes): Float64Array =>
  allocate(RUN_DOUBLES * sellers.reduce((count, { sales }) => count + sales.length, 0));

/** Runs of sales of one seller paid in one year; they are added to the row at `intoAt`. */
type SaleRuns = { readonly runsAt: number; readonly count: number; readonly intoAt: number; readonly base: number };

/** Groups the sales by seller and year. Sales of a product in a year are adjacent, because they read the same prices. */
const groupSales = ({ sellers }: DeterministicPlan) =>
  sellers
    .flatMap(({ sales, ...seller }) =>
      [...Map.groupBy(sales, (sale) => sale.year)].map(([year, salesOfYear]) => ({ ...seller, year, salesOfYear })),
    )
    .sort((a, b) => a.product - b.product || a.year - b.year);

/** A sale at a simple price: the rows of its averages, the month in them, and tonnes x share. */
type SimpleSale = {
  readonly rows: Float64Array;
  readonly month: number;
  readonly weight: number;
  readonly low: number;
  readonly high: number;
};

/** Whether a sale continues the run that ends with another: one month later on the same terms. */
const isNext = (sale: SimpleSale, last: SimpleSale): boolean =>
  sale.rows === last.rows &&
  sale.month === last.month + 1 &&
  sale.weight === last.weight &&
  sale.low === last.low &&
  sale.high === last.high;

/** Joins sales in consecutive months on the same terms to a run, which needs one multiplication. */
const joinRuns = (sales: readonly SimpleSale[]): SimpleSale[][] => {
  const runs: SimpleSale[][] = [];
  for (const sale of sales) {
    const run = runs.find((candidateRun) => isNext(sale, candidateRun.at(-1)!));
    if (run === undefined) runs.push([sale]);
    else run.push(sale);
  }
  return runs;
};

/**
 * Writes the sales at simple prices to the batch's runs, and returns them by seller and year, and the sales at other prices, which are
 * evaluated one by one.
 */
const writeSaleRuns = (batch: PathBatch) => {
  const { plan, prices, saleRuns } = batch;
  const runsOfSellers: SaleRuns[] = [];
  const otherSales: { readonly sale: Sale; readonly into: Float64Array }[] = [];
  const writeRun = createRunWriter(saleRuns);
  let runCount = 0;
  for (const { kind, index, year, salesOfYear } of groupSales(batch.deterministic)) {
    const start = kind === 'contracts' ? revenueOffset(batch.contracts[index]!, year) : year * LANES;
    const into = batch[kind][index]!.revenue.subarray(start, start + LANES);
    const simpleSales: SimpleSale[] = [];
    let base = 0;
    for (const sale of salesOfYear) {
      const { price, tonnes, firstPricingMonth, pricingMonths } = sale;
      if (!price.simplePrice) {
        otherSales.push({ sale, into });
        continue;
      }
      const { slot, constant, share, low, high } = price.simplePrice;
      const rows = pricingMonths === 1 ? prices.spot[slot]! : prices.average(slot, pricingMonths);
      // tonnes (constant + share x clamped average)
      simpleSales.push({ rows, month: priceIndex(plan, firstPricingMonth), weight: tonnes * share, low, high });
      base += tonnes * constant;
    }
    const firstRun = runCount;
    for (const run of joinRuns(simpleSales)) {
      const { rows, month, weight, low, high } = run[0]!;
      writeRun(runCount++, rows.byteOffset + month * ROW_BYTES, run.length, weight, low, high);
    }
    const runsAt = saleRuns.byteOffset + RUN_DOUBLES * firstRun * DOUBLE_BYTES;
    // also without a run, to overwrite the row of the previous batch
    runsOfSellers.push({ runsAt, count: runCount - firstRun, intoAt: into.byteOffset, base });
  }
  return { runsOfSellers, otherSales };
};

/** Creates a function that books the revenue and tonnes of the deterministic products and their contracts for the current batch. */
export const createDeterministicBooking = (batch: PathBatch) => {
  const { plan, deterministic } = batch;
  const { calledByYear, spotByYear, calledByContract, spotByProduct, isDeterministic } = deterministic;
  const { runsOfSellers, otherSales } = writeSaleRuns(batch);
  const soldOnSpot = batch.products.filter((_, p) => isDeterministic[p]! && spotByProduct[p]! > 0);
  const [price] = batch.scratch;

  return ({ kernel, measures, count, sums }: PathBatch): void => {
    for (const { runsAt, count: runs, intoAt, base } of runsOfSellers) kernel.bookClampedSales(runsAt, runs, intoAt, base);
    for (const { sale, into } of otherSales) {
      const period = { from: sale.firstPricingMonth, length: sale.pricingMonths };
      evaluatePriceOver(batch, sale.price, price, period, sale.deliveryMonth);
      for (let i = 0; i < LANES; i++) into[i]! += sale.tonnes * price[i]!;
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
