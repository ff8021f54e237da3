import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { withCycleMoments } from './cycle/cycleMoments.ts';
import { type FlatPlan, getFlatPlan } from './plan/flatPlan.ts';
import { type Estimate, fanQuantiles, type OutcomeDistribution, summariseOutcomes } from './results/outcomeDistribution.ts';
import { getPathTableShape, listUsedDrivers, mergePathTables } from './results/pathTable.ts';
import { replicateErrors } from './results/replicateSums.ts';
import { createRunSums } from './runSums.ts';
import {
  CONTRACT_MEASURES,
  type ContractMeasure,
  type CycleMoments,
  type Moments,
  PATH_MEASURES,
  type PathBlocks,
  type PathMeasure,
  type PathTable,
  PRODUCT_MEASURES,
  type ProductMeasure,
  type RunSums,
  type SimulationRequest,
} from './types.ts';

/** Revenue of a contract, or spot revenue of a product, by year of payment and over all years. USD. */
export type RevenueMoments = {
  readonly mean: readonly number[];
  readonly sd: readonly number[];
  readonly total: Estimate;
  readonly totalSd: number;
};

/** Moments of a price by month after the valuation, entry 0 = month 1. Logs of S/F; of S - F where additive. */
export type DriverMoments = {
  readonly reference: string;
  readonly meanRatio: readonly Estimate[];
  readonly logMean: readonly number[];
  readonly logSd: readonly number[];
  /** Annual mean prices by year at the probabilities of `FAN_PROBABILITIES`; 0 in years after the plan. */
  readonly annual: readonly (readonly number[])[];
  readonly volatility: number;
  /** False if the equation of the effective volatility had no solution. */
  readonly volatilitySolved: boolean;
};

/** The result of a run. dmt, USD. Stored: names can't change. */
export type SimulationResult = {
  readonly paths: number;
  readonly years: readonly Year[];
  /** Every measure by year, one entry per path. */
  readonly measures: Readonly<Record<PathMeasure, readonly Float64Array[]>>;
  /** Net revenue of contracts and spot sales, by year and over all years, one entry per path. */
  readonly netRevenue: readonly Float64Array[];
  readonly netRevenueTotal: Float64Array;
  readonly byYear: readonly OutcomeDistribution[];
  /** Tonnes delivered by year at the probabilities of `FAN_PROBABILITIES`, dmt. */
  readonly delivered: readonly (readonly number[])[];
  readonly total: OutcomeDistribution;
  readonly contracts: readonly ({ readonly contractId: ContractId } & {
    readonly revenue: RevenueMoments;
    /** Mean of each measure over the paths, for the whole plan. */
    readonly means: Readonly<Record<ContractMeasure, number>>;
  })[];
  readonly products: readonly ({ readonly productId: ProductId } & {
    readonly spotRevenue: RevenueMoments;
    readonly means: Readonly<Record<ProductMeasure, number>>;
  })[];
  readonly drivers: readonly DriverMoments[];
  readonly centre: CycleMoments;
};

/** Views of the table's measures by name and year, one entry per path; a row of zeros for a measure that the table does not have. */
const viewMeasures = ({ measureNames, measures, paths }: PathTable, years: number): SimulationResult['measures'] => {
  let zeros: Float64Array | undefined;
  const viewRow = (row: number, year: number): Float64Array => {
    if (row < 0) {
      zeros ??= new Float64Array(paths);
      return zeros;
    }
    const at = (row * years + year) * paths;
    return measures.subarray(at, at + paths);
  };
  return Object.fromEntries(
    PATH_MEASURES.map((name) => [name, Array.from({ length: years }, (_, y) => viewRow(measureNames.indexOf(name), y))]),
  ) as unknown as SimulationResult['measures'];
};

/** Standard errors by replicate; undefined with random draws. */
type ReplicateErrors = ReturnType<typeof replicateErrors>;

const computeRevenueMoments = (
  { mean, squares }: Moments,
  row: number,
  years: number,
  paths: number,
  errors: ReplicateErrors,
): RevenueMoments => {
  const at = row * (years + 1);
  const sdAt = (i: number) => (paths > 1 ? Math.sqrt(squares[i]! / (paths - 1)) : 0);
  const entries = Array.from({ length: years }, (_, y) => at + y);
  const totalSd = sdAt(at + years);
  return {
    mean: entries.map((i) => mean[i]!),
    sd: entries.map(sdAt),
    total: { value: mean[at + years]!, error: errors?.ofRevenue(row) ?? totalSd / Math.sqrt(paths) },
    totalSd,
  };
};

/** Annual mean prices by year at the probabilities of `FAN_PROBABILITIES`, of the drivers in some rows of a path table. */
export type PriceFans = readonly DriverMoments['annual'][];

/** Computes the price fans of the rows `from` to `to` (excluded) of a table. */
export const computePriceFans = (
  request: SimulationRequest,
  { prices, paths }: PathTable,
  { from, to }: { readonly from: number; readonly to: number },
): PriceFans => {
  const { years } = getFlatPlan(request);
  return Array.from({ length: to - from }, (_, i) =>
    Array.from({ length: years }, (__, y) => {
      const first = ((from + i) * years + y) * paths;
      return fanQuantiles(prices.subarray(first, first + paths));
    }),
  );
};

const computeDriverMoments = (
  sums: Float64Array,
  paths: number,
  plan: FlatPlan,
  fans: PriceFans,
  errors: ReplicateErrors,
): DriverMoments[] => {
  const months = Array.from({ length: plan.months }, (_, i) => i + 1);
  const sd = (sum: number, squares: number) => Math.sqrt(Math.max(0, squares - (sum * sum) / paths) / Math.max(1, paths - 1));
  return listUsedDrivers(plan).map((driver, row): DriverMoments => {
    const d = plan.drivers.indexOf(driver);
    const at = (t: number) => (d * (plan.horizon + 1) + t) * 4;
    return {
      reference: driver.reference,
      meanRatio: months.map((t) => ({
        value: sums[at(t) + 2]! / paths,
        error: errors?.ofPriceRatio(d, t) ?? sd(sums[at(t) + 2]!, sums[at(t) + 3]!) / Math.sqrt(paths),
      })),
      logMean: months.map((t) => sums[at(t)]! / paths),
      logSd: months.map((t) => sd(sums[at(t)]!, sums[at(t) + 1]!)),
      annual: fans[row]!,
      volatility: driver.volatility,
      volatilitySolved: driver.isVolatilitySolved,
    };
  });
};

/**
 * Computes the result of a run from its sums, the table of all its paths and the fans of its prices; a measure without rows is 0. Errors:
 * NOT_FINITE (an outcome).
 */
export const computeResult = (request: SimulationRequest, sums: RunSums, table: PathTable, fans: PriceFans): SimulationResult => {
  const plan = getFlatPlan(request);
  const { years } = plan;
  const { draws } = plan.parameters;
  const { paths, revenue } = sums;
  const measures = viewMeasures(table, years);
  const netRevenue = measures.contractRevenue.map((contracts, y) => {
    const spot = measures.spotRevenue[y]!;
    const revenueOfYear = new Float64Array(paths);
    for (let i = 0; i < paths; i++) revenueOfYear[i] = contracts[i]! + spot[i]!;
    return revenueOfYear;
  });
  const netRevenueTotal = new Float64Array(paths);
  for (const year of netRevenue) for (let i = 0; i < paths; i++) netRevenueTotal[i]! += year[i]!;

  const errors = replicateErrors(sums, plan);
  const meansOf = <M extends string>(names: readonly M[], total: Float64Array, index: number) =>
    Object.fromEntries(names.map((name, m) => [name, total[index * names.length + m]! / paths])) as Record<M, number>;
  return {
    paths,
    years: Array.from({ length: years }, (_, y) => plan.firstYear + y),
    measures,
    netRevenue,
    netRevenueTotal,
    byYear: netRevenue.map((outcomes) => summariseOutcomes(outcomes, draws)),
    delivered: measures.delivered.map(fanQuantiles),
    total: summariseOutcomes(netRevenueTotal, draws),
    contracts: plan.contracts.map(({ id }, c) => ({
      contractId: id,
      revenue: computeRevenueMoments(revenue, c, years, paths, errors),
      means: meansOf(CONTRACT_MEASURES, sums.contracts, c),
    })),
    products: plan.products.map(({ id }, p) => ({
      productId: id,
      spotRevenue: computeRevenueMoments(revenue, plan.contracts.length + p, years, paths, errors),
      means: meansOf(PRODUCT_MEASURES, sums.products, p),
    })),
    drivers: computeDriverMoments(sums.priceSums, paths, plan, fans, errors),
    centre: withCycleMoments(request).centre,
  };
};

/**
 * Merges the parts of a run, in any order and however split, into its result: the same bits for any number of workers. Their blocks must
 * cover the paths from 0 on without a gap. Errors: EMPTY, BAD_SHAPE (a gap), NOT_FINITE (an outcome).
 */
export const mergeBlocks = (request: SimulationRequest, parts: readonly PathBlocks[]): SimulationResult => {
  const runSums = createRunSums();
  for (const { blocks } of parts) runSums.add(blocks);
  const sums = runSums.total();
  const shape = getPathTableShape(request);
  const table = mergePathTables(parts, shape, sums.paths);
  return computeResult(request, sums, table, computePriceFans(request, table, { from: 0, to: shape.drivers }));
};
